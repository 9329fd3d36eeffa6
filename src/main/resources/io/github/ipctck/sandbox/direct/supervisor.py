"""Runs the agent of a cell of the direct sandbox, and sees to it that nothing of it is left.

    supervisor.py COMMAND...

It ends, and with it every process that descends of the agent, when the agent ends or when its own standard input
does: the harness holds the other end, and the kernel closes that however the harness dies. Its exit status is the
agent's, 128 + signal if a signal ended it.
"""

import ctypes
import os
import select
import signal
import sys

PR_SET_CHILD_SUBREAPER = 36


def main():
    os.setsid()  # the keyboard's signals are the harness's business
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, lambda *_: None)  # not SIG_IGN: the agent would inherit that
    # Orphans become children of this process instead of the machine's init, so none of them can get away.
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")
    wakeup, wakeup_writer = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
    signal.set_wakeup_fd(wakeup_writer, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)

    status = supervise(start(sys.argv[1:]), wakeup)
    end_all()
    return 1 if status is None else exit_status(status)


def start(command):
    pid = os.fork()
    if pid == 0:
        try:
            os.setsid()
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            # Python ignores these two, and what is ignored stays so in the program.
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            os.execvp(command[0], command)
        except OSError as e:
            os.write(2, f"{command[0]}: {e.strerror}\n".encode())
        finally:
            os._exit(127)
    return pid


def supervise(agent, wakeup):
    """Returns the wait status of the agent, or None if the harness ended first."""
    while True:
        status = reap(agent)
        if status is not None:
            return status
        ready, _, _ = select.select([0, wakeup], [], [])
        if wakeup in ready:
            os.read(wakeup, 4096)
        if 0 in ready and not os.read(0, 4096):
            return None


def reap(agent):
    """Reaps whoever ended, as an init does; returns the agent's status if it was among them."""
    found = None
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return found
        if pid == 0:
            return found
        if pid == agent:
            found = status


def end_all():
    """Again and again: whoever was forked between two looks is found by the next."""
    while True:
        for pid in descendants(os.getpid()):
            try:
                os.kill(pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def descendants(root):
    found, pending = [], [root]
    while pending:
        children = children_of(pending.pop())
        found += children
        pending += children
    return found


def children_of(pid):
    children = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as file:
                children += map(int, file.read().split())
    except OSError:
        pass  # it ended meanwhile
    return children


def exit_status(status):
    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


if __name__ == "__main__":
    sys.exit(main())
