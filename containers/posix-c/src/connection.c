/*
 * Listeners and connections. A connection is the end of a duplex pipe.
 *
 * With a key, both sides prove that they know it before anything else passes, and neither sends it: the listener
 * sends a random number; the client sends one of its own and a digest of both under the key; the listener answers
 * with another digest of them, or with nothing.
 */
#include "pipe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

struct ipc_listener {
    int socket; /* -1: closed */
    enum ipc_family family;
    pid_t maker; /* who removes the socket's file */
    char *address;
    struct ipc_message key; /* data NULL: none */
};

union address {
    struct sockaddr any;
    struct sockaddr_un local;
    struct sockaddr_in network;
};

/* ---- Authentication */

enum { NONCE_SIZE = 32, DIGEST_SIZE = SHA256_DIGEST_LENGTH };

struct proof {
    uint8_t nonce[NONCE_SIZE], digest[DIGEST_SIZE];
};

static void add(SHA2_CTX *context, const void *data, size_t size) {
    SHA256Update(context, data, size);
}

/*
 * HMAC-SHA-256 (RFC 2104) of the two nonces, and of whose proof it is, so that neither can be sent back as the other.
 */
static void digest_of(
    const struct ipc_message *key, char whose, const uint8_t *first, const uint8_t *second, uint8_t *digest) {
    uint8_t block[SHA256_BLOCK_LENGTH] = {0};
    SHA2_CTX context;
    if (key->size <= sizeof block) {
        memcpy(block, key->data, key->size);
    } else {
        SHA256Init(&context);
        add(&context, key->data, key->size);
        SHA256Final(block, &context);
    }
    for (size_t i = 0; i < sizeof block; i++) {
        block[i] ^= 0x36;
    }
    SHA256Init(&context);
    add(&context, block, sizeof block);
    add(&context, &whose, 1);
    add(&context, first, NONCE_SIZE);
    add(&context, second, NONCE_SIZE);
    SHA256Final(digest, &context);
    for (size_t i = 0; i < sizeof block; i++) {
        block[i] ^= 0x36 ^ 0x5c;
    }
    SHA256Init(&context);
    add(&context, block, sizeof block);
    add(&context, digest, DIGEST_SIZE);
    SHA256Final(digest, &context);
}

static bool same(const uint8_t *one, const uint8_t *other, size_t size) {
    unsigned difference = 0;
    for (size_t i = 0; i < size; i++) {
        difference |= one[i] ^ other[i]; /* in a time that tells nothing */
    }
    return difference == 0;
}

/* A message of exactly that size. */
static bool receive_exactly(ipc_end *end, void *data, size_t size) {
    struct ipc_message message;
    if (ipc_pipe_receive_at_most(end, size, &message) < 0) {
        return false;
    }
    bool exact = message.size == size;
    if (exact) {
        memcpy(data, message.data, size);
    }
    free(message.data);
    return exact;
}

static bool accepts_client(ipc_end *end, const struct ipc_message *key) {
    uint8_t nonce[NONCE_SIZE], digest[DIGEST_SIZE];
    struct proof proof;
    if (getentropy(nonce, sizeof nonce) < 0 || ipc_pipe_send(end, nonce, sizeof nonce) < 0
        || !receive_exactly(end, &proof, sizeof proof)) {
        return false;
    }
    digest_of(key, 'c', nonce, proof.nonce, digest);
    bool accepted = same(digest, proof.digest, sizeof digest);
    digest_of(key, 'l', nonce, proof.nonce, digest);
    return ipc_pipe_send(end, digest, accepted ? sizeof digest : 0) == 0 && accepted;
}

static bool is_accepted(ipc_end *end, const struct ipc_message *key) {
    uint8_t nonce[NONCE_SIZE], digest[DIGEST_SIZE], expected[DIGEST_SIZE];
    struct proof proof;
    if (!receive_exactly(end, nonce, sizeof nonce) || getentropy(proof.nonce, sizeof proof.nonce) < 0) {
        return false;
    }
    digest_of(key, 'c', nonce, proof.nonce, proof.digest);
    digest_of(key, 'l', nonce, proof.nonce, expected);
    return ipc_pipe_send(end, &proof, sizeof proof) == 0 && receive_exactly(end, digest, sizeof digest)
           && same(digest, expected, sizeof digest);
}

/* The end of a connected socket, once the other side has proved that it knows the key. */
static ipc_end *authenticated(
    int socket, const struct ipc_message *key, bool proves(ipc_end *end, const struct ipc_message *key)) {
    ipc_end *end = end_of(socket, true, true);
    if (end && key->data && !proves(end, key)) {
        ipc_pipe_free(end);
        errno = IPC_AUTHENTICATION;
        return NULL;
    }
    return end;
}

/* ---- Addresses */

