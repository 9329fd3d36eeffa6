/*
 * ipc.h: processes, pools, pipes, queues, shared values, locks and shared arrays for C.
 *
 * This header says what a library does; ipc-tck judges whether it does. A library may define some of these functions
 * and leave out the others: what it leaves out is not claimed, and not judged.
 *
 * Results. A function that returns a pointer gives NULL for an error, every other one -1, and both set errno: to one of
 * the codes below, or to a code of the system (ENOMEM, EMFILE ...). These mean the same everywhere:
 *
 *     EINVAL        a value that the function cannot take
 *     IPC_CLOSED    this process has closed the object
 *     IPC_STATE     not allowed in the state in which the object, or this process, is
 *     ENOMEM, EAGAIN, EMFILE, ENFILE   a limit of the system was reached
 *
 * Time. Durations are in seconds, on CLOCK_MONOTONIC. A `timeout` is how long to wait at most: IPC_FOREVER for no
 * limit, 0 or less for not waiting at all. Who waits sleeps: it uses no processor time.
 *
 * Sharing. A process is made by fork: it has a copy of every object that its maker had, and the copies stand for one
 * thing. An object is shared with the processes that are made after it. `free` gives up this process's copy only; the
 * object must not be used here any more.
 *
 * Messages are bytes. What a function takes, it copies before it returns.
 */
#ifndef IPC_H
#define IPC_H

#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The agent declares everything weak, to see what there is. A library leaves this alone. */
#ifndef IPC_API
#define IPC_API
#endif

#define IPC_FOREVER HUGE_VAL

/* Stands for a default, where a function says so. */
#define IPC_ABSENT LONG_MIN

enum ipc_error {
    IPC_EMPTY = 10000,   /* there is nothing to get */
    IPC_FULL,            /* there is no free slot */
    IPC_END_OF_FILE,     /* every copy of the other end is closed, and everything was received */
    IPC_CLOSED,          /* closed by this process */
    IPC_DIRECTION,       /* the wrong end of a one-way pipe */
    IPC_INDEX,           /* outside of the array */
    IPC_STATE,           /* not allowed in this state */
    IPC_EXHAUSTED,       /* an iterator has no more results */
    IPC_BROKEN_BARRIER,  /* the barrier was aborted or reset, or a wait for it timed out */
    IPC_AUTHENTICATION,  /* the other side does not know the key */
    IPC_FAILED           /* the task failed; the result is what it left behind */
};

/* A message that was received. The receiver frees data, which is never NULL. */
struct ipc_message {
    void *data;
    size_t size;
};

/*
 * What the library cannot do although it defines the functions: names of capabilities of the agent protocol, divided by
 * blanks, such as "daemons callbacks". Need not be defined.
 */
IPC_API extern const char ipc_lacks[];

/* The library's name and version, for reports. Need not be defined. */
IPC_API extern const char ipc_name[];
IPC_API extern const char ipc_version[];

/* ---- Pipes ----------------------------------------------------------------------------------------------------- */

/* One end of a pipe. It is open as long as any process has an open copy of it. */
typedef struct ipc_end ipc_end;

/*
 * Makes a pipe. Duplex: both ends send and receive. Otherwise ends[0] receives what ends[1] sends.
 */
IPC_API int ipc_pipe_new(ipc_end *ends[2], bool duplex);

/*
 * Sends one message; waits while there is no room. The bytes may be reused when it returns.
 * EPIPE: no process has the other end. IPC_DIRECTION, IPC_CLOSED.
 */
IPC_API int ipc_pipe_send(ipc_end *end, const void *data, size_t size);

/*
 * Receives the next message; waits until there is one.
 * IPC_END_OF_FILE, again each time. ECONNRESET: the other end went with messages unread. IPC_DIRECTION, IPC_CLOSED.
 */
IPC_API int ipc_pipe_receive(ipc_end *end, struct ipc_message *message);

/*
 * Receives a message of no more than `most` bytes.
 * EMSGSIZE: it is longer. It stays where it is, and nothing can be received from this end any more.
 */
