/* Operations: shared values and arrays. */
#include "agent.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* An element of any type. */
union element {
    char c;
    int8_t b;
    uint8_t B;
    int16_t h;
    uint16_t H;
    int32_t i;
    uint32_t I;
    long l;
    unsigned long L;
    int64_t q;
    uint64_t Q;
    float f;
    double d;
};

static size_t width_of(char type) {
    switch (type) {
    case 'h': case 'H': return sizeof(int16_t);
    case 'i': case 'I': return sizeof(int32_t);
    case 'l': case 'L': return sizeof(long);
    case 'q': case 'Q': return sizeof(int64_t);
    case 'f': return sizeof(float);
    case 'd': return sizeof(double);
    default: return 1;
    }
}

/* An integer as C's own conversions take it: the lowest bits of the type. */
static uint64_t bits_of(json_t *value) {
    if (json_is_integer(value)) {
        return (uint64_t)json_integer_value(value);
    }
    const char *decimal = json_string_value(json_object_get(value, "$int"));
    if (!decimal) {
        refuse_type("an integer is set to an integer");
    }
    errno = 0;
    uint64_t bits = decimal[0] == '-' ? (uint64_t)strtoll(decimal, NULL, 10) : strtoull(decimal, NULL, 10);
    if (errno == ERANGE) {
        refuse_overflow("C has no integer constant of more than 64 bits");
    }
    return bits;
}

static double double_of(json_t *value) {
    if (!json_is_number(value)) {
        refuse_type("a floating type is set to a number");
    }
    return json_number_value(value);
}

static char character_of(json_t *value) {
    struct ipc_message bytes;
    if (!is_bytes(value, &bytes)) {
        refuse_type("a char is set to a byte");
    }
    char character = *(char *)bytes.data;
    size_t count = bytes.size;
    free(bytes.data);
    if (count != 1) {
        refuse_type("a char is one byte");
    }
    return character;
}

static union element element_of(char type, json_t *value) {
    switch (type) {
    case 'c': return (union element){.c = character_of(value)};
    case 'f': return (union element){.f = (float)double_of(value)};
    case 'd': return (union element){.d = double_of(value)};
    case 'b': return (union element){.b = (int8_t)bits_of(value)};
    case 'B': return (union element){.B = (uint8_t)bits_of(value)};
    case 'h': return (union element){.h = (int16_t)bits_of(value)};
    case 'H': return (union element){.H = (uint16_t)bits_of(value)};
    case 'i': return (union element){.i = (int32_t)bits_of(value)};
    case 'I': return (union element){.I = (uint32_t)bits_of(value)};
    case 'l': return (union element){.l = (long)bits_of(value)};
    case 'L': return (union element){.L = bits_of(value)};
    case 'q': return (union element){.q = (int64_t)bits_of(value)};
    default: return (union element){.Q = bits_of(value)};
    }
}

static json_t *value_of_element(char type, const union element *element) {
    switch (type) {
    case 'c': return value_of_bytes(&element->c, 1);
    case 'f': return value_of_double(element->f);
    case 'd': return value_of_double(element->d);
    case 'b': return value_of_integer(element->b);
    case 'B': return value_of_integer(element->B);
    case 'h': return value_of_integer(element->h);
    case 'H': return value_of_integer(element->H);
    case 'i': return value_of_integer(element->i);
    case 'I': return value_of_integer(element->I);
    case 'l': return value_of_integer(element->l);
    case 'L': return value_of_unsigned(element->L);
    case 'q': return value_of_integer(element->q);
    default: return value_of_unsigned(element->Q);
    }
}

/* Elements in a row, of a list, or of bytes where the type is char. */
struct elements {
    void *data;
    size_t count;
};

static struct elements elements_of(char type, json_t *values) {
    struct ipc_message bytes;
    if (type == 'c' && is_bytes(values, &bytes)) {
        return (struct elements){bytes.data, bytes.size};
    }
    if (!json_is_array(values)) {
        refuse_type("elements are a list");
    }
    size_t width = width_of(type), index;
    json_t *value;
    struct elements elements = {must_have(calloc(json_array_size(values) + 1, width)), json_array_size(values)};
    json_array_foreach(values, index, value) {
        union element element = element_of(type, value);
        memcpy((char *)elements.data + index * width, &element, width);
    }
    return elements;
}

