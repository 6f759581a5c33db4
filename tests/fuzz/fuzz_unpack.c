/*
 * Any bytes as every message of the contracts, or, behind a line with its name, as that one. What is accepted
 * has a normal form that means the same. libFuzzer's own changes hardly ever leave a message whole enough to
 * reach its inner fields, so most of those of a named one are made with its descriptor.
 */
#include "common/event/check.h"
#include "common/event/registry.h"
#include "common/text/text.h"
#include "tests/fuzz/harness.h"
#include "tests/fuzz/wire.h"

#include <string.h>

enum { ARENA_BYTES = 4 * 1024 * 1024 };

/* What libFuzzer calls in place of its own change, and that one; replay.c calls neither. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

static void must_be_refusal(const ju_err *err, ju_rc rc)
{
    must(rc == JU_REJECT || rc == JU_FATAL);
    must(rc != JU_FATAL || strcmp(err->code, "memory") == 0);
    must(rc == err->rc && err->code[0] != '\0' && err->message[0] != '\0');
}

/* Every text can be shown: checked by descriptor, once more and apart from ju_unpack. */
static void must_hold_clean_texts(const ProtobufCMessage *message)
{
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        const char *base = (const char *)message;
        bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
        size_t count = repeated ? *(const size_t *)(base + field->quantifier_offset) : 1;
        void *const *values =
            repeated ? *(void **const *)(base + field->offset) : (void *const *)(base + field->offset);
        for (size_t v = 0; v < count; v++) {
            if (field->type == PROTOBUF_C_TYPE_STRING) {
                must(ju_text_valid(values[v], strlen(values[v])));
            } else if (field->type == PROTOBUF_C_TYPE_MESSAGE && values[v] != NULL) {
                must_hold_clean_texts(values[v]);
            }
        }
    }
}

static void must_have_a_normal_form(const ProtobufCMessage *message, ju_arena *arena, ju_err *err)
{
    size_t size = 0;
    ProtobufCMessage *again = NULL;
    const uint8_t *packed = fuzz_pack(message, arena, &size);
    must(ju_unpack(message->descriptor, packed, size, true, arena, &again, err) == JU_OK);
    must(fuzz_same(message, again, arena));
}

static void try_type(const ProtobufCMessageDescriptor *type, const uint8_t *data, size_t size)
{
    ju_arena *arena = fuzz_arena(ARENA_BYTES);
    ju_err err = {0};
    ju_err loose_err = {0};
    ProtobufCMessage *message = NULL;
    ProtobufCMessage *loose = NULL;
    ju_rc rc = ju_unpack(type, data, size, true, arena, &message, &err);
    ju_rc loose_rc = ju_unpack(type, data, size, false, arena, &loose, &loose_err);
    if (loose_rc != JU_OK) {
        must_be_refusal(&loose_err, loose_rc);
    }
    if (rc != JU_OK) {
        must_be_refusal(&err, rc);
        return;
    }
    must(loose_rc == JU_OK || loose_rc == JU_FATAL); /* the arena held one of the two */
    must_hold_clean_texts(message);
    arena->cap_bytes = SIZE_MAX / 2; /* the limit was for the code under test */
    must_have_a_normal_form(message, arena, &err);
}

/* The type of a named input and where its bytes begin; NULL: it has no name. */
static const ProtobufCMessageDescriptor *named(const uint8_t *data, size_t size, size_t *ret_begin)
{
    char name[128] = "";
    const uint8_t *end = size == 0 ? NULL : memchr(data, '\n', size < sizeof name ? size : sizeof name);
    if (end == NULL) {
        return NULL;
    }
    memcpy(name, data, (size_t)(end - data));
    *ret_begin = (size_t)(end - data) + 1;
    return ju_registry_find(name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t count = 0;
    size_t begin = 0;
    const ju_registry_row *rows = ju_registry_rows(&count);
    const ProtobufCMessageDescriptor *type = named(data, size, &begin);
    if (type != NULL) {
        try_type(type, data + begin, size - begin);
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        try_type(rows[i].descriptor, data, size);
    }
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    static uint8_t changed[1 << 20];
    size_t begin = 0;
    wire_random random = {seed};
    const wire_plan plan = {.type = named(data, size, &begin)};
    size_t most = max_size - begin < sizeof changed ? max_size - begin : sizeof changed;
    if (plan.type == NULL || wire_below(&random, 4) == 0) {
        return begin + LLVMFuzzerMutate(data + begin, size - begin, max_size - begin);
    }
    size = wire_mutate(&plan, data + begin, size - begin, changed, most, &random);
    memcpy(data + begin, changed, size);
    return begin + size;
}
