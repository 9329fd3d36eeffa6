#include "shared.h"

#include <errno.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static const long NANOSECONDS = 1000000000;
static const double AS_GOOD_AS_EVER = 1e9; /* seconds: thirty years */

int failed(int error) {
    errno = error;
    return -1;
}

int message_copy(struct ipc_message *message, const void *data, size_t size) {
    message->data = malloc(size + 1);
    if (!message->data) {
        return -1;
    }
    if (size > 0) {
        memcpy(message->data, data, size);
    }
    message->size = size;
    return 0;
}

struct deadline deadline_in(double seconds) {
    struct deadline deadline = {.never = seconds >= AS_GOOD_AS_EVER};
    clock_gettime(CLOCK_MONOTONIC, &deadline.at);
    if (seconds > 0 && !deadline.never) {
        deadline.at.tv_sec += (time_t)seconds;
        deadline.at.tv_nsec += (long)((seconds - (double)(time_t)seconds) * 1e9);
        if (deadline.at.tv_nsec >= NANOSECONDS) {
            deadline.at.tv_nsec -= NANOSECONDS;
            deadline.at.tv_sec++;
        }
    }
    return deadline;
}

const struct timespec *deadline_left(const struct deadline *deadline, struct timespec *left) {
    if (deadline->never) {
        return NULL;
    }
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    left->tv_sec = deadline->at.tv_sec - now.tv_sec;
    left->tv_nsec = deadline->at.tv_nsec - now.tv_nsec;
    if (left->tv_nsec < 0) {
        left->tv_nsec += NANOSECONDS;
        left->tv_sec--;
    }
    if (left->tv_sec < 0) {
        *left = (struct timespec){0};
    }
    return left;
}

void *shared_new(size_t size) {
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

void shared_free(void *memory, size_t size) {
    munmap(memory, size);
}

int futex_wait(atomic_uint *word, unsigned expected, const struct deadline *deadline) {
    /*
     * Of the kinds of waiting only this one takes a point in time, and so needs no correction when it is interrupted.
     */
    long result = syscall(
        SYS_futex, word, FUTEX_WAIT_BITSET, expected, deadline->never ? NULL : &deadline->at, NULL,
        FUTEX_BITSET_MATCH_ANY);
    return result < 0 && errno == ETIMEDOUT ? -1 : 0;
}

void futex_wake(atomic_uint *word, unsigned how_many) {
    syscall(SYS_futex, word, FUTEX_WAKE, how_many, NULL, NULL, 0);
}

static bool counter_try(struct counter *counter) {
    unsigned value = atomic_load(&counter->value);
    while (value > 0) {
        if (atomic_compare_exchange_weak(&counter->value, &value, value - 1)) {
            return true;
        }
    }
    return false;
}

int counter_down(struct counter *counter, const struct deadline *deadline) {
    int woken = 0;
    while (!counter_try(counter)) {
        if (woken < 0) {
            return failed(ETIMEDOUT);
        }
        atomic_fetch_add(&counter->sleepers, 1);
        woken = futex_wait(&counter->value, 0, deadline);
        atomic_fetch_sub(&counter->sleepers, 1);
    }
    return 0;
}

int counter_up(struct counter *counter, unsigned most) {
    unsigned value = atomic_load(&counter->value);
    do {
        if (value >= most) {
            return failed(EINVAL);
        }
    } while (!atomic_compare_exchange_weak(&counter->value, &value, value + 1));
    if (atomic_load(&counter->sleepers) > 0) {
        futex_wake(&counter->value, 1);
    }
    return 0;
}

void guard_init(struct guard *guard) {
    atomic_store(&guard->counter.value, 1);
}

void guard_enter(struct guard *guard) {
    counter_down(&guard->counter, &(struct deadline){.never = true});
}

void guard_leave(struct guard *guard) {
    counter_up(&guard->counter, 1);
}

int room_enter(struct room *room) {
    for (int seat = 0; seat < ROOM_SEATS; seat++) {
        if (atomic_load(&room->seats[seat].state) == SEAT_FREE) {
            room->seats[seat].ticket = room->tickets++;
            atomic_store(&room->seats[seat].state, SEAT_WAITING);
            return seat;
        }
    }
    return failed(EAGAIN);
}

void room_wait(struct room *room, int seat, const struct deadline *deadline) {
    atomic_uint *state = &room->seats[seat].state;
    while (atomic_load(state) == SEAT_WAITING && futex_wait(state, SEAT_WAITING, deadline) == 0) {
    }
}

enum seat_state room_leave(struct room *room, int seat) {
    return atomic_exchange(&room->seats[seat].state, SEAT_FREE);
}

/* The seat that was taken first; -1 if nobody waits. Tickets may wrap around, so they are compared by distance. */
static int longest_waiting(struct room *room) {
    int longest = -1;
    for (int seat = 0; seat < ROOM_SEATS; seat++) {
        if (atomic_load(&room->seats[seat].state) == SEAT_WAITING
            && (longest < 0 || (int)(room->seats[seat].ticket - room->seats[longest].ticket) < 0)) {
            longest = seat;
        }
    }
    return longest;
}

void room_call(struct room *room, long count, enum seat_state outcome) {
    for (; count > 0; count--) {
        int seat = longest_waiting(room);
        if (seat < 0) {
            return;
        }
        atomic_store(&room->seats[seat].state, outcome);
        futex_wake(&room->seats[seat].state, 1);
    }
}
