"""Saboteurs of shared arrays. Most are a class around an honest array, or make it with other arguments."""

import ctypes
from multiprocessing import sharedctypes

from .lock import LeaksRarely, LeaksUnderLoad
from .registry import CONTEXT, saboteurs_of

saboteur = saboteurs_of("Array")


class Around:
    """An honest array, around the real one."""

    def __init__(self, real, typecode):
        self.real, self.typecode = real, typecode
        if hasattr(real, "get_lock"):  # a raw array has none
            self.get_lock = self.lock

    def lock(self):
        return self.real.get_lock()

    def __len__(self):
        return len(self.real)

    def __getitem__(self, index):
        return self.real[index]

    def __setitem__(self, index, to):
        self.real[index] = to

    def __enter__(self):
        return self.real.__enter__()

    def __exit__(self, *exception):
        return self.real.__exit__(*exception)

    def get_value(self):
        return self.real.value

    def set_value(self, to):
        self.real.value = to

    def get_raw(self):
        return self.real.raw

    def set_raw(self, to):
        self.real.raw = to

    value = property(lambda self: self.get_value(), lambda self, to: self.set_value(to))
    raw = property(lambda self: self.get_raw(), lambda self, to: self.set_raw(to))


def broken_array(id, mistake):
    """A decorator: arrays are of this class."""

    def decorate(cls):
        @saboteur(id, mistake)
        def array(typecode, content, *, lock=True):
            return cls(CONTEXT.Array(typecode, content, lock=lock), typecode)

        return cls

    return decorate


def reading(id, mistake):
    """A decorator: array[index] is this function of the array and the index or slice."""
    return method("__getitem__", id, mistake)


def writing(id, mistake):
    """A decorator: array[index] = to is this function of the array, the index or slice, and what is assigned."""
    return method("__setitem__", id, mistake)


def method(name, id, mistake):
    def decorate(function):
        broken_array(id, mistake)(type("Array", (Around,), {name: function}))
        return function

    return decorate


# ---- made in another way


@saboteur("ARRAY-SIZE-ZEROED", "an array made by its size is full of ones")
def full_of_ones(typecode, content, *, lock=True):
    return CONTEXT.Array(typecode, [1] * content if type(content) is int and typecode != "c" else content, lock=lock)


@saboteur("ARRAY-FROM-SEQUENCE", "a list is stored backwards")
def backwards(typecode, content, *, lock=True):
    return CONTEXT.Array(typecode, content[::-1] if isinstance(content, list) else content, lock=lock)


@saboteur("ARRAY-FROM-TUPLE", "of a tuple only the length is taken")
def only_length(typecode, content, *, lock=True):
    return CONTEXT.Array(typecode, len(content) if isinstance(content, tuple) else content, lock=lock)


@saboteur("ARRAY-TYPECODES", "H is taken for h: short integers have a sign")
def signed_shorts(typecode, content, *, lock=True):
    return CONTEXT.Array("h" if typecode == "H" else typecode, content, lock=lock)


@saboteur("ARRAY-TYPECODES-64", "Q is taken for q: integers of 64 bits have a sign")
def signed_longs(typecode, content, *, lock=True):
    return CONTEXT.Array("q" if typecode == "Q" else typecode, content, lock=lock)


@saboteur("ARRAY-FLOAT", "d has single precision")
def single_precision(typecode, content, *, lock=True):
    return CONTEXT.Array("f" if typecode == "d" else typecode, content, lock=lock)


@saboteur("ARRAY-TYPECODE-INVALID", "an unknown typecode is taken for i")
def int_if_unknown(typecode, content, *, lock=True):
    known = typecode in sharedctypes.typecode_to_type
    return CONTEXT.Array(typecode if known else "i", content, lock=lock)


@saboteur("ARRAY-SIZE-INVALID", "a negative size is taken for zero")
def at_least_nothing(typecode, content, *, lock=True):
    return CONTEXT.Array(typecode, max(content, 0) if isinstance(content, int) else content, lock=lock)


@saboteur("ARRAY-LOCK-GIVEN", "a lock that is given is ignored")
def ignores_lock(typecode, content, *, lock=True):
    return CONTEXT.Array(typecode, content, lock=lock if isinstance(lock, bool) else True)


@saboteur("ARRAY-RAW", "an array that should have no lock has one")
def always_locked(typecode, content, *, lock=True):
    return CONTEXT.Array(typecode, content, lock=lock or True)


class Crowded:
    """Memory in which each array gets a byte an element, and some more, whatever the size of its elements."""

    block = None
    used = 0


@saboteur("ARRAY-NO-OVERLAP", "arrays overlap: each gets one byte an element")
def overlapping(typecode, content, *, lock=True):
    if Crowded.block is None:
        Crowded.block = CONTEXT.RawArray("b", 1 << 20)
    size = content if isinstance(content, int) else len(content)
    made = (sharedctypes.typecode_to_type[typecode] * size).from_buffer(Crowded.block, Crowded.used)
    Crowded.used += (size + 15) // 8 * 8
    if not isinstance(content, int):
        made[:] = content
    return sharedctypes.synchronized(made, ctx=CONTEXT)


