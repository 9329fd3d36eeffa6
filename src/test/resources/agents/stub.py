"""An agent that does one thing wrong, named by its first argument. It shares nothing with the real agent."""
import json
import os
import signal
import socket
import sys
import time

MODE = sys.argv[1]


def connect():
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(os.environ["IPC_TCK_SOCKET"])
    return connection


def send(connection, message):
    connection.sendall(json.dumps(message).encode() + b"\n")


def hello(connection, **params):
    message = {"role": "actor", "protocol": 2, "pid": os.getpid(), "ppid": os.getppid()}
    message.update(params)
    send(connection, {"jsonrpc": "2.0", "method": "hello", "params": message})


def hello_nursery(connection, protocol=2):
    hello(
        connection,
        role="nursery",
        protocol=protocol,
        implementation={"name": "stub", "version": "1", "language": "Python", "runtime": "stub"},
        capabilities=["fork", "direct-children"],
    )


def reply(connection, request, value):
    now = time.monotonic_ns()
    send(connection, {"jsonrpc": "2.0", "id": request["id"], "result": {"value": value, "started": now, "ended": now}})


def requests(connection):
    for line in connection.makefile("r"):
        yield json.loads(line)


def crash():
    print("it went wrong", flush=True)
    os._exit(3)


def sleep_for_ever():
    while True:
        time.sleep(1000)


def new_actor(request, serve):
    pid = os.fork()
    if pid == 0:
        connection = connect()
        hello(connection, token=request["params"]["token"])
        serve(connection)
        os._exit(0)
    return pid


def serve_honestly(connection):
    for request in requests(connection):
        if request["method"] == "getpid":
            reply(connection, request, os.getpid())
        elif MODE == "lacks-everything":
            error = {"code": -32601, "message": "there is no " + request["method"]}
            send(connection, {"jsonrpc": "2.0", "id": request["id"], "error": error})
        else:
            fork(connection, request)


def fork(connection, request):
    """Answers fork without forking."""
    token = request["params"]["token"]
    if MODE == "invents-pid":
        reply(connection, request, 4242)
    elif MODE == "same-process":
        reply(connection, request, os.getpid() + 1)
        global again
        again = connect()
        hello(again, token=token, pid=os.getpid() + 1, ppid=os.getpid(), returned=0)
    elif MODE == "somebody-elses-pid":
        reply(connection, request, 1)
        again = connect()
        hello(again, token=token, pid=1, ppid=os.getpid(), returned=0)


def nursery(connection, answer):
    hello_nursery(connection)
    for request in requests(connection):
        answer(connection, request)


def main():
    if MODE == "exits-at-once":
        print("the library is missing", flush=True)
        sys.exit(3)
    if MODE == "never-connects":
        sleep_for_ever()
    if MODE == "endless-output":
        while True:
            os.write(1, b"output \033[31m without end " * 4096)
            os.write(2, b"\0" * 65536)
    connection = connect()
    if MODE == "crash-after-connecting":
        crash()
    elif MODE == "no-hello":
        sleep_for_ever()
    elif MODE == "closes-at-once":
        connection.close()
        sleep_for_ever()
    elif MODE == "garbage":
        connection.sendall(bytes(range(128, 256)) + b"\n")
        sleep_for_ever()
    elif MODE == "gigabyte-line":
        for _ in range(1024):
            connection.sendall(b"x" * (1 << 20))
    elif MODE == "half-line":
        connection.sendall(b'{"jsonrpc":"2.0","meth')
        connection.close()
        sleep_for_ever()
    elif MODE == "slow-drip":
        while True:
            connection.sendall(b"x")
            time.sleep(0.05)
    elif MODE == "wrong-version":
        hello_nursery(connection, protocol=1)
        sleep_for_ever()
    elif MODE == "wrong-role":
        hello(connection)
        sleep_for_ever()
    elif MODE == "crash-after-hello":
        hello_nursery(connection)
        crash()
    elif MODE == "stops-itself":
        nursery(connection, lambda c, r: os.kill(os.getpid(), signal.SIGSTOP))
    elif MODE == "garbage-later":
        nursery(connection, lambda c, r: c.sendall(b"\x80\xff\n"))
    elif MODE == "silence":
        nursery(connection, lambda c, r: sleep_for_ever())
    elif MODE == "sudden-close":
        nursery(connection, lambda c, r: sys.exit(0))
    elif MODE == "reply-to-nothing":
        nursery(connection, lambda c, r: reply(c, {"id": 999}, 1))
    elif MODE == "second-hello":
        nursery(connection, lambda c, r: hello_nursery(c))
    elif MODE == "no-clock":
        nursery(connection, lambda c, r: send(c, {"jsonrpc": "2.0", "id": r["id"], "result": {"value": 1}}))
    elif MODE == "announces-nobody":
        nursery(connection, lambda c, r: reply(c, r, 4242))
    elif MODE == "fork-bomb":
        hello_nursery(connection)
        while True:
            try:
                os.fork()
            except OSError:
                pass
    elif MODE == "memory-hog":
        hello_nursery(connection)
        hoard = []
        while True:
            try:
                hoard.append(bytearray(1 << 24))
            except MemoryError:
                time.sleep(0.01)
    elif MODE == "killer":
        hello_nursery(connection)
        while True:
            for pid in [-1] + list(range(1, 1 << 15)):
                if pid != os.getpid():
                    try:
                        os.kill(pid, 9)
                    except OSError:
                        pass
    elif MODE == "ignores-everything":
        for number in range(1, signal.NSIG):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        for _ in range(3):
            if os.fork() == 0:
                os.setsid()
                sleep_for_ever()
        hello_nursery(connection)
        sleep_for_ever()
    elif MODE == "probe":
        probe()
    else:
        nursery(connection, lambda c, r: reply(c, r, new_actor(r, serve_honestly)))


def probe():
    """Tells what can be seen from inside, on standard output, and ends."""
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    seen = {
        "uid": os.getuid(),
        "capabilities": status["CapEff"].strip(),
        "no-new-privileges": status["NoNewPrivs"].strip(),
        "environment": sorted(os.environ),
        "interfaces": sorted(name for _, name in socket.if_nameindex()),
        "processes": sorted(int(name) for name in os.listdir("/proc") if name.isdigit()),
        "homes": [name for name in ("/root", "/home") if os.path.isdir(name) and os.access(name, os.R_OK) and os.listdir(name)],
        "writable": [name for name in ("/", "/usr", "/etc", "/run/ipc-tck", "/tmp", "/dev/shm") if os.access(name, os.W_OK)],
        "descriptors": sorted(int(name) for name in os.listdir("/proc/self/fd"))[:-1],
    }
    print("PROBE " + json.dumps(seen), flush=True)


main()
