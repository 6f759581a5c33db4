/*
 * The consumer registry (seed 002 ): a consumer exists by application and approval by two
 * persons; its topics, rights, keyring and first message follow without a restart; it ends at once when it is
 * revoked or its days are over. Filters: who leaves one is told once as gone (seed 004_001 K1, K12).
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"
#include "juki/gateway/v1/snapshot.pb-c.h"
#include "juki/resident/v1/event.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define FEED(id)    "feed." id
#define REQUEST(id) "feed." id ".request"

typedef Juki__Gateway__V1__PersonFeed person_feed;

/* Topics that are made later are found sooner than usual. */
#define QUICK "JUKI_KAFKA_PROPERTIES=session.timeout.ms=6000;topic.metadata.refresh.interval.ms=500"

typedef struct scene {
    world *w;
    PGconn *conn;
    process *gateway;
    char keys[320]; /* the gateway's own folder of keyrings */
} scene;

static void start_gateway(scene *s)
{
    char clock[352];
    char key_dir[352];
    (void)snprintf(clock, sizeof clock, "JUKI_CLOCK=file:%s/today", s->w->dir);
    (void)snprintf(key_dir, sizeof key_dir, "JUKI_KEY_DIR=%s", s->keys);
    const char *const env[] = {clock, key_dir, QUICK, NULL};
    s->gateway = process_start(s->w, "juki-gateway", env);
}

static void open_gateway(scene *s, world *w)
{
    *s = (scene){.w = w, .conn = world_database_of(w, "gateway")->conn};
    world_set_day(w, TEST_TODAY);
    (void)snprintf(s->keys, sizeof s->keys, "%s/keys", w->dir);
    world_shell("cp -r %s %s", world_env("JUKI_TEST_KEYS"), s->keys);
    start_gateway(s);
}

static void open_scene(scene *s, world *w)
{
    command_all_topics(w, 1);
    open_gateway(s, w);
    (void)process_start(w, "juki-resident", NULL);
}

/* ---- the registry's commands ------------------------------------------------------------------------- */

/* What jukictl consumer apply takes; items beyond those that everybody gets. */
typedef struct wish {
    const char *id;
    const char *affair;
    const char *items; /* ", \"name\"" ... */
    bool number;
    const char *rest; /* ", \"filter\": {...}" ... */
    const char *from;
} wish;

static int apply(scene *s, const char *who, const wish *w)
{
    char path[320];
    (void)snprintf(path, sizeof path, "%s/wish.json", s->w->dir);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fprintf(
        file,
        "{\"id\": \"%s\", \"office\": \"試験課\", \"affair\": \"%s\", \"legal_basis\": \"試験法\", \"item\": "
        "[\"change_id\", \"addressee_number\", \"restrained\", \"state\"%s], \"uses_number\": %s, "
        "\"valid_from\": \"%s\"%s}",
        w->id, w->affair, w->items, w->number ? "true" : "false", w->from == NULL ? TEST_TODAY : w->from,
        w->rest == NULL ? "" : w->rest);
    (void)fclose(file);
    return ctl(s->w, who, "consumer apply %s", path);
}

/* The application that waits; valid until the next call. */
static const char *waiting(scene *s, const char *id)
{
    return sql_text(
        s->conn,
        "SELECT application_id FROM consumer_record WHERE id = '%s' AND state = 'applied' ORDER BY "
        "applied_time DESC LIMIT 1",
        id);
}

static void approved(scene *s, const wish *w)
{
    ctl_expect(apply(s, "op-1", w), 0);
    ctl_expect(ctl(s->w, "op-2", "consumer approve %s", waiting(s, w->id)), 0);
}

static void refused(int code, const char *why)
{
    ctl_expect(code, 1);
    ctl_expect_text(why);
}

/* As deploy/local/consumers.sh does it. */
static void make_topics(scene *s)
{
    world_shell("env JUKI_MUNICIPALITY=%s true; for action in apply grant; do printf '%%s\\n' \"%s\" | tr ' "
                "' '\\n' | "
                "%s/juki-topics $action --table proto/topics.csv --prefix %s --bootstrap %s --consumers - "
                ">>%s/topics.log 2>&1 || exit 1; done",
                TEST_MUNICIPALITY,
                sql_text(s->conn,
                         "SELECT string_agg(DISTINCT id, ' ') FROM consumer_record WHERE state = 'approved'"),
                world_env("JUKI_TEST_BIN"), s->w->prefix, world_env("JUKI_TEST_BOOTSTRAP"), s->w->dir);
}

/* ---- what a consumer gets ---------------------------------------------------------------------------- */

