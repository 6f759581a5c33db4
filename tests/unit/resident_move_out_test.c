/* 転出 as planned and as confirmed, its cancellation and its certificate, named after the standard's
 * requirements. */
#include "services/resident/alert.h"
#include "services/resident/certificate.h"
#include "services/resident/move_out.h"
#include "tests/unit/resident_decision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__PersonRecord record;

enum {
    RESIDENT = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT,
    MOVED_OUT = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT,
    DEAD = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DEAD,
    DELETED = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DELETED,
};

#define AHEAD   "2026-04-25"
#define CHANGE  "0190a000-0000-7000-8000-000000000077"
#define ANOTHER "0190a000-0000-7000-8000-000000000078"

static decision d;
static Juki__Resident__V1__MoveOut planned;
static Juki__Resident__V1__SettleMoveOut notice;

static int set_up(void **state)
{
    (void)state;
    decision_begin(&d);
    juki__resident__v1__move_out__init(&planned);
    planned.planned_date = sample_text(AHEAD);
    planned.change_id = sample_text(CHANGE);
    decision_enter(&d, "domestic_move_out", 1); /* fills d.s.elsewhere */
    juki__resident__v1__settle_move_out__init(&notice);
    notice.addressee_number = d.reg.person[SAMPLE_WIFE].addressee_number;
    notice.destination = &d.s.elsewhere;
    notice.arrival_date = sample_text("2026-04-08");
    notice.notice_date = sample_text("2026-04-09");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    decision_end(&d);
    return 0;
}

/* A person of the register who has notified a 転出 for AHEAD. */
static record *plan(int person)
{
    record *who = &d.reg.person[person];
    who->move_out = &planned;
    who->destination = &d.s.elsewhere;
    who->change_id = planned.change_id;
    who->reason = sample_text("domestic_move_out");
    who->change_date = planned.planned_date;
    who->notified_date = sample_text("2026-04-05");
    return who;
}

/* ---- the notice of who leaves ---- */

/* j480, j50: who leaves on a day ahead stays a resident, and nobody is told yet; from the day on it is as
 * ever. */
