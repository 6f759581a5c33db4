/* Snapshots and 照合 (issue 5 point 3; ): a consumer has everybody whom it may know and every
 * change, once and in order, whatever happens meanwhile; and is told again of just those that differ. The
 * test plays the register and the consumers. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/copy.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/feed.h"
#include "tests/integration/harness/person_row.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

/* Changes of so many persons while a snapshot goes on, then another of some, newcomers, and somebody who is
 * protected in its middle. Returns how many messages there were. */
enum { CHANGING = 60, NEWCOMERS = 10, EVERY = 120 };

static int changes_go_on(world *w, int persons)
{
    ju_keyring *ring = NULL;
    int sent = 0;
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "gateway", &ring, NULL), JU_OK);
    for (int i = 0; i < CHANGING; i++) {
        int serial = 1 + i * EVERY % persons;
        feed_change(w, ring, serial, 1, false);
        sent++;
        if (i % 10 == 1) {
            feed_restrain(w, serial, 2);
            feed_change(w, ring, serial, 3, true);
            sent += 2;
        } else if (i % 3 == 0) {
            feed_change(w, ring, serial, 2, false);
            sent++;
        }
    }
    for (int i = 1; i <= NEWCOMERS; i++) {
        feed_change(w, ring, persons + i, 1, false);
        sent++;
    }
    ju_keyring_free(ring);
    return sent;
}

static int64_t applied(world *w)
{
    return sql_int(feed_db(w),
                   "SELECT coalesce(sum(last), 0) FROM inbox_stream WHERE topic = 'resident.to-gateway'");
}

/* The copy has everybody as the gateway has them now. */
static void expect_equal(world *w, const copy *c)
{
    PGresult *rows = PQexec(feed_db(w), "SELECT addressee_number FROM person");
    assert_int_equal(PQntuples(rows), c->count);
    for (int row = 0; row < PQntuples(rows); row++) {
        const copy_person *person = copy_find(c, PQgetvalue(rows, row, 0));
        person_row *kept = person_row_get(feed_db(w), PQgetvalue(rows, row, 0));
        assert_non_null(person);
        assert_string_equal(person->name, kept->name);
        assert_int_equal(person->restrained, kept->restrained);
        person_row_free(kept);
    }
    PQclear(rows);
}

static void expect_no_trace(world *w, const char *topic)
{
    int serial[CHANGING];
    for (int i = 0; i < CHANGING; i++) {
        serial[i] = 1 + i * EVERY;
    }
    feed_expect_no_trace(w, topic, serial, CHANGING);
}

/* ---- snapshot ----------------------------------------------------------------------------------------- */

enum { PERSONS = 8000 };

/* Changes before, within and behind the pages of a snapshot: none missed, none doubled, none overtaken. */
static void r84_a_snapshot_while_changes_go_on(void **state)
{
    world *w = feed_open(state, PERSONS);
    (void)process_start(w, "juki-gateway", PROCESS_STATIC);
    command_id tax = feed_wish(w, "tax");
    command_id again = feed_wish(w, "tax");
    command_id welfare = feed_wish(w, "welfare");
    int sent = changes_go_on(w, PERSONS);
    AWAIT(applied(w) == sent);
    AWAIT(sql_int(feed_db(w), "SELECT count(*) FROM snapshot WHERE state = 'done'") == 2);
    feed_await_quiet(w);
    copy offices[] = {copy_read(w, "tax"), copy_read(w, "welfare")};
    const char *const requests[] = {tax.text, welfare.text};
    for (int i = 0; i < 2; i++) {
        copy_check_snapshot(copy_snapshot_of(&offices[i], requests[i]));
        assert_true(copy_snapshot_of(&offices[i], requests[i])->persons >= PERSONS);
        assert_int_equal(offices[i].snapshots, 1);
        assert_int_equal(offices[i].changes, sent);
        expect_equal(w, &offices[i]);
        copy_free(&offices[i]);
    }
    assert_int_equal(feed_refusals(w, "tax", again.text, "snapshot_running"), 1);
    expect_no_trace(w, JU_TOPIC_FEED_TAX);
    expect_no_trace(w, JU_TOPIC_FEED_WELFARE);
    assert_int_equal(bus_count(w, JU_TOPIC_DEADLETTER_GATEWAY), 0);
    AWAIT(bus_acts(w, "snapshot.ended") == 2);
    AWAIT(bus_acts(w, "snapshot.begun") == 2);
    AWAIT(bus_acts(w, "feed.refused") == 1);
}

