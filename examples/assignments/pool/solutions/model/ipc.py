"""A pool of worker processes.

Each worker has a thread of its own in the caller's process. The thread takes a job from the pool's list, sends it to the
worker through a pipe, waits for the answer, and settles the job's result. So a worker has one job at a time, jobs wait in
the list in the order in which they came, and callbacks are called where the caller is.
"""

import os
import pickle
import queue
import struct
import threading

LENGTH = struct.Struct("!Q")


class TimeoutError(Exception):
    """The result was not there in time."""


class Pipe:
    """One direction of the talk with a worker: whole messages."""

    def __init__(self):
        self.reader, self.writer = os.pipe()

    def send(self, message):
        data = pickle.dumps(message)  # before the first byte is written
        data = LENGTH.pack(len(data)) + data
        while data:
            data = data[os.write(self.writer, data):]

    def receive(self):
        (length,) = LENGTH.unpack(self._read(LENGTH.size))
        return pickle.loads(self._read(length))

    def _read(self, size):
        data = b""
        while len(data) < size:
            chunk = os.read(self.reader, size - len(data))
            if not chunk:
                raise EOFError
            data += chunk
        return data


class Worker:
    """A process that does jobs until the pipe they come from ends."""

    def __init__(self, older):
        self.jobs, self.answers = Pipe(), Pipe()
        self.pid = os.fork()
        if self.pid == 0:
            for worker in older:  # else an older worker's pipe would not end as long as this one lives
                worker.hang_up()
            os.close(self.jobs.writer)
            os.close(self.answers.reader)
            try:
                self._work()
            finally:
                os._exit(0)
        os.close(self.jobs.reader)
        os.close(self.answers.writer)

    def _work(self):
        while True:
            try:
                function, args, kwds = self.jobs.receive()
            except EOFError:
                return
            try:
                answer = True, function(*args, **kwds)
            except Exception as error:
                answer = False, error
            try:
                self.answers.send(answer)
            except Exception as error:  # what cannot be pickled
                self.answers.send((False, RuntimeError("the result cannot be sent: %s" % error)))

    def do(self, job):
        self.jobs.send(job)
        return self.answers.receive()

    def hang_up(self):
        os.close(self.jobs.writer)
        os.close(self.answers.reader)


class AsyncResult:
    """What becomes of one job."""

    def __init__(self, callback=None, error_callback=None):
        self._callbacks = {True: callback, False: error_callback}
        self._done = threading.Event()
        self._succeeded = None
        self._outcome = None

    def _settle(self, succeeded, outcome):
        self._succeeded, self._outcome = succeeded, outcome
        callback = self._callbacks[succeeded]
        if callback is not None:
            callback(outcome)
        self._done.set()  # after the callback: who has waited finds its work done

    def ready(self):
        return self._done.is_set()

    def successful(self):
        if not self.ready():
            raise ValueError("the job is not done")
        return self._succeeded

    def wait(self, timeout=None):
        self._done.wait(timeout)

    def get(self, timeout=None):
        if not self._done.wait(timeout):
            raise TimeoutError("the job is not done")
        if not self._succeeded:
            raise self._outcome
        return self._outcome


class Pool:
    def __init__(self, processes=None):
        if processes is None:
            processes = os.cpu_count() or 1
        if processes < 1:
            raise ValueError("a pool has at least one worker")
        self._workers = []
        for _ in range(processes):
            self._workers.append(Worker(self._workers))
        self._jobs = queue.SimpleQueue()
        self._closed = False
        # After the last fork: a process that is forked while other threads run may inherit their locks, held for ever.
        self._threads = [threading.Thread(target=self._serve, args=(worker,), daemon=True) for worker in self._workers]
        for thread in self._threads:
            thread.start()

    def _serve(self, worker):
        while True:
            job = self._jobs.get()
            if job is None:
                worker.hang_up()
                return
            result, task = job
            try:
                succeeded, outcome = worker.do(task)
            except Exception as error:  # it cannot be pickled, or the worker has died
                succeeded, outcome = False, error
            result._settle(succeeded, outcome)

    def apply_async(self, func, args=(), kwds={}, callback=None, error_callback=None):
        if self._closed:
            raise ValueError("the pool is closed")
        result = AsyncResult(callback, error_callback)
        self._jobs.put((result, (func, args, kwds)))
        return result

    def apply(self, func, args=(), kwds={}):
        return self.apply_async(func, args, kwds).get()

    def map(self, func, iterable, chunksize=None):
        """Each result in the place of its input, whenever it comes."""
        results = [self.apply_async(func, (item,)) for item in iterable]
        for result in results:
            result.wait()
        return [result.get() for result in results]

    def close(self):
        """No more jobs. What is in the list is done first: the ends of work are behind it."""
        if not self._closed:
            self._closed = True
            for _ in self._workers:
                self._jobs.put(None)

    def join(self):
        if not self._closed:
            raise ValueError("the pool is still open")
        for thread in self._threads:
            thread.join()
        for worker in self._workers:
            if worker.pid is not None:
                os.waitpid(worker.pid, 0)  # or it would stay as a zombie
                worker.pid = None
