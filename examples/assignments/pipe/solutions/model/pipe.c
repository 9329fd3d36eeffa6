/*
 * Pipes whose messages arrive whole and whose ends are counted.
 *
 * The counting is the kernel's: each end is one of two connected sockets, fork copies its descriptor, and the socket is gone
 * when the last copy is closed. So close() on the own descriptor is all that there is to do, and nothing else may be done.
 * A socket is a stream of bytes, so each message goes with its length before it.
 */
#include "ipc.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct ipc_end {
    int descriptor; /* -1: closed by this process */
    bool readable, writable;
};

static int failed(int error) {
    errno = error;
    return -1;
}

static ipc_end *new_end(int descriptor, bool readable, bool writable) {
    ipc_end *end = malloc(sizeof *end);
    if (end) {
        *end = (ipc_end){descriptor, readable, writable};
    }
    return end;
}

int ipc_pipe_new(ipc_end *ends[2], bool duplex) {
    int sockets[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) < 0) {
        return -1;
    }
    ends[0] = new_end(sockets[0], true, duplex);
    ends[1] = new_end(sockets[1], duplex, true);
    if (ends[0] && ends[1]) {
        return 0;
    }
    free(ends[0]);
    free(ends[1]);
    close(sockets[0]);
    close(sockets[1]);
    return failed(ENOMEM);
}

static int check(const ipc_end *end, bool allowed) {
    if (end->descriptor < 0) {
        return failed(IPC_CLOSED);
    }
    return allowed ? 0 : failed(IPC_DIRECTION);
}

/* All of it: send() may take less than it is given. */
static int send_all(int descriptor, const void *data, size_t size) {
    const char *rest = data;
    while (size > 0) {
        ssize_t sent = send(descriptor, rest, size, MSG_NOSIGNAL); /* EPIPE, and not the signal that kills */
        if (sent >= 0) {
            rest += sent;
            size -= (size_t)sent;
        } else if (errno != EINTR) {
            return errno == ECONNRESET ? failed(EPIPE) : -1;
        }
    }
    return 0;
}

int ipc_pipe_send(ipc_end *end, const void *data, size_t size) {
    uint64_t length = size;
    if (check(end, end->writable) < 0 || send_all(end->descriptor, &length, sizeof length) < 0) {
        return -1;
    }
    return send_all(end->descriptor, data, size);
}

static int receive_all(int descriptor, void *data, size_t size) {
    char *rest = data;
    while (size > 0) {
        ssize_t received = recv(descriptor, rest, size, 0);
        if (received > 0) {
            rest += received;
            size -= (size_t)received;
        } else if (received == 0) {
            return failed(IPC_END_OF_FILE);
        } else if (errno != EINTR) {
            return -1;
        }
    }
    return 0;
}

int ipc_pipe_receive(ipc_end *end, struct ipc_message *message) {
    uint64_t length;
    if (check(end, end->readable) < 0 || receive_all(end->descriptor, &length, sizeof length) < 0) {
        return -1;
    }
    message->size = length;
    message->data = malloc(length > 0 ? length : 1); /* an empty message has data, too */
    if (!message->data) {
        return -1;
    }
    if (receive_all(end->descriptor, message->data, length) < 0) {
        free(message->data);
        return -1;
    }
    return 0;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* One poll(2) of at most an hour, in milliseconds that are rounded up: not to return too early. */
static int poll_once(int descriptor, double seconds) {
    struct pollfd polled = {descriptor, POLLIN, 0};
    return poll(&polled, 1, seconds > 3600 ? 3600000 : seconds > 0 ? (int)(seconds * 1000 + 1) : 0);
}

int ipc_pipe_poll(ipc_end *end, double timeout) {
    if (check(end, end->readable) < 0) {
        return -1;
    }
    double deadline = now() + timeout; /* infinite for IPC_FOREVER */
    for (;;) {
        double left = deadline - now();
        int ready = poll_once(end->descriptor, left);
        if (ready > 0 || (ready < 0 && errno != EINTR)) {
            return ready;
        }
        if (left <= 0) {
            return 0;
        }
    }
}

int ipc_pipe_close(ipc_end *end) {
    if (end->descriptor >= 0) {
        close(end->descriptor);
        end->descriptor = -1;
    }
    return 0;
}

int ipc_pipe_closed(const ipc_end *end) {
    return end->descriptor < 0;
}

int ipc_pipe_readable(const ipc_end *end) {
    return end->readable;
}

int ipc_pipe_writable(const ipc_end *end) {
    return end->writable;
}

int ipc_pipe_descriptor(const ipc_end *end) {
    return check(end, true) < 0 ? -1 : end->descriptor;
}

void ipc_pipe_free(ipc_end *end) {
    if (end) {
        ipc_pipe_close(end);
        free(end);
    }
}
