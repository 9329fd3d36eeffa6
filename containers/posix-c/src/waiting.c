/* Events, conditions, barriers. */
#include "lock.h"

#include <errno.h>
#include <stdlib.h>

/* ---- Events */

/* How often the event was set and cleared: it is set when that is odd. So nobody who waits misses a short time set. */
struct shared_event {
    struct guard guard;
    atomic_uint changes;
};

struct ipc_event {
    struct shared_event *shared;
};

static bool is_set(unsigned changes) {
    return changes % 2 == 1;
}

ipc_event *ipc_event_new(void) {
    ipc_event *event = malloc(sizeof *event);
    if (event && !(event->shared = shared_new(sizeof *event->shared))) {
        free(event);
        return NULL;
    }
    if (event) {
        guard_init(&event->shared->guard);
    }
    return event;
}

static int change(ipc_event *event, bool set) {
    struct shared_event *shared = event->shared;
    guard_enter(&shared->guard);
    if (is_set(atomic_load(&shared->changes)) != set) {
        atomic_fetch_add(&shared->changes, 1);
        if (set) {
            futex_wake(&shared->changes, INT_MAX);
        }
    }
    guard_leave(&shared->guard);
    return 0;
}

int ipc_event_set(ipc_event *event) {
    return change(event, true);
}

int ipc_event_clear(ipc_event *event) {
    return change(event, false);
}

int ipc_event_is_set(ipc_event *event) {
    return is_set(atomic_load(&event->shared->changes));
}

int ipc_event_wait(ipc_event *event, double timeout) {
    struct deadline deadline = deadline_in(timeout);
    atomic_uint *changes = &event->shared->changes;
    unsigned before = atomic_load(changes);
    if (is_set(before)) {
        return 0;
    }
    while (atomic_load(changes) == before) {
        if (futex_wait(changes, before, &deadline) < 0) {
            return atomic_load(changes) == before ? failed(ETIMEDOUT) : 0;
        }
    }
    return 0;
}

void ipc_event_free(ipc_event *event) {
    if (event) {
        shared_free(event->shared, sizeof *event->shared);
        free(event);
    }
}

/* ---- Conditions */

struct shared_condition {
    struct guard guard;
    struct room room;
};

struct ipc_condition {
    struct shared_condition *shared;
    ipc_lock *lock;
    bool owns_lock;
};

ipc_condition *ipc_condition_new(ipc_lock *lock) {
    if (lock && lock->shared->semaphore) {
        errno = EINVAL;
        return NULL;
    }
    ipc_condition *condition = calloc(1, sizeof *condition);
    if (!condition) {
        return NULL;
    }
    condition->owns_lock = !lock;
    condition->lock = lock ? lock : ipc_rlock_new();
    condition->shared = shared_new(sizeof *condition->shared);
    if (!condition->lock || !condition->shared) {
        ipc_condition_free(condition);
        return NULL;
    }
    guard_init(&condition->shared->guard);
    return condition;
}

ipc_lock *ipc_condition_lock(ipc_condition *condition) {
    return condition->lock;
}

int ipc_condition_wait(ipc_condition *condition, double timeout) {
    struct shared_condition *shared = condition->shared;
    struct deadline deadline = deadline_in(timeout);
    if (!lock_is_mine(condition->lock)) {
        return failed(IPC_STATE);
    }
    guard_enter(&shared->guard);
    int seat = room_enter(&shared->room);
    guard_leave(&shared->guard);
    if (seat < 0) {
        return -1;
    }
    unsigned depth = lock_let_go(condition->lock);
    room_wait(&shared->room, seat, &deadline);
    guard_enter(&shared->guard);
    enum seat_state outcome = room_leave(&shared->room, seat);
    guard_leave(&shared->guard);
    lock_take_back(condition->lock, depth);
    return outcome == SEAT_CALLED ? 0 : failed(ETIMEDOUT);
}

