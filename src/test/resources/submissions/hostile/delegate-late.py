

# The same, once it is used, and with the traces in Python's memory wiped.

import sys


class Queue:
    def __init__(self, maxsize=0):
        before = set(sys.modules)
        real = __import__("".join(("multi", "process", "ing")))
        self.real = real.Queue(maxsize)
        for name in set(sys.modules) - before:
            if name.startswith(("multi", "_multi")):
                sys.modules.pop(name)

    def __getattr__(self, name):
        return getattr(self.real, name)
