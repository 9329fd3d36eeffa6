"""A bounded queue between processes, made of pipes.

A pipe does two things here. One carries the items. Each of the others is a heap of tokens, one byte a token: taking one is
reading a byte, which waits as long as there is none, and putting one back is writing a byte. The kernel does the waiting,
and all processes that were forked share the heaps.
"""

import fcntl
import os
import pickle
import select
import struct
import termios
import time

LENGTH = struct.Struct("!I")


class Empty(Exception):
    """There is nothing to get."""


class Full(Exception):
    """There is no free slot."""


class Tokens:
    """A heap of tokens that processes share."""

    def __init__(self, count):
        self.reader, self.writer = os.pipe()
        os.set_blocking(self.reader, False)  # who finds the heap empty waits by select, which can give up
        self.give(count)

    def give(self, count=1):
        os.write(self.writer, b"." * count)

    def take(self, timeout=None):
        """Takes one; None waits for ever. False: there was none within the time-out."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            try:
                os.read(self.reader, 1)
                return True
            except BlockingIOError:
                pass  # none there, or somebody else was faster
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                return False
            select.select([self.reader], [], [], left)

    def count(self):
        waiting = fcntl.ioctl(self.reader, termios.FIONREAD, b"\0\0\0\0")
        return struct.unpack("i", waiting)[0]


class Lock:
    """A heap with one token: whoever has it is alone."""

    def __init__(self):
        self.tokens = Tokens(1)

    def __enter__(self):
        self.tokens.take()

    def __exit__(self, *_):
        self.tokens.give()


class Queue:
    """Items that any process puts and any process gets, first in first out."""

    def __init__(self, maxsize=0):
        self._slots = Tokens(maxsize) if maxsize > 0 else None  # None: as many as there is room for in the pipe
        self._items = Tokens(0)
        self._reader, self._writer = os.pipe()
        self._reading, self._writing = Lock(), Lock()
        self._closed = False

    def put(self, item, block=True, timeout=None):
        self._check_open()
        data = pickle.dumps(item)  # first: what cannot be pickled must not cost a slot
        if self._slots is not None and not self._slots.take(timeout if block else 0):
            raise Full
        with self._writing:
            self._items.give()  # first: an item larger than the pipe is written only while somebody reads
            write_all(self._writer, LENGTH.pack(len(data)) + data)

    def get(self, block=True, timeout=None):
        self._check_open()
        if not self._items.take(timeout if block else 0):
            raise Empty
        with self._reading:  # length and content belong together
            (length,) = LENGTH.unpack(read_all(self._reader, LENGTH.size))
            data = read_all(self._reader, length)
        if self._slots is not None:
            self._slots.give()
        return pickle.loads(data)

    def put_nowait(self, item):
        self.put(item, block=False)

    def get_nowait(self):
        return self.get(block=False)

    def qsize(self):
        return self._items.count()

    def empty(self):
        return self._items.count() == 0

    def full(self):
        return self._slots is not None and self._slots.count() == 0

    def close(self):
        """Ends the use of the queue by this process. Others go on: the pipes stay open for them."""
        self._closed = True

    def _check_open(self):
        if self._closed:
            raise ValueError("the queue is closed")


def write_all(descriptor, data):
    while data:
        data = data[os.write(descriptor, data):]


def read_all(descriptor, size):
    data = b""
    while len(data) < size:
        data += os.read(descriptor, size - len(data))
    return data
