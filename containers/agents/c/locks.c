/* Operations: locks, semaphores, events, conditions, barriers. */
#include "agent.h"

#include <errno.h>
#include <string.h>

/* ---- Locks and semaphores */

static ipc_lock *make_lock(const char *kind, json_t *params) {
    bool semaphore = strcmp(kind, "semaphore") == 0, bounded = strcmp(kind, "bounded-semaphore") == 0;
    if (semaphore || bounded) {
        long initial = param(params, "initial") ? (long)integer(params, "initial") : 1;
        if (semaphore) {
            NEED(ipc_semaphore_new);
            return ipc_semaphore_new(initial);
        }
        NEED(ipc_bounded_semaphore_new);
        return ipc_bounded_semaphore_new(initial);
    }
    if (strcmp(kind, "rlock") == 0) {
        NEED(ipc_rlock_new);
        return ipc_rlock_new();
    }
    if (strcmp(kind, "lock") != 0) {
        invalid("kind must be one of lock, rlock, semaphore, bounded-semaphore");
    }
    NEED(ipc_lock_new);
    return ipc_lock_new();
}

static json_t *lock_new(json_t *params) {
    const char *name = text(params, "lock"), *kind = param(params, "kind") ? text(params, "kind") : "lock";
    ipc_lock *lock;
    MAKE_OR_REFUSE(lock, make_lock(kind, params));
    keep_pointer(name, LOCK, lock);
    return json_null();
}

/* True, or false for an ETIMEDOUT: what a waiting operation answers. */
static json_t *in_time(int result) {
    if (result < 0 && errno != ETIMEDOUT) {
        refuse(errno);
    }
    return json_boolean(result == 0);
}

static json_t *lock_acquire(json_t *params) {
    NEED(ipc_lock_acquire);
    ipc_lock *lock = lock_or_condition(params, "lock");
    double most = patience(params);
    int acquired;
    PERFORM(acquired, ipc_lock_acquire(lock, most));
    return in_time(acquired);
}

static json_t *lock_release(json_t *params) {
    NEED(ipc_lock_release);
    ipc_lock *lock = lock_or_condition(params, "lock");
    PERFORM_OR_REFUSE(ipc_lock_release(lock));
    return json_null();
}

/* ---- Events */

static ipc_event *event_of(json_t *params) {
    return held(params, "event", EVENT).pointer;
}

static json_t *event_new(json_t *params) {
    NEED(ipc_event_new);
    const char *name = text(params, "event");
    ipc_event *event;
    MAKE_OR_REFUSE(event, ipc_event_new());
    keep_pointer(name, EVENT, event);
    return json_null();
}

static json_t *event_set(json_t *params) {
    NEED(ipc_event_set);
    ipc_event *event = event_of(params);
    PERFORM_OR_REFUSE(ipc_event_set(event));
    return json_null();
}

static json_t *event_clear(json_t *params) {
    NEED(ipc_event_clear);
    ipc_event *event = event_of(params);
    PERFORM_OR_REFUSE(ipc_event_clear(event));
    return json_null();
}

static json_t *event_is_set(json_t *params) {
    NEED(ipc_event_is_set);
    ipc_event *event = event_of(params);
    int set;
    PERFORM(set, ipc_event_is_set(event));
    if (set < 0) {
        refuse(errno);
    }
    return json_boolean(set);
}

static json_t *event_wait(json_t *params) {
    NEED(ipc_event_wait);
    ipc_event *event = event_of(params);
    double most = timeout(params, IPC_FOREVER);
    int waited;
    PERFORM(waited, ipc_event_wait(event, most));
    return in_time(waited);
}

/* ---- Conditions */

static ipc_condition *condition_of(json_t *params) {
    return held(params, "condition", CONDITION).pointer;
}

static json_t *condition_new(json_t *params) {
    NEED(ipc_condition_new);
    const char *name = text(params, "condition");
    ipc_lock *lock = optional_lock(params, "lock");
    ipc_condition *condition;
    MAKE_OR_REFUSE(condition, ipc_condition_new(lock));
    keep_pointer(name, CONDITION, condition);
    return json_null();
}