static void j480_a_day_ahead_is_planned_only(void **state)
{
    (void)state;
    static const struct {
        const char *reason;
        const char *day;
        int state;
        bool untold;
    } rows[] = {
        {"domestic_move_out", "2026-04-09", MOVED_OUT, false},
        {"domestic_move_out", SAMPLE_TODAY, MOVED_OUT, false},
        {"domestic_move_out", "2026-04-11", RESIDENT, true},
        {"overseas_move_out", AHEAD, RESIDENT, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        decision_enter(&d, rows[i].reason, 2);
        d.s.entry.change_date = sample_text(rows[i].day);
        decision_confirm(&d, ALERT_HEAD_LEAVES);
        decision_accepted(&d);
        for (size_t p = 0; p < 2; p++) {
            const record *after = d.result.record[p];
            assert_int_equal(after->state, rows[i].state);
            assert_int_equal(d.result.untold[p], rows[i].untold);
            assert_string_equal(after->move_out->planned_date, rows[i].day);
            assert_string_equal(after->move_out->change_id, d.s.entry.change_id);
            assert_ptr_equal(after->destination, d.s.entry.destination);
        }
    }
}

static void j490_the_alert_comes_with_the_plan(void **state)
{
    (void)state;
    decision_enter(&d, "domestic_move_out", 1);
    d.s.entry.change_date = sample_text(AHEAD);
    decision_refused(&d, "alert_unconfirmed", ALERT_HEAD_LEAVES);
}

static void j480_nobody_leaves_twice(void **state)
{
    (void)state;
    (void)plan(SAMPLE_HEAD);
    decision_enter(&d, "domestic_move_out", 1);
    d.s.entry.change_date = sample_text(AHEAD);
    decision_confirm(&d, ALERT_HEAD_LEAVES);
    decision_refused(&d, "move_out_planned", "addressee_number");
}

static void who_dies_before_has_no_plan_left(void **state)
{
    (void)state;
    (void)plan(SAMPLE_HEAD);
    decision_enter(&d, "death", 1);
    decision_confirm(&d, ALERT_HEAD_LEAVES);
    decision_accepted(&d);
    assert_int_equal(d.result.record[0]->state, DEAD);
    assert_null(d.result.record[0]->move_out);
    assert_null(d.result.record[0]->destination);
    assert_false(d.result.untold[0]);
}

static void j600_who_comes_back_has_no_plan_left(void **state)
{
    (void)state;
    (void)plan(SAMPLE_MOVED_OUT);
    decision_enter(&d, "domestic_move_in", 1);
    decision_name(&d, 0, SAMPLE_MOVED_OUT);
    decision_accepted(&d);
    assert_null(d.result.record[0]->move_out);
}

/* ---- settling ---- */

static bool settle(const record *person, const record *first, const char *today, record *ret, refusal *why)
{
    const move_out_case known = {
        .person = person, .notice = first, .today = today, .municipality = SAMPLE_MUNICIPALITY};
    return move_out_settle(&notice, &known, &d.arena, ret, why);
}

static void without_notice(void)
{
    notice.destination = NULL;
    notice.arrival_date = notice.notice_date = sample_text("");
}

/* j50: the earlier of the two days, whichever comes to be known first; j680: neither is written over. */
static void j50_the_earlier_day_strikes_off(void **state)
{
    (void)state;
    static const struct {
        const char *arrival;
        int state;
        const char *day;
    } rows[] = {
        {"2026-04-08", RESIDENT, "2026-04-08"}, {"2026-04-25", RESIDENT, AHEAD},
        {"2026-04-28", RESIDENT, AHEAD},        {"2026-04-08", MOVED_OUT, "2026-04-08"},
        {"2026-04-28", MOVED_OUT, AHEAD},
    };
    record *person = plan(SAMPLE_WIFE);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        refusal why;
        record after;
        person->state = (Juki__Resident__V1__PersonState)rows[i].state;
        notice.arrival_date = sample_text(rows[i].arrival);
        notice.notice_date = sample_text("2026-04-29");
        assert_true(settle(person, NULL, "2026-04-30", &after, &why));
        assert_int_equal(after.state, MOVED_OUT);
        assert_string_equal(after.change_date, rows[i].day);
        assert_string_equal(after.change_id, CHANGE);
        assert_string_equal(after.processed_date, "2026-04-30");
        assert_int_equal(after.history_number, person->history_number + 1);
        assert_string_equal(after.move_out->planned_date, AHEAD);
        assert_ptr_equal(after.destination, person->destination);
        assert_ptr_equal(after.move_out->confirmed_destination, notice.destination);
        assert_string_equal(after.move_out->confirmed_date, rows[i].arrival);
        assert_string_equal(after.move_out->notice_date, "2026-04-29");
        assert_null(planned.confirmed_destination);
    }
}

/* j680: the notice is taken before the planned day; the day itself is enough without one. */
static void j680_before_the_day_by_notice_only(void **state)
{
    (void)state;
    refusal why;
    record after;
    record *person = plan(SAMPLE_WIFE);
    assert_true(settle(person, NULL, SAMPLE_TODAY, &after, &why));
    without_notice();
    assert_false(settle(person, NULL, SAMPLE_TODAY, &after, &why));
    assert_string_equal(why.code, "date_not_reached");
    assert_true(settle(person, NULL, AHEAD, &after, &why));
    assert_int_equal(after.state, MOVED_OUT);
    assert_string_equal(after.change_date, AHEAD);
    assert_null(after.move_out->confirmed_destination);
    assert_true(settle(person, NULL, "2026-05-07", &after, &why)); /* nobody was at work on the day */
    assert_string_equal(after.change_date, AHEAD);
}

/* What happened to the person since the plan keeps its items; the row is that of the 転出. */
static void j680_the_row_is_that_of_the_move_out(void **state)
{
    (void)state;
    refusal why;
    record after;
    record first = *plan(SAMPLE_WIFE);
    record *person = &d.reg.person[SAMPLE_WIFE];
    person->change_id = sample_text(ANOTHER);
    person->reason = sample_text("head_change");
    person->relationship = sample_text("世帯主");
    person->notified_date = sample_text("2026-04-07");
    first.reason = sample_text("overseas_move_out");
    assert_true(settle(person, &first, SAMPLE_TODAY, &after, &why));
    assert_string_equal(after.reason, "overseas_move_out");
    assert_string_equal(after.change_id, CHANGE);
    assert_string_equal(after.notified_date, "2026-04-05");
    assert_string_equal(after.relationship, "世帯主");
}

