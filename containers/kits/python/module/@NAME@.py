"""Processes, pipes, queues and shared memory, with the names of Python's multiprocessing.

Names that are not here are `unsupported`; what is here is judged. This much is a beginning: pipes that send and receive.
"""

import pickle
import socket
import struct

LENGTH = struct.Struct("!Q")


class Connection:
    """One end of a pipe."""

    def __init__(self, stream, readable, writable):
        self._stream = stream
        self.readable = readable
        self.writable = writable

    @property
    def closed(self):
        return self._stream.fileno() < 0

    def fileno(self):
        return self._stream.fileno()

    def send(self, obj):
        data = pickle.dumps(obj)
        self._stream.sendall(LENGTH.pack(len(data)) + data)

    def recv(self):
        (length,) = LENGTH.unpack(self._receive(LENGTH.size))
        return pickle.loads(self._receive(length))

    def _receive(self, size):
        data = b""
        while len(data) < size:
            piece = self._stream.recv(size - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data

    def close(self):
        self._stream.close()


def Pipe(duplex=True):
    """A pair of ends. One-way: the first one receives what the second one sends."""
    first, second = socket.socketpair()
    return Connection(first, True, duplex), Connection(second, duplex, True)
