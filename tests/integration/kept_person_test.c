/*
 * What the gateway keeps of persons, residents and 住登外者 (issue 7 point 3; design section 6; seed 002
 * their names and places stand in no row, are read with and without JUKI_SEAL_NAMES, and count for the
 * row alone that they were sealed for.
 */
#include "tests/integration/harness/outsider.h"
#include "tests/integration/harness/person_row.h"

#include "common/event/topic_names.h"
#include "juki/gateway/v1/snapshot.pb-c.h"
#include "juki/resident/v1/restraint.pb-c.h"

#include <stdio.h>
#include <string.h>

#define RESIDENT JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT
#define NAME     "封印　花子"
#define KANA     "フウイン　ハナコ"
#define HOME     "封印荘１号"
#define BEFORE   "元住まい２号"
#define TOWN     "封印外町"
#define ALIAS    "通称　一"

/* A resident with all that the register tells of names and places. */
static void tell(asker *a, const char *number, int64_t sequence, const char *name, const char *individual)
{
    Juki__Resident__V1__PersonChanged changed = JUKI__RESIDENT__V1__PERSON_CHANGED__INIT;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    Juki__Common__V1__AddressHistory history = JUKI__COMMON__V1__ADDRESS_HISTORY__INIT;
    Juki__Common__V1__AddressSpan span = JUKI__COMMON__V1__ADDRESS_SPAN__INIT;
    Juki__Common__V1__Address home;
    Juki__Common__V1__Address before;
    command_id id = command_new_id();
    command_address(&home, TEST_MUNICIPALITY, "１－１");
    command_address(&before, "131016", "２－２");
    home.building = text(HOME);
    before.building = text(BEFORE);
    span.from = text("2020-01-01");
    span.address = &before;
    history.span = (Juki__Common__V1__AddressSpan *[]){&span};
    history.n_span = 1;
    birth.date = text("1960-06-06");
    changed.change_id = id.text;
    changed.addressee_number = text(number);
    changed.history_number = (int32_t)sequence;
    changed.state = RESIDENT;
    changed.name = text(name);
    changed.name_kana = text(KANA);
    changed.birth_date = &birth;
    changed.relationship = text("世帯主");
    changed.household_number = text(number);
    changed.address = &home;
    changed.previous_address = &before;
    changed.address_history = &history;
    changed.individual_number = individual == NULL ? NULL : asker_seal(a, number, individual);
    bus_send(a->w, JU_TOPIC_RESIDENT_TO_GATEWAY,
             &(bus_event){.key = number, .sequence = sequence, .message = &changed.base});
}

static void restrain(asker *a, const char *number, int64_t sequence)
{
    Juki__Resident__V1__RestraintChanged changed = JUKI__RESIDENT__V1__RESTRAINT_CHANGED__INIT;
    command_id id = command_new_id();
    changed.request_id = id.text;
    changed.addressee_number = text(number);
    changed.restrained = true;
    bus_send(a->w, JU_TOPIC_RESIDENT_TO_GATEWAY,
             &(bus_event){.key = number, .sequence = sequence, .message = &changed.base});
}

static bool knows(PGconn *conn, const char *number, const char *state)
{
    return sql_int(conn, "SELECT count(*) FROM %s WHERE addressee_number = '%s' AND state = '%s'",
                   strcmp(state, "resident") == 0 ? "person" : "nonresident", number, state) == 1;
}

static const char *number_outsider(asker *a, const char *name, const char *individual)
{
    basics_message basics = outsider_basics(name, KANA, "1960-06-06", TOWN);
    basics.alias = text(ALIAS);
    const person_reply *reply =
        REGISTER(a, TAX, q->basics = &basics;
                 basics.individual_number = individual == NULL ? NULL : asker_seal(a, id.text, individual));
    assert_string_equal(code_of(reply->refusal), "");
    return reply->nonresident->addressee_number;
}

/* ---- nowhere in clear ---------------------------------------------------------------------------------- */

static void expect_in_clear(PGconn *conn, const char *name, int64_t persons, int64_t outsiders)
{
    assert_int_equal(person_rows_in_clear(conn, "person", name), persons);
    assert_int_equal(person_rows_in_clear(conn, "nonresident_record", name), outsiders);
}

static void expect_sealed(PGconn *conn)
{
    static const char *const words[] = {NAME, KANA, HOME, BEFORE, TOWN, ALIAS, "田中町", "１－１"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        expect_in_clear(conn, words[i], 0, 0);
        assert_int_equal(person_rows_in_clear(conn, "nonresident_name", words[i]), 0);
    }
}

