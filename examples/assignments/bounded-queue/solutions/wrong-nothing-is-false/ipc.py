"""Queue for processes: a pipe for the items, and counters that are pipes, too."""

import fcntl
import os
import pickle
import select
import struct
import termios
import time


class Empty(Exception):
    pass


class Full(Exception):
    pass


class Counter:
    """A number in the kernel: so many bytes are in a pipe."""

    def __init__(self, start=0):
        self.r, self.w = os.pipe()
        os.set_blocking(self.r, False)
        if start:
            os.write(self.w, b"+" * start)

    def up(self):
        os.write(self.w, b"+")

    def down(self, timeout):
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            try:
                os.read(self.r, 1)
                return True
            except BlockingIOError:
                rest = None if end is None else end - time.monotonic()
                if rest is not None and rest <= 0:
                    return False
                select.select([self.r], [], [], rest)

    def value(self):
        return struct.unpack("i", fcntl.ioctl(self.r, termios.FIONREAD, bytes(4)))[0]


class Queue:
    def __init__(self, maxsize=0):
        self.r, self.w = os.pipe()
        self.items = Counter()
        self.free = Counter(maxsize) if maxsize > 0 else None
        self.read_lock = Counter(1)
        self.write_lock = Counter(1)
        self.closed = False

    def put(self, item, block=True, timeout=None):
        if self.closed:
            raise ValueError("queue is closed")
        if self.free and not self.free.down(timeout if block else 0):
            raise Full()
        data = pickle.dumps(item)
        self.write_lock.down(None)
        self.items.up()
        os.write(self.w, struct.pack("i", len(data)) + data)
        self.write_lock.up()

    def get(self, block=True, timeout=None):
        if self.closed:
            raise ValueError("queue is closed")
        item = self._receive(timeout if block else 0)
        if not item:
            raise Empty()
        return item

    def _receive(self, timeout):
        """The next item, or None if there is nothing."""
        if not self.items.down(timeout):
            return None
        self.read_lock.down(None)
        length, = struct.unpack("i", os.read(self.r, 4))
        data = b""
        while len(data) < length:
            data += os.read(self.r, length - len(data))
        self.read_lock.up()
        if self.free:
            self.free.up()
        return pickle.loads(data)

    def put_nowait(self, item):
        self.put(item, block=False)

    def get_nowait(self):
        return self.get(block=False)

    def qsize(self):
        return self.items.value()

    def empty(self):
        return self.items.value() == 0

    def full(self):
        return self.free is not None and self.free.value() == 0

    def close(self):
        self.closed = True
