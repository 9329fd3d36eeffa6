/* Processes, open files, variables: what every C program has, whatever the implementation. */
#include "agent.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- Second actors */

static int becomes_actor(const void *argument, size_t length) {
    json_t *role = json_loadb(argument, length, 0, NULL);
    keep_only(json_object_get(role, "handles"));
    int outcome = play_to_the_end(json_string_value(json_object_get(role, "token")), NULL);
    json_decref(role);
    return outcome;
}

static json_t *child(json_t *params) {
    struct ipc_message role = message_of(params);
    text(params, "token");
    list(params, "handles");
    pid_t pid;
    if (ipc_process_new && ipc_process_start && ipc_process_pid) {
        ipc_process *process;
        MAKE_OR_REFUSE(process, ipc_process_new(becomes_actor, role.data, role.size));
        PERFORM_OR_REFUSE(ipc_process_start(process));
        pid = ipc_process_pid(process);
    } else {
        PERFORM(pid, fork());
        if (pid < 0) {
            refuse(errno);
        }
        if (pid == 0) {
            exit(becomes_actor(role.data, role.size) < 0 ? EXIT_FAILURE : EXIT_SUCCESS);
        }
    }
    free(role.data);
    return json_integer(pid);
}

/* In the child fork has returned, too: its request is answered by its hello, and it never comes back here. */
static json_t *fork_actor(json_t *params) {
    const char *token = text(params, "token");
    pid_t pid;
    PERFORM(pid, fork());
    if (pid == 0) {
        exit(play_to_the_end(token, json_integer(pid)) < 0 ? EXIT_FAILURE : EXIT_SUCCESS);
    }
    if (pid < 0) {
        refuse(errno);
    }
    return json_integer(pid);
}

/* ---- Identity, waiting, exit, signals */

static json_t *get_pid(json_t *params) {
    (void)params;
    pid_t pid;
    PERFORM(pid, getpid());
    return json_integer(pid);
}

static json_t *get_parent(json_t *params) {
    (void)params;
    pid_t pid;
    PERFORM(pid, getppid());
    return json_integer(pid);
}

static json_t *ending(pid_t pid, int status) {
    if (pid < 0) {
        refuse(errno);
    }
    if (WIFSIGNALED(status)) {
        return json_pack("{s:i, s:i}", "pid", (int)pid, "signaled", WTERMSIG(status));
    }
    return json_pack("{s:i, s:i}", "pid", (int)pid, "exited", WEXITSTATUS(status));
}

static json_t *wait_any(json_t *params) {
    (void)params;
    int status = 0;
    pid_t pid;
    PERFORM(pid, wait(&status));
    return ending(pid, status);
}

static json_t *wait_for(json_t *params) {
    pid_t waited = (pid_t)integer(params, "pid");
    bool nohang = flag(params, "nohang", false);
    int status = 0;
    pid_t pid;
    PERFORM(pid, waitpid(waited, &status, nohang ? WNOHANG : 0));
    return pid == 0 ? json_null() : ending(pid, status);
}

static json_t *exit_actor(json_t *params) {
    int status = (int)integer(params, "status");
    if (flag(params, "orderly", true)) {
        exit(status);
    }
    _exit(status);
}

static int signal_number(const char *name) {
    for (int number = 1; strncmp(name, "SIG", 3) == 0 && number < NSIG; number++) {
        const char *abbreviation = sigabbrev_np(number);
        if (abbreviation && strcmp(abbreviation, name + 3) == 0) {
            return number;
        }
    }
    invalid("signal must be the name of a signal, such as SIGSTOP");
}

static json_t *send_signal(json_t *params) {
    pid_t pid = (pid_t)integer(params, "pid");
    int number = signal_number(text(params, "signal"));
    PERFORM_OR_REFUSE(kill(pid, number));
    return json_null();
}

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static json_t *spin(json_t *params) {
    double end = seconds_now() + number(params, "seconds");
    begin_call();
    while (seconds_now() < end) {
    }
    end_call();
    return json_null();
}

static json_t *limit_processes(json_t *params) {
    struct rlimit limit;
    getrlimit(RLIMIT_NPROC, &limit);
    rlim_t before = limit.rlim_cur;
    limit.rlim_cur = given(params, "soft") ? (rlim_t)integer(params, "soft") : limit.rlim_max;
    PERFORM_OR_REFUSE(setrlimit(RLIMIT_NPROC, &limit));
    return before == RLIM_INFINITY ? json_null() : json_integer((json_int_t)before);
}

/* ---- Open files. A descriptor each, without a buffer. */

static json_t *file_new(json_t *params) {
    const char *file = text(params, "file");
    char path[] = "/tmp/ipctck-XXXXXX";
    int descriptor;
    PERFORM(descriptor, mkstemp(path));
    if (descriptor < 0) {
        refuse(errno);
    }
    unlink(path);
    keep(file, FILE_DESCRIPTOR, (union object){.descriptor = descriptor});
    return json_integer(descriptor);
}

static int descriptor_of(json_t *params) {
    return held(params, "file", FILE_DESCRIPTOR).descriptor;
}

static json_t *file_write(json_t *params) {
    const char *written = text(params, "text");
    int descriptor = descriptor_of(params);
    ssize_t count;
    PERFORM(count, write(descriptor, written, strlen(written)));
    if (count < 0) {
        refuse(errno);
    }
    return json_null();
}

