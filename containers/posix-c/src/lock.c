#include "lock.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static ipc_lock *new_lock(unsigned value, unsigned most, bool recursive) {
    ipc_lock *lock = malloc(sizeof *lock);
    if (!lock) {
        return NULL;
    }
    lock->shared = shared_new(sizeof *lock->shared);
    if (!lock->shared) {
        free(lock);
        return NULL;
    }
    atomic_store(&lock->shared->counter.value, value);
    lock->shared->most = most;
    lock->shared->recursive = recursive;
    return lock;
}

ipc_lock *ipc_lock_new(void) {
    return new_lock(1, 1, false);
}

ipc_lock *ipc_rlock_new(void) {
    return new_lock(1, 1, true);
}

static ipc_lock *new_semaphore(long initial, bool bounded) {
    if (initial < 0 || initial > INT_MAX) {
        errno = EINVAL;
        return NULL;
    }
    ipc_lock *lock = new_lock((unsigned)initial, bounded ? (unsigned)initial : INT_MAX, false);
    if (lock) {
        lock->shared->semaphore = true;
    }
    return lock;
}

ipc_lock *ipc_semaphore_new(long initial) {
    return new_semaphore(initial, false);
}

ipc_lock *ipc_bounded_semaphore_new(long initial) {
    return new_semaphore(initial, true);
}

bool lock_is_mine(const ipc_lock *lock) {
    return atomic_load(&lock->shared->owner) == gettid();
}

int ipc_lock_acquire(ipc_lock *lock, double timeout) {
    struct shared_lock *shared = lock->shared;
    if (shared->recursive && lock_is_mine(lock)) {
        shared->depth++;
        return 0;
    }
    struct deadline deadline = deadline_in(timeout);
    if (counter_down(&shared->counter, &deadline) < 0) {
        return -1;
    }
    if (!shared->semaphore) {
        atomic_store(&shared->owner, gettid());
        shared->depth = 1;
    }
    return 0;
}

static int let_go(struct shared_lock *shared) {
    if (!shared->semaphore) {
        atomic_store(&shared->owner, 0);
    }
    return counter_up(&shared->counter, shared->most);
}

int ipc_lock_release(ipc_lock *lock) {
    struct shared_lock *shared = lock->shared;
    if (shared->recursive) {
        if (!lock_is_mine(lock)) {
            return failed(IPC_STATE);
        }
        if (--shared->depth > 0) {
            return 0;
        }
    }
    return let_go(shared);
}

unsigned lock_let_go(ipc_lock *lock) {
    unsigned depth = lock->shared->depth;
    let_go(lock->shared);
    return depth;
}

void lock_take_back(ipc_lock *lock, unsigned depth) {
    ipc_lock_acquire(lock, IPC_FOREVER);
    lock->shared->depth = depth;
}

void ipc_lock_free(ipc_lock *lock) {
    if (lock) {
        shared_free(lock->shared, sizeof *lock->shared);
        free(lock);
    }
}
