/* What conditions, values and arrays need to know of locks. */
#ifndef LOCK_H
#define LOCK_H

#include "shared.h"

struct shared_lock {
    struct counter counter;
    unsigned most; /* of the counter */
    bool recursive, semaphore;
    atomic_int owner; /* the thread that holds a lock; nobody's in particular for a semaphore */
    unsigned depth;   /* how often the owner has acquired it */
};

struct ipc_lock {
    struct shared_lock *shared;
};

bool lock_is_mine(const ipc_lock *lock);

/* Releases a lock that is mine, however deep, and tells how deep; acquires it again to that depth. */
unsigned lock_let_go(ipc_lock *lock);
void lock_take_back(ipc_lock *lock, unsigned depth);

#endif
