#include "result.h"

#include <errno.h>
#include <stdlib.h>

struct ipc_iterator {
    ipc_result *result;
    bool ordered;
    size_t given;
};

void *zeroed(size_t count, size_t size) {
    return calloc(count + 1, size);
}

void result_let_go(ipc_result *result) {
    pthread_mutex_lock(&result->mutex);
    bool last = --result->holders == 0;
    pthread_mutex_unlock(&result->mutex);
    if (!last) {
        return;
    }
    for (size_t i = 0; result->messages && i < result->count; i++) {
        free(result->messages[i].data);
    }
    free(result->messages);
    free(result->outcomes);
    free(result->there);
    free(result->arrival);
    pthread_cond_destroy(&result->changed);
    pthread_mutex_destroy(&result->mutex);
    free(result);
}

void result_hold(ipc_result *result) {
    pthread_mutex_lock(&result->mutex);
    result->holders++;
    pthread_mutex_unlock(&result->mutex);
}

ipc_result *result_new(size_t count, ipc_callback *callback, void *context) {
    ipc_result *result = calloc(1, sizeof *result);
    if (!result) {
        return NULL;
    }
    pthread_condattr_t by_monotonic_clock;
    pthread_condattr_init(&by_monotonic_clock);
    pthread_condattr_setclock(&by_monotonic_clock, CLOCK_MONOTONIC);
    pthread_cond_init(&result->changed, &by_monotonic_clock);
    pthread_condattr_destroy(&by_monotonic_clock);
    pthread_mutex_init(&result->mutex, NULL);
    result->holders = 1;
    result->count = count;
    result->messages = zeroed(count, sizeof *result->messages);
    result->outcomes = zeroed(count, sizeof *result->outcomes);
    result->there = zeroed(count, sizeof *result->there);
    result->arrival = zeroed(count, sizeof *result->arrival);
    result->callback = callback;
    result->context = context;
    if (!result->messages || !result->outcomes || !result->there || !result->arrival) {
        result_let_go(result);
        return NULL;
    }
    return result;
}

/* The task that failed, the first of them; none: the count. */
static size_t first_failure(const ipc_result *result) {
    size_t task = 0;
    while (task < result->count && result->outcomes[task] == 0) {
        task++;
    }
    return task;
}

bool result_arrived(ipc_result *result, size_t task, int outcome, const void *data, size_t size) {
    pthread_mutex_lock(&result->mutex);
    if (message_copy(&result->messages[task], data, size) < 0) {
        abort(); /* no memory for what somebody waits for */
    }
    result->outcomes[task] = outcome;
    result->there[task] = true;
    result->arrival[result->arrived++] = task;
    bool last = result->arrived == result->count;
    pthread_cond_broadcast(&result->changed);
    pthread_mutex_unlock(&result->mutex);
    return last;
}

void result_complete(ipc_result *result) {
    if (result->callback) {
        size_t failure = first_failure(result);
        if (failure < result->count) {
            result->callback(result->context, -1, &result->messages[failure], 1);
        } else {
            result->callback(result->context, 0, result->messages, result->count);
        }
    }
    pthread_mutex_lock(&result->mutex);
    result->done = true;
    pthread_cond_broadcast(&result->changed);
    pthread_mutex_unlock(&result->mutex);
}

typedef bool condition(const ipc_result *result, size_t number);

/* Waits until the condition holds; the mutex is locked if it returns 0. ETIMEDOUT. */
static int lock_when(ipc_result *result, condition *holds, size_t number, double timeout) {
    struct deadline deadline = deadline_in(timeout);
    pthread_mutex_lock(&result->mutex);
    int error = 0;
    while (!holds(result, number)) {
        if (error == ETIMEDOUT) {
            pthread_mutex_unlock(&result->mutex);
            return failed(ETIMEDOUT);
        }
        error = deadline.never ? pthread_cond_wait(&result->changed, &result->mutex)
                               : pthread_cond_timedwait(&result->changed, &result->mutex, &deadline.at);
    }
    return 0;
}

static bool is_done(const ipc_result *result, size_t number) {
    (void)number;
    return result->done;
}

static int copy(struct ipc_message *to, const struct ipc_message *from) {
    return message_copy(to, from->data, from->size);
}

int ipc_result_get(ipc_result *result, double timeout, struct ipc_message results[]) {
    if (lock_when(result, is_done, 0, timeout) < 0) {
        return -1;
    }
    size_t failure = first_failure(result), copied = 0;
    int error = 0;
    if (failure < result->count) {
        error = copy(&results[0], &result->messages[failure]) < 0 ? ENOMEM : IPC_FAILED;
    } else {
        while (copied < result->count && copy(&results[copied], &result->messages[copied]) == 0) {
            copied++;
        }
        if (copied < result->count) {
            error = ENOMEM;
            while (copied > 0) {
                free(results[--copied].data);
            }
        }
    }
    pthread_mutex_unlock(&result->mutex);
    return error ? failed(error) : 0;
}

int ipc_result_wait(ipc_result *result, double timeout) {
    if (lock_when(result, is_done, 0, timeout) < 0) {
        return -1;
    }
    pthread_mutex_unlock(&result->mutex);
    return 0;
}

int ipc_result_ready(ipc_result *result) {
    pthread_mutex_lock(&result->mutex);
    bool done = result->done;
    pthread_mutex_unlock(&result->mutex);
    return done;
}

int ipc_result_successful(ipc_result *result) {
    if (!ipc_result_ready(result)) {
        return failed(IPC_STATE);
    }
    return first_failure(result) == result->count;
}

void ipc_result_free(ipc_result *result) {
    if (result) {
        result_let_go(result);
    }
}

/* ---- Iterators */

static bool has_come(const ipc_result *result, size_t task) {
    return result->there[task];
}

static bool so_many_have_come(const ipc_result *result, size_t before) {
    return result->arrived > before;
}

ipc_iterator *iterator_new(ipc_result *result, bool ordered) {
    ipc_iterator *iterator = malloc(sizeof *iterator);
    if (iterator) {
        *iterator = (ipc_iterator){.result = result, .ordered = ordered};
    }
    return iterator;
}

int ipc_iterator_next(ipc_iterator *iterator, double timeout, struct ipc_message *result) {
    ipc_result *all = iterator->result;
    if (iterator->given == all->count) {
        return failed(IPC_EXHAUSTED);
    }
    if (lock_when(all, iterator->ordered ? has_come : so_many_have_come, iterator->given, timeout) < 0) {
        return -1;
    }
    size_t task = iterator->ordered ? iterator->given : all->arrival[iterator->given];
    iterator->given++;
    int copied = copy(result, &all->messages[task]);
    int outcome = all->outcomes[task];
    pthread_mutex_unlock(&all->mutex);
    return copied < 0 ? -1 : outcome < 0 ? failed(IPC_FAILED) : 0;
}

void ipc_iterator_free(ipc_iterator *iterator) {
    if (iterator) {
        ipc_result_free(iterator->result);
        free(iterator);
    }
}
