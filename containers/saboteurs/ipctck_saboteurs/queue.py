"""Saboteurs of queues."""

import math
import multiprocessing.queues
import os
import queue
import threading
import time
from queue import Empty, Full

from .lock import LocksNothing
from .registry import CONTEXT, saboteurs_of

saboteur = saboteurs_of("Queue")


class HonestQueue(multiprocessing.queues.Queue):
    def __init__(self, maxsize=0):
        super().__init__(maxsize, ctx=CONTEXT)

    def at_home(self):
        return os.getpid() == self._opid


class Mangled(HonestQueue):
    """Items are changed on their way."""

    def put(self, obj, block=True, timeout=None):
        super().put(mangled(obj, self.mangle), block, timeout)


def mangled(obj, how):
    if type(obj) is list:
        obj = [mangled(item, how) for item in obj]
    elif type(obj) is tuple:
        obj = tuple(mangled(item, how) for item in obj)
    elif type(obj) is dict:
        obj = {key: mangled(item, how) for key, item in obj.items()}
    return how(obj)


class Lax(HonestQueue):
    """The count of slots may be passed over."""

    def __init__(self, maxsize=0):
        super().__init__(maxsize)
        self._sem = CONTEXT.Semaphore(maxsize if maxsize > 0 else 1 << 30)


@saboteur("QUEUE-FIFO", "get hands out the newest of what has arrived")
class NewestFirst(HonestQueue):
    stash = ()

    def get(self, block=True, timeout=None):
        stash = list(self.stash)
        if not stash:
            stash.append(super().get(block, timeout))
        while self._poll():
            stash.append(super().get())
        self.stash = stash
        return stash.pop()


@saboteur("QUEUE-ACROSS-PROCESSES", "a queue for threads: each process has a copy of its own")
class QueueOfThreads(queue.Queue):
    def close(self):
        pass

    def join_thread(self):
        pass

    cancel_join_thread = join_thread


@saboteur("QUEUE-ROUND-TRIP", "zero and false arrive as none: a test for truth where one for presence is meant")
class TruthForPresence(HonestQueue):
    def get(self, block=True, timeout=None):
        item = super().get(block, timeout)
        return None if type(item) in (int, bool) and not item else item


@saboteur("QUEUE-ROUND-TRIP-TEXT", "a text ends at its first NUL")
class EndsAtNul(Mangled):
    mangle = staticmethod(lambda obj: obj.partition("\0")[0] if type(obj) is str else obj)


@saboteur("QUEUE-ROUND-TRIP-FLOATS", "floats keep 15 digits")
class FifteenDigits(Mangled):
    mangle = staticmethod(lambda obj: float("%.15g" % obj) if type(obj) is float else obj)


@saboteur("QUEUE-ROUND-TRIP-NON-FINITE", "floats that are not finite arrive as none")
class FiniteOnly(Mangled):
    mangle = staticmethod(lambda obj: None if type(obj) is float and not math.isfinite(obj) else obj)


@saboteur("QUEUE-ROUND-TRIP-BIG-INTEGERS", "integers are words of 64 bits")
class WordsOf64Bits(Mangled):
    mangle = staticmethod(lambda obj: (obj + (1 << 63)) % (1 << 64) - (1 << 63) if type(obj) is int else obj)


@saboteur("QUEUE-ROUND-TRIP-BYTES", "bytes lose the NULs at their end")
class StripsNuls(Mangled):
    mangle = staticmethod(lambda obj: obj.rstrip(b"\0") if type(obj) is bytes and len(obj) < 300 else obj)


@saboteur("QUEUE-ROUND-TRIP-NESTED", "an empty dictionary arrives as none")
class EmptyIsNone(Mangled):
    mangle = staticmethod(lambda obj: None if obj == {} and type(obj) is dict else obj)


@saboteur("QUEUE-ROUND-TRIP-TUPLES", "tuples arrive as lists")
class TuplesAreLists(Mangled):
    mangle = staticmethod(lambda obj: list(obj) if type(obj) is tuple else obj)


@saboteur("QUEUE-ROUND-TRIP-SETS", "an empty set arrives as an empty dictionary")
class EmptySetIsDictionary(Mangled):
    mangle = staticmethod(lambda obj: {} if obj == set() and type(obj) is set else obj)


@saboteur("QUEUE-ROUND-TRIP-MIXED-KEYS", "all keys arrive as text")
class KeysAreText(Mangled):
    mangle = staticmethod(lambda obj: {str(k): v for k, v in obj.items()} if type(obj) is dict else obj)


