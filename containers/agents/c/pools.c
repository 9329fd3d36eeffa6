/* Operations: pools. A task and its arguments are a JSON text, and so is its result. */
#include "agent.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Tasks, in a worker. Each gives what it returns, or {"type": ..., "message": ...} if it fails. */

static struct leaving task_actor(json_t *positional) {
    return play(json_string_value(json_array_get(positional, 0)), NULL);
}

static struct leaving task_call(json_t *positional) {
    return (struct leaving){
        .value = json_pack("{s:O, s:{}, s:i}", "positional", positional, "keywords", "pid", (int)getpid())};
}

static struct leaving task_square(json_t *positional) {
    json_int_t factor = json_integer_value(json_array_get(positional, 0));
    return (struct leaving){.value = json_integer(factor * factor)};
}

static struct leaving task_pid(json_t *positional) {
    (void)positional;
    return (struct leaving){.value = json_integer(getpid())};
}

static struct leaving task_fail(json_t *positional) {
    json_t *error = json_pack("{s:s, s:O}", "type", "ValueError", "message", json_array_get(positional, 0));
    return (struct leaving){.value = error, .failed = true};
}

static const struct {
    const char *name;
    struct leaving (*perform)(json_t *positional);
} TASKS[] = {
    {"actor", task_actor}, {"call", task_call}, {"square", task_square}, {"pid", task_pid}, {"fail", task_fail},
};

/* The place of a task in that table; -1: it is not there. */
static int find_task(const char *name) {
    int task = sizeof TASKS / sizeof *TASKS - 1;
    while (task >= 0 && strcmp(TASKS[task].name, name) != 0) {
        task--;
    }
    return task;
}

/* The function that every worker calls. */
static int do_task(const void *argument, size_t length, struct ipc_message *result) {
    json_t *task = json_loadb(argument, length, JSON_ALLOW_NUL, NULL);
    int found = find_task(json_string_value(json_object_get(task, "task")));
    struct leaving left = TASKS[found].perform(json_object_get(task, "positional"));
    *result = message_of(left.value);
    json_decref(left.value);
    json_decref(task);
    return left.failed ? -1 : 0;
}

/* What do_task is called with. Takes the reference to positional. */
static struct ipc_message call_of(json_t *params, json_t *positional) {
    const char *name = text(params, "task");
    if (find_task(name) < 0) {
        invalid("task must be one of actor, call, square, pid, fail");
    }
    json_t *task = json_pack("{s:s, s:o}", "task", name, "positional", positional);
    struct ipc_message message = message_of(task);
    json_decref(task);
    return message;
}

/* ---- Pools */

static void initialize(const void *argument, size_t length) {
    json_t *initializer = json_loadb(argument, length, JSON_ALLOW_NUL, NULL);
    variable_append(json_string_value(json_object_get(initializer, "variable")),
                    json_incref(json_object_get(initializer, "value")), true);
    json_decref(initializer);
}

static ipc_pool *make_pool(long workers, json_t *params) {
    if (!given(params, "max_tasks") && !given(params, "initializer")) {
        NEED(ipc_pool_new);
        return ipc_pool_new(workers);
    }
    NEED(ipc_pool_new_with);
    struct ipc_message argument = {0};
    if (given(params, "initializer")) {
        argument = message_of(param(params, "initializer"));
    }
    ipc_pool *pool = ipc_pool_new_with(&(struct ipc_pool_options){
        .workers = workers,
        .max_tasks = given(params, "max_tasks") ? (long)integer(params, "max_tasks") : 0,
        .initializer = argument.data ? initialize : NULL,
        .argument = argument.data,
        .size = argument.size,
    });
    int error = errno;
    free(argument.data);
    errno = error;
    return pool;
}

static json_t *pool_new(json_t *params) {
    const char *name = text(params, "pool");
    long workers = given(params, "processes") ? (long)integer(params, "processes") : IPC_ABSENT;
    ipc_pool *pool;
    MAKE_OR_REFUSE(pool, make_pool(workers, params));
    keep_pointer(name, POOL, pool);
    return json_null();
}

static json_t *pool_processors(json_t *params) {
    (void)params;
    cpu_set_t usable;
    json_int_t present = sysconf(_SC_NPROCESSORS_CONF);
    json_int_t usable_count = sched_getaffinity(0, sizeof usable, &usable) == 0 ? CPU_COUNT(&usable) : present;
    return json_pack("{s:I, s:I}", "present", present, "usable", usable_count);
}

static ipc_pool *pool_of(json_t *params) {
    return held(params, "pool", POOL).pointer;
}

/* ---- Results */

