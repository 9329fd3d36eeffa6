"""Of the same saboteurs, how many do CPython's own tests notice, and how many does ipc-tck?"""

import collections
import concurrent.futures
import inspect
import random
import re
import subprocess
import sys
import tempfile

import cpython_tests
from measure import HOME, circumstances, load, said_by, save

NAME = "kills"
CONTROL_LIMIT = 300  # seconds, for the control; a saboteur gets a multiple of what the control took
FEW_LIMIT = 60  # for some tests of the control
PATIENCE = 3
UNJUDGED = 3  # the exit status of ipc-tck for what it could not judge, which is not to notice


def measure(sample, seed, jobs, command):
    """Goes on where an interrupted measurement of the same sample was."""
    cpython_tests.ensure()
    chosen = stratified(sample, seed)
    data = load(NAME)
    if not data or data["sample"] != [saboteur.id for saboteur, _ in chosen]:
        data = dict(circumstances(command), sample=[saboteur.id for saboteur, _ in chosen], seed=seed, results={})
    if "control" not in data:
        data["control"] = control()
        save(NAME, data)
    pending = [pair for pair in chosen if pair[0].id not in data["results"]]
    pool = concurrent.futures.ThreadPoolExecutor(jobs)
    asked = {pool.submit(both, saboteur, data["control"]): (saboteur, chapter) for saboteur, chapter in pending}
    try:
        for done in concurrent.futures.as_completed(asked):
            saboteur, chapter = asked[done]
            result = dict(done.result(), chapter=chapter, clause=saboteur.clause, mistake=saboteur.mistake)
            data["results"][saboteur.id] = result
            save(NAME, data)
            print(
                "%d of %d %s: ipc-tck %s; CPython's tests %s (%s, %.0f s)"
                % (
                    len(data["results"]),
                    len(chosen),
                    saboteur.id,
                    word(result["ipc-tck"], "notices"),
                    word(result["cpython"], "notice"),
                    result["how"],
                    result["seconds"],
                ),
                flush=True,
            )
    finally:
        for rest in asked:
            rest.cancel()
        cpython_tests.stop()
        pool.shutdown()


def word(noticed, verb):
    return verb if noticed else "do not notice" if verb == "notice" else "does not notice"


# ---- the sample


