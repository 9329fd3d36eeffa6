"""Saboteurs of pipes. Most are a class of ends; a pipe of that class is two of them."""

import errno
import mmap
import os
import queue
import select
import signal
import socket
import struct
import threading
import time
import weakref
from multiprocessing import BufferTooShort, reduction
from multiprocessing.connection import Connection

from .registry import CONTEXT, saboteurs_of

saboteur = saboteurs_of("Pipe")
ENDS = weakref.WeakSet()


class End(Connection):
    """An honest end, which knows where it was made."""

    def __init__(self, handle, readable=True, writable=True):
        super().__init__(handle, readable, writable)
        self.maker = os.getpid()
        self.simplex = not (readable and writable)
        self.second = False
        self.shared = bytearray(2)

    def __hash__(self):
        return id(self)

    @property
    def foreign(self):
        """Whether this is another process than the one that made the end."""
        return os.getpid() != self.maker

    def revents(self, events=select.POLLIN | select.POLLOUT):
        poll = select.poll()
        poll.register(self.fileno(), events)
        return sum(event for _, event in poll.poll(0))


def pair(cls, duplex):
    """A pipe with ends of that class."""
    if duplex:
        first, second = (cls(one.detach()) for one in socket.socketpair())
    else:
        reader, writer = os.pipe()
        first, second = cls(reader, writable=False), cls(writer, readable=False)
    second.second = True
    first.shared = second.shared = mmap.mmap(-1, 4096)  # anonymous and shared: survives a fork
    return first, second


def rebuild(cls, duplicate, readable, writable):
    return cls(duplicate.detach(), readable, writable)


def reduce_end(end):
    return rebuild, (type(end), reduction.DupFd(end.fileno()), end.readable, end.writable)


def broken_end(id, mistake=None):
    """A decorator: the ends of pipes are of this class."""

    def decorate(cls):
        reduction.register(cls, reduce_end)
        saboteur(id, mistake)(lambda duplex=True: pair(cls, duplex))
        return cls

    return decorate


def broken_value(id, mistake):
    """A decorator: what is sent is changed by this function."""

    def decorate(change):
        @broken_end(id, mistake)
        class Changes(End):
            def send(self, obj):
                super().send(change(obj))

        return change

    return decorate


# ---- what passes


@broken_value("PIPE-ROUND-TRIP", "integers are words of 32 bits without sign")
def words_of_32_bits(obj):
    return obj & 0xFFFFFFFF if type(obj) is int and abs(obj) > 1 << 31 else obj


@broken_value("PIPE-ROUND-TRIP.booleans", "booleans arrive as numbers")
def booleans_are_numbers(obj):
    return int(obj) if isinstance(obj, bool) else obj


@broken_value("PIPE-ROUND-TRIP-TEXT", "a text ends at its first NUL")
def ends_at_nul(obj):
    return obj.split("\0")[0] if isinstance(obj, str) else obj


@broken_value("PIPE-ROUND-TRIP-TEXT.one-character", "one character of a long text is changed")
def one_character_changed(obj):
    return obj[:70000] + "?" + obj[70001:] if isinstance(obj, str) and len(obj) > 70000 else obj


@broken_value("PIPE-ROUND-TRIP-FLOATS", "floats keep six digits")
def six_digits(obj):
    return float("%.6g" % obj) if isinstance(obj, float) else obj


@broken_value("PIPE-ROUND-TRIP-FLOATS.negative-zero", "negative zero loses its sign")
def no_negative_zero(obj):
    return obj + 0.0 if isinstance(obj, float) else obj


@broken_value("PIPE-ROUND-TRIP-NON-FINITE", "a float that is not a number arrives as none")
def nan_is_nothing(obj):
    return None if obj != obj else obj


@broken_value("PIPE-ROUND-TRIP-BIG-INTEGERS", "big integers pass through a float")
def by_way_of_a_float(obj):
    return int(float(obj)) if type(obj) is int and abs(obj) > 1 << 53 and abs(obj) < 1 << 1000 else obj


@broken_value("PIPE-ROUND-TRIP-BYTES", "bytes arrive as text")
def bytes_are_text(obj):
    return obj.decode("latin-1") if isinstance(obj, bytes) else obj


@broken_value("PIPE-ROUND-TRIP-NESTED", "empty members of a list are lost")
def empty_is_absent(obj):
    return [item for item in obj if item not in ([], {})] if isinstance(obj, list) else obj


@broken_value("PIPE-ROUND-TRIP-TUPLES", "tuples arrive as lists")
def tuples_are_lists(obj):
    return list(obj) if isinstance(obj, tuple) else obj