IPC_API int ipc_pipe_receive_at_most(ipc_end *end, size_t most, struct ipc_message *message);

/* Whether a receive would not wait, be it for a message or for end of file: 1, or 0 when the time-out is over. */
IPC_API int ipc_pipe_poll(ipc_end *end, double timeout);

/* Gives up this process's copy of the end; does nothing if that was done before. */
IPC_API int ipc_pipe_close(ipc_end *end);

/* Whether this process has closed the end, and what it is for: 1 or 0. */
IPC_API int ipc_pipe_closed(const ipc_end *end);
IPC_API int ipc_pipe_readable(const ipc_end *end);
IPC_API int ipc_pipe_writable(const ipc_end *end);

/* The end's file descriptor, for poll(2) and ipc_wait only. IPC_CLOSED. */
IPC_API int ipc_pipe_descriptor(const ipc_end *end);

/*
 * Sends an end over a pipe: the receiver gets a copy of it, and the sender keeps its own. Errors as of send and
 * receive.
 */
IPC_API int ipc_pipe_send_end(ipc_end *through, const ipc_end *end);
IPC_API ipc_end *ipc_pipe_receive_end(ipc_end *through);

/* Closes the end and frees it. */
IPC_API void ipc_pipe_free(ipc_end *end);

/*
 * Waits until at least one of `count` descriptors (of ends, sentinels, listeners) is ready, and says in `ready` which
 * are. Receives nothing. Returns how many are ready: 0 when the time-out is over.
 */
IPC_API int ipc_wait(const int descriptors[], bool ready[], size_t count, double timeout);

/* ---- Connections ----------------------------------------------------------------------------------------------- */

/* Accepts connections of other processes, whoever made them. */
typedef struct ipc_listener ipc_listener;

enum ipc_family { IPC_LOCAL, IPC_NETWORK };

/*
 * Listens at an address of the library's choice: of this machine (IPC_LOCAL), or a free port of 127.0.0.1
 * (IPC_NETWORK). Who connects must know the key, of key_size bytes, without it ever being sent; key NULL: anybody
 * may.
 */
IPC_API ipc_listener *ipc_listener_new(enum ipc_family family, const void *key, size_t key_size);

/* The address, as ipc_connect takes it; valid until the listener is freed. */
IPC_API const char *ipc_listener_address(const ipc_listener *listener);

/* Waits for a connection: the end of a duplex pipe. IPC_AUTHENTICATION: it has another key, and is gone. IPC_CLOSED. */
IPC_API ipc_end *ipc_listener_accept(ipc_listener *listener);

/* Accepts nobody any more; what was accepted goes on. */
IPC_API int ipc_listener_close(ipc_listener *listener);
IPC_API void ipc_listener_free(ipc_listener *listener);

/* Connects. ECONNREFUSED, ENOENT: nobody listens there. IPC_AUTHENTICATION: the listener has another key. */
IPC_API ipc_end *ipc_connect(enum ipc_family family, const char *address, const void *key, size_t key_size);

/* ---- Queues ---------------------------------------------------------------------------------------------------- */

/* Items that any process puts, and any process gets: each item once, first in first out. */
typedef struct ipc_queue ipc_queue;

/* Makes a queue with so many slots; with any number of them if maxsize is 0 or less. */
IPC_API ipc_queue *ipc_queue_new(long maxsize);

/* Puts an item; waits for a free slot. IPC_FULL: there was none within the time-out. IPC_CLOSED. */
IPC_API int ipc_queue_put(ipc_queue *queue, const void *data, size_t size, double timeout);

/* Gets an item; waits until there is one. IPC_EMPTY: there was none within the time-out. IPC_CLOSED. */
IPC_API int ipc_queue_get(ipc_queue *queue, struct ipc_message *item, double timeout);

/* How many items there are; whether there is none; whether there is no free slot. IPC_CLOSED. */
IPC_API long ipc_queue_size(ipc_queue *queue);
IPC_API int ipc_queue_empty(ipc_queue *queue);
IPC_API int ipc_queue_full(ipc_queue *queue);

