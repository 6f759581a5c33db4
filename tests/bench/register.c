#include "common/base/parse.h"
#include "common/base/uuid7.h"
#include "common/bus/kafka.h"
#include "common/code/code.h"
#include "common/db/db.h"
#include "common/event/message.h"
#include "common/event/topic_names.h"
#include "common/log/log.h"
#include "juki/resident/v1/command.pb-c.h"
#include "tests/bench/load/instance.h"
#include "tests/bench/load/post.h"
#include "tests/bench/load/run.h"
#include "tests/bench/load/sample.h"
#include "tests/issuer/desk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/*
 * What a change costs on a large register over what it costs on a small one: two registers side by side, each
 * with its own database, topics and service, turn by turn. A change is a 転居 of a household drawn from the
 * whole register, entered and reviewed; a few hundred are on their way at once.
 */
static const char usage_text[] =
    "usage: bench-register DIR FILE ROUNDS CHANGES\n"
    "DIR is an instance of deploy/local, in which the databases 'peers' (topics small.132071) and "
    "'resident'\n"
    "(juki.132071) hold the small and the large register; appends a line per value and round to FILE.\n";

enum { WINDOW = 200, PATIENCE_MS = 120000, RECORDS_MAX = 500, MEMBERS_MAX = 64, STRIDE = 7919 };
enum { SMALL, LARGE, REGISTERS };
enum { TURN_BYTES = 64 * 1024 * 1024 };

typedef struct change {
    char id[JU_UUID_SIZE];
    char *members[MEMBERS_MAX]; /* 宛名番号; point into text */
    size_t count;
    char *text;
    bool reviewed;
    bool registered;
} change;

typedef struct bench_register {
    char prefix[96]; /* with its dot */
    PGconn *conn;
    rd_kafka_t *producer;
    load_post *post; /* as the counter */
    ju_consumer *consumer;
    issuer *issuer;
    issuer_desk *tokens;
    char reply_topic[96];
    int64_t households;
    int64_t drawn;
    change *change;
    size_t count;
    size_t sent;
    size_t registered;
    bool delivered; /* nobody looks: a lost record is missed in time */
} bench_register;

static ju_rc open_register(bench_register *r, const char *dir, const char *prefix, const char *secret,
                           ju_err *err)
{
    char conninfo[INSTANCE_TEXT_SIZE];
    ju_kafka_setup setup;
    char group[JU_UUID_SIZE];
    char keys[INSTANCE_TEXT_SIZE];
    (void)snprintf(r->prefix, sizeof r->prefix, "%s.", prefix);
    (void)snprintf(keys, sizeof keys, "%s/keys", dir);
    (void)snprintf(r->reply_topic, sizeof r->reply_topic, "%s." JU_TOPIC_RESIDENT_REPLY, prefix);
    const char *const topics[] = {r->reply_topic};
    char key[INSTANCE_TEXT_SIZE];
    (void)snprintf(key, sizeof key, "%s/devissuer/key.pem", dir);
    r->issuer = issuer_read(key);
    r->tokens = r->issuer == NULL ? NULL : issuer_desk_new(r->issuer);
    if (r->tokens == NULL) {
        return ju_fail(err, JU_FATAL, "issuer_key", "%s cannot be read", key);
    }
    JU_TRY(instance_read(dir, secret, conninfo, err));
    JU_TRY(instance_kafka(dir, &setup, err));
    setup.log = ju_log_rdkafka;
    JU_TRY(ju_uuid7(group, err));
    JU_TRY(ju_producer_open(&setup, &r->producer, err));
    JU_TRY(load_post_open(keys, "counter", r->prefix, r->producer, &r->post, err));
    JU_TRY(ju_consumer_open(&setup, group, topics, 1, &r->consumer, err));
    r->conn = PQconnectdb(conninfo);
    PGresult *row = PQexec(r->conn, "SELECT left(max(household_number), 9)::bigint FROM person");
    r->households = PQresultStatus(row) == PGRES_TUPLES_OK ? ju_col_i64(row, 0, 0) : 0;
    PQclear(row);
    return r->households > 0 ? JU_OK : ju_fail(err, JU_FATAL, "database", "%s", PQerrorMessage(r->conn));
}

static void close_register(bench_register *r)
{
    load_post_free(r->post);
    ju_producer_close(r->producer);
    ju_consumer_close(r->consumer);
    PQfinish(r->conn);
    issuer_desk_free(r->tokens);
    issuer_free(r->issuer);
}

/* ---- drawing ---------------------------------------------------------------------------------------------
 */