@broken_value("PIPE-ROUND-TRIP-SETS", "an empty set arrives as an empty dictionary")
def the_empty_set_is_a_dictionary(obj):
    return {} if obj == set() else obj


@broken_value("PIPE-ROUND-TRIP-MIXED-KEYS", "all keys arrive as text")
def keys_are_text(obj):
    return {str(key): value for key, value in obj.items()} if isinstance(obj, dict) else obj


@broken_end("PIPE-BY-VALUE", "a process that receives what it sent gets the very object")
class HandsOverReferences(End):
    kept = {}

    def send(self, obj):
        self.kept[id(obj)] = obj
        super().send((os.getpid(), id(obj), obj))

    def recv(self):
        pid, key, obj = super().recv()
        return self.kept[key] if pid == os.getpid() else obj


@broken_end("PIPE-BOUNDARIES", "recv takes all messages that are there and returns the last")
class TakesWhateverIsThere(End):
    def recv(self):
        message = super().recv()
        while self.revents(select.POLLIN) & select.POLLIN:
            message = super().recv()
        return message


@broken_end("PIPE-ORDER", "the last message that is there is received first")
class LastInFirstOut(End):
    def recv(self):
        waiting = self.__dict__.setdefault("waiting", [])
        while not waiting or self.revents(select.POLLIN) & select.POLLIN:
            waiting.append(super().recv())
        return waiting.pop()


@broken_end("PIPE-LARGE", "what is sent of a message ends after 64 KiB")
class StuckAt64K(End):
    def _send_bytes(self, buf):
        super()._send_bytes(buf[:65536])


@broken_end("PIPE-UNSENDABLE", "a value that can't be sent leaves half a message in the pipe")
class SerialisesIntoThePipe(End):
    def send(self, obj):
        try:
            data = reduction.ForkingPickler.dumps(obj)
        except TypeError:
            os.write(self._handle, struct.pack("!i", 100) + b"half a message")
            raise
        self.send_bytes(data)


@broken_end("PIPE-UNSENDABLE.none", "none is sent in place of a value that can't be")
class SendsNoneInstead(End):
    def send(self, obj):
        try:
            super().send(obj)
        except TypeError:
            super().send(None)


@broken_end("PIPE-BYTES", "a size of zero is taken for none given")
class ZeroIsNotGiven(End):
    def send_bytes(self, buf, offset=0, size=None):
        super().send_bytes(buf, offset, size or None)


@broken_end("PIPE-BYTES.empty", "empty messages are dropped")
class DropsEmptyMessages(End):
    def _send_bytes(self, buf):
        if len(buf):
            super()._send_bytes(buf)


@broken_end("PIPE-BYTES-MAX", "a message that is too long is cut where an error is due")
class CutsToTheMaximum(End):
    def recv_bytes(self, maxlength=None):
        return super().recv_bytes()[:maxlength]


@broken_end("PIPE-BYTES-MAX.equal", "a message of just the greatest length is too long")
class EqualIsTooLong(End):
    def recv_bytes(self, maxlength=None):
        return super().recv_bytes(None if maxlength is None else maxlength - 1)


@broken_end("PIPE-BYTES-MAX-UNREADABLE", "after a message that was too long the end goes on receiving")
class GoesOnAfterTooLong(End):
    def recv_bytes(self, maxlength=None):
        data = super().recv_bytes()
        if maxlength is not None and len(data) > maxlength:
            raise BufferTooShort(data)
        return data


# ---- directions


@saboteur("PIPE-DUPLEX-DEFAULT", "a pipe is simplex by default")
def simplex_by_default(duplex=False):
    return pair(End, duplex)


@broken_end("PIPE-DUPLEX-BOTH-WAYS", "a child may not send through a duplex pipe")
class ChildMayNotSend(End):
    def send(self, obj):
        if self.foreign and not self.simplex:
            raise OSError("connection is read-only")
        super().send(obj)


class OneChannel(End):
    """Receives from a pipe that both ends write to."""

    def _send(self, buf):
        os.write(self.twin, buf)

    def _close(self):
        os.close(self._handle)
        os.close(self.twin)


@saboteur("PIPE-DUPLEX-INDEPENDENT", "both directions share one channel: an end receives what it sent itself")
def one_channel_for_both_directions(duplex=True):
    if not duplex:
        return pair(End, duplex)
    reader, writer = os.pipe()
    first, second = OneChannel(reader), OneChannel(os.dup(reader))
    first.twin, second.twin = writer, os.dup(writer)
    return first, second