int ipc_condition_notify(ipc_condition *condition, long count) {
    if (!lock_is_mine(condition->lock)) {
        return failed(IPC_STATE);
    }
    guard_enter(&condition->shared->guard);
    room_call(&condition->shared->room, count, SEAT_CALLED);
    guard_leave(&condition->shared->guard);
    return 0;
}

int ipc_condition_notify_all(ipc_condition *condition) {
    return ipc_condition_notify(condition, ROOM_SEATS);
}

void ipc_condition_free(ipc_condition *condition) {
    if (condition) {
        if (condition->shared) {
            shared_free(condition->shared, sizeof *condition->shared);
        }
        if (condition->owns_lock) {
            ipc_lock_free(condition->lock);
        }
        free(condition);
    }
}

/* ---- Barriers */

struct shared_barrier {
    struct guard guard;
    struct room room;
    long parties, waiting;
    atomic_bool broken;
};

struct ipc_barrier {
    struct shared_barrier *shared;
    double timeout;
};

ipc_barrier *ipc_barrier_new(long parties, double timeout) {
    if (parties < 1 || parties > ROOM_SEATS) {
        errno = EINVAL;
        return NULL;
    }
    ipc_barrier *barrier = malloc(sizeof *barrier);
    if (barrier && !(barrier->shared = shared_new(sizeof *barrier->shared))) {
        free(barrier);
        return NULL;
    }
    if (barrier) {
        guard_init(&barrier->shared->guard);
        barrier->shared->parties = parties;
        barrier->timeout = timeout;
    }
    return barrier;
}

/* Ends the round, under the guard. */
static void end_round(struct shared_barrier *shared, enum seat_state outcome) {
    shared->waiting = 0;
    room_call(&shared->room, ROOM_SEATS, outcome);
}

static void break_barrier(struct shared_barrier *shared) {
    shared->broken = true;
    end_round(shared, SEAT_SENT_AWAY);
}

/* This party's number and seat, under the guard; no seat for the last one, nor where the barrier is broken. */
static int arrive(struct shared_barrier *shared, int *seat) {
    *seat = -1;
    if (shared->broken) {
        return failed(IPC_BROKEN_BARRIER);
    }
    if (shared->waiting + 1 < shared->parties && (*seat = room_enter(&shared->room)) < 0) {
        return -1;
    }
    int number = (int)shared->waiting++;
    if (shared->waiting == shared->parties) {
        end_round(shared, SEAT_CALLED);
    }
    return number;
}

int ipc_barrier_wait_for(ipc_barrier *barrier, double timeout) {
    struct shared_barrier *shared = barrier->shared;
    struct deadline deadline = deadline_in(timeout);
    int seat;
    guard_enter(&shared->guard);
    int number = arrive(shared, &seat);
    guard_leave(&shared->guard);
    if (seat < 0) {
        return number;
    }
    room_wait(&shared->room, seat, &deadline);
    guard_enter(&shared->guard);
    enum seat_state outcome = room_leave(&shared->room, seat);
    if (outcome == SEAT_WAITING) {
        break_barrier(shared);
    }
    guard_leave(&shared->guard);
    return outcome == SEAT_CALLED ? number : failed(IPC_BROKEN_BARRIER);
}

int ipc_barrier_wait(ipc_barrier *barrier) {
    return ipc_barrier_wait_for(barrier, barrier->timeout);
}

int ipc_barrier_abort(ipc_barrier *barrier) {
    guard_enter(&barrier->shared->guard);
    break_barrier(barrier->shared);
    guard_leave(&barrier->shared->guard);
    return 0;
}

int ipc_barrier_reset(ipc_barrier *barrier) {
    guard_enter(&barrier->shared->guard);
    end_round(barrier->shared, SEAT_SENT_AWAY);
    barrier->shared->broken = false;
    guard_leave(&barrier->shared->guard);
    return 0;
}

int ipc_barrier_broken(ipc_barrier *barrier) {
    return barrier->shared->broken;
}

void ipc_barrier_free(ipc_barrier *barrier) {
    if (barrier) {
        shared_free(barrier->shared, sizeof *barrier->shared);
        free(barrier);
    }
}
