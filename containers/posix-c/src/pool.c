/*
 * Pools: workers that take chunks of tasks from one queue and put what came of them into another.
 *
 * In the process that made the pool two threads are at work. The collector takes results from the queue and hands them
 * to those who wait. The supervisor watches the workers, and replaces those that end too soon.
 */
#include "child.h"
#include "queue.h"
#include "result.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* What the workers tell. */
struct shared_pool {
    atomic_long stopped; /* how many have ended because they were asked to */
};

struct ipc_pool {
    pid_t maker;
    long size;
    struct ipc_pool_options options;
    struct ipc_message initializer_argument;
    struct shared_pool *shared;
    ipc_queue *tasks, *results;

    pthread_mutex_t mutex; /* of everything below */
    struct child *workers; /* those that have not started, or were reaped, have pid 0 */
    unsigned names;
    uint64_t numbers;
    ipc_result *pending;
    bool closed, terminated, joined;
    int wake; /* an eventfd that wakes the supervisor */
    pthread_t collector, supervisor;
    ipc_pool *next; /* of this process's pools */
};

/* ---- What goes through the queues: a chunk, and its messages with a size before each */

struct chunk {
    uint64_t result; /* whose tasks they are; 0: no tasks but a request to end */
    ipc_task *task;
    size_t first, count;
};

struct item {
    int outcome; /* of a result */
    size_t size;
};

/* A chunk that is being written. */
struct writer {
    char *bytes;
    size_t size, room;
};

static int write_bytes(struct writer *writer, const void *bytes, size_t size) {
    if (writer->room - writer->size < size) {
        size_t room = 2 * writer->room + size;
        char *more = realloc(writer->bytes, room);
        if (!more) {
            return -1;
        }
        writer->bytes = more;
        writer->room = room;
    }
    if (size > 0) {
        memcpy(writer->bytes + writer->size, bytes, size);
    }
    writer->size += size;
    return 0;
}

static int write_item(struct writer *writer, int outcome, const struct ipc_message *message) {
    struct item item = {.outcome = outcome, .size = message->size};
    return write_bytes(writer, &item, sizeof item) < 0 ? -1 : write_bytes(writer, message->data, message->size);
}

static void read_bytes(const char **bytes, void *to, size_t size) {
    memcpy(to, *bytes, size);
    *bytes += size;
}

/* The next item of a chunk. Its bytes are those of the chunk. */
static struct item read_item(const char **bytes, const char **content) {
    struct item item;
    read_bytes(bytes, &item, sizeof item);
    *content = *bytes;
    *bytes += item.size;
    return item;
}

/* ---- Workers */

static void perform(ipc_pool *pool, const struct chunk *chunk, const char *arguments) {
    struct writer results = {0};
    write_bytes(&results, chunk, sizeof *chunk);
    for (size_t i = 0; i < chunk->count; i++) {
        const char *argument;
        struct item item = read_item(&arguments, &argument);
        struct ipc_message result = {0};
        int outcome = chunk->task(argument, item.size, &result);
        write_item(&results, outcome < 0 ? -1 : 0, &result);
        free(result.data);
    }
    ipc_queue_put(pool->results, results.bytes, results.size, IPC_FOREVER);
    free(results.bytes);
}

static _Noreturn void work(ipc_pool *pool) {
    if (pool->options.initializer) {
        pool->options.initializer(pool->initializer_argument.data, pool->initializer_argument.size);
    }
    struct ipc_message message;
    for (long tasks = 0; pool->options.max_tasks == 0 || tasks < pool->options.max_tasks;) {
        if (ipc_queue_get(pool->tasks, &message, IPC_FOREVER) < 0) {
            exit(EXIT_FAILURE);
        }
        struct chunk chunk;
        const char *arguments = message.data;
        read_bytes(&arguments, &chunk, sizeof chunk);
        if (chunk.result == 0) {
            atomic_fetch_add(&pool->shared->stopped, 1);
            exit(EXIT_SUCCESS);
        }
        perform(pool, &chunk, arguments);
        free(message.data);
        tasks += (long)chunk.count;
    }
    exit(EXIT_SUCCESS);
}

