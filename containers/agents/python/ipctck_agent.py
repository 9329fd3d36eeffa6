"""The Python agent of ipc-tck: lets the harness drive multiprocessing, or a module with its names, step by step.

    IPC_TCK_SOCKET=... python3 FOLDER [--api MODULE] [--path FOLDER] [--start-method fork|spawn|forkserver]

It speaks version 2 of the agent protocol (spec/protocol.md), needs the standard library only, and runs on
Python 3.8 or newer, on CPython and on PyPy. It holds no opinion on what is right: it performs what it is asked to,
with the implementation under test, and says what came of it.

How it is built, from the ground:

    values            what goes over the wire <-> Python objects
    Implementation    the module under test: looks up names, sorts its errors into kinds
    Control           the connection to the harness; belongs to one process, never outlives a fork
    Handle, Actor     the objects this process holds
    Call              one request being performed: takes the time, catches the error
    operations        one function each, registered by @operation(method, parameter=converter, ...)
    Nursery           makes root actors, reaps them

All state is in the object ACTOR. The program runs as the module ipctck_agent, and __main__.py, in the same folder, only
starts it. A process that begins anew (spawn, forkserver) imports this module, so what takes long to import and is not
needed by most is imported where it is used.
"""

import atexit
import base64
import binascii
import builtins
import errno
import functools
import gc
import importlib
import importlib.machinery
import io
import json
import math
import operator
import os
import select
import signal
import socket
import sys
import threading
import time
import warnings
import zlib

try:
    import resource
except ImportError:  # a Python without it cannot lower its own limits, and does not claim to
    resource = None

PROTOCOL = 2
LONGEST_LINE = 1 << 20
LONGEST_MESSAGE = 4096  # characters of an error's text
EXACT = 1 << 53  # integers up to here survive every JSON reader

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
REFUSED = -32000

ABSENT = object()


class Fault(Exception):
    """A request that could not be judged: the agent's or the harness's fault, or a name the implementation lacks."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


def invalid(text):
    return Fault(INVALID_PARAMS, "invalid params: " + text)


def missing(owner, name):
    return Fault(METHOD_NOT_FOUND, "method not found: %s has no %s" % (owner, name))


class Leaves(BaseException):
    """Goes up through everything that serves requests: the actor leaves its role, by this value or this error."""

    def __init__(self, value=None, error=None):
        super().__init__()
        self.value = value
        self.error = error


class Misbehaviour(Exception):
    """The implementation answered with something that cannot be the answer, such as a wait that returns no pair."""


class Refused(Exception):
    """The implementation raised an error; carries its place in the protocol's table."""

    def __init__(self, kind, error):
        super().__init__(kind)
        self.kind = kind
        self.type = name_of(type(error))
        self.text = text_of(error)


def name_of(cls):
    module = cls.__module__
    return cls.__qualname__ if module == "builtins" else "%s.%s" % (module, cls.__qualname__)


def text_of(error):
    try:
        return str(error)[:LONGEST_MESSAGE]
    except Exception:  # the implementation's own __str__
        return ""


# ---------------------------------------------------------------------------------------------------------------------
# Values: section 5 of the protocol
# ---------------------------------------------------------------------------------------------------------------------


class Unsendable:
    """A value that no implementation can serialise.

    Not a lambda, which an implementation that pickles with dill can send, nor a generator, which some Pythons pickle.
    """

    def __reduce_ex__(self, protocol):
        raise TypeError("cannot pickle 'Unsendable' object")


class Encoded:
    """A value that is in its JSON form already."""

    def __init__(self, value):
        self.form = encode(value)


