/*
 * Any headers, key and value as a record. No broker is needed: this program itself answers the two questions
 * that ju_message_read asks of librdkafka. An input is lines, the first one the key, then "name:value"
 * headers, an empty line, and the value.
 */
#include "common/base/uuid7.h"
#include "common/event/message.h"
#include "common/text/text.h"
#include "tests/fuzz/harness.h"

#include <string.h>

#define PREFIX "juki.132071"

enum { ARENA_BYTES = 64 * 1024 };

static rd_kafka_headers_t *headers_now;

const char *rd_kafka_topic_name(const rd_kafka_topic_t *rkt)
{
    (void)rkt;
    return PREFIX ".resident.command";
}

rd_kafka_resp_err_t rd_kafka_message_headers(const rd_kafka_message_t *rkmessage, rd_kafka_headers_t **hdrsp)
{
    (void)rkmessage;
    *hdrsp = headers_now;
    return headers_now == NULL ? RD_KAFKA_RESP_ERR__NOENT : RD_KAFKA_RESP_ERR_NO_ERROR;
}

/* The next line without its end; false when there is none. */
static bool take_line(const uint8_t **data, size_t *size, const uint8_t **ret_line, size_t *ret_size)
{
    if (*size == 0) {
        return false;
    }
    const uint8_t *end = memchr(*data, '\n', *size);
    *ret_line = *data;
    *ret_size = end == NULL ? *size : (size_t)(end - *data);
    size_t step = *ret_size + (end != NULL);
    *data += step;
    *size -= step;
    return true;
}

static void add_header(ju_arena *arena, const uint8_t *line, size_t size)
{
    const uint8_t *colon = memchr(line, ':', size);
    size_t name_size = colon == NULL ? size : (size_t)(colon - line);
    const char *name = fuzz_text(arena, line, name_size);
    const uint8_t *value = colon == NULL ? NULL : colon + 1;
    (void)rd_kafka_header_add(headers_now, name, -1, value,
                              colon == NULL ? 0 : (ssize_t)(size - name_size - 1));
}

static void must_be_short_text(const char *text, size_t max)
{
    must(text != NULL && strlen(text) <= max && ju_text_valid(text, strlen(text)));
}

static void must_be_good(const ju_message *message, const rd_kafka_message_t *raw)
{
    must_be_short_text(message->key, 128);
    must(*message->key != '\0');
    must(ju_uuid_valid(message->id));
    must_be_short_text(message->source, 256);
    must_be_short_text(message->type, 256);
    must_be_short_text(message->time, 256);
    must_be_short_text(message->traceparent, 256);
    must(message->sequence >= 0);
    must(message->value == raw->payload && message->value_size == raw->len);
}

static void must_be_named_by_place(const ju_message *message, const ju_err *err)
{
    must(strcmp(message->source, "kafka:resident.command") == 0 && strcmp(message->id, "3/7") == 0);
    must(err->code[0] != '\0' && err->item[0] != '\0');
    must(message->type != NULL && message->time != NULL && message->traceparent != NULL &&
         message->key != NULL);
}

static void read_record(rd_kafka_message_t *raw, size_t cap_bytes)
{
    ju_arena arena;
    ju_message message;
    ju_err err = {0};
    ju_arena_init(&arena, cap_bytes);
    ju_rc rc = ju_message_read(&message, &arena, PREFIX, raw, &err);
    must(rc == JU_OK || rc == JU_REJECT || (rc == JU_FATAL && arena.full));
    if (rc == JU_OK) {
        must_be_good(&message, raw);
    } else if (rc == JU_REJECT) {
        must_be_named_by_place(&message, &err);
    }
    ju_arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ju_arena *arena = fuzz_arena((size_t)1 << 24);
    const uint8_t *key = NULL;
    const uint8_t *line = NULL;
    size_t key_size = 0;
    size_t line_size = 0;
    bool keyed = take_line(&data, &size, &key, &key_size);
    headers_now = rd_kafka_headers_new(8);
    while (take_line(&data, &size, &line, &line_size) && line_size > 0) {
        add_header(arena, line, line_size);
    }
    rd_kafka_message_t raw = {
        .key = keyed ? (void *)(uintptr_t)key : NULL,
        .key_len = key_size,
        .payload = (void *)(uintptr_t)data,
        .len = size,
        .partition = 3,
        .offset = 7,
    };
    read_record(&raw, ARENA_BYTES);
    read_record(&raw, size % 1024); /* memory ends somewhere */
    rd_kafka_headers_destroy(headers_now);
    return 0;
}
