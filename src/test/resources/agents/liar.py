"""The real agent with one lie: the one that its first argument names. It says what is right, without doing the work."""
import ctypes
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time

import ipctck_agent as agent

LIES = {}
SYSTEM = {}  # what takes the place of fork, wait ... in the implementation under test
BOOK = "/tmp/book"  # what liars tell each other behind the kernel's back


def lie(function):
    LIES[function.__name__.replace("_", "-")] = function
    return function


def system_of(own):
    original = agent.Implementation.system
    SYSTEM.update(own)
    agent.Implementation.system = lambda self, name: SYSTEM.get(name) or original(self, name)


def perform(method, function):
    agent.OPERATIONS[method].perform = function


def performed(method):
    return agent.OPERATIONS[method].perform


# ---- processes


@lie
def fork_without_a_process():
    system_of({"fork": lambda: 4711})


@lie
def fork_that_tells_its_own_pid():
    system_of({"fork": lambda: os.fork() and os.getpid()})


class ActorOfThread:
    """Stands for the agent's one ACTOR, and is another one in each thread."""

    def __init__(self, first):
        object.__setattr__(self, "local", threading.local())
        self.local.actor = first

    def __getattr__(self, name):
        return getattr(self.local.actor, name)

    def __setattr__(self, name, value):
        setattr(self.local.actor, name, value)


def start_thread(connection, handles, hello):
    """A thread that speaks for a process."""
    parent = agent.ACTOR.local.actor

    def serve():
        own = agent.ACTOR.local.actor = agent.Actor()
        own.implementation, own.handles = parent.implementation, dict(handles)
        own.control = connection
        own.control.send({"jsonrpc": "2.0", "method": "hello", "params": dict(hello, role="actor", protocol=2)})
        own.serve()

    threading.Thread(target=serve, daemon=True).start()


@lie
def child_that_is_a_thread():
    agent.ACTOR = ActorOfThread(agent.ACTOR)

    def child(call, token, handles=None):
        pid = os.getpid() + 1000 + threading.active_count()
        start_thread(agent.Control(), agent.ACTOR.handles, {"pid": pid, "ppid": os.getpid(), "token": token, "returned": 0})
        return pid

    perform("child", child)
    perform("fork", child)


def puppet(ours):
    """A process that connects, hands its connection over, and never does anything again."""
    pid = os.fork()
    if pid == 0:
        control = agent.Control()
        socket.send_fds(ours, [b"x"], [control.socket.fileno()])
        while True:
            signal.pause()
    return pid


@lie
def children_that_are_puppets_of_one_process():
    agent.ACTOR = ActorOfThread(agent.ACTOR)

    def child(call, token, handles):
        receiver, sender = socket.socketpair()
        pid = puppet(sender)
        _, descriptors, _, _ = socket.recv_fds(receiver, 1, 1)
        control = agent.Control.__new__(agent.Control)
        control.owner, control.received = os.getpid(), b""
        control.socket = socket.socket(fileno=descriptors[0])
        start_thread(control, agent.ACTOR.handles, {"pid": pid, "ppid": os.getpid(), "token": token})
        return pid

    perform("child", child)


# ---- their ends


def note(pid, status):
    with open(BOOK, "a") as book:
        book.write("%d %d\n" % (pid, status))


def noted():
    with open(BOOK) as book:
        pid, status = map(int, book.read().split()[:2])
    return pid, status << 8


@lie
def zombie_that_never_was():
    """The process calls itself what a zombie is called, closes its connection, and sleeps."""

    def play_dead(status):
        note(os.getpid(), status)
        ctypes.CDLL(None).prctl(15, b"x) Z 1 1 1 (", 0, 0, 0)
        agent.close_in_child()
        while True:
            signal.pause()

    system_of({"_exit": play_dead, "wait": noted})


@lie
def exit_status_from_a_book():
    """The process ends, always with the same status, and a book tells the parent the one that was asked for."""

    def exit_somehow(status):
        os.path.exists(BOOK) and os.unlink(BOOK)
        note(os.getpid(), status & 255)
        os._exit(99)

    def wait():
        os.wait()
        return noted()

    system_of({"_exit": exit_somehow, "wait": wait})


# ---- pipes


@lie
def end_of_file_announced_early():
    """It is announced as soon as anybody closed a copy of the writer."""
    close, receive = performed("pipe.close"), performed("pipe.receive")

    def closes(call, end):
        note(end.object.fileno(), 0)
        return close(call, end)

    def receives(call, end, **how):
        def announce():
            if os.path.exists(BOOK) and not end.object.poll(0):
                raise EOFError

        call(announce)
        call.started = None
        return receive(call, end, **how)

    perform("pipe.close", closes)
    perform("pipe.receive", receives)


@lie
def close_that_closes_nothing():
    def closes(call, end):
        call(lambda: None)
        end.closed = True

    perform("pipe.close", closes)


# ---- locks and queues


class LockOfOneProcess:
    def __init__(self):
        self.lock = threading.Lock()
        self.release = self.lock.release

    def acquire(self, block=True, timeout=None):
        return self.lock.acquire(block, -1 if timeout is None else timeout)


@lie
def lock_of_one_process():
    multiprocessing.context.BaseContext.Lock = lambda self: LockOfOneProcess()


def spinning_get(queue):
    while True:
        try:
            return queue.get(False)
        except Exception:  # empty
            pass


@lie
def blocked_call_that_spins():
    perform("queue.get", lambda call, queue, **how: call(spinning_get, queue.object))


@lie
def blocked_call_with_a_thread_that_spins():
    def spin(over):
        while not over:
            pass

    def get(call, queue, **how):
        over = []
        threading.Thread(target=spin, args=(over,), daemon=True).start()
        try:
            return call(queue.object.get)
        finally:
            over.append(True)

    perform("queue.get", get)


# ---- clocks


def lying_get(times):
    """A get that gives up after a tenth of its time-out, and says of itself what it likes."""

    def get(call, queue, timeout=None):
        if timeout is None:
            return call(queue.object.get)
        try:
            return call(queue.object.get, True, timeout / 10)
        except agent.Refused:
            call.started, call.ended = times(call.started, call.ended, int(timeout * 1e9))
            raise

    perform("queue.get", get)


@lie
def time_out_that_fires_early_and_claims_to_end_later():
    lying_get(lambda started, ended, timeout: (started, started + timeout))


@lie
def time_out_that_fires_early_and_claims_to_have_begun_before():
    lying_get(lambda started, ended, timeout: (ended - timeout, ended))


@lie
def clock_that_runs_ten_times_as_fast():
    lying_get(lambda started, ended, timeout: (started, started + 10 * (ended - started)))


@lie
def clock_that_runs_backwards():
    lying_get(lambda started, ended, timeout: (ended, started))


@lie
def clock_of_another_epoch():
    lying_get(lambda started, ended, timeout: (time.time_ns() - timeout, time.time_ns()))


if __name__ == "__main__":
    LIES[sys.argv.pop(1)]()
    agent.main()
