/*
 * Inside of the C agent: what its parts know of each other.
 *
 *     agent.c      the program: the nursery, and what is claimed
 *     actor.c      an actor: handles, and its role
 *     requests.c   requests, parameters, replies
 *     control.c    the connection to the harness
 *     values.c     what goes over the wire <-> messages
 *     the others   operations, a chapter each
 */
#ifndef AGENT_H
#define AGENT_H

/* A function that the implementation lacks is a null pointer here. */
#define IPC_API __attribute__((weak))
#include "ipc.h"

#include <jansson.h>
#include <setjmp.h>

/* ---- The connection to the harness */

/* Opens this process's own, and says hello. Takes the reference to `more`. */
void connect_as(const char *role, json_t *more);

/* What every child does first, whoever forked it. */
void close_control(void);

/* The next request; NULL if it is no JSON. End of file ends the process, at once. */
json_t *receive_request(void);

/* Whether there is one without waiting. */
bool has_line(void);

/* Sends a message and drops it: 0, or the length of the line if that is too long, and nothing is sent. */
size_t send_line(json_t *message);

int control_descriptor(void);
bool control_is_mine(void);

/* ---- Operations */

/* Performs a request and gives the value of the reply, or leaves by one of the functions below. */
typedef json_t *performer(json_t *params);

struct operation {
    const char *method;
    const char *params; /* the names of all that there may be, divided by blanks */
    performer *perform;
};

extern const struct operation process_operations[], process_object_operations[], pipe_operations[],
    connection_operations[], queue_operations[], lock_operations[], memory_operations[], pool_operations[];

/* All of an actor. */
extern const struct operation *const ACTOR_OPERATIONS[];

/* Performs a request by these operations, and replies. */
void answer(json_t *request, const struct operation *const *tables);

/* The operation `batch`. */
json_t *perform_batch(json_t *params);

