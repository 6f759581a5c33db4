/*
 * 本人確認情報: the second door, at which a bad update stops its person and nobody else (seed 002,
 * R-29); and the notices to the prefecture, which go out in order, again while no receipt comes, and anew
 * under another reason.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "juki/identity/v1/identity.pb-c.h"
#include "juki/resident/v1/event.pb-c.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef Juki__Resident__V1__IdentityChanged changed;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static PGconn *database(world *w, const char *owner)
{
    return world_database_of(w, owner)->conn;
}

/* ---- the register, played by the test ---------------------------------------------------------------- */

/* A person whose updates the test writes itself, in the place of the register. */
typedef struct subject {
    world *w;
    ju_arena arena;
    ju_keyring *identity;
    char ref[16];
    test_person numbers;
    int64_t sequence;
    Juki__Common__V1__WrittenDate birth;
    Juki__Common__V1__Address address;
} subject;

static void subject_open(subject *s, world *w, int serial)
{
    *s = (subject){.w = w, .numbers = person_of(serial)};
    ju_arena_init(&s->arena, 1 << 20);
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "identity", &s->identity, NULL), JU_OK);
    (void)snprintf(s->ref, sizeof s->ref, "ref-%d", serial);
    juki__common__v1__written_date__init(&s->birth);
    s->birth.date = text("1980-03-01");
    command_address(&s->address, TEST_MUNICIPALITY, "1-1");
}

static void subject_close(subject *s)
{
    ju_keyring_free(s->identity);
    ju_arena_done(&s->arena);
}

static Juki__Common__V1__Sealed *seal(subject *s, const char *field, const char *number)
{
    Juki__Common__V1__Sealed *sealed = NULL;
    assert_int_equal(ju_seal_text(s->identity, &s->arena, field, s->ref, number, &sealed, NULL), JU_OK);
    return sealed;
}

/* The next update of the person; name: NULL for his own. Its change id is returned. */
static command_id tell(subject *s, const char *reason, const char *name)
{
    command_id change = command_new_id();
    changed update = JUKI__RESIDENT__V1__IDENTITY_CHANGED__INIT;
    update.change_id = change.text;
    update.register_ref = s->ref;
    update.name = name == NULL ? s->numbers.name : text(name);
    update.name_kana = text("シケン　ガッコ");
    update.birth_date = &s->birth;
    update.sex = JUKI__COMMON__V1__SEX__SEX_MALE;
    update.address = &s->address;
    update.reason = text(reason);
    update.change_date = text(TEST_TODAY);
    update.operator_id = text("clerk1");
    update.resident_code = seal(s, "resident_code", s->numbers.resident_code);
    update.individual_number = seal(s, "individual_number", s->numbers.individual_number);
    bus_send(s->w, JU_TOPIC_RESIDENT_TO_IDENTITY,
             &(bus_event){.key = s->ref, .sequence = ++s->sequence, .message = &update.base});
    return change;
}

static int64_t rows_of(subject *s)
{
    return sql_int(database(s->w, "identity"), "SELECT count(*) FROM record WHERE register_ref = '%s'",
                   s->ref);
}

/* ---- the second door --------------------------------------------------------------------------------- */

/* The update is refused with this code and counted; the good one behind it waits. */
static void stops(subject *s, process *identity, const char *code)
{
    PGconn *conn = database(s->w, "identity");
    char series[96];
    int64_t rows = rows_of(s);
    (void)snprintf(series, sizeof series, "juki_updates_refused_total{code=\"%s\"}", code);
    (void)tell(s, "official_correction", NULL);
    AWAIT(sql_int(conn, "SELECT count(*) FROM parked WHERE key = '%s'", s->ref) == 1);
    assert_int_equal(rows_of(s), rows);
    assert_true(process_metric(identity, series) > 0);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM notice WHERE register_ref = '%s'", s->ref), rows);
}

static void test_door(void **state)
{
    world *w = *state;
    static const struct {
        const char *reason;
        const char *name;
        bool known;
        const char *code;
    } bad[] = {
        {"birth", NULL, true, "already_current"},            /* 記載 under a known code */
        {"official_correction", NULL, false, "not_current"}, /* 修正 of an unknown code */
        {"domestic_move_in", NULL, true, "already_current"}, /* 転入 of a current person */
        {"move_within", "別人　太郎", true, "item_changed"}, /* 転居 with more than the address */
        {"household_change", "別人　太郎", true, "item_changed"},
        {"death", NULL, false, "not_current"},
        {"conquest", NULL, true, "reason_unknown"},
    };
    enum { BAD = sizeof bad / sizeof bad[0] };
    subject who[BAD + 1];
    command_all_topics(w, 1);
    process *identity = process_start(w, "juki-identity", NULL);
    for (int i = 0; i < BAD + 1; i++) {
        subject_open(&who[i], w, i + 1);
        if (i == BAD || bad[i].known) {
            (void)tell(&who[i], "domestic_move_in", NULL);
            AWAIT(rows_of(&who[i]) == 1);
        }
    }
    for (int i = 0; i < BAD; i++) {
        (void)tell(&who[i], bad[i].reason, bad[i].name);
        stops(&who[i], identity, bad[i].code);
    }
    /* the others go on */
    (void)tell(&who[BAD], "official_correction", "試験　改");
    AWAIT(rows_of(&who[BAD]) == 2);
    AWAIT(bus_acts(w, "message.dead_letter") == BAD);
    assert_int_equal(sql_int(database(w, "identity"), "SELECT count(*) FROM dead_letter"), BAD);
    for (int i = 0; i < BAD + 1; i++) {
        subject_close(&who[i]);
    }
}