def encode(value):
    """The JSON form of a value; Misbehaviour for an object that has none."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value) if -EXACT <= value <= EXACT else {"$int": str(int(value))}
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {"$float": str(float(value))}
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode("ascii")}
    if isinstance(value, list):
        return [encode(item) for item in value]
    if isinstance(value, tuple):
        return {"$tuple": [encode(item) for item in value]}
    if isinstance(value, (set, frozenset)):
        return {"$set": [encode(item) for item in value]}
    if isinstance(value, dict):
        if all(isinstance(key, str) and not key.startswith("$") for key in value):
            return {key: encode(item) for key, item in value.items()}
        return {"$dict": [[encode(key), encode(item)] for key, item in value.items()]}
    if isinstance(value, Unsendable):
        return {"$unsendable": True}
    if isinstance(value, Encoded):
        return value.form
    raise Misbehaviour("the result is of type %s, which is no value of the protocol" % name_of(type(value)))


def decode(form):
    """The value of a JSON form; Fault for a form that the protocol does not know."""
    if isinstance(form, list):
        return [decode(item) for item in form]
    if not isinstance(form, dict):
        return form
    tags = [key for key in form if key.startswith("$")]
    if not tags:
        return {key: decode(item) for key, item in form.items()}
    if len(form) != 1 or tags[0] not in TAGS:
        raise invalid("no tagged value: an object with the keys " + ", ".join(sorted(form)))
    try:
        return TAGS[tags[0]](form[tags[0]])
    except (TypeError, ValueError, AttributeError) as error:
        raise invalid("not the content of %s: %s" % (tags[0], error)) from None


def hashable(value):
    """Members of sets and keys of dictionaries: what is not hashable stands for its frozen form."""
    return frozenset(value) if isinstance(value, set) else value


def bytes_of(text):
    if not isinstance(text, str):
        raise invalid("bytes must be a text in base64")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise invalid("not base64: %s" % error) from None


def float_of(text):
    if text not in ("inf", "-inf", "nan"):
        raise ValueError("expected inf, -inf or nan")
    return float(text)


TAGS = {
    "$bytes": bytes_of,
    "$tuple": lambda items: tuple(decode(item) for item in items),
    "$set": lambda items: {hashable(decode(item)) for item in items},
    "$dict": lambda pairs: {hashable(decode(key)): decode(item) for key, item in pairs},
    "$int": lambda text: int(text, 10),
    "$float": float_of,
    "$handle": lambda name: ACTOR.handle(name).object,
    "$unsendable": lambda _: Unsendable(),
}


def has_unsendable(value):
    if isinstance(value, (list, tuple, set, frozenset)):
        return any(has_unsendable(item) for item in value)
    if isinstance(value, dict):
        return any(has_unsendable(key) or has_unsendable(item) for key, item in value.items())
    return isinstance(value, Unsendable)


def generate(seed, size):
    """The generated data of section 5: block n is SHA-256("seed:n") 32 times."""
    import hashlib

    prefix = b"%d:" % seed
    sha256 = hashlib.sha256
    blocks = (size + 1023) // 1024
    return b"".join([sha256(prefix + b"%d" % n).digest() * 32 for n in range(blocks)])[:size]


def digest(data):
    if not isinstance(data, (bytes, bytearray)):
        raise Misbehaviour("the message is of type %s, not bytes" % name_of(type(data)))
    return {"size": len(data), "crc32": zlib.crc32(data)}


# ---------------------------------------------------------------------------------------------------------------------
# The implementation under test
# ---------------------------------------------------------------------------------------------------------------------

KINDS = {  # the name of an error's class, or of the nearest class above it -> its kind
    "Empty": "empty",
    "Full": "full",
    "TimeoutError": "timeout",
    "EOFError": "end-of-file",
    "AuthenticationError": "authentication",
    "BrokenBarrierError": "broken-barrier",
    "BrokenPipeError": "broken-pipe",
    "ConnectionResetError": "reset",
    "UnsupportedOperation": "direction",
    "BufferTooShort": "too-long",
    "IndexError": "index",
    "ValueError": "value",
    "TypeError": "type",
    "PicklingError": "unsendable",
    "MaybeEncodingError": "unsendable",
    "StopIteration": "exhausted",
    "OverflowError": "overflow",
    "ChildProcessError": "no-child",
    "BlockingIOError": "resource",
    "MemoryError": "resource",
    "AssertionError": "state",
    "RuntimeError": "state",
    "OSError": "os",
}

ERRNO_KINDS = {
    errno.EPIPE: "broken-pipe",
    errno.ECONNRESET: "reset",
    errno.ECHILD: "no-child",
    errno.ETIMEDOUT: "timeout",
    errno.EAGAIN: "resource",
    errno.ENOMEM: "resource",
    errno.EMFILE: "resource",
    errno.ENFILE: "resource",
    errno.ENOSPC: "resource",
}

PRELOADED = (  # an actor must not have to import anything
    "connection", "context", "forkserver", "heap", "pool", "popen_fork", "popen_forkserver", "popen_spawn_posix",
    "queues", "reduction", "resource_sharer", "resource_tracker", "semaphore_tracker", "sharedctypes", "spawn",
    "synchronize", "util",
)


def import_api(name, announced):
    """The module under test. If it cannot be imported, the process ends with one line that says why and where.

    Announced, that line is begun before: what strangers wrote may end the process without a word.
    """
    beginning = "ipctck_agent: importing %s" % name
    if announced:
        say(beginning)
    try:
        module = importlib.import_module(name)
    except BaseException as error:
        say("%s: %s\n" % ("" if announced else beginning, reason_of(error, name)))
        raise SystemExit(1) from None
    if announced:
        say("\n")
    return module


def say(text):
    sys.stderr.write(text)
    sys.stderr.flush()


def reason_of(error, name):
    """SyntaxError: invalid syntax (ipc.py, line 3): the place is the last one in the module or in a file beside it."""
    places, trace = [], error.__traceback__
    while trace is not None:
        places.append((trace.tb_frame.f_code.co_filename, trace.tb_lineno))
        trace = trace.tb_next
    text = text_of(error)
    if isinstance(error, SyntaxError):
        places.append((error.filename or "", error.lineno))
        text = text_of(error.msg)  # without the place
    elif isinstance(error, SystemExit):
        text = "it exits when it is imported, with %s" % text
    found = importlib.machinery.PathFinder.find_spec(name)
    folder = os.path.dirname(found.origin) + os.sep if found and found.origin else os.devnull
    own = [place for place in places if place[0].startswith(folder)]
    where = " (%s, line %s)" % (os.path.basename(own[-1][0]), own[-1][1]) if own else ""
    return "%s: %s%s" % (name_of(type(error)), " ".join(text.split()), where)


class Implementation:
    """The module under test, with the start method asked for where it knows about start methods."""

    def __init__(self, name, start_method, announced=False):
        self.name = name
        self.start_method = start_method
        self.module = import_api(name, announced)
        self.context = self.module
        if hasattr(self.module, "get_context"):
            self.context = self.module.get_context(start_method)

    def preload(self):
        if hasattr(self.module, "__path__"):
            for submodule in PRELOADED:
                try:
                    importlib.import_module("%s.%s" % (self.name, submodule))
                except Exception:  # not every module has them all, and none of them must
                    pass

    def find(self, name):
        for place in (self.context, self.module):
            found = getattr(place, name, None)
            if found is not None:
                return found
        raise missing("the module", name)

    def find_connection(self, name):
        """Listener, Client, wait: names of the submodule `connection`."""
        submodule = getattr(self.module, "connection", None)
        if submodule is None:
            try:
                submodule = importlib.import_module(self.name + ".connection")
            except ImportError:
                pass
        found = getattr(submodule, name, None)
        if found is None:
            raise missing("the module", "connection." + name)
        return found

    def has(self, name):
        return any(getattr(place, name, None) is not None for place in (self.context, self.module))

    def system(self, name):
        """fork, wait, kill ...: the module's own where it brings an `os` with them, else the system's."""
        own = getattr(self.module, "os", None)
        return getattr(own, name, None) or getattr(os, name)

    def start_tracker(self):
        """Under spawn and forkserver a tracker process watches over named semaphores.

        Whoever first needs it starts it. The nursery does, lest it become an extra child of an actor.
        """
        if self.start_method == "fork":
            return
        for submodule in ("resource_tracker", "semaphore_tracker"):
            tracker = sys.modules.get("%s.%s" % (self.name, submodule))
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # "process died unexpectedly": the harness clears its lanes
                    tracker.ensure_running()
            except Exception:  # no such thing here: then an actor starts it, or nobody
                pass

    def kind_of(self, error):
        """The kind of an error by its class alone."""
        for name in ("TimeoutError", "BufferTooShort", "Empty", "Full"):
            cls = getattr(self.module, name, None)  # may go by another name inside
            if isinstance(cls, type) and isinstance(error, cls):
                return KINDS[name]
        if isinstance(error, OSError) and error.errno in ERRNO_KINDS:
            return ERRNO_KINDS[error.errno]
        for cls in type(error).__mro__:
            if cls.__name__ in KINDS:
                return KINDS[cls.__name__]
        return "other"

    def description(self):
        standard = self.name == "multiprocessing"
        version = None if standard else getattr(self.module, "__version__", None)
        return {
            "name": self.name,
            "version": str(version) if version else ("%d.%d.%d" % sys.version_info[:3] if standard else "unknown"),
            "language": "Python",
            "runtime": runtime(),
        }

    def capabilities(self):
        absent = set()
        if self.start_method != "fork":
            absent.add("fork")
        if self.start_method == "forkserver":
            absent.add("direct-children")
        if resource is None:
            absent.add("process-limit")
        if not isinstance(getattr(sys.stdout, "buffer", None), io.BufferedWriter):
            absent.add("buffered-output")
        if self.has("Process") and not hasattr(self.find("Process"), "kill"):
            absent.add("kill")
        if not self.has("parent_process"):
            absent.add("parent-process")
        return [name for name in CAPABILITIES if name not in absent]


CAPABILITIES = (
    "fork", "direct-children", "exit-handlers", "buffered-output", "process-limit", "bytes", "bounded-receive",
    "tuples", "sets", "big-integers", "non-finite-floats", "mixed-keys", "floats", "text", "nested-values",
    "in-place-values", "unsendable-values", "send-handles", "scoped-ends", "join-thread",
    "kwargs", "exceptions", "callbacks", "daemons", "sentinels", "process-names", "kill", "parent-process",
    "any-iterable", "max-tasks", "initializers", "starmap", "scoped-pools",
    "scoped-locks", "shared-locks", "characters", "dynamic-types",
    "authentication",
)


def runtime():
    """CPython 3.11.2, or PyPy 7.3.11 (Python 3.9)."""
    pypy = getattr(sys, "pypy_version_info", None)
    if pypy is None:
        name = {"cpython": "CPython"}.get(sys.implementation.name, sys.implementation.name)
        return "%s %d.%d.%d" % ((name,) + sys.version_info[:3])
    return "PyPy %d.%d.%d (Python %d.%d)" % (tuple(pypy[:3]) + sys.version_info[:2])


# ---------------------------------------------------------------------------------------------------------------------
# The connection to the harness
# ---------------------------------------------------------------------------------------------------------------------


class Control:
    """One process's own connection: lines out, lines in, and the end of the process when the harness is gone."""

    def __init__(self):
        self.owner = os.getpid()
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)  # close-on-exec, as all of Python's are
        self.socket.connect(os.environ["IPC_TCK_SOCKET"])
        self.received = b""

    def close(self):
        self.socket.close()

    def send(self, message):
        line = json.dumps(message, allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"
        if len(line) > LONGEST_LINE:
            return len(line)
        try:
            self.socket.sendall(line)
        except OSError:
            os._exit(0)
        return 0

    def receive(self):
        """The next line; None for one that is too long. End of file ends the process, at once."""
        too_long = False
        while True:
            line, end, rest = self.received.partition(b"\n")
            if end:
                self.received = rest
                return None if too_long or len(line) >= LONGEST_LINE else line
            if len(line) >= LONGEST_LINE:
                too_long, self.received = True, b""
            try:
                chunk = self.socket.recv(65536)
            except ConnectionError:
                chunk = b""
            if not chunk:
                os._exit(0)
            self.received += chunk

    def has_more(self):
        return b"\n" in self.received


def close_in_child():
    """The first thing a child made by fork does, whoever forked: what is the parent's own does not outlive it."""
    for own in ACTOR.own:
        own.close()
    ACTOR.own.clear()


os.register_at_fork(after_in_child=close_in_child)


# ---------------------------------------------------------------------------------------------------------------------
# The actor: what this process holds
# ---------------------------------------------------------------------------------------------------------------------

PIPE_END, QUEUE, LOCK, FILE = "pipe end", "queue", "lock", "file"
PROCESS, SENTINEL = "process object", "sentinel"
POOL, RESULT, ITERATOR = "pool", "result", "iterator"
VALUE, ARRAY = "value", "array"
EVENT, CONDITION, BARRIER, LISTENER = "event", "condition", "barrier", "listener"


class Handle:
    """An object under a name, and what this process did to it, for implementations whose objects cannot tell."""

    def __init__(self, kind, obj, readable=None, writable=None):
        self.kind = kind
        self.object = obj
        self.readable = readable
        self.writable = writable
        self.closed = False

    def method(self, name):
        found = getattr(self.object, name, None)
        if found is None:
            raise missing("the " + self.kind, name)
        return found

    def need(self, name):
        """For what is looked up in the class: looked up in the object, an attribute would be read."""
        cls = type(self.object)
        dynamic = hasattr(cls, "__getattr__") or name in getattr(self.object, "__dict__", ())
        if not dynamic and not hasattr(cls, name):
            raise missing("the " + self.kind, name)

    def state(self):
        """(closed, readable, writable) as the object says; None where nobody knows."""
        if self.kind != PIPE_END:
            return self.closed, None, None
        return tuple(getattr(self.object, name, getattr(self, name)) for name in ("closed", "readable", "writable"))


SCOPED = ("__enter__", "__exit__")


class OpenFile:
    """A raw descriptor. Python's own would be closed by garbage collection, or copied with their buffers."""

    def __init__(self, descriptor):
        self.descriptor = descriptor

    def close(self):
        os.close(self.descriptor)

    def __reduce__(self):  # only ever used to hand it to a spawned child
        reduction = importlib.import_module(ACTOR.implementation.name + ".reduction")
        return open_file, (reduction.DupFd(self.descriptor),)


def open_file(duplicate):
    return OpenFile(duplicate.detach())


class Actor:
    """This process. There is one, ACTOR; a child made by fork inherits it and takes it over."""

    def __init__(self):
        self.implementation = None
        self.control = None
        self.own = []  # what must be closed in every child: the control connection, the nursery's signal pipe
        self.handles = {}
        self.variables = {}
        self.children = []  # process objects: kept, so that nothing is done to them by garbage collection
        self.scopes = 0  # how many scoped forms this process serves inside of

    def handle(self, name, kind=None):
        if not isinstance(name, str):
            raise invalid("a handle is a text")
        handle = self.handles.get(name)
        if handle is None:
            raise invalid("no handle named " + name)
        if kind is not None and handle.kind != kind:
            raise invalid("%s is a %s, not a %s" % (name, handle.kind, kind))
        return handle

    def variable(self, name):
        try:
            return self.variables[name]
        except KeyError:
            raise invalid("no variable named " + name) from None

    def connect(self, role, **more):
        close_in_child()  # once more, for an implementation that forks behind Python's back
        self.control = Control()
        self.own.append(self.control)
        hello = {"role": role, "protocol": PROTOCOL, "pid": os.getpid(), "ppid": os.getppid()}
        hello.update(more)
        self.control.send({"jsonrpc": "2.0", "method": "hello", "params": hello})

    def keep_only(self, handles):
        """Become the holder of exactly these handles, as a child made by fork must: it was born with all of them."""
        kept = {id(handle.object) for handle in handles.values()}
        for handle in self.handles.values():
            if id(handle.object) not in kept and handle.kind in (PIPE_END, FILE, LISTENER):
                try:
                    handle.object.close()
                except Exception:  # closed already, or has no close: it cannot be made to go away
                    pass
        self.handles = handles
        self.variables = {}
        self.children = []
        gc.collect()  # PyPy drops nothing before

    def serve(self):
        """Perform requests until the process ends. Never returns."""
        self.scopes = 0  # a child that was forked inside of a scoped form is not in it
        while True:
            answer(self.control.receive(), OPERATIONS)

    def play(self, token):
        """Be an actor until told to leave the role: gives the value to leave with, or raises the error.

        By way of `exit` it never comes back: SystemExit goes up through here, so the implementation ends the process in
        its own way.
        """
        self.connect("actor", token=token)
        try:
            self.serve()
        except Leaves as leaves:
            close_in_child()  # what comes next is not the harness's affair, and its connection says so
            if leaves.error is None:
                return leaves.value
            error = leaves.error
        raise error


ACTOR = Actor()


def prepare_actor(api, start_method):
    if ACTOR.implementation is None:  # spawned: nothing was inherited
        prepare_interpreter()
        ACTOR.implementation = Implementation(api, start_method)


def received(transfer):
    return {name: Handle(kind, obj, readable, writable) for name, kind, obj, readable, writable in transfer}


def becomes_actor(token, api, start_method, transfer):
    """The target of a child that holds exactly what it was given: whichever process runs it is an actor."""
    prepare_actor(api, start_method)
    ACTOR.keep_only(received(transfer))
    ACTOR.play(token)


def target(role, /, *positional, **keywords):
    """The target of a process object: an actor that keeps the arguments it was called with."""
    token, api, start_method, transfer = role
    prepare_actor(api, start_method)
    ACTOR.handles.update(received(transfer))
    ACTOR.variables.update(positional=list(positional), keywords=keywords)
    return ACTOR.play(token)


# ---------------------------------------------------------------------------------------------------------------------
# Requests
# ---------------------------------------------------------------------------------------------------------------------


class Call:
    """One request being performed. Calling it calls the implementation, and takes the time directly around that."""

    def __init__(self, uses):
        self.uses = uses  # what an error may be about: a pipe's direction ("readable", "writable"), a task's "outcome",
        # the object's "state", or None
        self.identifier = None  # of the request that the next reply belongs to
        self.subject = None
        self.state = (False, None, None)
        self.started = None
        self.ended = None

    def about(self, handle):
        """The object that the operation is on. Its state is taken before: a failing operation may change it."""
        if self.subject is None:
            self.subject = handle
            self.state = handle.state()

    def __call__(self, function, *args, **kwargs):
        clock = time.monotonic_ns
        started = clock()
        try:
            result = function(*args, **kwargs)
            ended = clock()
        except NotImplementedError as error:
            raise Fault(METHOD_NOT_FOUND, "method not found: not implemented: %s" % text_of(error)) from None
        except Exception as error:
            self.ended = clock()
            self.started = started if self.started is None else self.started
            raise Refused(self.kind_of(error, args, kwargs), error) from None
        self.ended = ended
        self.started = started if self.started is None else self.started
        return result

    def kind_of(self, error, args, kwargs):
        """The kind of an error: by its class, then by the object's state where one class serves for several kinds."""
        kind = ACTOR.implementation.kind_of(error)
        closed, readable, writable = self.state
        if self.uses == "outcome" and not has_unsendable(args):
            return outcome_kind(kind, error, closed)
        if kind == "value" and (self.uses == "state" and not closed or self.subject and self.subject.kind == POOL):
            return "state"
        if closed and kind in ("os", "value"):
            return "closed"
        if isinstance(error, (TypeError, AttributeError)) and (has_unsendable(args) or has_unsendable(kwargs)):
            return "unsendable"
        if kind != "os":
            return kind
        if {"readable": readable, "writable": writable}.get(self.uses) is False:
            return "direction"
        if self.uses == "readable" and getattr(error, "errno", None) is None and gave_up(self.subject, self.state):
            return "too-long"
        return kind


def outcome_kind(kind, error, closed):
    """The kind of an error of an operation that hands over what became of a task: its own, or the task's."""
    if not getattr(error, RAISED_BY_TASK, False):
        if kind in ("exhausted", "timeout", "unsendable"):
            return kind
        if closed and kind in ("value", "state", "os"):  # the pool's own word
            return "state"
    return "remote"


def gave_up(handle, before):
    """Whether a pipe end gave up reading, which is what it does after a message longer than allowed."""
    closed, readable, _ = handle.state()
    return bool(closed or readable is False) and (closed, readable) != before[:2]


class Operation:
    def __init__(self, perform, uses, parameters):
        self.perform = perform
        self.uses = uses
        self.parameters = parameters

    def arguments(self, params, call):
        """The converted parameters. One that is absent is not there, so that the implementation's default is judged."""
        unknown = sorted(set(params) - set(self.parameters))
        if unknown:
            raise invalid("unknown: " + ", ".join(unknown))
        arguments = {}
        for name, converter in self.parameters.items():
            if name in params:
                arguments[name] = converter(params[name], name)
                if isinstance(arguments[name], Handle):
                    call.about(arguments[name])
            elif not isinstance(converter, optional):
                raise invalid(name + " is missing")
        return arguments


OPERATIONS = {}
NURSERY_OPERATIONS = {}


def operation(method, registry=OPERATIONS, uses=None, **parameters):
    """Registers the function that performs a method: function(call, **parameters) -> the value of the reply."""

    def register(function):
        registry[method] = Operation(function, uses, parameters)
        return function

    return register


def answer(line, operations):
    """Perform the request in a line and reply to it. A request to leave a scoped form is returned instead."""
    call = Call(None)
    try:
        request = parse(line)
        call.identifier = request.get("id")
        wanted, params = look_up(request, operations)
        call.uses = wanted.uses
        arguments = wanted.arguments(params, call)
        begun = time.monotonic_ns()
        value = wanted.perform(call, **arguments)
        if isinstance(value, Leave):
            value.identifier = call.identifier
            return value
        if call.started is None:  # an operation of the agent's own
            call.started, call.ended = begun, time.monotonic_ns()
        reply = success(value, call)
    except Refused as refused:
        reply = refusal(refused.kind, refused.type, refused.text, call)
    except Misbehaviour as error:
        reply = refusal("other", "unexpected result", str(error), call)
    except Fault as fault:
        reply = {"error": {"code": fault.code, "message": str(fault)}}
    except Exception as error:  # the agent's own mistake, to be seen as one
        blame = "in the agent: %s: %s" % (name_of(type(error)), text_of(error))
        reply = {"error": {"code": INTERNAL_ERROR, "message": blame}}
    send(call.identifier, reply)
    return None


def success(value, call):
    return {"result": {"value": encode(value), "started": call.started, "ended": call.ended}}


def refusal(kind, type_name, text, call):
    data = {"kind": kind, "type": type_name, "started": call.started, "ended": call.ended}
    if kind == "remote":
        data["remote"] = {"type": type_name, "message": text}
    return {"error": {"code": REFUSED, "message": text, "data": data}}


def send(identifier, reply):
    control = ACTOR.control
    if control.owner != os.getpid():
        # The implementation let a child run on in the code of its parent. It must not speak in the parent's name.
        sys.stderr.write("ipctck_agent: a child process returned into its parent's operation; it ends here\n")
        sys.stderr.flush()
        os._exit(70)
    envelope = {"jsonrpc": "2.0", "id": identifier}
    too_long = control.send(dict(envelope, **reply))
    if too_long:
        text = "the reply would be a line of %d bytes, more than %d" % (too_long, LONGEST_LINE)
        control.send(dict(envelope, error={"code": INTERNAL_ERROR, "message": text}))


def parse(line):
    if line is None:
        raise Fault(PARSE_ERROR, "a line of more than %d bytes" % LONGEST_LINE)
    try:
        request = json.loads(line.decode("utf-8", "surrogatepass"), parse_constant=no_constant)
    except (ValueError, RecursionError) as error:
        raise Fault(PARSE_ERROR, "not JSON: %s" % text_of(error)) from None
    if not isinstance(request, dict):
        raise Fault(INVALID_REQUEST, "not a request")
    return request


def look_up(request, operations):
    """The operation that a request asks for, and its unconverted parameters."""
    method, params = request.get("method"), request.get("params", {})
    if not isinstance(method, str):
        raise Fault(INVALID_REQUEST, "not a request")
    if method not in operations:
        raise missing("the agent", method)
    if not isinstance(params, dict):
        raise invalid("params must be an object")
    return operations[method], params


def no_constant(name):
    raise ValueError(name + " is no JSON")


# Converters: what a parameter must be, (raw, name) -> value


def one_of(*choices):
    def convert(raw, name):
        must(isinstance(raw, str) and raw in choices, name, "one of " + ", ".join(choices))
        return raw

    return convert


class optional:
    """A parameter that may be absent."""

    def __init__(self, converter):
        self.converter = converter

    def __call__(self, raw, name):
        return self.converter(raw, name)


def must(condition, name, what):
    if not condition:
        raise invalid("%s must be %s" % (name, what))


def text(raw, name):
    must(isinstance(raw, str), name, "a text")
    return raw


def integer(raw, name):
    must(isinstance(raw, int) and not isinstance(raw, bool), name, "an integer")
    return raw


def number(raw, name):
    must(isinstance(raw, (int, float)) and not isinstance(raw, bool), name, "a number")
    return raw


def flag(raw, name):
    must(isinstance(raw, bool), name, "true or false")
    return raw


def texts(raw, name):
    must(isinstance(raw, list) and all(isinstance(item, str) for item in raw), name, "a list of texts")
    return raw


def size(raw, name):
    must(integer(raw, name) >= 0, name, "0 or more")
    return raw


def or_null(converter):
    return lambda raw, name: None if raw is None else converter(raw, name)


def value(raw, name):
    return decode(raw)


def values(raw, name):
    must(isinstance(raw, list), name, "a list")
    return decode(raw)


def named_values(raw, name):
    must(isinstance(raw, dict), name, "an object")
    return {key: decode(item) for key, item in raw.items()}


def base64_bytes(raw, name):
    return bytes_of(raw)


def held(kind):
    return lambda raw, name: ACTOR.handle(raw, kind)


def acquirable(raw, name):
    handle = ACTOR.handle(raw)
    must(handle.kind in (LOCK, CONDITION), name, "a lock or a condition")
    return handle


def any_of(table):
    """One of these names; stands for what the table has under it."""

    def look_up_name(raw, name):
        must(text(raw, name) in table, name, "one of " + ", ".join(table))
        return table[raw]

    return look_up_name


def signal_number(raw, name):
    number_ = getattr(signal, text(raw, name), None)
    must(isinstance(number_, signal.Signals), name, "the name of a signal, such as SIGSTOP")
    return int(number_)


def flag_or_lock(raw, name):
    """Whether to have a lock, or which: the parameter that makes values and arrays."""
    return raw if raw is None or isinstance(raw, bool) else lock_(raw, name).object


pipe_end, queue_, lock_, file_ = held(PIPE_END), held(QUEUE), held(LOCK), held(FILE)
process_, sentinel_ = held(PROCESS), held(SENTINEL)
pool_, result_, iterator_ = held(POOL), held(RESULT), held(ITERATOR)
value_, array_, any_handle = held(VALUE), held(ARRAY), held(None)
event_, condition_, barrier_, listener_ = held(EVENT), held(CONDITION), held(BARRIER), held(LISTENER)
optional_flag = optional(or_null(flag))
optional_number = optional(or_null(number))
optional_integer = optional(or_null(integer))


# ---------------------------------------------------------------------------------------------------------------------
# Operations: the nursery
# ---------------------------------------------------------------------------------------------------------------------


@operation("actor.new", NURSERY_OPERATIONS, token=text)
def actor_new(call, token):
    ACTOR.implementation.start_tracker()
    pid = call(os.fork)  # the agent's own fork: a root actor must start even where the one under test is broken
    if pid == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        ACTOR.connect("actor", token=token)
        ACTOR.serve()
    return pid


# ---------------------------------------------------------------------------------------------------------------------
# Operations: second actors
# ---------------------------------------------------------------------------------------------------------------------


@operation("child", token=text, handles=texts)
def child(call, token, handles):
    implementation = ACTOR.implementation
    arguments = role_of(token, handles)
    if not implementation.has("Process"):
        pid = call(implementation.system("fork"))
        if pid == 0:
            becomes_actor(*arguments)
        return pid
    process = call(implementation.find("Process"), target=becomes_actor, args=arguments)
    ACTOR.children.append(process)
    call(process.start)
    return process.pid


def role_of(token, handles):
    """What a process that begins with nothing needs to become an actor."""
    given = [(name, ACTOR.handle(name)) for name in handles]
    transfer = [(name, it.kind, it.object, it.readable, it.writable) for name, it in given]
    return token, ACTOR.implementation.name, ACTOR.implementation.start_method, transfer


@operation("fork", token=text)
def fork(call, token):
    """In the child, fork has returned too: its request is answered by its hello, and it never comes back here."""
    returned = call(ACTOR.implementation.system("fork"))
    if ACTOR.control.owner != os.getpid():
        ACTOR.connect("actor", token=token, returned=encode(returned))
        ACTOR.serve()
    return returned


# ---------------------------------------------------------------------------------------------------------------------
# Operations: processes
# ---------------------------------------------------------------------------------------------------------------------


@operation("getpid")
def getpid(call):
    return call(ACTOR.implementation.system("getpid"))


@operation("getppid")
def getppid(call):
    return call(ACTOR.implementation.system("getppid"))


@operation("wait")
def wait(call):
    return ending(call(ACTOR.implementation.system("wait")))


@operation("waitpid", pid=integer, nohang=optional(flag))
def waitpid(call, pid, nohang=False):
    return ending(call(ACTOR.implementation.system("waitpid"), pid, os.WNOHANG if nohang else 0), nohang)


def ending(result, nohang=False):
    """{pid, exited} or {pid, signaled} of what wait returned; None of (0, 0), none yet, where that may be."""
    try:
        pid, status = result
        if pid == 0 and nohang:
            return None
        if pid == 0:
            raise ValueError
        if os.WIFSIGNALED(status):
            return {"pid": pid, "signaled": os.WTERMSIG(status)}
        return {"pid": pid, "exited": os.WEXITSTATUS(status)}
    except (TypeError, ValueError, OverflowError):
        raise Misbehaviour("wait returned %.200r, not the (pid, status) of a child" % (result,)) from None


@operation("exit", status=integer, orderly=flag)
def exit_(call, status, orderly):
    if orderly:
        raise SystemExit(status)  # through every frame, so that whoever made this process ends it in its own way
    call(ACTOR.implementation.system("_exit"), status)


@operation("signal", pid=integer, signal=signal_number)
def send_signal(call, pid, signal):
    call(ACTOR.implementation.system("kill"), pid, signal)


@operation("spin", seconds=number)
def spin(call, seconds):
    call(busy_loop, seconds)


def busy_loop(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


@operation("limit.processes", soft=or_null(integer))
def limit_processes(call, soft):
    """The soft limit before, null for none: so that what was returned can be set again."""
    if resource is None:
        raise missing("this Python", "resource")
    before, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    call(resource.setrlimit, resource.RLIMIT_NPROC, (hard if soft is None else soft, hard))
    return None if before == resource.RLIM_INFINITY else before


@operation("cleanup.register", file=file_, text=text)
def cleanup_register(call, file, text):
    call(atexit.register, os.write, file.object.descriptor, text.encode("utf-8", "surrogatepass"))


@operation("variable.set", name=text, value=value)
def variable_set(call, name, value):
    ACTOR.variables[name] = value


@operation("variable.get", name=text)
def variable_get(call, name):
    return ACTOR.variable(name)


@operation("variable.append", name=text, value=value)
def variable_append(call, name, value):
    variable = ACTOR.variable(name)
    if not isinstance(variable, list):
        raise invalid("the variable %s holds no list" % name)
    variable.append(value)


@operation("file.new", file=text)
def file_new(call, file):
    import tempfile

    descriptor, path = call(tempfile.mkstemp, prefix="ipctck-")
    os.unlink(path)
    ACTOR.handles[file] = Handle(FILE, OpenFile(descriptor))
    return descriptor


@operation("file.write", file=file_, text=text)
def file_write(call, file, text):
    call(os.write, file.object.descriptor, text.encode("utf-8", "surrogatepass"))


@operation("file.read", file=file_, size=size)
def file_read(call, file, size):
    return call(os.read, file.object.descriptor, size).decode("utf-8", "surrogateescape")


@operation("file.seek", file=file_, offset=size)
def file_seek(call, file, offset):
    call(os.lseek, file.object.descriptor, offset, os.SEEK_SET)


@operation("file.increment", file=file_, count=size, lock=optional(lock_))
def file_increment(call, file, count, lock=None):
    """The number in the file, 0 in an empty one, plus one, so many times: each time read, added to and written."""
    descriptor = file.object.descriptor

    def read():
        return int(os.pread(descriptor, 32, 0) or b"0")

    def write(to):
        os.pwrite(descriptor, b"%d" % to, 0)

    call(count_up, count, read, write, lock)


TURNS_BETWEEN_NAPS = 32
NAP = 1e-5  # seconds


def count_up(times, read, write, lock):
    """Reads, adds one and writes, so many times, each time under the lock if there is one.

    Now and then it naps in between: if the lock lets anybody else in, then there is time for it, on a single processor, too.
    """
    acquire = lock.method("acquire") if lock else lambda: None
    release = lock.method("release") if lock else lambda: None
    for turn in range(times):
        acquire()
        try:
            count = read()
            if turn % TURNS_BETWEEN_NAPS == 0:
                time.sleep(NAP)
            write(count + 1)
        finally:
            release()


@operation("stdout.redirect", file=file_)
def stdout_redirect(call, file):
    call(os.dup2, file.object.descriptor, 1)


@operation("stdout.write", text=text)
def stdout_write(call, text):
    call(sys.stdout.write, text)


# ---------------------------------------------------------------------------------------------------------------------
# Operations: pipes
# ---------------------------------------------------------------------------------------------------------------------


@operation("pipe.new", first=text, second=text, duplex=optional_flag)
def pipe_new(call, first, second, **duplex):
    ends = call(ACTOR.implementation.find("Pipe"), **duplex)
    try:
        one, two = ends
    except (TypeError, ValueError):
        raise Misbehaviour("Pipe returned %.200r, not two ends" % (ends,)) from None
    simplex = duplex.get("duplex", True) is False
    ACTOR.handles[first] = Handle(PIPE_END, one, readable=True, writable=not simplex)
    ACTOR.handles[second] = Handle(PIPE_END, two, readable=not simplex, writable=True)


def either(value, variable):
    """What `value` or `variable` stands for; exactly one of them is there."""
    if (value is ABSENT) == (variable is ABSENT):
        raise invalid("either value or variable")
    return ACTOR.variable(variable) if value is ABSENT else value


@operation("pipe.send", uses="writable", end=pipe_end, value=optional(value), variable=optional(text))
def pipe_send(call, end, value=ABSENT, variable=ABSENT):
    call(end.method("send"), either(value, variable))


@operation("pipe.receive", uses="readable", end=pipe_end, into=optional(text), handle=optional(text))
def pipe_receive(call, end, into=None, handle=None):
    received = call(end.method("recv"))
    if into is not None:
        ACTOR.variables[into] = received
    if handle is None:
        return received
    ACTOR.handles[handle] = Handle(PIPE_END, received)
    return None


@operation("pipe.poll", uses="readable", end=pipe_end, timeout=optional_number)
def pipe_poll(call, end, **timeout):
    return call(end.method("poll"), *timeout.values())


@operation("pipe.close", end=pipe_end)
def pipe_close(call, end):
    call(end.method("close"))
    end.closed = True


def property_operation(name):
    @operation("pipe." + name, end=pipe_end)
    def read_property(call, end):
        if not hasattr(end.object, name):
            raise missing("the pipe end", name)
        return call(getattr, end.object, name)


for name in ("closed", "readable", "writable"):
    property_operation(name)


@operation("pipe.descriptor", end=pipe_end)
def pipe_descriptor(call, end):
    return call(end.method("fileno"))


@operation("pipe.scoped", end=pipe_end)
def pipe_scoped(call, end):
    for name in SCOPED:
        end.need(name)
    call(enter_and_leave, end.object)
    end.closed = True


def enter_and_leave(scope):
    with scope:
        pass


@operation(
    "pipe.send_bytes",
    uses="writable",
    end=pipe_end,
    bytes=base64_bytes,
    offset=optional_integer,
    size=optional_integer,
)
def pipe_send_bytes(call, end, bytes, **part):
    if "offset" in part:
        call(end.method("send_bytes"), bytes, *part.values())
    else:
        call(end.method("send_bytes"), bytes, **part)


@operation("pipe.receive_bytes", uses="readable", end=pipe_end, maximum=optional_integer)
def pipe_receive_bytes(call, end, **maximum):
    return call(end.method("recv_bytes"), *maximum.values())


@operation("pipe.send_generated", uses="writable", end=pipe_end, seed=integer, size=size)
def pipe_send_generated(call, end, seed, size):
    call(end.method("send_bytes"), generate(seed, size))


@operation("pipe.receive_digest", uses="readable", end=pipe_end)
def pipe_receive_digest(call, end):
    return digest(call(end.method("recv_bytes")))


@operation("pipe.send_series", uses="writable", end=pipe_end, label=value, count=size, size=size, lock=optional(lock_))
def pipe_send_series(call, end, label, count, size, lock=None):
    send_ = end.method("send")
    for number_ in range(count):
        message = [label, number_, generate(number_, size)]
        if lock is not None:
            call(lock.method("acquire"))
        try:
            call(send_, message)
        finally:
            if lock is not None:
                call(lock.method("release"))


@operation("pipe.receive_series", uses="readable", end=pipe_end, count=size)
def pipe_receive_series(call, end, count):
    return received_messages(call, end.method("recv"), lambda messages: len(messages) == count)


def received_messages(call, receive, enough):
    """The messages of series until there are enough, inspected."""
    messages = []
    while not enough(messages):
        messages.append(received_message(call, receive))
        intact = messages[-1][2]
        if not intact:
            break  # what comes after it means nothing, or never comes
    return messages


def received_message(call, receive):
    try:
        return inspect_message(call(receive))
    except Refused as refused:
        if refused.kind != "other":
            raise
        return [None, None, False]  # what arrived can't be made a message of


def inspect_message(message):
    """[label, number, intact] of a message of a series; what is no such message is not intact."""
    try:
        label, number_, data = message
        return [label, number_, isinstance(data, bytes) and data == generate(number_, len(data))]
    except (TypeError, ValueError):
        return [None, None, False]


# ---------------------------------------------------------------------------------------------------------------------
# Operations: queues
# ---------------------------------------------------------------------------------------------------------------------


QUEUE_KINDS = {"queue": "Queue", "joinable": "JoinableQueue", "simple": "SimpleQueue"}


@operation("queue.new", queue=text, maxsize=optional_integer, kind=optional(any_of(QUEUE_KINDS)))
def queue_new(call, queue, kind="Queue", **maxsize):
    ACTOR.handles[queue] = Handle(QUEUE, call(ACTOR.implementation.find(kind), *maxsize.values()))


@operation(
    "queue.put",
    queue=queue_,
    value=optional(value),
    variable=optional(text),
    block=optional_flag,
    timeout=optional_number,
)
def queue_put(call, queue, value=ABSENT, variable=ABSENT, **how):
    call(queue.method("put"), either(value, variable), **how)


@operation("queue.put_nowait", queue=queue_, value=value)
def queue_put_nowait(call, queue, value):
    call(queue.method("put_nowait"), value)


@operation("queue.get", queue=queue_, block=optional_flag, timeout=optional_number, into=optional(text))
def queue_get(call, queue, into=None, **how):
    item = call(queue.method("get"), **how)
    if into is not None:
        ACTOR.variables[into] = item
    return item


def plain_queue_operation(method, name):
    @operation("queue." + method, queue=queue_)
    def call_method(call, queue):
        return call(queue.method(name))


for method, name in (
    ("get_nowait", "get_nowait"),
    ("size", "qsize"),
    ("empty", "empty"),
    ("full", "full"),
    ("join_thread", "join_thread"),
    ("cancel_join_thread", "cancel_join_thread"),
    ("task_done", "task_done"),
    ("join", "join"),
):
    plain_queue_operation(method, name)


@operation("queue.close", queue=queue_)
def queue_close(call, queue):
    call(queue.method("close"))
    queue.closed = True


@operation("queue.put_series", queue=queue_, label=value, count=size, size=optional(size))
def queue_put_series(call, queue, label, count, size=None):
    put = queue.method("put")
    for number_ in range(count):
        call(put, [label, number_] if size is None else [label, number_, generate(number_, size)])


@operation("queue.get_series", queue=queue_, count=size, inspect=optional(flag))
def queue_get_series(call, queue, count, inspect=False):
    get = queue.method("get")
    if inspect:
        return received_messages(call, get, lambda items: len(items) == count)
    return [call(get) for _ in range(count)]


@operation("queue.get_until", queue=queue_, last=value, inspect=optional(flag))
def queue_get_until(call, queue, last, inspect=False):
    get = queue.method("get")
    if inspect:
        items = received_messages(call, get, lambda items: items[-1:] == [last])
        return items[:-1] if items[-1:] == [last] else items
    items = []
    while True:
        item = call(get)
        if item == last:
            return items
        items.append(item)


@operation("queue.put_generated", queue=queue_, seed=integer, size=size)
def queue_put_generated(call, queue, seed, size):
    call(queue.method("put"), generate(seed, size))


@operation("queue.get_digest", queue=queue_)
def queue_get_digest(call, queue):
    return digest(call(queue.method("get")))


# ---------------------------------------------------------------------------------------------------------------------
# Operations: locks
# ---------------------------------------------------------------------------------------------------------------------


LOCK_KINDS = {
    "lock": "Lock", "rlock": "RLock", "semaphore": "Semaphore", "bounded-semaphore": "BoundedSemaphore",
}


@operation("lock.new", lock=text, kind=optional(any_of(LOCK_KINDS)), initial=optional(integer))
def lock_new(call, lock, kind="Lock", **initial):
    ACTOR.handles[lock] = Handle(LOCK, call(ACTOR.implementation.find(kind), *initial.values()))


@operation("lock.acquire", lock=acquirable, block=optional_flag, timeout=optional_number)
def lock_acquire(call, lock, **how):
    return call(lock.method("acquire"), **how)


@operation("lock.release", lock=acquirable)
def lock_release(call, lock):
    call(lock.method("release"))


# ---------------------------------------------------------------------------------------------------------------------
# Operations: leaving a role
# ---------------------------------------------------------------------------------------------------------------------

RAISED_BY_TASK = "ipctck_raised_by_task"  # goes with the error wherever it is sent


@operation("return", value=optional(value))
def return_(call, value=None):
    raise Leaves(value=value)


@operation("raise", message=text, type=optional(text))
def raise_(call, message, type="ValueError"):
    raise Leaves(error=error_of(type, message))


def error_of(type_name, message):
    cls = getattr(builtins, type_name, None)
    must(isinstance(cls, type) and issubclass(cls, Exception), "type", "the name of a built-in error")
    error = cls(message)
    setattr(error, RAISED_BY_TASK, True)
    return error


# ---------------------------------------------------------------------------------------------------------------------
# Operations: process objects
# ---------------------------------------------------------------------------------------------------------------------


@operation(
    "process.new",
    process=text,
    token=text,
    handles=optional(texts),
    name=optional(or_null(text)),
    daemon=optional_flag,
    positional=optional(values),
    keywords=optional(named_values),
)
def process_new(call, process, token, handles=(), positional=(), keywords=ABSENT, **more):
    if keywords is not ABSENT:
        more["kwargs"] = keywords
    arguments = (role_of(token, handles),) + tuple(positional)
    made = call(ACTOR.implementation.find("Process"), target=target, args=arguments, **more)
    ACTOR.handles[process] = Handle(PROCESS, made)


@operation("process.rename", process=process_, name=text)
def process_rename(call, process, name):
    call(setattr, process.object, "name", name)


def process_attribute(method, name):
    @operation("process." + method, process=process_)
    def read_attribute(call, process):
        return call(read, process.object, name)


def read(obj, name):
    """An attribute. Not getattr, which a missing one makes an error of the implementation's."""
    try:
        return getattr(obj, name)
    except AttributeError:
        raise missing("the process object", name) from None


for name in ("name", "pid", "exitcode", "daemon"):
    process_attribute(name, name)


def process_operation(method, name, uses=None):
    @operation("process." + method, uses=uses, process=process_)
    def call_method(call, process):
        return call(process.method(name))


for method, name in (("start", "start"), ("alive", "is_alive"), ("terminate", "terminate"), ("kill", "kill")):
    process_operation(method, name)


@operation("process.join", process=process_, timeout=optional_number)
def process_join(call, process, **timeout):
    call(process.method("join"), *timeout.values())


@operation("process.close", uses="state", process=process_)
def process_close(call, process):
    call(process.method("close"))
    process.closed = True


@operation("process.sentinel", process=process_, sentinel=text)
def process_sentinel(call, process, sentinel):
    ACTOR.handles[sentinel] = Handle(SENTINEL, call(read, process.object, "sentinel"))


@operation("process.sentinel_wait", sentinel=sentinel_, timeout=optional_number)
def process_sentinel_wait(call, sentinel, timeout=None):
    """By the system's own poll: what a sentinel is good for."""
    poll = select.poll()
    call(poll.register, sentinel.object, select.POLLIN)
    return bool(call(poll.poll, None if timeout is None else math.ceil(timeout * 1000)))


@operation("process.active_children")
def process_active_children(call):
    children = call(ACTOR.implementation.find("active_children"))
    return sorted(child.pid for child in children)


@operation("process.current")
def process_current(call):
    current = call(ACTOR.implementation.find("current_process"))
    return {"name": current.name, "pid": current.pid, "daemon": current.daemon}


@operation("process.parent")
def process_parent(call):
    parent = call(ACTOR.implementation.find("parent_process"))
    return None if parent is None else {"name": parent.name, "pid": parent.pid}


# ---------------------------------------------------------------------------------------------------------------------
# Operations: pools
# ---------------------------------------------------------------------------------------------------------------------


def task_actor(api, start_method, token):
    prepare_actor(api, start_method)
    return ACTOR.play(token)


def task_call(*positional, **keywords):
    return {"positional": list(positional), "keywords": keywords, "pid": os.getpid()}


def task_square(number_):
    return number_ * number_


def task_fail(message):
    raise error_of("ValueError", message)


def task_unsendable():
    return Unsendable()


TASKS = {"call": task_call, "square": task_square, "fail": task_fail, "unsendable": task_unsendable, "pid": os.getpid}


def task(raw, name):
    """The function of a task. It must be found by its name in the worker, which may have begun with nothing."""
    if text(raw, name) == "actor":
        return functools.partial(task_actor, ACTOR.implementation.name, ACTOR.implementation.start_method)
    must(raw in TASKS, name, "the name of a task")
    return TASKS[raw]


def initializer(raw, name):
    """The arguments of `initialize`."""
    must(isinstance(raw, dict) and set(raw) == {"variable", "value"}, name, "{variable, value}")
    return text(raw["variable"], name), decode(raw["value"])


def initialize(variable, value):
    ACTOR.variables.setdefault(variable, []).append(value)


@operation(
    "pool.new",
    pool=text,
    processes=optional_integer,
    max_tasks=optional_integer,
    initializer=optional(initializer),
)
def pool_new(call, pool, initializer=ABSENT, **size):
    if "max_tasks" in size:
        size["maxtasksperchild"] = size.pop("max_tasks")
    if initializer is not ABSENT:
        size.update(initializer=initialize, initargs=initializer)
    ACTOR.handles[pool] = Handle(POOL, call(ACTOR.implementation.find("Pool"), **size))


@operation("pool.processors")
def pool_processors(call):
    present = os.cpu_count() or 1
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else present
    return {"present": present, "usable": usable}


def arguments_of(positional, keywords):
    """args and kwds, where they were given."""
    arguments = {} if positional is ABSENT else {"args": tuple(positional)}
    return arguments if keywords is ABSENT else dict(arguments, kwds=keywords)


def callbacks_of(callback, error_callback):
    found = {"callback": callback, "error_callback": error_callback}
    return {name: noting(variable) for name, variable in found.items() if variable is not ABSENT}


def noting(variable):
    """A callback that notes in a list variable of this process what it was called with, and where."""
    notes = ACTOR.variables.setdefault(variable, [])

    def note(given):
        where = {"pid": os.getpid(), "main_thread": threading.current_thread() is threading.main_thread()}
        try:
            encode(given)
            notes.append(dict(where, value=given))
        except Misbehaviour:  # an error, or something that tells of one
            notes.append(dict(where, type=name_of(type(given)), message=text_of(given)))

    return note


@operation(
    "pool.apply",
    uses="outcome",
    pool=pool_,
    task=task,
    positional=optional(values),
    keywords=optional(named_values),
)
def pool_apply(call, pool, task, positional=ABSENT, keywords=ABSENT):
    return call(pool.method("apply"), task, **arguments_of(positional, keywords))


@operation(
    "pool.apply_async",
    pool=pool_,
    result=text,
    task=task,
    positional=optional(values),
    keywords=optional(named_values),
    callback=optional(text),
    error_callback=optional(text),
)
def pool_apply_async(
    call, pool, result, task, positional=ABSENT, keywords=ABSENT, callback=ABSENT, error_callback=ABSENT
):
    arguments = dict(arguments_of(positional, keywords), **callbacks_of(callback, error_callback))
    ACTOR.handles[result] = Handle(RESULT, call(pool.method("apply_async"), task, **arguments))


ITERABLES = {"list": list, "tuple": tuple, "generator": lambda items: (item for item in items)}


def iterable(raw, name):
    must(isinstance(raw, str) and raw in ITERABLES, name, "list, tuple or generator")
    return ITERABLES[raw]


MAPPING = {
    "pool": pool_,
    "task": task,
    "items": values,
    "iterable": optional(iterable),
    "chunksize": optional_integer,
}


def map_operation(name):
    @operation("pool." + name, uses="outcome", **MAPPING)
    def map_(call, pool, task, items, iterable=list, **chunksize):
        return call(pool.method(name), task, iterable(items), **chunksize)

    @operation(
        "pool.%s_async" % name,
        result=text,
        callback=optional(text),
        error_callback=optional(text),
        **MAPPING,
    )
    def map_async(
        call, pool, result, task, items, iterable=list, callback=ABSENT, error_callback=ABSENT, **chunksize
    ):
        arguments = dict(chunksize, **callbacks_of(callback, error_callback))
        made = call(pool.method(name + "_async"), task, iterable(items), **arguments)
        ACTOR.handles[result] = Handle(RESULT, made)


for name in ("map", "starmap"):
    map_operation(name)


def imap_operation(name):
    @operation("pool." + name, iterator=text, **MAPPING)
    def imap(call, pool, iterator, task, items, iterable=list, **chunksize):
        ACTOR.handles[iterator] = Handle(
            ITERATOR, call(pool.method(name), task, iterable(items), **chunksize)
        )


for name in ("imap", "imap_unordered"):
    imap_operation(name)


@operation("iterator.next", uses="outcome", iterator=iterator_, timeout=optional_number)
def iterator_next(call, iterator, **timeout):
    if timeout:
        return call(iterator.method("next"), *timeout.values())
    return call(next, iterator.object)


@operation("result.get", uses="outcome", result=result_, timeout=optional_number)
def result_get(call, result, **timeout):
    return call(result.method("get"), *timeout.values())


@operation("result.wait", result=result_, timeout=optional_number)
def result_wait(call, result, **timeout):
    call(result.method("wait"), *timeout.values())


@operation("result.ready", result=result_)
def result_ready(call, result):
    return call(result.method("ready"))


@operation("result.successful", uses="state", result=result_)
def result_successful(call, result):
    return call(result.method("successful"))


def pool_closing_operation(name):
    @operation("pool." + name, pool=pool_)
    def close(call, pool):
        call(pool.method(name))
        pool.closed = True


for name in ("close", "terminate"):
    pool_closing_operation(name)


@operation("pool.join", pool=pool_)
def pool_join(call, pool):
    call(pool.method("join"))


@operation("pool.scoped", pool=pool_)
def pool_scoped(call, pool):
    for name in SCOPED:
        pool.need(name)
    call(enter_and_leave, pool.object)
    pool.closed = True
# Operations: scoped forms
# ---------------------------------------------------------------------------------------------------------------------


class Leave:
    """A request to leave the innermost scoped form: what `answer` returns of it."""

    def __init__(self, raising):
        self.raising = raising
        self.identifier = None


class RaisedInside(Exception):
    """The error that is raised inside of a scoped form when it is to be left by one."""


@operation("scope.enter", object=any_handle)
def scope_enter(call, object):
    """Replies from inside, goes on serving there, and then is about the request that wanted to leave."""
    for name in SCOPED:
        object.need(name)
    leave = None
    call.started = time.monotonic_ns()
    try:
        with object.object:
            call.ended = time.monotonic_ns()
            send(call.identifier, success(None, call))
            leave = serve_inside()
            call.identifier = leave.identifier
            call.started = time.monotonic_ns()
            if leave.raising:
                raise RaisedInside("raised inside of the scoped form")
        call.ended = time.monotonic_ns()
    except RaisedInside:
        call.ended = time.monotonic_ns()
        return
    except Exception as error:
        call.ended = time.monotonic_ns()
        raise Refused(call.kind_of(error, (), {}), error) from None
    if leave.raising:
        raise Misbehaviour("the scoped form swallowed the error that was raised inside of it")


def serve_inside():
    ACTOR.scopes += 1
    try:
        while True:
            leave = answer(ACTOR.control.receive(), OPERATIONS)
            if leave is not None:
                return leave
    finally:
        ACTOR.scopes -= 1


@operation("scope.leave", raising=optional(flag))
def scope_leave(call, raising=False):
    if ACTOR.scopes == 0:
        raise invalid("this process is in no scoped form")
    return Leave(raising)


# ---------------------------------------------------------------------------------------------------------------------
# Operations: batches
# ---------------------------------------------------------------------------------------------------------------------

ALONE = ("batch", "child", "fork", "exit", "raise", "return", "scope.enter", "scope.leave")


def requests(raw, name):
    must(isinstance(raw, list) and all(isinstance(item, dict) for item in raw), name, "a list of objects")
    for item in raw:
        must(item.get("method") not in ALONE, name, "operations that may be part of a batch")
    return raw


@operation("batch", operations=requests)
def batch(call, operations):
    return Encoded([perform_in_batch(request) for request in operations])


def perform_in_batch(request):
    wanted, params = look_up(request, OPERATIONS)
    call = Call(wanted.uses)
    arguments = wanted.arguments(params, call)
    try:
        return {"value": Encoded(wanted.perform(call, **arguments))}
    except Refused as refused:
        return {"kind": refused.kind, "type": refused.type}
    except Misbehaviour:
        return {"kind": "other", "type": "unexpected result"}


# ---------------------------------------------------------------------------------------------------------------------
# Operations: values
# ---------------------------------------------------------------------------------------------------------------------


@operation("value.new", value=text, typecode=text, initial=optional(value), lock=optional(flag_or_lock))
def value_new(call, value, typecode, initial=ABSENT, **lock):
    arguments = (typecode,) if initial is ABSENT else (typecode, initial)
    ACTOR.handles[value] = Handle(VALUE, call(ACTOR.implementation.find("Value"), *arguments, **lock))


@operation("value.get", value=value_)
def value_get(call, value):
    value.need("value")
    return call(getattr, value.object, "value")


@operation("value.set", value=value_, to=value)
def value_set(call, value, to):
    value.need("value")
    call(setattr, value.object, "value", to)


def own_lock(call, owner, lock):
    """Whether the object has a lock of its own. If so it is kept."""
    if not hasattr(owner.object, "get_lock"):
        return False
    ACTOR.handles[lock] = Handle(LOCK, call(owner.object.get_lock))
    return True


@operation("value.lock", value=value_, lock=text)
def value_lock(call, value, lock):
    return own_lock(call, value, lock)


@operation("value.increment", value=value_, count=size, lock=optional(lock_))
def value_increment(call, value, count, lock=None):
    value.need("value")
    shared = value.object

    def read():
        return shared.value

    def write(to):
        shared.value = to

    call(count_up, count, read, write, lock)


# ---------------------------------------------------------------------------------------------------------------------
# Operations: arrays
# ---------------------------------------------------------------------------------------------------------------------

ITERABLES = {"list": list, "tuple": tuple, "generator": lambda items: (item for item in items)}


@operation(
    "array.new",
    array=text,
    typecode=text,
    size=optional(value),
    initial=optional(value),
    iterable=optional(one_of(*ITERABLES)),
    lock=optional(flag_or_lock),
)
def array_new(call, array, typecode, size=ABSENT, initial=ABSENT, iterable=None, **lock):
    if (size is ABSENT) == (initial is ABSENT):
        raise invalid("either size or initial")
    content = size if initial is ABSENT else initial
    if iterable is not None:
        content = ITERABLES[iterable](content)
    ACTOR.handles[array] = Handle(ARRAY, call(ACTOR.implementation.find("Array"), typecode, content, **lock))


@operation("array.length", array=array_)
def array_length(call, array):
    array.need("__len__")
    return call(len, array.object)


@operation("array.get", array=array_, index=integer)
def array_get(call, array, index):
    array.need("__getitem__")
    return call(operator.getitem, array.object, index)


@operation("array.set", array=array_, index=integer, to=value)
def array_set(call, array, index, to):
    array.need("__setitem__")
    call(operator.setitem, array.object, index, to)


bound = or_null(integer)


@operation("array.slice", array=array_, start=bound, stop=bound, step=bound, into=optional(text))
def array_slice(call, array, start, stop, step, into=None):
    array.need("__getitem__")
    part = call(operator.getitem, array.object, slice(start, stop, step))
    if into is not None:
        ACTOR.variables[into] = part
    return part


@operation("array.assign", array=array_, start=bound, stop=bound, step=bound, values=value)
def array_assign(call, array, start, stop, step, values):
    array.need("__setitem__")
    call(operator.setitem, array.object, slice(start, stop, step), values)


@operation("array.list", array=array_)
def array_list(call, array):
    return call(by_iteration, array.object)


def by_iteration(iterable):
    return [element for element in iterable]  # not list(): it would ask for the length too


def array_property(name):
    @operation("array." + name, array=array_, to=optional(value))
    def read_or_write(call, array, to=ABSENT):
        array.need(name)
        return call(getattr, array.object, name) if to is ABSENT else call(setattr, array.object, name, to)


for name in ("value", "raw"):
    array_property(name)


@operation("array.append", array=array_, to=value)
def array_append(call, array, to):
    call(array.method("append"), to)


@operation("array.delete", array=array_, index=integer)
def array_delete(call, array, index):
    call(operator.delitem, array.object, index)


@operation("array.lock", array=array_, lock=text)
def array_lock(call, array, lock):
    return own_lock(call, array, lock)


@operation("array.increment", array=array_, index=integer, count=size, lock=optional(lock_))
def array_increment(call, array, index, count, lock=None):
    array.need("__getitem__")
    array.need("__setitem__")
    shared = array.object

    def read():
        return shared[index]

    def write(to):
        shared[index] = to

    call(count_up, count, read, write, lock)


# ---------------------------------------------------------------------------------------------------------------------
# Operations: events, conditions, barriers
# ---------------------------------------------------------------------------------------------------------------------


@operation("event.new", event=text)
def event_new(call, event):
    ACTOR.handles[event] = Handle(EVENT, call(ACTOR.implementation.find("Event")))


@operation("event.set", event=event_)
def event_set(call, event):
    call(event.method("set"))


@operation("event.clear", event=event_)
def event_clear(call, event):
    call(event.method("clear"))


@operation("event.is_set", event=event_)
def event_is_set(call, event):
    return call(event.method("is_set"))


@operation("event.wait", event=event_, timeout=optional_number)
def event_wait(call, event, **timeout):
    return call(event.method("wait"), **timeout)


@operation("condition.new", condition=text, lock=optional(lock_))
def condition_new(call, condition, **lock):
    given = [it.object for it in lock.values()]
    ACTOR.handles[condition] = Handle(CONDITION, call(ACTOR.implementation.find("Condition"), *given))


@operation("condition.wait", condition=condition_, timeout=optional_number)
def condition_wait(call, condition, **timeout):
    return call(condition.method("wait"), **timeout)


@operation("condition.notify", condition=condition_, count=optional(size))
def condition_notify(call, condition, **count):
    call(condition.method("notify"), *count.values())


@operation("condition.notify_all", condition=condition_)
def condition_notify_all(call, condition):
    call(condition.method("notify_all"))


@operation("barrier.new", barrier=text, parties=integer, timeout=optional_number)
def barrier_new(call, barrier, parties, **timeout):
    ACTOR.handles[barrier] = Handle(BARRIER, call(ACTOR.implementation.find("Barrier"), parties, **timeout))


@operation("barrier.wait", barrier=barrier_, timeout=optional_number)
def barrier_wait(call, barrier, **timeout):
    return call(barrier.method("wait"), **timeout)


@operation("barrier.abort", barrier=barrier_)
def barrier_abort(call, barrier):
    call(barrier.method("abort"))


@operation("barrier.reset", barrier=barrier_)
def barrier_reset(call, barrier):
    call(barrier.method("reset"))


@operation("barrier.broken", barrier=barrier_)
def barrier_broken(call, barrier):
    barrier.need("broken")
    return call(getattr, barrier.object, "broken")


# ---------------------------------------------------------------------------------------------------------------------
# Operations: waiting for several, sockets
# ---------------------------------------------------------------------------------------------------------------------


@operation("ready.wait", objects=texts, timeout=optional_number)
def ready_wait(call, objects, **timeout):
    """The handles of those that are ready, found by identity: a pipe end need not be comparable."""
    held_ = {name: ACTOR.handle(name).object for name in objects}
    ready = call(ACTOR.implementation.find_connection("wait"), list(held_.values()), **timeout)
    try:
        ready = list(ready)
    except TypeError:
        raise Misbehaviour("wait returned %.200r, which is no list" % (ready,)) from None
    names = [[name for name, it in held_.items() if it is one or type(one) is int and it == one] for one in ready]
    if not all(names):
        raise Misbehaviour("wait returned %.200r, in which is something that it was not asked for" % (ready,))
    return [name for found in names for name in found]


def address_to_listen_at(family):
    """None where the implementation finds one for itself. On the network, the machine alone: any port of loopback."""
    return ("127.0.0.1", 0) if family == "AF_INET" else None


FAMILIES = {"AF_UNIX": "AF_UNIX", "AF_INET": "AF_INET"}


@operation("listener.new", listener=text, family=any_of(FAMILIES), key=optional(base64_bytes))
def listener_new(call, listener, family, key=None):
    find = ACTOR.implementation.find_connection
    made = call(find("Listener"), address_to_listen_at(family), family, **authentication(key))
    ACTOR.handles[listener] = Handle(LISTENER, made)
    return call(getattr, made, "address")


def authentication(key):
    return {} if key is None else {"authkey": key}


@operation("listener.accept", listener=listener_, end=text)
def listener_accept(call, listener, end):
    ACTOR.handles[end] = Handle(PIPE_END, call(listener.method("accept")), readable=True, writable=True)


@operation("listener.close", listener=listener_)
def listener_close(call, listener):
    call(listener.method("close"))
    listener.closed = True


@operation("client.connect", end=text, family=any_of(FAMILIES), address=value, key=optional(base64_bytes))
def client_connect(call, end, family, address, key=None):
    made = call(ACTOR.implementation.find_connection("Client"), address, family, **authentication(key))
    ACTOR.handles[end] = Handle(PIPE_END, made, readable=True, writable=True)


# ---------------------------------------------------------------------------------------------------------------------
# The nursery
# ---------------------------------------------------------------------------------------------------------------------


class SignalPipe:
    """Wakes the nursery when a child has died. A handler alone would leave a gap before the blocking read."""

    def __init__(self):
        self.reader, self.writer = socket.socketpair()
        self.reader.setblocking(False)
        self.writer.setblocking(False)
        signal.set_wakeup_fd(self.writer.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def drain(self):
        try:
            self.reader.recv(4096)
        except BlockingIOError:
            pass

    def close(self):
        self.reader.close()
        self.writer.close()


class Nursery:
    """Makes root actors and reaps them; the only process of the agent that lives as long as its sandbox."""

    def __init__(self):
        self.signals = SignalPipe()
        ACTOR.connect(
            "nursery",
            implementation=ACTOR.implementation.description(),
            capabilities=ACTOR.implementation.capabilities(),
        )
        ACTOR.own.append(self.signals)

    def serve(self):
        poll = select.poll()
        poll.register(ACTOR.control.socket, select.POLLIN)
        poll.register(self.signals.reader, select.POLLIN)
        readable = ACTOR.control.socket.fileno()
        while True:
            ready = [] if ACTOR.control.has_more() else [descriptor for descriptor, _ in poll.poll()]
            self.signals.drain()
            self.reap()
            if ACTOR.control.has_more() or readable in ready:
                answer(ACTOR.control.receive(), NURSERY_OPERATIONS)

    @staticmethod
    def reap():
        try:
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass
        except ChildProcessError:
            pass


def prepare_interpreter():
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)  # big integers are values like others


def prepare_descriptors():
    """Standard input is empty, and nothing else was inherited: descriptors are counted by the harness."""
    for name in os.listdir("/proc/self/fd"):
        descriptor = int(name)
        try:
            if descriptor > 2 and os.get_inheritable(descriptor):  # what survived the exec of this program
                os.close(descriptor)
        except OSError:  # the directory's own
            pass
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    if null > 2:
        os.close(null)


def preload():
    """What actors import when they use it, so that those which are forked have it."""
    import hashlib  # noqa: F401
    import tempfile

    tempfile.gettempdir()  # probes by writing; found here, it is known to every actor


def main():
    import argparse

    parser = argparse.ArgumentParser(prog="ipctck_agent", description="The Python agent of ipc-tck.")
    parser.add_argument("--api", default="multiprocessing", help="the module under test, found on PYTHONPATH")
    parser.add_argument("--path", help="a folder that the module under test, and nothing of the agent's, is looked up in")
    parser.add_argument("--start-method", default="fork", choices=("fork", "spawn", "forkserver"))
    options = parser.parse_args()
    if "IPC_TCK_SOCKET" not in os.environ:
        parser.error("IPC_TCK_SOCKET is not set: this program is started by ipc-tck")
    prepare_interpreter()
    prepare_descriptors()
    if options.path:
        sys.path.insert(0, options.path)  # now that the agent has what it needs: a file there may be named as that is
    ACTOR.implementation = Implementation(options.api, options.start_method, announced=bool(options.path))
    ACTOR.implementation.preload()
    preload()
    gc.collect()
    if hasattr(gc, "freeze"):
        gc.freeze()  # a collection in an actor need not look at, and copy, what the nursery has loaded
    Nursery().serve()


if __name__ == "__main__":
    # Compiled a second time, by its own name; __main__.py spares that.
    import ipctck_agent

    ipctck_agent.main()
