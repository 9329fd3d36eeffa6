/* Shared values and arrays. A value is an array of one. */
#include "shared.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct ipc_array {
    char type;
    size_t width; /* of an element, in bytes */
    long length;  /* in elements */
    unsigned char *elements;
    ipc_lock *lock; /* NULL: none */
    bool owns_lock;
};

struct ipc_value {
    ipc_array array;
};

static size_t width_of(char type) {
    switch (type) {
    case 'c': case 'b': case 'B': return 1;
    case 'h': case 'H': return 2;
    case 'i': case 'I': return 4;
    case 'l': case 'L': return sizeof(long);
    case 'q': case 'Q': return 8;
    case 'f': return sizeof(float);
    case 'd': return sizeof(double);
    default: return 0;
    }
}

static size_t size_of(const ipc_array *array) {
    return (size_t)array->length * array->width;
}

/* A mapping is of one byte at least. */
static size_t size_of_mapping(const ipc_array *array) {
    return size_of(array) + 1;
}

static int make(ipc_array *array, char type, long length, const void *initial, ipc_lock *lock) {
    *array = (ipc_array){.type = type, .width = width_of(type), .length = length, .lock = lock};
    if (array->width == 0 || length < 0 || (size_t)length > (SIZE_MAX - 1) / array->width) {
        return failed(EINVAL);
    }
    array->elements = shared_new(size_of_mapping(array));
    if (!array->elements) {
        return -1;
    }
    if (initial && length > 0) {
        memcpy(array->elements, initial, size_of(array));
    }
    return 0;
}

static void unmake(ipc_array *array) {
    shared_free(array->elements, size_of_mapping(array));
    if (array->owns_lock) {
        ipc_lock_free(array->lock);
    }
}

static void enter(ipc_array *array) {
    if (array->lock) {
        ipc_lock_acquire(array->lock, IPC_FOREVER);
    }
}

static void leave(ipc_array *array) {
    if (array->lock) {
        ipc_lock_release(array->lock);
    }
}

/* ---- Values */

ipc_value *ipc_value_new_with(char type, const void *initial, ipc_lock *lock) {
    ipc_value *value = malloc(sizeof *value);
    if (value && make(&value->array, type, 1, initial, lock) < 0) {
        free(value);
        return NULL;
    }
    return value;
}

ipc_value *ipc_value_new(char type, const void *initial) {
    ipc_lock *lock = ipc_rlock_new();
    ipc_value *value = lock ? ipc_value_new_with(type, initial, lock) : NULL;
    if (value) {
        value->array.owns_lock = true;
    } else {
        ipc_lock_free(lock);
    }
    return value;
}

int ipc_value_get(ipc_value *value, void *element) {
    return ipc_array_get(&value->array, 0, element);
}

int ipc_value_set(ipc_value *value, const void *element) {
    return ipc_array_set(&value->array, 0, element);
}

ipc_lock *ipc_value_lock(ipc_value *value) {
    return value->array.lock;
}

void ipc_value_free(ipc_value *value) {
    if (value) {
        unmake(&value->array);
        free(value);
    }
}

/* ---- Arrays */

ipc_array *ipc_array_new_with(char type, long length, const void *initial, ipc_lock *lock) {
    ipc_array *array = malloc(sizeof *array);
    if (array && make(array, type, length, initial, lock) < 0) {
        free(array);
        return NULL;
    }
    return array;
}

ipc_array *ipc_array_new(char type, long length, const void *initial) {
    ipc_lock *lock = ipc_rlock_new();
    ipc_array *array = lock ? ipc_array_new_with(type, length, initial, lock) : NULL;
    if (array) {
        array->owns_lock = true;
    } else {
        ipc_lock_free(lock);
    }
    return array;
}

long ipc_array_length(ipc_array *array) {
    return array->length;
}

/* Where the element of an index is; NULL beyond the array. */
static unsigned char *place_of(ipc_array *array, long index) {
    long position = index < 0 ? index + array->length : index;
    if (position < 0 || position >= array->length) {
        errno = IPC_INDEX;
        return NULL;
    }
    return array->elements + (size_t)position * array->width;
}

int ipc_array_get(ipc_array *array, long index, void *element) {
    const unsigned char *place = place_of(array, index);
    if (!place) {
        return -1;
    }
    enter(array);
    memcpy(element, place, array->width);
    leave(array);
    return 0;
}

