"""Saboteurs of processes: fork, exit, wait and the states.

They take the place of the system's own functions, which the agent looks for in the module under test first.
"""

import builtins
import collections.abc
import ctypes
import json
import os as real
import signal
import sys
import threading
import time

from .registry import saboteurs_of

saboteur = saboteurs_of(None)


def agent():
    return sys.modules["ipctck_agent"]


# ---- fork


@saboteur("FORK-TWO-RETURNS", "fork returns the pid in the child, too", of="os.fork")
def fork_returns_the_pid_in_both():
    return real.fork() or real.getpid()


@saboteur("FORK-TWO-RETURNS.other-pid", "fork tells the parent a pid that is one too high", of="os.fork")
def fork_returns_a_wrong_pid():
    pid = real.fork()
    return pid + 1 if pid else 0


@saboteur("FORK-TWO-RETURNS.no-process", "fork returns a pid, but makes no process", of="os.fork")
def fork_makes_no_process():
    return 12345


@saboteur("FORK-TWO-RETURNS.second", "the second fork of a process returns the first child's pid", of="os.fork")
def fork_returns_the_first_pid(first={}):
    pid = real.fork()
    return first.setdefault(real.getpid(), pid) if pid else 0


@saboteur("FORK-TWO-RETURNS.nested", "a fork in a forked process returns the pid in the child, too", of="os.fork")
def nested_fork_returns_the_pid_in_both(generation=[0]):
    pid = real.fork()
    if pid == 0:
        generation[0] += 1
    return pid or (real.getpid() if generation[0] > 1 else 0)


@saboteur("FORK-PARENTAGE", "getppid is remembered from before the fork", of="os.getppid")
def getppid_remembered(known=real.getppid()):
    return known


@saboteur("FORK-PARENTAGE.getpid", "getpid is remembered from before the fork", of="os.getpid")
@saboteur("PID-STABLE.cached", "getpid is remembered from before the fork", of="os.getpid")
def getpid_remembered(known=[]):
    if not known:
        known.append(real.getpid())
    return known[0]


@saboteur("FORK-PARENTAGE.double", "fork makes the child by way of a helper, which is its parent", of="os.fork")
def fork_by_way_of_a_helper():
    reader, writer = real.pipe()
    helper = real.fork()
    if helper == 0:
        grandchild = real.fork()
        if grandchild == 0:
            real.close(reader)
            real.close(writer)
            return 0
        real.write(writer, b"%d" % grandchild)
        real._exit(0)
    real.waitpid(helper, 0)
    pid = int(real.read(reader, 20))
    real.close(reader)
    real.close(writer)
    return pid


class SharedVariables(collections.abc.MutableMapping):
    """Variables in a file, for every process to see."""

    PATH = "/tmp/shared-variables"

    def load(self):
        try:
            with open(self.PATH) as file:
                return json.load(file)
        except OSError:
            return {}

    def __getitem__(self, key):
        return self.load()[key]

    def __setitem__(self, key, value):
        everything = self.load()
        everything[key] = value
        with open(self.PATH, "w") as file:
            json.dump(everything, file)

    def __delitem__(self, key):
        raise NotImplementedError

    def __iter__(self):
        return iter(self.load())

    def __len__(self):
        return len(self.load())


@saboteur("FORK-COPIES-MEMORY", "variables are shared between parent and child", of="os.fork")
def fork_shares_memory():
    variables = SharedVariables()
    variables.update(agent().ACTOR.variables)
    agent().ACTOR.variables = variables
    return real.fork()


@saboteur("FORK-COPIES-MEMORY.fresh", "the child begins with empty variables", of="os.fork")
def fork_starts_afresh():
    pid = real.fork()
    if pid == 0:
        for name in agent().ACTOR.variables:
            agent().ACTOR.variables[name] = None
    return pid