/* ---- The supervisor. Its functions are called under the pool's mutex. */

static void start_worker(ipc_pool *pool, struct child *worker) {
    char name[32];
    snprintf(name, sizeof name, "Worker-%u", ++pool->names);
    if (child_start(worker, name, true) == 0) {
        for (long i = 0; i < pool->size; i++) {
            child_forget(&pool->workers[i]);
        }
        close(pool->wake);
        sigset_t none;
        sigemptyset(&none);
        pthread_sigmask(SIG_SETMASK, &none, NULL); /* the supervisor's is full */
        work(pool);
    }
}

/* As many as there shall be: no fewer than are not stopped. */
static void start_workers(ipc_pool *pool) {
    long alive = 0, stopped = atomic_load(&pool->shared->stopped);
    for (long i = 0; i < pool->size; i++) {
        alive += pool->workers[i].pid != 0;
    }
    for (long i = 0; i < pool->size && alive + stopped < pool->size && !pool->terminated; i++) {
        if (pool->workers[i].pid == 0) {
            start_worker(pool, &pool->workers[i]);
            alive++;
        }
    }
}

/* Returns how many are left. */
static long reap_workers(ipc_pool *pool) {
    long left = 0;
    for (long i = 0; i < pool->size; i++) {
        struct child *worker = &pool->workers[i];
        if (worker->pid != 0 && child_join(worker, 0) == 0) {
            child_forget(worker);
            *worker = (struct child){.sentinel = -1};
        }
        left += worker->pid != 0;
    }
    return left;
}

static int put_chunk(ipc_queue *queue, const struct chunk *chunk) {
    return ipc_queue_put(queue, chunk, sizeof *chunk, IPC_FOREVER);
}

static void *supervise(void *of) {
    ipc_pool *pool = of;
    int *descriptors = zeroed((size_t)pool->size + 1, sizeof *descriptors);
    bool *ready = zeroed((size_t)pool->size + 1, sizeof *ready);
    pthread_mutex_lock(&pool->mutex);
    while (descriptors && ready) {
        size_t count = 0;
        descriptors[count++] = pool->wake;
        for (long i = 0; i < pool->size; i++) {
            if (pool->workers[i].pid != 0) {
                descriptors[count++] = pool->workers[i].sentinel;
            }
        }
        pthread_mutex_unlock(&pool->mutex);
        ipc_wait(descriptors, ready, count, IPC_FOREVER);
        pthread_mutex_lock(&pool->mutex);
        reap_workers(pool);
        start_workers(pool);
        if (ready[0]) {
            eventfd_t count_of_wakes;
            eventfd_read(pool->wake, &count_of_wakes);
        }
        if ((pool->closed || pool->terminated) && reap_workers(pool) == 0) {
            break;
        }
    }
    pthread_mutex_unlock(&pool->mutex);
    free(descriptors);
    free(ready);
    put_chunk(pool->results, &(struct chunk){0}); /* behind the last result */
    return NULL;
}

/* ---- The collector */

static ipc_result *find_pending(ipc_pool *pool, uint64_t number) {
    pthread_mutex_lock(&pool->mutex);
    ipc_result *result = pool->pending;
    while (result && result->number != number) {
        result = result->next;
    }
    pthread_mutex_unlock(&pool->mutex);
    return result;
}

static void remove_pending(ipc_pool *pool, ipc_result *result) {
    pthread_mutex_lock(&pool->mutex);
    ipc_result **link = &pool->pending;
    while (*link != result) {
        link = &(*link)->next;
    }
    *link = result->next;
    pthread_mutex_unlock(&pool->mutex);
    result_let_go(result);
}

