"""How many submissions a minute are graded, does the harness stay small, and does everybody get what is deserved?"""

import collections
import contextlib
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import time

from measure import HOME, circumstances, reaper, save, said_by
from speed import scratch

ASSIGNMENT = HOME / "examples" / "assignments" / "bounded-queue"
HOSTILE = HOME / "src" / "test" / "resources" / "submissions" / "hostile"

# Of a class of 200: how many hand in what.
KINDS = collections.OrderedDict(
    [
        ("model", 70),
        ("half", 40),
        ("wrong-timeout-ignored", 20),
        ("wrong-count-not-shared", 20),
        ("wrong-nothing-is-false", 20),
        ("hostile syntax-error", 8),
        ("hostile exits-at-import", 6),
        ("hostile delegate", 6),
        ("hostile daemons", 4),
        ("hostile memory-hog", 2),
        ("hostile fork-bomb", 2),
        ("hostile endless-loop", 1),
        ("hostile sleeper", 1),
    ]
)


def grading(command):
    begun = circumstances(command)
    measured = {}
    with scratch() as folder, reaper():
        submissions = folder / "submissions"
        kinds = hand_in(submissions)
        for sandbox in ("bubblewrap", "docker"):
            if sandbox == "docker" and not said_by("docker", "version", "--format", "{{.Server.Version}}"):
                print("no Docker engine answers, so docker is left out (containers/engine up starts one)")
                continue
            warm_up(folder, sandbox)
            measured[sandbox] = graded(submissions, folder / sandbox, sandbox, kinds)
            print("%s: %s" % (sandbox, {name: measured[sandbox][name] for name in ("wall", "rss")}), flush=True)
        killed = killed_and_resumed(submissions, folder / "killed", folder / "bubblewrap")
        print("killed: %s" % killed, flush=True)
    save("grading", dict(begun, kinds=KINDS, measured=measured, killed=killed))


def hand_in(submissions):
    """A folder a student; whose is which kind."""
    half = (ASSIGNMENT / "solutions" / "half" / "ipc.py").read_text()
    kinds = {}
    for kind, count in KINDS.items():
        for number in range(count):
            # Spread, as a class is.
            student = "student-%03d-%s" % (number * sum(KINDS.values()) // count, kind.replace(" ", "-"))
            kinds[student] = kind
            folder = submissions / student
            folder.mkdir(parents=True)
            if kind.startswith("hostile "):
                text = half + (HOSTILE / (kind.partition(" ")[2] + ".py")).read_text()
            else:
                text = (ASSIGNMENT / "solutions" / kind / "ipc.py").read_text()
            (folder / "ipc.py").write_text(text + "\n# %s\n" % student)
    return kinds


def warm_up(folder, sandbox):
    """Builds what is built once: the jar, the image."""
    one = folder / ("one-" + sandbox)
    shutil.copytree(ASSIGNMENT / "solutions" / "half", one / "somebody")
    subprocess.run(grade(one, folder / ("warm-" + sandbox), sandbox), cwd=HOME, check=True, stdout=subprocess.DEVNULL)


def grade(submissions, out, sandbox):
    return ["./ipc-tck", "grade", str(ASSIGNMENT), str(submissions), "--out", str(out), "--sandbox", sandbox]


def graded(submissions, out, sandbox, kinds):
    begin = time.monotonic()
    process = subprocess.Popen(grade(submissions, out, sandbox), cwd=HOME, stdout=subprocess.DEVNULL)
    sizes = sizes_of(process)
    if process.wait() != 0:
        sys.exit("'grade' ended with %d in %s" % (process.returncode, sandbox))
    wall = time.monotonic() - begin
    expected = deserved()
    points, undeserved = collections.defaultdict(set), []
    for student, kind in kinds.items():
        got = json.loads((out / "students" / student / "result.json").read_text())["points"]
        points[kind].add(got)
        if kind in expected and got != expected[kind]:
            undeserved.append("%s: %s" % (student, got))
    third = len(sizes) // 3
    return {
        "wall": wall,
        "rss": [statistics.median(sizes[third : 2 * third]), statistics.median(sizes[2 * third :])],
        "points": {kind: sorted(values) for kind, values in points.items()},
        "undeserved": undeserved,
    }


def killed_and_resumed(submissions, out, undisturbed):
    """Ended by SIGKILL when half of the class is graded, and begun again: which lines of the grades are others?"""
    command = grade(submissions, out, "bubblewrap")
    process = subprocess.Popen(command, cwd=HOME, stdout=subprocess.DEVNULL)
    half = sum(KINDS.values()) // 2
    while process.poll() is None and count(out) < half:
        time.sleep(0.2)
    process.kill()
    process.wait()
    done = count(out)
    if (out / "grades.csv").exists():
        sys.exit("'grade' was through before it was killed")
    said = subprocess.run(command, cwd=HOME, check=True, stdout=subprocess.PIPE, text=True).stdout
    grades = [(folder / "grades.csv").read_text().splitlines() for folder in (undisturbed, out)]
    return {
        "graded": done,
        "kept": said.count("(as before)"),
        "differing": [line for line in grades[1] if line not in grades[0]],
        "lines": [len(lines) for lines in grades],
    }


def count(out):
    return len(list(out.glob("students/*/result.json")))


def deserved():
    """The points of each solution: a block `NAME:` with a line `points: {REQUIREMENT: POINTS, ...}`."""
    text = (ASSIGNMENT / "solutions" / "expected.yaml").read_text()
    blocks = re.findall(r"^([\w-]+):\n(?:  .*\n)*?  points: \{(.*)\}", text, re.MULTILINE)
    return {name: sum(map(float, re.findall(r": ([\d.]+)", points))) for name, points in blocks}


def sizes_of(process):
    """Resident memory of the harness in MB, again and again, until it has ended."""
    sizes = []
    with contextlib.suppress(OSError):
        while process.poll() is None:
            lines = pathlib.Path("/proc/%d/statm" % process.pid).read_text().split()
            sizes.append(int(lines[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6)
            time.sleep(1)
    return sizes
