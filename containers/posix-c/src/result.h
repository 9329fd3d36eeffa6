/* Results of tasks, as the pool that they come from knows them. */
#ifndef RESULT_H
#define RESULT_H

#include "shared.h"

#include <pthread.h>

struct ipc_result {
    pthread_mutex_t mutex; /* of everything that changes */
    pthread_cond_t changed;
    int holders; /* the caller, and the pool until it is done */

    uint64_t number;
    size_t count;
    struct ipc_message *messages;
    int *outcomes;   /* of each task: 0 or -1 */
    bool *there;     /* whether its message is */
    size_t *arrival; /* which was the first to arrive, the second ... */
    size_t arrived;
    bool done; /* all are there, and the callback has been called */

    ipc_callback *callback;
    void *context;
    ipc_result *next; /* of those that the pool has not done */
};

/* With one holder, the caller. */
ipc_result *result_new(size_t count, ipc_callback *callback, void *context);

/* A task's result has come, and is copied: whether it was the last. */
bool result_arrived(ipc_result *result, size_t task, int outcome, const void *data, size_t size);

/* All have arrived. Who waits is woken after the callback has been called. */
void result_complete(ipc_result *result);

void result_hold(ipc_result *result);
void result_let_go(ipc_result *result);

/* Those of a result that was just made. */
ipc_iterator *iterator_new(ipc_result *result, bool ordered);

/* So many objects of that size, all zero; none is no error. */
void *zeroed(size_t count, size_t size);

#endif
