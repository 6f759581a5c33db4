#include "tests/integration/harness/counter.h"

#include "tests/integration/harness/staff.h"

#include "common/base/uuid7.h"
#include "common/event/body.h"
#include "common/event/registry.h"
#include "common/event/topic_names.h"
#include "tests/integration/harness/event_sign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POLL_MS = 100, ARENA_BYTES = 1 << 20 };

struct counter {
    world *w;
    bus_follower replies;
    ju_bodies *bodies;
    char commands[160];
    bool delivered; /* of no interest: what is lost is not answered */
};

counter *counter_open(world *w)
{
    counter *c = calloc(1, sizeof *c);
    assert_non_null(c);
    assert_non_null(w->producer);
    c->w = w;
    (void)snprintf(c->commands, sizeof c->commands, "%s.%s", w->prefix, JU_TOPIC_RESIDENT_COMMAND);
    c->replies = bus_follow(w, JU_TOPIC_RESIDENT_REPLY);
    assert_int_equal(ju_bodies_of_tool(world_env("JUKI_TEST_KEYS"), "counter", true, &c->bodies, NULL),
                     JU_OK);
    return c;
}

void counter_close(counter *c)
{
    if (c != NULL) {
        (void)rd_kafka_flush(c->w->producer, (int)patience_ms());
        bus_unfollow(&c->replies);
        ju_bodies_free(c->bodies);
        free(c);
    }
}

void counter_send(counter *c, const char *key, const ProtobufCMessage *message)
{
    char id[JU_UUID_SIZE];
    ju_record_header headers[9];
    ju_err err;
    unsigned char *value = malloc(protobuf_c_message_get_packed_size(message) + 1);
    assert_non_null(value);
    assert_int_equal(ju_uuid7(id, NULL), JU_OK);
    size_t size = protobuf_c_message_pack(message, value);
    event_signed sent = {0};
    size_t count = bus_headers(headers, id, message->descriptor->name, NULL);
    const char *token = staff_desk_token(c->w, message->descriptor->name, value, size);
    assert_non_null(token);
    headers[count++] = (ju_record_header){JU_HEADER_STAFF_TOKEN, token, strlen(token)};
    count = event_sign(c->w, JU_TOPIC_RESIDENT_COMMAND, key, strlen(key), value, size, headers, count, &sent);
    if (ju_produce(c->w->producer, c->commands, key, strlen(key), value, size, sent.header, count,
                   &c->delivered, &err) != JU_OK) {
        fail_msg("%s", err.message);
    }
    free(value);
    (void)rd_kafka_poll(c->w->producer, 0);
}

static ProtobufCMessage *unpack(counter *c, rd_kafka_message_t *record)
{
    ju_arena arena;
    ju_message message;
    ju_err err;
    ProtobufCMessage *body = NULL;
    ju_arena_init(&arena, ARENA_BYTES);
    if (ju_message_read(&message, &arena, c->w->prefix, record, &err) == JU_OK) {
        const ProtobufCMessageDescriptor *descriptor = ju_registry_find(message.type);
        assert_int_equal(ju_body_open_message(c->bodies, &arena, &message, &err), JU_OK);
        body = descriptor == NULL
                   ? NULL
                   : protobuf_c_message_unpack(descriptor, NULL, message.value_size, message.value);
    }
    ju_arena_done(&arena);
    return body;
}

counter_reply counter_next(counter *c)
{
    counter_reply reply = {.key = "", .body = NULL};
    int64_t until_ms = now_ms() + patience_ms();
    while (reply.body == NULL) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(c->replies.reader, POLL_MS);
        if (message != NULL && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            (void)snprintf(reply.key, sizeof reply.key, "%.*s", (int)message->key_len,
                           (const char *)message->key);
            reply.body = unpack(c, message);
        }
        if (message != NULL) {
            rd_kafka_message_destroy(message);
        }
        (void)rd_kafka_poll(c->w->producer, 0);
        if (reply.body == NULL && now_ms() > until_ms) {
            fail_msg("waited in vain for a reply");
        }
    }
    return reply;
}
