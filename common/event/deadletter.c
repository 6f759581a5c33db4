#include "common/event/batch_internal.h"

#include "common/base/uuid7.h"
#include "common/text/text.h"
#include "event_sql.h"

#include <stdio.h>
#include <string.h>

typedef struct header_list {
    Juki__Common__V1__Header **item;
    size_t count;
} header_list;

static ju_rc add_header(ju_arena *arena, header_list *list, const char *name, const void *value, size_t size,
                        ju_err *err)
{
    Juki__Common__V1__Header *header = ju_arena_alloc(arena, sizeof *header);
    char *name_copy = ju_arena_strdup(arena, name);
    void *value_copy = ju_arena_memdup(arena, value, size);
    if (header == NULL || name_copy == NULL || value_copy == NULL) {
        return ju_no_memory(err);
    }
    juki__common__v1__header__init(header);
    header->name = name_copy;
    header->value = (ProtobufCBinaryData){.len = size, .data = value_copy};
    list->item[list->count++] = header;
    return JU_OK;
}

enum { OPERATOR_MAX_BYTES = 256 };
enum { HEADERS_MAX = 32, HEADERS_MAX_BYTES = 8 * 1024 };

/* All headers as they came, so that a replay is the same record again; but no more than a letter has room
 * for, and none whose name no protobuf reader would take. */
static ju_rc raw_headers(ju_arena *arena, const ju_message *message, header_list *list, ju_err *err)
{
    rd_kafka_headers_t *headers = NULL;
    if (rd_kafka_message_headers(message->raw, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return JU_OK;
    }
    const char *name = NULL;
    const void *value = NULL;
    size_t size = 0;
    size_t kept_bytes = 0;
    for (size_t i = 0; i < HEADERS_MAX && rd_kafka_header_get_all(headers, i, &name, &value, &size) == 0;
         i++) {
        size_t bytes = strlen(name) + size;
        bool kept = ju_text_valid(name, strlen(name)) && strcmp(name, JU_HEADER_STAFF_TOKEN) != 0;
        if (kept && kept_bytes + bytes <= HEADERS_MAX_BYTES) {
            kept_bytes += bytes;
            JU_TRY(add_header(arena, list, name, value, size, err));
        }
    }
    return JU_OK;
}

/* A message that waited in parked has lost its record; its headers are made again from what was kept. */
static ju_rc parked_headers(ju_arena *arena, const ju_message *message, header_list *list, ju_err *err)
{
    char sequence[24];
    (void)snprintf(sequence, sizeof sequence, "%lld", (long long)message->sequence);
    const struct {
        const char *name;
        const char *value;
    } headers[] = {
        {JU_HEADER_SPECVERSION, "1.0"},      {JU_HEADER_ID, message->id},
        {JU_HEADER_SOURCE, message->source}, {JU_HEADER_TYPE, message->type},
        {JU_HEADER_TIME, message->time},     {JU_HEADER_CONTENT_TYPE, JU_CONTENT_TYPE},
        {JU_HEADER_SEQUENCE, sequence},      {JU_HEADER_TRACEPARENT, message->traceparent},
    };
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        JU_TRY(add_header(arena, list, headers[i].name, headers[i].value, strlen(headers[i].value), err));
    }
    return message->signature_size == 0 ? JU_OK
                                        : add_header(arena, list, JU_HEADER_SIGNATURE, message->signature,
                                                     message->signature_size, err);
}

/* A record over the cap cannot travel again: the place where it stands is kept, the value is not. */
static ju_rc value_that_fits(ju_batch *batch, const ju_message *message, ProtobufCBinaryData *ret,
                             ju_err *err)
{
    bool readable = strncmp(message->source, JU_SOURCE_PLACE, strlen(JU_SOURCE_PLACE)) != 0;
    const ju_body_of of = {message->topic, readable ? message->type : "", readable ? message->id : ""};
    *ret = (ProtobufCBinaryData){0};
    if (message->came_size > JU_MESSAGE_MAX_BYTES - 16 * 1024) {
        return JU_OK;
    }
    *ret = (ProtobufCBinaryData){.len = message->came_size, .data = (uint8_t *)(uintptr_t)message->came};
    return ju_body_keep(batch->setup->bodies, &batch->arena, &of, ret, err);
}

