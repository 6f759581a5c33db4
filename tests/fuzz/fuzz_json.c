/* Any JSON as every message of the contracts. What is accepted may go on the bus, and shown as JSON it reads
 * the same again. */
#include "common/event/check.h"
#include "common/event/json.h"
#include "common/event/registry.h"
#include "tests/fuzz/harness.h"

#include <string.h>

enum { ARENA_BYTES = 1024 * 1024 };

/* Whatever is to be sealed becomes the same value, so that a message can be compared with its copy. */
static ju_rc seal(void *opaque, const ProtobufCFieldDescriptor *field, const char *clear, ju_arena *arena,
                  Juki__Common__V1__Sealed **ret, ju_err *err)
{
    (void)opaque;
    (void)clear;
    Juki__Common__V1__Sealed *sealed = ju_arena_alloc(arena, sizeof *sealed);
    if (sealed == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "no room for %s", field->name);
    }
    juki__common__v1__sealed__init(sealed);
    *ret = sealed;
    return JU_OK;
}

static const ju_json_sealer SEALER = {.seal = seal};

static void must_go_on_the_bus(const ProtobufCMessage *message, ju_arena *arena)
{
    size_t size = 0;
    ju_err err;
    ProtobufCMessage *received = NULL;
    const uint8_t *wire = fuzz_pack(message, arena, &size);
    must(ju_unpack(message->descriptor, wire, size, true, arena, &received, &err) == JU_OK);
}

static void must_read_the_same_again(const ProtobufCMessage *message, ju_arena *arena)
{
    ju_err err;
    ProtobufCMessage *again = NULL;
    json_t *shown = ju_message_to_json(message);
    must(shown != NULL);
    must(ju_json_to_message(shown, message->descriptor, arena, &SEALER, &again, &err) == JU_OK);
    must(fuzz_same(message, again, arena));
    json_decref(shown);
}

static void try_type(const ProtobufCMessageDescriptor *type, const json_t *json)
{
    ju_arena *arena = fuzz_arena(ARENA_BYTES);
    ju_err err = {0};
    ProtobufCMessage *message = NULL;
    ju_rc rc = ju_json_to_message(json, type, arena, &SEALER, &message, &err);
    if (rc != JU_OK) {
        must(rc == JU_REJECT || (rc == JU_FATAL && strcmp(err.code, "memory") == 0));
        must(rc == err.rc && err.code[0] != '\0');
        return;
    }
    arena->cap_bytes = SIZE_MAX / 2;
    must_go_on_the_bus(message, arena);
    must_read_the_same_again(message, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_error_t where;
    json_t *json = json_loadb((const char *)data, size, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &where);
    if (json == NULL) {
        return 0;
    }
    size_t count = 0;
    const ju_registry_row *rows = ju_registry_rows(&count);
    for (size_t i = 0; i < count; i++) {
        /* A Sealed value itself is never given as JSON, only as a field: it is shown as words. */
        if (rows[i].descriptor != &juki__common__v1__sealed__descriptor) {
            try_type(rows[i].descriptor, json);
        }
    }
    json_decref(json);
    return 0;
}