static json_t *value_of_elements(char type, const void *data, size_t count) {
    if (type == 'c') {
        return value_of_bytes(data, count);
    }
    size_t width = width_of(type);
    json_t *values = json_array();
    for (size_t i = 0; i < count; i++) {
        union element element = {0};
        memcpy(&element, (const char *)data + i * width, width);
        json_array_append_new(values, value_of_element(type, &element));
    }
    return values;
}

/* ---- What values and arrays have in common */

/* An object of the implementation's, and the type that it was made with. */
struct typed {
    char type;
    void *object;
};

static void keep_typed(const char *name, enum kind kind, char type, void *object) {
    struct typed *typed = must_have(malloc(sizeof *typed));
    *typed = (struct typed){type, object};
    keep_pointer(name, kind, typed);
}

static char type_of(json_t *params) {
    const char *type = text(params, "typecode");
    if (strlen(type) != 1) {
        refuse_type("a type is named by one letter");
    }
    return type[0];
}

/* The parameter `lock`: whether to have a lock of its own, or which. */
static bool wants_own_lock(json_t *params) {
    return !param(params, "lock") || json_is_true(param(params, "lock"));
}

static ipc_lock *lock_given(json_t *params) {
    return json_is_string(param(params, "lock")) ? optional_lock(params, "lock") : NULL;
}

static json_t *keep_own_lock(json_t *params, ipc_lock *lock) {
    if (lock) {
        keep_pointer(text(params, "lock"), LOCK, lock);
    }
    return json_boolean(lock != NULL);
}

/* ---- Values */

static struct typed *value_typed(json_t *params) {
    return held(params, "value", VALUE).pointer;
}

static ipc_value *make_value(char type, const void *initial, json_t *params) {
    if (wants_own_lock(params)) {
        NEED(ipc_value_new);
        return ipc_value_new(type, initial);
    }
    NEED(ipc_value_new_with);
    return ipc_value_new_with(type, initial, lock_given(params));
}

static json_t *value_new(json_t *params) {
    const char *name = text(params, "value");
    char type = type_of(params);
    bool has_initial = param(params, "initial");
    union element initial = {0};
    if (has_initial) {
        initial = element_of(type, param(params, "initial"));
    }
    ipc_value *value;
    MAKE_OR_REFUSE(value, make_value(type, has_initial ? &initial : NULL, params));
    keep_typed(name, VALUE, type, value);
    return json_null();
}

static json_t *value_get(json_t *params) {
    NEED(ipc_value_get);
    struct typed *value = value_typed(params);
    union element element = {0};
    PERFORM_OR_REFUSE(ipc_value_get(value->object, &element));
    return value_of_element(value->type, &element);
}

static json_t *value_set(json_t *params) {
    NEED(ipc_value_set);
    struct typed *value = value_typed(params);
    union element element = element_of(value->type, required(params, "to"));
    PERFORM_OR_REFUSE(ipc_value_set(value->object, &element));
    return json_null();
}

static json_t *value_lock(json_t *params) {
    NEED(ipc_value_lock);
    struct typed *value = value_typed(params);
    ipc_lock *lock;
    PERFORM(lock, ipc_value_lock(value->object));
    return keep_own_lock(params, lock);
}

/* One more than an element of an integer type. */
static union element one_more(char type, union element element) {
    json_t *value = value_of_element(type, &element), *next = json_integer(json_integer_value(value) + 1);
    union element incremented = element_of(type, next);
    json_decref(value);
    json_decref(next);
    return incremented;
}

static int increment_value(void *context) {
    struct typed *value = context;
    union element element = {0};
    if (ipc_value_get(value->object, &element) < 0) {
        return -1;
    }
    element = one_more(value->type, element);
    return ipc_value_set(value->object, &element);
}

