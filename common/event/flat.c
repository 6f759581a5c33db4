#include "common/event/flat.h"

#include "common/base/parse.h"
#include "juki/common/v1/common.pb-c.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool is_sealed(const ProtobufCFieldDescriptor *field)
{
    return field->type == PROTOBUF_C_TYPE_MESSAGE &&
           field->descriptor == &juki__common__v1__sealed__descriptor;
}

static size_t add_fields(const ProtobufCMessageDescriptor *descriptor, const ProtobufCFieldDescriptor *outer,
                         ju_flat_item *ret, size_t max, size_t count)
{
    for (unsigned i = 0; i < descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
        assert(field->label != PROTOBUF_C_LABEL_REPEATED);
        if (field->type == PROTOBUF_C_TYPE_MESSAGE && !is_sealed(field)) {
            count = add_fields(field->descriptor, field, ret, max, count);
            continue;
        }
        if (count < max) {
            ret[count] = (ju_flat_item){.outer = outer, .field = field, .sealed = is_sealed(field)};
            (void)snprintf(ret[count].name, JU_FLAT_NAME_SIZE, "%s%s%s", outer == NULL ? "" : outer->name,
                           outer == NULL ? "" : ".", field->name);
        }
        count++;
    }
    return count;
}

size_t ju_flat_items(const ProtobufCMessageDescriptor *descriptor, ju_flat_item *ret, size_t max)
{
    return add_fields(descriptor, NULL, ret, max, 0);
}

static const char *number_text(int64_t value, char buffer[JU_FLAT_TEXT_SIZE])
{
    if (value == 0) {
        return "";
    }
    (void)snprintf(buffer, JU_FLAT_TEXT_SIZE, "%" PRId64, value);
    return buffer;
}

const char *ju_flat_text(const ProtobufCMessage *message, const ju_flat_item *item,
                         char buffer[JU_FLAT_TEXT_SIZE])
{
    const char *holder = (const char *)message;
    if (item->outer != NULL) {
        holder = *(const char *const *)(const void *)(holder + item->outer->offset);
    }
    if (holder == NULL) {
        return "";
    }
    const void *value = holder + item->field->offset;
    switch (item->field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return *(char *const *)value;
    case PROTOBUF_C_TYPE_BOOL:
        return *(const protobuf_c_boolean *)value ? "1" : "";
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_INT32:
        return number_text(*(const int32_t *)value, buffer);
    case PROTOBUF_C_TYPE_INT64:
        return number_text(*(const int64_t *)value, buffer);
    default:
        assert(!"a type that flat messages do not use");
        return "";
    }
}

static bool is_enum_value(const ProtobufCFieldDescriptor *field, int64_t number)
{
    return field->type != PROTOBUF_C_TYPE_ENUM ||
           protobuf_c_enum_descriptor_get_value(field->descriptor, (int)number) != NULL;
}

static bool set_number(const ProtobufCFieldDescriptor *field, const char *text, void *value)
{
    bool is_bool = field->type == PROTOBUF_C_TYPE_BOOL;
    bool is_wide = field->type == PROTOBUF_C_TYPE_INT64;
    int64_t number = 0;
    if (!ju_parse_int64(text, 0, is_bool ? 1 : is_wide ? INT64_MAX : INT32_MAX, &number) ||
        !is_enum_value(field, number)) {
        return false;
    }
    if (is_bool) {
        *(protobuf_c_boolean *)value = number != 0;
    } else if (is_wide) {
        *(int64_t *)value = number;
    } else {
        *(int32_t *)value = (int32_t)number;
    }
    return true;
}

bool ju_flat_set(ProtobufCMessage *message, const ju_flat_item *item, char *text, ProtobufCMessage *nested)
{
    char *holder = (char *)message;
    if (*text == '\0') {
        return true;
    }
    if (item->outer != NULL) {
        ProtobufCMessage **slot = (ProtobufCMessage **)(void *)(holder + item->outer->offset);
        *slot = *slot == NULL ? nested : *slot;
        holder = (char *)*slot;
    }
    void *value = holder + item->field->offset;
    if (item->field->type == PROTOBUF_C_TYPE_STRING) {
        *(char **)value = text;
        return true;
    }
    return set_number(item->field, text, value);
}
