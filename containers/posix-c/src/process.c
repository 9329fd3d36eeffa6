/* Process objects. */
#include "child.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct ipc_process {
    pid_t maker;
    ipc_target *target;
    struct ipc_message argument;
    char *name;
    bool daemon, closed;
    struct child child;
    ipc_process *next; /* of the processes that this one has started and not freed */
};

/* The processes that this process has started. A fork copies the list, which is then not the child's own. */
static struct {
    pid_t owner;
    ipc_process *first;
    unsigned names;
} started;

static ipc_process **own_list(void) {
    if (started.owner != getpid()) {
        started.owner = getpid();
        started.first = NULL;
    }
    return &started.first;
}

static void remove_from_list(ipc_process *process) {
    for (ipc_process **link = own_list(); *link; link = &(*link)->next) {
        if (*link == process) {
            *link = process->next;
            return;
        }
    }
}

/* ---- What is done at exit */

static bool is_running(ipc_process *process) {
    return process->child.pid != 0 && child_join(&process->child, 0) < 0;
}

static void terminate_daemons_and_join_all(void) {
    for (ipc_process *process = *own_list(); process; process = process->next) {
        if (process->daemon && is_running(process)) {
            kill(process->child.pid, SIGTERM);
        }
    }
    for (int daemons = 1; daemons >= 0; daemons--) {
        for (ipc_process *process = *own_list(); process; process = process->next) {
            if (process->daemon == daemons) {
                child_join(&process->child, IPC_FOREVER);
            }
        }
    }
}

static void remember(ipc_process *process) {
    static bool registered; /* a fork keeps the registration, too */
    if (!registered) {
        registered = true;
        atexit(terminate_daemons_and_join_all);
    }
    ipc_process **list = own_list();
    process->next = *list;
    *list = process;
}

/* ---- Process objects */

ipc_process *ipc_process_new(ipc_target *target, const void *argument, size_t size) {
    ipc_process *process = calloc(1, sizeof *process);
    if (!process) {
        return NULL;
    }
    process->maker = getpid();
    process->target = target;
    process->child.sentinel = -1;
    if (asprintf(&process->name, "Process-%u", ++started.names) < 0) {
        process->name = NULL;
    }
    if (!process->name || message_copy(&process->argument, argument, size) < 0) {
        free(process->name);
        free(process);
        errno = ENOMEM;
        return NULL;
    }
    return process;
}

static int check(const ipc_process *process, bool must_be_started) {
    if (process->closed) {
        return failed(IPC_CLOSED);
    }
    if (process->maker != getpid() || (must_be_started && process->child.pid == 0)) {
        return failed(IPC_STATE);
    }
    return 0;
}

const char *ipc_process_name(const ipc_process *process) {
    return process->name;
}

int ipc_process_set_name(ipc_process *process, const char *name) {
    char *copy = strdup(name);
    if (!copy) {
        return -1;
    }
    free(process->name);
    process->name = copy;
    return 0;
}

int ipc_process_daemon(const ipc_process *process) {
    return process->daemon;
}

int ipc_process_set_daemon(ipc_process *process, bool daemon) {
    if (check(process, false) < 0) {
        return -1;
    }
    if (process->child.pid != 0) {
        return failed(IPC_STATE);
    }
    process->daemon = daemon;
    return 0;
}

/* What its maker has of other processes is not the new process's affair. */
static _Noreturn void run(ipc_process *process) {
    for (ipc_process *sibling = started.first; sibling; sibling = sibling->next) {
        child_forget(&sibling->child);
    }
    int outcome = process->target(process->argument.data, process->argument.size);
    exit(outcome < 0 ? EXIT_FAILURE : EXIT_SUCCESS);
}

int ipc_process_start(ipc_process *process) {
    if (check(process, false) < 0) {
        return -1;
    }
    if (process->child.pid != 0) {
        return failed(IPC_STATE);
    }
    int result = child_start(&process->child, process->name, process->daemon);
    if (result < 0) {
        return -1;
    }
    if (result == 0) {
        run(process);
    }
    remember(process);
    return 0;
}

pid_t ipc_process_pid(const ipc_process *process) {
    return process->closed ? failed(IPC_CLOSED) : process->child.pid;
}

int ipc_process_alive(ipc_process *process) {
    return check(process, false) < 0 ? -1 : is_running(process);
}

int ipc_process_exit_code(ipc_process *process, int *code) {
    if (check(process, false) < 0) {
        return -1;
    }
    if (process->child.pid == 0 || is_running(process)) {
        return 0;
    }
    *code = process->child.exit_code;
    return 1;
}

int ipc_process_join(ipc_process *process, double timeout) {
    return check(process, true) < 0 ? -1 : child_join(&process->child, timeout);
}

/* A pid that was reaped may be somebody else's by now. */
static int send_signal(ipc_process *process, int signal) {
    if (check(process, true) < 0) {
        return -1;
    }
    return is_running(process) ? kill(process->child.pid, signal) : 0;
}

int ipc_process_terminate(ipc_process *process) {
    return send_signal(process, SIGTERM);
}

int ipc_process_kill(ipc_process *process) {
    return send_signal(process, SIGKILL);
}

int ipc_process_sentinel(const ipc_process *process) {
    return check(process, true) < 0 ? -1 : process->child.sentinel;
}

int ipc_process_close(ipc_process *process) {
    if (process->closed) {
        return 0;
    }
    if (check(process, false) < 0) {
        return -1;
    }
    if (is_running(process)) {
        return failed(IPC_STATE);
    }
    remove_from_list(process);
    child_forget(&process->child);
    process->closed = true;
    return 0;
}

void ipc_process_free(ipc_process *process) {
    if (process) {
        remove_from_list(process);
        child_forget(&process->child);
        free(process->argument.data);
        free(process->name);
        free(process);
    }
}

long ipc_process_active_children(pid_t pids[], size_t room) {
    long count = 0;
    for (ipc_process *process = *own_list(); process; process = process->next) {
        if (is_running(process)) {
            if ((size_t)count < room) {
                pids[count] = process->child.pid;
            }
            count++;
        }
    }
    return count;
}
