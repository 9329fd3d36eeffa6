"""Saboteurs of process objects."""

import mmap
import multiprocessing
import os
import pickle
import sys
import time
from multiprocessing import process

from .registry import CONTEXT, saboteurs_of

saboteur = saboteurs_of("Process")
OriginalProcess = CONTEXT.Process


@saboteur("PROC-START-RUNS-TARGET", "a process is started when its object is made")
class StartedWhenMade(OriginalProcess):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        super().start()
        time.sleep(0.05)

    def start(self):
        pass


@saboteur("PROC-START-ARGUMENTS", "arguments that are false are dropped")
class DropsFalseArguments(OriginalProcess):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._args = tuple(filter(None, self._args))


@saboteur("PROC-START-KEYWORDS", "keyword arguments are dropped")
class DropsKeywords(OriginalProcess):
    def __init__(self, *args, **kwargs):
        kwargs.pop("kwargs", None)
        super().__init__(*args, **kwargs)


@saboteur("PROC-START-TWICE", "a second start does nothing where an error is due")
class StartsOnce(OriginalProcess):
    def start(self):
        if self._popen is None:
            super().start()


@saboteur("PROC-NAME-GIVEN", "the name given is dropped")
class DropsName(OriginalProcess):
    def __init__(self, *args, **kwargs):
        kwargs.pop("name", None)
        super().__init__(*args, **kwargs)


@saboteur("PROC-NAME-DEFAULT", "all processes without a name have the same")
class AllHaveOneName(OriginalProcess):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("name", "Process")
        super().__init__(*args, **kwargs)


@saboteur("PROC-NAME-SET", "setting the name does nothing")
class KeepsName(OriginalProcess):
    name = property(lambda self: self._name, lambda self, name: None)


@saboteur("PROC-PID-BEFORE-START", "before the start the pid is the caller's")
class OwnPidBeforeStart(OriginalProcess):
    pid = property(lambda self: os.getpid() if self._popen is None else self._popen.pid)


@saboteur("PROC-PID", "the pid is the caller's")
class PidOfTheCaller(OriginalProcess):
    pid = property(lambda self: self._popen and os.getpid())


@saboteur("PROC-CHILD", "the process is a child of a server process")
class SomebodyElsesChild(multiprocessing.get_context("forkserver").Process):
    """What another start method makes."""


@saboteur("PROC-ALIVE-BEFORE-START", "a process is alive before it is started")
class AliveBeforeStart(OriginalProcess):
    def is_alive(self):
        return self._popen is None or super().is_alive()


@saboteur("PROC-ALIVE-RUNNING", "once started, a process is alive for good")
class AliveForGood(OriginalProcess):
    def is_alive(self):
        return self._popen is not None


@saboteur("PROC-ALIVE-ZOMBIE", "a zombie is alive: asked by a signal")
class AliveAsZombie(OriginalProcess):
    def is_alive(self):
        if self._popen is None or self._popen.returncode is not None:
            return False
        try:
            os.kill(self.pid, 0)
            return True
        except OSError:
            return False


@saboteur("PROC-JOIN-WAITS", "join does not wait")
class JoinsWithoutWaiting(OriginalProcess):
    def join(self, timeout=None):
        super().join(0)


@saboteur("PROC-JOIN-TIMEOUT", "join gives up after a tenth of its time-out")
class JoinsTenthOfTheTime(OriginalProcess):
    def join(self, timeout=None):
        super().join(timeout and timeout / 10)


@saboteur("PROC-JOIN-WITHIN-TIMEOUT", "join with a time-out sleeps for all of it")
class JoinSleeps(OriginalProcess):
    def join(self, timeout=None):
        if timeout:
            time.sleep(timeout)
        super().join(0 if timeout else None)


@saboteur("PROC-JOIN-TIMEOUT-AGAIN", "a join that timed out loses what the next one would wait for")
class JoinLetsGo(OriginalProcess):
    def join(self, timeout=None):
        super().join(timeout)
        if self.exitcode is None:
            self._popen.sentinel = None


@saboteur("PROC-JOIN-REAPS", "join waits, but leaves the zombie")
class JoinPeeks(OriginalProcess):
    def join(self, timeout=None):
        os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)


@saboteur("PROC-JOIN-TWICE", "a second join fails, for the child is gone")
class JoinsOnce(OriginalProcess):
    def join(self, timeout=None):
        os.waitpid(self.pid, 0)


@saboteur("PROC-JOIN-LEAVES-OTHERS", "join reaps all other children, too")
class JoinsEverybody(OriginalProcess):
    def join(self, timeout=None):
        try:
            while True:
                os.wait()
        except ChildProcessError:
            pass


@saboteur("PROC-JOIN-UNSTARTED", "join before the start returns where an error is due")
class JoinsUnstarted(OriginalProcess):
    def join(self, timeout=None):
        if self._popen is not None:
            super().join(timeout)


