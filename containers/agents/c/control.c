/* The connection to the harness: it belongs to one process and never outlives a fork. */
#include "agent.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { PROTOCOL = 2, LONGEST_LINE = 1 << 20 };

static struct {
    int socket;
    pid_t owner;
    char *received; /* what was read and not yet taken */
    size_t size;
} control = {.socket = -1};

void close_control(void) {
    if (control.socket >= 0) {
        close(control.socket);
        control.socket = -1;
    }
    control.size = 0;
}

size_t send_line(json_t *message) {
    char *line = must_have(json_dumps(message, JSON_COMPACT | JSON_REAL_PRECISION(17)));
    json_decref(message);
    size_t size = strlen(line);
    if (size >= LONGEST_LINE) {
        free(line);
        return size + 1;
    }
    line[size] = '\n'; /* in the place of the NUL */
    for (size_t sent = 0; sent < size + 1;) {
        ssize_t count = send(control.socket, line + sent, size + 1 - sent, MSG_NOSIGNAL);
        if (count < 0 && errno != EINTR) {
            _exit(0);
        }
        sent += count > 0 ? (size_t)count : 0;
    }
    free(line);
    return 0;
}

bool has_line(void) {
    return control.size > 0 && memchr(control.received, '\n', control.size);
}

json_t *receive_request(void) {
    if (!control.received) {
        control.received = must_have(malloc(LONGEST_LINE));
    }
    while (!has_line()) {
        if (control.size == LONGEST_LINE) {
            control.size = 0; /* the end of the line will be no JSON either */
        }
        ssize_t count = recv(control.socket, control.received + control.size, LONGEST_LINE - control.size, 0);
        if (count == 0 || (count < 0 && errno != EINTR)) {
            _exit(0);
        }
        control.size += count > 0 ? (size_t)count : 0;
    }
    size_t length = (size_t)((char *)memchr(control.received, '\n', control.size) - control.received);
    json_error_t error;
    json_t *request = json_loadb(control.received, length, JSON_ALLOW_NUL, &error);
    control.size -= length + 1;
    memmove(control.received, control.received + length + 1, control.size);
    return request;
}

void connect_as(const char *role, json_t *more) {
    close_control();
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, getenv("IPC_TCK_SOCKET"), sizeof address.sun_path - 1);
    control.socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    control.owner = getpid();
    if (control.socket < 0 || connect(control.socket, (struct sockaddr *)&address, sizeof address) < 0) {
        perror("agent: IPC_TCK_SOCKET");
        _exit(70);
    }
    json_t *hello = json_pack(
        "{s:s, s:i, s:i, s:i}", "role", role, "protocol", PROTOCOL, "pid", (int)getpid(), "ppid", (int)getppid());
    json_object_update(hello, more);
    json_decref(more);
    send_line(json_pack("{s:s, s:s, s:o}", "jsonrpc", "2.0", "method", "hello", "params", hello));
}

int control_descriptor(void) {
    return control.socket;
}

bool control_is_mine(void) {
    return control.owner == getpid();
}
