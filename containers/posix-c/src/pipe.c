/*
 * Pipes: a pair of connected sockets each, whose holders the kernel counts. A message is its length, in eight bytes,
 * and its bytes.
 */
#include "pipe.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct ipc_end {
    int descriptor; /* -1: closed */
    bool readable, writable;
};

ipc_end *end_of(int socket, bool readable, bool writable) {
    ipc_end *end = malloc(sizeof *end);
    if (!end) {
        close(socket);
        return NULL;
    }
    *end = (ipc_end){.descriptor = socket, .readable = readable, .writable = writable};
    return end;
}

int ipc_pipe_new(ipc_end *ends[2], bool duplex) {
    int sockets[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) < 0) {
        return -1;
    }
    ends[0] = end_of(sockets[0], true, duplex);
    ends[1] = end_of(sockets[1], duplex, true);
    if (!ends[0] || !ends[1]) {
        ipc_pipe_free(ends[0]);
        ipc_pipe_free(ends[1]);
        return failed(ENOMEM);
    }
    return 0;
}

/* Whether the end may be used so. */
static int check(const ipc_end *end, bool permitted) {
    if (end->descriptor < 0) {
        return failed(IPC_CLOSED);
    }
    return permitted ? 0 : failed(IPC_DIRECTION);
}

/* ---- Sending */

/* All of it, in as many pieces as it takes. */
static int send_all(int descriptor, struct msghdr *message) {
    while (message->msg_iovlen > 0) {
        ssize_t sent = sendmsg(descriptor, message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent < 0) {
            return errno == ECONNRESET ? failed(EPIPE) : -1; /* either way nobody can read it */
        }
        message->msg_control = NULL; /* what goes along is gone with the first byte */
        message->msg_controllen = 0;
        while (message->msg_iovlen > 0 && (size_t)sent >= message->msg_iov->iov_len) {
            sent -= (ssize_t)message->msg_iov->iov_len;
            message->msg_iov++;
            message->msg_iovlen--;
        }
        if (message->msg_iovlen > 0) {
            message->msg_iov->iov_base = (char *)message->msg_iov->iov_base + sent;
            message->msg_iov->iov_len -= (size_t)sent;
        }
    }
    return 0;
}

int ipc_pipe_send(ipc_end *end, const void *data, size_t size) {
    if (check(end, end->writable) < 0) {
        return -1;
    }
    uint64_t length = size;
    struct iovec parts[] = {{&length, sizeof length}, {(void *)data, size}};
    return send_all(end->descriptor, &(struct msghdr){.msg_iov = parts, .msg_iovlen = size > 0 ? 2 : 1});
}

/* ---- Receiving */

/* Exactly so many bytes. */
static int receive_all(int descriptor, void *data, size_t size) {
    for (size_t received = 0; received < size;) {
        ssize_t count = recv(descriptor, (char *)data + received, size - received, 0);
        if (count == 0) {
            return failed(IPC_END_OF_FILE);
        }
        if (count > 0) {
            received += (size_t)count;
        } else if (errno != EINTR) {
            return -1;
        }
    }
    return 0;
}

int ipc_pipe_receive_at_most(ipc_end *end, size_t most, struct ipc_message *message) {
    uint64_t length;
    if (check(end, end->readable) < 0 || receive_all(end->descriptor, &length, sizeof length) < 0) {
        return -1;
    }
    if (length > most) {
        end->readable = false; /* the rest of the message is in the way */
        return failed(EMSGSIZE);
    }
    message->size = length;
    message->data = length < SIZE_MAX ? malloc(length + 1) : NULL;
    if (!message->data) {
        end->readable = false;
        return failed(ENOMEM);
    }
    if (receive_all(end->descriptor, message->data, length) < 0) {
        free(message->data);
        return -1;
    }
    return 0;
}

int ipc_pipe_receive(ipc_end *end, struct ipc_message *message) {
    return ipc_pipe_receive_at_most(end, SIZE_MAX, message);
}

/* ---- Waiting */

/* poll(2) until the deadline, interrupted or not. */
static int poll_until(struct pollfd polled[], nfds_t count, const struct deadline *deadline) {
    struct timespec left;
    int ready;
    do {
        ready = ppoll(polled, count, deadline_left(deadline, &left), NULL);
    } while (ready < 0 && errno == EINTR);
    return ready;
}

int ipc_pipe_poll(ipc_end *end, double timeout) {
    struct deadline deadline = deadline_in(timeout);
    if (check(end, end->readable) < 0) {
        return -1;
    }
    return poll_until(&(struct pollfd){.fd = end->descriptor, .events = POLLIN}, 1, &deadline);
}

int ipc_wait(const int descriptors[], bool ready[], size_t count, double timeout) {
    struct deadline deadline = deadline_in(timeout);
    struct pollfd *polled = calloc(count + 1, sizeof *polled);
    if (!polled) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        polled[i] = (struct pollfd){.fd = descriptors[i], .events = POLLIN};
    }
    int found = poll_until(polled, count, &deadline);
    for (size_t i = 0; i < count; i++) {
        ready[i] = found > 0 && polled[i].revents != 0;
    }
    free(polled);
    return found;
}

/* ---- The end itself */

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

/* ---- Ends as messages: one byte that says what the end is for, and its descriptor goes along */

enum { READABLE = 1, WRITABLE = 2 };

union one_descriptor {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr aligned;
};

int ipc_pipe_send_end(ipc_end *through, const ipc_end *end) {
    if (check(through, through->writable) < 0 || check(end, true) < 0) {
        return -1;
    }
    unsigned char purpose = (unsigned char)((end->readable ? READABLE : 0) | (end->writable ? WRITABLE : 0));
    union one_descriptor control = {{0}};
    struct msghdr message = {
        .msg_iov = &(struct iovec){&purpose, sizeof purpose},
        .msg_iovlen = 1,
        .msg_control = &control,
        .msg_controllen = sizeof control,
    };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &end->descriptor, sizeof(int));
    return send_all(through->descriptor, &message);
}

ipc_end *ipc_pipe_receive_end(ipc_end *through) {
    if (check(through, through->readable) < 0) {
        return NULL;
    }
    unsigned char purpose;
    union one_descriptor control;
    struct msghdr message = {
        .msg_iov = &(struct iovec){&purpose, sizeof purpose},
        .msg_iovlen = 1,
        .msg_control = &control,
        .msg_controllen = sizeof control,
    };
    ssize_t received;
    do {
        received = recvmsg(through->descriptor, &message, MSG_CMSG_CLOEXEC);
    } while (received < 0 && errno == EINTR);
    if (received <= 0) {
        errno = received == 0 ? IPC_END_OF_FILE : errno;
        return NULL;
    }
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (!header || header->cmsg_type != SCM_RIGHTS) {
        through->readable = false; /* in the middle of a message of another kind */
        errno = EPROTO;
        return NULL;
    }
    int descriptor;
    memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
    return end_of(descriptor, purpose & READABLE, purpose & WRITABLE);
}