int ipc_array_set(ipc_array *array, long index, const void *element) {
    unsigned char *place = place_of(array, index);
    if (!place) {
        return -1;
    }
    enter(array);
    memcpy(place, element, array->width);
    leave(array);
    return 0;
}

/* ---- Slices */

static long within(long position, long lowest, long highest) {
    return position < lowest ? lowest : position > highest ? highest : position;
}

/* Makes every part of a slice a definite one, and counts the elements that it selects. */
static long resolve(struct ipc_slice *slice, long length) {
    slice->step = slice->step == IPC_ABSENT ? 1 : slice->step;
    if (slice->step == 0) {
        return failed(EINVAL);
    }
    bool forwards = slice->step > 0;
    long lowest = forwards ? 0 : -1, highest = forwards ? length : length - 1;
    long *bounds[] = {&slice->start, &slice->stop};
    long defaults[] = {forwards ? lowest : highest, forwards ? highest : lowest};
    for (int i = 0; i < 2; i++) {
        if (*bounds[i] == IPC_ABSENT) {
            *bounds[i] = defaults[i];
        } else {
            *bounds[i] = within(*bounds[i] < 0 ? *bounds[i] + length : *bounds[i], lowest, highest);
        }
    }
    long distance = forwards ? slice->stop - slice->start : slice->start - slice->stop;
    unsigned long step = forwards ? (unsigned long)slice->step : -(unsigned long)slice->step;
    return distance <= 0 ? 0 : (long)((unsigned long)(distance - 1) / step) + 1;
}

/* The place of a slice's element; the slice is resolved. */
static unsigned char *place_in(ipc_array *array, const struct ipc_slice *slice, long number) {
    return array->elements + (size_t)(slice->start + number * slice->step) * array->width;
}

long ipc_array_read(ipc_array *array, struct ipc_slice slice, void *elements) {
    long count = resolve(&slice, array->length);
    enter(array);
    for (long i = 0; i < count; i++) {
        memcpy((char *)elements + (size_t)i * array->width, place_in(array, &slice, i), array->width);
    }
    leave(array);
    return count;
}

int ipc_array_write(ipc_array *array, struct ipc_slice slice, const void *elements, size_t count) {
    long selected = resolve(&slice, array->length);
    if (selected < 0 || (size_t)selected != count) {
        return failed(EINVAL);
    }
    enter(array);
    for (long i = 0; i < selected; i++) {
        memcpy(place_in(array, &slice, i), (const char *)elements + (size_t)i * array->width, array->width);
    }
    leave(array);
    return 0;
}

/* ---- Arrays of characters */

static int check_characters(const ipc_array *array, size_t size) {
    return array->type == 'c' && size <= size_of(array) ? 0 : failed(EINVAL);
}

static int copy_characters(ipc_array *array, bool all, struct ipc_message *copy) {
    if (check_characters(array, 0) < 0) {
        return -1;
    }
    enter(array);
    size_t size = all ? size_of(array) : strnlen((const char *)array->elements, size_of(array));
    int copied = message_copy(copy, array->elements, size);
    leave(array);
    return copied;
}

int ipc_array_text(ipc_array *array, struct ipc_message *text) {
    return copy_characters(array, false, text);
}

int ipc_array_raw(ipc_array *array, struct ipc_message *bytes) {
    return copy_characters(array, true, bytes);
}

static int set_characters(ipc_array *array, const void *bytes, size_t size, bool ended) {
    if (check_characters(array, size) < 0) {
        return -1;
    }
    enter(array);
    if (size > 0) {
        memcpy(array->elements, bytes, size);
    }
    if (ended && size < size_of(array)) {
        array->elements[size] = '\0';
    }
    leave(array);
    return 0;
}

int ipc_array_set_text(ipc_array *array, const void *text, size_t size) {
    return set_characters(array, text, size, true);
}

int ipc_array_set_raw(ipc_array *array, const void *bytes, size_t size) {
    return set_characters(array, bytes, size, false);
}

ipc_lock *ipc_array_lock(ipc_array *array) {
    return array->lock;
}

void ipc_array_free(ipc_array *array) {
    if (array) {
        unmake(array);
        free(array);
    }
}
