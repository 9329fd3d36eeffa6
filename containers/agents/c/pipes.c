/* Operations: pipes. A value is sent as its JSON text; what is sent as bytes is sent as it is. */
#include "agent.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static ipc_end *end_of(json_t *params) {
    return held(params, "end", PIPE_END).pointer;
}

static json_t *pipe_new(json_t *params) {
    NEED(ipc_pipe_new);
    const char *first = text(params, "first"), *second = text(params, "second");
    bool duplex = flag(params, "duplex", true);
    ipc_end *ends[2];
    PERFORM_OR_REFUSE(ipc_pipe_new(ends, duplex));
    keep_pointer(first, PIPE_END, ends[0]);
    keep_pointer(second, PIPE_END, ends[1]);
    return json_null();
}

/* The buffer is used for something else at once: what the pipe delivers must be a copy. */
static int send_message(ipc_end *end, struct ipc_message *message) {
    int sent = ipc_pipe_send(end, message->data, message->size);
    int error = errno;
    memset(message->data, 0xAA, message->size);
    errno = error;
    return sent;
}

static void send_and_free(ipc_end *end, struct ipc_message message) {
    NEED(ipc_pipe_send);
    int sent;
    PERFORM(sent, send_message(end, &message));
    int error = errno;
    free(message.data);
    if (sent < 0) {
        refuse(error);
    }
}

static struct ipc_message receive_message(ipc_end *end) {
    NEED(ipc_pipe_receive);
    struct ipc_message message;
    PERFORM_OR_REFUSE(ipc_pipe_receive(end, &message));
    return message;
}

/* The handle that a value is, or NULL. */
static const char *handle_in(json_t *value) {
    return json_string_value(json_object_get(value, "$handle"));
}

static void send_end(ipc_end *through, const char *name) {
    NEED(ipc_pipe_send_end);
    union object sent;
    if (!held_by_name(name, PIPE_END, &sent)) {
        invalid("only a pipe end can be sent");
    }
    PERFORM_OR_REFUSE(ipc_pipe_send_end(through, sent.pointer));
}

static json_t *pipe_send(json_t *params) {
    ipc_end *end = end_of(params);
    json_t *value = value_or_variable(params);
    if (handle_in(value)) {
        send_end(end, handle_in(value));
    } else {
        send_and_free(end, message_of(value));
    }
    json_decref(value);
    return json_null();
}

static json_t *receive_end(ipc_end *through, const char *name) {
    NEED(ipc_pipe_receive_end);
    ipc_end *end;
    MAKE_OR_REFUSE(end, ipc_pipe_receive_end(through));
    keep_pointer(name, PIPE_END, end);
    return json_null();
}

static json_t *pipe_receive(json_t *params) {
    ipc_end *end = end_of(params);
    if (param(params, "handle")) {
        return receive_end(end, text(params, "handle"));
    }
    struct ipc_message message = receive_message(end);
    return kept_in_variable(params, value_of(&message));
}

static json_t *pipe_poll(json_t *params) {
    NEED(ipc_pipe_poll);
    ipc_end *end = end_of(params);
    double most = timeout(params, 0);
    int ready;
    PERFORM(ready, ipc_pipe_poll(end, most));
    if (ready < 0) {
        refuse(errno);
    }
    return json_boolean(ready);
}

static json_t *pipe_close(json_t *params) {
    NEED(ipc_pipe_close);
    ipc_end *end = end_of(params);
    PERFORM_OR_REFUSE(ipc_pipe_close(end));
    return json_null();
}

ANSWERS(pipe_closed, ipc_pipe_closed, end_of(params))
ANSWERS(pipe_readable, ipc_pipe_readable, end_of(params))
ANSWERS(pipe_writable, ipc_pipe_writable, end_of(params))

static json_t *pipe_descriptor(json_t *params) {
    NEED(ipc_pipe_descriptor);
    const ipc_end *end = end_of(params);
    int descriptor;
    PERFORM(descriptor, ipc_pipe_descriptor(end));
    if (descriptor < 0) {
        refuse(errno);
    }
    return json_integer(descriptor);
}

/* ---- Bytes */

/* A part of bytes is a pointer into them. */
static json_t *pipe_send_bytes(json_t *params) {
    ipc_end *end = end_of(params);
    struct ipc_message bytes = bytes_of_base64(text(params, "bytes"));
    size_t offset = given(params, "offset") ? size(params, "offset") : 0;
    size_t length = given(params, "size") ? size(params, "size") : bytes.size - offset;
    if (offset > bytes.size || length > bytes.size - offset) {
        invalid("offset and size are beyond the bytes");
    }
    memmove(bytes.data, (char *)bytes.data + offset, length);
    send_and_free(end, (struct ipc_message){bytes.data, length});
    return json_null();
}