@saboteur("PROC-JOIN-FOREIGN", "join of another process's child returns where an error is due")
class JoinsForeign(OriginalProcess):
    def join(self, timeout=None):
        if self._parent_pid == os.getpid():
            super().join(timeout)


@saboteur("PROC-EXITCODE-RUNNING", "the exit code of a process that has not ended is 0")
class ZeroWhileRunning(OriginalProcess):
    @property
    def exitcode(self):
        return super().exitcode or 0


@saboteur("PROC-EXITCODE-NORMAL", "what the target returns becomes the exit code")
class ExitsWithResult(OriginalProcess):
    def run(self):
        sys.exit(self._target(*self._args, **self._kwargs))


@saboteur("PROC-EXITCODE-STATUS", "the exit code is the status word")
class StatusUnshifted(OriginalProcess):
    @property
    def exitcode(self):
        code = super().exitcode
        return code * 256 if code and code > 0 else code


@saboteur("PROC-EXITCODE-SIGNAL", "the exit code after a signal is its number without the sign")
class SignalWithoutSign(OriginalProcess):
    @property
    def exitcode(self):
        code = super().exitcode
        return code and abs(code)


@saboteur("PROC-EXITCODE-EXCEPTION", "an exception that the target does not catch leads to exit code 0")
class SwallowsExceptions(OriginalProcess):
    def run(self):
        try:
            super().run()
        except Exception:
            pass


@saboteur("PROC-TERMINATE", "terminate sends SIGKILL")
class TerminateKills(OriginalProcess):
    def terminate(self):
        super().kill()


@saboteur("PROC-KILL", "kill sends SIGTERM")
class KillTerminates(OriginalProcess):
    def kill(self):
        super().terminate()


@saboteur("PROC-CLOSE", "a closed process object answers as before")
class ClosesNothing(OriginalProcess):
    def close(self):
        if self._popen is not None and self._popen.poll() is None:
            raise ValueError("still running")


@saboteur("PROC-CLOSE-RUNNING", "close of a running process kills it where an error is due")
class CloseKills(OriginalProcess):
    def close(self):
        self.kill()
        self.join()
        super().close()


@saboteur("PROC-DAEMON-ENDS-WITH-PARENT", "a daemon outlives its parent")
class DaemonOutlives(OriginalProcess):
    def start(self):
        super().start()
        if self.daemon:
            process._children.discard(self)


@saboteur("PROC-DAEMON-CHILDLESS", "a daemon may start processes")
class DaemonMayHaveChildren(OriginalProcess):
    def start(self):
        config = process.current_process()._config
        daemon = config.pop("daemon", None)
        super().start()
        config["daemon"] = daemon


@saboteur("PROC-NON-DAEMON-IS-JOINED-AT-EXIT", "a process ends without waiting for its children")
class NotJoinedAtExit(OriginalProcess):
    def start(self):
        super().start()
        process._children.discard(self)


@saboteur("PROC-SENTINEL", "the sentinel is ready from the start")
class SentinelAlwaysReady(OriginalProcess):
    sentinel = property(lambda self: os.open("/dev/zero", os.O_RDONLY))


@saboteur("PROC-ACTIVE-CHILDREN", "processes that have ended are active children, too")
class NeverForgets(OriginalProcess):
    made = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.made.append(self)


@saboteur("PROC-ACTIVE-CHILDREN", of="active_children")
def ever_started():
    return [it for it in NeverForgets.made if it.pid]


class SharedVariables(dict):
    """Variables that every process sees."""

    def __init__(self, initial):
        self.memory = mmap.mmap(-1, 1 << 16)
        self.store(dict(initial))

    def load(self):
        return pickle.loads(self.memory[:])

    def store(self, content):
        self.memory[: len(pickle.dumps(content))] = pickle.dumps(content)

    def __getitem__(self, name):
        return self.load()[name]

    def __setitem__(self, name, value):
        self.store(dict(self.load(), **{name: value}))

    def update(self, **more):
        self.store(dict(self.load(), **more))


@saboteur("PROC-ISOLATION", "parent and child share their variables")
class SharesVariables(OriginalProcess):
    def start(self):
        actor = sys.modules["ipctck_agent"].ACTOR
        if type(actor.variables) is dict:
            actor.variables = SharedVariables(actor.variables)
        super().start()


@saboteur("PROC-ACTIVE-CHILDREN-REAPS", "active_children leaves zombies as they are", of="active_children")
def peeks():
    look = os.WEXITED | os.WNOWAIT | os.WNOHANG
    return [it for it in process._children if os.waitid(os.P_PID, it.pid, look) is None]


MAIN = multiprocessing.current_process()


@saboteur("PROC-CURRENT", "the current process of a child is the main process", of="current_process")
def main_process():
    return MAIN


@saboteur("PROC-PARENT", "a child has no parent process", of="parent_process")
def no_parent():
    return None
