"""An agent from scratch: the smallest part of the agent protocol that passes the smoke check.

Write it again in your language. Python is only what it is told in: the nursery, actors, requests, replies, and the first
operations. The specification of the protocol is spec/protocol.md of ipc-tck.
"""

import json
import os
import signal
import socket
import time

PROTOCOL = @PROTOCOL@
METHOD_NOT_FOUND = -32601


class Connection:
    """One process's own connection to the harness: one JSON object a line. At its end the process ends."""

    def __init__(self, role, **more):
        self.socket = socket.socket(socket.AF_UNIX)  # close-on-exec, as all of Python's are
        self.socket.connect(os.environ["IPC_TCK_SOCKET"])
        self.lines = self.socket.makefile("rb")
        hello = {"role": role, "protocol": PROTOCOL, "pid": os.getpid(), "ppid": os.getppid(), **more}
        self.send({"method": "hello", "params": hello})

    def send(self, message):
        self.socket.sendall(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")

    def receive(self):
        line = self.lines.readline()
        if not line:
            os._exit(0)
        return json.loads(line)

    def close(self):
        self.lines.close()
        self.socket.close()


def serve(connection, operations):
    """Answers one request after the other."""
    while True:
        request = connection.receive()
        operation = operations.get(request["method"])
        if operation is None:
            error = {"code": METHOD_NOT_FOUND, "message": "method not found: " + request["method"]}
            connection.send({"id": request["id"], "error": error})
            continue
        started = time.monotonic_ns()  # directly around the implementation, in nanoseconds
        value = operation(connection, **request["params"])
        ended = time.monotonic_ns()
        connection.send({"id": request["id"], "result": {"value": value, "started": started, "ended": ended}})


# What an actor can do: call the implementation under test. Here it is the operating system.


def fork(connection, token):
    pid = os.fork()
    if pid == 0:
        connection.close()  # it is the parent's
        serve(Connection("actor", token=token, returned=0), OPERATIONS)
    return pid


def exit_(connection, status, orderly):
    os._exit(status)


OPERATIONS = {
    "fork": fork,
    "getpid": lambda connection: os.getpid(),
    "getppid": lambda connection: os.getppid(),
    "exit": exit_,
}


# The nursery: makes actors, and reaps those that have ended.


def new_actor(connection, token):
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        connection.close()
        serve(Connection("actor", token=token), OPERATIONS)
    return pid


def reap(*_):
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    except ChildProcessError:
        pass


signal.signal(signal.SIGCHLD, reap)
nursery = Connection(
    "nursery",
    implementation={"name": "@NAME@", "version": "0.1", "language": "Python", "runtime": "Python"},
    capabilities=["fork", "direct-children"],
)
serve(nursery, {"actor.new": new_actor})
