#include "tests/bench/snapshot/check.h"

#include "common/base/parse.h"
#include "common/event/message.h"
#include "juki/gateway/v1/snapshot.pb-c.h"
#include "tests/bench/load/run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORD_BYTES = 1 << 20 };

ju_rc check_open(check *c, int64_t persons, ju_err *err)
{
    size_t count = (size_t)persons + 1;
    *c = (check){.persons = persons,
                 .sequence = calloc(count, sizeof *c->sequence),
                 .told = calloc(count, sizeof *c->told),
                 .change_us = calloc(count, sizeof *c->change_us),
                 .latency_us = calloc(count, sizeof *c->latency_us)};
    ju_arena_init(&c->arena, RECORD_BYTES);
    return c->sequence != NULL && c->told != NULL && c->change_us != NULL && c->latency_us != NULL
               ? JU_OK
               : ju_fail(err, JU_FATAL, "memory", "out of memory");
}

void check_close(check *c)
{
    free(c->sequence);
    free(c->told);
    free(c->change_us);
    free(c->latency_us);
    ju_arena_done(&c->arena);
}

void check_begin(check *c, const char *request_id)
{
    memset(c->told, 0, (size_t)c->persons + 1);
    c->sum = (gateway_digest_sum){0};
    c->markers = 0;
    c->latencies = 0;
    c->snapshot_id[0] = '\0';
    (void)snprintf(c->request_id, sizeof c->request_id, "%s", request_id);
}

void check_expect(check *c, int64_t serial, int64_t due_us)
{
    c->change_us[serial] = due_us;
    c->awaited++;
}

static const char *header(const rd_kafka_message_t *record, const char *name, char *ret, size_t size)
{
    rd_kafka_headers_t *headers = NULL;
    const void *value = NULL;
    size_t length = 0;
    *ret = '\0';
    if (rd_kafka_message_headers(record, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR &&
        rd_kafka_header_get_last(headers, name, &value, &length) == RD_KAFKA_RESP_ERR_NO_ERROR) {
        (void)snprintf(ret, size, "%.*s", (int)length, (const char *)value);
    }
    return ret;
}

static ju_rc malformed(const char *what, ju_err *err)
{
    return ju_fail(err, JU_FATAL, "malformed", "%s cannot be read", what);
}

/* The next number of the person, and nobody else's key. */
static ju_rc take_number(check *c, const rd_kafka_message_t *record,
                         const Juki__Gateway__V1__PersonFeed *feed, int64_t *ret_serial, ju_err *err)
{
    char sequence[24];
    int64_t number = 0;
    if (record->key_len != strlen(feed->addressee_number) ||
        memcmp(record->key, feed->addressee_number, record->key_len) != 0 ||
        !ju_parse_int64(feed->addressee_number + strspn(feed->addressee_number, "0"), 1, c->persons,
                        ret_serial) ||
        !ju_parse_int64(header(record, JU_HEADER_SEQUENCE, sequence, sizeof sequence), 1, UINT32_MAX,
                        &number)) {
        return malformed("a person", err);
    }
    if (number != (int64_t)c->sequence[*ret_serial] + 1) {
        return ju_fail(err, JU_FATAL, "order", "number %" PRId64 " after %" PRIu32, number,
                       c->sequence[*ret_serial]);
    }
    c->sequence[*ret_serial]++;
    return JU_OK;
}

static ju_rc take_change(check *c, const rd_kafka_message_t *record, ju_err *err)
{
    int64_t serial = 0;
    Juki__Gateway__V1__PersonFeed *feed =
        juki__gateway__v1__person_feed__unpack(&c->arena.allocator, c->body.len, c->body.data);
    if (feed == NULL) {
        return malformed("a change", err);
    }
    JU_TRY(take_number(c, record, feed, &serial, err));
    if (c->change_us[serial] == 0) {
        return ju_fail(err, JU_FATAL, "doubled", "a change came that was not sent, or came before");
    }
    c->latency_us[c->latencies++] = load_now_us() - c->change_us[serial];
    c->change_us[serial] = 0;
    c->awaited--;
    return JU_OK;
}

static ju_rc take_person(check *c, const rd_kafka_message_t *record, ju_err *err)
{
    int64_t serial = 0;
    unsigned char digest[GATEWAY_DIGEST_BYTES];
    Juki__Gateway__V1__SnapshotPerson *told =
        juki__gateway__v1__snapshot_person__unpack(&c->arena.allocator, c->body.len, c->body.data);
    if (told == NULL || told->person == NULL || strcmp(told->snapshot_id, c->snapshot_id) != 0) {
        return malformed("a person of the snapshot", err);
    }
    JU_TRY(take_number(c, record, told->person, &serial, err));
    JU_TRY(gateway_person_digest(told->person, digest, err));
    gateway_digest_add(&c->sum, digest);
    return c->told[serial]++ == 0 ? JU_OK : ju_fail(err, JU_FATAL, "doubled", "somebody was told twice");
}

static ju_rc take_begun(check *c, const rd_kafka_message_t *record, ju_err *err)
{
    (void)record;
    Juki__Gateway__V1__SnapshotBegun *begun =
        juki__gateway__v1__snapshot_begun__unpack(&c->arena.allocator, c->body.len, c->body.data);
    if (begun == NULL || strcmp(begun->request_id, c->request_id) != 0) {
        return malformed("a beginning", err);
    }
    (void)snprintf(c->snapshot_id, sizeof c->snapshot_id, "%s", begun->snapshot_id);
    return JU_OK;
}

static ju_rc take_ended(check *c, const rd_kafka_message_t *record, ju_err *err)
{
    (void)record;
    Juki__Gateway__V1__SnapshotEnded *ended =
        juki__gateway__v1__snapshot_ended__unpack(&c->arena.allocator, c->body.len, c->body.data);
    if (ended == NULL || ended->digest.len != GATEWAY_DIGEST_BYTES) {
        return malformed("an end", err);
    }
    c->markers++;
    c->ended_persons = ended->persons;
    memcpy(c->ended_digest, ended->digest.data, GATEWAY_DIGEST_BYTES);
    return JU_OK;
}

ju_rc check_take(check *c, load_post *reader, rd_kafka_message_t *record, ju_err *err)
{
    static const struct {
        const char *type;
        ju_rc (*take)(check *c, const rd_kafka_message_t *record, ju_err *err);
    } types[] = {{"juki.gateway.v1.SnapshotPerson", take_person},
                 {"juki.gateway.v1.PersonFeed", take_change},
                 {"juki.gateway.v1.SnapshotBegun", take_begun},
                 {"juki.gateway.v1.SnapshotEnded", take_ended}};
    char type[96];
    (void)header(record, JU_HEADER_TYPE, type, sizeof type);
    ju_arena_reset(&c->arena);
    JU_TRY(load_post_opened(reader, &c->arena, record, &c->body, err));
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(type, types[i].type) == 0) {
            return types[i].take(c, record, err);
        }
    }
    return ju_fail(err, JU_FATAL, "malformed", "%s is not awaited", type);
}

ju_rc check_end(const check *c, ju_err *err)
{
    for (int64_t serial = 1; serial <= c->persons; serial++) {
        if (c->told[serial] != 1) {
            return ju_fail(err, JU_FATAL, "missed", "somebody was not told");
        }
    }
    if (c->ended_persons != c->persons || c->sum.persons != c->persons ||
        memcmp(c->sum.digest, c->ended_digest, GATEWAY_DIGEST_BYTES) != 0) {
        return ju_fail(err, JU_FATAL, "digest", "count or digest is not that of the snapshot's end");
    }
    return JU_OK;
}