static size_t records_of(scene *s, const char *topic, const ProtobufCMessageDescriptor *type)
{
    bus_records records = bus_read(s->w, topic);
    size_t count = 0;
    for (size_t i = 0; i < records.count; i++) {
        count += strcmp(records.item[i].type, type->name) == 0;
    }
    bus_free(&records);
    return count;
}

#define SNAPSHOTS_ENDED(s, id) records_of(s, FEED(id), &juki__gateway__v1__snapshot_ended__descriptor)
#define PERSONS(s, id)         records_of(s, FEED(id), &juki__gateway__v1__snapshot_person__descriptor)
#define CHANGES(s, id)         records_of(s, FEED(id), &juki__gateway__v1__person_feed__descriptor)

/* The last that the consumer was told of the person in a change; free it. NULL: nothing. */
static person_feed *last_change(scene *s, const char *topic, const char *addressee_number)
{
    bus_records records = bus_read(s->w, topic);
    person_feed *last = NULL;
    for (size_t i = 0; i < records.count; i++) {
        const bus_record *one = &records.item[i];
        if (strcmp(one->key, addressee_number) == 0 &&
            strcmp(one->type, juki__gateway__v1__person_feed__descriptor.name) == 0) {
            juki__gateway__v1__person_feed__free_unpacked(last, NULL);
            last = juki__gateway__v1__person_feed__unpack(NULL, one->size, one->value);
        }
    }
    bus_free(&records);
    return last;
}

static bool last_state_is(scene *s, const char *topic, const char *addressee_number, const char *state)
{
    person_feed *last = last_change(s, topic, addressee_number);
    bool is = last != NULL && strcmp(last->state, state) == 0;
    juki__gateway__v1__person_feed__free_unpacked(last, NULL);
    return is;
}

/* The consumer confirms the last event of its topic. */
static void confirm(scene *s, const char *id, const char *feed, const char *request)
{
    bus_records records = bus_read(s->w, feed);
    Juki__Common__V1__Acknowledged receipt = JUKI__COMMON__V1__ACKNOWLEDGED__INIT;
    assert_true(records.count > 0);
    char *event_id[] = {records.item[records.count - 1].id};
    receipt.event_id = event_id;
    receipt.n_event_id = 1;
    bus_send(s->w, request, &(bus_event){.key = id, .message = &receipt.base});
    bus_free(&records);
}

static size_t dead_letters(scene *s, const char *code)
{
    return (size_t)sql_int(s->conn, "SELECT count(*) FROM dead_letter WHERE code = '%s'", code);
}

/* ---- from application to first message, and to the end ----------------------------------------- */

static const wish PENSION = {.id = "pension",
                             .affair = "国民年金",
                             .items = ", \"name\", \"birth_date\", \"individual_number\"",
                             .number = true};

static void two_persons(scene *s)
{
    char application[64];
    wish tax_like = PENSION;
    tax_like.items = ", \"name\", \"individual_number\", \"household_number\"";
    refused(apply(s, "op-1", &tax_like), "item_not_foreseen");
    tax_like.id = "gateway";
    refused(apply(s, "op-1", &tax_like), "id_reserved");
    ctl_expect(apply(s, "op-1", &PENSION), 0);
    (void)snprintf(application, sizeof application, "%s", waiting(s, "pension"));
    refused(ctl(s->w, "op-1", "consumer approve %s", application), "same_person");
    refused(ctl(s->w, "op-2", "consumer withdraw %s", application), "other_person");
    refused(ctl(s->w, "op-2", "consumer approve 0190"), "application_unknown");
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM consumer WHERE id = 'pension'"), 0);
    ctl_expect(ctl(s->w, "op-2", "consumer approve %s", application), 0);
    ctl_expect_text("state: approved");
    refused(ctl(s->w, "op-3", "consumer reject %s", application), "application_decided");
    assert_int_equal(sql_int(s->conn,
                             "SELECT count(*) FROM consumer_record WHERE id = 'pension' AND version = 1 AND "
                             "applied_by = 'op-1' AND decided_by = 'op-2' AND length(digest) = 64"),
                     1);
    AWAIT(bus_acts(s->w, "consumer.approved") == 3); /* done, and two that were refused */
}

/* Without its keyring it is told nothing, and nobody else waits. */
static void keyring_missing(scene *s)
{
    AWAIT(process_metric(s->gateway, "juki_consumer_held") == 1);
    assert_true(process_log_count(s->gateway, "its keyring is missing") == 1);
    size_t told = CHANGES(s, "tax");
    (void)command_register(s->w, 2);
    AWAIT(CHANGES(s, "tax") == told + 1);
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM feed_event WHERE consumer = 'pension'"), 0);
    world_shell("deploy/local/keys.sh %s pension", s->keys);
    AWAIT(process_metric(s->gateway, "juki_consumer_held") == 0);
}

