#include "common/base/clock.h"
#include "common/base/parse.h"
#include "common/base/uuid7.h"
#include "common/event/message.h"
#include "common/event/topic_names.h"
#include "common/log/log.h"
#include "juki/gateway/v1/snapshot.pb-c.h"
#include "juki/resident/v1/event.pb-c.h"
#include "tests/bench/load/instance.h"
#include "tests/bench/load/post.h"
#include "tests/bench/load/run.h"
#include "tests/bench/load/sample.h"
#include "tests/bench/snapshot/check.h"
#include "tests/bench/snapshot/fill.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * A snapshot of everybody to one consumer that uses numbers (tax), while changes go on: from its wish until
 * it has read the last marker of the end. Every record is checked. With --fill the gateway's tables are
 * filled first, while the service stands still.
 */
static const char usage_text[] =
    "usage: bench-snapshot --fill DIR PERSONS\n"
    "       bench-snapshot DIR FILE RUNS PERSONS CHANGES_PER_S\n"
    "DIR is an instance of deploy/local; appends a line per value and run to FILE.\n";

#define PREFIX "juki.132071."

enum {
    RECORDS_MAX = 500,
    TURN_MS = 5,
    TURN_US = 1000 * TURN_MS,
    MARKERS = 4,
    STRIDE = 7919, /* changes are of persons so far apart, each once */
    QUIET_S = 60,  /* without a record: something is wrong */
    ARENA_BYTES = 1 << 20,
};

typedef struct consumer {
    FILE *out;
    int64_t runs;
    int64_t persons;
    int64_t changes_per_s;
    int64_t changes; /* sent, of all runs */
    rd_kafka_t *producer;
    load_post *resident; /* whom it plays */
    load_post *tax;
    ju_consumer *reader;
    ju_keyring *ring;
    check check;
    ju_arena arena;
    int64_t heard_us;
} consumer;

/* ---- sending ------------------------------------------------------------------------------------------- */

typedef struct letter {
    load_post *from;
    const char *topic;
    const char *key;
    const char *sequence; /* NULL: none */
    const ProtobufCMessage *message;
} letter;

static ju_rc post(consumer *c, const letter *to, ju_err *err)
{
    static bool delivered; /* what is lost does not come */
    size_t size = protobuf_c_message_get_packed_size(to->message);
    unsigned char *value = ju_arena_alloc(&c->arena, size + 1);
    if (value == NULL) {
        return ju_no_memory(err);
    }
    protobuf_c_message_pack(to->message, value);
    return load_post_send(to->from,
                          &(load_event){.topic = to->topic,
                                        .key = to->key,
                                        .type = to->message->descriptor->name,
                                        .sequence = to->sequence,
                                        .value = value,
                                        .size = size,
                                        .delivered = &delivered},
                          err);
}

/* The first change of the next person, as the register tells it. */
static ju_rc change(consumer *c, int64_t due_us, ju_err *err)
{
    Juki__Resident__V1__PersonChanged changed = JUKI__RESIDENT__V1__PERSON_CHANGED__INIT;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    Juki__Common__V1__Address address = JUKI__COMMON__V1__ADDRESS__INIT;
    int64_t serial = 1 + c->changes % c->persons * STRIDE % c->persons;
    char sequence[24];
    char key[16];
    char number[16];
    char id[JU_UUID_SIZE];
    (void)snprintf(sequence, sizeof sequence, "%" PRId64, 1 + c->changes / c->persons);
    c->changes++;
    fill_addressee_number(serial, key);
    fill_individual_number(serial, number);
    JU_TRY(ju_uuid7(id, err));
    ju_arena_reset(&c->arena);
    birth.date = (char *)(uintptr_t) "1990-01-15";
    address.municipality_code = (char *)(uintptr_t) "132071";
    address.town = (char *)(uintptr_t) "朝日町";
    changed.change_id = id;
    changed.addressee_number = key;
    changed.state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    changed.name = (char *)(uintptr_t) "試験　変更";
    changed.birth_date = &birth;
    changed.sex = JUKI__COMMON__V1__SEX__SEX_FEMALE;
    changed.address = &address;
    changed.reason = (char *)(uintptr_t) "move_within";
    changed.change_date = (char *)(uintptr_t) "2026-04-10";
    changed.history_number = 2;
    JU_TRY(
        ju_seal_text(c->ring, &c->arena, "individual_number", key, number, &changed.individual_number, err));
    check_expect(&c->check, serial, due_us);
    return post(c, &(letter){c->resident, JU_TOPIC_RESIDENT_TO_GATEWAY, key, sequence, &changed.base}, err);
}

