#include "common/event/json.h"

#include "common/base/hex.h"
#include "common/text/text.h"

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_sealed(const ProtobufCFieldDescriptor *field)
{
    return field->type == PROTOBUF_C_TYPE_MESSAGE &&
           field->descriptor == &juki__common__v1__sealed__descriptor;
}

static size_t value_size(const ProtobufCFieldDescriptor *field)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(int32_t);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    default:
        return 8; /* a pointer or 64 bits */
    }
}
_Static_assert(sizeof(void *) == 8 && sizeof(protobuf_c_boolean) == sizeof(int32_t), "sizes of value_size");

/* ---- enum names: CHANGE_STATUS_PROVISIONAL of ChangeStatus is "provisional"
 * -------------------------------- */

/* The length of the prefix that the enum's values share: its name in capitals, a _ before each new word. */
static size_t prefix_length(const ProtobufCEnumDescriptor *descriptor)
{
    size_t length = strlen(descriptor->short_name) + 1;
    for (const char *c = descriptor->short_name + 1; *c != '\0'; c++) {
        length += isupper((unsigned char)*c) ? 1 : 0;
    }
    return length;
}

static bool is_word_of(const char *name, const char *word)
{
    for (; *name != '\0' && tolower((unsigned char)*name) == *word; name++) {
        word++;
    }
    return *name == '\0' && *word == '\0';
}

static const ProtobufCEnumValue *value_of_word(const ProtobufCEnumDescriptor *descriptor, const char *word)
{
    size_t prefix = prefix_length(descriptor);
    for (unsigned i = 0; i < descriptor->n_values; i++) {
        if (is_word_of(descriptor->values[i].name + prefix, word)) {
            return &descriptor->values[i];
        }
    }
    return NULL;
}

char *ju_enum_word(const ProtobufCEnumDescriptor *descriptor, int value, ju_arena *arena)
{
    const ProtobufCEnumValue *row = protobuf_c_enum_descriptor_get_value(descriptor, value);
    char *word = row == NULL ? NULL : ju_arena_strdup(arena, row->name + prefix_length(descriptor));
    for (char *c = word; c != NULL && *c != '\0'; c++) {
        *c = (char)tolower((unsigned char)*c);
    }
    return word;
}

/* ---- in
 * ---------------------------------------------------------------------------------------------------- */

typedef struct reader {
    ju_arena *arena;
    const ju_json_sealer *sealer;
    ju_err *err;
} reader;

static ju_rc no_memory(const reader *in)
{
    return ju_fail(in->err, JU_FATAL, "memory", "the arena is full");
}

static ju_rc wrong_type(const reader *in, const char *expected)
{
    return ju_reject(in->err, "type_wrong", "", "this must be %s", expected);
}

static ju_rc read_text(const reader *in, const json_t *json, char **ret)
{
    if (!json_is_string(json)) {
        return wrong_type(in, "a text");
    }
    if (!ju_text_valid(json_string_value(json), json_string_length(json))) {
        return ju_reject(in->err, "text_invalid", "", "this text holds characters that cannot be shown");
    }
    *ret = ju_arena_strdup(in->arena, json_string_value(json));
    return *ret == NULL ? no_memory(in) : JU_OK;
}

static ju_rc read_integer(const reader *in, const json_t *json, int64_t min, int64_t max, int64_t *ret)
{
    if (!json_is_integer(json)) {
        return wrong_type(in, "a whole number");
    }
    *ret = json_integer_value(json);
    return *ret < min || *ret > max
               ? ju_reject(in->err, "out_of_range", "", "this number is too small or too large")
               : JU_OK;
}

static ju_rc read_enum(const reader *in, const ProtobufCFieldDescriptor *field, const json_t *json, int *ret)
{
    if (!json_is_string(json)) {
        return wrong_type(in, "a word");
    }
    const ProtobufCEnumValue *value = value_of_word(field->descriptor, json_string_value(json));
    if (value == NULL) {
        return ju_reject(in->err, "value_unknown", "", "this word is not one of the contract's");
    }
    *ret = value->value;
    return JU_OK;
}

