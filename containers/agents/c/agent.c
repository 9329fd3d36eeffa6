/*
 * The C agent of ipc-tck: lets the harness drive an implementation of ipc.h, step by step.
 *
 *     IPC_TCK_SOCKET=... agent
 *
 * It speaks version 2 of the agent protocol (spec/protocol.md). It holds no opinion on what is right: it performs what it
 * is asked to, with the implementation that it is linked with, and says what came of it.
 */
#include "agent.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PROTOCOL = 2, LONGEST_LINE = 1 << 20 };
enum { PARSE_ERROR = -32700, INVALID_REQUEST = -32600, METHOD_NOT_FOUND = -32601, INVALID_PARAMS = -32602,
       INTERNAL_ERROR = -32603, REFUSED = -32000 };

/* ---------------------------------------------------------------------------------------------------------------------
 * The connection to the harness: it belongs to one process and never outlives a fork
 * ------------------------------------------------------------------------------------------------------------------ */

static struct {
    int socket;
    pid_t owner;
    char *received; /* what was read and not yet taken */
    size_t size;
} control = {.socket = -1};

/* The first thing a child made by fork does, whoever forked. */
static void close_control(void) {
    if (control.socket >= 0) {
        close(control.socket);
        control.socket = -1;
    }
    control.size = 0;
}

static void send_line(json_t *message) {
    char *line = must_have(json_dumps(message, JSON_COMPACT | JSON_REAL_PRECISION(17)));
    json_decref(message);
    size_t size = strlen(line);
    line[size] = '\n'; /* in the place of the NUL */
    for (size_t sent = 0; sent < size + 1;) {
        ssize_t count = send(control.socket, line + sent, size + 1 - sent, MSG_NOSIGNAL);
        if (count < 0 && errno != EINTR) {
            _exit(0);
        }
        sent += count > 0 ? (size_t)count : 0;
    }
    free(line);
}

static bool has_line(void) {
    return control.size > 0 && memchr(control.received, '\n', control.size);
}

