"""Saboteurs of shared values. Most are a class around an honest value, or make it with other arguments."""

import os
from multiprocessing import sharedctypes

from .lock import LeaksRarely, LeaksUnderLoad, LocksNothing
from .registry import CONTEXT, saboteurs_of

saboteur = saboteurs_of("Value")


class Around:
    """An honest value, around the real one."""

    def __init__(self, real, typecode):
        self.real, self.typecode = real, typecode
        if hasattr(real, "get_lock"):  # a raw value has none
            self.get_lock = self.lock

    def lock(self):
        return self.real.get_lock()

    def read(self):
        return self.real.value

    def write(self, to):
        self.real.value = to

    value = property(lambda self: self.read(), lambda self, to: self.write(to))


def broken_value(id, mistake):
    """A decorator: values are of this class."""

    def decorate(cls):
        @saboteur(id, mistake)
        def value(typecode, *initial, lock=True):
            return cls(CONTEXT.Value(typecode, *initial, lock=lock), typecode)

        return cls

    return decorate


# ---- made in another way


@saboteur("VALUE-INITIAL", "the initial value is ignored")
def without_initial(typecode, *initial, lock=True):
    return CONTEXT.Value(typecode, lock=lock)


@saboteur("VALUE-DEFAULT-ZERO", "a value without an initial one is 7")
def seven_by_default(typecode, *initial, lock=True):
    return CONTEXT.Value(typecode, *(initial or (7,)), lock=lock)


@saboteur("VALUE-TYPECODES", "B is taken for b: bytes have a sign")
def signed_bytes(typecode, *initial, lock=True):
    return CONTEXT.Value("b" if typecode == "B" else typecode, *initial, lock=lock)


@saboteur("VALUE-TYPECODES-64", "q is taken for i: integers of 64 bits have 32")
def short_longs(typecode, *initial, lock=True):
    return CONTEXT.Value("i" if typecode == "q" else typecode, *initial, lock=lock)


@saboteur("VALUE-TYPECODE-INVALID", "an unknown typecode is taken for i")
def int_if_unknown(typecode, *initial, lock=True):
    known = typecode in sharedctypes.typecode_to_type
    return CONTEXT.Value(typecode if known else "i", *initial, lock=lock)


@saboteur("VALUE-LOCK-SHARED-BY-TWO", "a lock that is given is ignored")
def ignores_lock(typecode, *initial, lock=True):
    return CONTEXT.Value(typecode, *initial, lock=lock if isinstance(lock, bool) else True)


@saboteur("VALUE-RAW", "a value that should have no lock has one")
def always_locked(typecode, *initial, lock=True):
    return CONTEXT.Value(typecode, *initial, lock=lock or True)


class Crowded:
    """Memory in which each value gets two bytes, whatever its size."""

    block = None
    used = 0


@saboteur("VALUE-NO-OVERLAP", "values overlap: each gets two bytes, whatever its size")
def overlapping(typecode, *initial, lock=True):
    if Crowded.block is None:
        Crowded.block = CONTEXT.RawArray("b", 4096)
    made = sharedctypes.typecode_to_type[typecode].from_buffer(Crowded.block, Crowded.used)
    Crowded.used += 2
    if initial:
        made.value = initial[0]
    return sharedctypes.synchronized(made, ctx=CONTEXT)


# ---- shared in another way


@broken_value("VALUE-SHARED", "what is shared is the value's text, not the value in memory")
class SharedAsText(Around):
    def __init__(self, real, typecode):
        super().__init__(real, typecode)
        self.text = CONTEXT.Array("c", 64)
        self.text.value = repr(real.value).encode()

    def read(self):
        return eval(self.text.value.decode())

    def write(self, to):
        self.text.value = repr(to).encode()


@broken_value("VALUE-SHARED.copy", "each process reads a copy of its own")
class ReadsOwnCopy(Around):
    def __init__(self, real, typecode):
        super().__init__(real, typecode)
        self.copy = real.value

    def read(self):
        return self.copy

    def write(self, to):
        self.real.value = self.copy = to


@broken_value("VALUE-SEEN-AT-ONCE", "every seventh read returns what the one before it returned")
class ReadsLate(Around):
    reads = 0

    def read(self):
        self.reads += 1
        if self.reads % 7:
            self.last = self.real.value
        return self.last


