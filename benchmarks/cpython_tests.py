"""CPython's own tests of multiprocessing with fork, as Debian packages them."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from measure import HOME, kill_group, said_by

PYTHON = "/usr/bin/python3"
MODULE = "test_multiprocessing_fork"
COMMAND = [PYTHON, "-m", "test", MODULE]
CONTROL = "control"
RUNNING = set()  # the process groups of sabotaged tests


def ensure():
    """Installs the tests if root may, or says what to run."""
    if said_by(PYTHON, "-c", "import test._test_multiprocessing as t; print(t.__name__)"):
        return
    version = said_by(PYTHON, "-c", "import sys; print('%d.%d' % sys.version_info[:2])")
    install = "apt-get install -y --no-install-recommends libpython%s-testsuite" % version
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit("CPython's own tests are missing. Run as root: " + install)
    print("running: " + install, flush=True)
    done = subprocess.run(install, shell=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    if done.returncode != 0:
        subprocess.run("apt-get update -q && " + install, shell=True, check=True, stdin=subprocess.DEVNULL)


def sabotaged(saboteur, limit, ignored=(), only=(), failfast=False):
    """Runs the tests, or only some, with a saboteur in multiprocessing's place.

    Returns whether it ended well, the tests that did not, the test it was at, and the seconds. To go on for longer
    than the limit is to hang, which does not end well either.
    """
    with tempfile.TemporaryDirectory(prefix="cpt-") as scratch:
        options = [word for name in ignored for word in ("--ignore", name)]
        options += [word for name in only for word in ("--match", name)] + ["--failfast"] * failfast
        log = pathlib.Path(scratch, "log")
        environment = dict(
            os.environ,
            IPC_TCK_SABOTEUR=saboteur,
            PYTHONPATH="%s:%s" % (HOME / "benchmarks" / "sabotage", HOME / "containers" / "saboteurs"),
            TMPDIR=scratch,
        )
        begin = time.monotonic()
        with log.open("wb") as output:
            process = subprocess.Popen(
                [PYTHON, "-B", "-m", "test", "-v", *options, MODULE],
                env=environment,
                cwd=scratch,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            RUNNING.add(process.pid)
            try:
                status = process.wait(limit)
            except subprocess.TimeoutExpired:
                status = None
            finally:
                RUNNING.discard(process.pid)
                kill_group(process.pid)
                process.wait()
        failed, last = read(log.read_text(errors="replace"))
        return {"status": status, "failed": failed, "last": last, "seconds": round(time.monotonic() - begin, 1)}


def stop():
    """Ends all that run, for whoever waits for them."""
    for group in list(RUNNING):
        kill_group(group)


def read(log):
    """The tests that failed, and the one that began last. A test's result may be on a later line than its name."""
    current, failed = None, []
    for line in log.splitlines():
        begun = re.match(r"test_\w+ \(([\w.]+)\)", line)
        if begun:
            current = begun.group(1)
        if re.search(r"(^|\.\.\. )(FAIL|ERROR)$", line) and current not in failed:
            failed.append(current)
        if line.startswith("====="):
            break
    return failed, current