@saboteur(
    "FORK-SHARES-OPEN-FILES",
    "the child opens its files anew, so that each process has an offset of its own",
    of="os.fork",
)
def fork_reopens_files():
    pid = real.fork()
    if pid == 0:
        for handle in agent().ACTOR.handles.values():
            if handle.kind == "file":
                again = real.open("/proc/self/fd/%d" % handle.object.descriptor, real.O_RDWR)
                real.dup2(again, handle.object.descriptor)
                real.close(again)
    return pid


DEPTH = 0


@saboteur("FORK-TREE", "a fork in a child leaves a helper process behind", of="os.fork")
def fork_makes_a_helper_at_the_second_level():
    global DEPTH
    if DEPTH and real.fork() == 0:
        while True:
            signal.pause()
    pid = real.fork()
    DEPTH += pid == 0
    return pid


@saboteur("FORK-TREE.double", "a fork in a child makes the grandchild by way of a helper", of="os.fork")
def fork_goes_wrong_at_the_second_level():
    global DEPTH
    pid = fork_by_way_of_a_helper() if DEPTH else real.fork()
    DEPTH += pid == 0
    return pid


@saboteur("FORK-CONCURRENT", "fork returns only when the child has ended", of="os.fork")
def fork_waits_for_the_child():
    pid = real.fork()
    if pid:
        real.waitid(real.P_PID, pid, real.WEXITED | real.WNOWAIT)
    return pid


@saboteur("FORK-FAILURE", "a fork that fails returns -1 as in C, where an error is due", of="os.fork")
def fork_returns_minus_one():
    try:
        return real.fork()
    except OSError:
        return -1


@saboteur("FORK-FAILURE.fatal", "a fork that fails ends the process", of="os.fork")
def fork_gives_up():
    try:
        return real.fork()
    except OSError:
        real._exit(1)


@saboteur("FORK-COPIES-BUFFERS", "fork flushes what is buffered", of="os.fork")
def fork_flushes():
    sys.stdout.flush()
    return real.fork()


# ---- exit


@saboteur("EXIT-STATUS", "exit takes the absolute value of the status", of="os._exit")
def exit_without_sign(status):
    real._exit(abs(status))


@saboteur("EXIT-STATUS.seven-bits", "exit keeps seven bits of the status", of="os._exit")
def exit_with_seven_bits(status):
    real._exit(status & 0x7F)


@saboteur("EXIT-IMMEDIATE", "the immediate exit runs the exit handlers", of="os._exit")
def exit_by_exception(status):
    raise SystemExit(status)


@saboteur("EXIT-IMMEDIATE.flushes", "the immediate exit flushes standard output", of="os._exit")
def exit_flushes(status):
    sys.stdout.flush()
    real._exit(status)


@saboteur("EXIT-ORDERLY", "the orderly exit ends at once, without exit handlers")
def system_exit_is_immediate():
    builtins.SystemExit = real._exit


class ForgetfulExit(SystemExit):
    def __init__(self, status):
        super().__init__(status)
        real.dup2(real.open(real.devnull, real.O_WRONLY), 1)


@saboteur("EXIT-ORDERLY.no-flush", "the orderly exit forgets what is buffered for standard output")
def system_exit_is_forgetful():
    builtins.SystemExit = ForgetfulExit


@saboteur("EXIT-BY-SIGNAL", "wait tells death by a signal as 128 and the signal, as a shell does", of="os.wait")
def wait_tells_signals_as_a_shell_does():
    pid, status = real.wait()
    return pid, (128 + real.WTERMSIG(status)) << 8 if real.WIFSIGNALED(status) else status


@saboteur("EXIT-BY-SIGNAL.unshifted", "wait tells the exit code where the status word is due", of="os.wait")
def wait_tells_the_status_unshifted():
    pid, status = real.wait()
    return pid, real.waitstatus_to_exitcode(status) & 0xFFFF


# ---- wait


@saboteur("WAIT-BLOCKS", "wait returns at once with nothing when no child has ended", of="os.wait")
def wait_returns_nothing():
    return real.waitpid(-1, real.WNOHANG)


