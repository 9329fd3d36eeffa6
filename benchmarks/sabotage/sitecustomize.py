"""Breaks every Python process's multiprocessing as the variable IPC_TCK_SABOTEUR says. In front of PYTHONPATH.

CPython's own tests then find the saboteur under the names that they import. `control` breaks nothing, but puts at each
name the honest class that saboteurs of it are made from, `control:NAME` at that name alone: what fails with it tells of
their construction, not of mistakes.
"""

import multiprocessing
import multiprocessing.connection
import multiprocessing.managers
import os
import sys
import types

CONTROL = "control"


def main():
    saboteur = os.environ.get("IPC_TCK_SABOTEUR")
    if not saboteur:
        return
    kind, _, only = saboteur.partition(":")
    if kind == CONTROL:
        del os.environ["IPC_TCK_SABOTEUR"]  # which the package would take for a name
    from ipctck_saboteurs import registry

    os.environ["IPC_TCK_SABOTEUR"] = saboteur
    # The library itself goes on with its own: a saboteur that called what it takes the place of would find itself there.
    connection = types.ModuleType("multiprocessing.connection")
    vars(connection).update(vars(multiprocessing.connection))
    sys.modules[connection.__name__] = multiprocessing.connection = connection
    for place, thing in stand_ins(only) if kind == CONTROL else registry.choose(saboteur).parts:
        owner, _, name = place.rpartition(".")
        if owner == "connection":
            setattr(connection, name, thing)
        elif not owner:
            setattr(multiprocessing, name, thing)
        # else a name of multiprocessing.pool, where the package has put it


def stand_ins(only):
    return [(place, thing) for place, thing in honest().items() if only in ("", place)]


def honest():
    from ipctck_saboteurs import array, extended, lock, pipe, pool, process_object, queue, value
    from ipctck_saboteurs.registry import CONTEXT

    class Listener(extended.connection.Listener):
        def accept(self):
            return extended.Side(super().accept())

    return {
        "Array": lambda typecode, content, *, lock=True: array.Around(
            CONTEXT.Array(typecode, content, lock=lock), typecode
        ),
        "Barrier": extended.Bar,
        "Condition": extended.Cond,
        "Event": extended.Ev,
        "JoinableQueue": extended.Joinable,
        "Lock": lambda: lock.Around(CONTEXT.Lock()),
        "Pipe": lambda duplex=True: pipe.pair(pipe.End, duplex),
        "Pool": pool.HonestPool,
        "Process": process_object.OriginalProcess,
        "Queue": queue.HonestQueue,
        "RLock": lambda: lock.Around(CONTEXT.RLock()),
        "Semaphore": extended.Sem,
        "SimpleQueue": extended.Simple,
        "Value": lambda typecode, *initial, lock=True: value.Around(
            CONTEXT.Value(typecode, *initial, lock=lock), typecode
        ),
        "connection.Client": lambda *args, **kwargs: extended.Side(extended.connection.Client(*args, **kwargs)),
        "connection.Listener": Listener,
    }


main()
