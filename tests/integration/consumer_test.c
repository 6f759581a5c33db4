/*
 * The consumer registry (seed 002 ): a consumer exists by application and approval by two
 * persons; its topics, rights, keyring and first message follow without a restart; it ends at once when it is
 * revoked.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/consumers.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"
#include "juki/resident/v1/event.pb-c.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

/* ---- from application to first message, and to the end ----------------------------------------- */

static const consumers_wish PENSION = {.id = "pension",
                                       .affair = "国民年金",
                                       .items = ", \"name\", \"birth_date\", \"individual_number\"",
                                       .number = true};

static void two_persons(consumers *s)
{
    char application[128];
    consumers_wish tax_like = PENSION;
    tax_like.items = ", \"name\", \"individual_number\", \"household_number\"";
    consumers_refused(consumers_apply(s, "op-1", &tax_like), "item_not_foreseen");
    tax_like.id = "gateway";
    consumers_refused(consumers_apply(s, "op-1", &tax_like), "id_reserved");
    ctl_expect(consumers_apply(s, "op-1", &PENSION), 0);
    (void)snprintf(application, sizeof application, "%s", consumers_waiting(s, "pension"));
    consumers_refused(ctl(s->w, "op-1", "consumer approve %s", application), "same_person");
    consumers_refused(ctl(s->w, "op-2", "consumer withdraw %.36s", application), "other_person");
    consumers_refused(ctl(s->w, "op-2", "consumer approve 0190 x"), "application_unknown");
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM consumer WHERE id = 'pension'"), 0);
    consumers_refused(ctl(s->w, "op-9", "consumer approve %s", application), "supervisor_required");
    consumers_refused(ctl(s->w, "op-2", "consumer approve %.36s %064d", application, 0), "digest_differs");
    sql(s->conn, "UPDATE approval SET valid_until = '2026-04-09'");
    consumers_refused(ctl(s->w, "op-2", "consumer approve %s", application), "approval_expired");
    sql(s->conn,
        "UPDATE approval SET valid_until = '2026-04-10', request = replace(request, '国民年金', '保育')");
    consumers_refused(ctl(s->w, "op-2", "consumer approve %s", application), "request_changed");
    sql(s->conn, "UPDATE approval SET request = replace(request, '保育', '国民年金')");
    ctl_expect(ctl(s->w, "op-2", "consumer approve %s", application), 0);
    ctl_expect_text("state: approved");
    consumers_refused(ctl(s->w, "op-3", "consumer reject %.36s", application), "application_decided");
    assert_int_equal(sql_int(s->conn,
                             "SELECT count(*) FROM consumer_record WHERE id = 'pension' AND version = 1 AND "
                             "applied_by = 'op-1' AND decided_by = 'op-2' AND length(digest) = 64"),
                     1);
    AWAIT(bus_acts(s->w, "consumer.approved") == 7); /* done, and six that were refused */
}

/* Without its keyring it is told nothing, and nobody else waits. */
static void keyring_missing(consumers *s)
{
    AWAIT(process_metric(s->gateway, "juki_consumer_held") == 1);
    AWAIT(process_log_count(s->gateway, "its keyring is missing") == 1); /* it is told after */
    size_t told = CHANGES(s, "tax");
    (void)command_register(s->w, 2);
    AWAIT(CHANGES(s, "tax") == told + 1);
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM feed_event WHERE consumer = 'pension'"), 0);
    world_shell("deploy/local/keys.sh %s pension", s->keys);
    AWAIT(process_metric(s->gateway, "juki_consumer_held") == 0);
}

/* Its topics are not there: what is for it waits, and nobody else does. */
static void topics_missing(consumers *s)
{
    AWAIT(sql_int(s->conn, "SELECT count(*) FROM outbox_held WHERE topic = 'feed.pension'") > 0);
    size_t told = CHANGES(s, "tax");
    (void)command_register(s->w, 3);
    AWAIT(CHANGES(s, "tax") == told + 1);
    consumers_make_topics(s);
    AWAIT(SNAPSHOTS_ENDED(s, "pension") >= 4); /* a marker for each partition */
    AWAIT(sql_int(s->conn, "SELECT count(*) FROM outbox_held") == 0);
}