static void receive_results(ipc_pool *pool, const struct chunk *chunk, const char *bytes) {
    ipc_result *result = find_pending(pool, chunk->result);
    if (!result) {
        return;
    }
    bool last = false;
    for (size_t task = chunk->first; task < chunk->first + chunk->count; task++) {
        const char *content;
        struct item item = read_item(&bytes, &content);
        last = result_arrived(result, task, item.outcome, content, item.size);
    }
    if (last) {
        result_complete(result);
        remove_pending(pool, result);
    }
}

static bool is_terminated(ipc_pool *pool) {
    pthread_mutex_lock(&pool->mutex);
    bool terminated = pool->terminated;
    pthread_mutex_unlock(&pool->mutex);
    return terminated;
}

static void *collect(void *of) {
    ipc_pool *pool = of;
    struct ipc_message message;
    while (ipc_queue_get(pool->results, &message, IPC_FOREVER) == 0) {
        struct chunk chunk;
        const char *bytes = message.data;
        read_bytes(&bytes, &chunk, sizeof chunk);
        if (chunk.result != 0) {
            receive_results(pool, &chunk, bytes);
        }
        free(message.data);
        /*
         * Of a worker that was killed there may be an item that nobody counted, so that the last one is never
         * reached.
         */
        if (chunk.result == 0 || is_terminated(pool)) {
            break;
        }
    }
    return NULL;
}

/* ---- The pool */

/* This process's pools: terminated at its exit. */
static struct {
    pid_t owner;
    ipc_pool *first;
} pools;

static ipc_pool **own_list(void) {
    if (pools.owner != getpid()) {
        pools.owner = getpid();
        pools.first = NULL;
    }
    return &pools.first;
}

static void terminate_all(void) {
    for (ipc_pool *pool = *own_list(); pool; pool = pool->next) {
        ipc_pool_terminate(pool);
        ipc_pool_join(pool);
    }
}

static void remember(ipc_pool *pool) {
    static bool registered;
    if (!registered) {
        registered = true;
        atexit(terminate_all);
    }
    ipc_pool **list = own_list();
    pool->next = *list;
    *list = pool;
}

static long usable_processors(void) {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : sysconf(_SC_NPROCESSORS_ONLN);
}

/* What has no threads and no workers yet. */
static void discard(ipc_pool *pool) {
    if (pool->shared) {
        shared_free(pool->shared, sizeof *pool->shared);
    }
    if (pool->wake >= 0) {
        close(pool->wake);
    }
    ipc_queue_free(pool->tasks);
    ipc_queue_free(pool->results);
    free(pool->initializer_argument.data);
    free(pool->workers);
    pthread_mutex_destroy(&pool->mutex);
    free(pool);
}

static ipc_pool *prepare(const struct ipc_pool_options *options) {
    ipc_pool *pool = calloc(1, sizeof *pool);
    if (!pool) {
        return NULL;
    }
    pthread_mutex_init(&pool->mutex, NULL);
    pool->maker = getpid();
    pool->options = *options;
    pool->size = options->workers == IPC_ABSENT ? usable_processors() : options->workers;
    pool->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    pool->shared = shared_new(sizeof *pool->shared);
    pool->tasks = ipc_queue_new(0);
    pool->results = ipc_queue_new(0);
    pool->workers = zeroed((size_t)pool->size, sizeof *pool->workers);
    if (pool->wake < 0 || !pool->shared || !pool->tasks || !pool->results || !pool->workers
        || message_copy(&pool->initializer_argument, options->argument, options->size) < 0) {
        int error = errno;
        discard(pool);
        errno = error;
        return NULL;
    }
    for (long i = 0; i < pool->size; i++) {
        pool->workers[i].sentinel = -1;
    }
    return pool;
}

