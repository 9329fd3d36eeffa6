"""Message queue between processes, with three pipes: the items, the free places and the number of items."""

import fcntl
import os
import pickle
import struct
import termios
from queue import Empty, Full


def how_many(fd):
    return struct.unpack("i", fcntl.ioctl(fd, termios.FIONREAD, bytes(4)))[0]


class PipeLock:
    def __init__(self):
        self.r, self.w = os.pipe()
        os.write(self.w, b"1")

    def acquire(self):
        os.read(self.r, 1)

    def release(self):
        os.write(self.w, b"1")


class Queue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.r, self.w = os.pipe()
        self.items_r, self.items_w = os.pipe()
        self.free_r, self.free_w = os.pipe()
        if maxsize > 0:
            os.write(self.free_w, b"." * maxsize)
        self.put_lock = PipeLock()
        self.get_lock = PipeLock()

    def put(self, item, block=True, timeout=None):
        # os.read waits until a place is free
        if self.maxsize > 0:
            if block:
                os.read(self.free_r, 1)
            else:
                os.set_blocking(self.free_r, False)
                try:
                    os.read(self.free_r, 1)
                except BlockingIOError:
                    raise Full
                finally:
                    os.set_blocking(self.free_r, True)
        data = pickle.dumps(item)
        self.put_lock.acquire()
        os.write(self.items_w, b".")
        os.write(self.w, struct.pack("i", len(data)) + data)
        self.put_lock.release()

    def get(self, block=True, timeout=None):
        if block:
            os.read(self.items_r, 1)
        else:
            os.set_blocking(self.items_r, False)
            try:
                os.read(self.items_r, 1)
            except BlockingIOError:
                raise Empty
            finally:
                os.set_blocking(self.items_r, True)
        self.get_lock.acquire()
        size, = struct.unpack("i", os.read(self.r, 4))
        data = b""
        while len(data) < size:
            data += os.read(self.r, size - len(data))
        self.get_lock.release()
        if self.maxsize > 0:
            os.write(self.free_w, b".")
        return pickle.loads(data)

    def put_nowait(self, item):
        self.put(item, block=False)

    def get_nowait(self):
        return self.get(block=False)

    def qsize(self):
        return how_many(self.items_r)

    def empty(self):
        return self.qsize() == 0

    def full(self):
        return self.maxsize > 0 and how_many(self.free_r) == 0