/* Its topics are not there: what is for it waits, and nobody else does. */
static void topics_missing(scene *s)
{
    AWAIT(sql_int(s->conn, "SELECT count(*) FROM outbox_held WHERE topic = 'feed.pension'") > 0);
    size_t told = CHANGES(s, "tax");
    (void)command_register(s->w, 3);
    AWAIT(CHANGES(s, "tax") == told + 1);
    make_topics(s);
    AWAIT(SNAPSHOTS_ENDED(s, "pension") >= 4); /* a marker for each partition */
    AWAIT(sql_int(s->conn, "SELECT count(*) FROM outbox_held") == 0);
}

/* No item but the approved ones, the number sealed. */
static void only_what_was_approved(scene *s)
{
    registered person = command_register(s->w, 4);
    AWAIT(last_state_is(s, FEED("pension"), person.addressee_number, "resident"));
    person_feed *feed = last_change(s, FEED("pension"), person.addressee_number);
    assert_string_equal(feed->name, person_of(4).name);
    assert_non_null(feed->individual_number);
    assert_null(feed->address);
    assert_string_equal(feed->household_number, "");
    assert_string_equal(feed->integrated_number, "");
    juki__gateway__v1__person_feed__free_unpacked(feed, NULL);
    confirm(s, "pension", FEED("pension"), REQUEST("pension"));
    AWAIT(sql_int(s->conn, "SELECT count(*) FROM feed_event WHERE consumer = 'pension' AND "
                           "acknowledged_at IS NOT NULL") == 1);
}

/* Started without the keyring, the gateway makes up for what it could not tell when that is there again. */
static void keyring_lost(scene *s)
{
    size_t ended = SNAPSHOTS_ENDED(s, "pension");
    process_stop(s->gateway);
    world_shell("mv %s/pension.keys %s/pension.away", s->keys, s->keys);
    start_gateway(s);
    registered person = command_register(s->w, 6);
    AWAIT(last_state_is(s, FEED("tax"), person.addressee_number, "resident"));
    assert_int_equal(SNAPSHOTS_ENDED(s, "pension"), ended);
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM consumer_missed"), 1);
    world_shell("mv %s/pension.away %s/pension.keys", s->keys, s->keys);
    AWAIT(SNAPSHOTS_ENDED(s, "pension") == ended + 4);
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM consumer_missed"), 0);
    assert_int_equal(
        sql_int(s->conn,
                "SELECT count(*) FROM feed_event WHERE consumer = 'pension' AND addressee_number = "
                "'%s'",
                person.addressee_number),
        1);
}

/* neither in a value nor in a key. */
static void no_number_in_clear(scene *s)
{
    bus_records records = bus_read(s->w, FEED("pension"));
    for (int serial = 1; serial <= 6; serial++) {
        test_person person = person_of(serial);
        for (size_t i = 0; i < records.count; i++) {
            const bus_record *one = &records.item[i];
            assert_null(memmem(one->value, one->size, person.individual_number, 12));
            assert_null(strstr(one->key, person.individual_number));
        }
    }
    bus_free(&records);
}

/* What was on its way is dropped, nothing follows, and its receipts and wishes are refused. */
static void revocation(scene *s)
{
    static const wish visits = {.id = "home-visit", .affair = "訪問指導", .items = ", \"name\""};
    approved(s, &visits); /* without topics: it waits */
    AWAIT(sql_int(s->conn, "SELECT count(*) FROM outbox_held WHERE topic = 'feed.home-visit'") > 0);
    refused(ctl(s->w, "op-1", "consumer revoke home-visit"), "reason_missing");
    refused(ctl(s->w, "op-1", "consumer revoke nobody --purpose leak"), "consumer_unknown");
    ctl_expect(ctl(s->w, "op-1", "consumer revoke home-visit --purpose leak"), 0);
    ctl_expect_text("state: revoked");
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM outbox_held"), 0);
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM feed_event WHERE consumer = 'home-visit' AND "
                                      "dropped_at IS NULL"),
                     0);
    ctl_expect(ctl(s->w, "op-1", "consumer revoke pension --purpose leak"), 0);
    refused(ctl(s->w, "op-1", "consumer revoke pension --purpose leak"), "consumer_revoked");
    size_t told = bus_count(s->w, FEED("pension"));
    size_t others = CHANGES(s, "tax");
    (void)command_register(s->w, 5);
    AWAIT(CHANGES(s, "tax") == others + 1);
    confirm(s, "pension", FEED("pension"), REQUEST("pension"));
    AWAIT(dead_letters(s, "consumer_invalid") == 1);
    assert_int_equal(bus_count(s->w, FEED("pension")), told);
    assert_int_equal(bus_count(s->w, JU_TOPIC_DEADLETTER_GATEWAY), 1);
}

