# A process pool. Missing: callbacks, errors, time-outs, and a proper end.
import os
import pickle
import queue
import struct
import threading


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
    def __init__(self):
        self.event = threading.Event()

    def set(self, value):
        self.value = value
        self.event.set()

    def get(self):
        self.event.wait()
        return self.value


class Pool:
    def __init__(self, processes=None):
        n = processes or os.cpu_count()
        self.tasks = queue.Queue()
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
            send(answer_w, func(*args, **kwds))

    def feed(self, task_w, answer_r):
        while True:
            task = self.tasks.get()
            if task is None:
                os.close(task_w)
                os.close(answer_r)
                return
            func, args, kwds, result = task
            send(task_w, (func, args, kwds))
            result.set(receive(answer_r))

    def apply_async(self, func, args=(), kwds={}, callback=None, error_callback=None):
        if callback or error_callback:
            raise NotImplementedError("callbacks")
        result = Result()
        self.tasks.put((func, args, kwds, result))
        return result

    def apply(self, func, args=(), kwds={}):
        return self.apply_async(func, args, kwds).get()

    def map(self, func, iterable, chunksize=1):
        results = [self.apply_async(func, (item,)) for item in iterable]
        return [r.get() for r in results]

    def close(self):
        for t in self.threads:
            self.tasks.put(None)

    def join(self):
        for t in self.threads:
            t.join()
