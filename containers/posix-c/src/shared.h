/* What everything else stands on: shared memory, and sleeping until a word of it changes. All errors are errno's. */
#ifndef SHARED_H
#define SHARED_H

#include "ipc.h"

#include <stdatomic.h>
#include <time.h>

/* Sets errno and gives -1. */
int failed(int error);

/* A copy of some bytes; data is never NULL. */
int message_copy(struct ipc_message *message, const void *data, size_t size);

/* ---- Time */

/* When a wait gives up. */
struct deadline {
    bool never;
    struct timespec at; /* on CLOCK_MONOTONIC */
};

struct deadline deadline_in(double seconds);

/* How long until then, 0 if it is over; NULL for ever. */
const struct timespec *deadline_left(const struct deadline *deadline, struct timespec *left);

/* ---- Memory */

/* Zeroed memory that this process shares with those it forks from now on. */
void *shared_new(size_t size);
void shared_free(void *memory, size_t size);

/* ---- Futexes */

/* Sleeps unless the word has another value, until it is woken: 0, or -1 with ETIMEDOUT. May return 0 for no reason. */
int futex_wait(atomic_uint *word, unsigned expected, const struct deadline *deadline);
void futex_wake(atomic_uint *word, unsigned how_many);

/* ---- Counters: what locks, semaphores and the slots of queues are made of */

struct counter {
    atomic_uint value;
    atomic_uint sleepers;
};

/* Takes one, as soon as there is one. ETIMEDOUT. */
int counter_down(struct counter *counter, const struct deadline *deadline);

/* Puts one back. EINVAL: there are `most` already. */
int counter_up(struct counter *counter, unsigned most);

/* ---- Guards: locks that are held for a moment */

struct guard {
    struct counter counter;
};

void guard_init(struct guard *guard);
void guard_enter(struct guard *guard);
void guard_leave(struct guard *guard);

/* ---- Rooms: where many wait, each for a word of its own, and are called by name. All but room_wait under a guard. */

enum { ROOM_SEATS = 1024 };
enum seat_state { SEAT_FREE, SEAT_WAITING, SEAT_CALLED, SEAT_SENT_AWAY };

struct room {
    unsigned tickets;
    struct {
        atomic_uint state;
        unsigned ticket;
    } seats[ROOM_SEATS];
};

/* A seat; -1 with EAGAIN if there is none. */
int room_enter(struct room *room);

/* Sleeps until it is called or sent away, or the deadline is over. */
void room_wait(struct room *room, int seat, const struct deadline *deadline);

/* Gives the seat up, and says what became of it. */
enum seat_state room_leave(struct room *room, int seat);

/* Wakes those that have waited longest. */
void room_call(struct room *room, long count, enum seat_state outcome);

#endif