static json_t *value_increment(json_t *params) {
    NEED(ipc_value_get);
    NEED(ipc_value_set);
    struct typed *value = value_typed(params);
    size_t count = size(params, "count");
    ipc_lock *lock = optional_lock(params, "lock");
    PERFORM_OR_REFUSE(repeat(count, increment_value, value, lock));
    return json_null();
}

/* ---- Arrays */

static struct typed *array_typed(json_t *params) {
    return held(params, "array", ARRAY).pointer;
}

static ipc_array *make_array(char type, long length, const void *initial, json_t *params) {
    if (wants_own_lock(params)) {
        NEED(ipc_array_new);
        return ipc_array_new(type, length, initial);
    }
    NEED(ipc_array_new_with);
    return ipc_array_new_with(type, length, initial, lock_given(params));
}

static json_t *array_new(json_t *params) {
    const char *name = text(params, "array");
    char type = type_of(params);
    if (!param(params, "size") == !param(params, "initial")) {
        invalid("either size or initial");
    }
    if (param(params, "iterable") && strcmp(text(params, "iterable"), "list") != 0) {
        invalid("C has no iterable but the list");
    }
    struct elements initial = {0};
    if (param(params, "initial")) {
        initial = elements_of(type, param(params, "initial"));
    } else if (!json_is_integer(param(params, "size"))) {
        refuse_type("a length is an integer");
    }
    long length = initial.data ? (long)initial.count : (long)integer(params, "size");
    ipc_array *array;
    PERFORM(array, make_array(type, length, initial.data, params));
    int error = errno;
    free(initial.data);
    if (!array) {
        refuse(error);
    }
    keep_typed(name, ARRAY, type, array);
    return json_null();
}

static json_t *array_length(json_t *params) {
    NEED(ipc_array_length);
    struct typed *array = array_typed(params);
    long length;
    PERFORM(length, ipc_array_length(array->object));
    if (length < 0) {
        refuse(errno);
    }
    return json_integer(length);
}

static json_t *array_get(json_t *params) {
    NEED(ipc_array_get);
    struct typed *array = array_typed(params);
    long index = (long)integer(params, "index");
    union element element = {0};
    PERFORM_OR_REFUSE(ipc_array_get(array->object, index, &element));
    return value_of_element(array->type, &element);
}

static json_t *array_set(json_t *params) {
    NEED(ipc_array_set);
    struct typed *array = array_typed(params);
    long index = (long)integer(params, "index");
    union element element = element_of(array->type, required(params, "to"));
    PERFORM_OR_REFUSE(ipc_array_set(array->object, index, &element));
    return json_null();
}

static long bound(json_t *params, const char *name) {
    return json_is_null(required(params, name)) ? IPC_ABSENT : (long)integer(params, name);
}

static struct ipc_slice slice_of(json_t *params) {
    return (struct ipc_slice){bound(params, "start"), bound(params, "stop"), bound(params, "step")};
}

static json_t *array_slice(json_t *params) {
    NEED(ipc_array_length);
    NEED(ipc_array_read);
    struct typed *array = array_typed(params);
    struct ipc_slice slice = slice_of(params);
    void *elements = must_have(calloc((size_t)ipc_array_length(array->object) + 1, width_of(array->type)));
    long count;
    PERFORM(count, ipc_array_read(array->object, slice, elements));
    if (count < 0) {
        int error = errno;
        free(elements);
        refuse(error);
    }
    json_t *value = value_of_elements(array->type, elements, (size_t)count);
    free(elements);
    return kept_in_variable(params, value);
}

static json_t *array_assign(json_t *params) {
    NEED(ipc_array_write);
    struct typed *array = array_typed(params);
    struct ipc_slice slice = slice_of(params);
    struct elements elements = elements_of(array->type, required(params, "values"));
    int written;
    PERFORM(written, ipc_array_write(array->object, slice, elements.data, elements.count));
    int error = errno;
    free(elements.data);
    if (written < 0) {
        refuse(error);
    }
    return json_null();
}

