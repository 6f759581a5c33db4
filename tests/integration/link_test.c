/* The register's links: 附票 to the 戸籍 system, and 出入国在留管理庁 in both directions. Who is not
 * concerned is told of nowhere; what is wrong changes nothing.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/comer.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/register.h"
#include "tests/integration/harness/restraint.h"

#include "common/event/topic_names.h"
#include "juki/resident/v1/link.pb-c.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Resident__V1__ResidenceNotice residence_notice;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static PGconn *database(world *w, const char *owner)
{
    return world_database_of(w, owner)->conn;
}

static void send_rubbish(world *w, const char *topic, const char *key, const char *type)
{
    ju_record_header headers[8];
    command_id id = command_new_id();
    size_t count = bus_headers(headers, id.text, type, NULL);
    bus_send_raw(w, topic, key, strlen(key), "\xff\xff", 2, headers, count);
}

static int64_t receipts(world *w, const char *peer)
{
    return sql_int(database(w, "resident"),
                   "SELECT count(*) FROM link_notice WHERE peer = '%s' AND acknowledged_at IS NOT NULL",
                   peer);
}

static int64_t restrained(world *w)
{
    return sql_int(database(w, "koseki"), "SELECT count(*) FROM restraint WHERE restrained");
}

/* ---- 附票 -------------------------------------------------------------------------------------------- */

static void test_koseki(void **state)
{
    world *w = *state;
    command_all_topics(w, 2);
    (void)process_start(w, "juki-resident", NULL);
    (void)process_start(w, "peer-koseki", NULL);
    PGconn *conn = database(w, "resident");
    PGconn *koseki = database(w, "koseki");
    registered here = comer_register(w, &(comer){.serial = 1, .domicile = "東京都昭島市田中町１番"});
    registered elsewhere = comer_register(w, &(comer){.serial = 2, .domicile = "東京都立川市曙町２番"});
    (void)comer_register(w, &(comer){.serial = 3, .nationality = "ペルー"});
    AWAIT(sql_int(koseki, "SELECT count(*) FROM person") == 1);
    assert_string_equal(sql_text(koseki, "SELECT address FROM person"), "東京都昭島市田中町１－１");
    command_complete(w, command_move_within(w, here.addressee_number, "２－２"));
    command_complete(w, command_move_within(w, elsewhere.addressee_number, "３－３"));
    AWAIT(sql_int(koseki, "SELECT changes FROM person") == 2);
    assert_string_equal(sql_text(koseki, "SELECT address FROM person"), "東京都昭島市田中町２－２");
    /* told of by the municipality of the new 住所 */
    command_complete(w, command_leave(w, "domestic_move_out", here.addressee_number, TEST_TODAY));
    AWAIT(receipts(w, "koseki") == 2);
    assert_int_equal(bus_check_order(w, JU_TOPIC_LINK_KOSEKI_OUT), 2);
    AWAIT(bus_acts(w, "link.acknowledged") == 2);
    /* no 宛名番号 as key */
    bus_records sent = bus_read(w, JU_TOPIC_LINK_KOSEKI_OUT);
    assert_int_equal(sent.item[0].key_size, 32);
    bus_free(&sent);

    send_rubbish(w, JU_TOPIC_LINK_KOSEKI_IN, "koseki", "juki.common.v1.Acknowledged");
    AWAIT(sql_int(conn, "SELECT count(*) FROM dead_letter WHERE code = 'malformed'") == 1);
    char *unknown = text("018f0000-0000-7000-8000-000000000000");
    Juki__Common__V1__Acknowledged receipt = JUKI__COMMON__V1__ACKNOWLEDGED__INIT;
    receipt.event_id = &unknown;
    receipt.n_event_id = 1;
    size_t acts = bus_acts(w, "link.acknowledged");
    bus_send(w, JU_TOPIC_LINK_KOSEKI_IN, &(bus_event){.key = "koseki", .message = &receipt.base});
    AWAIT(bus_acts(w, "link.acknowledged") == acts + 1); /* refused in the trail */
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM link_notice WHERE acknowledged_at IS NOT NULL"), 2);
}

/* 戸籍 knows whose 附票 may not be given out before it knows where he lives; who is not of here is none of
 * its business. */
static void protect(world *w, const registered *here, const registered *elsewhere)
{
    char *number = text(here->addressee_number);
    char *other = text(elsewhere->addressee_number);
    Juki__Resident__V1__SubmitRestraint entry = restraint_setting(SUPPORT, 0, &number);
    command_id support = restraint_register(w, &entry);
    AWAIT(restrained(w) == 1 && receipts(w, "koseki") == 2);
    entry = restraint_setting(SUPPORT, 0, &other);
    (void)restraint_register(w, &entry);
    entry = restraint_setting(CHANGE, ALERT, &number); /* hides nothing */
    command_id alert = restraint_register(w, &entry);
    entry = restraint_later(LIFT, alert.text);
    (void)restraint_register(w, &entry);
    entry = restraint_setting(ISSUE, ERROR, &number); /* nor more than is hidden */
    command_id issue = restraint_register(w, &entry);
    entry = restraint_later(LIFT, issue.text);
    (void)restraint_register(w, &entry);
    entry = restraint_later(LIFT, support.text);
    (void)restraint_register(w, &entry);
    AWAIT(restrained(w) == 0 && receipts(w, "koseki") == 3);
}