/* ---- notices ----------------------------------------------------------------------------------------- */

static int64_t count(world *w, const char *what)
{
    return sql_int(database(w, "identity"), "SELECT count(*) FROM %s", what);
}

/* Two receipts of one notice in one batch, as when it was sent again, each with it twice: one act. */
static void check_two_receipts(world *w)
{
    Juki__Common__V1__Acknowledged receipt = JUKI__COMMON__V1__ACKNOWLEDGED__INIT;
    char event[64];
    char *events[] = {event, event};
    size_t before = bus_acts(w, "notice.acknowledged");
    sql(database(w, "identity"), "UPDATE notice SET acknowledged_at = NULL WHERE sequence = 2");
    (void)snprintf(event, sizeof event, "%s",
                   sql_text(database(w, "identity"), "SELECT event_id FROM notice WHERE sequence = 2"));
    receipt.event_id = events;
    receipt.n_event_id = 2;
    for (int i = 0; i < 2; i++) {
        command_id key = command_new_id();
        bus_send(w, JU_TOPIC_LINK_PREFECTURE_IN, &(bus_event){.key = key.text, .message = &receipt.base});
    }
    AWAIT(count(w, "notice WHERE acknowledged_at IS NULL") == 0);
    HOLDS_FOR(500, bus_acts(w, "notice.acknowledged") <= before + 1);
}

/* Receipts that do not come: sent again under the same id and number until they do. */
static void test_again(void **state)
{
    world *w = *state;
    static const char *const env[] = {"JUKI_NOTICE_RETRY_AFTER=1s", "JUKI_BATCH_WAIT=200ms",
                                      "JUKI_NAME_KANA_SINCE_PREFECTURE=" TEST_TODAY, NULL};
    subject who;
    subject_open(&who, w, 1);
    command_all_topics(w, 2);
    process *identity = process_start(w, "juki-identity", env);
    command_id change = tell(&who, "domestic_move_in", NULL);
    (void)tell(&who, "official_correction", "試験　改");
    AWAIT(count(w, "notice_overdue WHERE attempts >= 2") == 2);
    AWAIT(process_metric(identity, "juki_notices_overdue") == 2);
    AWAIT(bus_count(w, JU_TOPIC_LINK_PREFECTURE_OUT) >= 4);
    assert_int_equal(bus_unique(w, JU_TOPIC_LINK_PREFECTURE_OUT), 2);
    ctl_expect(ctl(w, "op-1", "identity notices %s", change.text), 0);
    ctl_expect_text("progress: sent");
    ctl_expect_text("sequence: 1");
    ctl_expect(ctl(w, "op-1", "identity notices"), 0);
    ctl_expect_text("sequence: 2");

    (void)process_start(w, "peer-prefecture", NULL);
    PGconn *prefecture = database(w, "prefecture");
    AWAIT(count(w, "notice WHERE acknowledged_at IS NOT NULL") == 2);
    AWAIT(count(w, "notice_overdue") == 0 && process_metric(identity, "juki_notices_overdue") == 0);
    assert_int_equal(sql_int(prefecture, "SELECT count(*) FROM journal"), 2);
    assert_int_equal(sql_int(prefecture, "SELECT count(*) FROM journal WHERE sequence <> id"), 0);
    assert_string_equal(sql_text(prefecture, "SELECT name FROM person"), "試験　改");
    assert_string_equal(sql_text(prefecture, "SELECT name_kana FROM person"), "しけん　がっこ");
    ctl_expect(ctl(w, "op-1", "identity notices %s", change.text), 0);
    ctl_expect_text("progress: acknowledged");

    /* a receipt was lost: the notice comes again, changes nothing there, and gets another */
    sql(database(w, "identity"), "UPDATE notice SET acknowledged_at = NULL WHERE sequence = 1");
    sql(database(w, "identity"), "INSERT INTO notice_overdue (event_id) SELECT event_id FROM notice "
                                 "WHERE sequence = 1");
    AWAIT(count(w, "notice WHERE acknowledged_at IS NULL") == 0 && count(w, "notice_overdue") == 0);
    assert_int_equal(sql_int(prefecture, "SELECT count(*) FROM journal"), 2);
    assert_string_equal(sql_text(prefecture, "SELECT name FROM person"), "試験　改");
    AWAIT(bus_acts(w, "notice.repeated") >= 3);
    check_two_receipts(w);
    subject_close(&who);
}

