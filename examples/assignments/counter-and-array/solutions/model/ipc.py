"""Locks, shared values and shared arrays on an anonymous shared mapping.

The mapping is made before the fork, so parent and child see the same memory. A memoryview that is cast to the type code does
all the conversions, and refuses what does not fit.
"""

import mmap
import os
import select
import time


class Lock:
    """A pipe with one byte in it. Who has read the byte has the lock."""

    def __init__(self):
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.write(self._writer, b".")

    def acquire(self, block=True, timeout=None):
        if not block:
            timeout = 0
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            try:
                os.read(self._reader, 1)
                return True
            except BlockingIOError:
                pass
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                return False
            select.select([self._reader], [], [], left)

    def release(self):
        ready, _, _ = select.select([self._reader], [], [], 0)
        if ready:
            raise ValueError("the lock is not held")
        os.write(self._writer, b".")

    def __enter__(self):
        self.acquire()
        return self

    def __exit__(self, *_):
        self.release()


class RLock(Lock):
    """A lock that its owner may acquire again. Who the owner is, each process knows of itself."""

    def __init__(self):
        super().__init__()
        self._owner = None
        self._depth = 0

    def acquire(self, block=True, timeout=None):
        if self._owner != os.getpid():  # a child that was forked by the owner is not the owner
            if not super().acquire(block, timeout):
                return False
            self._owner, self._depth = os.getpid(), 0
        self._depth += 1
        return True

    def release(self):
        if self._owner != os.getpid():
            raise AssertionError("the lock is not held by this process")
        self._depth -= 1
        if self._depth == 0:
            self._owner = None
            super().release()


class Shared:
    """Elements of one type in shared memory, and the lock that guards them."""

    def __init__(self, typecode, count, lock):
        size = struct_size(typecode) * count
        self._elements = memoryview(mmap.mmap(-1, max(size, 1)))[:size].cast(typecode)
        self._lock = RLock() if lock is True else lock

    def get_lock(self):
        return self._lock

    def acquire(self, block=True, timeout=None):
        return self._lock.acquire(block, timeout)

    def release(self):
        self._lock.release()

    def __enter__(self):
        self._lock.acquire()
        return self

    def __exit__(self, *_):
        self._lock.release()


def struct_size(typecode):
    return memoryview(bytes(8)).cast(typecode).itemsize


def checked(typecode, element):
    """What a memoryview would take, although it is of another type."""
    if typecode not in "fd" and not isinstance(element, int):
        raise TypeError("an integer is needed, not %r" % (element,))
    return element


class Value(Shared):
    def __init__(self, typecode, initial=0, lock=True):
        super().__init__(typecode, 1, lock)
        self._elements[0] = checked(typecode, initial)

    @property
    def value(self):
        with self._lock:
            return self._elements[0]

    @value.setter
    def value(self, to):
        with self._lock:
            self._elements[0] = checked(self._elements.format, to)


class Array(Shared):
    def __init__(self, typecode, size_or_initializer, lock=True):
        if isinstance(size_or_initializer, int):
            super().__init__(typecode, size_or_initializer, lock)
        else:
            initial = list(size_or_initializer)
            super().__init__(typecode, len(initial), lock)
            self[:] = initial

    def __len__(self):
        return len(self._elements)

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __getitem__(self, index):
        with self._lock:
            if isinstance(index, slice):
                return [self._elements[i] for i in range(*index.indices(len(self)))]
            return self._elements[index]

    def __setitem__(self, index, to):
        typecode = self._elements.format
        with self._lock:
            if not isinstance(index, slice):
                self._elements[index] = checked(typecode, to)
                return
            places = range(*index.indices(len(self)))
            elements = [checked(typecode, element) for element in to]
            if len(elements) != len(places):
                raise ValueError("%d elements for a slice of %d" % (len(elements), len(places)))
            for place, element in zip(places, elements):
                self._elements[place] = element
