/* The actor: what this process holds, and its role. */
#include "agent.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Handles */

static struct handle {
    char *name;
    enum kind kind;
    union object object;
    struct handle *next;
} *handles;

static struct handle *find_handle(const char *name) {
    struct handle *handle = handles;
    while (handle && strcmp(handle->name, name) != 0) {
        handle = handle->next;
    }
    return handle;
}

void keep(const char *name, enum kind kind, union object object) {
    struct handle *handle = find_handle(name);
    if (!handle) {
        handle = must_have(malloc(sizeof *handle));
        handle->name = must_have(strdup(name));
        handle->next = handles;
        handles = handle;
    }
    handle->kind = kind;
    handle->object = object;
}

void keep_pointer(const char *name, enum kind kind, void *pointer) {
    keep(name, kind, (union object){.pointer = pointer});
}

bool held_by_name(const char *name, enum kind kind, union object *object) {
    struct handle *handle = find_handle(name);
    if (!handle) {
        invalid("no handle named %s", name);
    }
    *object = handle->object;
    return handle->kind == kind;
}

union object held(json_t *params, const char *name, enum kind kind) {
    union object object;
    if (!held_by_name(text(params, name), kind, &object)) {
        invalid("%s is a handle of another kind", text(params, name));
    }
    return object;
}

static bool has_text(json_t *texts, const char *text) {
    size_t index;
    json_t *item;
    json_array_foreach(texts, index, item) {
        if (strcmp(json_string_value(item), text) == 0) {
            return true;
        }
    }
    return false;
}

static void give_up(struct handle *handle) {
    if (handle->kind == PIPE_END && ipc_pipe_close) {
        ipc_pipe_close(handle->object.pointer);
    } else if (handle->kind == LISTENER && ipc_listener_close) {
        ipc_listener_close(handle->object.pointer);
    } else if (handle->kind == FILE_DESCRIPTOR) {
        close(handle->object.descriptor);
    }
}

void keep_only(json_t *names) {
    struct handle *kept = NULL, *next;
    for (struct handle *handle = handles; handle; handle = next) {
        next = handle->next;
        if (has_text(names, handle->name)) {
            handle->next = kept;
            kept = handle;
        } else {
            give_up(handle);
            free(handle->name);
            free(handle);
        }
    }
    handles = kept;
}

ipc_lock *lock_or_condition(json_t *params, const char *name) {
    union object object;
    if (held_by_name(text(params, name), CONDITION, &object)) {
        NEED(ipc_condition_lock);
        return ipc_condition_lock(object.pointer);
    }
    return held(params, name, LOCK).pointer;
}

ipc_lock *optional_lock(json_t *params, const char *name) {
    return given(params, name) ? held(params, name, LOCK).pointer : NULL;
}

int repeat(size_t count, int action(void *context), void *context, ipc_lock *lock) {
    if (lock) {
        NEED(ipc_lock_acquire);
        NEED(ipc_lock_release);
    }
    for (size_t i = 0; i < count; i++) {
        if (lock && ipc_lock_acquire(lock, IPC_FOREVER) < 0) {
            return -1;
        }
        if (action(context) < 0 || (lock && ipc_lock_release(lock) < 0)) {
            return -1;
        }
    }
    return 0;
}

/* ---- Actors */

static void connect_actor(const char *token, json_t *returned) {
    json_t *more = json_pack("{s:s}", "token", token);
    if (returned) {
        json_object_set_new(more, "returned", returned);
    }
    connect_as("actor", more);
}

static struct leaving leaving; /* its value, once this actor is told to leave its role */

static json_t *return_from_role(json_t *params) {
    json_t *value = param(params, "value");
    leaving = (struct leaving){value ? json_incref(value) : json_null(), false};
    return NULL;
}

/* The error's name is one of the protocol's; C has none of its own. */
static json_t *fail_in_role(json_t *params) {
    const char *type = param(params, "type") ? text(params, "type") : "ValueError";
    leaving = (struct leaving){json_pack("{s:s, s:s}", "type", type, "message", text(params, "message")), true};
    return NULL;
}

static const struct operation OPERATIONS_OF_THE_AGENT[] = {
    {"batch", "operations", perform_batch},
    {"return", "value", return_from_role},
    {"raise", "message type", fail_in_role},
    {0},
};

const struct operation *const ACTOR_OPERATIONS[] = {
    process_operations, process_object_operations, pipe_operations, connection_operations, queue_operations,
    lock_operations, memory_operations, pool_operations, OPERATIONS_OF_THE_AGENT, NULL};

struct leaving play(const char *token, json_t *returned) {
    connect_actor(token, returned);
    while (!leaving.value) {
        answer(receive_request(), ACTOR_OPERATIONS);
    }
    close_control();
    struct leaving left = leaving;
    leaving.value = NULL;
    return left;
}

int play_to_the_end(const char *token, json_t *returned) {
    struct leaving left = play(token, returned);
    json_decref(left.value);
    return left.failed ? -1 : 0;
}
