#ifndef JU_EVENT_MESSAGE_H
#define JU_EVENT_MESSAGE_H

#include "common/base/arena.h"
#include "common/base/err.h"

#include <librdkafka/rdkafka.h>
#include <stdint.h>

enum { JU_MESSAGE_MAX_BYTES = 256 * 1024 };

/* Header names of the CloudEvents 1.0 Kafka binding, binary mode, and our own. */
#define JU_HEADER_SPECVERSION  "ce_specversion"
#define JU_HEADER_ID           "ce_id"
#define JU_HEADER_SOURCE       "ce_source"
#define JU_HEADER_TYPE         "ce_type"
#define JU_HEADER_TIME         "ce_time"
#define JU_HEADER_CONTENT_TYPE "content-type"
#define JU_HEADER_TRACEPARENT  "traceparent"
#define JU_HEADER_SEQUENCE     "juki-sequence"
/* Whose word it is, binary: common/event/SIGNATURES.md. */
#define JU_HEADER_SIGNATURE "juki-signature"
/* Of operators' commands (common/staff/door.h). It opens doors while it is good, so it is stored nowhere. */
#define JU_HEADER_STAFF_TOKEN "juki-staff-token"

#define JU_CONTENT_TYPE "application/protobuf"

/* What the source of a record begins with whose headers cannot be read: it is named by its place. */
#define JU_SOURCE_PLACE "kafka:"

/* One event as it came from a topic. All memory belongs to the arena it was read into. */
typedef struct ju_message {
    const char *topic;  /* without the prefix */
    const char *key;    /* checked text */
    const char *id;     /* ce_id */
    const char *source; /* ce_source */
    const char *type;   /* ce_type */
    const char *time;   /* ce_time */
    const char *traceparent;
    int64_t sequence;  /* juki-sequence, 0 when the topic carries none */
    const void *value; /* the body, opened if it was sealed */
    size_t value_size;
    const void *came; /* and as it came: common/event/body.h */
    size_t came_size;
    const void *signature; /* juki-signature, as it came; NULL: none */
    size_t signature_size;
    int32_t partition;
    int64_t offset;
    rd_kafka_message_t *raw; /* for the dead-letter copy; NULL for a message that waited in parked */
} ju_message;

/*
 * Reads headers, key and value; whose word it is shows ju_verifier_check alone. Value and signature are only
 * borrowed: *raw must live as long as *message. JU_REJECT with the header at fault; then the message is named
 * by its place, as by ju_message_disown. JU_FATAL "memory" when the arena is full.
 */
ju_rc ju_message_read(ju_message *message, ju_arena *arena, const char *prefix, rd_kafka_message_t *raw,
                      ju_err *err) JU_MUST_CHECK;

/* Names the message by its place, kafka:<topic> <partition>/<offset>, and takes its own words about itself
 * away, so that one that is not what it says takes nobody's id, key or number, and is dead-lettered once.
 * JU_FATAL "memory" when the arena is full. */
ju_rc ju_message_disown(ju_message *message, ju_arena *arena, ju_err *err) JU_MUST_CHECK;

/* A new trace: 00-<32 hex>-<16 hex>-01. ret has room for 56 bytes. */
void ju_traceparent_new(char ret[56]);

#endif
