"""Process pool: every worker has a thread in the parent that gives it tasks and waits for the answers."""
import os
import pickle
import queue
import struct
import threading


class TimeoutError(Exception):
    pass


def send(fd, obj):
    data = pickle.dumps(obj)
    data = struct.pack(">I", len(data)) + data
    while data:
        n = os.write(fd, data)
        data = data[n:]


def read(fd, n):
    data = b""
    while len(data) < n:
        part = os.read(fd, n - len(data))
        if part == b"":
            raise EOFError()
        data += part
    return data


def receive(fd):
    n = struct.unpack(">I", read(fd, 4))[0]
    return pickle.loads(read(fd, n))


class Result:
    def __init__(self, callback, error_callback):
        self.callback = callback
        self.error_callback = error_callback
        self.event = threading.Event()

    def set(self, ok, value):
        self.ok = ok
        self.value = value
        if ok and self.callback:
            self.callback(value)
        if not ok and self.error_callback:
            self.error_callback(value)
        self.event.set()

    def ready(self):
        return self.event.is_set()

    def successful(self):
        if not self.ready():
            raise ValueError("not ready")
        return self.ok

    def wait(self, timeout=None):
        self.event.wait(timeout)

    def get(self, timeout=None):
        if not self.event.wait(timeout):
            raise TimeoutError()
        if self.ok:
            return self.value
        raise self.value


class Pool:
    def __init__(self, processes=None):
        n = processes or os.cpu_count()
        self.tasks = queue.Queue()
        self.pids = []
        self.closed = False
        fds = []
        for i in range(n):
            task_r, task_w = os.pipe()
            answer_r, answer_w = os.pipe()
            pid = os.fork()
            if pid == 0:
                os.close(task_w)
                os.close(answer_r)
                for a, b in fds:
                    os.close(a)
                    os.close(b)
                try:
                    self.worker(task_r, answer_w)
                finally:
                    os._exit(0)
            os.close(task_r)
            os.close(answer_w)
            self.pids.append(pid)
            fds.append((task_w, answer_r))
        self.threads = []
        for task_w, answer_r in fds:
            t = threading.Thread(target=self.feed, args=(task_w, answer_r))
            t.daemon = True
            t.start()
            self.threads.append(t)

    def worker(self, task_r, answer_w):
        while True:
            try:
                func, args, kwds = receive(task_r)
            except EOFError:
                break
            try:
                answer = (True, func(*args, **kwds))
            except Exception as e:
                answer = (False, e)
            send(answer_w, answer)

    def feed(self, task_w, answer_r):
        while True:
            task = self.tasks.get()
            if task is None:
                os.close(task_w)
                os.close(answer_r)
                return
            func, args, kwds, result = task
            send(task_w, (func, args, kwds))
            ok, value = receive(answer_r)
            result.set(ok, value)

    def apply_async(self, func, args=(), kwds={}, callback=None, error_callback=None):
        if self.closed:
            raise ValueError("Pool not running")
        result = Result(callback, error_callback)
        self.tasks.put((func, args, kwds, result))
        return result

    def apply(self, func, args=(), kwds={}):
        return self.apply_async(func, args, kwds).get()

    def map(self, func, iterable, chunksize=1):
        # every result is appended when it arrives
        results = []
        asyncs = []
        for item in iterable:
            asyncs.append(self.apply_async(func, (item,), callback=results.append))
        for a in asyncs:
            a.get()
        return results

    def close(self):
        if not self.closed:
            self.closed = True
            for t in self.threads:
                self.tasks.put(None)

    def join(self):
        if not self.closed:
            raise ValueError("Pool is still running")
        for t in self.threads:
            t.join()
        for pid in self.pids:
            os.waitpid(pid, 0)
        self.pids = []
