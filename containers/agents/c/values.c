/* Values: section 5 of the protocol. A value is kept and sent in its JSON form, as C has none of its own. */
#include "agent.h"

#include <inttypes.h>
#include <resolv.h>
#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const int64_t EXACT = INT64_C(1) << 53; /* integers up to here survive every JSON reader */
enum { BLOCK = 1024 };

void *must_have(void *memory) {
    if (!memory) {
        fputs("agent: out of memory\n", stderr);
        abort();
    }
    return memory;
}

/* A tag that stands for something that C has. */
static void check_sendable(json_t *value) {
    const char *key;
    json_t *item;
    size_t index;
    json_array_foreach(value, index, item) {
        check_sendable(item);
    }
    json_object_foreach(value, key, item) {
        if (key[0] == '$' && strcmp(key, "$bytes") != 0) {
            invalid("a message in C has nothing like %s", key);
        }
        check_sendable(item);
    }
}

struct ipc_message message_of(json_t *value) {
    check_sendable(value);
    char *json = must_have(json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(17)));
    return (struct ipc_message){json, strlen(json)};
}

json_t *value_of(struct ipc_message *message) {
    json_error_t error;
    json_t *value = json_loadb(message->data, message->size, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    if (!value) {
        misbehaves("the message of %zu bytes is not the JSON text that was sent: %s", message->size, error.text);
    }
    free(message->data);
    return value;
}

json_t *value_of_bytes(const void *data, size_t size) {
    size_t room = (size + 2) / 3 * 4 + 1;
    char *base64 = must_have(malloc(room));
    b64_ntop(data, size, base64, room);
    json_t *value = json_pack("{s:s}", "$bytes", base64);
    free(base64);
    return value;
}

struct ipc_message bytes_of_base64(const char *base64) {
    size_t room = strlen(base64) + 1;
    struct ipc_message bytes = {must_have(malloc(room)), 0};
    int decoded = b64_pton(base64, bytes.data, room);
    if (decoded < 0) {
        free(bytes.data);
        invalid("not base64");
    }
    bytes.size = (size_t)decoded;
    return bytes;
}

bool is_bytes(json_t *value, struct ipc_message *bytes) {
    const char *base64 = json_string_value(json_object_get(value, "$bytes"));
    if (base64) {
        *bytes = bytes_of_base64(base64);
    }
    return base64 != NULL;
}

json_t *value_of_integer(int64_t integer) {
    if (-EXACT <= integer && integer <= EXACT) {
        return json_integer(integer);
    }
    char decimal[24];
    snprintf(decimal, sizeof decimal, "%" PRId64, integer);
    return json_pack("{s:s}", "$int", decimal);
}

json_t *value_of_unsigned(uint64_t integer) {
    if (integer <= (uint64_t)EXACT) {
        return json_integer((json_int_t)integer);
    }
    char decimal[24];
    snprintf(decimal, sizeof decimal, "%" PRIu64, integer);
    return json_pack("{s:s}", "$int", decimal);
}

json_t *value_of_double(double number) {
    if (isfinite(number)) {
        return json_real(number);
    }
    return json_pack("{s:s}", "$float", isnan(number) ? "nan" : number > 0 ? "inf" : "-inf");
}

void *generate(json_int_t seed, size_t size) {
    size_t blocks = (size + BLOCK - 1) / BLOCK;
    uint8_t *data = must_have(malloc(blocks * BLOCK + 1));
    for (size_t number = 0; number < blocks; number++) {
        char name[48];
        int length = snprintf(name, sizeof name, "%" JSON_INTEGER_FORMAT ":%zu", seed, number);
        uint8_t *block = data + number * BLOCK;
        SHA2_CTX context;
        SHA256Init(&context);
        SHA256Update(&context, (const uint8_t *)name, (size_t)length);
        SHA256Final(block, &context);
        for (size_t filled = SHA256_DIGEST_LENGTH; filled < BLOCK; filled += SHA256_DIGEST_LENGTH) {
            memcpy(block + filled, block, SHA256_DIGEST_LENGTH);
        }
    }
    return data;
}

json_t *digest_of(struct ipc_message *message) {
    json_int_t size = (json_int_t)message->size, crc = (json_int_t)crc32_z(0, message->data, message->size);
    free(message->data);
    return json_pack("{s:I, s:I}", "size", size, "crc32", crc);
}
