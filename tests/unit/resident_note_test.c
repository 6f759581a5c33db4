/* メモ and 備考: who may write what, and how it stands afterwards. */
#include "services/resident/note.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__WriteNote write_note;
typedef Juki__Resident__V1__ReviewNote review_note;

enum {
    STANDING = 1,
    WAITING,
    RETURNED,
    REMOVED,
    APPROVE = JUKI__RESIDENT__V1__DECISION__DECISION_APPROVE,
    RETURN = JUKI__RESIDENT__V1__DECISION__DECISION_RETURN,
    WITHDRAW = JUKI__RESIDENT__V1__DECISION__DECISION_WITHDRAW,
};

static const char REQUEST[] = "0197c1a0-0000-7000-8000-000000000001";
static const char NOTE[] = "0197c1a0-0000-7000-8000-000000000002";

static Juki__Common__V1__Operator clerk;
static note_case known;
static restraint standing;
static note row;
static refusal why;

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static int set_up(void **state)
{
    (void)state;
    juki__common__v1__operator__init(&clerk);
    clerk.operator_id = text("clerk1");
    clerk.terminal_id = text("window1");
    known = (note_case){.found = true,
                        .latest = {.id = "", .addressee_number = "0000000050", .text = ""},
                        .today = "2026-04-10",
                        .now = "2026-04-10T10:00:00"};
    why = (refusal){0};
    return 0;
}

static write_note a_new_one(int kind, const char *words)
{
    write_note entry = JUKI__RESIDENT__V1__WRITE_NOTE__INIT;
    entry.request_id = text(REQUEST);
    entry.operator_ = &clerk;
    entry.kind = (Juki__Resident__V1__NoteKind)kind;
    entry.addressee_number = text("0000000050");
    entry.text = text(words);
    return entry;
}

/* The note as it is left in the register, and an entry that writes it anew. */
static write_note another_text(int kind, int state, const char *words)
{
    known.latest = (note){.id = NOTE,
                          .step = 3,
                          .addressee_number = "0000000050",
                          .kind = kind,
                          .state = state,
                          .text = "連絡は平日の午後",
                          .recorded_date = kind == NOTE_REMARK ? "2026-04-01" : "",
                          .operator_id = "clerk1"};
    write_note entry = a_new_one(0, words);
    entry.addressee_number = text("");
    entry.note_id = text(NOTE);
    return entry;
}

static void assert_refused(const write_note *entry, const char *code, const char *item)
{
    assert_false(note_write(entry, &known, &row, &why));
    assert_string_equal(why.code, code);
    assert_string_equal(why.item, item);
}

static void j150_a_memo_stands_at_once(void **state)
{
    (void)state;
    write_note entry = a_new_one(NOTE_MEMO, "連絡は平日の午後");
    assert_true(note_write(&entry, &known, &row, &why));
    assert_string_equal(row.id, REQUEST);
    assert_int_equal(row.step, 1);
    assert_int_equal(row.kind, NOTE_MEMO);
    assert_int_equal(row.state, STANDING);
    assert_string_equal(row.addressee_number, "0000000050");
    assert_string_equal(row.text, "連絡は平日の午後");
    assert_string_equal(row.operator_id, "clerk1");
    assert_string_equal(row.terminal_id, "window1");
    entry.text = text("");
    assert_refused(&entry, "item_required", "text");
    entry.text = text("メモ");
    clerk.terminal_id = text("");
    assert_refused(&entry, "operator_missing", "operator");
}

static void a_request_makes_one_note(void **state)
{
    (void)state;
    write_note entry = a_new_one(NOTE_MEMO, "メモ");
    known.latest.step = 1;
    known.latest.state = STANDING;
    assert_refused(&entry, "request_id_used", "request_id");
}

static void j150_a_memo_is_changed_and_removed(void **state)
{
    (void)state;
    write_note entry = another_text(NOTE_MEMO, STANDING, "連絡は夜間");
    assert_true(note_write(&entry, &known, &row, &why));
    assert_string_equal(row.id, NOTE);
    assert_int_equal(row.step, 4);
    assert_int_equal(row.state, STANDING);
    entry.text = text("連絡は平日の午後");
    assert_refused(&entry, "nothing_changed", "text");
    entry.text = text("");
    assert_true(note_write(&entry, &known, &row, &why));
    assert_int_equal(row.state, REMOVED);
    known.latest.state = REMOVED;
    assert_refused(&entry, "note_removed", "note_id");
    entry.addressee_number = text("0000000050");
    assert_refused(&entry, "item_not_allowed", "addressee_number");
}

static void an_unknown_person_or_note_is_told(void **state)
{
    (void)state;
    known.found = false;
    write_note entry = a_new_one(NOTE_MEMO, "メモ");
    assert_refused(&entry, "person_unknown", "addressee_number");
    entry = a_new_one(0, "メモ");
    assert_refused(&entry, "item_required", "kind");
    entry.note_id = text(NOTE);
    entry.addressee_number = text("");
    assert_refused(&entry, "note_unknown", "note_id");
}

static void texts_have_their_length(void **state)
{
    (void)state;
    char words[3 * 501 + 1] = "";
    for (int i = 0; i < 101; i++) {
        memcpy(words + (size_t)i * 3, "あ", 4);
    }
    write_note entry = a_new_one(NOTE_REMARK, words);
    assert_refused(&entry, "text_too_long", "text");
    entry.kind = JUKI__RESIDENT__V1__NOTE_KIND__NOTE_KIND_MEMO;
    assert_true(note_write(&entry, &known, &row, &why));
    for (int i = 0; i < 501; i++) {
        memcpy(words + (size_t)i * 3, "あ", 4);
    }
    assert_refused(&entry, "text_too_long", "text");
}