static json_t *pipe_receive_bytes(json_t *params) {
    ipc_end *end = end_of(params);
    struct ipc_message message;
    if (given(params, "maximum")) {
        NEED(ipc_pipe_receive_at_most);
        size_t most = size(params, "maximum");
        PERFORM_OR_REFUSE(ipc_pipe_receive_at_most(end, most, &message));
    } else {
        message = receive_message(end);
    }
    json_t *value = value_of_bytes(message.data, message.size);
    free(message.data);
    return value;
}

static json_t *pipe_send_generated(json_t *params) {
    ipc_end *end = end_of(params);
    size_t length = size(params, "size");
    send_and_free(end, (struct ipc_message){generate(integer(params, "seed"), length), length});
    return json_null();
}

static json_t *pipe_receive_digest(json_t *params) {
    struct ipc_message message = receive_message(end_of(params));
    return digest_of(&message);
}

/* ---- Series */

struct series {
    ipc_end *end;
    json_t *label;
    size_t number;
    size_t size;
};

json_t *series_message(json_t *label, size_t number, size_t size) {
    void *data = generate((json_int_t)number, size);
    json_t *message = json_pack("[O, I, o]", label, (json_int_t)number, value_of_bytes(data, size));
    free(data);
    return message;
}

static int send_next(void *context) {
    struct series *series = context;
    json_t *value = series_message(series->label, series->number++, series->size);
    struct ipc_message message = message_of(value);
    int sent = send_message(series->end, &message);
    int error = errno;
    json_decref(value);
    free(message.data);
    errno = error;
    return sent;
}

static json_t *pipe_send_series(json_t *params) {
    NEED(ipc_pipe_send);
    struct series series = {end_of(params), required(params, "label"), 0, size(params, "size")};
    size_t count = size(params, "count");
    ipc_lock *lock = optional_lock(params, "lock");
    PERFORM_OR_REFUSE(repeat(count, send_next, &series, lock));
    return json_null();
}

json_t *inspect(json_t *message) {
    json_t *label, *payload;
    json_int_t number;
    struct ipc_message bytes;
    if (json_unpack(message, "[o, I, o]", &label, &number, &payload) < 0 || !is_bytes(payload, &bytes)) {
        return json_pack("[n, n, b]", 0);
    }
    void *expected = generate(number, bytes.size);
    bool intact = memcmp(bytes.data, expected, bytes.size) == 0;
    free(expected);
    free(bytes.data);
    return json_pack("[O, I, b]", label, number, intact);
}

static json_t *pipe_receive_series(json_t *params) {
    ipc_end *end = end_of(params);
    size_t count = size(params, "count");
    json_t *inspected = json_array();
    for (size_t i = 0; i < count; i++) {
        struct ipc_message received = receive_message(end);
        json_t *message = value_of(&received);
        json_array_append_new(inspected, inspect(message));
        json_decref(message);
    }
    return inspected;
}

/* ---- Waiting for several */

static int descriptor_of(const char *name) {
    union object object;
    if (held_by_name(name, SENTINEL, &object)) {
        return object.descriptor;
    }
    if (!held_by_name(name, PIPE_END, &object)) {
        invalid("%s is nothing to wait for", name);
    }
    NEED(ipc_pipe_descriptor);
    int descriptor = ipc_pipe_descriptor(object.pointer);
    if (descriptor < 0) {
        refuse(errno);
    }
    return descriptor;
}

static json_t *ready_wait(json_t *params) {
    NEED(ipc_wait);
    enum { MOST = 64 };
    int descriptors[MOST];
    bool ready[MOST];
    json_t *names = list(params, "objects"), *name;
    double most = timeout(params, IPC_FOREVER);
    size_t index;
    if (json_array_size(names) > MOST) {
        invalid("objects: more than %d", MOST);
    }
    json_array_foreach(names, index, name) {
        descriptors[index] = descriptor_of(json_string_value(name));
    }
    PERFORM_OR_REFUSE(ipc_wait(descriptors, ready, json_array_size(names), most));
    json_t *found = json_array();
    json_array_foreach(names, index, name) {
        if (ready[index]) {
            json_array_append(found, name);
        }
    }
    return found;
}

const struct operation pipe_operations[] = {
    {"pipe.new", "first second duplex", pipe_new},
    {"pipe.send", "end value variable", pipe_send},
    {"pipe.receive", "end into handle", pipe_receive},
    {"pipe.poll", "end timeout", pipe_poll},
    {"pipe.close", "end", pipe_close},
    {"pipe.closed", "end", pipe_closed},
    {"pipe.readable", "end", pipe_readable},
    {"pipe.writable", "end", pipe_writable},
    {"pipe.descriptor", "end", pipe_descriptor},
    {"pipe.send_bytes", "end bytes offset size", pipe_send_bytes},
    {"pipe.receive_bytes", "end maximum", pipe_receive_bytes},
    {"pipe.send_generated", "end seed size", pipe_send_generated},
    {"pipe.receive_digest", "end", pipe_receive_digest},
    {"pipe.send_series", "end label count size lock", pipe_send_series},
    {"pipe.receive_series", "end count", pipe_receive_series},
    {"ready.wait", "objects timeout", ready_wait},
    {0},
};
