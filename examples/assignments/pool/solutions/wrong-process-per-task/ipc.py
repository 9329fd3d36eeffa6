"""A pool that starts a process for every task. A thread waits for its answer."""
import os
import pickle
import threading


class TimeoutError(Exception):
    pass


class AsyncResult:
    def __init__(self, callback, error_callback):
        self.finished = threading.Event()
        self.callback = callback
        self.error_callback = error_callback

    def finish(self, answer):
        self.error, self.value = answer
        if self.error is None:
            if self.callback is not None:
                self.callback(self.value)
        elif self.error_callback is not None:
            self.error_callback(self.error)
        self.finished.set()

    def ready(self):
        return self.finished.is_set()

    def successful(self):
        if not self.finished.is_set():
            raise ValueError("not finished")
        return self.error is None

    def wait(self, timeout=None):
        self.finished.wait(timeout)

    def get(self, timeout=None):
        if not self.finished.wait(timeout):
            raise TimeoutError("not finished")
        if self.error is not None:
            raise self.error
        return self.value


class Pool:
    def __init__(self, processes=None):
        self.processes = processes or os.cpu_count()
        self.running = []
        self.is_closed = False

    def apply_async(self, func, args=(), kwds={}, callback=None, error_callback=None):
        if self.is_closed:
            raise ValueError("pool is closed")
        result = AsyncResult(callback, error_callback)
        r, w = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(r)
            try:
                answer = (None, func(*args, **kwds))
            except Exception as error:
                answer = (error, None)
            with open(w, "wb") as f:
                pickle.dump(answer, f)
            os._exit(0)
        os.close(w)
        thread = threading.Thread(target=self.wait_for, args=(pid, r, result), daemon=True)
        self.running.append(thread)
        thread.start()
        return result

    def wait_for(self, pid, r, result):
        with open(r, "rb") as f:
            answer = pickle.load(f)
        os.waitpid(pid, 0)
        result.finish(answer)

    def apply(self, func, args=(), kwds={}):
        return self.apply_async(func, args, kwds).get()

    def map(self, func, iterable, chunksize=None):
        results = [self.apply_async(func, (x,)) for x in iterable]
        for r in results:
            r.wait()
        return [r.get() for r in results]

    def close(self):
        self.is_closed = True

    def join(self):
        if not self.is_closed:
            raise ValueError("close the pool first")
        for thread in self.running:
            thread.join()
