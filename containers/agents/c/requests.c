/* Requests: what they may ask for, how they are performed, and replies. */
#include "agent.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PARSE_ERROR = -32700, INVALID_REQUEST = -32600, METHOD_NOT_FOUND = -32601, INVALID_PARAMS = -32602,
       INTERNAL_ERROR = -32603, REFUSED = -32000 };

/* One request being performed, and what came of it unless it was a value. */
struct call {
    jmp_buf away;
    int64_t started, ended; /* 0: the implementation was not called yet */
    int code;
    const char *kind;
    char type[64], text[512];
};

static struct call *call;

static int64_t clock_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void begin_call(void) {
    if (call->started == 0) {
        call->started = clock_now();
    }
    errno = 0;
}

void end_call(void) {
    int error = errno;
    call->ended = clock_now();
    errno = error;
}

static _Noreturn void leave_call(int code, const char *format, va_list arguments) {
    call->code = code;
    vsnprintf(call->text, sizeof call->text, format, arguments);
    longjmp(call->away, 1);
}

static _Noreturn void fault(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

static _Noreturn void fault(int code, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    leave_call(code, format, arguments);
}

void invalid(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    leave_call(INVALID_PARAMS, format, arguments);
}

void lacks(const char *function) {
    fault(METHOD_NOT_FOUND, "method not found: the implementation has no %s", function);
}

static _Noreturn void refuse_as(const char *kind, const char *type, const char *text) {
    call->kind = kind;
    snprintf(call->type, sizeof call->type, "%s", type);
    fault(REFUSED, "%s", text);
}

void refuse_remote(const char *type, const char *text) {
    refuse_as("remote", type, text);
}

void refuse_type(const char *text) {
    refuse_as("type", "compile-time error", text);
}

void refuse_overflow(const char *text) {
    refuse_as("overflow", "compile-time error", text);
}

void misbehaves(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    call->kind = "other";
    snprintf(call->type, sizeof call->type, "unexpected result");
    leave_call(REFUSED, format, arguments);
}

/* The table of section 4, for C. */
static const struct {
    int error;
    const char *name, *kind;
} ERRORS[] = {
    {IPC_EMPTY, "IPC_EMPTY", "empty"},
    {IPC_FULL, "IPC_FULL", "full"},
    {IPC_END_OF_FILE, "IPC_END_OF_FILE", "end-of-file"},
    {IPC_CLOSED, "IPC_CLOSED", "closed"},
    {IPC_DIRECTION, "IPC_DIRECTION", "direction"},
    {IPC_INDEX, "IPC_INDEX", "index"},
    {IPC_STATE, "IPC_STATE", "state"},
    {IPC_EXHAUSTED, "IPC_EXHAUSTED", "exhausted"},
    {IPC_BROKEN_BARRIER, "IPC_BROKEN_BARRIER", "broken-barrier"},
    {IPC_AUTHENTICATION, "IPC_AUTHENTICATION", "authentication"},
    {ETIMEDOUT, "ETIMEDOUT", "timeout"},
    {EPIPE, "EPIPE", "broken-pipe"},
    {ECONNRESET, "ECONNRESET", "reset"},
    {EMSGSIZE, "EMSGSIZE", "too-long"},
    {EINVAL, "EINVAL", "value"},
    {ERANGE, "ERANGE", "overflow"},
    {EOVERFLOW, "EOVERFLOW", "overflow"},
    {ECHILD, "ECHILD", "no-child"},
    {EAGAIN, "EAGAIN", "resource"},
    {ENOMEM, "ENOMEM", "resource"},
    {EMFILE, "EMFILE", "resource"},
    {ENFILE, "ENFILE", "resource"},
    {ENOSPC, "ENOSPC", "resource"},
};

void refuse(int error) {
    for (size_t i = 0; i < sizeof ERRORS / sizeof *ERRORS; i++) {
        if (ERRORS[i].error == error) {
            refuse_as(ERRORS[i].kind, ERRORS[i].name, "");
        }
    }
    const char *name = strerrorname_np(error);
    char unknown[32];
    snprintf(unknown, sizeof unknown, "errno %d", error);
    refuse_as(name && error != 0 ? "os" : "other", name && error != 0 ? name : unknown, "");
}

/* ---- Parameters */

json_t *param(json_t *params, const char *name) {
    return json_object_get(params, name);
}

json_t *required(json_t *params, const char *name) {
    json_t *value = param(params, name);
    if (!value) {
        invalid("%s is missing", name);
    }
    return value;
}

bool given(json_t *params, const char *name) {
    json_t *value = param(params, name);
    return value && !json_is_null(value);
}

const char *text(json_t *params, const char *name) {
    const char *value = json_string_value(required(params, name));
    if (!value) {
        invalid("%s must be a text", name);
    }
    return value;
}

json_int_t integer(json_t *params, const char *name) {
    json_t *value = required(params, name);
    if (!json_is_integer(value)) {
        invalid("%s must be an integer", name);
    }
    return json_integer_value(value);
}

size_t size(json_t *params, const char *name) {
    json_int_t value = integer(params, name);
    if (value < 0) {
        invalid("%s must be 0 or more", name);
    }
    return (size_t)value;
}

double number(json_t *params, const char *name) {
    json_t *value = required(params, name);
    if (!json_is_number(value)) {
        invalid("%s must be a number", name);
    }
    return json_number_value(value);
}

bool flag(json_t *params, const char *name, bool absent) {
    json_t *value = param(params, name);
    if (value && !json_is_boolean(value) && !json_is_null(value)) {
        invalid("%s must be true or false", name);
    }
    return value ? json_is_true(value) : absent;
}

json_t *list(json_t *params, const char *name) {
    json_t *value = required(params, name);
    if (!json_is_array(value)) {
        invalid("%s must be a list", name);
    }
    return value;
}

double timeout(json_t *params, double absent) {
    if (!param(params, "timeout")) {
        return absent;
    }
    return given(params, "timeout") ? number(params, "timeout") : IPC_FOREVER;
}

double patience(json_t *params) {
    return flag(params, "block", true) ? timeout(params, IPC_FOREVER) : 0;
}

bool has_word(const char *words, const char *word) {
    size_t length = strlen(word);
    for (const char *found = words; (found = strstr(found, word)); found += length) {
        if ((found == words || found[-1] == ' ') && (found[length] == ' ' || found[length] == '\0')) {
            return true;
        }
    }
    return false;
}

static void check_names(const struct operation *operation, json_t *params) {
    const char *name;
    json_t *value;
    json_object_foreach(params, name, value) {
        if (!has_word(operation->params, name)) {
            invalid("unknown: %s", name);
        }
    }
}

/* ---- Performing */

static const struct operation *find_operation(const struct operation *const *tables, const char *method) {
    for (; *tables; tables++) {
        for (const struct operation *operation = *tables; operation->method; operation++) {
            if (strcmp(operation->method, method) == 0) {
                return operation;
            }
        }
    }
    fault(METHOD_NOT_FOUND, "method not found: the agent has no %s", method);
}

static json_t *perform(json_t *request, const struct operation *const *tables) {
    json_t *params = json_object_get(request, "params");
    const char *method = json_string_value(json_object_get(request, "method"));
    if (!method) {
        fault(request ? INVALID_REQUEST : PARSE_ERROR, request ? "not a request" : "not JSON, or too long a line");
    }
    const struct operation *operation = find_operation(tables, method);
    if (params && !json_is_object(params)) {
        invalid("params must be an object");
    }
    check_names(operation, params);
    int64_t begun = clock_now();
    json_t *value = operation->perform(params);
    if (call->started == 0) { /* an operation of the agent's own */
        call->started = begun;
        call->ended = clock_now();
    }
    return value;
}

static json_t *result_of_call(json_t *value) {
    return json_pack("{s:o, s:I, s:I}", "value", value, "started", (json_int_t)call->started, "ended",
                     (json_int_t)call->ended);
}

static json_t *error_of_call(void) {
    json_t *error = json_pack("{s:i, s:s}", "code", call->code, "message", call->text);
    if (call->code != REFUSED) {
        return error;
    }
    int64_t started = call->started ? call->started : clock_now(), ended = call->ended ? call->ended : started;
    json_t *data = json_pack("{s:s, s:s, s:I, s:I}", "kind", call->kind, "type", call->type, "started",
                             (json_int_t)started, "ended", (json_int_t)ended);
    if (strcmp(call->kind, "remote") == 0) {
        json_object_set_new(data, "remote", json_pack("{s:s, s:s}", "type", call->type, "message", call->text));
    }
    json_object_set_new(error, "data", data);
    return error;
}

static size_t send_reply(json_t *request, const char *field, json_t *content) {
    json_t *identifier = json_object_get(request, "id");
    return send_line(json_pack("{s:s, s:O?, s:o}", "jsonrpc", "2.0", "id", identifier, field, content));
}

static void reply(json_t *request, const char *field, json_t *content) {
    if (!control_is_mine()) {
        /* The implementation let a child run on in the code of its parent. It must not speak in the parent's name. */
        fputs("agent: a child process returned into its parent's operation; it ends here\n", stderr);
        _exit(70);
    }
    size_t too_long = send_reply(request, field, content);
    if (too_long) {
        call->code = INTERNAL_ERROR;
        snprintf(call->text, sizeof call->text, "the reply would be too long a line, of %zu bytes", too_long);
        send_reply(request, "error", error_of_call());
    }
}

void answer(json_t *request, const struct operation *const *tables) {
    struct call this_call = {0}, *volatile outer = call;
    call = &this_call;
    if (setjmp(this_call.away) == 0) {
        json_t *value = perform(request, tables);
        if (value) {
            reply(request, "result", result_of_call(value));
        }
    } else {
        reply(request, "error", error_of_call());
    }
    call = outer;
    json_decref(request);
}

/* ---- Batches */

static json_t *perform_in_batch(json_t *request) {
    struct call this_call = {0}, *volatile outer = call;
    json_t *volatile answered;
    call = &this_call;
    if (setjmp(this_call.away) == 0) {
        answered = json_pack("{s:o}", "value", perform(request, ACTOR_OPERATIONS));
        call = outer;
    } else {
        call = outer;
        if (this_call.code != REFUSED) { /* an error of the whole batch */
            fault(this_call.code, "%s", this_call.text);
        }
        answered = json_pack("{s:s, s:s}", "kind", this_call.kind, "type", this_call.type);
    }
    return answered;
}

static bool may_be_in_batch(json_t *request) {
    static const char ALONE[] = "batch child fork exit raise return";
    const char *method = json_string_value(json_object_get(request, "method"));
    return method && !has_word(ALONE, method);
}

json_t *perform_batch(json_t *params) {
    json_t *requests = list(params, "operations"), *request;
    size_t index;
    json_array_foreach(requests, index, request) {
        if (!may_be_in_batch(request)) {
            invalid("operations must be such that may be part of a batch");
        }
    }
    json_t *answers = json_array();
    json_array_foreach(requests, index, request) {
        json_array_append_new(answers, perform_in_batch(request));
    }
    return answers;
}
