/* Operations: pools. A task and its arguments are a JSON text, and so is its result. */
#include "agent.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Tasks, in a worker */

static json_t *task_actor(json_t *call_) {
    return play(json_string_value(json_array_get(json_object_get(call_, "positional"), 0)), NULL);
}

static json_t *task_call(json_t *call_) {
    return json_pack(
        "{s:O, s:{}, s:i}", "positional", json_object_get(call_, "positional"), "keywords", "pid", (int)getpid());
}

static json_t *task_square(json_t *call_) {
    json_int_t factor = json_integer_value(json_array_get(json_object_get(call_, "positional"), 0));
    return json_integer(factor * factor);
}

static json_t *task_pid(json_t *call_) {
    (void)call_;
    return json_integer(getpid());
}

static json_t *task_fail(json_t *call_) {
    (void)call_;
    return NULL;
}

static const struct {
    const char *name;
    json_t *(*perform)(json_t *call_);
} TASKS[] = {
    {"actor", task_actor}, {"call", task_call}, {"square", task_square}, {"pid", task_pid}, {"fail", task_fail},
};

/* The function that every worker calls. */
static int do_task(const void *argument, size_t length, struct ipc_message *result) {
    json_t *call_ = json_loadb(argument, length, JSON_ALLOW_NUL, NULL), *value = NULL;
    const char *name = json_string_value(json_object_get(call_, "task"));
    for (size_t i = 0; i < sizeof TASKS / sizeof *TASKS; i++) {
        if (strcmp(TASKS[i].name, name) == 0) {
            value = TASKS[i].perform(call_);
        }
    }
    int outcome = value ? 0 : -1;
    json_t *left = value ? value : json_copy(json_object_get(call_, "positional"));
    *result = message_of(left);
    json_decref(left);
    json_decref(call_);
    return outcome;
}

/* What do_task is called with. Takes the reference to positional. */
static struct ipc_message call_of(json_t *params, json_t *positional) {
    const char *name = text(params, "task");
    bool known = false;
    for (size_t i = 0; i < sizeof TASKS / sizeof *TASKS; i++) {
        known = known || strcmp(TASKS[i].name, name) == 0;
    }
    if (!known) {
        invalid("task must be one of actor, call, square, pid, fail");
    }
    json_t *call_ = json_pack("{s:s, s:o}", "task", name, "positional", positional);
    struct ipc_message message = message_of(call_);
    json_decref(call_);
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
        char *left = must_have(strndup(results[0].data, results[0].size));
        refuse_remote(left);
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

/* What a callback notes, and under which variable. */
struct note {
    char *variable;
    bool is_list;
};

static void take_note(void *context, int outcome, const struct ipc_message results[], size_t count) {
    struct note *note = context;
    json_t *values = json_array(), *noted;
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(values, json_loadb(results[i].data, results[i].size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL));
    }
    noted = json_pack("{s:O, s:i, s:b}", "value", note->is_list ? values : json_array_get(values, 0), "pid",
                      (int)getpid(), "main_thread", gettid() == getpid());
    json_decref(values);
    if (outcome == 0) {
        variable_append(note->variable, noted, true);
    } else {
        json_decref(noted);
    }
    free(note->variable);
    free(note);
}

/* The note of the parameter `callback`, or NULL. */
static struct note *note_of(json_t *params, bool is_list) {
    if (!param(params, "callback")) {
        return NULL;
    }
    struct note *note = must_have(malloc(sizeof *note));
    *note = (struct note){must_have(strdup(text(params, "callback"))), is_list};
    variable_append(note->variable, NULL, true);
    return note;
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
    struct note *note = note_of(params, false);
    ipc_result *result;
    MAKE_OR_REFUSE(result, ipc_pool_apply_async(
        pool, do_task, argument.data, argument.size, note ? take_note : NULL, note));
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
    struct note *note = note_of(params, true);
    ipc_result *result;
    MAKE_OR_REFUSE(result, ipc_pool_map_async(
        pool, do_task, calls.arguments, calls.count, calls.chunk, note ? take_note : NULL, note));
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

#define ANSWERS(operation, function)                   \
    static json_t *operation(json_t *params) {         \
        NEED(function);                                \
        struct kept_result *kept = result_of(params);  \
        int answered;                                  \
        PERFORM(answered, function(kept->result));     \
        if (answered < 0) {                            \
            refuse(errno);                             \
        }                                              \
        return json_boolean(answered);                 \
    }

#define DOES(operation, function)                      \
    static json_t *operation(json_t *params) {         \
        NEED(function);                                \
        ipc_pool *pool = pool_of(params);              \
        PERFORM_OR_REFUSE(function(pool));             \
        return json_null();                            \
    }

ANSWERS(result_ready, ipc_result_ready)
ANSWERS(result_successful, ipc_result_successful)
DOES(pool_close, ipc_pool_close)
DOES(pool_join, ipc_pool_join)
DOES(pool_terminate, ipc_pool_terminate)

const struct operation pool_operations[] = {
    {"pool.new", "pool processes max_tasks initializer", pool_new},
    {"pool.processors", "", pool_processors},
    {"pool.apply", "pool task positional", pool_apply},
    {"pool.apply_async", "pool result task positional callback", pool_apply_async},
    {"pool.map", "pool task items iterable chunksize", pool_map},
    {"pool.map_async", "pool result task items iterable chunksize callback", pool_map_async},
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