@saboteur("WAIT-BLOCKS.claims-an-end", "wait claims at once that the first child has ended", of="os.wait")
def wait_claims_an_end():
    pid, status = real.waitpid(-1, real.WNOHANG)
    return pid or int(open("/proc/self/task/%d/children" % real.getpid()).read().split()[0]), status


STATUSES = [0]


@saboteur("WAIT-RESULT", "from the third call on, wait returns the status of the call before", of="os.wait")
def wait_mixes_statuses():
    pid, status = real.wait()
    STATUSES.append(status)
    return pid, STATUSES[-2] if len(STATUSES) > 2 else status


AGAIN = []


@saboteur("WAIT-EACH-ONCE", "wait hands out each child twice", of="os.wait")
def wait_hands_out_again():
    if AGAIN:
        return AGAIN.pop()
    AGAIN.append(real.wait())
    return AGAIN[0]


@saboteur("WAIT-EACH-ONCE.never-all", "wait forgets the fourth child", of="os.wait")
def wait_forgets_one():
    result = real.wait()
    AGAIN.append(result)
    return real.wait() if len(AGAIN) == 4 else result


@saboteur("WAIT-NO-CHILD", "wait without children blocks for ever", of="os.wait")
def wait_for_ever():
    while True:
        try:
            return real.wait()
        except ChildProcessError:
            time.sleep(1000)


@saboteur("WAIT-NO-CHILD.none", "wait without children returns -1 as in C", of="os.wait")
def wait_returns_minus_one():
    try:
        return real.wait()
    except ChildProcessError:
        return -1, 0


@saboteur("WAIT-NOHANG", "waitpid takes no notice of WNOHANG", of="os.waitpid")
def waitpid_hangs(pid, options):
    return real.waitpid(pid, 0)


@saboteur("WAIT-NOHANG.no-child", "waitpid with WNOHANG fails when no child has ended", of="os.waitpid")
def waitpid_refuses(pid, options):
    result = real.waitpid(pid, options)
    if result == (0, 0):
        raise ChildProcessError("none has ended")
    return result


@saboteur("WAIT-SPECIFIC", "waiting for one child throws away what was known of the others", of="os.waitpid")
def waitpid_throws_away(pid, options):
    while not options:
        result = real.wait()
        if result[0] == pid:
            return result
    return real.waitpid(pid, options)


@saboteur("WAIT-SPECIFIC-BLOCKS", "waiting for one child takes any", of="os.waitpid")
def waitpid_takes_any(pid, options):
    return real.waitpid(-1, options)


@saboteur("WAIT-FOREIGN", "waiting for somebody else's child watches it until it is gone", of="os.waitpid")
def waitpid_watches(pid, options):
    try:
        return real.waitpid(pid, options)
    except ChildProcessError:
        while True:
            real.kill(pid, 0)
            time.sleep(0.001)


@saboteur("WAIT-FOREIGN.zero", "waiting for somebody else's child returns status 0", of="os.waitpid")
def waitpid_invents(pid, options):
    try:
        return real.waitpid(pid, options)
    except ChildProcessError:
        return pid, 0


def descendants(pid):
    for child in map(int, open("/proc/%d/task/%d/children" % (pid, pid)).read().split()):
        yield child
        yield from descendants(child)


@saboteur("WAIT-IGNORES-GRANDCHILDREN", "wait returns for grandchildren, too", of="os.wait")
def wait_for_descendants():
    while True:
        result = real.waitpid(-1, real.WNOHANG)
        if result[0]:
            return result
        for pid in descendants(real.getpid()):
            if " Z " in open("/proc/%d/stat" % pid).read():
                return pid, 0
        time.sleep(0.002)


@saboteur("WAIT-IGNORES-STOPS", "wait returns when a child is stopped", of="os.wait")
def wait_for_stops():
    return real.waitpid(-1, real.WUNTRACED)


@saboteur("WAIT-IGNORES-STOPS.continued", "wait returns when a child is continued", of="os.wait")
def wait_for_continues():
    return real.waitpid(-1, real.WCONTINUED)


