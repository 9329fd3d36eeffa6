# Message queue over pipes. Time-outs and the counting functions are not finished yet.
import os
import pickle
import struct


class Empty(Exception):
    pass


class Full(Exception):
    pass


class Queue:
    def __init__(self, maxsize=0):
        self.r, self.w = os.pipe()
        self.items_r, self.items_w = os.pipe()
        self.maxsize = maxsize
        if maxsize > 0:
            # one byte for every free place
            self.places_r, self.places_w = os.pipe()
            os.write(self.places_w, b"x" * maxsize)
        # these two pipes are locks: take the byte out, put it back
        self.rlock_r, self.rlock_w = os.pipe()
        os.write(self.rlock_w, b"x")
        self.wlock_r, self.wlock_w = os.pipe()
        os.write(self.wlock_w, b"x")

    def _take(self, fd, block):
        os.set_blocking(fd, block)
        try:
            os.read(fd, 1)
            return True
        except BlockingIOError:
            return False

    def put(self, item, block=True, timeout=None):
        if timeout is not None:
            raise NotImplementedError("put with timeout")
        if self.maxsize > 0 and not self._take(self.places_r, block):
            raise Full()
        data = pickle.dumps(item)
        os.read(self.wlock_r, 1)
        os.write(self.items_w, b"x")
        os.write(self.w, struct.pack("I", len(data)) + data)
        os.write(self.wlock_w, b"x")

    def get(self, block=True, timeout=None):
        if timeout is not None:
            raise NotImplementedError("get with timeout")
        if not self._take(self.items_r, block):
            raise Empty()
        os.read(self.rlock_r, 1)
        n = struct.unpack("I", os.read(self.r, 4))[0]
        data = b""
        while len(data) < n:
            data += os.read(self.r, n - len(data))
        os.write(self.rlock_w, b"x")
        if self.maxsize > 0:
            os.write(self.places_w, b"x")
        return pickle.loads(data)

    def put_nowait(self, item):
        return self.put(item, False)

    def get_nowait(self):
        return self.get(False)