@saboteur("QUEUE-BY-VALUE", "a process that gets what it put gets the very object")
class HandsBackTheObject(HonestQueue):
    mine = None

    def put(self, obj, block=True, timeout=None):
        self.mine = obj
        super().put(obj, block, timeout)

    def get(self, block=True, timeout=None):
        item = super().get(block, timeout)
        return self.mine if item == self.mine else item


@saboteur("QUEUE-MANY-PRODUCERS", "a child's items overtake each other now and then")
class OvertakesNowAndThen(HonestQueue):
    puts = 0
    held = None

    def put(self, obj, block=True, timeout=None):
        self.puts += 1
        if not self.at_home() and self.puts % 50 == 7:
            self.held = [obj]
            return
        super().put(obj, block, timeout)
        if self.held:
            super().put(self.held.pop(), block, timeout)


@saboteur("QUEUE-MANY-CONSUMERS", "a child gets an item twice now and then")
class TwiceNowAndThen(HonestQueue):
    gets = 0
    again = None

    def get(self, block=True, timeout=None):
        if self.again:
            return self.again.pop()
        item = super().get(block, timeout)
        self.gets += 1
        if not self.at_home() and self.gets % 50 == 7 and isinstance(item, list):
            self.again = [item]
        return item


@saboteur("QUEUE-MANY-PRODUCERS-LARGE", "nothing keeps two producers from writing at the same time")
class WritesWithoutLock(HonestQueue):
    def __init__(self, maxsize=0):
        super().__init__(maxsize)
        self._wlock = LocksNothing(None)


@saboteur("QUEUE-MANY-CONSUMERS-LARGE", "nothing keeps two consumers from reading at the same time")
class ReadsWithoutLock(HonestQueue):
    def __init__(self, maxsize=0):
        super().__init__(maxsize)
        self._rlock = LocksNothing(None)


@saboteur("QUEUE-PUT-BLOCKS", "a put that should wait accepts the item beyond maxsize")
class PutsBeyondMaxsize(Lax):
    def put(self, obj, block=True, timeout=None):
        if block and timeout is None and not self._sem.acquire(False):
            self._sem.release()
        super().put(obj, block, timeout)


@saboteur("QUEUE-PUT-BLOCKS.none", "a time-out of none, given by name, is taken for zero")
@saboteur("QUEUE-GET-BLOCKS.none", "a time-out of none, given by name, is taken for zero")
class TimeoutNoneIsZero(HonestQueue):
    def put(self, obj, *args, **how):
        super().put(obj, how.get("block", True), how.get("timeout", None) or 0 if "timeout" in how else None)

    def get(self, *args, **how):
        block = args[0] if args else how.get("block", True)
        return super().get(block, how.get("timeout", None) or 0 if "timeout" in how else None)


@saboteur("QUEUE-PUT-NOWAIT", "without blocking only an empty queue takes an item")
class TakesOneWithoutBlocking(HonestQueue):
    def put(self, obj, block=True, timeout=None):
        if not block and self.qsize():
            raise Full
        super().put(obj, block, timeout)


@saboteur("QUEUE-PUT-NOWAIT-FULL", "put_nowait waits for a free slot")
class PutNowaitWaits(HonestQueue):
    def put_nowait(self, obj):
        self.put(obj)


@saboteur("QUEUE-PUT-TIMEOUT", "the seconds of put's time-out are taken for milliseconds")
class PutMilliseconds(HonestQueue):
    def put(self, obj, block=True, timeout=None):
        super().put(obj, block, timeout and timeout / 1000)


@saboteur("QUEUE-PUT-TIMEOUT-LEAVES-QUEUE", "a put that timed out puts its item all the same")
class PutsAfterGivingUp(Lax):
    def put(self, obj, block=True, timeout=None):
        try:
            super().put(obj, block, timeout)
        except Full:
            self._sem.release()
            super().put(obj)
            raise


@saboteur("QUEUE-PUT-WITHIN-TIMEOUT", "a put with a time-out sleeps for all of it before it looks again")
class PutSleeps(HonestQueue):
    def put(self, obj, block=True, timeout=None):
        if block and timeout and self.full():
            time.sleep(timeout)
            block = False
        super().put(obj, block)


@saboteur("QUEUE-GET-BLOCKS", "a get that should wait gives up after 5 milliseconds")
class GetIsImpatient(HonestQueue):
    def get(self, block=True, timeout=None):
        return super().get(block, 0.005 if block and timeout is None else timeout)


@saboteur("QUEUE-GET-NOWAIT", "get_nowait says empty although there is an item")
class AlwaysEmpty(HonestQueue):
    def get_nowait(self):
        raise Empty


@saboteur("QUEUE-GET-NOWAIT-EMPTY", "get without blocking returns none where empty is due")
class NoneWhenEmpty(HonestQueue):
    def get(self, block=True, timeout=None):
        try:
            return super().get(block, timeout)
        except Empty:
            if block:
                raise
            return None


