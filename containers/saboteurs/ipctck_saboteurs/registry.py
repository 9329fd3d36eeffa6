"""What a saboteur is: an id, the mistake it makes, and what takes the place of which name."""

import functools
import multiprocessing

CONTEXT = multiprocessing.get_context("fork")  # what everybody starts from
REGISTRY = {}


class Saboteur:
    """One violation of one clause.

    The id is the clause's, or the clause's with a variant: QUEUE-IDLE.spin. Each part is a place, as in "Queue",
    "os.fork" or "multiprocessing.pool.worker", and what goes there; a part without a place is called once.
    """

    def __init__(self, id, mistake):
        self.id = id
        self.mistake = mistake
        self.parts = []

    @property
    def clause(self):
        return self.id.partition(".")[0]

    def install(self, package):
        for place, thing in self.parts:
            if place is None:
                thing()
                continue
            *path, name = place.split(".")
            setattr(functools.reduce(getattr, path, package), name, thing)


def register(id, mistake, of, thing):
    """Registers a saboteur, or a further part of one, which says no mistake of its own."""
    if (mistake is None) != (id in REGISTRY):
        raise ValueError("a saboteur says its mistake exactly once: " + id)
    REGISTRY.setdefault(id, Saboteur(id, mistake)).parts.append((of, thing))


def saboteurs_of(default):
    """A decorator for a module whose saboteurs mostly take the place of that name."""

    def saboteur(id, mistake=None, of=default):
        def decorate(thing):
            register(id, mistake, of, thing)
            return thing

        return decorate

    return saboteur


def choose(id):
    if id not in REGISTRY:
        raise LookupError("there is no saboteur %r; python3 -m ipctck_saboteurs lists them" % id)
    return REGISTRY[id]