/* ---- reading ------------------------------------------------------------------------------------------- */

static ju_rc turn(consumer *c, ju_err *err)
{
    rd_kafka_message_t *record[RECORDS_MAX];
    bool fatal = false;
    ju_rc rc = JU_OK;
    (void)rd_kafka_poll(c->producer, 0);
    size_t count = ju_consumer_fetch(c->reader, record, RECORDS_MAX, TURN_MS, 0, &fatal);
    for (size_t i = 0; i < count; i++) {
        rc = rc == JU_OK ? check_take(&c->check, c->tax, record[i], err) : rc;
        rd_kafka_message_destroy(record[i]);
    }
    int64_t now_us = load_now_us();
    c->heard_us = count > 0 ? now_us : c->heard_us;
    if (rc == JU_OK && (fatal || now_us - c->heard_us > (int64_t)QUIET_S * 1000000)) {
        return ju_fail(err, JU_FATAL, "lost", "%d of %d markers of the end, %" PRId64 " changes awaited",
                       c->check.markers, MARKERS, c->check.awaited);
    }
    return rc;
}

/* Changes at their rate until the snapshot has ended, then what is on its way. */
static ju_rc read_snapshot(consumer *c, int64_t begun_us, int64_t *ret_took_us, ju_err *err)
{
    int64_t sent = 0;
    while (c->check.markers < MARKERS) {
        int64_t due_us = begun_us + sent * 1000000 / c->changes_per_s;
        while (c->changes_per_s > 0 && due_us <= load_now_us()) {
            JU_TRY(change(c, due_us, err));
            due_us = begun_us + ++sent * 1000000 / c->changes_per_s;
        }
        JU_TRY(turn(c, err));
    }
    *ret_took_us = load_now_us() - begun_us;
    while (c->check.awaited > 0) {
        JU_TRY(turn(c, err));
    }
    return JU_OK;
}

static ju_rc run(consumer *c, ju_err *err)
{
    Juki__Gateway__V1__RequestSnapshot wish = JUKI__GATEWAY__V1__REQUEST_SNAPSHOT__INIT;
    char id[JU_UUID_SIZE];
    int64_t took_us = 0;
    JU_TRY(ju_uuid7(id, err));
    wish.request_id = id;
    check_begin(&c->check, id);
    int64_t begun_us = load_now_us();
    c->heard_us = begun_us;
    JU_TRY(post(c, &(letter){c->tax, JU_TOPIC_FEED_TAX_REQUEST, "tax", NULL, &wish.base}, err));
    JU_TRY(read_snapshot(c, begun_us, &took_us, err));
    JU_TRY(check_end(&c->check, err));
    sample_write(c->out, "gateway.snapshot_persons_per_s", "1/s",
                 (double)c->persons * 1000000 / (double)took_us);
    sample_write(c->out, "gateway.snapshot_s", "s", (double)took_us / 1000000);
    if (c->check.latencies > 0) {
        sample_write(c->out, "gateway.snapshot_change_p50_ms", "ms",
                     (double)sample_quantile(c->check.latency_us, c->check.latencies, 500) / 1000);
        sample_write(c->out, "gateway.snapshot_change_p99_ms", "ms",
                     (double)sample_quantile(c->check.latency_us, c->check.latencies, 990) / 1000);
    }
    return JU_OK;
}

