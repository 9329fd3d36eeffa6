"""Saboteurs of joinable and simple queues, multiplexing, semaphores, events, conditions, barriers and sockets."""

import fcntl
import select
import struct
import termios
import threading
import time
from multiprocessing import connection, queues, synchronize

from .registry import CONTEXT, saboteurs_of

saboteur = saboteurs_of(None)

# ---- queue-extended


class Joinable(queues.JoinableQueue):
    def __init__(self, maxsize=0):
        super().__init__(maxsize, ctx=CONTEXT)


@saboteur("QUEUE-JOINABLE", "a joinable queue ignores its maxsize", of="JoinableQueue")
class IgnoresMaxsize(Joinable):
    def __init__(self, maxsize=0):
        super().__init__(0)


@saboteur("QUEUE-JOIN", "from the third time on, join does not wait", of="JoinableQueue")
class JoinsOnce(Joinable):
    def __init__(self, maxsize=0):
        super().__init__(maxsize)
        self.joined = CONTEXT.Value("i", 0)

    def join(self):
        if self.joined.value < 2:
            super().join()
        self.joined.value += 1


@saboteur("QUEUE-JOIN-WAKES-ALL", "the last task_done wakes one of those who join", of="JoinableQueue")
class WakesOneJoiner(Joinable):
    def task_done(self):
        with self._cond:
            if not self._unfinished_tasks.acquire(False):
                raise ValueError("task_done() called too many times")
            if self._unfinished_tasks._semlock._is_zero():
                self._cond.notify()


@saboteur("QUEUE-TASK-DONE", "what was got counts as done", of="JoinableQueue")
class GetMarks(Joinable):
    def get(self, *args, **kwargs):
        item = super().get(*args, **kwargs)
        super().task_done()
        return item

    def task_done(self):
        pass


@saboteur("QUEUE-TASK-DONE-EXCESS", "a task_done too many does nothing where an error is due", of="JoinableQueue")
class ToleratesExcess(Joinable):
    def task_done(self):
        try:
            super().task_done()
        except ValueError:
            pass


class Simple(queues.SimpleQueue):
    def __init__(self):
        super().__init__(ctx=CONTEXT)


@saboteur("QUEUE-SIMPLE", "every other item overtakes", of="SimpleQueue")
class TwoLanes:
    def __init__(self):
        self.slow, self.fast, self.turn = Simple(), Simple(), 0

    def put(self, item):
        self.turn += 1
        (self.slow if self.turn % 2 else self.fast).put(item)

    def get(self):
        return (self.slow if self.fast.empty() else self.fast).get()

    def empty(self):
        return self.slow.empty() and self.fast.empty()


@saboteur("QUEUE-SIMPLE-GET-BLOCKS", "get returns none when the simple queue is empty", of="SimpleQueue")
class NoneWhenEmpty(Simple):
    def get(self):
        return None if self.empty() else super().get()


@saboteur("QUEUE-SIMPLE-EMPTY", "empty counts what this process alone put and got", of="SimpleQueue")
class EmptyCountsOwnPuts(Simple):
    own = 0

    def put(self, item):
        self.own += 1
        super().put(item)

    def get(self):
        self.own -= 1
        return super().get()

    def empty(self):
        return self.own <= 0


# ---- multiplex

@saboteur("WAIT-READY", "wait returns all when one is ready", of="connection.wait")
def all_when_one(objects, timeout=None):
    return list(objects) if connection.wait(objects, timeout) else []


@saboteur("WAIT-READY-BLOCKS", "wait without a time-out gives up after 5 milliseconds", of="connection.wait")
def impatient(objects, timeout=None):
    return connection.wait(objects, 0.005 if timeout is None else timeout)


@saboteur("WAIT-TIMEOUT", "wait gives up after a tenth of its time-out", of="connection.wait")
def half_the_time(objects, timeout=None):
    return connection.wait(objects, timeout and timeout / 10)