@broken_end("PIPE-DUPLEX-CLOSE", "close in a child ends one direction of a duplex pipe")
class ClosesOneDirection(End):
    def close(self):
        if self.foreign and not self.simplex and not self.closed and self.second:
            socket.socket(fileno=os.dup(self._handle)).shutdown(socket.SHUT_WR)
            self.left_open = self._handle
            self._handle = None
        else:
            super().close()


@broken_end("PIPE-DUPLEX-UNREAD", "what the peer sent before it closed with unread data is lost")
class BadNewsFirst(End):
    def recv(self):
        if not self.simplex and not self.closed:
            with socket.socket(fileno=os.dup(self._handle)) as twin:
                error = twin.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if error:
                raise OSError(error, os.strerror(error))
        return super().recv()


@saboteur("PIPE-SIMPLEX-ENDS", "the writer is the first end, the reader the second")
def the_other_way_round(duplex=True):
    return pair(End, duplex) if duplex else pair(End, duplex)[::-1]


@saboteur("PIPE-SIMPLEX-WRONG-WAY", "a simplex pipe is duplex")
def simplex_is_duplex(duplex=True):
    return pair(End, True)


@broken_end("PIPE-SIMPLEX-WRONG-WAY.waits", "recv on the writer waits for ever where an error is due")
class WaitsOnTheWriter(End):
    def _check_readable(self):
        while not self._readable:
            signal.pause()


@broken_end("PIPE-READABLE-WRITABLE", "every end says that it is readable and writable")
class SaysYes(End):
    readable = writable = property(lambda self: True)


# ---- waiting


@broken_end("PIPE-RECV-BLOCKS", "recv returns none when nothing is there")
class DoesNotWait(End):
    def recv(self):
        return super().recv() if self.revents(select.POLLIN) else None


@broken_end("PIPE-SEND-BLOCKS-WHEN-FULL", "send buffers without bound")
class BuffersWithoutBound(End):
    def _send_bytes(self, buf):
        if "buffer" not in self.__dict__:
            self.buffer = queue.SimpleQueue()
            threading.Thread(target=self.feed, daemon=True).start()
        self.buffer.put(bytes(buf))

    def feed(self):
        while True:
            super()._send_bytes(self.buffer.get())


@broken_end("PIPE-SEND-BLOCKS-WHEN-FULL.drops", "send drops the first messages that find no room")
class DropsWhatFindsNoRoom(End):
    def _send_bytes(self, buf):
        room = self.revents(select.POLLOUT) & select.POLLOUT
        self.dropped = getattr(self, "dropped", 0) + (not room)
        if room or self.dropped > 3:
            super()._send_bytes(buf)


@broken_end("PIPE-POLL", "poll takes the message")
class PollTakes(End):
    def poll(self, timeout=0.0):
        if super().poll(timeout):
            try:
                super().recv_bytes()
            except EOFError:
                pass
            return True
        return False


@broken_end("PIPE-POLL.waits", "poll without a time-out waits")
class PollWaitsByDefault(End):
    def poll(self, timeout=None):
        return super().poll(timeout)


@broken_end("PIPE-POLL-TIMEOUT", "the seconds of poll's time-out are taken for milliseconds")
class TakesSecondsForMilliseconds(End):
    def poll(self, timeout=0.0):
        return super().poll(timeout and timeout / 1000)


@broken_end("PIPE-POLL-WAKES", "poll with a time-out sleeps for all of it")
class SleepsInPlaceOfWaiting(End):
    def poll(self, timeout=0.0):
        time.sleep(timeout or 0)
        return super().poll(0.0)


@broken_end("PIPE-POLL-FOREVER", "poll with a time-out of none does not wait")
class NoneIsNoWaiting(End):
    def poll(self, timeout=0.0):
        return super().poll(timeout or 0.0)


# ---- holders


@broken_end("PIPE-ACROSS-FORK", "what is sent after a fork in the child is dropped")
class OnlyHere(End):
    forked = False

    def send(self, obj):
        if not OnlyHere.forked:
            super().send(obj)


@saboteur("PIPE-ACROSS-FORK", of="os.fork")
def fork_spoils_ends():
    pid = os.fork()
    OnlyHere.forked = OnlyHere.forked or pid == 0
    return pid


@saboteur("PIPE-REFERENCES", "a forked child holds hidden duplicates of all ends", of="os.fork")
def fork_duplicates_ends():
    pid = os.fork()
    if pid == 0:
        for end in ENDS:
            if not end.closed:
                os.dup(end.fileno())
    return pid


@broken_end("PIPE-REFERENCES")
class Remembered(End):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ENDS.add(self)


