

# Each get sleeps for ever, whatever happens.

import signal
import time


def get(self, *args, **kwargs):
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
    while True:
        time.sleep(3600)


Queue.get = get