/* No item but the approved ones, the number sealed. */
static void only_what_was_approved(consumers *s)
{
    registered person = command_register(s->w, 4);
    AWAIT(consumers_last_state_is(s, FEED("pension"), person.addressee_number, "resident"));
    person_feed *feed = consumers_last_change(s, FEED("pension"), person.addressee_number);
    assert_string_equal(feed->name, person_of(4).name);
    assert_non_null(feed->individual_number);
    assert_null(feed->address);
    assert_string_equal(feed->household_number, "");
    assert_string_equal(feed->integrated_number, "");
    juki__gateway__v1__person_feed__free_unpacked(feed, NULL);
    consumers_confirm(s, "pension", FEED("pension"), REQUEST("pension"));
    AWAIT(sql_int(s->conn, "SELECT count(*) FROM feed_event WHERE consumer = 'pension' AND "
                           "acknowledged_at IS NOT NULL") == 1);
}

/* Started without the keyring, the gateway makes up for what it could not tell when that is there again. */
static void keyring_lost(consumers *s)
{
    char all[320]; /* of the consumer itself, who reads on */
    size_t ended = SNAPSHOTS_ENDED(s, "pension");
    (void)snprintf(all, sizeof all, "%s/keys.all", s->w->dir);
    world_shell("cp -r %s %s", s->keys, all);
    s->w->keys = all;
    process_stop(s->gateway);
    world_shell("mv %s/pension.keys %s/pension.away", s->keys, s->keys);
    consumers_start_gateway(s);
    registered person = command_register(s->w, 6);
    AWAIT(consumers_last_state_is(s, FEED("tax"), person.addressee_number, "resident"));
    assert_int_equal(SNAPSHOTS_ENDED(s, "pension"), ended);
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM consumer_missed"), 1);
    world_shell("mv %s/pension.away %s/pension.keys", s->keys, s->keys);
    s->w->keys = s->keys;
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
static void no_number_in_clear(consumers *s)
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

/* Also one that is told no number: what it is told is sealed for it (JUKI_SEAL_NAMES). */
static void keyring_missing_without_number(consumers *s)
{
    static const consumers_wish visits = {
        .id = "home-visit", .affair = "訪問指導", .items = ", \"name\"", .keyless = true};
    consumers_approved(s, &visits);
    AWAIT(process_metric(s->gateway, "juki_consumer_held") == 1);
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM feed_event WHERE consumer = 'home-visit'"), 0);
    world_shell("deploy/local/keys.sh %s home-visit", s->keys);
    AWAIT(process_metric(s->gateway, "juki_consumer_held") == 0);
    AWAIT(sql_int(s->conn, "SELECT count(*) FROM outbox_held WHERE topic = 'feed.home-visit'") > 0);
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM outbox_held WHERE topic = 'feed.home-visit' AND "
                                      "position('home-visit/'::bytea IN payload) = 0"),
                     0);
}

/* What was on its way is dropped, nothing follows, and its receipts and wishes are refused. */
static void revocation(consumers *s)
{
    consumers_refused(ctl(s->w, "op-1", "consumer revoke home-visit"), "reason_missing");
    consumers_refused(ctl(s->w, "op-1", "consumer revoke nobody --purpose leak"), "consumer_unknown");
    ctl_expect(ctl(s->w, "op-1", "consumer revoke home-visit --purpose leak"), 0);
    ctl_expect_text("state: revoked");
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM outbox_held"), 0);
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM feed_event WHERE consumer = 'home-visit' AND "
                                      "dropped_at IS NULL"),
                     0);
    ctl_expect(ctl(s->w, "op-1", "consumer revoke pension --purpose leak"), 0);
    consumers_refused(ctl(s->w, "op-1", "consumer revoke pension --purpose leak"), "consumer_revoked");
    size_t told = bus_count(s->w, FEED("pension"));
    size_t others = CHANGES(s, "tax");
    (void)command_register(s->w, 5);
    AWAIT(CHANGES(s, "tax") == others + 1);
    consumers_confirm(s, "pension", FEED("pension"), REQUEST("pension"));
    AWAIT(consumers_dead_letters(s, "consumer_invalid") == 1);
    AWAIT(bus_count(s->w, JU_TOPIC_DEADLETTER_GATEWAY) == 1);
    assert_int_equal(bus_count(s->w, FEED("pension")), told);
}

