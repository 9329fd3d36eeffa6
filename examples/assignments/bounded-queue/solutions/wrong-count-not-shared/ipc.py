"""A queue with a pipe for the items. self.count says how many items are in it."""
import os
import pickle
import select
import time


class Empty(Exception):
    pass


class Full(Exception):
    pass


class Queue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.count = 0
        self.r, self.w = os.pipe()
        self.freed_r, self.freed_w = os.pipe()   # get writes here when it made room
        self.mutex_r, self.mutex_w = os.pipe()
        os.write(self.mutex_w, b"m")
        self.turn_r, self.turn_w = os.pipe()     # and this one is for those who write
        os.write(self.turn_w, b"t")

    def put(self, item, block=True, timeout=None):
        if self.maxsize > 0 and self.count >= self.maxsize:
            if not block:
                raise Full()
            ready, _, _ = select.select([self.freed_r], [], [], timeout)
            if not ready:
                raise Full()
            os.read(self.freed_r, 1)
        data = pickle.dumps(item)
        os.read(self.turn_r, 1)
        os.write(self.w, len(data).to_bytes(4, "big") + data)
        os.write(self.turn_w, b"t")
        self.count += 1

    def get(self, block=True, timeout=None):
        if not block:
            timeout = 0
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            left = None if end is None else max(0, end - time.monotonic())
            ready, _, _ = select.select([self.r], [], [], left)
            if not ready:
                raise Empty()
            # only one process at a time may read, and somebody else may have been faster
            os.read(self.mutex_r, 1)
            try:
                if select.select([self.r], [], [], 0)[0]:
                    size = int.from_bytes(os.read(self.r, 4), "big")
                    data = b""
                    while len(data) < size:
                        data += os.read(self.r, size - len(data))
                    break
            finally:
                os.write(self.mutex_w, b"m")
        self.count -= 1
        if self.maxsize > 0:
            os.write(self.freed_w, b"f")
        return pickle.loads(data)

    def put_nowait(self, item):
        self.put(item, False)

    def get_nowait(self):
        return self.get(False)

    def qsize(self):
        return self.count

    def empty(self):
        return self.count == 0

    def full(self):
        return self.maxsize > 0 and self.count >= self.maxsize