static json_t *file_read(json_t *params) {
    int descriptor = descriptor_of(params);
    size_t most = size(params, "size");
    char *read_text = must_have(malloc(most + 1));
    ssize_t count;
    PERFORM(count, read(descriptor, read_text, most));
    if (count < 0) {
        refuse(errno);
    }
    json_t *value = json_stringn(read_text, (size_t)count);
    free(read_text);
    return value;
}

static json_t *file_seek(json_t *params) {
    int descriptor = descriptor_of(params);
    off_t offset = (off_t)size(params, "offset");
    PERFORM_OR_REFUSE(lseek(descriptor, offset, SEEK_SET) < 0 ? -1 : 0);
    return json_null();
}

static int increment_file(void *context) {
    int descriptor = *(int *)context;
    char decimal[32] = "";
    if (pread(descriptor, decimal, sizeof decimal - 1, 0) < 0) {
        return -1;
    }
    int length = snprintf(decimal, sizeof decimal, "%lld", strtoll(decimal, NULL, 10) + 1);
    return pwrite(descriptor, decimal, (size_t)length, 0) < 0 ? -1 : 0;
}

static json_t *file_increment(json_t *params) {
    int descriptor = descriptor_of(params);
    size_t count = size(params, "count");
    ipc_lock *lock = optional_lock(params, "lock");
    PERFORM_OR_REFUSE(repeat(count, increment_file, &descriptor, lock));
    return json_null();
}

static json_t *stdout_redirect(json_t *params) {
    int descriptor = descriptor_of(params);
    PERFORM_OR_REFUSE(dup2(descriptor, STDOUT_FILENO));
    return json_null();
}

static json_t *stdout_write(json_t *params) {
    const char *written = text(params, "text");
    PERFORM_OR_REFUSE(fputs(written, stdout));
    return json_null();
}

/* ---- Clean-up */

static struct cleanup {
    int descriptor;
    char *text;
    struct cleanup *next;
} *cleanups;

/* Registered once for each clean-up, so it does the last one that is left. */
static void clean_up(void) {
    struct cleanup *last = cleanups;
    cleanups = last->next;
    if (write(last->descriptor, last->text, strlen(last->text)) < 0) {
        perror("agent: clean-up");
    }
    free(last->text);
    free(last);
}

static json_t *cleanup_register(json_t *params) {
    struct cleanup *cleanup = must_have(malloc(sizeof *cleanup));
    *cleanup = (struct cleanup){descriptor_of(params), must_have(strdup(text(params, "text"))), cleanups};
    PERFORM_OR_REFUSE(atexit(clean_up));
    cleanups = cleanup;
    return json_null();
}

/* ---- Variables */

static json_t *variables; /* an object */
static pthread_mutex_t variables_mutex = PTHREAD_MUTEX_INITIALIZER;

static void lock_variables(void) {
    pthread_mutex_lock(&variables_mutex);
}

static void unlock_variables(void) {
    pthread_mutex_unlock(&variables_mutex);
}

/* A child must not begin with a mutex that was held by a thread which it does not have. */
static __attribute__((constructor)) void prepare_variables(void) {
    variables = must_have(json_object());
    pthread_atfork(lock_variables, unlock_variables, unlock_variables);
}

void variable_put(const char *name, json_t *value) {
    lock_variables();
    json_object_set_new(variables, name, value);
    unlock_variables();
}

void variable_append(const char *name, json_t *value, bool make) {
    lock_variables();
    json_t *values = json_object_get(variables, name);
    if (!values && make) {
        values = json_array();
        json_object_set_new(variables, name, values);
    }
    int appended = value ? json_array_append_new(values, value) : 0;
    unlock_variables();
    if (appended < 0) {
        invalid("the variable %s holds no list", name);
    }
}

json_t *variable_copy(const char *name) {
    lock_variables();
    json_t *value = json_deep_copy(json_object_get(variables, name));
    unlock_variables();
    if (!value) {
        invalid("no variable named %s", name);
    }
    return value;
}

json_t *value_or_variable(json_t *params) {
    if (!param(params, "value") == !param(params, "variable")) {
        invalid("either value or variable");
    }
    return param(params, "value") ? json_incref(param(params, "value")) : variable_copy(text(params, "variable"));
}

json_t *kept_in_variable(json_t *params, json_t *value) {
    if (param(params, "into")) {
        variable_put(text(params, "into"), json_deep_copy(value));
    }
    return value;
}

static json_t *variable_set(json_t *params) {
    variable_put(text(params, "name"), json_incref(required(params, "value")));
    return json_null();
}

static json_t *variable_get(json_t *params) {
    return variable_copy(text(params, "name"));
}

static json_t *variable_append_value(json_t *params) {
    variable_append(text(params, "name"), json_incref(required(params, "value")), false);
    return json_null();
}

const struct operation process_operations[] = {
    {"child", "token handles", child},
    {"fork", "token", fork_actor},
    {"getpid", "", get_pid},
    {"getppid", "", get_parent},
    {"wait", "", wait_any},
    {"waitpid", "pid nohang", wait_for},
    {"exit", "status orderly", exit_actor},
    {"signal", "pid signal", send_signal},
    {"spin", "seconds", spin},
    {"limit.processes", "soft", limit_processes},
    {"file.new", "file", file_new},
    {"file.write", "file text", file_write},
    {"file.read", "file size", file_read},
    {"file.seek", "file offset", file_seek},
    {"file.increment", "file count lock", file_increment},
    {"stdout.redirect", "file", stdout_redirect},
    {"stdout.write", "text", stdout_write},
    {"cleanup.register", "file text", cleanup_register},
    {"variable.set", "name value", variable_set},
    {"variable.get", "name", variable_get},
    {"variable.append", "name value", variable_append_value},
    {0},
};
