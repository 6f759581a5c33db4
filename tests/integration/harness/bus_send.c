#include "common/base/uuid7.h"
#include "common/base/word.h"
#include "common/event/message.h"
#include "common/event/topic_names.h"
#include "common/staff/door.h"
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/event_sign.h"
#include "tests/integration/harness/staff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const ju_record_header *find_header(const ju_record_header *headers, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(headers[i].name, name) == 0) {
            return &headers[i];
        }
    }
    return NULL;
}

/* The headers with a counter's token behind them where one is asked for; ret has room for one more. Returns
 * how many there are. */
static size_t with_token(world *w, const char *topic, const void *value, size_t size,
                         const ju_record_header *headers, size_t count, ju_record_header *ret)
{
    static const char GUARDED[] =
        JU_TOPIC_RESIDENT_COMMAND " " JU_TOPIC_RESIDENT_MIGRATE " " JU_TOPIC_DELIVERY_COMMAND;
    const ju_record_header *type = find_header(headers, count, JU_HEADER_TYPE);
    if (count > 0) {
        memcpy(ret, headers, count * sizeof *ret);
    }
    if (type == NULL || find_header(headers, count, JU_HEADER_STAFF_TOKEN) != NULL ||
        !ju_word_listed(GUARDED, topic)) {
        return count;
    }
    const char *token = staff_desk_token(w, type->value, value, size);
    if (token != NULL) {
        ret[count++] = (ju_record_header){JU_HEADER_STAFF_TOKEN, token, strlen(token)};
    }
    return count;
}

void bus_send_raw(world *w, const char *topic, const void *key, size_t key_size, const void *value,
                  size_t size, const ju_record_header *headers, size_t header_count)
{
    ju_record_header all[EVENT_SIGN_HEADERS];
    event_signed sent = {0};
    assert_true(header_count + 2 <= EVENT_SIGN_HEADERS); /* token and signature */
    size_t count = with_token(w, topic, value, size, headers, header_count, all);
    count = event_sign(w, topic, key, key_size, value, size, all, count, &sent);
    bus_send_plain(w, topic, key, key_size, value, size, sent.header, count);
}

void bus_send_plain(world *w, const char *topic, const void *key, size_t key_size, const void *value,
                    size_t size, const ju_record_header *headers, size_t header_count)
{
    char full[160];
    bool delivered = false;
    ju_err err;
    (void)snprintf(full, sizeof full, "%s.%s", w->prefix, topic);
    if (ju_produce(bus_producer(w), full, key, key_size, value, size, headers, header_count, &delivered,
                   &err) != JU_OK) {
        fail_msg("%s", err.message);
    }
    (void)rd_kafka_flush(w->producer, (int)patience_ms());
    assert_true(delivered);
}

size_t bus_headers(ju_record_header ret[8], const char *id, const char *type, const char *sequence)
{
    const ju_record_header headers[8] = {
        {JU_HEADER_SPECVERSION, "1.0", 3},
        {JU_HEADER_ID, id, strlen(id)},
        {JU_HEADER_SOURCE, EVENT_SIGN_SOURCE, 0},
        {JU_HEADER_TYPE, type, strlen(type)},
        {JU_HEADER_TIME, TEST_TODAY "T00:00:00Z", strlen(TEST_TODAY "T00:00:00Z")},
        {JU_HEADER_CONTENT_TYPE, JU_CONTENT_TYPE, strlen(JU_CONTENT_TYPE)},
        {JU_HEADER_TRACEPARENT, "00-11111111111111111111111111111111-2222222222222222-01", 55},
        {JU_HEADER_SEQUENCE, sequence, sequence == NULL ? 0 : strlen(sequence)},
    };
    memcpy(ret, headers, sizeof headers);
    return sequence == NULL ? 7 : 8;
}

void bus_send(world *w, const char *topic, const bus_event *event)
{
    char id[JU_UUID_SIZE];
    char sequence[24];
    ju_record_header headers[9];
    assert_int_equal(ju_uuid7(id, NULL), JU_OK);
    (void)snprintf(sequence, sizeof sequence, "%lld", (long long)event->sequence);
    size_t count = bus_headers(headers, event->id == NULL ? id : event->id, event->message->descriptor->name,
                               event->sequence == 0 ? NULL : sequence);
    if (event->staff_token != NULL) {
        headers[count++] =
            (ju_record_header){JU_HEADER_STAFF_TOKEN, event->staff_token, strlen(event->staff_token)};
    }
    size_t size = protobuf_c_message_get_packed_size(event->message);
    unsigned char *value = malloc(size + 1);
    assert_non_null(value);
    protobuf_c_message_pack(event->message, value);
    bus_send_raw(w, topic, event->key, strlen(event->key), value, size, headers, count);
    free(value);
}