/* The next request; NULL if it is no JSON. End of file ends the process, at once. */
static json_t *receive_request(void) {
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

/* Takes the reference to `more`. */
static void connect_as(const char *role, json_t *more) {
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

/* ---------------------------------------------------------------------------------------------------------------------
 * Requests
 * ------------------------------------------------------------------------------------------------------------------ */

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

static bool has_word(const char *words, const char *word, size_t length) {
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
        if (!has_word(operation->params, name, strlen(name))) {
            invalid("unknown: %s", name);
        }
    }
}

/* ---- Performing */

static json_t *perform_batch(json_t *params);
static json_t *actor_new(json_t *params);
static json_t *return_from_role(json_t *params);
static json_t *fail_in_role(json_t *params);

static const struct operation NURSERY_OPERATIONS[] = {{"actor.new", "token", actor_new}, {0}};
static const struct operation OPERATIONS_OF_THE_AGENT[] = {
    {"batch", "operations", perform_batch}, {"return", "value", return_from_role}, {"raise", "message type", fail_in_role},
    {0}};

static const struct operation *const ACTOR_OPERATIONS[] = {
    process_operations, process_object_operations, pipe_operations, connection_operations, queue_operations,
    lock_operations, memory_operations, pool_operations, OPERATIONS_OF_THE_AGENT, NULL};
static const struct operation *const NURSERY_TABLES[] = {NURSERY_OPERATIONS, NULL};

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

static void reply(json_t *request, const char *field, json_t *content) {
    if (control.owner != getpid()) {
        /* The implementation let a child run on in the code of its parent. It must not speak in the parent's name. */
        fputs("agent: a child process returned into its parent's operation; it ends here\n", stderr);
        _exit(70);
    }
    json_t *identifier = json_object_get(request, "id");
    send_line(json_pack("{s:s, s:O?, s:o}", "jsonrpc", "2.0", "id", identifier, field, content));
}

/* Performs a request and replies to it. */
static void answer(json_t *request, const struct operation *const *tables) {
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
    return method && !has_word(ALONE, method, strlen(method));
}

static json_t *perform_batch(json_t *params) {
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

/* ---------------------------------------------------------------------------------------------------------------------
 * The actor: what this process holds
 * ------------------------------------------------------------------------------------------------------------------ */

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

/* ---------------------------------------------------------------------------------------------------------------------
 * The nursery
 * ------------------------------------------------------------------------------------------------------------------ */

static int child_signals = -1;
static sigset_t signals_of_actors;

static json_t *actor_new(json_t *params) {
    const char *token = text(params, "token");
    pid_t pid;
    PERFORM(pid, fork());
    if (pid == 0) {
        close(child_signals);
        sigprocmask(SIG_SETMASK, &signals_of_actors, NULL);
        exit(play_to_the_end(token, NULL) < 0 ? EXIT_FAILURE : EXIT_SUCCESS);
    }
    if (pid < 0) {
        refuse(errno);
    }
    return json_integer(pid);
}

static void reap(void) {
    struct signalfd_siginfo information;
    while (read(child_signals, &information, sizeof information) > 0) {
    }
    while (waitpid(-1, NULL, WNOHANG) > 0) {
    }
}

static _Noreturn void serve_nursery(void) {
    struct pollfd polled[] = {{control.socket, POLLIN, 0}, {child_signals, POLLIN, 0}};
    for (;;) {
        if (!has_line()) {
            poll(polled, 2, -1);
        }
        reap();
        if (has_line() || polled[0].revents) {
            answer(receive_request(), NURSERY_TABLES);
        }
    }
}

/* What C has, and what the implementation has by the functions that it defines. */
static json_t *capabilities(void) {
    const struct {
        const char *name;
        bool has;
    } all[] = {
        {"fork", true},
        {"direct-children", true},
        {"exit-handlers", true},
        {"buffered-output", true},
        {"process-limit", true},
        {"bytes", true},
        {"text", true},
        {"floats", true},
        {"nested-values", true},
        {"in-place-values", true},
        {"characters", true},
        {"exceptions", true},
        {"bounded-receive", ipc_pipe_receive_at_most},
        {"send-handles", ipc_pipe_send_end && ipc_pipe_receive_end},
        {"callbacks", ipc_pool_apply_async},
        {"max-tasks", ipc_pool_new_with},
        {"initializers", ipc_pool_new_with},
        {"daemons", ipc_process_set_daemon && ipc_process_daemon},
        {"sentinels", ipc_process_sentinel},
        {"process-names", ipc_process_name && ipc_process_set_name},
        {"kill", ipc_process_kill},
        {"parent-process", ipc_process_parent},
        {"shared-locks", ipc_value_new_with && ipc_array_new_with},
        {"authentication", ipc_connect && ipc_listener_new},
    };
    json_t *names = json_array();
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].has && !(ipc_lacks && has_word(ipc_lacks, all[i].name, strlen(all[i].name)))) {
            json_array_append_new(names, json_string(all[i].name));
        }
    }
    return names;
}

/* Standard input is empty, and nothing else was inherited: descriptors are counted by the harness. */
static void prepare_descriptors(void) {
    close_range(3, ~0U, 0);
    int null = open("/dev/null", O_RDWR);
    dup2(null, 0);
    if (null > 2) {
        close(null);
    }
}

int main(void) {
    if (!getenv("IPC_TCK_SOCKET")) {
        fputs("agent: IPC_TCK_SOCKET is not set: this program is started by ipc-tck\n", stderr);
        return 2;
    }
    prepare_descriptors();
    json_object_seed(0); /* reads random bytes from a file; done here, no actor has to */
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, &signals_of_actors);
    child_signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    pthread_atfork(NULL, NULL, close_control);
    json_t *implementation = json_pack(
        "{s:s, s:s, s:s, s:s}", "name", ipc_name ? ipc_name : "ipc.h", "version", ipc_version ? ipc_version : "unknown",
        "language", "C", "runtime", "gcc " __VERSION__);
    connect_as("nursery", json_pack("{s:o, s:o}", "implementation", implementation, "capabilities", capabilities()));
    serve_nursery();
}