/* 仮支援措置 asked for with the 転居 itself: the flag comes first, then the new place with it. */
static void protect_with_change(world *w, const registered *here)
{
    command_complete(w, command_move(w, &(move_within){.addressee_number = here->addressee_number,
                                                       .number = "４－４",
                                                       .support_requested = true}));
    AWAIT(receipts(w, "koseki") == 5);
    assert_int_equal(restrained(w), 1);
    bus_records sent = bus_read(w, JU_TOPIC_LINK_KOSEKI_OUT);
    assert_string_equal(sent.item[sent.count - 2].type,
                        juki__resident__v1__family_annex_restraint__descriptor.name);
    Juki__Resident__V1__FamilyAnnexNotice *notice = juki__resident__v1__family_annex_notice__unpack(
        NULL, sent.item[sent.count - 1].size, sent.item[sent.count - 1].value);
    assert_non_null(notice);
    assert_true(notice->restrained);
    juki__resident__v1__family_annex_notice__free_unpacked(notice, NULL);
    bus_free(&sent);
}

static void test_protected(void **state)
{
    world *w = *state;
    char clock[340];
    command_all_topics(w, 1);
    (void)snprintf(clock, sizeof clock, "JUKI_CLOCK=file:%s/today", w->dir);
    world_set_day(w, TEST_TODAY);
    (void)process_start(w, "juki-resident", (const char *const[]){clock, NULL});
    (void)process_start(w, "peer-koseki", NULL);
    registered here = comer_register(w, &(comer){.serial = 1, .domicile = "東京都昭島市田中町１番"});
    registered elsewhere = comer_register(w, &(comer){.serial = 2, .domicile = "東京都立川市曙町２番"});
    AWAIT(receipts(w, "koseki") == 1);
    protect(w, &here, &elsewhere);
    protect_with_change(w, &here);
    /* 国外転出: told of when the day has come, the protection with it */
    command_complete(w, command_leave(w, "overseas_move_out", here.addressee_number, "2026-04-20"));
    HOLDS_FOR(300, receipts(w, "koseki") == 5);
    world_set_day(w, "2026-04-20");
    command_settle(w, here.addressee_number, "");
    AWAIT(sql_int(database(w, "koseki"), "SELECT count(*) FROM person WHERE address = ''") == 1);
    assert_int_equal(restrained(w), 1);
    assert_int_equal(sql_int(database(w, "resident"), "SELECT count(*) FROM dead_letter"), 0);
}

/* ---- 出入国在留管理庁 ------------------------------------------------------------------------------- */

typedef struct agency {
    world *w;
    char person_ref[40];
    int64_t sequence;
    char name[64];
    Juki__Common__V1__WrittenDate birth;
    Juki__Resident__V1__ForeignStay stay;
    int64_t answers;
} agency;

static void fill_notice(agency *a, residence_notice *n, const char *number)
{
    juki__resident__v1__residence_notice__init(n);
    juki__common__v1__written_date__init(&a->birth);
    a->birth.date = text("1990-01-15");
    n->notice_number = text(number);
    n->person_ref = a->person_ref;
    n->kind = JUKI__RESIDENT__V1__RESIDENCE_NOTICE_KIND__RESIDENCE_NOTICE_KIND_AMEND;
    n->name = a->name;
    n->birth_date = &a->birth;
    n->new_nationality = text("カナダ");
    juki__resident__v1__foreign_stay__init(&a->stay);
    a->stay.section = JUKI__RESIDENT__V1__FOREIGN_SECTION__FOREIGN_SECTION_MID_TO_LONG_TERM;
    a->stay.status = text("留学");
    a->stay.card_number = text("EF12345678GH");
    n->new_foreign_stay = &a->stay;
    n->change_date = text(TEST_TODAY);
}

/* Sends it and waits for the answer; returns its refusal code, "" when accepted. */
static const char *notify(agency *a, const residence_notice *n)
{
    bus_send(a->w, JU_TOPIC_LINK_JUSTICE_IN,
             &(bus_event){.key = n->person_ref,
                          .sequence = strcmp(n->person_ref, a->person_ref) == 0 ? ++a->sequence : 1,
                          .message = &n->base});
    a->answers++;
    AWAIT(sql_int(database(a->w, "justice"), "SELECT count(*) FROM result") == a->answers);
    return sql_text(database(a->w, "justice"), "SELECT refused FROM result ORDER BY event_id DESC LIMIT 1");
}

