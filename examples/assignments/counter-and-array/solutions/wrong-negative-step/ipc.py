import mmap
import os
import select
import struct
import time


class Lock:
    # token in a pipe
    def __init__(self):
        self.r, self.w = os.pipe()
        os.set_blocking(self.r, False)
        os.write(self.w, b"t")

    def acquire(self, block=True, timeout=None):
        start = time.monotonic()
        while True:
            try:
                os.read(self.r, 1)
                return True
            except BlockingIOError:
                if not block:
                    return False
            if timeout is None:
                select.select([self.r], [], [])
            else:
                rest = start + timeout - time.monotonic()
                if rest <= 0:
                    return False
                select.select([self.r], [], [], rest)

    def release(self):
        os.write(self.w, b"t")

    def __enter__(self):
        self.acquire()

    def __exit__(self, *exc):
        self.release()


class OwnLock(Lock):
    """A process can take its own lock more than once."""

    def __init__(self):
        super().__init__()
        self.pid = 0
        self.times = 0

    def acquire(self, block=True, timeout=None):
        if self.pid != os.getpid():
            if not super().acquire(block, timeout):
                return False
            self.pid = os.getpid()
            self.times = 0
        self.times += 1
        return True

    def release(self):
        self.times -= 1
        if self.times == 0:
            self.pid = 0
            super().release()


class Value:
    def __init__(self, typecode, initial=0, lock=True):
        self.code = typecode
        self.mem = mmap.mmap(-1, 8)
        self.lock = OwnLock()
        self.value = initial

    def get_lock(self):
        return self.lock

    @property
    def value(self):
        with self.lock:
            return struct.unpack_from(self.code, self.mem)[0]

    @value.setter
    def value(self, number):
        with self.lock:
            struct.pack_into(self.code, self.mem, 0, number)


class Array:
    def __init__(self, typecode, size_or_initializer, lock=True):
        self.code = typecode
        self.size = struct.calcsize(typecode)
        if isinstance(size_or_initializer, int):
            content = [0] * size_or_initializer
        else:
            content = list(size_or_initializer)
        self.n = len(content)
        self.mem = mmap.mmap(-1, self.n * self.size)
        self.lock = OwnLock()
        for i in range(self.n):
            self[i] = content[i]

    def get_lock(self):
        return self.lock

    def __len__(self):
        return self.n

    def place(self, i):
        if i < 0:
            i += self.n
        if not 0 <= i < self.n:
            raise IndexError("array index out of range")
        return i * self.size

    def bounds(self, s):
        """Start, stop and step of a slice, with everything filled in that was left out."""
        step = s.step if s.step is not None else 1
        start = s.start or 0
        stop = s.stop if s.stop is not None else self.n
        if start < 0:
            start += self.n
        if stop < 0:
            stop += self.n
        return max(start, 0), min(stop, self.n), step

    def __getitem__(self, i):
        with self.lock:
            if isinstance(i, slice):
                return [self[k] for k in range(*self.bounds(i))]
            return struct.unpack_from(self.code, self.mem, self.place(i))[0]

    def __setitem__(self, i, x):
        with self.lock:
            if isinstance(i, slice):
                places = list(range(*self.bounds(i)))
                x = list(x)
                if len(places) != len(x):
                    raise ValueError("slice and values are not equally long")
                for k, y in zip(places, x):
                    self[k] = y
            else:
                struct.pack_into(self.code, self.mem, self.place(i), x)