class CountsWithMarks(End):
    """Says good-bye by a message, which is taken for the end of file."""

    def says_good_bye(self):
        return True

    def close(self):
        if not self.closed and self.simplex and self._writable and self.says_good_bye():
            try:
                os.write(self._handle, struct.pack("!i", -7))
            except OSError:
                pass
        super().close()

    def _recv(self, size, **_):
        if self.__dict__.get("ended"):
            raise EOFError
        data = super()._recv(size)
        if size == 4 and data.getvalue() == struct.pack("!i", -7):
            self.ended = True
            raise EOFError
        return data


@broken_end("PIPE-EOF-NEEDS-EVERY-COPY", "the first child that closes its writer makes the end of file")
class EveryCloseIsTheLast(CountsWithMarks):
    def says_good_bye(self):
        return self.foreign


@broken_end("PIPE-EOF-NEEDS-EVERY-COPY.grandchild", "copies of the writer in grandchildren do not count")
class CountsTwoGenerations(CountsWithMarks):
    generation = 0

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.holders = CONTEXT.Value("i", 1)
        os.register_at_fork(before=self.forking, after_in_child=self.forked)

    def forking(self):
        if self.generation == 0 and not self.closed:
            self.holders.value += 1

    def forked(self):
        self.generation += 1

    def says_good_bye(self):
        if self.generation > 1:
            return False
        with self.holders.get_lock():
            self.holders.value -= 1
            return self.holders.value == 0


@broken_end(
    "PIPE-EOF-NEEDS-EVERY-COPY.keeps",
    "a child that closes its writer keeps a duplicate: the end of file never comes",
)
class ReceiverKeepsAWriter(End):
    def close(self):
        if self.foreign and self.simplex and self._writable and not self.closed:
            self.left_open = os.dup(self._handle)
        super().close()


@broken_end("PIPE-EOF-AFTER-DATA", "the end of file overtakes the data")
class EndBeforeData(End):
    def recv(self):
        if self.revents() & select.POLLHUP:
            raise EOFError
        return super().recv()


@broken_end("PIPE-POLL-AT-EOF", "poll is false at the end of file")
class NothingAtTheEnd(End):
    def poll(self, timeout=0.0):
        return super().poll(timeout) and bool(self.revents() & select.POLLIN)


@broken_end("PIPE-EOF-REPEATS", "an end closes itself at the end of file")
class ClosesItselfAtTheEnd(End):
    def recv(self):
        try:
            return super().recv()
        except EOFError:
            self.close()
            raise


@broken_end("PIPE-EOF-REPEATS.waits", "after the end of file was told, recv waits for ever")
class EndIsConsumed(End):
    def recv(self):
        try:
            return super().recv()
        except EOFError:
            if self.__dict__.setdefault("told", False):
                signal.pause()
            self.told = True
            raise


@broken_end("PIPE-EOF-ON-DEATH", "the end of file is a message of good-bye, which a killed process can't send")
class SaysGoodBye(CountsWithMarks):
    """The creator keeps its copy of the writer until it ends."""

    def says_good_bye(self):
        return self.foreign and self.__dict__.get("used")

    def send(self, obj):
        self.used = True
        super().send(obj)

    def _close(self):
        if self.foreign or not self.simplex or self._readable:
            super()._close()


@broken_end("PIPE-BROKEN", "a send without a reader kills the sender by SIGPIPE")
class DiesOfSigpipe(End):
    def _send(self, buf):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        super()._send(buf)


@broken_end("PIPE-BROKEN.silent", "a send without a reader is taken for sent")
class SendsToNobody(End):
    def _send(self, buf):
        try:
            super()._send(buf)
        except BrokenPipeError:
            pass


@broken_end("PIPE-BROKEN-NEEDS-EVERY-COPY", "the first child that closes its reader breaks the pipe")
class BrokenByAnyClose(End):
    def close(self):
        if self.foreign and self._readable and self.simplex:
            self.shared[0] = 1
        super().close()

    def send(self, obj):
        if self.shared[0]:
            raise BrokenPipeError(errno.EPIPE, "broken pipe")
        super().send(obj)


@broken_end("PIPE-BROKEN-NEEDS-EVERY-COPY.never", "once a child has closed its reader, no send fails any more")
class NeverBroken(BrokenByAnyClose):
    def send(self, obj):
        try:
            End.send(self, obj)
        except BrokenPipeError:
            if not self.shared[0]:
                raise


