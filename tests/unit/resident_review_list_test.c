/* Seed 002 R-21: the review list (審査リスト) equals what was entered, item by item, whatever was entered. */
#include "common/event/check.h"
#include "common/event/json.h"
#include "juki/resident/v1/review.pb-c.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__SubmitChange submit;
typedef Juki__Resident__V1__Provisional provisional;

enum { ENTRIES = 300, REPEATED_MAX = 3, PERCENT_GIVEN = 70 };

static uint32_t seed;
static ju_arena arena;
static size_t given; /* items of the entry */

static uint32_t draw(uint32_t below)
{
    seed = seed * 1664525U + 1013904223U;
    return (seed >> 16) % below;
}

static ProtobufCMessage *draw_message(const ProtobufCMessageDescriptor *descriptor);

static char *draw_text(void)
{
    static const char *const words[] = {"試験　太郎",  "シケン", "2026-04-01", "\"\\",
                                        "𠮷野󠄀", "0",      "-"};
    given++;
    return ju_arena_strdup(&arena, words[draw(sizeof words / sizeof words[0])]);
}

static void draw_value(const ProtobufCFieldDescriptor *field, void *slot)
{
    const ProtobufCEnumDescriptor *values = field->descriptor;
    ProtobufCBinaryData *bytes = slot;
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        *(char **)slot = draw_text();
        break;
    case PROTOBUF_C_TYPE_ENUM:
        *(int *)slot = values->values[1 + draw(values->n_values - 1)].value;
        given++;
        break;
    case PROTOBUF_C_TYPE_INT32:
        *(int32_t *)slot = 1 + (int32_t)draw(50);
        given++;
        break;
    case PROTOBUF_C_TYPE_BOOL:
        *(protobuf_c_boolean *)slot = 1;
        given++;
        break;
    case PROTOBUF_C_TYPE_BYTES:
        bytes->data = (uint8_t *)draw_text();
        bytes->len = strlen((char *)bytes->data);
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        *(ProtobufCMessage **)slot = draw_message(field->descriptor);
        break;
    default:
        fail_msg("%s is of a type that entries did not use", field->name);
    }
}

static void draw_repeated(const ProtobufCFieldDescriptor *field, unsigned char *message)
{
    size_t count = 1 + draw(REPEATED_MAX);
    void **list = ju_arena_alloc(&arena, count * sizeof *list); /* texts and messages only */
    assert_non_null(list);
    for (size_t i = 0; i < count; i++) {
        draw_value(field, &list[i]);
    }
    *(size_t *)(void *)(message + field->quantifier_offset) = count;
    *(void ***)(void *)(message + field->offset) = list;
}

static ProtobufCMessage *draw_message(const ProtobufCMessageDescriptor *descriptor)
{
    unsigned char *message = ju_arena_alloc(&arena, descriptor->sizeof_message);
    assert_non_null(message);
    descriptor->message_init((ProtobufCMessage *)(void *)message);
    for (unsigned i = 0; i < descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
        bool whole = strcmp(descriptor->short_name, "Sealed") == 0; /* shown as one item */
        if (!whole && draw(100) >= PERCENT_GIVEN) {
            continue;
        }
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            draw_repeated(field, message);
        } else {
            draw_value(field, message + field->offset);
        }
    }
    return (ProtobufCMessage *)(void *)message;
}

/* ---- what is shown ---- */

static size_t shown(const ProtobufCMessage *message, const json_t *json);

static size_t shown_value(const ProtobufCFieldDescriptor *field, const void *slot, const json_t *json)
{
    const ProtobufCMessage *nested = NULL;
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        assert_string_equal(json_string_value(json), *(char *const *)slot);
        return 1;
    case PROTOBUF_C_TYPE_ENUM:
        assert_string_equal(json_string_value(json),
                            ju_enum_word(field->descriptor, *(const int *)slot, &arena));
        return 1;
    case PROTOBUF_C_TYPE_INT32:
        assert_int_equal(json_integer_value(json), *(const int32_t *)slot);
        return 1;
    case PROTOBUF_C_TYPE_BOOL:
        assert_true(json_is_true(json));
        return 1;
    default:
        nested = *(const ProtobufCMessage *const *)slot;
    }
    if (nested->descriptor == &juki__common__v1__sealed__descriptor) {
        assert_memory_equal(json_string_value(json), "(sealed ", 8);
        return nested->descriptor->n_fields;
    }
    return shown(nested, json);
}

static bool is_there(const ProtobufCFieldDescriptor *field, const void *slot)
{
    bool pointer = field->type == PROTOBUF_C_TYPE_MESSAGE;
    bool text = field->type == PROTOBUF_C_TYPE_STRING;
    return pointer ? *(void *const *)slot != NULL
           : text  ? **(char *const *)slot != '\0'
                   : *(const char *)slot != 0;
}

/* Asserts that each item given stands in the JSON, and no other; returns how many. */
static size_t shown(const ProtobufCMessage *message, const json_t *json)
{
    size_t items = 0;
    size_t members = 0;
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        const char *slot = (const char *)message + field->offset;
        const json_t *value = json_object_get(json, field->name);
        size_t count = field->label == PROTOBUF_C_LABEL_REPEATED
                           ? *(const size_t *)(const void *)((const char *)message + field->quantifier_offset)
                           : 0;
        if (count > 0) {
            members++;
            assert_int_equal(json_array_size(value), count);
            for (size_t at = 0; at < count; at++) {
                items += shown_value(field, &(*(void *const *const *)(const void *)slot)[at],
                                     json_array_get(value, at));
            }
        } else if (field->label != PROTOBUF_C_LABEL_REPEATED && is_there(field, slot)) {
            members++;
            items += shown_value(field, slot, value);
        }
    }
    assert_int_equal(json_object_size(json), members);
    return items;
}

/* The entry goes into the reply as it was stored, over the bus, and onto the screen. */
static void r21_every_item_is_shown(void **state)
{
    (void)state;
    for (size_t i = 0; i < ENTRIES; i++) {
        provisional sent = JUKI__RESIDENT__V1__PROVISIONAL__INIT;
        ProtobufCMessage *read = NULL;
        seed = (uint32_t)i + 1;
        given = 0;
        ju_arena_init(&arena, (size_t)4 << 20);
        sent.entry = (submit *)draw_message(&juki__resident__v1__submit_change__descriptor);
        size_t size = juki__resident__v1__provisional__get_packed_size(&sent);
        uint8_t *packed = ju_arena_alloc(&arena, size);
        assert_non_null(packed);
        assert_int_equal(juki__resident__v1__provisional__pack(&sent, packed), size);
        assert_int_equal(
            ju_unpack(&juki__resident__v1__provisional__descriptor, packed, size, false, &arena, &read, NULL),
            JU_OK);
        json_t *json = ju_message_to_json(read);
        assert_int_equal(shown(&sent.entry->base, json_object_get(json, "entry")), given);
        json_decref(json);
        ju_arena_done(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r21_every_item_is_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