/* A result, and how many values it is of. */
struct kept_result {
    ipc_result *result;
    size_t count;
    bool is_list;
};

static void keep_result(json_t *params, ipc_result *result, size_t count, bool is_list) {
    struct kept_result *kept = must_have(malloc(sizeof *kept));
    *kept = (struct kept_result){result, count, is_list};
    keep_pointer(text(params, "result"), RESULT, kept);
}

/* The value of what was got, or a refusal. Frees the messages. */
static json_t *value_of_results(int got, struct ipc_message *results, size_t count, bool is_list) {
    int error = errno;
    if (got < 0 && error == IPC_FAILED) {
        json_t *left = value_of(&results[0]);
        refuse_remote(text(left, "type"), text(left, "message"));
    }
    if (got < 0) {
        refuse(error);
    }
    json_t *values = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(values, value_of(&results[i]));
    }
    free(results);
    if (is_list) {
        return values;
    }
    json_t *value = json_incref(json_array_get(values, 0));
    json_decref(values);
    return value;
}

static struct ipc_message *room_for(size_t count) {
    return must_have(calloc(count + 1, sizeof(struct ipc_message)));
}

/* Under which variables a callback notes what it was called with: NULL, not at all. */
struct notes {
    char *results, *error;
    bool is_list;
};

static json_t *loaded(const struct ipc_message *message) {
    return json_loadb(message->data, message->size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
}

static json_t *list_of(const struct ipc_message results[], size_t count) {
    json_t *values = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(values, loaded(&results[i]));
    }
    return values;
}

static void take_note(void *context, int outcome, const struct ipc_message results[], size_t count) {
    struct notes *notes = context;
    const char *variable = outcome == 0 ? notes->results : notes->error;
    if (variable) {
        bool is_list = outcome == 0 && notes->is_list;
        json_t *left = is_list ? list_of(results, count) : loaded(&results[0]);
        json_t *noted = outcome < 0 ? left : json_pack("{s:o}", "value", left);
        json_object_set_new(noted, "pid", json_integer(getpid()));
        json_object_set_new(noted, "main_thread", json_boolean(gettid() == getpid()));
        variable_append(variable, noted, true);
    }
    free(notes->results);
    free(notes->error);
    free(notes);
}

static char *variable_for(json_t *params, const char *name) {
    if (!param(params, name)) {
        return NULL;
    }
    variable_append(text(params, name), NULL, true);
    return must_have(strdup(text(params, name)));
}

/* The notes of the parameters callback and error_callback; NULL if there is neither. */
static struct notes *notes_of(json_t *params, bool is_list) {
    if (!param(params, "callback") && !param(params, "error_callback")) {
        return NULL;
    }
    struct notes *notes = must_have(malloc(sizeof *notes));
    *notes = (struct notes){variable_for(params, "callback"), variable_for(params, "error_callback"), is_list};
    return notes;
}

static json_t *positional_of(json_t *params) {
    return param(params, "positional") ? json_incref(list(params, "positional")) : json_array();
}

static json_t *pool_apply(json_t *params) {
    NEED(ipc_pool_apply);
    ipc_pool *pool = pool_of(params);
    struct ipc_message argument = call_of(params, positional_of(params)), *result = room_for(1);
    int applied;
    PERFORM(applied, ipc_pool_apply(pool, do_task, argument.data, argument.size, result));
    return value_of_results(applied, result, 1, false);
}

static json_t *pool_apply_async(json_t *params) {
    NEED(ipc_pool_apply_async);
    ipc_pool *pool = pool_of(params);
    struct ipc_message argument = call_of(params, positional_of(params));
    struct notes *notes = notes_of(params, false);
    ipc_result *result;
    MAKE_OR_REFUSE(result, ipc_pool_apply_async(
        pool, do_task, argument.data, argument.size, notes ? take_note : NULL, notes));
    free(argument.data);
    keep_result(params, result, 1, false);
    return json_null();
}

/* ---- Maps */

struct calls {
    struct ipc_message *arguments;
    size_t count, chunk;
};

static struct calls calls_of(json_t *params) {
    json_t *items = list(params, "items"), *item;
    if (param(params, "iterable") && strcmp(text(params, "iterable"), "list") != 0) {
        invalid("C has no iterable but the list");
    }
    struct calls calls = {room_for(json_array_size(items)), json_array_size(items),
                          given(params, "chunksize") ? size(params, "chunksize") : 0};
    size_t index;
    json_array_foreach(items, index, item) {
        calls.arguments[index] = call_of(params, json_pack("[O]", item));
    }
    return calls;
}

