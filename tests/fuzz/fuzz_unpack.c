/* Any bytes as every message of the contracts. What is accepted has a normal form that means the same. */
#include "common/event/check.h"
#include "common/event/registry.h"
#include "common/text/text.h"
#include "tests/fuzz/harness.h"

#include <string.h>

enum { ARENA_BYTES = 4 * 1024 * 1024 };

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t count = 0;
    const ju_registry_row *rows = ju_registry_rows(&count);
    for (size_t i = 0; i < count; i++) {
        try_type(rows[i].descriptor, data, size);
    }
    return 0;
}
