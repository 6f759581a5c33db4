#include "common/db/record.h"

#include "juki/common/v1/common.pb-c.h"

#include <assert.h>
#include <stdlib.h>

static const void *member(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return (const char *)message + field->offset;
}

/* Whether a nested message is one column: its bytes. */
static bool is_packed(const ProtobufCMessageDescriptor *descriptor)
{
    for (unsigned i = 0; i < descriptor->n_fields; i++) {
        if (descriptor->fields[i].label == PROTOBUF_C_LABEL_REPEATED) {
            return true;
        }
    }
    return descriptor == &juki__common__v1__sealed__descriptor;
}

void ju_arg_packed(ju_args *args, const ProtobufCMessage *message)
{
    if (message == NULL) {
        ju_arg_bytes(args, NULL, 0);
        return;
    }
    ProtobufCBinaryData packed;
    if (!ju_arena_pack(args->arena, message, &packed)) {
        args->failed = true;
        return;
    }
    ju_arg_bytes(args, packed.data, packed.len);
}

static void arg_fields(ju_args *args, const ProtobufCMessageDescriptor *descriptor,
                       const ProtobufCMessage *message);

static void arg_nested(ju_args *args, const ProtobufCFieldDescriptor *field, const ProtobufCMessage *nested)
{
    if (is_packed(field->descriptor)) {
        ju_arg_packed(args, nested);
    } else {
        arg_fields(args, field->descriptor, nested);
    }
}

static void arg_scalar(ju_args *args, const ProtobufCFieldDescriptor *field, const ProtobufCMessage *message)
{
    if (message == NULL) {
        ju_arg_text(args, NULL);
        return;
    }
    const void *value = member(message, field);
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        ju_arg_opt(args, *(char *const *)value);
        break;
    case PROTOBUF_C_TYPE_BOOL:
        ju_arg_bool(args, *(const protobuf_c_boolean *)value);
        break;
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_INT32:
        ju_arg_i64(args, *(const int32_t *)value);
        break;
    case PROTOBUF_C_TYPE_INT64:
        ju_arg_i64(args, *(const int64_t *)value);
        break;
    case PROTOBUF_C_TYPE_BYTES: {
        const ProtobufCBinaryData *bytes = value;
        ju_arg_bytes(args, bytes->data, bytes->len);
        break;
    }
    default:
        assert(!"a type that records do not use");
    }
}

static void arg_fields(ju_args *args, const ProtobufCMessageDescriptor *descriptor,
                       const ProtobufCMessage *message)
{
    for (unsigned i = 0; i < descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
        assert(field->label != PROTOBUF_C_LABEL_REPEATED);
        if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
            arg_nested(args, field,
                       message == NULL ? NULL : *(ProtobufCMessage *const *)member(message, field));
        } else {
            arg_scalar(args, field, message);
        }
    }
}

void ju_arg_message(ju_args *args, const ProtobufCMessage *message)
{
    arg_fields(args, message->descriptor, message);
}

typedef struct reader {
    const PGresult *result;
    int row;
    int column;
    ju_arena *arena;
    bool failed;
} reader;

ProtobufCMessage *ju_col_packed(const PGresult *result, int row, int column,
                                const ProtobufCMessageDescriptor *descriptor, ju_arena *arena)
{
    size_t size = 0;
    const unsigned char *packed = ju_col_bytes(result, row, column, arena, &size);
    return PQgetisnull(result, row, column) != 0
               ? NULL
               : protobuf_c_message_unpack(descriptor, &arena->allocator, size, packed);
}

static ProtobufCMessage *read_packed(reader *in, const ProtobufCMessageDescriptor *descriptor)
{
    bool null = PQgetisnull(in->result, in->row, in->column) != 0;
    ProtobufCMessage *message = ju_col_packed(in->result, in->row, in->column++, descriptor, in->arena);
    in->failed |= message == NULL && !null;
    return message;
}

static void read_scalar(reader *in, const ProtobufCFieldDescriptor *field, void *value)
{
    int column = in->column++;
    if (PQgetisnull(in->result, in->row, column)) {
        return; /* the message's initial value stands for absent */
    }
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        *(char **)value = ju_arena_strdup(in->arena, ju_col(in->result, in->row, column));
        in->failed |= *(char **)value == NULL;
        break;
    case PROTOBUF_C_TYPE_BOOL:
        *(protobuf_c_boolean *)value = ju_col_bool(in->result, in->row, column);
        break;
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_INT32:
        *(int32_t *)value = (int32_t)ju_col_i64(in->result, in->row, column);
        break;
    case PROTOBUF_C_TYPE_INT64:
        *(int64_t *)value = ju_col_i64(in->result, in->row, column);
        break;
    case PROTOBUF_C_TYPE_BYTES: {
        ProtobufCBinaryData *bytes = value;
        bytes->data = ju_col_bytes(in->result, in->row, column, in->arena, &bytes->len);
        break;
    }
    default:
        assert(!"a type that records do not use");
    }
}

static ProtobufCMessage *read_fields(reader *in, const ProtobufCMessageDescriptor *descriptor);

static ProtobufCMessage *read_nested(reader *in, const ProtobufCFieldDescriptor *field)
{
    if (is_packed(field->descriptor)) {
        return read_packed(in, field->descriptor);
    }
    int first = in->column;
    ProtobufCMessage *nested = read_fields(in, field->descriptor);
    for (int column = first; column < in->column; column++) {
        if (!PQgetisnull(in->result, in->row, column)) {
            return nested;
        }
    }
    return NULL; /* all columns null: the message was absent */
}

static ProtobufCMessage *read_fields(reader *in, const ProtobufCMessageDescriptor *descriptor)
{
    ProtobufCMessage *message = ju_arena_alloc(in->arena, descriptor->sizeof_message);
    if (message == NULL) {
        in->failed = true;
        return NULL;
    }
    descriptor->message_init(message);
    for (unsigned i = 0; i < descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
        void *value = (char *)message + field->offset;
        if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
            *(ProtobufCMessage **)value = read_nested(in, field);
        } else {
            read_scalar(in, field, value);
        }
        if (in->failed) {
            return NULL;
        }
    }
    return message;
}

ProtobufCMessage *ju_col_message(const PGresult *result, int row, int *column,
                                 const ProtobufCMessageDescriptor *descriptor, ju_arena *arena)
{
    reader in = {.result = result, .row = row, .column = *column, .arena = arena};
    ProtobufCMessage *message = read_fields(&in, descriptor);
    *column = in.column;
    return in.failed ? NULL : message;
}
