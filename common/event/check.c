#include "common/event/check.h"

#include "common/text/text.h"

#include <string.h>

typedef struct checker {
    bool strict;
    ju_err *err;
} checker;

static ju_rc check_message(const checker *check, const ProtobufCMessage *message);

static ju_rc check_text(const checker *check, const ProtobufCFieldDescriptor *field, const char *text)
{
    if (text == NULL || text == protobuf_c_empty_string) {
        return JU_OK;
    }
    /* The block is one byte longer than the field was on the wire: a shorter strlen means a NUL inside. */
    size_t size = ju_arena_block_size(text) - 1;
    if (strlen(text) != size || !ju_text_valid(text, size)) {
        return ju_reject(check->err, "text_invalid", field->name,
                         "a text is not well-formed UTF-8 or holds control characters");
    }
    return JU_OK;
}

static ju_rc check_enum(const checker *check, const ProtobufCFieldDescriptor *field, int value)
{
    if (protobuf_c_enum_descriptor_get_value(field->descriptor, value) == NULL) {
        return ju_reject(check->err, "enum_unknown", field->name, "value %d is not known", value);
    }
    return JU_OK;
}

static ju_rc check_value(const checker *check, const ProtobufCFieldDescriptor *field, const void *value)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return check_text(check, field, *(char *const *)value);
    case PROTOBUF_C_TYPE_ENUM:
        return check_enum(check, field, *(const int *)value);
    case PROTOBUF_C_TYPE_MESSAGE: {
        const ProtobufCMessage *nested = *(ProtobufCMessage *const *)value;
        return nested == NULL ? JU_OK : check_message(check, nested);
    }
    default:
        return JU_OK;
    }
}

static size_t value_size(const ProtobufCFieldDescriptor *field)
{
    return field->type == PROTOBUF_C_TYPE_ENUM ? sizeof(int) : sizeof(void *);
}

static bool needs_check(const ProtobufCFieldDescriptor *field)
{
    return field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_ENUM ||
           field->type == PROTOBUF_C_TYPE_MESSAGE;
}

static ju_rc check_field(const checker *check, const ProtobufCFieldDescriptor *field,
                         const ProtobufCMessage *message)
{
    const char *value = (const char *)message + field->offset;
    if (!needs_check(field)) {
        return JU_OK;
    }
    if (field->label != PROTOBUF_C_LABEL_REPEATED) {
        return check_value(check, field, value);
    }
    size_t count = *(const size_t *)((const char *)message + field->quantifier_offset);
    const char *items = *(char *const *)value;
    for (size_t i = 0; i < count; i++) {
        JU_TRY(check_value(check, field, items + i * value_size(field)));
    }
    return JU_OK;
}

static ju_rc check_message(const checker *check, const ProtobufCMessage *message)
{
    if (check->strict && message->n_unknown_fields > 0) {
        return ju_reject(check->err, "field_unknown", message->descriptor->short_name,
                         "field number %u is not defined", message->unknown_fields[0].tag);
    }
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        JU_TRY(check_field(check, &message->descriptor->fields[i], message));
    }
    return JU_OK;
}

ju_rc ju_unpack(const ProtobufCMessageDescriptor *descriptor, const void *value, size_t size, bool strict,
                ju_arena *arena, ProtobufCMessage **ret, ju_err *err)
{
    ProtobufCMessage *message = protobuf_c_message_unpack(descriptor, &arena->allocator, size, value);
    if (message == NULL && arena->full) {
        return ju_fail(err, JU_FATAL, "memory", "the arena is full");
    }
    if (message == NULL) {
        return ju_reject(err, "malformed", descriptor->short_name, "the value is not a %s", descriptor->name);
    }
    checker check = {.strict = strict, .err = err};
    JU_TRY(check_message(&check, message));
    *ret = message;
    return JU_OK;
}