/* ---- the program --------------------------------------------------------------------------------------- */

static ju_rc open_consumer(consumer *c, const char *dir, ju_err *err)
{
    static const char *const topics[] = {PREFIX JU_TOPIC_FEED_TAX};
    ju_kafka_setup setup;
    char keys[INSTANCE_TEXT_SIZE];
    char group[JU_UUID_SIZE];
    JU_TRY(instance_kafka(dir, &setup, err));
    (void)snprintf(keys, sizeof keys, "%s/keys", dir);
    ju_arena_init(&c->arena, ARENA_BYTES);
    JU_TRY(check_open(&c->check, c->persons, err));
    JU_TRY(ju_keyring_open(keys, "gateway", &c->ring, err));
    JU_TRY(ju_uuid7(group, err));
    JU_TRY(ju_producer_open(&setup, &c->producer, err));
    JU_TRY(load_post_open(keys, "resident", PREFIX, c->producer, &c->resident, err));
    JU_TRY(load_post_open(keys, "tax", PREFIX, c->producer, &c->tax, err));
    return ju_consumer_open(&setup, group, topics, 1, &c->reader, err);
}

/* Until the group has given it its partitions nothing can be read; and one change warms the producer up. */
static ju_rc warm_up(consumer *c, ju_err *err)
{
    c->heard_us = load_now_us();
    while (!ju_consumer_joined(c->reader)) {
        JU_TRY(turn(c, err));
    }
    JU_TRY(change(c, c->heard_us, err));
    while (c->check.awaited > 0) {
        JU_TRY(turn(c, err));
    }
    return JU_OK;
}

static ju_rc measure(consumer *c, const char *dir, ju_err *err)
{
    ju_rc rc = open_consumer(c, dir, err);
    rc = rc == JU_OK ? warm_up(c, err) : rc;
    for (int64_t i = 0; rc == JU_OK && i < c->runs; i++) {
        rc = run(c, err);
    }
    ju_consumer_close(c->reader);
    load_post_free(c->resident);
    load_post_free(c->tax);
    ju_producer_close(c->producer);
    ju_keyring_free(c->ring);
    check_close(&c->check);
    ju_arena_done(&c->arena);
    return rc;
}

static ju_rc fill(const char *dir, int64_t persons, ju_err *err)
{
    char conninfo[INSTANCE_TEXT_SIZE];
    char keys[INSTANCE_TEXT_SIZE];
    JU_TRY(instance_read(dir, "secrets/dsn-gateway-migrator", conninfo, err));
    (void)snprintf(keys, sizeof keys, "%s/keys", dir);
    return fill_gateway(conninfo, keys, persons, err);
}

int main(int argc, char **argv)
{
    consumer c = {0};
    ju_err err = {0};
    bool filling = argc == 4 && strcmp(argv[1], "--fill") == 0;
    bool good = filling ? ju_parse_int64(argv[3], 1, 9000000, &c.persons)
                        : argc == 6 && ju_parse_int64(argv[3], 1, 100, &c.runs) &&
                              ju_parse_int64(argv[4], 1, 9000000, &c.persons) &&
                              ju_parse_int64(argv[5], 0, 10000, &c.changes_per_s);
    if (!good) {
        (void)fputs(usage_text, stderr);
        return 2;
    }
    ju_rc rc = ju_log_init("bench-snapshot", "warn", &err);
    if (rc == JU_OK && filling) {
        rc = fill(argv[2], c.persons, &err);
    } else if (rc == JU_OK) {
        c.out = fopen(argv[2], "ae");
        rc = c.out == NULL ? ju_fail(&err, JU_FATAL, "file", "cannot write %s", argv[2])
                           : measure(&c, argv[1], &err);
    }
    if (rc != JU_OK) {
        (void)fprintf(stderr, "bench-snapshot: %s\n", err.message);
    }
    return rc == JU_OK ? 0 : 1;
}