/* Two persons bring it back, with everybody. */
static void back_again(scene *s)
{
    size_t persons = PERSONS(s, "pension");
    size_t ended = SNAPSHOTS_ENDED(s, "pension");
    ctl_expect(apply(s, "op-3", &PENSION), 0);
    assert_int_equal(
        sql_int(s->conn, "SELECT count(*) FROM consumers_on('" TEST_TODAY "') WHERE id = 'pension'"), 0);
    ctl_expect(ctl(s->w, "op-1", "consumer approve %s", waiting(s, "pension")), 0);
    AWAIT(SNAPSHOTS_ENDED(s, "pension") == ended + 4);
    assert_int_equal(PERSONS(s, "pension"), persons + 6);
    ctl_expect(ctl(s->w, "op-1", "consumer show pension"), 0);
    ctl_expect_text("reason: leak");
    ctl_expect_text("version: 2");
}

static void r07_a_consumer_from_application_to_revocation(void **state)
{
    scene s;
    open_scene(&s, *state);
    (void)command_register(s.w, 1);
    two_persons(&s);
    keyring_missing(&s);
    topics_missing(&s);
    only_what_was_approved(&s);
    keyring_lost(&s);
    revocation(&s);
    back_again(&s);
    no_number_in_clear(&s);
}

/* ---- a revocation in the middle of many changes ------------------------------------------------------ */

enum { CROWD = 400, REVOKED_AT = 150 };

static void tell_of(world *w, int serial)
{
    char number[16];
    Juki__Resident__V1__PersonChanged changed = JUKI__RESIDENT__V1__PERSON_CHANGED__INIT;
    (void)snprintf(number, sizeof number, "9%09d", serial);
    changed.change_id = number;
    changed.addressee_number = number;
    changed.state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    changed.history_number = 1;
    bus_send(w, JU_TOPIC_RESIDENT_TO_GATEWAY,
             &(bus_event){.key = number, .sequence = 1, .message = &changed.base});
}

/* When the operator reads that it is revoked nothing more is told, whichever of two gateways knew of it. */
static void r07_nothing_is_told_behind_a_revocation(void **state)
{
    static const wish visits = {.id = "home-visit", .affair = "訪問指導", .items = ", \"name\""};
    char out[320];
    int status = 0;
    scene s;
    command_all_topics(*state, 2); /* so that both gateways read */
    open_gateway(&s, *state);
    (void)process_start(s.w, "juki-gateway", NULL);
    approved(&s, &visits);
    make_topics(&s);
    AWAIT(SNAPSHOTS_ENDED(&s, "home-visit") == 4);
    (void)snprintf(out, sizeof out, "%s/revoke.out", s.w->dir);
    pid_t revoking = 0;
    for (int i = 0; i < CROWD; i++) {
        tell_of(s.w, i);
        if (i == REVOKED_AT) {
            revoking = ctl_start(s.w, "op-1", "consumer revoke home-visit --purpose leak", out);
        }
        if (revoking > 0 && waitpid(revoking, &status, WNOHANG) == revoking) {
            revoking = 0;
            assert_int_equal(status, 0);
            break;
        }
    }
    assert_int_equal(revoking > 0 ? waitpid(revoking, &status, 0) : 0, revoking);
    assert_int_equal(status, 0);
    size_t told = bus_count(s.w, FEED("home-visit"));
    assert_true(told > 4);
    for (int i = CROWD; i < CROWD + 50; i++) {
        tell_of(s.w, i);
    }
    AWAIT(sql_int(s.conn, "SELECT count(*) FROM person WHERE addressee_number >= '9000000400'") == 50);
    AWAIT(sql_int(s.conn, "SELECT count(*) FROM outbox") == 0);
    assert_int_equal(bus_count(s.w, FEED("home-visit")), told);
}

/* ---- days -------------------------------------------------------------------------------------------- */