/* The request cannot be judged. */
_Noreturn void invalid(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void lacks(const char *function);

/* The implementation refuses, by this errno. */
_Noreturn void refuse(int error);

/* A task failed, by this error. */
_Noreturn void refuse_remote(const char *type, const char *text);

/* The language refuses: there is no C for a value of such a type in this place. */
_Noreturn void refuse_type(const char *text);
_Noreturn void refuse_overflow(const char *text);

/* The implementation answered with something that can't be the answer. */
_Noreturn void misbehaves(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define NEED(function) ((function) ? (void)0 : lacks(#function))

/* result = expression, a call of the implementation, and the time it takes. It keeps errno. */
#define PERFORM(result, expression) (begin_call(), (result) = (expression), end_call())
void begin_call(void);
void end_call(void);

/* The same for a call that gives -1 for an error. */
#define PERFORM_OR_REFUSE(expression)     \
    do {                                  \
        int result_;                      \
        PERFORM(result_, expression);     \
        if (result_ < 0) {                \
            refuse(errno);                \
        }                                 \
    } while (0)

/* An operation that does something with its subject, and answers nothing. */
#define DOES(operation, function, subject)        \
    static json_t *operation(json_t *params) {    \
        NEED(function);                           \
        __typeof__(subject) subject_ = (subject); \
        PERFORM_OR_REFUSE(function(subject_));    \
        return json_null();                       \
    }

/* An operation that answers 1 or 0 about its subject. */
#define ANSWERS(operation, function, subject)     \
    static json_t *operation(json_t *params) {    \
        NEED(function);                           \
        __typeof__(subject) subject_ = (subject); \
        int answered;                             \
        PERFORM(answered, function(subject_));    \
        if (answered < 0) {                       \
            refuse(errno);                        \
        }                                         \
        return json_boolean(answered);            \
    }

/* For one that gives NULL for an error. */
#define MAKE_OR_REFUSE(made, expression)  \
    do {                                  \
        PERFORM(made, expression);        \
        if (!(made)) {                    \
            refuse(errno);                \
        }                                 \
    } while (0)

/* Whether one of these words, divided by blanks, is that word. */
bool has_word(const char *words, const char *word);

/* ---- Parameters. Those that convert fail if the parameter is absent or of another type. */

json_t *param(json_t *params, const char *name);    /* NULL if it is absent */
json_t *required(json_t *params, const char *name);
bool given(json_t *params, const char *name);       /* neither absent nor null */
const char *text(json_t *params, const char *name);
json_int_t integer(json_t *params, const char *name);
size_t size(json_t *params, const char *name);      /* 0 or more */
double number(json_t *params, const char *name);
bool flag(json_t *params, const char *name, bool absent);
json_t *list(json_t *params, const char *name);

/* The time-out: of this many seconds if it is absent, for ever if it is null. */
double timeout(json_t *params, double absent);

/* How long to wait by the parameters block and timeout. */
double patience(json_t *params);

/* ---- Handles */

enum kind {
    PIPE_END, QUEUE, LOCK, FILE_DESCRIPTOR, PROCESS, SENTINEL, POOL, RESULT, ITERATOR, VALUE, ARRAY, EVENT, CONDITION,
    BARRIER, LISTENER
};

/* What the actor keeps under a name. Of a descriptor it is the number. */
union object {
    void *pointer;
    int descriptor;
};

void keep(const char *name, enum kind kind, union object object);
void keep_pointer(const char *name, enum kind kind, void *pointer);
union object held(json_t *params, const char *name, enum kind kind);
bool held_by_name(const char *name, enum kind kind, union object *object);

/* Becomes the holder of exactly these handles: closes everything else of which holders are counted. */
void keep_only(json_t *names);

/* The lock of that parameter, or NULL if it is absent. A condition stands for its lock. */
ipc_lock *optional_lock(json_t *params, const char *name);
ipc_lock *lock_or_condition(json_t *params, const char *name);

/* `action` so many times, each time under the lock if there is one: 0, or -1 and errno. */
int repeat(size_t count, int action(void *context), void *context, ipc_lock *lock);

/* ---- Variables: shared with the threads that call back */

void variable_put(const char *name, json_t *value); /* takes the reference */
void variable_append(const char *name, json_t *value, bool make); /* likewise; NULL: nothing but make */
json_t *variable_copy(const char *name);

/* What the parameters value or variable stand for: a new reference. */
json_t *value_or_variable(json_t *params);

/* The value, which is kept in the variable `into` as well if there is such a parameter. */
json_t *kept_in_variable(json_t *params, json_t *value);

/* ---- Actors */

/* How an actor leaves its role: with a value, or by an error {"type": ..., "message": ...}. */
struct leaving {
    json_t *value;
    bool failed;
};

/* Serves requests as the actor of that token until it is told to leave. */
struct leaving play(const char *token, json_t *returned);

/* The same for a process that has nothing else to do: 0, or -1 if it leaves by an error. */
int play_to_the_end(const char *token, json_t *returned);

/* ---- Values */

/* The message of a value: its JSON text. The caller frees data. */
struct ipc_message message_of(json_t *value);

/* The value of a message, which is freed. */
json_t *value_of(struct ipc_message *message);

/* Tagged values: bytes; an integer beyond the exact ones. */
json_t *value_of_bytes(const void *data, size_t size);
json_t *value_of_integer(int64_t integer);
json_t *value_of_unsigned(uint64_t integer);
json_t *value_of_double(double number);

/* The bytes of a value {"$bytes": ...}; false: it is none. The caller frees data. */
bool is_bytes(json_t *value, struct ipc_message *bytes);

/* The bytes of a text in base64. */
struct ipc_message bytes_of_base64(const char *base64);

/* The data of section 5. The caller frees it. */
void *generate(json_int_t seed, size_t size);
json_t *digest_of(struct ipc_message *message); /* frees it */

/* A message of a series, [label, number, payload], and what is told of one that came: [label, number, intact]. */
json_t *series_message(json_t *label, size_t number, size_t size);
json_t *inspect(json_t *message);

void *must_have(void *memory); /* ends the process where there is no memory */

#endif
