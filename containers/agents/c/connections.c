/* Operations: listeners and the connections that they accept. */
#include "agent.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static enum ipc_family family_of(json_t *params) {
    const char *family = text(params, "family");
    if (strcmp(family, "AF_UNIX") != 0 && strcmp(family, "AF_INET") != 0) {
        invalid("family must be one of AF_UNIX, AF_INET");
    }
    return strcmp(family, "AF_UNIX") == 0 ? IPC_LOCAL : IPC_NETWORK;
}

/* No data: there is no key. */
static struct ipc_message key_of(json_t *params) {
    return given(params, "key") ? bytes_of_base64(text(params, "key")) : (struct ipc_message){0};
}

static ipc_listener *listener_of(json_t *params) {
    return held(params, "listener", LISTENER).pointer;
}

static json_t *listener_new(json_t *params) {
    NEED(ipc_listener_new);
    NEED(ipc_listener_address);
    const char *name = text(params, "listener");
    enum ipc_family family = family_of(params);
    struct ipc_message key = key_of(params);
    ipc_listener *listener;
    MAKE_OR_REFUSE(listener, ipc_listener_new(family, key.data, key.size));
    free(key.data);
    keep_pointer(name, LISTENER, listener);
    return json_string(ipc_listener_address(listener));
}

static json_t *listener_accept(json_t *params) {
    NEED(ipc_listener_accept);
    ipc_listener *listener = listener_of(params);
    const char *name = text(params, "end");
    ipc_end *end;
    MAKE_OR_REFUSE(end, ipc_listener_accept(listener));
    keep_pointer(name, PIPE_END, end);
    return json_null();
}

static json_t *listener_close(json_t *params) {
    NEED(ipc_listener_close);
    ipc_listener *listener = listener_of(params);
    PERFORM_OR_REFUSE(ipc_listener_close(listener));
    return json_null();
}

static json_t *client_connect(json_t *params) {
    NEED(ipc_connect);
    const char *name = text(params, "end"), *address = text(params, "address");
    enum ipc_family family = family_of(params);
    struct ipc_message key = key_of(params);
    ipc_end *end;
    MAKE_OR_REFUSE(end, ipc_connect(family, address, key.data, key.size));
    free(key.data);
    keep_pointer(name, PIPE_END, end);
    return json_null();
}

const struct operation connection_operations[] = {
    {"listener.new", "listener family key", listener_new},
    {"listener.accept", "listener end", listener_accept},
    {"listener.close", "listener", listener_close},
    {"client.connect", "end family address key", client_connect},
    {0},
};
