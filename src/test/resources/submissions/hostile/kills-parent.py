

# Each put ends the process above.

import signal

honest_put = Queue.put


def put(self, *args, **kwargs):
    os.kill(os.getppid(), signal.SIGKILL)
    return honest_put(self, *args, **kwargs)


Queue.put = put
