/*
 * Queues: bytes in a ring that processes share and that grows as needed, and two counters, of items and of free slots,
 * in which those sleep who find none.
 *
 * The ring is a file in memory, as it has to grow while many processes have it mapped: each maps it anew when it finds
 * that the ring has another size than its own mapping.
 */
#include "queue.h"
#include "shared.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const size_t SMALLEST_RING = 1 << 16;

struct shared_queue {
    struct counter items, slots;
    struct guard guard; /* of everything below */
    size_t ring_size;   /* a power of two */
    size_t first, used; /* where the first item begins, and how many bytes the items take */
    long length;        /* how many items */
    unsigned unfinished;
    atomic_uint finished; /* how often everything was done */
};

struct ipc_queue {
    struct shared_queue *shared;
    bool bounded, closed;
    int ring_file;
    unsigned char *ring; /* this process's mapping, of mapped bytes */
    size_t mapped;
};

/* ---- The ring. All under the guard. */

/* Maps the ring as large as it is now. */
static int map_ring(ipc_queue *queue) {
    size_t size = queue->shared->ring_size;
    if (queue->mapped == size) {
        return 0;
    }
    void *ring = queue->ring ? mremap(queue->ring, queue->mapped, size, MREMAP_MAYMOVE)
                             : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, queue->ring_file, 0);
    if (ring == MAP_FAILED) {
        return -1;
    }
    queue->ring = ring;
    queue->mapped = size;
    return 0;
}

/* Makes the ring twice as large, or more. What had gone on at its beginning now follows on its former end. */
static int grow_ring(ipc_queue *queue, size_t needed) {
    struct shared_queue *shared = queue->shared;
    size_t before = shared->ring_size, size = before;
    while (size < needed) {
        if (size > SIZE_MAX / 4) {
            return failed(ENOMEM);
        }
        size *= 2;
    }
    if (ftruncate(queue->ring_file, (off_t)size) < 0) {
        return -1;
    }
    shared->ring_size = size;
    if (map_ring(queue) < 0) {
        shared->ring_size = before;
        return -1;
    }
    if (shared->first + shared->used > before) {
        memcpy(queue->ring + before, queue->ring, shared->first + shared->used - before);
    }
    return 0;
}

/* Gives the memory of a great item back. */
static void shrink_ring(ipc_queue *queue) {
    struct shared_queue *shared = queue->shared;
    if (shared->used == 0 && shared->ring_size > SMALLEST_RING
        && ftruncate(queue->ring_file, (off_t)SMALLEST_RING) == 0) {
        shared->ring_size = SMALLEST_RING;
        shared->first = 0;
        map_ring(queue);
    }
}

static size_t least(size_t one, size_t other) {
    return one < other ? one : other;
}

static void append(ipc_queue *queue, const void *data, size_t size) {
    struct shared_queue *shared = queue->shared;
    size_t at = (shared->first + shared->used) & (shared->ring_size - 1);
    size_t before_the_end = least(size, shared->ring_size - at);
    if (size > 0) {
        memcpy(queue->ring + at, data, before_the_end);
        memcpy(queue->ring, (const char *)data + before_the_end, size - before_the_end);
    }
    shared->used += size;
}

static void take(ipc_queue *queue, void *data, size_t size) {
    struct shared_queue *shared = queue->shared;
    size_t before_the_end = least(size, shared->ring_size - shared->first);
    memcpy(data, queue->ring + shared->first, before_the_end);
    memcpy((char *)data + before_the_end, queue->ring, size - before_the_end);
    shared->first = (shared->first + size) & (shared->ring_size - 1);
    shared->used -= size;
}

static int append_item(ipc_queue *queue, const void *data, size_t size) {
    struct shared_queue *shared = queue->shared;
    size_t needed = shared->used + sizeof size + size;
    if (needed < size || map_ring(queue) < 0 || (needed > shared->ring_size && grow_ring(queue, needed) < 0)) {
        return failed(ENOMEM);
    }
    append(queue, &size, sizeof size);
    append(queue, data, size);
    shared->length++;
    shared->unfinished++;
    return 0;
}

static int take_item(ipc_queue *queue, struct ipc_message *item) {
    struct shared_queue *shared = queue->shared;
    if (map_ring(queue) < 0) {
        return -1;
    }
    size_t first = shared->first;
    take(queue, &item->size, sizeof item->size);
    item->data = malloc(item->size + 1);
    if (!item->data) { /* the item stays */
        shared->first = first;
        shared->used += sizeof item->size;
        return failed(ENOMEM);
    }
    take(queue, item->data, item->size);
    shared->length--;
    shrink_ring(queue);
    return 0;
}

