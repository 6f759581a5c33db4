#ifndef BENCH_SNAPSHOT_CHECK_H
#define BENCH_SNAPSHOT_CHECK_H

#include "common/base/arena.h"
#include "common/bus/kafka.h"
#include "services/gateway/person_digest.h"
#include "tests/bench/load/post.h"

/*
 * Checks every record of a feed while snapshots and changes go on: a person's numbers without gap and each
 * once, everybody told once by a snapshot, no change missed or doubled, count and digest as the snapshot's
 * end says.
 */
typedef struct check {
    int64_t persons;
    uint32_t *sequence;  /* the last one of each person, by serial */
    uint8_t *told;       /* by this snapshot, how often */
    int64_t *change_us;  /* when the change of the person was due; 0: none is awaited */
    int64_t awaited;     /* changes that were sent and have not come */
    int64_t *latency_us; /* of those that came */
    size_t latencies;
    gateway_digest_sum sum;
    int markers; /* of the end of this snapshot */
    int64_t ended_persons;
    unsigned char ended_digest[GATEWAY_DIGEST_BYTES];
    char request_id[64];
    char snapshot_id[64];
    ju_arena arena;           /* of one record */
    ProtobufCBinaryData body; /* its own, opened */
} check;

ju_rc check_open(check *c, int64_t persons, ju_err *err) JU_MUST_CHECK;
void check_close(check *c);

/* From here on the snapshot of this request is awaited. */
void check_begin(check *c, const char *request_id);
/* A change of this person was sent. */
void check_expect(check *c, int64_t serial, int64_t due_us);
/* A record, opened as reader opens what is for him. */
ju_rc check_take(check *c, load_post *reader, rd_kafka_message_t *record, ju_err *err) JU_MUST_CHECK;
/* Everybody was told once, and it is what the end says. */
ju_rc check_end(const check *c, ju_err *err) JU_MUST_CHECK;

#endif