static json_t *condition_wait(json_t *params) {
    NEED(ipc_condition_wait);
    ipc_condition *condition = condition_of(params);
    double most = timeout(params, IPC_FOREVER);
    int waited;
    PERFORM(waited, ipc_condition_wait(condition, most));
    return in_time(waited);
}

static json_t *condition_notify(json_t *params) {
    NEED(ipc_condition_notify);
    ipc_condition *condition = condition_of(params);
    long count = param(params, "count") ? (long)size(params, "count") : 1;
    PERFORM_OR_REFUSE(ipc_condition_notify(condition, count));
    return json_null();
}

static json_t *condition_notify_all(json_t *params) {
    NEED(ipc_condition_notify_all);
    ipc_condition *condition = condition_of(params);
    PERFORM_OR_REFUSE(ipc_condition_notify_all(condition));
    return json_null();
}

/* ---- Barriers */

static ipc_barrier *barrier_of(json_t *params) {
    return held(params, "barrier", BARRIER).pointer;
}

static json_t *barrier_new(json_t *params) {
    NEED(ipc_barrier_new);
    const char *name = text(params, "barrier");
    long parties = (long)integer(params, "parties");
    double most = timeout(params, IPC_FOREVER);
    ipc_barrier *barrier;
    MAKE_OR_REFUSE(barrier, ipc_barrier_new(parties, most));
    keep_pointer(name, BARRIER, barrier);
    return json_null();
}

static json_t *barrier_wait(json_t *params) {
    NEED(ipc_barrier_wait);
    ipc_barrier *barrier = barrier_of(params);
    int number;
    if (param(params, "timeout")) {
        NEED(ipc_barrier_wait_for);
        double most = timeout(params, IPC_FOREVER);
        PERFORM(number, ipc_barrier_wait_for(barrier, most));
    } else {
        PERFORM(number, ipc_barrier_wait(barrier));
    }
    if (number < 0) {
        refuse(errno);
    }
    return json_integer(number);
}

static json_t *barrier_abort(json_t *params) {
    NEED(ipc_barrier_abort);
    ipc_barrier *barrier = barrier_of(params);
    PERFORM_OR_REFUSE(ipc_barrier_abort(barrier));
    return json_null();
}

static json_t *barrier_reset(json_t *params) {
    NEED(ipc_barrier_reset);
    ipc_barrier *barrier = barrier_of(params);
    PERFORM_OR_REFUSE(ipc_barrier_reset(barrier));
    return json_null();
}

static json_t *barrier_broken(json_t *params) {
    NEED(ipc_barrier_broken);
    ipc_barrier *barrier = barrier_of(params);
    int broken;
    PERFORM(broken, ipc_barrier_broken(barrier));
    if (broken < 0) {
        refuse(errno);
    }
    return json_boolean(broken);
}

const struct operation lock_operations[] = {
    {"lock.new", "lock kind initial", lock_new},
    {"lock.acquire", "lock block timeout", lock_acquire},
    {"lock.release", "lock", lock_release},
    {"event.new", "event", event_new},
    {"event.set", "event", event_set},
    {"event.clear", "event", event_clear},
    {"event.is_set", "event", event_is_set},
    {"event.wait", "event timeout", event_wait},
    {"condition.new", "condition lock", condition_new},
    {"condition.wait", "condition timeout", condition_wait},
    {"condition.notify", "condition count", condition_notify},
    {"condition.notify_all", "condition", condition_notify_all},
    {"barrier.new", "barrier parties timeout", barrier_new},
    {"barrier.wait", "barrier timeout", barrier_wait},
    {"barrier.abort", "barrier", barrier_abort},
    {"barrier.reset", "barrier", barrier_reset},
    {"barrier.broken", "barrier", barrier_broken},
    {0},
};