/* What was kept is what is told and shown. */
static void expect_read(asker *a, const char *resident, int64_t sequence, const char *outsider, size_t acts)
{
    restrain(a, resident, sequence);
    AWAIT(asker_told(a, &a->welfare, resident) != NULL && asker_told(a, &a->welfare, resident)->restrained);
    const Juki__Gateway__V1__PersonFeed *fed = asker_told(a, &a->welfare, resident);
    assert_string_equal(fed->name, NAME);
    assert_string_equal(fed->name_kana, KANA);
    assert_string_equal(fed->birth_date->date, "1960-06-06");
    assert_null(fed->address);
    const person_reply *shown = SHOW(a, TAX, outsider);
    assert_string_equal(code_of(shown->refusal), "");
    assert_string_equal(shown->nonresident->basics->town, TOWN);
    assert_int_equal(shown->n_history, acts);
    for (size_t i = 0; i < acts; i++) {
        assert_string_equal(shown->history[i]->basics->name, NAME);
        assert_string_equal(shown->history[i]->basics->alias, ALIAS);
    }
}

/* One who was numbered and moves in has two rows of one content. */
static const char *live(asker *a, PGconn *conn, const char *resident, int serial)
{
    test_person who = person_of(serial);
    const char *outsider = number_outsider(a, NAME, who.individual_number);
    tell(a, resident, 1, NAME, who.individual_number);
    AWAIT(knows(conn, resident, "resident") && knows(conn, outsider, "moved_in"));
    return outsider;
}

static void names_stand_in_no_row(void **state)
{
    asker a;
    world *w = *state;
    PGconn *conn = world_database_of(w, "gateway")->conn;
    asker_open(&a, w, 1);
    process *gateway = process_start(w, "juki-gateway", PROCESS_STATIC);
    const char *outsider = live(&a, conn, "0000000100", 61);
    expect_sealed(conn);
    expect_read(&a, "0000000100", 2, outsider, 2);
    process_stop(gateway);

    /* switched off, both are read; what was sealed stays sealed until it is written anew */
    gateway = process_start(w, "juki-gateway",
                            (const char *const[]){"JUKI_SEAL_NAMES=false", PROCESS_STATIC[0], NULL});
    const char *other = live(&a, conn, "0000000200", 62);
    expect_in_clear(conn, NAME, 1, 2);
    expect_in_clear(conn, HOME, 1, 0);
    expect_read(&a, "0000000200", 2, other, 2);
    assert_string_equal(SHOW(&a, TAX, outsider)->history[1]->basics->name, NAME);
    process_stop(gateway);
    (void)process_start(w, "juki-gateway", PROCESS_STATIC);
    assert_string_equal(SHOW(&a, TAX, other)->history[1]->basics->name, NAME);
    assert_int_equal(bus_count(w, JU_TOPIC_DEADLETTER_GATEWAY), 0);
    asker_close(&a);
}

/* ---- bound to its row ---------------------------------------------------------------------------------- */

static int64_t broken(PGconn *conn)
{
    return sql_int(conn, "SELECT count(*) FROM dead_letter WHERE code = 'seal_broken'");
}

/* Two persons with each other's contents, and one with his own of before. */
static void check_residents(asker *a, PGconn *conn)
{
    static const char *const number[] = {"0000000300", "0000000301", "0000000302"};
    for (int i = 0; i < 3; i++) {
        tell(a, number[i], 1, NAME, NULL);
        AWAIT(knows(conn, number[i], "resident"));
    }
    sql(conn, "CREATE TABLE before AS SELECT content FROM person WHERE addressee_number = '%s'", number[2]);
    tell(a, number[2], 2, "封印　改", NULL);
    AWAIT(sql_int(conn, "SELECT history_number FROM person WHERE addressee_number = '%s'", number[2]) == 2);
    sql(conn, "UPDATE person SET content = (SELECT content FROM before) WHERE addressee_number = '%s'",
        number[2]);
    sql(conn,
        "UPDATE person p SET content = o.content FROM person o WHERE p.addressee_number IN ('%s', '%s') AND "
        "o.addressee_number IN ('%s', '%s') AND o.addressee_number <> p.addressee_number",
        number[0], number[1], number[0], number[1]);
    for (int i = 0; i < 3; i++) {
        restrain(a, number[i], i == 2 ? 3 : 2);
        AWAIT(broken(conn) == i + 1);
        assert_int_equal(
            sql_int(conn, "SELECT count(*) FROM restraint WHERE addressee_number = '%s'", number[i]), 0);
    }
}

/* A snapshot that meets such a row has no end: without him it would have him erased. */
static void check_snapshot(asker *a, PGconn *conn)
{
    Juki__Gateway__V1__RequestSnapshot wish = JUKI__GATEWAY__V1__REQUEST_SNAPSHOT__INIT;
    command_id id = command_new_id();
    wish.request_id = id.text;
    bus_send(a->w, JU_TOPIC_FEED_TAX_REQUEST, &(bus_event){.key = "tax", .message = &wish.base});
    AWAIT(sql_int(conn, "SELECT count(*) FROM snapshot WHERE state = 'abandoned' AND ended_at IS NOT NULL") ==
          1);
    AWAIT(bus_acts(a->w, "feed.left_out") == 1);
    assert_int_equal(sql_int(conn, "SELECT persons FROM snapshot WHERE state = 'abandoned'"), 0);
}

