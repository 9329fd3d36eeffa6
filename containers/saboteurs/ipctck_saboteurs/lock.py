"""Saboteurs of locks and recursive locks. Most are a class around an honest lock."""

import fcntl
import os
import tempfile
import threading
import time

from .registry import CONTEXT, saboteurs_of

saboteur = saboteurs_of("Lock")


class Around:
    """An honest lock of the same interface, around the real one."""

    def __init__(self, real):
        self.real = real

    def acquire(self, block=True, timeout=None):
        return self.real.acquire(block, timeout)

    def release(self):
        self.real.release()

    def __enter__(self):
        self.acquire()
        return self

    def __exit__(self, *exception):
        self.release()


def broken_lock(id, mistake):
    """A decorator: locks are of this class."""

    def decorate(cls):
        saboteur(id, mistake)(lambda: cls(CONTEXT.Lock()))
        return cls

    return decorate


def broken_rlock(id, mistake):
    """A decorator: recursive locks are of this class."""

    def decorate(cls):
        saboteur(id, mistake, of="RLock")(lambda: cls(CONTEXT.RLock()))
        return cls

    return decorate


# ---- locks


@broken_lock("LOCK-EXCLUDES", "each process has a lock of its own")
class OfThisProcessAlone(Around):
    held = False

    def acquire(self, block=True, timeout=None):
        while self.held and block:
            time.sleep(1000)
        if self.held:
            return False
        self.held = True
        return True

    def release(self):
        if not self.held:
            raise ValueError("the lock is free")
        self.held = False


@broken_lock("LOCK-INDEPENDENT", "all locks of a process and its children are one")
class OneForAll(Around):
    one = None

    def __init__(self, real):
        OneForAll.one = OneForAll.one or real
        super().__init__(OneForAll.one)


@broken_lock("LOCK-ACQUIRE-BLOCKS", "acquire does not wait")
class NeverBlocks(Around):
    def acquire(self, block=True, timeout=None):
        return self.real.acquire(block and timeout is not None, timeout)


@broken_lock("LOCK-RELEASE-WAKES-ONE", "release lets two go if two wait")
class WakesTwo(Around):
    def __init__(self, real):
        super().__init__(CONTEXT.Semaphore(1))
        self.waiting = CONTEXT.Value("i", 0)

    def acquire(self, block=True, timeout=None):
        if self.real.acquire(False):
            return True
        if not block:
            return False
        with self.waiting.get_lock():
            self.waiting.value += 1
        try:
            return self.real.acquire(True, timeout)
        finally:
            with self.waiting.get_lock():
                self.waiting.value -= 1

    def release(self):
        for _ in range(2 if self.waiting.value > 1 else 1):
            self.real.release()


@broken_lock("LOCK-TRY", "acquire without blocking says whether the lock is free, and does not take it")
class OnlyLooks(Around):
    def acquire(self, block=True, timeout=None):
        if block:
            return self.real.acquire(block, timeout)
        free = self.real.acquire(False)
        if free:
            self.real.release()
        return free


@broken_rlock("RLOCK-TIMEOUT", "acquire gives up after a tenth of its time-out")
@broken_lock("LOCK-TIMEOUT", "acquire gives up after a tenth of its time-out")
class TenthOfTheTime(Around):
    def acquire(self, block=True, timeout=None):
        return self.real.acquire(block, timeout and timeout / 10)


@broken_lock("LOCK-WITHIN-TIMEOUT", "acquire with a time-out sleeps for all of it before it looks again")
class SleepsInPlaceOfWaiting(Around):
    def acquire(self, block=True, timeout=None):
        if not block or not timeout or timeout < 0:
            return self.real.acquire(block, timeout)
        if self.real.acquire(False):
            return True
        time.sleep(timeout)
        return self.real.acquire(False)


@broken_lock("LOCK-TIMEOUT-LEAVES-LOCK", "an acquire that timed out takes the lock once it is free")
class GoesOnWaiting(Around):
    def acquire(self, block=True, timeout=None):
        got = self.real.acquire(block, timeout)
        if not got and block:
            threading.Thread(target=self.real.acquire, daemon=True).start()
        return got


@broken_lock("LOCK-TIMEOUT-NEGATIVE", "a negative time-out is taken for none")
class NegativeIsForEver(Around):
    def acquire(self, block=True, timeout=None):
        return self.real.acquire(block, None if timeout is not None and timeout < 0 else timeout)


@broken_lock("LOCK-TIMEOUT-IGNORED-WITHOUT-BLOCK", "a time-out makes an acquire wait that should not block")
class TimeoutBlocks(Around):
    def acquire(self, block=True, timeout=None):
        return self.real.acquire(block or timeout is not None, timeout)


@broken_lock("LOCK-NOT-REENTRANT", "the process that holds the lock may acquire it again")
class Reentrant(Around):
    holder = None

    def acquire(self, block=True, timeout=None):
        if self.holder == os.getpid():
            return True
        got = self.real.acquire(block, timeout)
        if got:
            self.holder = os.getpid()
        return got

    def release(self):
        self.holder = None
        self.real.release()


@broken_lock("LOCK-WITH", "the scoped form does not take the lock")
class ScopeTakesNothing(Around):
    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass


@broken_lock("LOCK-WITH-EXCEPTION", "a scope that is left by an exception keeps the lock")
class KeptAfterException(Around):
    def __exit__(self, kind, *exception):
        if kind is None:
            self.release()


@broken_lock("LOCK-WITH-EXCEPTION.swallows", "a scope swallows the exception by which it is left")
class SwallowsException(Around):
    def __exit__(self, *exception):
        self.release()
        return True