static void j690_a_later_notice_corrects(void **state)
{
    (void)state;
    static const struct {
        const char *arrival;
        const char *noticed;
        const char *code; /* NULL: taken */
    } rows[] = {
        {"2026-04-08", "2026-04-09", "nothing_changed"},
        {"2026-04-07", "2026-04-09", NULL},
        {"2026-04-07", "2026-04-10", NULL},
        {"2026-04-07", "2026-04-08", "notice_older"},
    };
    record *person = plan(SAMPLE_WIFE);
    person->state = (Juki__Resident__V1__PersonState)MOVED_OUT;
    planned.confirmed_destination = &d.s.elsewhere;
    planned.confirmed_date = sample_text("2026-04-08");
    planned.notice_date = sample_text("2026-04-09");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        refusal why;
        record after;
        notice.arrival_date = sample_text(rows[i].arrival);
        notice.notice_date = sample_text(rows[i].noticed);
        assert_int_equal(settle(person, NULL, SAMPLE_TODAY, &after, &why), rows[i].code == NULL);
        if (rows[i].code != NULL) {
            assert_string_equal(why.code, rows[i].code);
        } else {
            assert_string_equal(after.move_out->confirmed_date, rows[i].arrival);
        }
    }
}

/* j680: a notice also comes for who was struck off ex officio; the row before says why and when. */
static void j680_who_was_struck_off_ex_officio(void **state)
{
    (void)state;
    refusal why;
    record after;
    record *person = &d.reg.person[SAMPLE_MOVED_OUT];
    person->state = (Juki__Resident__V1__PersonState)DELETED;
    person->reason = sample_text("official_delete");
    assert_true(settle(person, NULL, SAMPLE_TODAY, &after, &why));
    assert_int_equal(after.state, DELETED);
    assert_string_equal(after.reason, "official_delete");
    assert_string_equal(after.change_date, person->change_date);
    assert_ptr_equal(after.move_out->confirmed_destination, notice.destination);
}

static void j680_what_is_no_notice(void **state)
{
    (void)state;
    refusal why;
    record after;
    Juki__Common__V1__Address here = d.s.elsewhere;
    record *person = plan(SAMPLE_WIFE);
    const struct {
        const record *person;
        Juki__Common__V1__Address *destination;
        const char *arrival;
        const char *noticed;
        const char *code;
        const char *item;
    } rows[] = {
        {NULL, &d.s.elsewhere, "2026-04-08", "", "person_unknown", "addressee_number"},
        {&d.reg.person[SAMPLE_CHILD], &d.s.elsewhere, "2026-04-08", "", "no_move_out", "addressee_number"},
        {&d.reg.person[SAMPLE_DEAD], &d.s.elsewhere, "2026-04-08", "", "no_move_out", "addressee_number"},
        {person, NULL, "2026-04-08", "", "date_not_reached", "addressee_number"},
        {person, &here, "2026-04-08", "", "address_inside", "destination"},
        {person, &d.s.elsewhere, "", "", "date_invalid", "arrival_date"},
        {person, &d.s.elsewhere, "2026-04-11", "", "date_in_future", "arrival_date"},
        {person, &d.s.elsewhere, "2026-04-08", "2026-02-30", "date_invalid", "notice_date"},
        {person, &d.s.elsewhere, "2026-04-08", "2026-04-11", "date_in_future", "notice_date"},
    };
    here.municipality_code = sample_text(SAMPLE_MUNICIPALITY);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        notice.destination = rows[i].destination;
        notice.arrival_date = sample_text(rows[i].arrival);
        notice.notice_date = sample_text(rows[i].noticed);
        assert_false(settle(rows[i].person, NULL, SAMPLE_TODAY, &after, &why));
        assert_string_equal(why.code, rows[i].code);
        assert_string_equal(why.item, rows[i].item);
    }
    notice.destination = NULL; /* a day without a place is no notice */
    notice.notice_date = sample_text("");
    assert_false(settle(person, NULL, AHEAD, &after, &why));
    assert_string_equal(why.code, "item_required");
}

static void j530_a_provisional_entry_holds_the_person(void **state)
{
    (void)state;
    refusal why;
    record after;
    move_out_case known = {.person = plan(SAMPLE_WIFE),
                           .today = SAMPLE_TODAY,
                           .municipality = SAMPLE_MUNICIPALITY,
                           .held = true};
    assert_false(move_out_settle(&notice, &known, &d.arena, &after, &why));
    assert_string_equal(why.code, "change_pending");
}