@saboteur("WAIT-TIMEOUT-ZERO", "a time-out of zero is taken for none", of="connection.wait")
def zero_is_for_ever(objects, timeout=None):
    return connection.wait(objects, timeout or None)


@saboteur("WAIT-MANY", "wait returns the first that is ready, and no more", of="connection.wait")
def first_only(objects, timeout=None):
    return connection.wait(objects, timeout)[:1]


@saboteur("WAIT-READY-AT-EOF", "an end at the end of file is not ready", of="connection.wait")
def data_only(objects, timeout=None):
    poll = select.poll()
    by_descriptor = {one if isinstance(one, int) else one.fileno(): one for one in objects}
    for descriptor in by_descriptor:
        poll.register(descriptor, select.POLLIN)
    end = None if timeout is None else time.monotonic() + timeout
    while True:
        left = None if end is None else max(0, end - time.monotonic())
        found = poll.poll(None if left is None else left * 1000)
        ready = [by_descriptor[descriptor] for descriptor, event in found if event & select.POLLIN]
        if ready or left == 0:
            return ready
        time.sleep(0.01)


@saboteur("WAIT-SENTINEL", "wait takes no notice of sentinels", of="connection.wait")
def connections_only(objects, timeout=None):
    return connection.wait([one for one in objects if not isinstance(one, int)], timeout)


@saboteur("MULTIPLEX-NO-STARVATION", "wait returns only the ends with the most data", of="connection.wait")
def fullest_only(objects, timeout=None):
    def waiting(one):
        return struct.unpack("i", fcntl.ioctl(one.fileno(), termios.FIONREAD, b"\0" * 4))[0]

    ready = connection.wait(objects, timeout)
    return [one for one in ready if isinstance(one, int) or waiting(one) == max(map(waiting, ready))]


# ---- semaphore


class Sem(synchronize.Semaphore):
    def __init__(self, value=1):
        super().__init__(value, ctx=CONTEXT)


@saboteur("SEM-COUNTS", "a semaphore with a count of two or more counts one too many", of="Semaphore")
class OneMore(Sem):
    def __init__(self, value=1):
        super().__init__(value if value < 2 else value + 1)


@saboteur("SEM-DEFAULT", "the count is zero by default", of="Semaphore")
class DefaultZero(Sem):
    def __init__(self, value=0):
        super().__init__(value)


@saboteur("SEM-BLOCKS-AT-ZERO", "acquire without a time-out never waits", of="Semaphore")
class NeverBlocks(Sem):
    def __init__(self, value=1):
        super().__init__(value)
        self.acquire = lambda block=True, timeout=None: self._semlock.acquire(timeout is not None, timeout)


@saboteur("SEM-TIMEOUT", "acquire gives up after a tenth of its time-out", of="Semaphore")
class TenthOfTheTime(Sem):
    def __init__(self, value=1):
        super().__init__(value)
        self.acquire = lambda block=True, timeout=None: self._semlock.acquire(block, timeout and timeout / 10)


@saboteur("SEM-RELEASE-WAKES-ONE", "release lets all go who wait", of="Semaphore")
class WakesAll(Sem):
    def __init__(self, value=1):
        super().__init__(value)
        self.waiting = CONTEXT.Value("i", 0)
        self.acquire, self.release = self.acquire_, self.release_

    def acquire_(self, block=True, timeout=None):
        with self.waiting.get_lock():
            self.waiting.value += 1
        try:
            return self._semlock.acquire(block, timeout)
        finally:
            with self.waiting.get_lock():
                self.waiting.value -= 1

    def release_(self):
        for _ in range(max(1, self.waiting.value)):
            self._semlock.release()


@saboteur("SEM-UNBOUNDED", "a semaphore refuses a release beyond its first count", of="Semaphore")
def bounded_unless_zero(value=1):
    return CONTEXT.BoundedSemaphore(value) if value else CONTEXT.Semaphore(0)


@saboteur("SEM-BOUNDED", "a bounded semaphore has no bound", of="BoundedSemaphore")
class WithoutBound(Sem):
    pass