@broken_value("VALUE-LAST-WRITE-WINS", "its maker reads what it wrote itself, whoever wrote after it")
class MakerHasLastWord(Around):
    def __init__(self, real, typecode):
        super().__init__(real, typecode)
        self.maker, self.kept = os.getpid(), None

    def write(self, to):
        self.real.value = self.kept = to

    def read(self):
        return self.kept if self.maker == os.getpid() and self.kept is not None else self.real.value


@broken_value("VALUE-UNLOCKED-LOSES", "a write adds the difference to what was read: increments are merged")
class WritesDifferences(Around):
    def __init__(self, real, typecode):
        super().__init__(real, typecode)
        self.seen = real.value

    def read(self):
        self.seen = self.real.value
        return self.seen

    def write(self, to):
        with self.real.get_lock():
            self.real.value += to - self.seen


# ---- types


@broken_value("VALUE-INT", "integers are words of 31 bits")
class WordsOf31Bits(Around):
    def write(self, to):
        if isinstance(to, int):
            to = (to + (1 << 30)) % (1 << 31) - (1 << 30)
        self.real.value = to


@broken_value("VALUE-INT-RANGE", "an integer out of range becomes the nearest in range")
class Saturates(Around):
    def write(self, to):
        if isinstance(to, int) and self.typecode == "i":
            to = max(-(1 << 31), min((1 << 31) - 1, to))
        self.real.value = to


@broken_value("VALUE-FLOAT", "f has double precision")
class TooPrecise(Around):
    def __init__(self, real, typecode):
        super().__init__(CONTEXT.Value("d", real.value) if typecode == "f" else real, typecode)


@broken_value("VALUE-DOUBLE", "d has single precision")
class TooCoarse(Around):
    def __init__(self, real, typecode):
        super().__init__(CONTEXT.Value("f", real.value) if typecode == "d" else real, typecode)


@broken_value("VALUE-CHAR", "a NUL character is read as nothing")
class NulIsNothing(Around):
    def read(self):
        return b"" if self.real.value == b"\0" else self.real.value


@broken_value("VALUE-CHAR-LENGTH", "of several characters the first is kept where an error is due")
class CutsCharacters(Around):
    def write(self, to):
        self.real.value = to[:1] if isinstance(to, bytes) else to


@broken_value("VALUE-TYPE-ERROR", "a float written to an integer is truncated where an error is due")
class Truncates(Around):
    def write(self, to):
        self.real.value = int(to) if isinstance(to, float) and self.typecode == "i" else to


# ---- locks


@broken_value("VALUE-LOCK", "get_lock makes a new lock each time")
class LockAnew(Around):
    def lock(self):
        return CONTEXT.RLock()


class Unguarded(Around):
    """Reads and writes the memory without the lock."""

    def __init__(self, real, typecode):
        super().__init__(real, typecode)
        self.memory = real.get_obj() if hasattr(real, "get_obj") else real

    def read(self):
        return self.memory.value

    def write(self, to):
        self.memory.value = to


@saboteur("VALUE-LOCK-RECURSIVE", "a value's own lock is not recursive")
def plain_lock(typecode, *initial, lock=True):
    made = CONTEXT.Value(typecode, *initial, lock=CONTEXT.Lock() if lock is True else lock)
    return Unguarded(made, typecode)  # or each access would wait for itself


broken_value("VALUE-ACCESS-LOCKED", "an access does not take the lock")(Unguarded)


@broken_value("VALUE-LOCKED-COUNTER", "from its 51st acquire on, a process does not wait for the lock")
class LeakyLock(Around):
    def lock(self):
        return LeaksUnderLoad(self.real.get_lock())


@broken_value("VALUE-LOCKED-COUNTER.never", "the value's lock does nothing")
class LockOfNothing(Around):
    def lock(self):
        return LocksNothing(None)


@broken_value("VALUE-LOCKED-COUNTER.rare", "one in eight acquires that would have to wait does not")
class RarelyLeakyLock(Unguarded):
    def lock(self):
        return LeaksRarely(self.real.get_lock())