/* Each is refused with its code, and nothing is entered. */
static void wrong_notices(agency *a)
{
    PGconn *conn = database(a->w, "resident");
    int64_t changes = sql_int(conn, "SELECT count(*) FROM change");
    residence_notice n;
    fill_notice(a, &n, "N-1");
    assert_string_equal(notify(a, &n), "notice_known");
    fill_notice(a, &n, "N-2");
    n.name = text("SHIKEN JIRO");
    assert_string_equal(notify(a, &n), "person_differs");
    fill_notice(a, &n, "N-3");
    n.change_date = text("2026-04-11");
    assert_string_equal(notify(a, &n), "date_in_future");
    fill_notice(a, &n, "N-4");
    n.change_date = text("2026-02-30");
    assert_string_equal(notify(a, &n), "date_invalid");
    fill_notice(a, &n, "N-5");
    n.person_ref = text("0123456789abcdef0123456789abcdef");
    assert_string_equal(notify(a, &n), "person_unknown");
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM change"), changes);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM link_taken"), 1);
}

static void test_justice(void **state)
{
    world *w = *state;
    agency a = {.w = w};
    command_all_topics(w, 2);
    (void)process_start(w, "juki-resident", NULL);
    (void)process_start(w, "peer-justice", NULL);
    PGconn *conn = database(w, "resident");
    PGconn *justice = database(w, "justice");
    (void)comer_register(w, &(comer){.serial = 1, .domicile = "東京都昭島市田中町１番"});
    registered foreigner = comer_register(w, &(comer){.serial = 2, .nationality = "ペルー"});
    AWAIT(sql_int(justice, "SELECT count(*) FROM person") == 1);
    (void)snprintf(a.person_ref, sizeof a.person_ref, "%s",
                   sql_text(justice, "SELECT person_ref FROM person"));
    (void)snprintf(a.name, sizeof a.name, "%s", sql_text(justice, "SELECT name FROM person"));

    /* a notice becomes a 仮登録 that two others review */
    residence_notice n;
    fill_notice(&a, &n, "N-1");
    assert_string_equal(notify(&a, &n), "");
    char change[64];
    (void)snprintf(change, sizeof change, "%s", sql_text(justice, "SELECT change_id FROM result"));
    AWAIT(command_status(w, change) == 1);
    assert_string_equal(sql_text(conn, "SELECT entered_by FROM change WHERE change_id = '%s'", change),
                        "link:justice");
    wrong_notices(&a);
    command_review(w, change, "chief", true);
    AWAIT(sql_int(conn, "SELECT count(*) FROM change_review WHERE change_id = '%s'", change) == 1);
    command_review(w, change, "deputy", true);
    AWAIT(command_status(w, change) == 2);
    assert_string_equal(
        sql_text(register_opened(w),
                 "SELECT nationality || foreign_stay_card_number FROM opened_record WHERE change_id = '%s'",
                 change),
        "カナダEF12345678GH");
    AWAIT(sql_int(justice, "SELECT changes FROM person") == 2);
    AWAIT(receipts(w, "justice") == 2);
    assert_int_equal(
        sql_int(justice, "SELECT count(*) FROM person WHERE position('EF12345678GH'::bytea IN notice) > 0"),
        1);

    /* one that comes before its turn waits; one that cannot be read holds its person's later ones */
    fill_notice(&a, &n, "N-6");
    bus_send(w, JU_TOPIC_LINK_JUSTICE_IN,
             &(bus_event){.key = a.person_ref, .sequence = a.sequence + 2, .message = &n.base});
    AWAIT(sql_int(conn, "SELECT count(*) FROM parked") == 1);
    n.person_ref = text("ffffffffffffffffffffffffffffffff");
    bus_send(w, JU_TOPIC_LINK_JUSTICE_IN,
             &(bus_event){.key = a.person_ref, .sequence = a.sequence + 1, .message = &n.base});
    AWAIT(sql_int(conn, "SELECT count(*) FROM dead_letter WHERE code = 'key_mismatch'") == 1);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM parked"), 1);

    /* a 転出 ahead of its day is told of when he is struck off, and with the place that was confirmed */
    int64_t changes = sql_int(justice, "SELECT changes FROM person");
    command_complete(w, command_leave(w, "domestic_move_out", foreigner.addressee_number, "2026-04-20"));
    HOLDS_FOR(300, sql_int(justice, "SELECT changes FROM person") == changes);
    command_settle(w, foreigner.addressee_number, "2026-04-09");
    AWAIT(sql_int(justice, "SELECT state FROM person") == 2);
    assert_int_equal(sql_int(justice, "SELECT changes FROM person"), changes + 1);
    assert_int_equal(sql_int(justice, "SELECT count(*) FROM person "
                                      "WHERE position(convert_to('立川市', 'UTF8') IN notice) > 0"),
                     1);
    assert_int_equal(sql_int(justice, "SELECT count(*) FROM person"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_koseki, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_protected, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_justice, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("link", tests, NULL, NULL);
}
