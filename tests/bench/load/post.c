#include "tests/bench/load/post.h"

#include "common/base/clock.h"
#include "common/base/uuid7.h"
#include "common/event/body.h"
#include "common/event/signer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 64 * 1024 * 1024 };

typedef struct queued {
    char id[JU_UUID_SIZE];
    char time[JU_CLOCK_NOW_SIZE];
    char trace[56];
    const char *token;
    bool *delivered;
} queued;

struct load_post {
    ju_signer *signer;
    ju_bodies *bodies;
    ju_arena arena; /* of what is sealed and has not left */
    rd_kafka_t *producer;
    const char *prefix;
    char source[64];
    queued item[LOAD_POST_MAX];
    ju_event event[LOAD_POST_MAX];
    ju_signature signature[LOAD_POST_MAX];
    size_t count;
};

ju_rc load_post_open(const char *key_dir, const char *name, const char *prefix, rd_kafka_t *producer,
                     load_post **ret, ju_err *err)
{
    load_post *post = calloc(1, sizeof *post);
    if (post == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    post->producer = producer;
    post->prefix = prefix;
    (void)snprintf(post->source, sizeof post->source, "/132071/%s", name);
    ju_arena_init(&post->arena, ARENA_BYTES);
    ju_rc rc = ju_signer_open(key_dir, name, &post->signer, err);
    rc = rc == JU_OK ? ju_bodies_of_tool(key_dir, name, true, &post->bodies, err) : rc;
    if (rc != JU_OK) {
        load_post_free(post);
        return rc;
    }
    *ret = post;
    return JU_OK;
}

void load_post_free(load_post *post)
{
    if (post != NULL) {
        ju_signer_free(post->signer);
        ju_bodies_free(post->bodies);
        ju_arena_done(&post->arena);
        free(post);
    }
}

ju_rc load_post_add(load_post *post, const load_event *event, ju_err *err)
{
    if (post->count == LOAD_POST_MAX) {
        JU_TRY(load_post_flush(post, err));
    }
    queued *item = &post->item[post->count];
    JU_TRY(ju_uuid7(item->id, err));
    ju_clock_now_rfc3339(item->time);
    if (event->trace == NULL) {
        ju_traceparent_new(item->trace);
    } else {
        (void)snprintf(item->trace, sizeof item->trace, "%s", event->trace);
    }
    item->token = event->token;
    item->delivered = event->delivered;
    const char *id = event->id == NULL ? item->id : event->id;
    ProtobufCBinaryData body = {event->size, (uint8_t *)(uintptr_t)event->value};
    JU_TRY(
        ju_body_seal(post->bodies, &post->arena, &(ju_body_of){event->topic, event->type, id}, &body, err));
    post->event[post->count++] = (ju_event){.topic = event->topic,
                                            .key = event->key,
                                            .key_size = strlen(event->key),
                                            .id = id,
                                            .source = post->source,
                                            .type = event->type,
                                            .time = item->time,
                                            .traceparent = item->trace,
                                            .sequence = event->sequence,
                                            .value = body.data,
                                            .value_size = body.len};
    return JU_OK;
}

static ju_rc produce(load_post *post, size_t number, ju_err *err)
{
    const ju_event *event = &post->event[number];
    const char *token = post->item[number].token;
    char topic[256];
    ju_record_header headers[JU_EVENT_HEADERS_MAX + 1];
    size_t count = ju_event_headers(event, &post->signature[number], headers);
    if (token != NULL) {
        headers[count++] = (ju_record_header){JU_HEADER_STAFF_TOKEN, token, strlen(token)};
    }
    (void)snprintf(topic, sizeof topic, "%s%s", post->prefix, event->topic);
    return ju_produce(post->producer, topic, event->key, event->key_size, event->value, event->value_size,
                      headers, count, post->item[number].delivered, err);
}

ju_rc load_post_flush(load_post *post, ju_err *err)
{
    size_t count = post->count;
    post->count = 0;
    JU_TRY(count == 0 ? JU_OK : ju_signer_sign(post->signer, post->event, count, post->signature, err));
    for (size_t i = 0; i < count; i++) {
        JU_TRY(produce(post, i, err));
    }
    ju_arena_reset(&post->arena);
    return JU_OK;
}

ju_rc load_post_opened(load_post *post, ju_arena *arena, rd_kafka_message_t *record, ProtobufCBinaryData *ret,
                       ju_err *err)
{
    char prefix[128];
    ju_message message;
    (void)snprintf(prefix, sizeof prefix, "%.*s", (int)strlen(post->prefix) - 1, post->prefix);
    JU_TRY(ju_message_read(&message, arena, prefix, record, err));
    JU_TRY(ju_body_open_message(post->bodies, arena, &message, err));
    *ret = (ProtobufCBinaryData){message.value_size, (uint8_t *)(uintptr_t)message.value};
    return JU_OK;
}

ju_rc load_post_send(load_post *post, const load_event *event, ju_err *err)
{
    JU_TRY(load_post_add(post, event, err));
    return load_post_flush(post, err);
}
