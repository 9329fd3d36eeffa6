"""The real agent, which misbehaves in one operation as its first argument says: where an item is put into a queue.

What is told of the nursery happens at the third actor that it makes.
"""
import os
import signal
import socket
import sys
import time

import ipctck_agent as agent

MISBEHAVIOURS = {}
REPLY = b'{"jsonrpc":"2.0","id":'


def misbehaviour(function):
    """At the first put, before it is done; if the function returns, the put is done as ever."""
    name = function.__name__.replace("_", "-")
    put = agent.OPERATIONS["queue.put"].perform

    once = iter([function])  # a process inherits whether it is over

    def misbehave_and_put(call, **how):
        for misbehave in once:
            misbehave()
        return put(call, **how)

    def install():
        agent.OPERATIONS["queue.put"].perform = misbehave_and_put

    MISBEHAVIOURS[name] = install
    return function


def misbehaviour_of_the_nursery(function):
    registered = agent.NURSERY_OPERATIONS["actor.new"]
    make = registered.perform
    made = []

    def misbehave_and_make(call, token):
        made.append(token)
        if len(made) == 3:
            function()
        return make(call, token)

    def install():
        registered.perform = misbehave_and_make

    MISBEHAVIOURS[function.__name__.replace("_", "-")] = install
    return function


def control():
    return agent.ACTOR.control.socket


def sleep_for_ever():
    while True:
        time.sleep(1000)


def ignore_signals():
    for number in range(1, signal.NSIG):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):  # SIGKILL, SIGSTOP, and those of the C library
            pass


def daemon(work):
    """A process in a session of its own, which nobody waits for."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            ignore_signals()
            work()
        os._exit(0)
    os.wait()


# ---- ends too early


@misbehaviour
def crash():
    os._exit(3)


@misbehaviour
def crash_by_signal():
    os.kill(os.getpid(), signal.SIGSEGV)


@misbehaviour
def crash_in_mid_reply():
    control().sendall(REPLY)
    os._exit(3)


@misbehaviour
def close_connection():
    agent.close_in_child()
    sleep_for_ever()


@misbehaviour_of_the_nursery
def nursery_crash():
    print("the nursery went wrong", flush=True)
    os._exit(3)


def nursery_crash_at_reset():
    """When the harness ends the processes that a clause has left."""
    wait = os.waitpid

    def waitpid(pid, options):
        result = wait(pid, options)
        if os.WIFSIGNALED(result[1]):
            os._exit(3)
        return result

    os.waitpid = waitpid


MISBEHAVIOURS["nursery-crash-at-reset"] = nursery_crash_at_reset


# ---- talks nonsense


@misbehaviour
def binary_garbage():
    control().sendall(bytes(range(128, 256)) + b"\n")


@misbehaviour
def hello_again():
    control().sendall(b'{"jsonrpc":"2.0","method":"hello","params":{}}\n')


@misbehaviour
def nested_for_ever():
    control().sendall(b"[" * 100000 + b"\n")


@misbehaviour
def gigabyte_line():
    for _ in range(1024):
        control().sendall(b"x" * (1 << 20))


@misbehaviour
def replies_without_end():
    while True:
        control().sendall(b"{}\n" * 10000)


@misbehaviour
def endless_output():
    while True:
        os.write(1, b"o" * 65536)
        os.write(2, b"e" * 65536)


@misbehaviour
def many_connections():
    connections = [socket.socket(socket.AF_UNIX) for _ in range(200)]
    for connection in connections:
        connection.setblocking(False)
        try:
            connection.connect(os.environ["IPC_TCK_SOCKET"])
        except BlockingIOError:  # nobody accepts them so soon
            pass
    agent.ACTOR.own.extend(connections)


# ---- does not come to an end


@misbehaviour
def slow_drip():
    while True:
        control().sendall(b" ")
        time.sleep(0.05)


@misbehaviour
def hang():
    sleep_for_ever()


@misbehaviour
def hang_ignoring_signals():
    ignore_signals()
    sleep_for_ever()


@misbehaviour
def stop_itself():
    os.kill(os.getpid(), signal.SIGSTOP)


def stop_reading_after_a_child():
    """The reply is the last thing that it does, and the next request may be long."""
    child = agent.OPERATIONS["child"].perform

    def make_child_and_stop_reading(call, **how):
        agent.Control.receive = lambda self: sleep_for_ever()
        return child(call, **how)

    agent.OPERATIONS["child"].perform = make_child_and_stop_reading


MISBEHAVIOURS["stop-reading-after-a-child"] = stop_reading_after_a_child


@misbehaviour_of_the_nursery
def nursery_stop():
    os.kill(os.getpid(), signal.SIGSTOP)


# ---- does not stay in its place


@misbehaviour
def daemons():
    for _ in range(3):
        daemon(sleep_for_ever)


@misbehaviour
def daemon_with_endless_output():
    daemon(endless_output)


@misbehaviour
def fill_tmp():
    for path in ("/tmp/full", "/dev/shm/full"):
        with open(path, "wb", 0) as file:
            try:
                while True:
                    file.write(bytes(1 << 20))
            except OSError:  # no space left
                pass


@misbehaviour
def deep_tmp():
    os.chdir("/tmp")
    for _ in range(2000):
        os.mkdir("d")
        os.chdir("d")
    os.chdir("/")


@misbehaviour
def eat_memory():
    hoard = []
    try:
        while True:
            hoard.append(bytearray(1 << 20))
    except MemoryError:
        sleep_for_ever()


@misbehaviour
def fork_bomb():
    while True:
        try:
            os.fork()
        except OSError:
            pass


if __name__ == "__main__":
    MISBEHAVIOURS[sys.argv.pop(1)]()
    agent.main()