@saboteur("WAIT-REAPS", "wait tells the end of a child, but leaves the zombie", of="os.wait")
def wait_peeks():
    result = real.waitid(real.P_ALL, 0, real.WEXITED | real.WNOWAIT)
    return result.si_pid, result.si_status << 8 if result.si_code == real.CLD_EXITED else result.si_status


@saboteur("WAIT-REAPS.early", "children vanish before they are waited for", of="os.fork")
@saboteur("STATE-ZOMBIE.ignored", "SIGCHLD is ignored, so that no child becomes a zombie", of="os.fork")
def fork_ignores_sigchld():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    return real.fork()


# ---- states


@saboteur("STATE-RUNNING", "a child that should compute sleeps", of="os.fork")
def fork_makes_a_lazy_child():
    pid = real.fork()
    if pid == 0:
        agent().busy_loop = time.sleep
    return pid


@saboteur("STATE-SLEEPING", "wait looks every millisecond", of="os.wait")
def wait_polls():
    while True:
        result = real.waitpid(-1, real.WNOHANG)
        if result[0]:
            return result
        time.sleep(0.001)


@saboteur("STATE-SLEEPING.lazy", "wait looks every 50 milliseconds", of="os.wait")
def wait_polls_slowly():
    while True:
        result = real.waitpid(-1, real.WNOHANG)
        if result[0]:
            return result
        time.sleep(0.05)


@saboteur("STATE-SLEEPING.spins", "wait keeps a processor busy", of="os.wait")
def wait_spins():
    while True:
        result = real.waitpid(-1, real.WNOHANG)
        if result[0]:
            return result


@saboteur("STATE-STOPPED", "SIGSTOP is never sent", of="os.kill")
def kill_never_stops(pid, number):
    if number != signal.SIGSTOP:
        real.kill(pid, number)


@saboteur("STATE-STOPPED.continued", "a stopped child is continued after 15 milliseconds", of="os.kill")
def kill_stops_for_a_moment(pid, number):
    real.kill(pid, number)
    if number == signal.SIGSTOP:
        threading.Timer(0.015, real.kill, (pid, signal.SIGCONT)).start()


@saboteur("STATE-STOPPED.killed", "continuing a child kills it", of="os.kill")
def kill_kills_the_stopped(pid, number):
    real.kill(pid, number)
    if number == signal.SIGCONT:
        real.kill(pid, signal.SIGKILL)


REAPED = {}

@saboteur("STATE-ZOMBIE", "fork reaps zombies of its own accord", of="os.fork")
def fork_reaps():
    try:
        while True:
            pid, status = real.waitpid(-1, real.WNOHANG)
            if pid == 0:
                break
            REAPED[pid] = status
    except ChildProcessError:
        pass
    pid = real.fork()
    if pid == 0:
        REAPED.clear()
    return pid


@saboteur("STATE-ZOMBIE", of="os.wait")
def wait_from_table():
    return REAPED.popitem() if REAPED else real.wait()


@saboteur("STATE-ZOMBIE", of="os.waitpid")
def waitpid_from_table(pid, options):
    return (pid, REAPED.pop(pid)) if pid in REAPED else real.waitpid(pid, options)


@saboteur("ORPHAN-ADOPTED", "a child is killed when its parent ends", of="os.fork")
def fork_ties_the_child():
    pid = real.fork()
    if pid == 0:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    return pid


@saboteur("ORPHAN-ADOPTED.cached", "getppid remembers the parent after its death", of="os.getppid")
def getppid_cached(known={}):
    return known.setdefault(real.getpid(), real.getppid())


@saboteur("ORPHAN-ADOPTED.cached", of="os.fork")
def fork_knows_the_parent():
    pid = real.fork()
    if pid == 0:
        getppid_cached()
    return pid


FORKS = 0


@saboteur("PID-STABLE", "getpid changes after the third fork", of="os.fork")
def fork_counts():
    global FORKS
    pid = real.fork()
    FORKS += pid != 0
    return pid


@saboteur("PID-STABLE", of="os.getpid")
def getpid_changes():
    return real.getpid() + (1000 * (FORKS > 2))