/* ---- The queue */

ipc_queue *ipc_queue_new(long maxsize) {
    ipc_queue *queue = calloc(1, sizeof *queue);
    if (!queue) {
        return NULL;
    }
    queue->bounded = maxsize > 0;
    queue->shared = shared_new(sizeof *queue->shared);
    queue->ring_file = memfd_create("ipc_queue", MFD_CLOEXEC);
    if (!queue->shared || queue->ring_file < 0 || ftruncate(queue->ring_file, (off_t)SMALLEST_RING) < 0) {
        ipc_queue_free(queue);
        return NULL;
    }
    guard_init(&queue->shared->guard);
    queue->shared->ring_size = SMALLEST_RING;
    atomic_store(&queue->shared->slots.value, queue->bounded ? (unsigned)maxsize : 0);
    return queue;
}

static int check(const ipc_queue *queue) {
    return queue->closed ? failed(IPC_CLOSED) : 0;
}

/* Both counters are left as they were found where something fails. */

int ipc_queue_put(ipc_queue *queue, const void *data, size_t size, double timeout) {
    struct shared_queue *shared = queue->shared;
    struct deadline deadline = deadline_in(timeout);
    if (check(queue) < 0) {
        return -1;
    }
    if (queue->bounded && counter_down(&shared->slots, &deadline) < 0) {
        return failed(IPC_FULL);
    }
    guard_enter(&shared->guard);
    int appended = append_item(queue, data, size);
    guard_leave(&shared->guard);
    if (appended == 0) {
        counter_up(&shared->items, UINT_MAX);
    } else if (queue->bounded) {
        counter_up(&shared->slots, UINT_MAX);
        errno = ENOMEM;
    }
    return appended;
}

int ipc_queue_get(ipc_queue *queue, struct ipc_message *item, double timeout) {
    struct shared_queue *shared = queue->shared;
    struct deadline deadline = deadline_in(timeout);
    if (check(queue) < 0) {
        return -1;
    }
    if (counter_down(&shared->items, &deadline) < 0) {
        return failed(IPC_EMPTY);
    }
    guard_enter(&shared->guard);
    int taken = take_item(queue, item);
    guard_leave(&shared->guard);
    if (taken < 0) {
        counter_up(&shared->items, UINT_MAX);
        errno = ENOMEM;
    } else if (queue->bounded) {
        counter_up(&shared->slots, UINT_MAX);
    }
    return taken;
}

long ipc_queue_size(ipc_queue *queue) {
    if (check(queue) < 0) {
        return -1;
    }
    guard_enter(&queue->shared->guard);
    long length = queue->shared->length;
    guard_leave(&queue->shared->guard);
    return length;
}

int ipc_queue_empty(ipc_queue *queue) {
    return check(queue) < 0 ? -1 : atomic_load(&queue->shared->items.value) == 0;
}

int ipc_queue_full(ipc_queue *queue) {
    return check(queue) < 0 ? -1 : queue->bounded && atomic_load(&queue->shared->slots.value) == 0;
}

int ipc_queue_task_done(ipc_queue *queue) {
    struct shared_queue *shared = queue->shared;
    guard_enter(&shared->guard);
    bool excess = shared->unfinished == 0;
    if (!excess && --shared->unfinished == 0) {
        atomic_fetch_add(&shared->finished, 1);
        futex_wake(&shared->finished, INT_MAX);
    }
    guard_leave(&shared->guard);
    return excess ? failed(EINVAL) : 0;
}

int ipc_queue_join(ipc_queue *queue) {
    struct shared_queue *shared = queue->shared;
    guard_enter(&shared->guard);
    bool waits = shared->unfinished > 0;
    unsigned before = atomic_load(&shared->finished);
    guard_leave(&shared->guard);
    while (waits && atomic_load(&shared->finished) == before) {
        futex_wait(&shared->finished, before, &(struct deadline){.never = true});
    }
    return 0;
}

void queue_bar(ipc_queue *queue) {
    guard_enter(&queue->shared->guard);
}

void queue_unbar(ipc_queue *queue) {
    guard_leave(&queue->shared->guard);
}

int ipc_queue_close(ipc_queue *queue) {
    queue->closed = true;
    return 0;
}

void ipc_queue_free(ipc_queue *queue) {
    if (!queue) {
        return;
    }
    if (queue->ring) {
        munmap(queue->ring, queue->mapped);
    }
    if (queue->ring_file >= 0) {
        close(queue->ring_file);
    }
    if (queue->shared) {
        shared_free(queue->shared, sizeof *queue->shared);
    }
    free(queue);
}