/* 照合 compares nothing with such a row. */
static void check_reconcile(asker *a, PGconn *conn)
{
    Juki__Gateway__V1__RequestReconcile wish = JUKI__GATEWAY__V1__REQUEST_RECONCILE__INIT;
    Juki__Gateway__V1__ReconcileRange whole = JUKI__GATEWAY__V1__RECONCILE_RANGE__INIT;
    unsigned char nobody[32] = {0};
    command_id id = command_new_id();
    int64_t had = broken(conn);
    whole.digest = (ProtobufCBinaryData){sizeof nobody, nobody};
    wish.request_id = id.text;
    wish.range = (Juki__Gateway__V1__ReconcileRange *[]){&whole};
    wish.n_range = 1;
    bus_send(a->w, JU_TOPIC_FEED_TAX_REQUEST, &(bus_event){.key = "tax", .message = &wish.base});
    AWAIT(broken(conn) == had + 1);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM reconcile_range WHERE phase <> 'sum'"), 0);
}

/* Nobody is shown by a row that cannot be opened. */
static void expect_not_shown(asker *a, PGconn *conn, const char *number)
{
    Juki__Gateway__V1__ShowNonresident show = JUKI__GATEWAY__V1__SHOW_NONRESIDENT__INIT;
    Juki__Common__V1__Operator by = JUKI__COMMON__V1__OPERATOR__INIT;
    command_id id = command_new_id();
    int64_t had = broken(conn);
    by.operator_id = text("clerk1");
    by.terminal_id = text("terminal1");
    show.request_id = id.text;
    show.operator_ = &by;
    show.purpose = text("業務");
    show.addressee_number = text(number);
    asker_send(a, "clerk1", TAX, id.text, &show.base);
    AWAIT(broken(conn) == had + 1);
}

/* A 住登外者 with another's content, and a row of his history with another row's. */
static void check_outsiders(asker *a, PGconn *conn)
{
    const char *one = number_outsider(a, "封印　一", NULL);
    const char *other = number_outsider(a, "封印　二", NULL);
    basics_message basics = outsider_basics("封印　二改", KANA, "1960-06-06", TOWN);
    sql(conn,
        "UPDATE nonresident_record SET content = (SELECT content FROM nonresident_record WHERE "
        "addressee_number = '%s') WHERE addressee_number = '%s'",
        other, one);
    expect_not_shown(a, conn, one);
    assert_string_equal(code_of(UPDATE(a, TAX, "clerk1", q->addressee_number = text(other);
                                       q->history_number = 1; q->basics = &basics)
                                    ->refusal),
                        "");
    sql(conn,
        "UPDATE nonresident_record SET content = (SELECT content FROM nonresident_record WHERE "
        "addressee_number = '%s' AND history_number = 1) WHERE addressee_number = '%s'",
        other, other);
    expect_not_shown(a, conn, other);
}

/* An item that a newer program kept: nobody is approved for it. */
static void check_newer(asker *a, PGconn *conn)
{
    const char *number = "0000000400";
    tell(a, number, 1, NAME, NULL);
    AWAIT(knows(conn, number, "resident"));
    person_row_rename(conn, number, NAME); /* in clear from here on */
    sql(conn,
        "UPDATE person SET content = content || '\\xa206046e657765'::bytea WHERE addressee_number = '%s'",
        number);
    restrain(a, number, 2);
    AWAIT(asker_told(a, &a->welfare, number) != NULL && asker_told(a, &a->welfare, number)->restrained);
    assert_string_equal(asker_told(a, &a->welfare, number)->name, NAME);
    assert_int_equal(asker_told(a, &a->welfare, number)->base.n_unknown_fields, 0);
}

static void a_content_counts_for_its_row_alone(void **state)
{
    asker a;
    world *w = *state;
    PGconn *conn = world_database_of(w, "gateway")->conn;
    asker_open(&a, w, 1);
    process *gateway = process_start(w, "juki-gateway", PROCESS_STATIC);
    check_residents(&a, conn);
    check_snapshot(&a, conn);
    check_reconcile(&a, conn);
    check_outsiders(&a, conn);
    check_newer(&a, conn);
    assert_string_equal(code_of(SHOW(&a, TAX, number_outsider(&a, NAME, NULL))->refusal), "");
    assert_false(process_ended(gateway));
    asker_close(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(names_stand_in_no_row, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(a_content_counts_for_its_row_alone, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("kept_person", tests, NULL, NULL);
}