# ---- elements


@broken_array("ARRAY-LENGTH", "the length is that of the memory in bytes")
class LengthInBytes(Around):
    def __len__(self):
        return ctypes.sizeof(self.real.get_obj() if hasattr(self.real, "get_obj") else self.real)


@writing("ARRAY-INDEX", "a write to index 3 writes to index 4, too")
def writes_two(array, index, to):
    array.real[index] = to
    if index == 3 and len(array) > 4:
        array.real[4] = to


@reading("ARRAY-INDEX-NEGATIVE", "a negative index is out of range")
def no_negative(array, index):
    if not isinstance(index, slice) and index < 0:
        raise IndexError("negative")
    return array.real[index]


@writing("ARRAY-INDEX-RANGE", "a write out of range does nothing where an error is due")
def tolerates_range(array, index, to):
    try:
        array.real[index] = to
    except IndexError:
        pass


@broken_array("ARRAY-SHARED", "each process reads a copy of its own")
class ReadsOwnCopy(Around):
    def __init__(self, real, typecode):
        super().__init__(real, typecode)
        self.copy = list(real)

    def __getitem__(self, index):
        return self.copy[index]

    def __setitem__(self, index, to):
        self.real[index] = to
        self.copy[index] = to


@broken_array("ARRAY-CONTIGUOUS", "each integer has eight bytes of memory, whatever its type")
class Scattered(Around):
    def __init__(self, real, typecode):
        super().__init__(real if typecode in "cqQfd" else CONTEXT.Array("q", list(real)), typecode)


@broken_array("ARRAY-ITERATION", "an array can be iterated over once")
class IteratesOnce(Around):
    done = False

    def __iter__(self):
        done, self.done = self.done, True
        return iter([] if done else list(self.real))


@broken_array("ARRAY-FIXED-SIZE", "append does nothing where an error is due")
class Appends(Around):
    def append(self, to):
        pass


@writing("ARRAY-RANGE", "an integer out of range becomes the nearest in range")
def saturates(array, index, to):
    if isinstance(to, int) and array.typecode == "i":
        to = max(-(1 << 31), min((1 << 31) - 1, to))
    array.real[index] = to


@writing("ARRAY-TYPE-ERROR", "a float written to an integer is truncated where an error is due")
def truncates(array, index, to):
    array.real[index] = int(to) if isinstance(to, float) and array.typecode == "i" else to


# ---- slices


@reading("ARRAY-SLICE-READ", "a slice with a step below -1 and no stop lacks its last element")
def lacks_last(array, index):
    got = array.real[index]
    if isinstance(index, slice) and index.stop is None and index.step is not None and index.step < -1:
        return got[:-1]
    return got


@reading("ARRAY-SLICE-READ.no-step", "the step of a slice is ignored")
def without_step(array, index):
    return array.real[slice(index.start, index.stop) if isinstance(index, slice) and index.step else index]


@reading("ARRAY-SLICE-READ.last-slot", "a slice with a step above one never reaches the array's last element")
def before_last(array, index):
    got = array.real[index]
    if isinstance(index, slice) and index.step is not None and index.step > 1 and len(array) > 1:
        if len(array) - 1 in range(*index.indices(len(array))):
            return got[:-1]
    return got


@reading("ARRAY-SLICE-READ.far-negative", "a negative start before the first element counts from the end once more")
def wraps_twice(array, index):
    if isinstance(index, slice) and index.start is not None and index.start < -len(array):
        index = slice(index.start + len(array), index.stop, index.step)
    return array.real[index]


@reading("ARRAY-SLICE-STEP-ZERO", "a step of zero is taken for one")
def zero_is_one(array, index):
    if isinstance(index, slice) and index.step == 0:
        index = slice(index.start, index.stop)
    return array.real[index]


class View(list):
    """Looks again whenever it is iterated over or compared."""

    def __init__(self, real, index):
        super().__init__(real[index])
        self.real, self.index = real, index

    def __iter__(self):
        return iter(self.real[self.index])

    def __eq__(self, other):
        return self.real[self.index] == other


@reading("ARRAY-SLICE-COPY", "a slice is a view: it changes with the array")
def view(array, index):
    return View(array.real, index) if isinstance(index, slice) else array.real[index]


@writing("ARRAY-SLICE-WRITE", "an assignment to a slice that goes backwards goes forwards")
def forwards(array, index, to):
    if isinstance(index, slice) and index.step is not None and index.step < 0 and len(to) == len(array.real[index]):
        to = to[::-1]
    array.real[index] = to


@writing("ARRAY-SLICE-WRITE.one-short", "an assignment to a slice leaves its last element as it was")
def one_short(array, index, to):
    if isinstance(index, slice) and len(to) == len(array.real[index]) > 1:
        last = array.real[index][-1:]
        to = to[:-1] + (last if isinstance(last, type(to)) else type(to)(last))
    array.real[index] = to