/* Marks one item, which somebody got, as done. EINVAL: all that were put are done already. */
IPC_API int ipc_queue_task_done(ipc_queue *queue);

/* Waits until all items that were put are done. */
IPC_API int ipc_queue_join(ipc_queue *queue);

/* Ends the use of the queue by this process; does nothing if that was done before. */
IPC_API int ipc_queue_close(ipc_queue *queue);
IPC_API void ipc_queue_free(ipc_queue *queue);

/* ---- Locks ----------------------------------------------------------------------------------------------------- */

/* A lock or a semaphore: acquired so many times before it has to be released. */
typedef struct ipc_lock ipc_lock;

/* A lock: acquired once, by anybody, and released by anybody. The death of its holder does not release it. */
IPC_API ipc_lock *ipc_lock_new(void);

/* A recursive lock: its owner, one thread of one process, may acquire it again, and has to release it as often. */
IPC_API ipc_lock *ipc_rlock_new(void);

/* A semaphore with this count; a bounded one never has a greater count. EINVAL: initial is negative. */
IPC_API ipc_lock *ipc_semaphore_new(long initial);
IPC_API ipc_lock *ipc_bounded_semaphore_new(long initial);

/* Acquires. ETIMEDOUT: it was not free within the time-out. */
IPC_API int ipc_lock_acquire(ipc_lock *lock, double timeout);

/*
 * Releases. EINVAL: a lock is free already, or a bounded semaphore would go beyond its first count. IPC_STATE: a
 * recursive lock is not the caller's.
 */
IPC_API int ipc_lock_release(ipc_lock *lock);
IPC_API void ipc_lock_free(ipc_lock *lock);

/* ---- Events, conditions, barriers ------------------------------------------------------------------------------ */

/* A flag to wait for. It is not set when it is new. */
typedef struct ipc_event ipc_event;

IPC_API ipc_event *ipc_event_new(void);
IPC_API int ipc_event_set(ipc_event *event);
IPC_API int ipc_event_clear(ipc_event *event);
IPC_API int ipc_event_is_set(ipc_event *event);

/* Waits until the event is set, or was set meanwhile. ETIMEDOUT. */
IPC_API int ipc_event_wait(ipc_event *event, double timeout);
IPC_API void ipc_event_free(ipc_event *event);

/* Lets the holder of a lock wait for another one to change something. */
typedef struct ipc_condition ipc_condition;

/* With this lock or recursive lock; NULL: a recursive lock of its own. EINVAL: the lock is a semaphore. */
IPC_API ipc_condition *ipc_condition_new(ipc_lock *lock);

/* The condition's lock, to acquire and release. It belongs to the condition if that made it. */
IPC_API ipc_lock *ipc_condition_lock(ipc_condition *condition);

/*
 * Releases the lock, waits to be notified, and has the lock again when it returns. ETIMEDOUT: it was not notified
 * within the time-out; it has the lock all the same. IPC_STATE: the caller does not hold the lock.
 */
IPC_API int ipc_condition_wait(ipc_condition *condition, double timeout);

/* Notifies the `count` that have waited longest, or everybody. IPC_STATE: the caller does not hold the lock. */
IPC_API int ipc_condition_notify(ipc_condition *condition, long count);
IPC_API int ipc_condition_notify_all(ipc_condition *condition);
IPC_API void ipc_condition_free(ipc_condition *condition);

/* A place where a number of processes wait for each other. */
typedef struct ipc_barrier ipc_barrier;

/*
 * For so many parties. `timeout` is that of ipc_barrier_wait. EINVAL: less than one party, or more than there may be.
 */
IPC_API ipc_barrier *ipc_barrier_new(long parties, double timeout);

/*
 * Waits until all parties are here, and returns this one's number, 0 to parties - 1. The second form has a time-out of
 * its own. IPC_BROKEN_BARRIER: the barrier was aborted or reset, or some party's time-out was over.
 */