static void j140_a_remark_has_its_day(void **state)
{
    (void)state;
    write_note entry = a_new_one(NOTE_REMARK, "備考");
    assert_true(note_write(&entry, &known, &row, &why));
    assert_int_equal(row.state, WAITING);
    assert_string_equal(row.recorded_date, "2026-04-10");
    entry.recorded_date = text("2026-04-01");
    entry.date_hidden = true;
    assert_true(note_write(&entry, &known, &row, &why));
    assert_string_equal(row.recorded_date, "2026-04-01");
    assert_true(row.date_hidden);
    entry.recorded_date = text("2026-04-11");
    assert_refused(&entry, "date_in_future", "recorded_date");
    entry.recorded_date = text("2026-04-31");
    assert_refused(&entry, "date_invalid", "recorded_date");
    entry.kind = JUKI__RESIDENT__V1__NOTE_KIND__NOTE_KIND_MEMO;
    assert_refused(&entry, "item_not_allowed", "date_hidden");
    entry.date_hidden = false;
    assert_refused(&entry, "item_not_allowed", "recorded_date");
}

static bool review(int decision, const char *by)
{
    review_note message = JUKI__RESIDENT__V1__REVIEW_NOTE__INIT;
    clerk.operator_id = text(by);
    message.operator_ = &clerk;
    message.note_id = text(NOTE);
    message.decision = (Juki__Resident__V1__Decision)decision;
    return note_review(&message, &known, &row, &why);
}

static void assert_review_refused(int decision, const char *by, const char *code)
{
    assert_false(review(decision, by));
    assert_string_equal(why.code, code);
}

static void j140_a_remark_is_reviewed_by_another(void **state)
{
    (void)state;
    write_note entry = another_text(NOTE_REMARK, WAITING, "備考");
    assert_refused(&entry, "note_waiting", "note_id");
    assert_review_refused(APPROVE, "clerk1", "same_person");
    assert_review_refused(RETURN, "clerk1", "same_person");
    assert_review_refused(WITHDRAW, "chief", "not_enterer");
    assert_review_refused(0, "chief", "item_required");
    assert_true(review(APPROVE, "chief"));
    assert_int_equal(row.state, STANDING);
    assert_int_equal(row.step, 4);
    assert_string_equal(row.operator_id, "chief");
    assert_string_equal(row.text, "連絡は平日の午後");
    assert_string_equal(row.recorded_date, "2026-04-01");
    assert_true(review(RETURN, "chief"));
    assert_int_equal(row.state, RETURNED);
    assert_true(review(WITHDRAW, "clerk1"));
    assert_int_equal(row.state, RETURNED);
    known.latest.text = "";
    assert_true(review(APPROVE, "chief"));
    assert_int_equal(row.state, REMOVED);
    known.latest.state = STANDING;
    assert_review_refused(APPROVE, "chief", "note_not_waiting");
    known.latest.step = 0;
    assert_review_refused(APPROVE, "chief", "note_unknown");
}

static void restrain(int kind, int level)
{
    standing = (restraint){.addressee_number = "0000000050",
                           .act = JUKI__RESIDENT__V1__RESTRAINT_ACT__RESTRAINT_ACT_SET,
                           .kind = (Juki__Resident__V1__RestraintKind)kind,
                           .level = (Juki__Resident__V1__RestraintLevel)level,
                           .household_number = "",
                           .start_date = "2026-04-01"};
    known.restraints = (restraint_list){.item = &standing, .count = 1};
}

static void j410_restraints_stand_against_notes(void **state)
{
    (void)state;
    enum {
        CHANGE = JUKI__RESIDENT__V1__RESTRAINT_KIND__RESTRAINT_KIND_CHANGE,
        INQUIRY = JUKI__RESIDENT__V1__RESTRAINT_KIND__RESTRAINT_KIND_INQUIRY,
        ALERT = JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_ALERT,
        ERROR = JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_ERROR,
    };
    write_note memo = a_new_one(NOTE_MEMO, "メモ");
    write_note remark = a_new_one(NOTE_REMARK, "備考");
    restrain(CHANGE, ERROR);
    assert_true(note_write(&memo, &known, &row, &why));
    assert_refused(&remark, "change_restrained", "addressee_number");
    restrain(CHANGE, ALERT);
    assert_refused(&remark, "alert_unconfirmed", "restrained_change");
    char *confirmed[] = {text("restrained_change")};
    remark.confirmed_alert = confirmed;
    remark.n_confirmed_alert = 1;
    assert_true(note_write(&remark, &known, &row, &why));
    confirmed[0] = text("nothing");
    assert_refused(&remark, "alert_unknown", "confirmed_alert");
    remark.n_confirmed_alert = 0;
    restrain(INQUIRY, ERROR);
    assert_true(note_write(&remark, &known, &row, &why));
    assert_refused(&memo, "inquiry_restrained", "addressee_number");

    (void)another_text(NOTE_REMARK, WAITING, "");
    restrain(CHANGE, ALERT);
    assert_true(review(APPROVE, "chief"));
    restrain(CHANGE, ERROR);
    assert_review_refused(APPROVE, "chief", "change_restrained");
    assert_true(review(RETURN, "chief"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, set_up)
    const struct CMUnitTest tests[] = {
        TEST(a_request_makes_one_note),
        TEST(j150_a_memo_stands_at_once),
        TEST(j150_a_memo_is_changed_and_removed),
        TEST(an_unknown_person_or_note_is_told),
        TEST(texts_have_their_length),
        TEST(j140_a_remark_has_its_day),
        TEST(j140_a_remark_is_reviewed_by_another),
        TEST(j410_restraints_stand_against_notes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
