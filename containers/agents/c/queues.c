/* Operations: queues. */
#include "agent.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static ipc_queue *queue_of(json_t *params) {
    return held(params, "queue", QUEUE).pointer;
}

/* A C queue is joinable as it is; a simple one is one without a bound. */
static json_t *queue_new(json_t *params) {
    NEED(ipc_queue_new);
    const char *name = text(params, "queue"), *kind = param(params, "kind") ? text(params, "kind") : "queue";
    if (strcmp(kind, "queue") != 0 && strcmp(kind, "joinable") != 0 && strcmp(kind, "simple") != 0) {
        invalid("kind must be one of queue, joinable, simple");
    }
    long maxsize = given(params, "maxsize") ? (long)integer(params, "maxsize") : 0;
    ipc_queue *queue;
    MAKE_OR_REFUSE(queue, ipc_queue_new(maxsize));
    keep_pointer(name, QUEUE, queue);
    return json_null();
}

/* The buffer is used for something else at once: what the queue delivers must be a copy. */
static void put_and_free(ipc_queue *queue, struct ipc_message item, double most) {
    NEED(ipc_queue_put);
    int put;
    PERFORM(put, ipc_queue_put(queue, item.data, item.size, most));
    int error = errno;
    memset(item.data, 0xAA, item.size);
    free(item.data);
    if (put < 0) {
        refuse(error);
    }
}

static struct ipc_message get_item(ipc_queue *queue, double most) {
    NEED(ipc_queue_get);
    struct ipc_message item;
    PERFORM_OR_REFUSE(ipc_queue_get(queue, &item, most));
    return item;
}

static json_t *put(json_t *params, double most) {
    ipc_queue *queue = queue_of(params);
    json_t *value = value_or_variable(params);
    struct ipc_message item = message_of(value);
    json_decref(value);
    put_and_free(queue, item, most);
    return json_null();
}

static json_t *get(json_t *params, double most) {
    struct ipc_message item = get_item(queue_of(params), most);
    return kept_in_variable(params, value_of(&item));
}

static json_t *queue_put(json_t *params) {
    return put(params, patience(params));
}

static json_t *queue_put_nowait(json_t *params) {
    return put(params, 0);
}

static json_t *queue_get(json_t *params) {
    return get(params, patience(params));
}

static json_t *queue_get_nowait(json_t *params) {
    return get(params, 0);
}

static json_t *queue_size(json_t *params) {
    NEED(ipc_queue_size);
    ipc_queue *queue = queue_of(params);
    long length;
    PERFORM(length, ipc_queue_size(queue));
    if (length < 0) {
        refuse(errno);
    }
    return json_integer(length);
}

ANSWERS(queue_empty, ipc_queue_empty, queue_of(params))
ANSWERS(queue_full, ipc_queue_full, queue_of(params))
DOES(queue_task_done, ipc_queue_task_done, queue_of(params))
DOES(queue_join, ipc_queue_join, queue_of(params))
DOES(queue_close, ipc_queue_close, queue_of(params))

/* ---- Many at once */

static json_t *queue_put_series(json_t *params) {
    ipc_queue *queue = queue_of(params);
    json_t *label = required(params, "label");
    size_t count = size(params, "count");
    bool sized = given(params, "size");
    size_t length = sized ? size(params, "size") : 0;
    for (size_t number = 0; number < count; number++) {
        json_t *value = sized ? series_message(label, number, length) : json_pack("[O, I]", label, (json_int_t)number);
        struct ipc_message item = message_of(value);
        json_decref(value);
        put_and_free(queue, item, IPC_FOREVER);
    }
    return json_null();
}

static json_t *next_value(ipc_queue *queue, bool inspected) {
    struct ipc_message item = get_item(queue, IPC_FOREVER);
    json_t *value = value_of(&item);
    if (!inspected) {
        return value;
    }
    json_t *inspection = inspect(value);
    json_decref(value);
    return inspection;
}

static json_t *queue_get_series(json_t *params) {
    ipc_queue *queue = queue_of(params);
    size_t count = size(params, "count");
    bool inspected = flag(params, "inspect", false);
    json_t *items = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(items, next_value(queue, inspected));
    }
    return items;
}

static json_t *queue_get_until(json_t *params) {
    ipc_queue *queue = queue_of(params);
    bool inspected = flag(params, "inspect", false);
    json_t *last = required(params, "last"), *items = json_array(), *item;
    while (!json_equal(item = next_value(queue, inspected), last)) {
        json_array_append_new(items, item);
    }
    json_decref(item);
    return items;
}

static json_t *queue_put_generated(json_t *params) {
    ipc_queue *queue = queue_of(params);
    size_t length = size(params, "size");
    put_and_free(queue, (struct ipc_message){generate(integer(params, "seed"), length), length}, IPC_FOREVER);
    return json_null();
}

static json_t *queue_get_digest(json_t *params) {
    struct ipc_message item = get_item(queue_of(params), IPC_FOREVER);
    return digest_of(&item);
}

const struct operation queue_operations[] = {
    {"queue.new", "queue maxsize kind", queue_new},
    {"queue.put", "queue value variable block timeout", queue_put},
    {"queue.put_nowait", "queue value", queue_put_nowait},
    {"queue.get", "queue block timeout into", queue_get},
    {"queue.get_nowait", "queue", queue_get_nowait},
    {"queue.size", "queue", queue_size},
    {"queue.empty", "queue", queue_empty},
    {"queue.full", "queue", queue_full},
    {"queue.task_done", "queue", queue_task_done},
    {"queue.join", "queue", queue_join},
    {"queue.close", "queue", queue_close},
    {"queue.put_series", "queue label count size", queue_put_series},
    {"queue.get_series", "queue count inspect", queue_get_series},
    {"queue.get_until", "queue last inspect", queue_get_until},
    {"queue.put_generated", "queue seed size", queue_put_generated},
    {"queue.get_digest", "queue", queue_get_digest},
    {0},
};
