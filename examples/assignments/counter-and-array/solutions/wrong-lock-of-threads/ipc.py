"""Shared memory with mmap. The locks are those of threading, which has a recursive one, too."""

import ctypes
import mmap
import threading

TYPES = {
    "b": ctypes.c_int8, "B": ctypes.c_uint8, "h": ctypes.c_int16, "H": ctypes.c_uint16,
    "i": ctypes.c_int32, "I": ctypes.c_uint32, "q": ctypes.c_int64, "f": ctypes.c_float, "d": ctypes.c_double,
}


class Lock:
    def __init__(self, lock=None):
        self._lock = lock or threading.Lock()

    def acquire(self, block=True, timeout=None):
        if not block:
            return self._lock.acquire(False)
        return self._lock.acquire(True, -1 if timeout is None else timeout)

    def release(self):
        self._lock.release()

    def __enter__(self):
        self._lock.acquire()

    def __exit__(self, *args):
        self._lock.release()


def RLock():
    return Lock(threading.RLock())


class Value:
    def __init__(self, typecode, initial=0, lock=True):
        cls = TYPES[typecode]
        self._memory = mmap.mmap(-1, ctypes.sizeof(cls))
        self._object = cls.from_buffer(self._memory)
        self._object.value = initial
        self._lock = RLock()

    def get_lock(self):
        return self._lock

    @property
    def value(self):
        with self._lock:
            return self._object.value

    @value.setter
    def value(self, v):
        with self._lock:
            self._object.value = v


class Array:
    def __init__(self, typecode, size_or_initializer, lock=True):
        cls = TYPES[typecode]
        if isinstance(size_or_initializer, int):
            items = [0] * size_or_initializer
        else:
            items = list(size_or_initializer)
        self._memory = mmap.mmap(-1, ctypes.sizeof(cls) * len(items))
        self._items = (cls * len(items)).from_buffer(self._memory)
        self._lock = RLock()
        self[:] = items

    def get_lock(self):
        return self._lock

    def __len__(self):
        return len(self._items)

    def __getitem__(self, index):
        with self._lock:
            return self._items[index]

    def __setitem__(self, index, new):
        with self._lock:
            if isinstance(index, slice):
                places = range(len(self._items))[index]
                new = list(new)
                if len(new) != len(places):
                    raise ValueError("wrong number of items")
                for i, item in zip(places, new):
                    self._items[i] = item
            else:
                self._items[index] = new