static void free_calls(struct calls *calls) {
    for (size_t i = 0; i < calls->count; i++) {
        free(calls->arguments[i].data);
    }
    free(calls->arguments);
}

static json_t *pool_map(json_t *params) {
    NEED(ipc_pool_map);
    ipc_pool *pool = pool_of(params);
    struct calls calls = calls_of(params);
    struct ipc_message *results = room_for(calls.count);
    int mapped;
    PERFORM(mapped, ipc_pool_map(pool, do_task, calls.arguments, calls.count, calls.chunk, results));
    int error = errno;
    free_calls(&calls);
    errno = error;
    return value_of_results(mapped, results, calls.count, true);
}

static json_t *pool_map_async(json_t *params) {
    NEED(ipc_pool_map_async);
    ipc_pool *pool = pool_of(params);
    struct calls calls = calls_of(params);
    struct notes *notes = notes_of(params, true);
    ipc_result *result;
    MAKE_OR_REFUSE(result, ipc_pool_map_async(
        pool, do_task, calls.arguments, calls.count, calls.chunk, notes ? take_note : NULL, notes));
    free_calls(&calls);
    keep_result(params, result, calls.count, true);
    return json_null();
}

static json_t *imap(json_t *params, bool ordered) {
    NEED(ipc_pool_imap);
    ipc_pool *pool = pool_of(params);
    const char *name = text(params, "iterator");
    struct calls calls = calls_of(params);
    ipc_iterator *iterator;
    MAKE_OR_REFUSE(iterator, ipc_pool_imap(pool, do_task, calls.arguments, calls.count, calls.chunk, ordered));
    free_calls(&calls);
    keep_pointer(name, ITERATOR, iterator);
    return json_null();
}

static json_t *pool_imap(json_t *params) {
    return imap(params, true);
}

static json_t *pool_imap_unordered(json_t *params) {
    return imap(params, false);
}

static json_t *iterator_next(json_t *params) {
    NEED(ipc_iterator_next);
    ipc_iterator *iterator = held(params, "iterator", ITERATOR).pointer;
    double most = timeout(params, IPC_FOREVER);
    struct ipc_message *result = room_for(1);
    int got;
    PERFORM(got, ipc_iterator_next(iterator, most, result));
    return value_of_results(got, result, 1, false);
}

/* ---- What becomes of tasks */

static struct kept_result *result_of(json_t *params) {
    return held(params, "result", RESULT).pointer;
}

static json_t *result_get(json_t *params) {
    NEED(ipc_result_get);
    struct kept_result *kept = result_of(params);
    double most = timeout(params, IPC_FOREVER);
    struct ipc_message *results = room_for(kept->count);
    int got;
    PERFORM(got, ipc_result_get(kept->result, most, results));
    return value_of_results(got, results, kept->count, kept->is_list);
}

/* That the time is over is no error of a wait. */
static json_t *result_wait(json_t *params) {
    NEED(ipc_result_wait);
    struct kept_result *kept = result_of(params);
    double most = timeout(params, IPC_FOREVER);
    int waited;
    PERFORM(waited, ipc_result_wait(kept->result, most));
    if (waited < 0 && errno != ETIMEDOUT) {
        refuse(errno);
    }
    return json_null();
}

ANSWERS(result_ready, ipc_result_ready, result_of(params)->result)
ANSWERS(result_successful, ipc_result_successful, result_of(params)->result)
DOES(pool_close, ipc_pool_close, pool_of(params))
DOES(pool_join, ipc_pool_join, pool_of(params))
DOES(pool_terminate, ipc_pool_terminate, pool_of(params))

const struct operation pool_operations[] = {
    {"pool.new", "pool processes max_tasks initializer", pool_new},
    {"pool.processors", "", pool_processors},
    {"pool.apply", "pool task positional", pool_apply},
    {"pool.apply_async", "pool result task positional callback error_callback", pool_apply_async},
    {"pool.map", "pool task items iterable chunksize", pool_map},
    {"pool.map_async", "pool result task items iterable chunksize callback error_callback", pool_map_async},
    {"pool.imap", "pool iterator task items iterable chunksize", pool_imap},
    {"pool.imap_unordered", "pool iterator task items iterable chunksize", pool_imap_unordered},
    {"iterator.next", "iterator timeout", iterator_next},
    {"result.get", "result timeout", result_get},
    {"result.wait", "result timeout", result_wait},
    {"result.ready", "result", result_ready},
    {"result.successful", "result", result_successful},
    {"pool.close", "pool", pool_close},
    {"pool.join", "pool", pool_join},
    {"pool.terminate", "pool", pool_terminate},
    {0},
};
