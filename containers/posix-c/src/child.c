#include "child.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * This process, if it was started by this library. Copied by fork, so it is right for the process that it is of only.
 */
static struct {
    pid_t pid;
    char *name;
    bool daemon;
    pid_t parent;
    char *parent_name;
} self;

static const char MAIN[] = "Main";
static const int UNKNOWN_EXIT_CODE = 255; /* somebody else reaped it, who alone knows */

static bool was_started(void) {
    return self.pid == getpid();
}

int ipc_process_current(struct ipc_identity *identity) {
    bool started = was_started();
    *identity = (struct ipc_identity){
        .name = started ? self.name : MAIN, .pid = getpid(), .daemon = started && self.daemon};
    return 0;
}

int ipc_process_parent(struct ipc_identity *identity) {
    if (!was_started()) {
        return 0;
    }
    *identity = (struct ipc_identity){.name = self.parent_name, .pid = self.parent};
    return 1;
}

static void become(const char *name, bool daemon, pid_t parent) {
    char *parent_name = strdup(self.pid == parent ? self.name : MAIN);
    self.pid = getpid();
    self.name = strdup(name);
    self.daemon = daemon;
    self.parent = parent;
    self.parent_name = parent_name;
}

int child_start(struct child *child, const char *name, bool daemon) {
    if (was_started() && self.daemon) {
        return failed(IPC_STATE);
    }
    pid_t parent = getpid();
    fflush(NULL); /* or the child would print it again */
    pid_t pid = fork();
    if (pid < 0) {
        return -1;
    }
    if (pid == 0) {
        become(name, daemon, parent);
        return 0;
    }
    int sentinel = pidfd_open(pid, 0);
    if (sentinel < 0) {
        int error = errno;
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        return failed(error);
    }
    *child = (struct child){.pid = pid, .sentinel = sentinel};
    return 1;
}

int child_join(struct child *child, double timeout) {
    bool ready;
    int status;
    if (child->ended) {
        return 0;
    }
    int found = ipc_wait(&child->sentinel, &ready, 1, timeout);
    if (found <= 0) {
        return found == 0 ? failed(ETIMEDOUT) : -1;
    }
    if (waitpid(child->pid, &status, 0) == child->pid) {
        child->exit_code = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    } else {
        child->exit_code = UNKNOWN_EXIT_CODE;
    }
    child->ended = true;
    return 0;
}

void child_forget(struct child *child) {
    if (child->sentinel >= 0) {
        close(child->sentinel);
        child->sentinel = -1;
    }
}
