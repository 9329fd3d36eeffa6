"""What does a run spend its time on, and how much of that do forked Pythons cost whatever judges them?"""

import contextlib
import pathlib
import subprocess
import sys
import time

from measure import circumstances, reaper, save, seconds, stat
from speed import run, scratch, warm_up

FORKS = 200
FORK_ALONE = "pid = os.fork(); pid or os._exit(0); os.waitpid(pid, 0)"
PROGRAMS = {
    "fork and wait, nothing else loaded": ("", FORK_ALONE),
    "fork and wait, `multiprocessing` loaded": ("import multiprocessing.pool, multiprocessing.queues", FORK_ALONE),
    "`Process(target=int)`, start and join": (
        "import multiprocessing; context = multiprocessing.get_context('fork')",
        "process = context.Process(target=int); process.start(); process.join()",
    ),
}


def profile(repeat, command):
    begun = circumstances(command)
    with scratch() as out:
        warm_up(["bubblewrap"], out)
        judging = list(map(str, run(out, ["cpython"], "--sandbox", "bubblewrap")))
        runs = [spent(judging) for _ in range(repeat)]
        print("runs: %s" % runs, flush=True)
    forks = {name: per_fork(*program) for name, program in PROGRAMS.items()}
    print("forks: %s" % forks, flush=True)
    save("profile", dict(begun, runs=runs, forks=forks))


def spent(command):
    """Of the whole machine, which is the command's share where nothing else runs."""
    with reaper():
        before = counters()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        harness = own_cpu(process.pid)
        if process.wait() != 0:
            sys.exit("'%s' ended with %d" % (" ".join(command), process.returncode))
        after = counters()
    return dict({name: after[name] - before[name] for name in after}, harness=harness)


def own_cpu(pid):
    """Seconds on processors of a process and its threads, not of its children, until it has ended."""
    used = 0
    with contextlib.suppress(OSError):
        while True:
            fields = stat(pid)
            if fields[0] == "Z":
                break
            used = seconds(fields[11:13])
            time.sleep(0.02)
    return used


def counters():
    lines = dict(line.split(" ", 1) for line in pathlib.Path("/proc/stat").read_text().splitlines())
    times = lines["cpu"].split()
    faults = dict(map(str.split, pathlib.Path("/proc/vmstat").read_text().splitlines()))
    return {
        "wall": time.monotonic(),
        "user": seconds(times[0:2]),
        "system": seconds(times[2:3] + times[5:7]),
        "idle": seconds(times[3:5]),
        "processes": int(lines["processes"]),
        "faults": int(faults["pgfault"]),
    }


def per_fork(before, each):
    """Milliseconds on processors and page faults of one, parent's and child's together."""
    program = "import os, resource\n%s\nfor _ in range(%d):\n    %s\n%s" % (before, FORKS, each, TELL)
    said = subprocess.run(
        ["/usr/bin/python3", "-I", "-c", program], stdout=subprocess.PIPE, text=True, check=True
    ).stdout.split()
    start = subprocess.run(
        ["/usr/bin/python3", "-I", "-c", "import os, resource\n%s\n%s" % (before, TELL)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout.split()
    used, faults = (float(one) - float(other) for one, other in zip(said, start))
    return {"ms": used * 1000 / FORKS, "faults": faults / FORKS}


TELL = """
used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(sum(one.ru_utime + one.ru_stime for one in used), sum(one.ru_minflt for one in used))
"""
