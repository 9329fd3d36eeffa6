/* Child processes and who this process is: what process objects and the workers of pools have in common. */
#ifndef CHILD_H
#define CHILD_H

#include "shared.h"

struct child {
    pid_t pid;    /* 0: not started */
    int sentinel; /* a pidfd, -1: none */
    bool ended;   /* and reaped; then: */
    int exit_code;
};

/*
 * Makes a child: 1 in the parent, 0 in the child, where `name` and `daemon` are who it is from now on. IPC_STATE: this
 * process is a daemon.
 */
int child_start(struct child *child, const char *name, bool daemon);

/* Waits until it has ended, and reaps it. ETIMEDOUT. */
int child_join(struct child *child, double timeout);

/* Gives up its sentinel. */
void child_forget(struct child *child);

#endif