IPC_API int ipc_barrier_wait(ipc_barrier *barrier);
IPC_API int ipc_barrier_wait_for(ipc_barrier *barrier, double timeout);

/* Breaks the barrier; makes it as new, which breaks the wait of those that wait; says whether it is broken. */
IPC_API int ipc_barrier_abort(ipc_barrier *barrier);
IPC_API int ipc_barrier_reset(ipc_barrier *barrier);
IPC_API int ipc_barrier_broken(ipc_barrier *barrier);
IPC_API void ipc_barrier_free(ipc_barrier *barrier);

/* ---- Shared values and arrays ---------------------------------------------------------------------------------- */

/*
 * Types are named by a letter:
 *
 *     c char      b int8_t    B uint8_t    h int16_t    H uint16_t    i int32_t    I uint32_t
 *     l long      L unsigned long          q int64_t    Q uint64_t    f float      d double
 *
 * An `element` points to an object of that C type.
 */

/* One object of a C type, in memory that processes share. */
typedef struct ipc_value ipc_value;

/*
 * With this content, or zero if initial is NULL, and with a recursive lock of its own. EINVAL: there is no such type.
 */
IPC_API ipc_value *ipc_value_new(char type, const void *initial);

/* The same with a lock that others may have too, or with none (NULL). */
IPC_API ipc_value *ipc_value_new_with(char type, const void *initial, ipc_lock *lock);

/* Each reads or writes under the value's lock, if it has one: it waits while another process holds that. */
IPC_API int ipc_value_get(ipc_value *value, void *element);
IPC_API int ipc_value_set(ipc_value *value, const void *element);

/* The value's lock, or NULL. It belongs to the value if that made it. */
IPC_API ipc_lock *ipc_value_lock(ipc_value *value);
IPC_API void ipc_value_free(ipc_value *value);

/* Objects of one C type, one directly after the other, in memory that processes share. Its length is fixed. */
typedef struct ipc_array ipc_array;

/*
 * With these elements, or zeros if initial is NULL, and a lock as a value has it.
 * EINVAL: there is no such type, or the length is negative.
 */
IPC_API ipc_array *ipc_array_new(char type, long length, const void *initial);
IPC_API ipc_array *ipc_array_new_with(char type, long length, const void *initial, ipc_lock *lock);

IPC_API long ipc_array_length(ipc_array *array);

/* One element, counted from 0, or from -1 backwards from the end. Waits for the lock like a value. IPC_INDEX. */
IPC_API int ipc_array_get(ipc_array *array, long index, void *element);
IPC_API int ipc_array_set(ipc_array *array, long index, const void *element);

/*
 * Part of an array, as Python's slices: from start, by step, up to but not including stop. Negative positions count
 * from the end, those beyond an end are cut, and IPC_ABSENT is a default: the beginning, the end (for a negative step
 * the other way round), and 1.
 */
struct ipc_slice {
    long start, stop, step;
};

/*
 * Copies the elements of a slice, in its order, to `elements`, where there must be room for as many as the array has,
 * and returns how many there were. EINVAL: the step is 0.
 */
IPC_API long ipc_array_read(ipc_array *array, struct ipc_slice slice, void *elements);

/*
 * Sets the elements of a slice. EINVAL, with nothing changed: the step is 0, or the slice is not of `count` elements.
 */
IPC_API int ipc_array_write(ipc_array *array, struct ipc_slice slice, const void *elements, size_t count);

/* Of an array of char: what is before its first NUL, or everything if there is none. EINVAL: it is of another type. */
IPC_API int ipc_array_text(ipc_array *array, struct ipc_message *text);

/* Sets the text, and a NUL behind it if there is room. EINVAL: the text is longer than the array; nothing changed. */
IPC_API int ipc_array_set_text(ipc_array *array, const void *text, size_t size);

/* Of an array of char: all its bytes; and sets the first `size` of them. Errors as above. */
IPC_API int ipc_array_raw(ipc_array *array, struct ipc_message *bytes);
IPC_API int ipc_array_set_raw(ipc_array *array, const void *bytes, size_t size);