static void notice_of(world *w, const char *change_id, char ret[64])
{
    AWAIT(count(w, "notice WHERE acknowledged_at IS NULL") == 0);
    (void)snprintf(
        ret, 64, "%s",
        sql_text(database(w, "identity"), "SELECT event_id FROM notice WHERE change_id = '%s'", change_id));
}

/* One column of the first row of identity's own statement about the notices of a change. */
static const char *first_of(world *w, const char *change_id, int column)
{
    static char statement[4096];
    static char value[64];
    FILE *file = fopen("services/identity/sql/notice_of_change.sql", "r");
    assert_non_null(file);
    statement[fread(statement, 1, sizeof statement - 1, file)] = '\0';
    (void)fclose(file);
    PGresult *rows = PQexecParams(database(w, "identity"), statement, 1, NULL, &change_id, NULL, NULL, 0);
    assert_int_equal(PQresultStatus(rows), PGRES_TUPLES_OK);
    (void)snprintf(value, sizeof value, "%s", PQgetvalue(rows, 0, column));
    PQclear(rows);
    return value;
}

/* A notice has left when the outbox has it no more. */
static void check_left(world *w, const char *change_id)
{
    enum { HAS_LEFT = 7 };
    PGconn *conn = database(w, "identity");
    assert_string_equal(first_of(w, change_id, HAS_LEFT), "t");
    sql(conn, "BEGIN");
    sql(conn,
        "INSERT INTO outbox (id, topic, key, sequence, ce_id, ce_type, ce_time, traceparent, payload) "
        "OVERRIDING SYSTEM VALUE SELECT outbox_id, '', '', 0, event_id, '', '', '', '' FROM notice "
        "WHERE change_id = '%s'",
        change_id);
    assert_string_equal(first_of(w, change_id, HAS_LEFT), "f");
    sql(conn, "ROLLBACK");
}

static void test_resend(void **state)
{
    world *w = *state;
    char first[64];
    char last[64];
    subject who;
    subject_open(&who, w, 1);
    command_all_topics(w, 1);
    (void)process_start(w, "juki-identity", NULL);
    (void)process_start(w, "peer-prefecture", NULL);
    command_id moved_in = tell(&who, "domestic_move_in", NULL);
    command_id left = tell(&who, "domestic_move_out", NULL);
    AWAIT(count(w, "notice") == 2);
    notice_of(w, moved_in.text, first);
    notice_of(w, left.text, last);
    check_left(w, left.text);
    ctl_expect(ctl(w, "op-1", "identity resend %s official_enter --purpose slip", first), 1);
    ctl_expect_text("notice_not_latest");
    ctl_expect(ctl(w, "op-1", "identity resend %s birth --purpose slip", last), 1);
    ctl_expect_text("reason_other_effect");
    ctl_expect(ctl(w, "op-1", "identity resend no-such-notice birth --purpose slip"), 1);
    ctl_expect_text("notice_unknown");
    assert_int_equal(count(w, "notice"), 2);

    ctl_expect(ctl(w, "op-1", "identity take %s --purpose look", who.ref), 0);
    ctl_expect(ctl(w, "op-2", "identity resend %s overseas_move_out --purpose slip", last), 1);
    ctl_expect_text("exclusive");
    ctl_expect(ctl(w, "op-1", "identity resend %s overseas_move_out --purpose slip", last), 0);
    AWAIT(count(w, "notice WHERE acknowledged_at IS NOT NULL") == 3);
    PGconn *prefecture = database(w, "prefecture");
    assert_string_equal(sql_text(prefecture, "SELECT reason FROM person"), "overseas_move_out");
    assert_int_equal(sql_int(prefecture, "SELECT count(*) FROM person WHERE name_kana IS NULL"), 1);
    assert_int_equal(sql_int(prefecture, "SELECT count(*) FROM journal WHERE sequence <> id"), 0);
    assert_int_equal(sql_int(prefecture, "SELECT count(*) FROM dead_letter"), 0);
    assert_int_equal(count(w, "notice WHERE sequence = 3 AND resent_of IS NOT NULL"), 1);
    ctl_expect(ctl(w, "op-1", "identity notices %s", left.text), 0);
    ctl_expect_text(last);
    ctl_expect_text("reason: overseas_move_out");
    ctl_expect(ctl(w, "op-1", "identity resend %s overseas_move_out --purpose slip", last), 1);
    ctl_expect_text("notice_not_latest");
    AWAIT(bus_acts(w, "notice.resent") == 6);
    subject_close(&who);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_door, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_again, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_resend, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("notices", tests, NULL, NULL);
}