static ju_rc read_bytes(const reader *in, const json_t *json, ProtobufCBinaryData *ret)
{
    const char *hex = json_string_value(json);
    size_t length = hex == NULL ? 1 : strlen(hex);
    uint8_t *data = ju_arena_alloc(in->arena, length / 2);
    if (data == NULL) {
        return no_memory(in);
    }
    bool good = length % 2 == 0;
    for (size_t i = 0; good && i < length / 2; i++) {
        int high = ju_hex_value(hex[2 * i]);
        int low = ju_hex_value(hex[2 * i + 1]);
        good = high >= 0 && low >= 0;
        data[i] = (uint8_t)(good ? high << 4 | low : 0);
    }
    *ret = (ProtobufCBinaryData){.len = length / 2, .data = data};
    return good ? JU_OK : wrong_type(in, "pairs of hexadecimal digits");
}

static ju_rc read_sealed(const reader *in, const ProtobufCFieldDescriptor *field, const json_t *json,
                         Juki__Common__V1__Sealed **ret)
{
    if (!json_is_string(json)) {
        return wrong_type(in, "a text");
    }
    if (in->sealer == NULL) {
        return ju_reject(in->err, "seal_unavailable", "", "a sealed item cannot be given here");
    }
    return in->sealer->seal(in->sealer->opaque, field, json_string_value(json), in->arena, ret, in->err);
}

static ju_rc read_message(const reader *in, const ProtobufCMessageDescriptor *descriptor, const json_t *json,
                          ProtobufCMessage **ret);

static ju_rc read_value(const reader *in, const ProtobufCFieldDescriptor *field, const json_t *json,
                        void *value)
{
    int64_t number = 0;
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return read_text(in, json, value);
    case PROTOBUF_C_TYPE_BOOL:
        *(protobuf_c_boolean *)value = json_is_true(json);
        return json_is_boolean(json) ? JU_OK : wrong_type(in, "true or false");
    case PROTOBUF_C_TYPE_INT32:
        JU_TRY(read_integer(in, json, INT32_MIN, INT32_MAX, &number));
        *(int32_t *)value = (int32_t)number;
        return JU_OK;
    case PROTOBUF_C_TYPE_INT64:
        return read_integer(in, json, INT64_MIN, INT64_MAX, value);
    case PROTOBUF_C_TYPE_ENUM:
        return read_enum(in, field, json, value);
    case PROTOBUF_C_TYPE_BYTES:
        return read_bytes(in, json, value);
    case PROTOBUF_C_TYPE_MESSAGE:
        return is_sealed(field) ? read_sealed(in, field, json, value)
                                : read_message(in, field->descriptor, json, value);
    default:
        return ju_fail(in->err, JU_FATAL, "type_unsupported", "the contracts do not use this type");
    }
}

/* Puts a name before the path found so far: "date" becomes "person[0].date", "[0].date" "person[0].date". */
static ju_rc place_error(const reader *in, ju_rc rc, const char *name)
{
    if (rc == JU_REJECT && in->err != NULL) {
        char path[2 * sizeof in->err->item + 2];
        const char *inner = in->err->item;
        (void)snprintf(path, sizeof path, "%.*s%s%s", (int)sizeof in->err->item, name,
                       *inner == '\0' || *inner == '[' ? "" : ".", inner);
        (void)snprintf(in->err->item, sizeof in->err->item, "%.*s", (int)sizeof in->err->item - 1, path);
    }
    return rc;
}

static ju_rc read_repeated(const reader *in, const ProtobufCFieldDescriptor *field, const json_t *json,
                           char *message)
{
    if (!json_is_array(json)) {
        return wrong_type(in, "a list");
    }
    size_t count = json_array_size(json);
    size_t size = value_size(field);
    char *items = ju_arena_alloc(in->arena, count * size);
    if (items == NULL) {
        return no_memory(in);
    }
    for (size_t i = 0; i < count; i++) {
        char name[24];
        (void)snprintf(name, sizeof name, "[%zu]", i);
        JU_TRY(place_error(in, read_value(in, field, json_array_get(json, i), items + i * size), name));
    }
    *(char **)(message + field->offset) = items;
    *(size_t *)(message + field->quantifier_offset) = count;
    return JU_OK;
}

static ju_rc read_member(const reader *in, const ProtobufCMessageDescriptor *descriptor, const char *name,
                         const json_t *json, ProtobufCMessage *message)
{
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(descriptor, name);
    if (field == NULL) {
        return ju_reject(in->err, "member_unknown", "", "a %s has no such item", descriptor->short_name);
    }
    if (json_is_null(json)) {
        return JU_OK;
    }
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        return read_repeated(in, field, json, (char *)message);
    }
    return read_value(in, field, json, (char *)message + field->offset);
}

