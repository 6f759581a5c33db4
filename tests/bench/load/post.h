#ifndef BENCH_LOAD_POST_H
#define BENCH_LOAD_POST_H

#include "common/base/arena.h"
#include "common/bus/kafka.h"

#include <protobuf-c/protobuf-c.h>

/*
 * The events of a generator. As a program at work does, it seals bodies and signs those of one moment
 * together, so what stands in a post leaves when it is flushed, or full.
 */
typedef struct load_post load_post;

enum { LOAD_POST_MAX = 64 };

typedef struct load_event {
    const char *topic; /* without prefix */
    const char *key;
    const char *id; /* ce_id; NULL: a new one */
    const char *type;
    const char *trace;    /* NULL: a new one */
    const char *sequence; /* NULL: none */
    const char *token;    /* of an operator; NULL: none */
    const void *value;
    size_t size;
    bool *delivered;
} load_event;

/* As the writer of this name, by the keys of key_dir. prefix ends with a dot and must outlive the post, as
 * the producer must. Free with load_post_free. */
ju_rc load_post_open(const char *key_dir, const char *name, const char *prefix, rd_kafka_t *producer,
                     load_post **ret, ju_err *err) JU_MUST_CHECK;
void load_post_free(load_post *post); /* may be NULL */

/* Texts and value must live until the flush; trace is copied. */
ju_rc load_post_add(load_post *post, const load_event *event, ju_err *err) JU_MUST_CHECK;
ju_rc load_post_flush(load_post *post, ju_err *err) JU_MUST_CHECK;

/* The body of a record that came to the same program, opened if it is sealed, into arena. */
ju_rc load_post_opened(load_post *post, ju_arena *arena, rd_kafka_message_t *record, ProtobufCBinaryData *ret,
                       ju_err *err) JU_MUST_CHECK;

/* One that leaves alone. */
ju_rc load_post_send(load_post *post, const load_event *event, ju_err *err) JU_MUST_CHECK;

#endif
