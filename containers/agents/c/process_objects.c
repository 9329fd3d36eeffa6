/* Operations: process objects. */
#include "agent.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* The target of a process object: an actor that keeps the arguments it was called with. */
static int target(const void *argument, size_t length) {
    json_t *role = json_loadb(argument, length, 0, NULL), *positional = json_object_get(role, "positional");
    variable_put("positional", positional ? json_incref(positional) : json_array());
    variable_put("keywords", json_object());
    int outcome = play_to_the_end(json_string_value(json_object_get(role, "token")), NULL);
    json_decref(role);
    return outcome;
}

static json_t *process_new(json_t *params) {
    NEED(ipc_process_new);
    const char *name = text(params, "process");
    text(params, "token");
    struct ipc_message role = message_of(params);
    ipc_process *process;
    MAKE_OR_REFUSE(process, ipc_process_new(target, role.data, role.size));
    free(role.data);
    if (given(params, "name")) {
        NEED(ipc_process_set_name);
        PERFORM_OR_REFUSE(ipc_process_set_name(process, text(params, "name")));
    }
    if (flag(params, "daemon", false)) {
        NEED(ipc_process_set_daemon);
        PERFORM_OR_REFUSE(ipc_process_set_daemon(process, true));
    }
    keep_pointer(name, PROCESS, process);
    return json_null();
}

static ipc_process *process_of(json_t *params) {
    return held(params, "process", PROCESS).pointer;
}

DOES(process_start, ipc_process_start, process_of(params))
DOES(process_terminate, ipc_process_terminate, process_of(params))
DOES(process_kill, ipc_process_kill, process_of(params))
DOES(process_close, ipc_process_close, process_of(params))
ANSWERS(process_alive, ipc_process_alive, process_of(params))
ANSWERS(process_daemon, ipc_process_daemon, process_of(params))

static json_t *process_name(json_t *params) {
    NEED(ipc_process_name);
    ipc_process *process = process_of(params);
    const char *name;
    MAKE_OR_REFUSE(name, ipc_process_name(process));
    return json_string(name);
}

static json_t *process_rename(json_t *params) {
    NEED(ipc_process_set_name);
    ipc_process *process = process_of(params);
    const char *name = text(params, "name");
    PERFORM_OR_REFUSE(ipc_process_set_name(process, name));
    return json_null();
}

static json_t *process_pid(json_t *params) {
    NEED(ipc_process_pid);
    ipc_process *process = process_of(params);
    pid_t pid;
    PERFORM(pid, ipc_process_pid(process));
    if (pid < 0) {
        refuse(errno);
    }
    return pid == 0 ? json_null() : json_integer(pid);
}

static json_t *process_exitcode(json_t *params) {
    NEED(ipc_process_exit_code);
    ipc_process *process = process_of(params);
    int ended, code = 0;
    PERFORM(ended, ipc_process_exit_code(process, &code));
    if (ended < 0) {
        refuse(errno);
    }
    return ended ? json_integer(code) : json_null();
}

/* That the time is over is no error of a join. */
static json_t *process_join(json_t *params) {
    NEED(ipc_process_join);
    ipc_process *process = process_of(params);
    double most = timeout(params, IPC_FOREVER);
    int joined;
    PERFORM(joined, ipc_process_join(process, most));
    if (joined < 0 && errno != ETIMEDOUT) {
        refuse(errno);
    }
    return json_null();
}

static json_t *process_sentinel(json_t *params) {
    NEED(ipc_process_sentinel);
    ipc_process *process = process_of(params);
    int sentinel;
    PERFORM(sentinel, ipc_process_sentinel(process));
    if (sentinel < 0) {
        refuse(errno);
    }
    keep(text(params, "sentinel"), SENTINEL, (union object){.descriptor = sentinel});
    return json_null();
}

/* By the system's own poll: what a sentinel is good for. */
static json_t *process_sentinel_wait(json_t *params) {
    struct pollfd polled = {held(params, "sentinel", SENTINEL).descriptor, POLLIN, 0};
    double most = timeout(params, IPC_FOREVER);
    int ready;
    PERFORM(ready, poll(&polled, 1, most == IPC_FOREVER ? -1 : (int)ceil(most * 1000)));
    if (ready < 0) {
        refuse(errno);
    }
    return json_boolean(ready);
}

static int by_number(const void *one, const void *other) {
    return *(const pid_t *)one - *(const pid_t *)other;
}

static json_t *process_active_children(json_t *params) {
    (void)params;
    NEED(ipc_process_active_children);
    pid_t pids[256];
    long count;
    PERFORM(count, ipc_process_active_children(pids, sizeof pids / sizeof *pids));
    if (count < 0) {
        refuse(errno);
    }
    qsort(pids, (size_t)count, sizeof *pids, by_number);
    json_t *numbers = json_array();
    for (long i = 0; i < count; i++) {
        json_array_append_new(numbers, json_integer(pids[i]));
    }
    return numbers;
}

static json_t *process_current(json_t *params) {
    (void)params;
    NEED(ipc_process_current);
    struct ipc_identity identity;
    PERFORM_OR_REFUSE(ipc_process_current(&identity));
    return json_pack("{s:s, s:i, s:b}", "name", identity.name, "pid", (int)identity.pid, "daemon", identity.daemon);
}

static json_t *process_parent(json_t *params) {
    (void)params;
    NEED(ipc_process_parent);
    struct ipc_identity identity;
    int has_parent;
    PERFORM(has_parent, ipc_process_parent(&identity));
    if (has_parent < 0) {
        refuse(errno);
    }
    return has_parent ? json_pack("{s:s, s:i}", "name", identity.name, "pid", (int)identity.pid) : json_null();
}

const struct operation process_object_operations[] = {
    {"process.new", "process token handles name daemon positional", process_new},
    {"process.start", "process", process_start},
    {"process.name", "process", process_name},
    {"process.rename", "process name", process_rename},
    {"process.pid", "process", process_pid},
    {"process.exitcode", "process", process_exitcode},
    {"process.daemon", "process", process_daemon},
    {"process.alive", "process", process_alive},
    {"process.join", "process timeout", process_join},
    {"process.terminate", "process", process_terminate},
    {"process.kill", "process", process_kill},
    {"process.close", "process", process_close},
    {"process.sentinel", "process sentinel", process_sentinel},
    {"process.sentinel_wait", "sentinel timeout", process_sentinel_wait},
    {"process.active_children", "", process_active_children},
    {"process.current", "", process_current},
    {"process.parent", "", process_parent},
    {0},
};
