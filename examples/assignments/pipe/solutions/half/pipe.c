/* Pipes over socketpair. To do: poll, and the functions that ask about an end. */
#include "ipc.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct ipc_end {
    int fd;
};

static ipc_end *make_end(int fd) {
    ipc_end *end = malloc(sizeof(ipc_end));
    end->fd = fd;
    return end;
}

int ipc_pipe_new(ipc_end *ends[2], bool duplex) {
    int fds[2];
    (void)duplex; /* both directions always work */
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == -1) {
        return -1;
    }
    ends[0] = make_end(fds[0]);
    ends[1] = make_end(fds[1]);
    return 0;
}

int ipc_pipe_send(ipc_end *end, const void *data, size_t size) {
    if (send(end->fd, &size, sizeof(size), MSG_NOSIGNAL) == -1) {
        return -1;
    }
    size_t done = 0;
    while (done < size) {
        ssize_t n = send(end->fd, (const char *)data + done, size - done, MSG_NOSIGNAL);
        if (n == -1) {
            return -1;
        }
        done += n;
    }
    return 0;
}

int ipc_pipe_receive(ipc_end *end, struct ipc_message *message) {
    size_t size;
    ssize_t n = recv(end->fd, &size, sizeof(size), MSG_WAITALL);
    if (n == 0) {
        errno = IPC_END_OF_FILE;
        return -1;
    }
    if (n == -1) {
        return -1;
    }
    message->size = size;
    message->data = malloc(size + 1);
    if (size > 0 && recv(end->fd, message->data, size, MSG_WAITALL) <= 0) {
        free(message->data);
        return -1;
    }
    return 0;
}

int ipc_pipe_close(ipc_end *end) {
    return close(end->fd);
}