@broken_end("PIPE-BROKEN-WAKES-SENDER", "a sender that waits for room is not woken when the last reader is closed")
class WaitsForRoomOnly(End):
    def _send(self, buf):
        os.set_blocking(self._handle, False)
        buf = bytes(buf)
        while buf:
            events = self.revents(select.POLLOUT)
            if events & select.POLLERR and self.__dict__.get("waited"):
                signal.pause()
            try:
                buf = buf[os.write(self._handle, buf):]
            except BlockingIOError:
                self.waited = True
                time.sleep(0.02)


@broken_end("PIPE-CLOSE-LOCAL", "close ends the connection for all who hold the end")
class ShutsForAll(End):
    def close(self):
        if not self.foreign and not self.simplex and not self.closed:
            socket.socket(fileno=os.dup(self._handle)).shutdown(socket.SHUT_RDWR)
        super().close()


@broken_end("PIPE-CLOSED-USE", "poll on a closed end is false where an error is due")
class ClosedPollsFalse(End):
    def poll(self, timeout=0.0):
        return not self.closed and super().poll(timeout)


@broken_end("PIPE-CLOSED-USE.fileno", "a closed end still tells its descriptor")
class RemembersItsNumber(End):
    def close(self):
        self.number = self.__dict__.get("number", self._handle)
        super().close()

    def fileno(self):
        return self.number if self.closed else super().fileno()


@broken_end("PIPE-CLOSED-USE.send", "send on a closed end does nothing where an error is due")
class SendsIntoTheVoid(End):
    def send(self, obj):
        if not self.closed:
            super().send(obj)


@broken_end("PIPE-CLOSE-TWICE", "a second close closes the descriptor's number again")
class ClosesANumberTwice(End):
    def close(self):
        if self.closed:
            os.close(self.number)
        else:
            self.number = self._handle
            super().close()


@broken_end("PIPE-CLOSE-TWICE.refuses", "a second close fails")
class RefusesASecondClose(End):
    def close(self):
        self._check_closed()
        super().close()


@broken_end("PIPE-CLOSED-PROPERTY", "closed is true here once a child has closed its copy")
class ClosedForAll(End):
    def close(self):
        if self.foreign:
            self.shared[1] = 1
        super().close()

    @property
    def closed(self):
        return self._handle is None or self.shared[1] == 1


@broken_end("PIPE-CLOSED-PROPERTY.never", "closed is never true")
class NeverClosed(End):
    closed = property(lambda self: False)


@broken_end("PIPE-FILENO", "close sets a flag and leaves the descriptor open")
class OnlyAFlag(End):
    def _close(self):
        pass


@broken_end("PIPE-FILENO.of-nothing", "the descriptor is that of standard input")
class DescriptorOfNothing(End):
    def fileno(self):
        self._check_closed()
        return 0


@broken_end("PIPE-FILENO.none", "the descriptor is a number that is not open")
class DescriptorThatIsNone(End):
    def fileno(self):
        self._check_closed()
        return 99


@broken_end("PIPE-FILENO.one-for-both", "both ends tell one descriptor")
class OneDescriptorForBoth(End):
    last = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.number = OneDescriptorForBoth.last or self._handle
        OneDescriptorForBoth.last = self._handle

    def fileno(self):
        self._check_closed()
        return self.number


class ClosesBoth(End):
    def close(self):
        super().close()
        if not self.other.closed:
            Connection.close(self.other)


@saboteur("PIPE-FILENO.closes-both", "closing one end closes both")
def closing_one_closes_both(duplex=True):
    first, second = pair(ClosesBoth, duplex)
    first.other, second.other = second, first
    return first, second


# ---- the rest


@saboteur("PIPE-TWO-WRITERS-LOCKED", "the lock around the sends does not lock", of="Lock")
class NoLock:
    def acquire(self, block=True, timeout=None):
        return True

    def release(self):
        pass


@broken_end("PIPE-TWO-WRITERS-LOCKED.late", "send writes after it has returned")
class WritesAfterReturn(End):
    def _send_bytes(self, buf):
        data = bytes(buf)
        self.__dict__.setdefault("threads", []).append(1)
        thread = threading.Thread(target=super()._send_bytes, args=(data,))
        thread.start()


@broken_end("PIPE-SEND-PIPE", "of an end that is sent only the descriptor's number arrives")
class OnlyANumber(End):
    """Is rebuilt from its descriptor's number, which says nothing to another process."""


reduction.register(OnlyANumber, lambda end: (OnlyANumber, (end.fileno(), end.readable, end.writable)))


@broken_end("PIPE-CONTEXT", "the end of its scope leaves an end open")
class ScopeLeavesItOpen(End):
    def __exit__(self, *_):
        pass