/* The next household of a walk over the whole register that meets none twice. */
static ju_rc draw_change(bench_register *r, change *c, ju_err *err)
{
    char number[JU_CODE_SIZE];
    const char *const values[] = {number};
    (void)snprintf(number, sizeof number, "%09" PRId64, r->drawn++ * STRIDE % r->households + 1);
    number[9] = ju_code_check_digit(JU_CODE_ADDRESSEE, number);
    number[10] = '\0';
    *c = (change){.count = 0};
    JU_TRY(ju_uuid7(c->id, err));
    PGresult *row = PQexecParams(
        r->conn, "SELECT string_agg(addressee_number, ' ') FROM person WHERE household_number = $1", 1, NULL,
        values, NULL, NULL, 0);
    c->text = strdup(ju_col(row, 0, 0));
    PQclear(row);
    char *rest = c->text;
    while (rest != NULL && *rest != '\0' && c->count < MEMBERS_MAX) {
        c->members[c->count++] = strsep(&rest, " ");
    }
    return c->count > 0 ? JU_OK : ju_fail(err, JU_FATAL, "database", "a household has no members");
}

static ju_rc draw_changes(bench_register *r, size_t count, ju_err *err)
{
    r->change = calloc(count, sizeof *r->change);
    r->count = count;
    r->sent = 0;
    r->registered = 0;
    for (size_t i = 0; r->change != NULL && i < count; i++) {
        JU_TRY(draw_change(r, &r->change[i], err));
    }
    return r->change != NULL ? JU_OK : ju_fail(err, JU_FATAL, "memory", "out of memory");
}

static void forget_changes(bench_register *r)
{
    for (size_t i = 0; i < r->count; i++) {
        free(r->change[i].text);
    }
    free(r->change);
    r->change = NULL;
    r->count = 0;
}

/* ---- the bus ---------------------------------------------------------------------------------------------
 */

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static ju_rc send_message(bench_register *r, const char *key, const ProtobufCMessage *message, ju_err *err)
{
    unsigned char value[16 * 1024];
    size_t size = protobuf_c_message_pack(message, value);
    const char *token = issuer_desk_token(r->tokens, message->descriptor->name, value, size);
    if (token == NULL) {
        return ju_fail(err, JU_FATAL, "token", "a command without a person");
    }
    return load_post_send(r->post,
                          &(load_event){.topic = JU_TOPIC_RESIDENT_COMMAND,
                                        .key = key,
                                        .type = message->descriptor->name,
                                        .token = token,
                                        .value = value,
                                        .size = size,
                                        .delivered = &r->delivered},
                          err);
}

static Juki__Common__V1__Operator operator_of(const char *id)
{
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    who.operator_id = text(id);
    who.terminal_id = text("T01");
    return who;
}

static ju_rc send_entry(bench_register *r, change *c, ju_err *err)
{
    Juki__Resident__V1__SubmitChange entry = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    Juki__Resident__V1__PersonEntry person[MEMBERS_MAX];
    Juki__Resident__V1__PersonEntry *persons[MEMBERS_MAX];
    Juki__Common__V1__Operator who = operator_of("B1001");
    Juki__Common__V1__Address address = JUKI__COMMON__V1__ADDRESS__INIT;
    Juki__Resident__V1__IdentityCheck check = JUKI__RESIDENT__V1__IDENTITY_CHECK__INIT;
    check.method = JUKI__RESIDENT__V1__IDENTITY_METHOD__IDENTITY_METHOD_NUMBER_CARD;
    check.comparison = JUKI__RESIDENT__V1__COMPARISON__COMPARISON_EQUAL;
    for (size_t i = 0; i < c->count; i++) {
        juki__resident__v1__person_entry__init(&person[i]);
        person[i].addressee_number = c->members[i];
        persons[i] = &person[i];
    }
    address.postal_code = text("1960014");
    address.municipality_code = text("132071");
    address.town_code = text("0000000");
    address.prefecture = text("東京都");
    address.municipality = text("昭島市");
    address.town = text("田中町");
    address.number = text("１番１号");
    entry.change_id = c->id;
    entry.reason = text("move_within");
    entry.change_date = text("2026-05-10");
    entry.notified_date = text("2026-05-11");
    entry.operator_ = &who;
    entry.person = persons;
    entry.n_person = c->count;
    entry.address = &address;
    entry.identity_check = &check;
    return send_message(r, c->id, &entry.base, err);
}

static ju_rc send_review(bench_register *r, const change *c, ju_err *err)
{
    Juki__Resident__V1__ReviewChange review = JUKI__RESIDENT__V1__REVIEW_CHANGE__INIT;
    Juki__Common__V1__Operator who = operator_of("B2001");
    review.change_id = text(c->id);
    review.decision = JUKI__RESIDENT__V1__DECISION__DECISION_APPROVE;
    review.operator_ = &who;
    return send_message(r, c->id, &review.base, err);
}

static change *find_change(bench_register *r, const char *id)
{
    for (size_t i = 0; i < r->sent; i++) {
        if (!r->change[i].registered && strcmp(r->change[i].id, id) == 0) {
            return &r->change[i];
        }
    }
    return NULL;
}

