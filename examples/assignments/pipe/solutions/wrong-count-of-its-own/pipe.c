/*
 * A pipe whose ends count their references: after a fork there are two of each, one in the parent and one in the child.
 */
#include "ipc.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct ipc_end {
    int fd;
    int references;
    bool can_read, can_write, closed;
};

int ipc_pipe_new(ipc_end *ends[2], bool duplex) {
    int fds[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) < 0) {
        return -1;
    }
    for (int i = 0; i < 2; i++) {
        ends[i] = calloc(1, sizeof(ipc_end));
        if (ends[i] == NULL) {
            return -1;
        }
        ends[i]->fd = fds[i];
        ends[i]->references = 2;
    }
    ends[0]->can_read = true;
    ends[0]->can_write = duplex;
    ends[1]->can_read = duplex;
    ends[1]->can_write = true;
    return 0;
}

/* 0 if the end may be used for it */
static int usable(const ipc_end *end, bool direction) {
    if (end->closed) {
        errno = IPC_CLOSED;
        return -1;
    }
    if (!direction) {
        errno = IPC_DIRECTION;
        return -1;
    }
    return 0;
}

static int write_n(int fd, const void *buffer, size_t n) {
    const char *p = buffer;
    while (n > 0) {
        ssize_t k = send(fd, p, n, MSG_NOSIGNAL);
        if (k < 0) {
            return -1;
        }
        p += k;
        n -= k;
    }
    return 0;
}

static int read_n(int fd, void *buffer, size_t n) {
    char *p = buffer;
    while (n > 0) {
        ssize_t k = recv(fd, p, n, 0);
        if (k < 0) {
            return -1;
        }
        if (k == 0) {
            errno = IPC_END_OF_FILE;
            return -1;
        }
        p += k;
        n -= k;
    }
    return 0;
}

int ipc_pipe_send(ipc_end *end, const void *data, size_t size) {
    if (usable(end, end->can_write) < 0) {
        return -1;
    }
    if (write_n(end->fd, &size, sizeof(size)) < 0) {
        return -1;
    }
    return write_n(end->fd, data, size);
}

int ipc_pipe_receive(ipc_end *end, struct ipc_message *message) {
    if (usable(end, end->can_read) < 0) {
        return -1;
    }
    if (read_n(end->fd, &message->size, sizeof(message->size)) < 0) {
        return -1;
    }
    message->data = malloc(message->size + 1);
    if (message->data == NULL) {
        return -1;
    }
    return read_n(end->fd, message->data, message->size);
}

int ipc_pipe_poll(ipc_end *end, double timeout) {
    if (usable(end, end->can_read) < 0) {
        return -1;
    }
    struct pollfd p = {end->fd, POLLIN, 0};
    struct timespec t;
    if (timeout == IPC_FOREVER) {
        return ppoll(&p, 1, NULL, NULL);
    }
    if (timeout < 0) {
        timeout = 0;
    }
    t.tv_sec = (time_t)timeout;
    t.tv_nsec = (long)((timeout - (double)t.tv_sec) * 1e9);
    return ppoll(&p, 1, &t, NULL);
}

int ipc_pipe_close(ipc_end *end) {
    if (!end->closed) {
        end->closed = true;
        end->references--;
        if (end->references == 0) {
            close(end->fd);
        }
    }
    return 0;
}

int ipc_pipe_closed(const ipc_end *end) {
    return end->closed;
}

int ipc_pipe_readable(const ipc_end *end) {
    return end->can_read;
}

int ipc_pipe_writable(const ipc_end *end) {
    return end->can_write;
}

int ipc_pipe_descriptor(const ipc_end *end) {
    return usable(end, true) < 0 ? -1 : end->fd;
}

void ipc_pipe_free(ipc_end *end) {
    if (end != NULL) {
        ipc_pipe_close(end);
        free(end);
    }
}
