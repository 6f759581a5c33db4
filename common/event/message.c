#include "common/event/message.h"

#include "common/base/parse.h"
#include "common/base/uuid7.h"
#include "common/text/text.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

enum { HEADER_MAX = 256, KEY_MAX = 128 };

/* Copies bytes as text when they are well-formed and short; NULL otherwise. */
static char *checked_text(ju_arena *arena, const void *bytes, size_t size, size_t max)
{
    if (bytes == NULL || size == 0 || size > max || !ju_text_valid(bytes, size)) {
        return NULL;
    }
    char *text = ju_arena_alloc(arena, size + 1);
    if (text != NULL) {
        memcpy(text, bytes, size);
    }
    return text;
}

static const char *header_text(ju_arena *arena, const rd_kafka_headers_t *headers, const char *name)
{
    const void *value = NULL;
    size_t size = 0;
    if (headers == NULL ||
        rd_kafka_header_get_last(headers, name, &value, &size) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return NULL;
    }
    return checked_text(arena, value, size, HEADER_MAX);
}

static ju_rc need_header(ju_arena *arena, const rd_kafka_headers_t *headers, const char *name,
                         const char **ret, ju_err *err)
{
    const char *text = header_text(arena, headers, name);
    if (text == NULL) {
        return ju_reject(err, "header_missing", name, "header %s is missing or is not short text", name);
    }
    *ret = text;
    return JU_OK;
}

static ju_rc need_header_value(ju_arena *arena, const rd_kafka_headers_t *headers, const char *name,
                               const char *expected, ju_err *err)
{
    const char *value = NULL;
    JU_TRY(need_header(arena, headers, name, &value, err));
    if (strcmp(value, expected) != 0) {
        return ju_reject(err, "header_unknown", name, "header %s has an unknown value", name);
    }
    return JU_OK;
}

static ju_rc read_sequence(ju_message *message, ju_arena *arena, const rd_kafka_headers_t *headers,
                           ju_err *err)
{
    const char *text = header_text(arena, headers, JU_HEADER_SEQUENCE);
    if (text == NULL) {
        message->sequence = 0;
        return JU_OK;
    }
    if (!ju_parse_int64(text, 1, INT64_MAX, &message->sequence)) {
        return ju_reject(err, "sequence_invalid", JU_HEADER_SEQUENCE,
                         "juki-sequence is not a positive number");
    }
    return JU_OK;
}

/* The W3C form, version 00. Anything else is not passed on: it could carry what must not travel in clear. */
static bool is_traceparent(const char *text)
{
    static const size_t dashes[] = {2, 35, 52};
    if (text == NULL || strlen(text) != 55 || strncmp(text, "00-", 3) != 0) {
        return false;
    }
    size_t dash = 0;
    for (size_t i = 0; i < 55; i++) {
        bool expected = dash < 3 && i == dashes[dash];
        dash += expected;
        if (expected ? text[i] != '-' : strchr("0123456789abcdef", text[i]) == NULL) {
            return false;
        }
    }
    return true;
}

static ju_rc read_headers(ju_message *message, ju_arena *arena, const rd_kafka_headers_t *headers,
                          ju_err *err)
{
    const char *id = NULL;
    const char *source = NULL;
    JU_TRY(need_header_value(arena, headers, JU_HEADER_SPECVERSION, "1.0", err));
    JU_TRY(need_header_value(arena, headers, JU_HEADER_CONTENT_TYPE, JU_CONTENT_TYPE, err));
    JU_TRY(need_header(arena, headers, JU_HEADER_TYPE, &message->type, err));
    JU_TRY(need_header(arena, headers, JU_HEADER_TIME, &message->time, err));
    JU_TRY(need_header(arena, headers, JU_HEADER_SOURCE, &source, err));
    JU_TRY(need_header(arena, headers, JU_HEADER_ID, &id, err));
    if (!ju_uuid_valid(id)) {
        return ju_reject(err, "header_invalid", JU_HEADER_ID, "ce_id is not a UUID");
    }
    JU_TRY(read_sequence(message, arena, headers, err));
    message->id = id;
    message->source = source;
    const char *traceparent = header_text(arena, headers, JU_HEADER_TRACEPARENT);
    message->traceparent = is_traceparent(traceparent) ? traceparent : "";
    (void)rd_kafka_header_get_last(headers, JU_HEADER_SIGNATURE, &message->signature,
                                   &message->signature_size);
    return JU_OK;
}

ju_rc ju_message_disown(ju_message *message, ju_arena *arena, ju_err *err)
{
    message->source = ju_arena_printf(arena, JU_SOURCE_PLACE "%s", message->topic);
    message->id = ju_arena_printf(arena, "%d/%lld", message->partition, (long long)message->offset);
    message->key = message->id; /* its dead letter needs one, too */
    message->type = "";
    message->time = "";
    message->traceparent = "";
    message->sequence = 0;
    return arena->full ? ju_no_memory(err) : JU_OK;
}

static ju_rc read_parts(ju_message *message, ju_arena *arena, rd_kafka_message_t *raw, ju_err *err)
{
    if (raw->len > JU_MESSAGE_MAX_BYTES) {
        return ju_reject(err, "too_large", "value", "the value has %zu bytes", raw->len);
    }
    const char *key = checked_text(arena, raw->key, raw->key_len, KEY_MAX);
    if (key == NULL) {
        return ju_reject(err, "key_invalid", "key", "the key is missing or is not short text");
    }
    message->key = key;
    rd_kafka_headers_t *headers = NULL;
    (void)rd_kafka_message_headers(raw, &headers);
    return read_headers(message, arena, headers, err);
}

ju_rc ju_message_read(ju_message *message, ju_arena *arena, const char *prefix, rd_kafka_message_t *raw,
                      ju_err *err)
{
    const char *topic = rd_kafka_topic_name(raw->rkt);
    *message = (ju_message){
        .topic = ju_arena_strdup(arena, topic + strlen(prefix) + 1),
        .value = raw->payload,
        .value_size = raw->len,
        .came = raw->payload,
        .came_size = raw->len,
        .partition = raw->partition,
        .offset = raw->offset,
        .raw = raw,
    };
    /* Until the headers are known to be good. */
    JU_TRY(ju_message_disown(message, arena, err));
    ju_rc rc = read_parts(message, arena, raw, err);
    /* What did not fit looks like what was not there: no fault of the record. */
    return arena->full ? ju_no_memory(err) : rc;
}

void ju_traceparent_new(char ret[56])
{
    unsigned char random[24];
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random) {
        memset(random, 1, sizeof random);
    }
    size_t used = (size_t)snprintf(ret, 56, "00-");
    for (size_t i = 0; i < sizeof random; i++) {
        used += (size_t)snprintf(ret + used, 56 - used, "%s%02x", i == 16 ? "-" : "", random[i]);
    }
    (void)snprintf(ret + used, 56 - used, "-01");
}