static ju_rc take_reply(bench_register *r, ju_arena *arena, rd_kafka_message_t *record, ju_err *err)
{
    ProtobufCBinaryData body;
    JU_TRY(load_post_opened(r->post, arena, record, &body, err));
    Juki__Resident__V1__ChangeReply *reply =
        juki__resident__v1__change_reply__unpack(&arena->allocator, body.len, body.data);
    change *c = reply == NULL ? NULL : find_change(r, reply->change_id);
    ju_rc rc = JU_OK;
    if (c != NULL && reply->refusal != NULL) {
        rc = ju_fail(err, JU_FATAL, "refused", "a change was refused: %s %s", reply->refusal->code,
                     reply->refusal->item);
    } else if (c != NULL && reply->status == JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REGISTERED) {
        c->registered = true;
        r->registered++;
    } else if (c != NULL && !c->reviewed) {
        c->reviewed = true;
        rc = send_review(r, c, err);
    }
    return rc;
}

static ju_rc turn(bench_register *r, ju_err *err)
{
    rd_kafka_message_t *records[RECORDS_MAX];
    ju_rc rc = JU_OK;
    bool fatal = false;
    ju_arena arena;
    ju_arena_init(&arena, TURN_BYTES);
    size_t count = ju_consumer_fetch(r->consumer, records, RECORDS_MAX, 5, 0, &fatal);
    for (size_t i = 0; i < count; i++) {
        rc = rc == JU_OK ? take_reply(r, &arena, records[i], err) : rc;
        rd_kafka_message_destroy(records[i]);
    }
    ju_arena_done(&arena);
    (void)rd_kafka_poll(r->producer, 0);
    return fatal ? ju_fail(err, JU_FATAL, "kafka_client", "the consumer broke") : rc;
}

/* All changes of a round; *ret_ms is the time of one. */
static ju_rc run_changes(bench_register *r, double *ret_ms, ju_err *err)
{
    int64_t begun_us = load_now_us();
    while (r->registered < r->count) {
        while (r->sent < r->count && r->sent - r->registered < WINDOW) {
            JU_TRY(send_entry(r, &r->change[r->sent++], err));
        }
        JU_TRY(turn(r, err));
        if (load_now_us() - begun_us > (int64_t)PATIENCE_MS * 1000) {
            return ju_fail(err, JU_FATAL, "late", "%zu of %zu changes in time", r->registered, r->count);
        }
    }
    *ret_ms = (double)(load_now_us() - begun_us) / 1000.0 / (double)r->count;
    return JU_OK;
}

static ju_rc run_round(bench_register *r, size_t count, double *ret_ms, ju_err *err)
{
    JU_TRY(draw_changes(r, count, err));
    ju_rc rc = run_changes(r, ret_ms, err);
    forget_changes(r);
    return rc;
}

/* The first round of each warms up and is not told. */
static ju_rc measure(const char *dir, FILE *out, int64_t rounds, size_t count, ju_err *err)
{
    static bench_register registers[REGISTERS];
    double ms[REGISTERS] = {0};
    JU_TRY(open_register(&registers[SMALL], dir, "small.132071", "secrets/dsn-small-migrator", err));
    JU_TRY(open_register(&registers[LARGE], dir, "juki.132071", "secrets/dsn-resident-migrator", err));
    for (int64_t round = 0; round <= rounds; round++) {
        for (int i = 0; i < REGISTERS; i++) {
            JU_TRY(run_round(&registers[i], count, &ms[i], err));
        }
        if (round > 0) {
            sample_write(out, "register.change_ms.small", "ms", ms[SMALL]);
            sample_write(out, "register.change_ms.large", "ms", ms[LARGE]);
            sample_write(out, "register.growth_ratio", "ratio", ms[LARGE] / ms[SMALL]);
        }
    }
    close_register(&registers[SMALL]);
    close_register(&registers[LARGE]);
    return JU_OK;
}

int main(int argc, char **argv)
{
    int64_t rounds = 0;
    int64_t changes = 0;
    ju_err err = {0};
    if (argc != 5 || !ju_parse_int64(argv[3], 1, 100, &rounds) ||
        !ju_parse_int64(argv[4], 1, 100000, &changes)) {
        (void)fputs(usage_text, stderr);
        return 2;
    }
    FILE *out = fopen(argv[2], "ae");
    if (out == NULL || ju_log_init("bench", "error", &err) != JU_OK) {
        return 1;
    }
    ju_rc rc = measure(argv[1], out, rounds, (size_t)changes, &err);
    (void)fclose(out);
    if (rc != JU_OK) {
        (void)fprintf(stderr, "bench-register: %s (%s)\n", err.message, err.code);
    }
    return rc == JU_OK ? 0 : 1;
}