/* By iteration: for (i = 0; i < length; i++). */
static long read_one_by_one(struct typed *array, char *elements) {
    long length = ipc_array_length(array->object);
    for (long i = 0; i < length; i++) {
        if (ipc_array_get(array->object, i, elements + (size_t)i * width_of(array->type)) < 0) {
            return -1;
        }
    }
    return length;
}

static json_t *array_list(json_t *params) {
    NEED(ipc_array_length);
    NEED(ipc_array_get);
    struct typed *array = array_typed(params);
    char *elements = must_have(calloc((size_t)ipc_array_length(array->object) + 1, width_of(array->type)));
    long count;
    PERFORM(count, read_one_by_one(array, elements));
    if (count < 0) {
        int error = errno;
        free(elements);
        refuse(error);
    }
    json_t *values = json_array();
    for (long i = 0; i < count; i++) {
        union element element = {0};
        memcpy(&element, elements + (size_t)i * width_of(array->type), width_of(array->type));
        json_array_append_new(values, value_of_element(array->type, &element));
    }
    free(elements);
    return values;
}

/* ---- Characters */

typedef int reader(ipc_array *array, struct ipc_message *bytes);
typedef int writer(ipc_array *array, const void *bytes, size_t size);

static json_t *characters(json_t *params, reader *read, writer *write) {
    struct typed *array = array_typed(params);
    struct ipc_message bytes;
    if (param(params, "to")) {
        if (!is_bytes(param(params, "to"), &bytes)) {
            refuse_type("characters are set to bytes");
        }
        int written;
        PERFORM(written, write(array->object, bytes.data, bytes.size));
        int error = errno;
        free(bytes.data);
        if (written < 0) {
            refuse(error);
        }
        return json_null();
    }
    PERFORM_OR_REFUSE(read(array->object, &bytes));
    json_t *value = value_of_bytes(bytes.data, bytes.size);
    free(bytes.data);
    return value;
}

static json_t *array_value(json_t *params) {
    NEED(ipc_array_text);
    NEED(ipc_array_set_text);
    return characters(params, ipc_array_text, ipc_array_set_text);
}

static json_t *array_raw(json_t *params) {
    NEED(ipc_array_raw);
    NEED(ipc_array_set_raw);
    return characters(params, ipc_array_raw, ipc_array_set_raw);
}

static json_t *array_lock(json_t *params) {
    NEED(ipc_array_lock);
    struct typed *array = array_typed(params);
    ipc_lock *lock;
    PERFORM(lock, ipc_array_lock(array->object));
    return keep_own_lock(params, lock);
}

/* An element to increment. */
struct counted {
    struct typed *array;
    long index;
};

static int increment_element(void *context) {
    struct counted *counted = context;
    union element element = {0};
    if (ipc_array_get(counted->array->object, counted->index, &element) < 0) {
        return -1;
    }
    element = one_more(counted->array->type, element);
    return ipc_array_set(counted->array->object, counted->index, &element);
}

static json_t *array_increment(json_t *params) {
    NEED(ipc_array_get);
    NEED(ipc_array_set);
    struct counted counted = {array_typed(params), (long)integer(params, "index")};
    size_t count = size(params, "count");
    ipc_lock *lock = optional_lock(params, "lock");
    PERFORM_OR_REFUSE(repeat(count, increment_element, &counted, lock));
    return json_null();
}

const struct operation memory_operations[] = {
    {"value.new", "value typecode initial lock", value_new},
    {"value.get", "value", value_get},
    {"value.set", "value to", value_set},
    {"value.lock", "value lock", value_lock},
    {"value.increment", "value count lock", value_increment},
    {"array.new", "array typecode size initial iterable lock", array_new},
    {"array.length", "array", array_length},
    {"array.get", "array index", array_get},
    {"array.set", "array index to", array_set},
    {"array.slice", "array start stop step into", array_slice},
    {"array.assign", "array start stop step values", array_assign},
    {"array.list", "array", array_list},
    {"array.value", "array to", array_value},
    {"array.raw", "array to", array_raw},
    {"array.lock", "array lock", array_lock},
    {"array.increment", "array index count lock", array_increment},
    {0},
};