static ju_rc read_message(const reader *in, const ProtobufCMessageDescriptor *descriptor, const json_t *json,
                          ProtobufCMessage **ret)
{
    if (!json_is_object(json)) {
        return wrong_type(in, "an object");
    }
    ProtobufCMessage *message = ju_arena_alloc(in->arena, descriptor->sizeof_message);
    if (message == NULL) {
        return no_memory(in);
    }
    protobuf_c_message_init(descriptor, message);
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach((json_t *)(uintptr_t)json, name, value)
    {
        JU_TRY(place_error(in, read_member(in, descriptor, name, value, message), name));
    }
    *ret = message;
    return JU_OK;
}

ju_rc ju_json_to_message(const json_t *json, const ProtobufCMessageDescriptor *descriptor, ju_arena *arena,
                         const ju_json_sealer *sealer, ProtobufCMessage **ret, ju_err *err)
{
    const reader in = {.arena = arena, .sealer = sealer, .err = err};
    return read_message(&in, descriptor, json, ret);
}

/* ---- out
 * --------------------------------------------------------------------------------------------------- */

static json_t *enum_json(const ProtobufCEnumDescriptor *descriptor, int value)
{
    ju_arena arena;
    ju_arena_init(&arena, 4096);
    const char *word = ju_enum_word(descriptor, value, &arena);
    json_t *json = word == NULL ? json_integer(value) : json_string(word);
    ju_arena_done(&arena);
    return json;
}

static json_t *bytes_json(const ProtobufCBinaryData *bytes)
{
    char *hex = malloc(2 * bytes->len + 1);
    if (hex == NULL) {
        return NULL;
    }
    ju_hex(bytes->data, bytes->len, hex);
    json_t *json = json_stringn(hex, 2 * bytes->len);
    free(hex);
    return json;
}

static json_t *value_json(const ProtobufCFieldDescriptor *field, const void *value)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return json_string(*(char *const *)value);
    case PROTOBUF_C_TYPE_BOOL:
        return json_boolean(*(const protobuf_c_boolean *)value);
    case PROTOBUF_C_TYPE_INT32:
        return json_integer(*(const int32_t *)value);
    case PROTOBUF_C_TYPE_INT64:
        return json_integer(*(const int64_t *)value);
    case PROTOBUF_C_TYPE_ENUM:
        return enum_json(field->descriptor, *(const int *)value);
    case PROTOBUF_C_TYPE_BYTES:
        return bytes_json(value);
    case PROTOBUF_C_TYPE_MESSAGE: {
        const ProtobufCMessage *nested = *(ProtobufCMessage *const *)value;
        return is_sealed(field)
                   ? json_sprintf("(sealed %s)", ((const Juki__Common__V1__Sealed *)nested)->key_id)
                   : ju_message_to_json(nested);
    }
    default:
        return NULL;
    }
}

static bool is_default(const ProtobufCFieldDescriptor *field, const void *value)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING: {
        const char *text = *(char *const *)value;
        return text == NULL || *text == '\0';
    }
    case PROTOBUF_C_TYPE_MESSAGE:
        return *(void *const *)value == NULL;
    case PROTOBUF_C_TYPE_BYTES:
        return ((const ProtobufCBinaryData *)value)->len == 0;
    case PROTOBUF_C_TYPE_INT64:
        return *(const int64_t *)value == 0;
    default:
        return *(const int32_t *)value == 0;
    }
}

static json_t *list_json(const ProtobufCFieldDescriptor *field, const char *items, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        if (json_array_append_new(list, value_json(field, items + i * value_size(field))) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

json_t *ju_message_to_json(const ProtobufCMessage *message)
{
    json_t *json = json_object();
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        const char *value = (const char *)message + field->offset;
        json_t *member = NULL;
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            size_t count = *(const size_t *)((const char *)message + field->quantifier_offset);
            if (count == 0) {
                continue;
            }
            member = list_json(field, *(char *const *)value, count);
        } else if (is_default(field, value)) {
            continue;
        } else {
            member = value_json(field, value);
        }
        if (json_object_set_new(json, field->name, member) != 0) {
            json_decref(json);
            return NULL;
        }
    }
    return json;
}