/* Two persons bring it back, with everybody. */
static void back_again(consumers *s)
{
    size_t persons = PERSONS(s, "pension");
    size_t ended = SNAPSHOTS_ENDED(s, "pension");
    ctl_expect(consumers_apply(s, "op-3", &PENSION), 0);
    assert_int_equal(
        sql_int(s->conn, "SELECT count(*) FROM consumers_on('" TEST_TODAY "') WHERE id = 'pension'"), 0);
    ctl_expect(ctl(s->w, "op-2", "consumer approve %s", consumers_waiting(s, "pension")), 0);
    AWAIT(SNAPSHOTS_ENDED(s, "pension") == ended + 4);
    assert_int_equal(PERSONS(s, "pension"), persons + 6);
    ctl_expect(ctl(s->w, "op-1", "consumer show pension"), 0);
    ctl_expect_text("reason: leak");
    ctl_expect_text("version: 2");
}

static void r07_a_consumer_from_application_to_revocation(void **state)
{
    consumers s;
    consumers_open(&s, *state);
    (void)command_register(s.w, 1);
    two_persons(&s);
    keyring_missing(&s);
    topics_missing(&s);
    only_what_was_approved(&s);
    keyring_lost(&s);
    keyring_missing_without_number(&s);
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

static process *start_other(consumers *s)
{
    char key_dir[352];
    (void)snprintf(key_dir, sizeof key_dir, "JUKI_KEY_DIR=%s", s->keys);
    const char *const env[] = {key_dir, NULL};
    return process_start(s->w, "juki-gateway", env);
}

/* When the operator reads that it is revoked nothing more is told, whichever of two gateways knew of it. */
static void r07_nothing_is_told_behind_a_revocation(void **state)
{
    static const consumers_wish visits = {.id = "home-visit", .affair = "訪問指導", .items = ", \"name\""};
    char out[320];
    int status = 0;
    consumers s;
    command_all_topics(*state, 2); /* so that both gateways read */
    consumers_open_gateway(&s, *state);
    process *other = start_other(&s);
    consumers_approved(&s, &visits);
    consumers_make_topics(&s);
    AWAIT(SNAPSHOTS_ENDED(&s, "home-visit") == 4);
    (void)snprintf(out, sizeof out, "%s/revoke.out", s.w->dir);
    process_stop(s.gateway);
    process_stop(other);
    pid_t revoking = 0;
    for (int i = 0; i < CROWD; i++) {
        tell_of(s.w, i);
        if (i == REVOKED_AT) {
            revoking = ctl_start(s.w, "op-1", "consumer revoke home-visit --purpose leak", out);
        }
    }
    consumers_start_gateway(&s);
    (void)start_other(&s);
    assert_int_equal(waitpid(revoking, &status, 0), revoking);
    assert_int_equal(status, 0);
    /* what the very transaction of the revocation wrote, ahead of it or behind it, is dropped */
    assert_int_equal(
        sql_int(s.conn, "SELECT count(*) FROM feed_event e JOIN consumer_revocation r ON r.id = e.consumer "
                        "AND r.revoked_at = e.sent_at WHERE e.dropped_at IS NULL"),
        0);
    size_t told = bus_count(s.w, FEED("home-visit"));
    for (int i = CROWD; i < CROWD + 50; i++) {
        tell_of(s.w, i);
    }
    AWAIT(sql_int(s.conn, "SELECT count(*) FROM person WHERE addressee_number >= '9000000400'") == 50);
    AWAIT(sql_int(s.conn, "SELECT count(*) FROM outbox") == 0);
    assert_int_equal(bus_count(s.w, FEED("home-visit")), told);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(r07_a_consumer_from_application_to_revocation, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(r07_nothing_is_told_behind_a_revocation, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("consumer", tests, NULL, NULL);
}