@broken_lock("LOCK-RELEASE-UNLOCKED", "a release of a free lock counts, as with a semaphore")
class CountsReleases(Around):
    def __init__(self, real):
        super().__init__(CONTEXT.Semaphore(1))


@broken_lock("LOCK-RELEASE-BY-OTHER", "only the process that acquired the lock may release it")
class OwnerOnly(Around):
    def __init__(self, real):
        super().__init__(real)
        self.owner = CONTEXT.Value("i", 0, lock=False)

    def acquire(self, block=True, timeout=None):
        got = self.real.acquire(block, timeout)
        if got:
            self.owner.value = os.getpid()
        return got

    def release(self):
        if self.owner.value not in (0, os.getpid()):
            raise RuntimeError("another process holds the lock")
        self.owner.value = 0
        self.real.release()


@broken_lock("LOCK-INHERITED", "a child forked while the lock is held gets another one, which is held for good")
class SplitByFork(Around):
    held = False

    def __init__(self, real):
        super().__init__(real)
        os.register_at_fork(after_in_child=self.split)

    def split(self):
        if self.held:
            self.real = CONTEXT.Lock()
            self.real.acquire()

    def acquire(self, block=True, timeout=None):
        got = self.real.acquire(block, timeout)
        self.held = self.held or got
        return got

    def release(self):
        self.held = False
        self.real.release()


@broken_lock("LOCK-OUTLIVES-HOLDER", "the lock is one of a file, and freed when its holder dies")
class DiesWithHolder(Around):
    def __init__(self, real):
        super().__init__(tempfile.mkstemp()[0])

    def acquire(self, block=True, timeout=None):
        try:
            fcntl.lockf(self.real, fcntl.LOCK_EX | (0 if block else fcntl.LOCK_NB))
            return True
        except BlockingIOError:
            return False

    def release(self):
        fcntl.lockf(self.real, fcntl.LOCK_UN)


@broken_lock("LOCK-COUNTER", "from its 51st acquire on, a process does not wait")
class LeaksUnderLoad(Around):
    """Excludes when it is stepped, but not those that come all at once."""

    count = 0

    def acquire(self, block=True, timeout=None):
        self.count += 1
        return self.count > 50 or self.real.acquire(block, timeout)

    def release(self):
        if self.count <= 50:
            self.real.release()


@broken_lock("LOCK-COUNTER.rare", "one in eight acquires that would have to wait does not")
class LeaksRarely(Around):
    """Excludes until there is contention."""

    waits = 0
    leaked = False

    def acquire(self, block=True, timeout=None):
        if self.real.acquire(False):
            return True
        if block and timeout is None:
            self.waits += 1
            self.leaked = self.waits % 8 == 0
        return self.leaked or self.real.acquire(block, timeout)

    def release(self):
        if not self.leaked:
            self.real.release()
        self.leaked = False


@broken_lock("LOCK-COUNTER.never", "acquire and release do nothing")
class LocksNothing(Around):
    def acquire(self, block=True, timeout=None):
        return True

    def release(self):
        pass


@broken_lock("LOCK-IDLE", "acquire looks once in a millisecond")
class LooksEveryMillisecond(Around):
    def acquire(self, block=True, timeout=None):
        end = None if timeout is None else time.monotonic() + timeout
        while not self.real.acquire(False):
            if not block or (end is not None and time.monotonic() >= end):
                return False
            time.sleep(0.001)
        return True


# ---- recursive locks


@broken_rlock("RLOCK-EXCLUDES", "each process has a recursive lock of its own")
class OfThreads(Around):
    def __init__(self, real):
        super().__init__(threading.RLock())

    def acquire(self, block=True, timeout=None):
        return self.real.acquire(block, -1 if timeout is None else timeout)


@saboteur("RLOCK-REENTRANT", "a recursive lock is a plain one: its holder waits for itself", of="RLock")
def plain_lock():
    return CONTEXT.Lock()


@broken_rlock("RLOCK-COUNTS", "the first release frees the lock, however often it was acquired")
class FreedAtOnce(Around):
    count = 0

    def acquire(self, block=True, timeout=None):
        got = self.real.acquire(block, timeout)
        self.count += bool(got)
        return got

    def release(self):
        for _ in range(self.count or 1):
            self.real.release()
        self.count = 0


@broken_rlock("RLOCK-OWNER-ONLY", "any process may release the lock")
class AnybodyReleases(Around):
    def __init__(self, real):
        super().__init__(CONTEXT.Lock())
        self.state = CONTEXT.Array("i", 2, lock=False)  # the holder's pid, the recursion level

    def acquire(self, block=True, timeout=None):
        if self.state[0] == os.getpid():
            self.state[1] += 1
            return True
        got = self.real.acquire(block, timeout)
        if got:
            self.state[:] = [os.getpid(), 1]
        return got

    def release(self):
        if not self.state[0]:
            raise AssertionError("the lock is free")
        self.state[1] -= 1
        if not self.state[1]:
            self.state[0] = 0
            self.real.release()


@broken_rlock("RLOCK-RELEASE-UNLOCKED", "a release of a free lock does nothing where an error is due")
class ToleratesExcess(Around):
    def release(self):
        try:
            self.real.release()
        except AssertionError:
            pass


@broken_rlock("RLOCK-WITH", "the end of a scope frees the lock of outer scopes, too")
class ScopeFreesAll(FreedAtOnce):
    def release(self):
        self.count -= 1
        self.real.release()

    def __exit__(self, *exception):
        while self.count:
            self.release()