IPC_API ipc_lock *ipc_array_lock(ipc_array *array);
IPC_API void ipc_array_free(ipc_array *array);

/* ---- Processes ------------------------------------------------------------------------------------------------- */

/* A process to be: what it runs, and how it fares. Only the process that made the object may use it. */
typedef struct ipc_process ipc_process;

/* What a process runs. When it returns 0, its process exits with 0; when it returns -1, which is to fail, with 1. */
typedef int ipc_target(const void *argument, size_t size);

IPC_API ipc_process *ipc_process_new(ipc_target *target, const void *argument, size_t size);

/* Names are "Process-1" and so on unless given. A name is valid until it is set or the process is freed. */
IPC_API const char *ipc_process_name(const ipc_process *process);
IPC_API int ipc_process_set_name(ipc_process *process, const char *name);

/*
 * A daemon is terminated when the process that started it exits by exit(3) or by the end of its target, which waits for
 * all others it has started. A daemon may start no process itself. IPC_STATE: the process is started.
 */
IPC_API int ipc_process_daemon(const ipc_process *process);
IPC_API int ipc_process_set_daemon(ipc_process *process, bool daemon);

/* Starts it, once. IPC_STATE: it was started before, by another process, or by a daemon. */
IPC_API int ipc_process_start(ipc_process *process);

/* Its pid; 0 before it is started. */
IPC_API pid_t ipc_process_pid(const ipc_process *process);

/* Whether it was started and has not ended: 1 or 0. A process that has ended is reaped. */
IPC_API int ipc_process_alive(ipc_process *process);

/* How it ended: 1 and its exit status, or -n if signal n ended it; 0: it was not started, or has not ended. */
IPC_API int ipc_process_exit_code(ipc_process *process, int *code);

/* Waits until it has ended, and reaps it. ETIMEDOUT. IPC_STATE: not started, or not this process's. */
IPC_API int ipc_process_join(ipc_process *process, double timeout);

/* Sends SIGTERM, or SIGKILL. IPC_STATE: it was not started. */
IPC_API int ipc_process_terminate(ipc_process *process);
IPC_API int ipc_process_kill(ipc_process *process);

/* A descriptor that becomes readable when the process has ended, and stays so. Valid until close. */
IPC_API int ipc_process_sentinel(const ipc_process *process);

/* Gives up what the object has; every later use is IPC_CLOSED. IPC_STATE: the process has not ended. */
IPC_API int ipc_process_close(ipc_process *process);

/* Frees the object. A process that has not ended goes on, and is not waited for any more. */
IPC_API void ipc_process_free(ipc_process *process);

/*
 * The pids of the processes that this one has started and that have not ended; those that have are reaped. At most
 * `room` of them are written. Returns how many there are.
 */
IPC_API long ipc_process_active_children(pid_t pids[], size_t room);

/* Who a process is. */
struct ipc_identity {
    const char *name;
    pid_t pid;
    bool daemon;
};

/* This process: by what it was started, or "Main". */
IPC_API int ipc_process_current(struct ipc_identity *identity);

/* Who started this process: 1; 0 if it was not started by ipc_process_start. */
IPC_API int ipc_process_parent(struct ipc_identity *identity);

/* ---- Pools ----------------------------------------------------------------------------------------------------- */

/* Processes that do tasks for the one that made the pool. Only that one may use it. */
typedef struct ipc_pool ipc_pool;

/* The result of a task, or of a map: there, or to come. */
typedef struct ipc_result ipc_result;

/* The results of a map, one after the other. */
typedef struct ipc_iterator ipc_iterator;

/*
 * A function that a worker calls with an argument. It returns 0 and leaves its result, allocated by malloc, or -1 if it
 * failed, and leaves what there is to say about that. Its worker goes on either way.
 */
typedef int ipc_task(const void *argument, size_t size, struct ipc_message *result);

/*
 * Is called once, when everything is done, by a thread of the caller's process and before ipc_result_get returns: with
 * the outcome 0 and the results, or with -1 and the one that the first task to fail has left.
 */