# ---- event


class Ev(synchronize.Event):
    def __init__(self):
        super().__init__(ctx=CONTEXT)


@saboteur("EVENT-INITIAL", "an event is set from the start", of="Event")
class BornSet(Ev):
    def __init__(self):
        super().__init__()
        self.set()


@saboteur("EVENT-SET-WAKES-ALL", "set wakes one of those who wait", of="Event")
class WakesOne(Ev):
    def set(self):
        with self._cond:
            self._flag.acquire(False)
            self._flag.release()
            self._cond.notify()


@saboteur("EVENT-STAYS-SET", "wait uses the set up", of="Event")
class UsedUp(Ev):
    def wait(self, timeout=None):
        with self._cond:
            if not self._flag.acquire(False):
                self._cond.wait(timeout)
                return self._flag.acquire(False) or timeout is None
            return True


@saboteur("EVENT-CLEAR", "clear takes back one set of several", of="Event")
class Counts(Ev):
    def set(self):
        with self._cond:
            self._flag.release()
            self._cond.notify_all()


@saboteur("EVENT-TIMEOUT", "wait returns true after its time-out, too", of="Event")
class AlwaysTrue(Ev):
    def wait(self, timeout=None):
        super().wait(timeout)
        return True


# ---- condition


class Cond(synchronize.Condition):
    def __init__(self, lock=None):
        super().__init__(lock, ctx=CONTEXT)

    def sleep(self, timeout):
        """The heart of wait: sleeps without a look at the lock."""
        self.must_be_mine()
        self._sleeping_count.release()
        try:
            return self._wait_semaphore.acquire(True, timeout)
        finally:
            self._woken_count.release()

    def must_be_mine(self):
        assert self._lock._semlock._is_mine(), "lock is not owned"

    def unlocked_sleep(self, timeout):
        self.must_be_mine()
        self._sleeping_count.release()
        count = self._lock._semlock._count()
        for _ in range(count):
            self._lock.release()
        try:
            return self._wait_semaphore.acquire(True, timeout), count
        finally:
            self._woken_count.release()


@saboteur("COND-NEEDS-LOCK", "wait and notify take the lock themselves where an error is due", of="Condition")
class LocksForYou(Cond):
    def locked(self, function, *args):
        if self._lock._semlock._is_mine():
            return function(*args)
        with self._lock:
            return function(*args)

    def wait(self, timeout=None):
        return self.locked(super().wait, timeout)

    def notify(self, n=1):
        return self.locked(super().notify, n)


@saboteur("COND-EXCLUDES", "acquire of a condition locks nothing", of="Condition")
class LocksNothing(Cond):
    def __init__(self, lock=None):
        super().__init__(lock)
        self.acquire = lambda block=True, timeout=None: True
        self.release = lambda: None


@saboteur("COND-LOCK-GIVEN", "a condition ignores the lock that it was given", of="Condition")
class IgnoresLock(Cond):
    def __init__(self, lock=None):
        super().__init__()


@saboteur("COND-WAIT-RELEASES", "wait keeps the lock", of="Condition")
class SleepsLocked(Cond):
    def wait(self, timeout=None):
        return self.sleep(timeout)


@saboteur("COND-REACQUIRES", "wait returns without the lock", of="Condition")
class ReturnsUnlocked(Cond):
    def wait(self, timeout=None):
        return self.unlocked_sleep(timeout)[0]


@saboteur("COND-NOTIFY-ONE", "notify wakes nobody", of="Condition")
class NotifiesNobody(Cond):
    def notify(self, n=1):
        self.must_be_mine()

    def notify_all(self):
        super().notify(1 << 30)


@saboteur("COND-NOTIFY-NO-MORE", "notify wakes everybody", of="Condition")
class NotifiesEverybody(Cond):
    def notify(self, n=1):
        super().notify(1 << 30)