static ju_rc fill_letter(ju_batch *batch, const ju_item *item, header_list *list,
                         Juki__Common__V1__DeadLetter *letter, ju_err *err)
{
    const ju_message *message = &item->message;
    if (message->raw != NULL) {
        JU_TRY(raw_headers(&batch->arena, message, list, err));
    } else {
        JU_TRY(parked_headers(&batch->arena, message, list, err));
    }
    char *time = ju_arena_alloc(&batch->arena, JU_CLOCK_NOW_SIZE);
    if (time == NULL) {
        return ju_no_memory(err);
    }
    ju_clock_now_rfc3339(time);
    letter->service = (char *)(uintptr_t)batch->setup->service;
    letter->topic = (char *)(uintptr_t)message->topic;
    letter->partition = message->partition;
    letter->offset = message->offset;
    if (message->raw != NULL && message->raw->key_len <= 1024) {
        letter->key = (ProtobufCBinaryData){.len = message->raw->key_len, .data = message->raw->key};
    } else if (message->raw == NULL) {
        letter->key =
            (ProtobufCBinaryData){.len = strlen(message->key), .data = (uint8_t *)(uintptr_t)message->key};
    }
    letter->n_header = list->count;
    letter->header = list->item;
    JU_TRY(value_that_fits(batch, message, &letter->value, err));
    letter->code = (char *)(uintptr_t)item->err.code;
    letter->reason = (char *)(uintptr_t)item->err.message;
    letter->time = time;
    return JU_OK;
}

/* A message that waited in parked has lost its place. */
static int64_t offset_of(const ju_message *message)
{
    return message->raw == NULL ? -1 : message->offset;
}

/* Queues the dead-letter row and, unless it stands already, its copy for deadletter.<service>. */
static ju_rc write_letter(ju_batch *batch, ju_item *item, ju_err *err)
{
    Juki__Common__V1__DeadLetter letter = JUKI__COMMON__V1__DEAD_LETTER__INIT;
    header_list list = {.item = ju_arena_alloc(&batch->arena, HEADERS_MAX * sizeof(void *))};
    char *topic = ju_arena_printf(&batch->arena, "deadletter.%s", batch->setup->service);
    char *trace = ju_arena_alloc(&batch->arena, 56);
    const char *id = ju_event_id(&item->ctx);
    if (list.item == NULL || topic == NULL || trace == NULL || id == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(fill_letter(batch, item, &list, &letter, err));
    size_t size = juki__common__v1__dead_letter__get_packed_size(&letter);
    unsigned char *packed = ju_arena_alloc(&batch->arena, size);
    if (packed == NULL) {
        return ju_no_memory(err);
    }
    juki__common__v1__dead_letter__pack(&letter, packed);
    ju_traceparent_new(trace);
    ju_args args;
    ju_args_init(&args, &batch->arena);
    ju_arg_text(&args, item->message.source);
    ju_arg_text(&args, item->message.id);
    ju_arg_text(&args, item->message.topic);
    ju_arg_text(&args, letter.code);
    ju_arg_text(&args, topic);
    ju_arg_text(&args, item->message.key);
    ju_arg_text(&args, id);
    ju_arg_text(&args, letter.base.descriptor->name);
    ju_arg_text(&args, letter.time);
    ju_arg_text(&args, trace);
    ju_arg_bytes(&args, packed, size);
    ju_arg_i64(&args, offset_of(&item->message));
    ju_arg_i64(&args, item->message.sequence);
    return ju_queue(batch, &event_sql_dead_insert, &args, err);
}

static ju_rc note_again(ju_batch *batch, const ju_item *item, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, &batch->arena);
    ju_arg_text(&args, item->message.source);
    ju_arg_text(&args, item->message.id);
    ju_arg_i64(&args, offset_of(&item->message));
    return ju_queue(batch, &event_sql_dead_again, &args, err);
}

/* The change that a message is about, when its type has such a field. */
static const char *change_of(const ju_item *item)
{
    const ProtobufCFieldDescriptor *field =
        item->body == NULL
            ? NULL
            : protobuf_c_message_descriptor_get_field_by_name(item->body->descriptor, "change_id");
    return field == NULL ? NULL : *(char *const *)((const char *)item->body + field->offset);
}

/* Who a command says that it is from, unless that is so long that the act would not be kept. */
static const void *claimed_operator(const ju_item *item)
{
    const ProtobufCMessage *body = item->ctx.body;
    const ProtobufCFieldDescriptor *field =
        body == NULL ? NULL : protobuf_c_message_descriptor_get_field_by_name(body->descriptor, "operator");
    const ProtobufCMessage *who =
        field == NULL ? NULL : *(ProtobufCMessage *const *)((const char *)body + field->offset);
    return who != NULL && protobuf_c_message_get_packed_size(who) <= OPERATOR_MAX_BYTES ? who : NULL;
}

ju_rc ju_dead_letter(ju_batch *batch, ju_item *item, ju_err *err)
{
    if (item->redelivered) {
        return JU_OK;
    }
    /* A replay that fails again has its letter already; the refusal is an act of its own. */
    JU_TRY(item->was_dead ? note_again(batch, item, err) : write_letter(batch, item, err));
    return ju_audit(&item->ctx,
                    &(ju_act){.action = "message.dead_letter",
                              .operator_ = claimed_operator(item),
                              .change_id = change_of(item),
                              .event_id = item->message.id,
                              .refused_code = item->err.code,
                              .detail = item->message.topic},
                    err);
}