static int address_of(enum ipc_family family, const char *text, union address *address) {
    memset(address, 0, sizeof *address);
    if (family == IPC_LOCAL) {
        if (strlen(text) >= sizeof address->local.sun_path) {
            return failed(EINVAL);
        }
        address->local.sun_family = AF_UNIX;
        strcpy(address->local.sun_path, text);
        return 0;
    }
    char host[INET_ADDRSTRLEN];
    if (sscanf(text, "%15[0-9.]:%hu", host, &address->network.sin_port) != 2
        || inet_pton(AF_INET, host, &address->network.sin_addr) != 1) {
        return failed(EINVAL);
    }
    address->network.sin_family = AF_INET;
    address->network.sin_port = htons(address->network.sin_port);
    return 0;
}

static socklen_t length_of(enum ipc_family family) {
    return family == IPC_LOCAL ? sizeof(struct sockaddr_un) : sizeof(struct sockaddr_in);
}

static int new_socket(enum ipc_family family) {
    return socket(family == IPC_LOCAL ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

/* A connection is for messages to and fro: none waits for another. */
static void hurry(int socket, enum ipc_family family) {
    if (family == IPC_NETWORK) {
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    }
}

/* A path in a new folder that nobody else may enter. */
static char *new_path(void) {
    char folder[] = "/tmp/ipc-XXXXXX", *path;
    if (!mkdtemp(folder)) {
        return NULL;
    }
    if (asprintf(&path, "%s/listener", folder) < 0) {
        rmdir(folder);
        return NULL;
    }
    return path;
}

static void remove_path(const char *path) {
    unlink(path);
    char folder[sizeof "/tmp/ipc-XXXXXX"];
    snprintf(folder, sizeof folder, "%s", path);
    rmdir(folder);
}

/* The address, with the port that the system has chosen. */
static char *bound_address(int socket) {
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    char *text;
    if (getsockname(socket, (struct sockaddr *)&address, &length) < 0
        || asprintf(&text, "127.0.0.1:%hu", ntohs(address.sin_port)) < 0) {
        return NULL;
    }
    return text;
}

/* ---- Listeners */

static int start_listening(ipc_listener *listener) {
    union address address;
    listener->socket = new_socket(listener->family);
    listener->address = listener->family == IPC_LOCAL ? new_path() : strdup("127.0.0.1:0");
    if (listener->socket < 0 || !listener->address || address_of(listener->family, listener->address, &address) < 0
        || bind(listener->socket, &address.any, length_of(listener->family)) < 0
        || listen(listener->socket, SOMAXCONN) < 0) {
        return -1;
    }
    if (listener->family == IPC_NETWORK) {
        free(listener->address);
        listener->address = bound_address(listener->socket);
    }
    return listener->address ? 0 : -1;
}

ipc_listener *ipc_listener_new(enum ipc_family family, const void *key, size_t key_size) {
    ipc_listener *listener = calloc(1, sizeof *listener);
    if (!listener) {
        return NULL;
    }
    listener->family = family;
    listener->maker = getpid();
    if (start_listening(listener) < 0 || (key && message_copy(&listener->key, key, key_size) < 0)) {
        int error = errno;
        ipc_listener_free(listener);
        errno = error;
        return NULL;
    }
    return listener;
}

const char *ipc_listener_address(const ipc_listener *listener) {
    return listener->address;
}

ipc_end *ipc_listener_accept(ipc_listener *listener) {
    if (listener->socket < 0) {
        errno = IPC_CLOSED;
        return NULL;
    }
    int accepted;
    do {
        accepted = accept4(listener->socket, NULL, NULL, SOCK_CLOEXEC);
    } while (accepted < 0 && (errno == EINTR || errno == ECONNABORTED));
    if (accepted < 0) {
        return NULL;
    }
    hurry(accepted, listener->family);
    return authenticated(accepted, &listener->key, accepts_client);
}

int ipc_listener_close(ipc_listener *listener) {
    if (listener->socket >= 0) {
        close(listener->socket);
        listener->socket = -1;
        if (listener->family == IPC_LOCAL && listener->maker == getpid() && listener->address) {
            remove_path(listener->address);
        }
    }
    return 0;
}

void ipc_listener_free(ipc_listener *listener) {
    if (listener) {
        ipc_listener_close(listener);
        free(listener->address);
        free(listener->key.data);
        free(listener);
    }
}

/* ---- Clients */

ipc_end *ipc_connect(enum ipc_family family, const char *address, const void *key, size_t key_size) {
    union address to;
    if (address_of(family, address, &to) < 0) {
        return NULL;
    }
    int connected = new_socket(family);
    if (connected < 0) {
        return NULL;
    }
    if (connect(connected, &to.any, length_of(family)) < 0) {
        int error = errno;
        close(connected);
        errno = error;
        return NULL;
    }
    hurry(connected, family);
    return authenticated(connected, &(struct ipc_message){(void *)key, key_size}, is_accepted);
}