typedef void ipc_callback(void *context, int outcome, const struct ipc_message results[], size_t count);

/* The first thing that a new worker does. */
typedef void ipc_initializer(const void *argument, size_t size);

/* A pool with so many workers; IPC_ABSENT: one for each processor that may be used. EINVAL: less than one. */
IPC_API ipc_pool *ipc_pool_new(long workers);

struct ipc_pool_options {
    long workers;
    long max_tasks;               /* a worker ends, and is replaced, after so many tasks; 0: never */
    ipc_initializer *initializer; /* NULL: none */
    const void *argument;         /* the initializer's, copied */
    size_t size;
};

IPC_API ipc_pool *ipc_pool_new_with(const struct ipc_pool_options *options);

/*
 * Does a task: waits for its result. IPC_FAILED: the task failed, and the result is what it left. IPC_STATE: the pool
 * is closed or terminated.
 */
IPC_API int ipc_pool_apply(
    ipc_pool *pool, ipc_task *task, const void *argument, size_t size, struct ipc_message *result);

/* Has a task done; does not wait. callback may be NULL, context is handed to it. IPC_STATE. */
IPC_API ipc_result *ipc_pool_apply_async(
    ipc_pool *pool, ipc_task *task, const void *argument, size_t size, ipc_callback *callback, void *context);

/*
 * Does a task for each of `count` arguments, given to workers in chunks of so many (0: the pool chooses), and writes
 * the results in the order of the arguments. IPC_FAILED: a task failed. results[0] is what it left, and the only
 * result.
 */
IPC_API int ipc_pool_map(
    ipc_pool *pool, ipc_task *task, const struct ipc_message arguments[], size_t count, size_t chunk,
    struct ipc_message results[]);
IPC_API ipc_result *ipc_pool_map_async(
    ipc_pool *pool, ipc_task *task, const struct ipc_message arguments[], size_t count, size_t chunk,
    ipc_callback *callback, void *context);

/* The same, for an iterator: in the order of the arguments, or each as soon as it is there. IPC_STATE. */
IPC_API ipc_iterator *ipc_pool_imap(
    ipc_pool *pool, ipc_task *task, const struct ipc_message arguments[], size_t count, size_t chunk, bool ordered);

/* The next result; waits until it is there. ETIMEDOUT, IPC_EXHAUSTED, IPC_FAILED (and the iterator goes on). */
IPC_API int ipc_iterator_next(ipc_iterator *iterator, double timeout, struct ipc_message *result);
IPC_API void ipc_iterator_free(ipc_iterator *iterator);

/*
 * Waits for the results, and writes them: as many as there were arguments, one for apply_async. The same each time.
 * ETIMEDOUT: not done within the time-out, and goes on. IPC_FAILED: results[0] is what the task left.
 */
IPC_API int ipc_result_get(ipc_result *result, double timeout, struct ipc_message results[]);

/* Waits until it is done. ETIMEDOUT. */
IPC_API int ipc_result_wait(ipc_result *result, double timeout);

/*
 * Whether it is done; whether it is done and no task failed: 1 or 0. successful: IPC_STATE as long as it is not done.
 */
IPC_API int ipc_result_ready(ipc_result *result);
IPC_API int ipc_result_successful(ipc_result *result);
IPC_API void ipc_result_free(ipc_result *result);

/* Takes no more tasks; what was given is done, and then the workers end. */
IPC_API int ipc_pool_close(ipc_pool *pool);

/* Ends the workers at once, whatever they are at; what waits is not done. */
IPC_API int ipc_pool_terminate(ipc_pool *pool);

/* Waits until the workers have ended, and reaps them. IPC_STATE: the pool is neither closed nor terminated. */
IPC_API int ipc_pool_join(ipc_pool *pool);

/* Terminates, joins and frees the pool. Results that are not done never will be; they are freed on their own. */
IPC_API void ipc_pool_free(ipc_pool *pool);

#endif