def stratified(size, seed):
    """Saboteurs of every chapter, in proportion to how many there are; the same for the same seed."""
    chapters = collections.defaultdict(list)
    chapter_of = chapters_of_clauses()
    for saboteur in eligible():
        chapters[chapter_of[saboteur.clause]].append(saboteur)
    everything = sum(map(len, chapters.values()))
    if not len(chapters) <= size <= everything:
        sys.exit("--kill-sample takes %d to %d" % (len(chapters), everything))
    share = {name: max(1, size * len(members) // everything) for name, members in chapters.items()}
    while sum(share.values()) != size:
        due = {name: size * len(members) / everything - share[name] for name, members in chapters.items()}
        if sum(share.values()) < size:
            share[max(due, key=due.get)] += 1
        else:
            share[min((name for name in due if share[name] > 1), key=due.get)] -= 1
    draw = random.Random(seed)
    return [(one, name) for name, members in chapters.items() for one in draw.sample(members, share[name])]


def eligible():
    """Those whose mistake is made by names of multiprocessing, which alone CPython's tests can see.

    Mistakes of the system's own calls (chapter process) are the business of other tests of CPython's, and some mistakes
    are made within the agent.
    """
    sys.path.insert(0, str(HOME / "containers" / "saboteurs"))
    from ipctck_saboteurs.registry import REGISTRY

    return [saboteur for saboteur in REGISTRY.values() if all(can_be_seen(*part) for part in saboteur.parts)]


def can_be_seen(place, thing):
    if place is None or place.startswith("os."):
        return False
    try:
        return "ipctck_agent" not in inspect.getsource(thing)
    except (OSError, TypeError):  # made on the fly, of an honest class and one function
        return True


def chapters_of_clauses():
    listing = said_by("./ipc-tck", "list", "clauses")
    found = re.findall(r"^(\S+) +(?:MUST|SHOULD) +(?:K +)?([a-z-]+) ", listing, re.MULTILINE)
    return dict(found)


# ---- the two judges


def control():
    """Which tests fail with the honest classes that saboteurs are made of, by the name that the class stands at.

    Those that fail with all of them and with none alone flicker: they stand under "".
    """
    failing = []
    for _ in range(4):
        seen = cpython_tests.sabotaged(cpython_tests.CONTROL, CONTROL_LIMIT, ignored=failing)
        print("control: status %s, %s, %.0f s" % (seen["status"], seen["failed"], seen["seconds"]), flush=True)
        if seen["status"] == 0:
            return {"ignored": blamed(failing), "seconds": seen["seconds"]}
        failing += seen["failed"] or [seen["last"]]
    sys.exit("CPython's tests don't pass with an honest multiprocessing: nothing to compare with")


def blamed(failing):
    if not failing:
        return {}
    by_place = {}
    for place in stand_ins():
        seen = cpython_tests.sabotaged("%s:%s" % (cpython_tests.CONTROL, place), FEW_LIMIT, only=failing)
        by_place[place] = [name for name in failing if name in seen["failed"]]
        print("control of %s: %s" % (place, by_place[place]), flush=True)
    by_place[""] = [name for name in failing if not any(name in names for names in by_place.values())]
    return by_place


def stand_ins():
    """The honest classes that are told from the library's own by CPython's tests, by the name that they stand at."""
    from ipctck_saboteurs import array, extended, lock, pipe, process_object, value

    return {
        "Array": array.Around,
        "Event": extended.Ev,
        "Lock": lock.Around,
        "Pipe": pipe.End,
        "Process": process_object.OriginalProcess,
        "RLock": lock.Around,
        "Value": value.Around,
        "connection.Client": extended.Side,
        "connection.Listener": extended.Side,
    }


def ignored_for(saboteur, control):
    """The tests that can't judge this saboteur: those that fail with the honest class that it is made of."""
    classes = stand_ins()
    return sorted(
        {
            name
            for place, names in control["ignored"].items()
            if place == "" or any(is_made_of(classes[place], thing) for at, thing in saboteur.parts if at == place)
            for name in names
        }
    )


def is_made_of(honest, thing):
    """Whether it is such a class, or a function that uses one."""
    used = [thing] if inspect.isclass(thing) else uses(thing)
    if inspect.isclass(thing):
        for method in filter(inspect.isfunction, vars(thing).values()):
            used += uses(method)
    return any(inspect.isclass(one) and issubclass(one, honest) for one in used)


def uses(function):
    found = inspect.getclosurevars(function)
    return [*found.nonlocals.values(), *found.globals.values()]


def both(saboteur, control):
    seen = cpython_tests.sabotaged(
        saboteur.id, PATIENCE * control["seconds"], ignored=ignored_for(saboteur, control), failfast=True
    )
    if seen["failed"]:
        how = seen["failed"][0].rpartition(cpython_tests.MODULE + ".")[2]
    elif seen["status"] is None:
        how = "hangs in " + (seen["last"] or "").rpartition(cpython_tests.MODULE + ".")[2]
    elif seen["status"]:
        how = "exit status %d" % seen["status"]
    else:
        how = "all pass"
    return {"cpython": seen["status"] != 0, "how": how, "seconds": seen["seconds"], "ipc-tck": caught(saboteur)}


def caught(saboteur):
    """By the clause alone that the saboteur is made for: a run of all clauses can only notice more."""
    with tempfile.TemporaryDirectory() as out:
        command = ["./ipc-tck", "run", "saboteurs", "--sandbox", "bubblewrap", "--strict", "--clause", saboteur.clause]
        command += ["--environment", "IPC_TCK_SABOTEUR=" + saboteur.id, "--await", "2000", "--out", out]
        done = subprocess.run(
            command, cwd=HOME, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        if done.returncode not in (0, 1, UNJUDGED):
            said = done.stdout[-2000:].decode(errors="replace")
            raise RuntimeError("'%s' ended with %d:\n%s" % (" ".join(command), done.returncode, said))
        return done.returncode == 1
