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

/* Where the fields of one nested message go. */
typedef struct list {
    ju_flat_item *item;
    size_t max;
    size_t count;
} list;

static void add_item(list *to, const ju_flat_item *within, const ProtobufCFieldDescriptor *field)
{
    if (to->count < to->max) {
        ju_flat_item *item = &to->item[to->count];
        *item = *within;
        item->field = field;
        item->sealed = is_sealed(field);
        (void)snprintf(item->name, JU_FLAT_NAME_SIZE, "%.*s%s%s", JU_FLAT_NAME_SIZE / 2, within->name,
                       within->depth == 0 ? "" : ".", field->name);
    }
    to->count++;
}

/* within holds the way to the message of this descriptor, and its name. */
static void add_fields(list *to, const ProtobufCMessageDescriptor *descriptor, const ju_flat_item *within)
{
    for (unsigned i = 0; i < descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
        assert(field->label != PROTOBUF_C_LABEL_REPEATED);
        if (field->type != PROTOBUF_C_TYPE_MESSAGE || is_sealed(field)) {
            add_item(to, within, field);
            continue;
        }
        assert(within->depth < JU_FLAT_DEPTH_MAX);
        ju_flat_item inner = *within;
        inner.outer[inner.depth++] = field;
        (void)snprintf(inner.name, sizeof inner.name, "%.*s%s%s", JU_FLAT_NAME_SIZE / 2, within->name,
                       within->depth == 0 ? "" : ".", field->name);
        add_fields(to, field->descriptor, &inner);
    }
}

size_t ju_flat_items(const ProtobufCMessageDescriptor *descriptor, ju_flat_item *ret, size_t max)
{
    list to = {.item = ret, .max = max};
    add_fields(&to, descriptor, &(ju_flat_item){.depth = 0});
    return to.count;
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
    for (size_t i = 0; holder != NULL && i < item->depth; i++) {
        holder = *(const char *const *)(const void *)(holder + item->outer[i]->offset);
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
    if (!ju_parse_int64(text, 0,
                        is_bool   ? 1
                        : is_wide ? INT64_MAX
                                  : INT32_MAX,
                        &number) ||
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

/* The nested message of this field, made if it is absent; NULL when the arena is full. */
static char *enter(char *holder, const ProtobufCFieldDescriptor *field, ju_arena *arena)
{
    ProtobufCMessage **slot = (ProtobufCMessage **)(void *)(holder + field->offset);
    const ProtobufCMessageDescriptor *type = field->descriptor;
    if (*slot == NULL) {
        *slot = ju_arena_alloc(arena, type->sizeof_message);
        if (*slot != NULL) {
            type->message_init(*slot);
        }
    }
    return (char *)*slot;
}

bool ju_flat_set(ProtobufCMessage *message, const ju_flat_item *item, char *text, ju_arena *arena)
{
    char *holder = (char *)message;
    if (*text == '\0') {
        return true;
    }
    for (size_t i = 0; holder != NULL && i < item->depth; i++) {
        holder = enter(holder, item->outer[i], arena);
    }
    if (holder == NULL) {
        return false;
    }
    void *value = holder + item->field->offset;
    if (item->field->type == PROTOBUF_C_TYPE_STRING) {
        *(char **)value = text;
        return true;
    }
    return set_number(item->field, text, value);
}