@saboteur("COND-NOTIFY-COUNT", "notify wakes one, whatever the count", of="Condition")
class IgnoresCount(Cond):
    def notify(self, n=1):
        super().notify(n if n > 1000 else 1)

    def notify_all(self):
        super().notify(1 << 30)


@saboteur("COND-NOTIFY-ALL", "notify_all wakes one", of="Condition")
class AllIsOne(Cond):
    def notify_all(self):
        super().notify(1)


@saboteur("COND-NOTIFY-NOBODY", "a notification that finds nobody is kept for the next who waits", of="Condition")
class KeepsNotifications(Cond):
    def __init__(self, lock=None):
        super().__init__(lock)
        self.kept = CONTEXT.Value("i", 0)

    def notify(self, n=1):
        super().notify(n)
        if self._sleeping_count._semlock._is_zero() and n == 1:
            self.kept.value += 1

    def wait(self, timeout=None):
        if self.kept.value:
            self.kept.value -= 1
            return True
        return super().wait(timeout)


@saboteur("COND-TIMEOUT", "a wait that timed out returns without the lock", of="Condition")
class TimesOutUnlocked(Cond):
    def wait(self, timeout=None):
        woken, count = self.unlocked_sleep(timeout)
        for _ in range(count if woken else 0):
            self._lock.acquire()
        return woken


@saboteur("COND-TIMEOUT-LEAVES-NOTHING", "a notification goes to one whose wait has timed out", of="Condition")
class WakesThoseWhoLeft(Cond):
    def __init__(self, lock=None):
        super().__init__(lock)
        self.left = CONTEXT.Value("i", 0)

    def wait(self, timeout=None):
        woken = super().wait(timeout)
        if not woken:
            self.left.value += 1
        return woken

    def notify(self, n=1):
        if self.left.value:
            self.left.value -= 1
        else:
            super().notify(n)


# ---- barrier


class Bar(synchronize.Barrier):
    def __init__(self, parties, action=None, timeout=None):
        super().__init__(parties, action, timeout, ctx=CONTEXT)


@saboteur("BARRIER-TRIPS", "wait returns zero to all parties", of="Barrier")
class AllAreFirst(Bar):
    def wait(self, timeout=None):
        super().wait(timeout)
        return 0


@saboteur("BARRIER-REUSE", "a barrier that has tripped stays open", of="Barrier")
class OpenForGood(Bar):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.tripped = CONTEXT.Value("i", 0)

    def wait(self, timeout=None):
        if self.tripped.value:
            return 0
        number = super().wait(timeout)
        self.tripped.value = 1
        return number


@saboteur("BARRIER-ABORT", "abort does not wake those who wait", of="Barrier")
class AbortsInSilence(Bar):
    def abort(self):
        self._state = -2


@saboteur("BARRIER-RESET", "reset takes no notice of those who wait", of="Barrier")
class ResetForgetsThoseWhoWait(Bar):
    def reset(self):
        if self._state == -2:
            super().reset()


@saboteur("BARRIER-RESET-MENDS", "reset does not mend a broken barrier", of="Barrier")
class BrokenForGood(Bar):
    def reset(self):
        if self._state != -2:
            super().reset()


@saboteur("BARRIER-TIMEOUT", "a wait that times out does not break the barrier", of="Barrier")
class GivesUpAlone(Bar):
    def _wait(self, timeout):
        if not self._cond.wait_for(lambda: self._state != 0, timeout):
            raise threading.BrokenBarrierError
        if self._state < 0:
            raise threading.BrokenBarrierError


@saboteur("BARRIER-TIMEOUT-DEFAULT", "the barrier's own time-out is ignored", of="Barrier")
class IgnoresTimeout(Bar):
    def __init__(self, parties, action=None, timeout=None):
        super().__init__(parties, action)


# ---- socket

class Side:
    """One side of a connection, with something wrong about it."""

    def __init__(self, real):
        self.real = real

    def __getattr__(self, name):
        return getattr(self.real, name)