static PGconn *another_session(world *w)
{
    char conninfo[WORLD_CONNINFO_SIZE + 128];
    (void)snprintf(conninfo, sizeof conninfo, "%s dbname=%s", world_env("JUKI_TEST_DSN_ADMIN"),
                   world_database_of(w, "gateway")->name);
    return PQconnectdb(conninfo);
}

/* From here on a snapshot stops behind its first page for as long as the lock is held that is returned: what
 * must come before its end has the time that it takes. */
static PGconn *stop_snapshots(world *w)
{
    PGconn *stop = another_session(w);
    sql(stop, "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS "
              "'BEGIN PERFORM pg_advisory_xact_lock(84); RETURN NULL; END'");
    sql(stop, "CREATE TRIGGER stop AFTER UPDATE ON snapshot FOR EACH ROW "
              "WHEN (NEW.state = 'walking' AND NEW.persons > 0) EXECUTE FUNCTION stop()");
    sql(stop, "SELECT pg_advisory_lock(84)");
    return stop;
}

/* Lets the snapshot that stands go on once the gateway has this command before it; the command's exit code is
 * 0. */
static void go_on_with(world *w, PGconn *stop, const char *command)
{
    char path[320];
    int status = 0;
    AWAIT(sql_int(feed_db(w), "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 84 AND "
                              "NOT granted") == 1);
    size_t before = bus_count(w, JU_TOPIC_GATEWAY_COMMAND);
    (void)snprintf(path, sizeof path, "%s/meanwhile.out", w->dir);
    pid_t pid = ctl_start(w, "chief", command, path);
    AWAIT(bus_count(w, JU_TOPIC_GATEWAY_COMMAND) > before);
    PQfinish(stop);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

/* A broker that is busy tells of topics that were just made when it comes to it. */
static void await_counter(world *w)
{
    AWAIT(ctl(w, "chief", "consumer snapshots welfare --timeout 30") == 0);
}

/* Killed in its middle, more than once, with a second instance that takes over; and begun anew by an
 * operator. */
static void r84_a_snapshot_outlives_kills(void **state)
{
    world *w = feed_open(state, PERSONS);
    process *one = process_start(w, "juki-gateway", PROCESS_STATIC);
    (void)process_start(w, "juki-gateway", NULL);
    PGconn *stop = stop_snapshots(w);
    await_counter(w);
    ctl_expect(ctl(w, "chief", "consumer snapshot welfare --timeout 30"), 0);
    go_on_with(w, stop, "consumer snapshot welfare --timeout 30"); /* in the place of the first */
    for (int kills = 1; kills <= 2; kills++) {
        int64_t told = (int64_t)kills * PERSONS / 4;
        AWAIT(sql_int(feed_db(w),
                      "SELECT count(*) FROM snapshot WHERE state IN ('walking', 'done') AND persons > %d",
                      (int)told) == 1);
        process_kill(one);
        one = process_start(w, "juki-gateway", PROCESS_STATIC);
    }
    int sent = changes_go_on(w, PERSONS);
    AWAIT(applied(w) == sent);
    feed_await_quiet(w);
    copy c = copy_read(w, "welfare");
    assert_int_equal(c.snapshots, 2);
    char *given_up =
        strdup(sql_text(feed_db(w), "SELECT snapshot_id FROM snapshot WHERE state = 'abandoned'"));
    char *done = strdup(sql_text(feed_db(w), "SELECT snapshot_id FROM snapshot WHERE state = 'done'"));
    copy_check_snapshot(copy_snapshot_of(&c, done));
    for (int i = 0; i < COPY_PARTITIONS; i++) {
        assert_false(copy_snapshot_of(&c, given_up)->ended[i]);
    }
    free(given_up);
    free(done);
    expect_equal(w, &c);
    copy_free(&c);
    ctl_expect(ctl(w, "chief", "consumer snapshots welfare --timeout 30"), 0);
    ctl_expect_text("abandoned");
    ctl_expect_text("done");
    assert_int_equal(bus_count(w, JU_TOPIC_DEADLETTER_GATEWAY), 0);
}

/* The one record about somebody in the child-care office's feed. */
static void expect_name(world *w, const char *addressee_number, const char *name)
{
    bus_records records = bus_read(w, JU_TOPIC_FEED_WELFARE);
    int found = 0;
    for (size_t i = 0; i < records.count; i++) {
        if (strcmp(records.item[i].key, addressee_number) == 0) {
            Juki__Gateway__V1__SnapshotPerson *told =
                juki__gateway__v1__snapshot_person__unpack(NULL, records.item[i].size, records.item[i].value);
            assert_non_null(told);
            assert_string_equal(told->person->name, name);
            juki__gateway__v1__snapshot_person__free_unpacked(told, NULL);
            found++;
        }
    }
    bus_free(&records);
    assert_int_equal(found, 1);
}

/* The first step of a snapshot, as the gateway tells it to itself. */
static void first_step(world *w)
{
    Juki__Gateway__V1__SnapshotStep step = JUKI__GATEWAY__V1__SNAPSHOT_STEP__INIT;
    step.snapshot_id = text("waits");
    step.consumer = text("welfare");
    step.phase = JUKI__GATEWAY__V1__SNAPSHOT_PHASE__SNAPSHOT_PHASE_WALK;
    bus_send(w, JU_TOPIC_SNAPSHOT_GATEWAY, &(bus_event){.key = "welfare", .message = &step.base});
}

/* A change that another instance has not committed yet: the page with that person waits for it, and tells
 * what it brought. */
static void r84_a_page_waits_for_a_change_under_way(void **state)
{
    enum { FEW = 450, CHANGED = 400 };
    world *w = feed_open(state, FEW);
    sql(feed_db(w), "INSERT INTO snapshot (snapshot_id, consumer, reason, request_id, state) VALUES "
                    "('waits', 'welfare', 'operator', '', 'walking')");
    PGconn *other = another_session(w);
    sql(other, "BEGIN");
    person_row_rename(other, feed_number(CHANGED).text, "変更");
    sql(other, "INSERT INTO outbox_stream (topic, key, last) VALUES ('feed.welfare', '%s', 0)",
        feed_number(CHANGED).text);
    first_step(w);
    first_step(w); /* which counts once */
    (void)process_start(w, "juki-gateway", PROCESS_STATIC);
    AWAIT(sql_int(feed_db(w), "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                              "application_name = 'gateway' AND wait_event_type = 'Lock'") == 1);
    sql(other, "COMMIT");
    PQfinish(other);
    AWAIT(sql_int(feed_db(w), "SELECT persons FROM snapshot WHERE state = 'done'") == FEW);
    feed_await_quiet(w);
    expect_name(w, feed_number(CHANGED).text, "変更");
}

/* who may not be told anything gets nothing, also in the middle; who may be told from a later day waits
 * for it. */
static void r07_only_valid_consumers_get_one(void **state)
{
    ((world *)*state)->consumers = "later"; /* whose rights are there before his day */
    world *w = feed_open(state, PERSONS);
    char setting[400];
    static char keys[400]; /* the world goes on with it */
    world_set_day(w, TEST_TODAY);
    (void)snprintf(setting, sizeof setting, "JUKI_CLOCK=file:%s/today", w->dir);
    (void)snprintf(keys, sizeof keys, "JUKI_KEY_DIR=%s/keys", w->dir);
    w->keys = strchr(keys, '/');
    world_shell("cp -r %s %s && deploy/local/keys.sh %s later", world_env("JUKI_TEST_KEYS"), w->keys,
                w->keys);
    const char *const env[] = {setting, keys, NULL};
    process *gateway = process_start(w, "juki-gateway", env);
    await_counter(w);
    ctl_expect(ctl(w, "chief", "consumer snapshot nobody --timeout 30"), 1);
    ctl_expect_text("consumer_invalid");
    Juki__Gateway__V1__RequestSnapshot foreign = JUKI__GATEWAY__V1__REQUEST_SNAPSHOT__INIT;
    foreign.request_id = text("x");
    bus_send(w, JU_TOPIC_FEED_WELFARE_REQUEST, &(bus_event){.key = "tax", .message = &foreign.base});
    AWAIT(sql_int(feed_db(w), "SELECT count(*) FROM dead_letter WHERE code = 'key_mismatch'") == 1);

    PGconn *stop = stop_snapshots(w);
    (void)feed_wish(w, "welfare");
    go_on_with(w, stop, "consumer revoke welfare --purpose test --timeout 30");
    AWAIT(sql_int(feed_db(w), "SELECT count(*) FROM snapshot WHERE state = 'abandoned'") == 1);
    feed_await_quiet(w);
    copy c = copy_read(w, "welfare");
    for (int i = 0; i < COPY_PARTITIONS; i++) {
        assert_true(c.snapshot[0].begun[i] && !c.snapshot[0].ended[i]);
    }
    assert_true(c.count > 0 && c.count < PERSONS);
    copy_free(&c);
    (void)feed_wish(w, "welfare");
    AWAIT(sql_int(feed_db(w), "SELECT count(*) FROM dead_letter WHERE code = 'consumer_invalid'") == 1);

    /* as approved for a later day */
    sql(feed_db(w),
        "INSERT INTO consumer (id, version, office, affair, legal_basis, items, uses_number, valid_from) "
        "SELECT 'later', 1, office, affair, legal_basis, items, false, '2026-04-20' FROM consumer WHERE id = "
        "'welfare' AND version = 1");
    bus_topics(w, COPY_PARTITIONS, (const char *const[]){"feed.later", NULL});
    sql(feed_db(w), "INSERT INTO snapshot (snapshot_id, consumer, reason, request_id, state) VALUES "
                    "('waits', 'later', 'approved', '', 'waiting')");
    HOLDS_FOR(2500, sql_int(feed_db(w), "SELECT count(*) FROM snapshot WHERE state = 'waiting'") == 1);
    world_set_day(w, "2026-04-20");
    AWAIT(sql_int(feed_db(w), "SELECT persons FROM snapshot WHERE state = 'done'") == PERSONS);
    feed_await_quiet(w);
    c = copy_read(w, "later");
    copy_check_snapshot(copy_snapshot_of(&c, "waits"));
    copy_free(&c);
    AWAIT(bus_acts(w, "snapshot.abandoned") == 1);

    /* what time brings is refused: that is told, and is not the end of the service */
    sql(feed_db(w), "ALTER TABLE snapshot ADD CHECK (state <> 'opening') NOT VALID");
    sql(feed_db(w), "INSERT INTO snapshot (snapshot_id, consumer, reason, request_id, state) VALUES "
                    "('refused', 'later', 'approved', '', 'waiting')");
    AWAIT(process_metric(gateway, "juki_idle_refused_total") >= 1);
    AWAIT(process_log_count(gateway, "will be tried again") > 0); /* it is counted first */
    ctl_expect(ctl(w, "chief", "consumer snapshots later --timeout 30"), 0);
    assert_false(process_ended(gateway));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(r84_a_snapshot_while_changes_go_on, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(r84_a_snapshot_outlives_kills, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(r84_a_page_waits_for_a_change_under_way, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(r07_only_valid_consumers_get_one, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