@saboteur("QUEUE-GET-TIMEOUT", "a get with a time-out does not wait at all")
class TimeoutIsNoWaiting(HonestQueue):
    def get(self, block=True, timeout=None):
        return super().get(block and timeout is None)


@saboteur("QUEUE-GET-TIMEOUT-ZERO", "a time-out of zero is taken for none")
class ZeroIsForEver(HonestQueue):
    def get(self, block=True, timeout=None):
        return super().get(block, timeout or None)


@saboteur("QUEUE-GET-WITHIN-TIMEOUT", "a get with a time-out sleeps for all of it before it looks again")
class GetSleeps(HonestQueue):
    def get(self, block=True, timeout=None):
        if block and timeout and self.empty():
            time.sleep(timeout)
            block = False
        return super().get(block)


@saboteur("QUEUE-GET-AFTER-TIMEOUT", "a get that timed out takes the next item away")
class TakesAfterGivingUp(HonestQueue):
    def get(self, block=True, timeout=None):
        try:
            return super().get(block, timeout)
        except Empty:
            if block:
                threading.Thread(target=super().get, daemon=True).start()
            raise


@saboteur("QUEUE-TIMEOUT-IGNORED-WITHOUT-BLOCK", "a time-out makes a get wait that should not block")
class TimeoutBlocks(HonestQueue):
    def get(self, block=True, timeout=None):
        return super().get(block or timeout is not None, timeout)


@saboteur("QUEUE-MAXSIZE-EXACT", "there is room for one item more than maxsize, if that is more than one")
class OneMore(HonestQueue):
    def __init__(self, maxsize=0):
        super().__init__(maxsize + 1 if maxsize > 1 else maxsize)


@saboteur("QUEUE-UNBOUNDED", "a negative maxsize bounds the queue to one item")
class NegativeIsOne(HonestQueue):
    def __init__(self, maxsize=0):
        super().__init__(1 if maxsize < 0 else maxsize)


@saboteur("QUEUE-FULL", "full is true when one slot is free")
class FullTooSoon(HonestQueue):
    def full(self):
        return self.qsize() >= self._maxsize - 1


@saboteur("QUEUE-EMPTY", "empty looks only at what this process has not sent yet")
class LooksAtOwnBuffer(HonestQueue):
    def empty(self):
        return not self._buffer


@saboteur("QUEUE-QSIZE", "qsize counts the puts and gets of this process alone")
class CountsItsOwn(HonestQueue):
    count = 0

    def put(self, obj, block=True, timeout=None):
        super().put(obj, block, timeout)
        self.count += 1

    def get(self, block=True, timeout=None):
        item = super().get(block, timeout)
        self.count -= 1
        return item

    def qsize(self):
        return self.count


@saboteur("QUEUE-FREED-SLOT", "a slot that a child frees is lost")
class LosesFreedSlots(HonestQueue):
    def get(self, block=True, timeout=None):
        item = super().get(block, timeout)
        if not self.at_home():
            self._sem.acquire(False)
        return item


@saboteur("QUEUE-LARGE-ITEM", "bytes are cut after 64 KiB")
class CutsLargeItems(Mangled):
    mangle = staticmethod(lambda obj: obj[:65536] if type(obj) is bytes else obj)


@saboteur("QUEUE-CLOSE-PUT", "a put after close drops the item in silence")
class DropsAfterClose(HonestQueue):
    def put(self, obj, block=True, timeout=None):
        if not self._closed:
            super().put(obj, block, timeout)


@saboteur("QUEUE-CLOSE-GET", "get goes on working after close")
class GetsAfterClose(HonestQueue):
    def get(self, block=True, timeout=None):
        closed, self._closed = self._closed, False
        try:
            return super().get(block, timeout)
        finally:
            self._closed = closed


@saboteur("QUEUE-CLOSE-TWICE", "a second close fails")
class ClosesOnce(HonestQueue):
    def close(self):
        if self._closed:
            raise OSError("handle is closed")
        super().close()


@saboteur("QUEUE-CLOSE-LOCAL", "close in one process closes the queue for all")
class ClosedForAll(HonestQueue):
    def __init__(self, maxsize=0):
        super().__init__(maxsize)
        self.ended = CONTEXT.Value("b", 0)

    def close(self):
        self.ended.value = 1
        super().close()

    def put(self, obj, block=True, timeout=None):
        if self.ended.value:
            raise ValueError("the queue is closed")
        super().put(obj, block, timeout)


@saboteur("QUEUE-CLOSE-FLUSHES", "a process that ends does not wait until its items are sent")
class DropsBufferAtExit(HonestQueue):
    def put(self, obj, block=True, timeout=None):
        self.cancel_join_thread()
        super().put(obj, block, timeout)


