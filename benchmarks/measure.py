"""Runs programs, measures what they cost, and remembers what came out."""

import contextlib
import ctypes
import glob
import json
import os
import pathlib
import platform
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time

HOME = pathlib.Path(__file__).resolve().parent.parent
DATA = HOME / "benchmarks" / "data"
PR_SET_CHILD_SUBREAPER = 36


# ---- what one run of a program costs


@contextlib.contextmanager
def reaper():
    """Orphans become this process's children, so that what they cost is counted, too."""
    become = ctypes.CDLL(None, use_errno=True).prctl
    if become(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")
    try:
        yield
    finally:
        become(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def cost(command, expected=(0,)):
    """Runs a command to its end: seconds on the clock, seconds on processors, megabytes of its own process.

    Call it within reaper(), and one at a time. What a Docker engine does on its behalf is not in it: see engine_cpu.
    """
    with tempfile.TemporaryFile() as output:
        before, begin = children_cpu(), time.monotonic()
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=HOME,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            kill_group(process.pid)
            raise
        wall = time.monotonic() - begin
        process.returncode = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        reap_orphans(process.pid)
        if process.returncode not in expected:
            output.seek(0)
            said = output.read()[-2000:].decode(errors="replace")
            sys.exit("'%s' ended with %d:\n%s" % (" ".join(map(str, command)), process.returncode, said))
    return {"wall": wall, "cpu": children_cpu() - before, "rss": usage.ru_maxrss / 1024}


def children_cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def reap_orphans(group):
    """What the command left behind belongs to its cost: it gets a moment to end, and is ended then."""
    deadline = time.monotonic() + 2
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            if time.monotonic() > deadline:
                kill_group(group)
                return
            time.sleep(0.01)


def kill_group(pid):
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


# ---- what a Docker engine does


def engine_cpu():
    """Seconds on processors of all containers so far, and of the engine itself; None where that can't be read."""
    containers = container_cpu()
    engine = [process_cpu(pid) for pid in processes("dockerd", "containerd")]
    return None if containers is None or not engine else containers + sum(engine)


def container_cpu():
    # cgroup version 1, and version 2 with the cgroupfs and the systemd driver
    for path in ("cpuacct/docker/cpuacct.usage", "cpu,cpuacct/docker/cpuacct.usage"):
        with contextlib.suppress(OSError):
            return int(pathlib.Path("/sys/fs/cgroup", path).read_text()) / 1e9
    for path in ("docker/cpu.stat", "system.slice/cpu.stat"):
        with contextlib.suppress(OSError):
            return int(pathlib.Path("/sys/fs/cgroup", path).read_text().split()[1]) / 1e6
    return None


def processes(*names):
    for path in glob.glob("/proc/[0-9]*/comm"):
        with contextlib.suppress(OSError):
            if pathlib.Path(path).read_text().strip() in names:
                yield int(path.split("/")[2])


def process_cpu(pid):
    """Of a process and of those children that it has waited for."""
    try:
        return seconds(stat(pid)[11:15])
    except OSError:
        return 0


def stat(pid):
    """The fields of a process's stat after its name."""
    return pathlib.Path("/proc/%d/stat" % pid).read_text().rpartition(")")[2].split()


def seconds(ticks):
    """The sum of some times that the kernel tells."""
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


# ---- numbers


def told(numbers, digits=1):
    """Median and range, as text; or that there are none."""
    numbers = [number for number in numbers if number is not None]
    if not numbers:
        return "not measured"
    middle, least, most = statistics.median(numbers), min(numbers), max(numbers)
    text = "%.*f" % (digits, middle)
    return text if len(numbers) == 1 else text + " (%.*f to %.*f)" % (digits, least, digits, most)


# ---- what is remembered


def load(name):
    path = DATA / (name + ".json")
    return json.loads(path.read_text()) if path.exists() else None


def save(name, content):
    """At once or not at all: an interrupted measurement goes on where it was."""
    DATA.mkdir(exist_ok=True)
    fresh = DATA / (name + ".json.new")
    fresh.write_text(json.dumps(content, indent=1) + "\n")
    fresh.replace(DATA / (name + ".json"))


def circumstances(command):
    """The machine, the versions, the day and the command: what a figure means nothing without."""
    return {
        "command": command,
        "day": time.strftime("%Y-%m-%d", time.gmtime()),
        "machine": "%d cores of %s, %d GB of memory, Linux %s"
        % (os.cpu_count(), processor(), memory() / 1e9, platform.release()),
        "versions": ", ".join(filter(None, (ipc_tck(), java(), python(), docker()))),
        "load": "%.1f" % os.getloadavg()[0],
    }


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def memory():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def said_by(*command):
    try:
        done = subprocess.run(command, cwd=HOME, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def ipc_tck():
    revision = said_by("git", "rev-parse", "--short", "HEAD")
    return said_by("./ipc-tck", "--version") + (" at " + revision if revision else "")


def java():
    home = os.environ.get("JAVA_HOME")
    lines = said_by(home + "/bin/java" if home else "java", "-version").splitlines()
    return lines[0].replace('"', "") if lines else ""


def python():
    return "CPython " + said_by("/usr/bin/python3", "--version").rpartition(" ")[2]


def docker():
    version = said_by("docker", "version", "--format", "{{.Server.Version}}")
    return "Docker " + version if version and "\n" not in version else ""