def both_sides(clause, mistake, side, only=None):
    """Connections are of that class at both sides."""

    @saboteur(clause, mistake, of="connection.Listener")
    class Wrapped(connection.Listener):
        def __init__(self, address=None, family=None, **kwargs):
            super().__init__(address, family, **kwargs)
            self.family = family

        def accept(self):
            real = super().accept()
            return side(real) if only in (None, self.family) else real

    @saboteur(clause, of="connection.Client")
    def client(address, family=None, **kwargs):
        real = connection.Client(address, family, **kwargs)
        return side(real) if only in (None, family) else real


class Mute(Side):
    def send(self, value):
        pass


class Cuts(Side):
    def recv_bytes(self, maxlength=None):
        return self.real.recv_bytes()[:65536]


class NoneAtEnd(Side):
    def recv(self):
        try:
            return self.real.recv()
        except EOFError:
            return None


class Farewell(Side):
    """End of file is a message of its own."""

    def close(self):
        self.real.send("the end of this connection")
        self.real.close()

    def recv(self):
        try:
            value = self.real.recv()
        except EOFError:
            time.sleep(3600)
        if value == "the end of this connection":
            raise EOFError
        return value


both_sides("SOCKET-LOCAL", "what is sent through a local connection is dropped", Mute, "AF_UNIX")
both_sides("SOCKET-MESSAGES", "messages are cut after 64 KiB", Cuts)
both_sides("SOCKET-EOF", "recv returns none at the end of file", NoneAtEnd)
both_sides(
    "SOCKET-EOF-ON-DEATH",
    "the end of file is a message of good-bye, which a killed process can't send",
    Farewell,
)


@saboteur("SOCKET-NETWORK", "the listener tells port zero", of="connection.Listener")
class TellsPortZero(connection.Listener):
    @property
    def address(self):
        address = super().address
        return (address[0], 0) if isinstance(address, tuple) else address


@saboteur("SOCKET-SEVERAL", "accept returns the first connection each time", of="connection.Listener")
class FirstForAll(connection.Listener):
    first = None

    def accept(self):
        self.latest = super().accept()
        self.first = self.first or self.latest
        return self.first


@saboteur(
    "SOCKET-LISTENER-CLOSED",
    "closing the listener closes the connection that it accepted last",
    of="connection.Listener",
)
class ClosesEveryConnection(connection.Listener):
    def accept(self):
        self.accepted = super().accept()
        return self.accepted

    def close(self):
        super().close()
        self.accepted.close()


@saboteur("SOCKET-AUTH-ACCEPTED", "the client answers with a wrong key", of="connection.Client")
def wrong_key(address, family=None, authkey=None):
    return connection.Client(address, family, authkey=authkey and authkey[::-1])


@saboteur("SOCKET-AUTH-REFUSED", "neither side looks at keys", of="connection.Listener")
class NeedsNoKey(connection.Listener):
    def __init__(self, address=None, family=None, backlog=1, authkey=None):
        super().__init__(address, family, backlog)


@saboteur("SOCKET-AUTH-REFUSED", of="connection.Client")
def client_without_key(address, family=None, authkey=None):
    return connection.Client(address, family)


@saboteur("SOCKET-AUTH-REQUIRED", "a client that answers no challenge is let in", of="connection.Listener")
class TakesThoseWithoutKey(connection.Listener):
    """A first message that is no answer to the challenge is as good as one."""

    def __init__(self, address=None, family=None, backlog=1, authkey=None):
        super().__init__(address, family, backlog)
        self.key = authkey

    def accept(self):
        real = super().accept()
        if self.key:
            try:
                connection.deliver_challenge(Lenient(real), self.key)
                connection.answer_challenge(real, self.key)
            except NoProof:
                pass
        return real


class NoProof(Exception):
    pass


class Lenient(Side):
    def recv_bytes(self, maxlength=None):
        answer = self.real.recv_bytes(maxlength)
        if len(answer) != 16:
            raise NoProof
        return answer