@saboteur("QUEUE-JOIN-THREAD", "join_thread waits for nothing")
class JoinsNothing(HonestQueue):
    def join_thread(self):
        assert self._closed


@saboteur("QUEUE-JOIN-THREAD-OPEN", "join_thread before close does nothing where an error is due")
class JoinsOpenQueues(HonestQueue):
    def join_thread(self):
        if self._closed:
            super().join_thread()


@saboteur("QUEUE-CANCEL-JOIN", "cancel_join_thread does nothing")
class CancelsNothing(HonestQueue):
    def cancel_join_thread(self):
        pass


@saboteur("QUEUE-UNSENDABLE", "an item that can't be sent keeps its slot")
class KeepsTheSlot(HonestQueue):
    def _on_queue_feeder_error(self, error, obj):
        KeepsTheSlot.lost.acquire(False)

    def __init__(self, maxsize=0):
        super().__init__(maxsize)
        KeepsTheSlot.lost = self._sem


@saboteur("QUEUE-BLOCKED-GETTER-EACH-SERVED", "who had to wait for another reader never lets the next one read")
class KeepsTheReadersLock(HonestQueue):
    def get(self, block=True, timeout=None):
        if self._rlock.acquire(False):
            self._rlock.release()
            return super().get(block, timeout)
        item = super().get(block, timeout)
        self._rlock.acquire()
        return item


@saboteur("QUEUE-IDLE", "get looks once in a millisecond")
class LooksEveryMillisecond(HonestQueue):
    def get(self, block=True, timeout=None):
        end = math.inf if timeout is None else time.monotonic() + timeout
        while True:
            try:
                return super().get(False)
            except Empty:
                if not block or time.monotonic() >= end:
                    raise
            time.sleep(0.001)


@saboteur("QUEUE-IDLE.spin", "get keeps a processor busy")
class Spinning(HonestQueue):
    def get(self, block=True, timeout=None):
        if not block or timeout is not None:
            return super().get(block, timeout)
        while True:
            try:
                return super().get(False)
            except Empty:
                pass


@saboteur("QUEUE-GET-TIMEOUT.hasty", "a get gives up after half of its time-out")
class GetIsHasty(HonestQueue):
    def get(self, block=True, timeout=None):
        return super().get(block, timeout and timeout / 2)


@saboteur("QUEUE-PUT-TIMEOUT.hasty", "a put gives up after half of its time-out")
class PutIsHasty(HonestQueue):
    def put(self, obj, block=True, timeout=None):
        super().put(obj, block, timeout and timeout / 2)


@saboteur("QUEUE-GET-TIMEOUT.second", "from the second on, a get with a time-out does not wait")
class GetWaitsOnce(HonestQueue):
    waited = False

    def get(self, block=True, timeout=None):
        again, self.waited = self.waited, self.waited or bool(block and timeout)
        return super().get(block and not (timeout and again), timeout)


@saboteur("QUEUE-GET-TIMEOUT.maker", "in the process that made the queue, a get with a time-out does not wait")
class GetWaitsInChildren(HonestQueue):
    def get(self, block=True, timeout=None):
        return super().get(block and not (timeout and self.at_home()), timeout)


@saboteur("QUEUE-PUT-TIMEOUT.second", "from the second on, a put with a time-out does not wait")
class PutWaitsOnce(HonestQueue):
    waited = False

    def put(self, obj, block=True, timeout=None):
        again, self.waited = self.waited, self.waited or bool(block and timeout)
        super().put(obj, block and not (timeout and again), timeout)


@saboteur("QUEUE-PUT-TIMEOUT.maker", "in the process that made the queue, a put with a time-out does not wait")
class PutWaitsInChildren(HonestQueue):
    def put(self, obj, block=True, timeout=None):
        super().put(obj, block and not (timeout and self.at_home()), timeout)


@saboteur("QUEUE-PUT-TIMEOUT-LEAVES-QUEUE.early", "an item is on its way before it has a slot")
class PutsBeforeItHasASlot(HonestQueue):
    def put(self, obj, block=True, timeout=None):
        with self._notempty:
            if self._thread is None:
                self._start_thread()
            self._buffer.append(obj)
            self._notempty.notify()
        if not self._sem.acquire(block, timeout):
            raise Full


@saboteur("QUEUE-PUT-TIMEOUT-LEAVES-QUEUE.frees-slot", "a put that timed out frees a slot, which another put takes")
class FreesSlotAfterGivingUp(Lax):
    def put(self, obj, block=True, timeout=None):
        try:
            super().put(obj, block, timeout)
        except Full:
            self._sem.release()
            raise