static void r07_a_consumer_is_told_in_its_days_alone(void **state)
{
    static const wish visits = {.id = "home-visit",
                                .affair = "訪問指導",
                                .items = ", \"name\"",
                                .from = "2026-04-11",
                                .rest = ", \"valid_to\": \"2026-04-12\""};
    scene s;
    open_scene(&s, *state);
    approved(&s, &visits);
    make_topics(&s);
    (void)command_register(s.w, 1);
    AWAIT(CHANGES(&s, "tax") == 1);
    assert_int_equal(bus_count(s.w, FEED("home-visit")), 0);
    world_set_day(s.w, "2026-04-11");
    AWAIT(PERSONS(&s, "home-visit") == 1); /* the snapshot waited for the day */
    AWAIT(SNAPSHOTS_ENDED(&s, "home-visit") == 4);
    world_set_day(s.w, "2026-04-13");
    size_t told = bus_count(s.w, FEED("home-visit"));
    (void)command_register(s.w, 2);
    AWAIT(CHANGES(&s, "tax") == 2);
    confirm(&s, "home-visit", FEED("home-visit"), REQUEST("home-visit"));
    AWAIT(dead_letters(&s, "consumer_invalid") == 1);
    assert_int_equal(bus_count(s.w, FEED("home-visit")), told);
}

/* ---- filters ----------------------------------------------------------------------------------------- */

/* 児童手当: whoever is young, and who lives with him. */
static void k12_a_filter_lets_in_and_out(void **state)
{
    static const wish allowance = {.id = "child-allowance",
                                   .affair = "児童手当",
                                   .items = ", \"name\", \"birth_date\", \"household_number\"",
                                   .rest = ", \"filter\": {\"age_under\": 19, \"age_base\": \"2026-04-01\", "
                                           "\"household\": true, \"state\": [\"resident\"]}"};
    scene s;
    open_scene(&s, *state);
    wish invalid = allowance;
    invalid.rest = ", \"filter\": {\"household\": true}";
    refused(apply(&s, "op-1", &invalid), "filter_invalid");
    registered parent = command_register(s.w, 1);
    registered other = command_register(s.w, 2);
    approved(&s, &allowance);
    make_topics(&s);
    AWAIT(SNAPSHOTS_ENDED(&s, "child-allowance") == 4);
    assert_int_equal(PERSONS(&s, "child-allowance"), 0);
    command_complete(s.w, command_birth(s.w, parent.household_number));
    AWAIT(last_state_is(&s, FEED("child-allowance"), parent.addressee_number, "resident"));
    char child[16];
    (void)snprintf(
        child, sizeof child, "%s",
        sql_text(s.conn, "SELECT addressee_number FROM person WHERE birth_date = '" TEST_TODAY "'"));
    AWAIT(last_state_is(&s, FEED("child-allowance"), child, "resident"));
    command_complete(s.w, command_leave(s.w, "death", child, TEST_TODAY));
    AWAIT(last_state_is(&s, FEED("child-allowance"), child, "out_of_scope"));
    AWAIT(last_state_is(&s, FEED("child-allowance"), parent.addressee_number, "out_of_scope"));
    person_feed *gone = last_change(&s, FEED("child-allowance"), parent.addressee_number);
    assert_string_equal(gone->name, "");
    assert_null(gone->birth_date);
    juki__gateway__v1__person_feed__free_unpacked(gone, NULL);
    person_feed *never = last_change(&s, FEED("child-allowance"), other.addressee_number);
    assert_null(never);
    assert_int_equal(CHANGES(&s, "child-allowance"), 4); /* in and out, once each */
}

/* ---- the 24 affairs ---------------------------------------------------------------------------------- */

static void f1_the_affairs_of_the_municipality_are_loadable(void **state)
{
    scene s;
    open_scene(&s, *state);
    ctl_expect(ctl(s.w, "op-1", "consumer load services/gateway/affairs.csv"), 0);
    ctl_expect_text("24 applied for, 0 refused");
    assert_int_equal(sql_int(s.conn, "SELECT count(*) FROM consumer_record WHERE state = 'applied'"), 24);
    assert_int_equal(sql_int(s.conn, "SELECT count(DISTINCT id) FROM consumer"), 2);
    ctl_expect(ctl(s.w, "op-2", "consumer approve %s", waiting(&s, "care-insurance")), 0);
    ctl_expect(ctl(s.w, "op-2", "consumer names"), 0);
    ctl_expect_text("care-insurance\ntax\nwelfare\n");
    refused(ctl(s.w, "op-1", "consumer load tests/bench/topics.csv"), "columns_missing");
    refused(ctl(s.w, "op-1", "consumer load no-such-file.csv"), "no-such-file.csv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(r07_a_consumer_from_application_to_revocation, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(r07_nothing_is_told_behind_a_revocation, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(r07_a_consumer_is_told_in_its_days_alone, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(k12_a_filter_lets_in_and_out, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(f1_the_affairs_of_the_municipality_are_loadable, world_setup,
                                        world_teardown),
    };
    return cmocka_run_group_tests_name("consumer", tests, NULL, NULL);
}