/* ---- 転出取消 ---- */

/* j980 ①: 転出 is cancelled by 増, planned or done, also after changes and notices that came in between. */
static void j980_cancelling_a_plan_takes_nothing_else(void **state)
{
    (void)state;
    static const char *const changed[] = {"move_out", "destination", NULL};
    record *person = plan(SAMPLE_WIFE);
    person->change_id = sample_text(ANOTHER); /* since then she became somebody's 母 */
    person->relationship = sample_text("母");
    decision_enter(&d, "cancel_enter", 1);
    decision_name(&d, 0, SAMPLE_WIFE);
    d.s.entry.cancelled_change_id = planned.change_id;
    decision_accepted(&d);
    decision_only_changed(person, d.result.record[0], changed);
    assert_null(d.result.record[0]->move_out);
    assert_null(d.result.record[0]->destination);
    assert_true(d.result.untold[0]);
    d.s.entry.reason = sample_text("cancel_amend");
    decision_refused(&d, "cancel_reason_differs", "reason");
}

static void j980_cancelling_after_the_notice(void **state)
{
    (void)state;
    record before = *plan(SAMPLE_WIFE); /* the row before may be one that came after the plan */
    record *person = &d.reg.person[SAMPLE_WIFE];
    person->state = (Juki__Resident__V1__PersonState)MOVED_OUT;
    person->history_number += 2;
    d.reg.current_count = 0; /* the whole household left */
    before.relationship = sample_text("世帯主");
    d.before[0] = &before;
    decision_enter(&d, "cancel_enter", 1);
    decision_name(&d, 0, SAMPLE_WIFE);
    d.s.entry.cancelled_change_id = planned.change_id;
    decision_accepted(&d);
    const record *after = d.result.record[0];
    assert_int_equal(after->state, RESIDENT);
    assert_null(after->move_out);
    assert_null(after->destination);
    assert_false(d.result.untold[0]);
    assert_string_equal(after->household_number, DECISION_NEW_HOUSEHOLD);
}

/* ---- 転出証明書 ---- */

static void j660_who_is_to_leave_takes_the_certificate_along(void **state)
{
    (void)state;
    static const struct {
        int kind;
        bool planned;
        const char *code; /* NULL: issued */
    } rows[] = {
        {JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_MOVED_OUT, true, NULL},
        {JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_MOVED_OUT, false, "not_moved_out"},
        {JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_RESIDENT, true, NULL},
        {JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_REMOVED, true, "still_resident"},
    };
    Juki__Resident__V1__IssueCertificate question = JUKI__RESIDENT__V1__ISSUE_CERTIFICATE__INIT;
    question.operator_ = &d.s.operator_;
    question.purpose = sample_text("転入届");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        refusal why = {0};
        certificate_case known = {.person = &d.reg.person[SAMPLE_WIFE]};
        d.reg.person[SAMPLE_WIFE].move_out = rows[i].planned ? &planned : NULL;
        question.kind = (Juki__Resident__V1__CertificateKind)rows[i].kind;
        assert_int_equal(certificate_may_issue(&question, &known, &why), rows[i].code == NULL);
        if (rows[i].code != NULL) {
            assert_string_equal(why.code, rows[i].code);
        }
    }
}

#define RULE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RULE(j480_a_day_ahead_is_planned_only),
        RULE(j490_the_alert_comes_with_the_plan),
        RULE(j480_nobody_leaves_twice),
        RULE(who_dies_before_has_no_plan_left),
        RULE(j600_who_comes_back_has_no_plan_left),
        RULE(j50_the_earlier_day_strikes_off),
        RULE(j680_before_the_day_by_notice_only),
        RULE(j680_the_row_is_that_of_the_move_out),
        RULE(j690_a_later_notice_corrects),
        RULE(j680_who_was_struck_off_ex_officio),
        RULE(j680_what_is_no_notice),
        RULE(j530_a_provisional_entry_holds_the_person),
        RULE(j980_cancelling_a_plan_takes_nothing_else),
        RULE(j980_cancelling_after_the_notice),
        RULE(j660_who_is_to_leave_takes_the_certificate_along),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