/* Signals are the caller's: the pool's threads take none. */
static int start_threads(ipc_pool *pool) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&pool->collector, NULL, collect, pool);
    if (!error) {
        error = pthread_create(&pool->supervisor, NULL, supervise, pool);
        if (error) {
            put_chunk(pool->results, &(struct chunk){0});
            pthread_join(pool->collector, NULL);
        }
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

static void kill_workers(ipc_pool *pool) {
    /* A worker that is killed with the guard of a queue would keep it for ever. */
    queue_bar(pool->tasks);
    queue_bar(pool->results);
    for (long i = 0; i < pool->size; i++) {
        if (pool->workers[i].pid != 0) {
            kill(pool->workers[i].pid, SIGKILL);
        }
    }
    for (long i = 0; i < pool->size; i++) {
        if (pool->workers[i].pid != 0) {
            child_join(&pool->workers[i], IPC_FOREVER);
        }
    }
    queue_unbar(pool->results);
    queue_unbar(pool->tasks);
}

ipc_pool *ipc_pool_new_with(const struct ipc_pool_options *options) {
    if ((options->workers < 1 && options->workers != IPC_ABSENT) || options->max_tasks < 0) {
        errno = EINVAL;
        return NULL;
    }
    ipc_pool *pool = prepare(options);
    if (!pool) {
        return NULL;
    }
    start_workers(pool);
    int error = reap_workers(pool) < pool->size ? errno : start_threads(pool);
    if (error) {
        kill_workers(pool);
        reap_workers(pool);
        discard(pool);
        errno = error;
        return NULL;
    }
    remember(pool);
    return pool;
}

ipc_pool *ipc_pool_new(long workers) {
    return ipc_pool_new_with(&(struct ipc_pool_options){.workers = workers});
}

/* ---- Giving tasks */

static int put_tasks(
    ipc_pool *pool, const struct chunk *chunk, const struct ipc_message *arguments) {
    struct writer writer = {0};
    int put = write_bytes(&writer, chunk, sizeof *chunk);
    for (size_t i = 0; put == 0 && i < chunk->count; i++) {
        put = write_item(&writer, 0, &arguments[chunk->first + i]);
    }
    if (put == 0) {
        put = ipc_queue_put(pool->tasks, writer.bytes, writer.size, IPC_FOREVER);
    }
    free(writer.bytes);
    return put;
}

/* Under the pool's mutex, so that no request to end comes between. */
static int give(
    ipc_pool *pool, ipc_result *result, ipc_task *task, const struct ipc_message arguments[], size_t chunk) {
    result->number = ++pool->numbers;
    result_hold(result);
    result->next = pool->pending;
    pool->pending = result;
    for (size_t first = 0; first < result->count; first += chunk) {
        size_t left = result->count - first;
        struct chunk tasks = {result->number, task, first, left < chunk ? left : chunk};
        if (put_tasks(pool, &tasks, arguments) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Chunks of a quarter of a worker's share. */
static size_t chunk_for(const ipc_pool *pool, size_t count) {
    size_t chunks = 4 * (size_t)pool->size;
    return (count + chunks - 1) / chunks;
}

static ipc_result *submit(
    ipc_pool *pool, ipc_task *task, const struct ipc_message arguments[], size_t count, size_t chunk,
    ipc_callback *callback, void *context) {
    if (pool->maker != getpid()) {
        errno = IPC_STATE;
        return NULL;
    }
    ipc_result *result = result_new(count, callback, context);
    if (!result) {
        return NULL;
    }
    int given = 0;
    pthread_mutex_lock(&pool->mutex);
    bool refused = pool->closed || pool->terminated;
    if (!refused && count > 0) {
        given = give(pool, result, task, arguments, chunk ? chunk : chunk_for(pool, count));
    }
    pthread_mutex_unlock(&pool->mutex);
    if (refused || given < 0) {
        errno = refused ? IPC_STATE : errno;
        result_let_go(result); /* of half a submission the pool keeps the other hold */
        return NULL;
    }
    if (count == 0) {
        result_complete(result);
    }
    return result;
}

ipc_result *ipc_pool_apply_async(
    ipc_pool *pool, ipc_task *task, const void *argument, size_t size, ipc_callback *callback, void *context) {
    struct ipc_message message = {(void *)argument, size};
    return submit(pool, task, &message, 1, 1, callback, context);
}

ipc_result *ipc_pool_map_async(
    ipc_pool *pool, ipc_task *task, const struct ipc_message arguments[], size_t count, size_t chunk,
    ipc_callback *callback, void *context) {
    return submit(pool, task, arguments, count, chunk, callback, context);
}

static int get_and_free(ipc_result *result, struct ipc_message results[]) {
    if (!result) {
        return -1;
    }
    int got = ipc_result_get(result, IPC_FOREVER, results);
    int error = errno;
    ipc_result_free(result);
    return got < 0 ? failed(error) : 0;
}

int ipc_pool_apply(ipc_pool *pool, ipc_task *task, const void *argument, size_t size, struct ipc_message *result) {
    return get_and_free(ipc_pool_apply_async(pool, task, argument, size, NULL, NULL), result);
}

int ipc_pool_map(
    ipc_pool *pool, ipc_task *task, const struct ipc_message arguments[], size_t count, size_t chunk,
    struct ipc_message results[]) {
    return get_and_free(ipc_pool_map_async(pool, task, arguments, count, chunk, NULL, NULL), results);
}

ipc_iterator *ipc_pool_imap(
    ipc_pool *pool, ipc_task *task, const struct ipc_message arguments[], size_t count, size_t chunk, bool ordered) {
    ipc_result *result = submit(pool, task, arguments, count, chunk ? chunk : 1, NULL, NULL);
    ipc_iterator *iterator = result ? iterator_new(result, ordered) : NULL;
    if (result && !iterator) {
        ipc_result_free(result);
    }
    return iterator;
}

/* ---- The end of a pool */

int ipc_pool_close(ipc_pool *pool) {
    if (pool->maker != getpid()) {
        return failed(IPC_STATE);
    }
    pthread_mutex_lock(&pool->mutex);
    bool first = !pool->closed && !pool->terminated;
    pool->closed = true;
    for (long i = 0; first && i < pool->size; i++) {
        put_chunk(pool->tasks, &(struct chunk){0}); /* a request to end for each, behind all tasks */
    }
    pthread_mutex_unlock(&pool->mutex);
    eventfd_write(pool->wake, 1);
    return 0;
}

int ipc_pool_terminate(ipc_pool *pool) {
    if (pool->maker != getpid()) {
        return failed(IPC_STATE);
    }
    pthread_mutex_lock(&pool->mutex);
    if (!pool->terminated && !pool->joined) {
        pool->terminated = true;
        kill_workers(pool);
    }
    pthread_mutex_unlock(&pool->mutex);
    eventfd_write(pool->wake, 1);
    return 0;
}

static bool may_be_joined(ipc_pool *pool) {
    pthread_mutex_lock(&pool->mutex);
    bool may_be = pool->closed || pool->terminated;
    pthread_mutex_unlock(&pool->mutex);
    return may_be;
}

int ipc_pool_join(ipc_pool *pool) {
    if (pool->maker != getpid() || !may_be_joined(pool)) {
        return failed(IPC_STATE);
    }
    if (!pool->joined) {
        pthread_join(pool->supervisor, NULL);
        pthread_join(pool->collector, NULL);
        pool->joined = true;
    }
    return 0;
}

void ipc_pool_free(ipc_pool *pool) {
    if (!pool) {
        return;
    }
    ipc_pool_terminate(pool);
    ipc_pool_join(pool);
    for (ipc_pool **link = own_list(); *link; link = &(*link)->next) {
        if (*link == pool) {
            *link = pool->next;
            break;
        }
    }
    while (pool->pending) {
        ipc_result *result = pool->pending;
        pool->pending = result->next;
        result_let_go(result);
    }
    discard(pool);
}
