"""Lock and Value. (Array: to do)"""
import mmap
import os
import struct


class Lock:
    def __init__(self):
        self.r, self.w = os.pipe()
        os.write(self.w, b"1")

    def acquire(self, block=True, timeout=None):
        if timeout is not None:
            raise NotImplementedError("acquire with a timeout")
        if block:
            return os.read(self.r, 1) == b"1"
        os.set_blocking(self.r, False)
        try:
            os.read(self.r, 1)
            return True
        except BlockingIOError:
            return False
        finally:
            os.set_blocking(self.r, True)

    def release(self):
        os.write(self.w, b"1")

    def __enter__(self):
        self.acquire()

    def __exit__(self, a, b, c):
        self.release()


class Value:
    def __init__(self, typecode, initial=0, lock=True):
        self.format = typecode
        self.memory = mmap.mmap(-1, struct.calcsize(typecode))
        self.lock = Lock()
        struct.pack_into(self.format, self.memory, 0, initial)

    @property
    def value(self):
        return struct.unpack_from(self.format, self.memory, 0)[0]

    @value.setter
    def value(self, new):
        struct.pack_into(self.format, self.memory, 0, new)

    def get_lock(self):
        return self.lock