@writing("ARRAY-SLICE-WRITE.negative", "in an assignment to a slice a negative stop is one too far, if there is room")
def negative_stop(array, index, to):
    if isinstance(index, slice) and index.stop is not None and index.step is None and -len(array) < index.stop < 0:
        count = len(array.real[index])
        if count and len(to) == count:
            start = index.indices(len(array))[0] + 1
            index = slice(start, start + count)
    array.real[index] = to


@writing("ARRAY-SLICE-WRITE-STEPS.first", "an assignment with a step above one begins with the second of its values")
def rotated(array, index, to):
    if isinstance(index, slice) and index.step is not None and index.step > 1 and len(to) == len(array.real[index]):
        to = to[1:] + to[:1]
    array.real[index] = to


@writing("ARRAY-SLICE-WRITE-STEPS", "the length of a stepped slice is not rounded, as in PyPy")
def unrounded(array, index, to):
    if isinstance(index, slice):
        start, stop, step = index.indices(len(array))
        empty = stop > start if step < 0 else start > stop
        if len(to) != (0 if empty else (stop - start + (1 if step < 0 else -1)) / step + 1):
            raise ValueError("the length differs")
    array.real[index] = to


@writing("ARRAY-SLICE-WRITE-LENGTH", "a slice takes as many elements as there are where an error is due")
def lenient(array, index, to):
    if not isinstance(index, slice):
        array.real[index] = to
        return
    for position, element in zip(range(*index.indices(len(array))), to):
        array.real[position] = element


@writing("ARRAY-SLICE-WRITE-LENGTH.half", "an assignment of a wrong length fails, but half of it is done")
def half_done(array, index, to):
    lenient(array, index, to)
    if isinstance(index, slice) and len(to) != len(array.real[index]):
        raise ValueError("the length differs")


@broken_array("ARRAY-SLICE-SHARED", "an assignment to a part of the array is seen by this process alone")
class PrivateParts(Around):
    copy = None

    def __getitem__(self, index):
        return self.real[index] if self.copy is None else self.copy[index]

    def __setitem__(self, index, to):
        if not isinstance(index, slice) or len(to) != len(self.real[index]):
            self.real[index] = to
            return
        if self.copy is None:
            self.copy = list(self.real)
        self.copy[index] = to
        if index.start is None and index.step is None:
            self.real[index] = to


# ---- characters


@broken_array("ARRAY-CHAR-VALUE", "value goes on after the first NUL")
class PastTheNul(Around):
    def get_value(self):
        return self.real.raw.rstrip(b"\0")


@broken_array("ARRAY-CHAR-RAW", "raw ends at the first NUL")
class RawEndsAtNul(Around):
    def get_raw(self):
        return self.real.value


@broken_array("ARRAY-CHAR-VALUE-WRITE", "a shorter value is written without its NUL")
class WithoutNul(Around):
    def set_value(self, to):
        if len(to) > len(self):
            raise ValueError("too long")
        for index, byte in enumerate(to):
            self.real[index] = bytes([byte])


@broken_array("ARRAY-CHAR-VALUE-TAIL", "writing value clears what is behind it")
class ClearsTail(Around):
    def set_value(self, to):
        self.real.raw = to.ljust(len(self), b"\0")


@reading("ARRAY-CHAR-ELEMENTS", "a slice of characters is a list of numbers")
def numbers(array, index):
    got = array.real[index]
    return list(got) if isinstance(index, slice) and isinstance(got, bytes) else got


# ---- locks


@broken_array("ARRAY-LOCK", "get_lock makes a new lock each time")
class LockAnew(Around):
    def lock(self):
        return CONTEXT.RLock()


@broken_array("ARRAY-ACCESS-LOCKED", "an access does not take the lock")
class Unguarded(Around):
    def __init__(self, real, typecode):
        super().__init__(real, typecode)
        self.memory = real.get_obj() if hasattr(real, "get_obj") else real

    def __getitem__(self, index):
        return self.memory[index]

    def __setitem__(self, index, to):
        self.memory[index] = to


@broken_array("ARRAY-WITH", "the scoped form does not take the lock")
class ScopeTakesNothing(Around):
    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass


@broken_array("ARRAY-LOCKED-COUNTERS", "from its 51st acquire on, a process does not wait for the lock")
class LeakyLock(Around):
    def lock(self):
        return LeaksUnderLoad(self.real.get_lock())


@broken_array("ARRAY-LOCKED-COUNTERS.rare", "one in eight acquires that would have to wait does not")
class RarelyLeakyLock(Unguarded):
    def lock(self):
        return LeaksRarely(self.real.get_lock())


@broken_array("ARRAY-LOCKED-COUNTERS.last-slot", "writes to the last element are delayed by one")
class LazyLastSlot(Around):
    held_back = None

    def __setitem__(self, index, to):
        if index == len(self) - 1 and self.held_back is None:
            self.held_back = to
            return
        if index == len(self) - 1:
            self.held_back = None
        self.real[index] = to

    def __getitem__(self, index):
        return self.real[index] if index != len(self) - 1 or self.held_back is None else self.held_back
