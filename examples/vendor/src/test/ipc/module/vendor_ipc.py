"""The vendor's library. This one only passes on what Python has; yours does it in its own way."""

from multiprocessing import JoinableQueue, Lock, Queue, RLock, SimpleQueue

__all__ = ["JoinableQueue", "Lock", "Queue", "RLock", "SimpleQueue"]
