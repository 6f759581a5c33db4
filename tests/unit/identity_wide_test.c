/* Rules of 広域交付 (住基法12条の4; seed 002 R-83). */
#include "services/identity/wide.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Identity__V1__WideQuestion wide_question;
typedef Juki__Identity__V1__WidePerson wide_person;
typedef Juki__Identity__V1__WideItem wide_item;

static const char OURS[] = "132071";
static const char ID[] = "0190c0de-0000-7000-8000-000000000001";

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static wide_question question_of(void)
{
    wide_question question = JUKI__IDENTITY__V1__WIDE_QUESTION__INIT;
    question.request_id = text(ID);
    question.municipality_code = text(OURS);
    question.issuer_code = text("131016");
    question.asked_at = text("2026-04-10T12:00:00");
    question.proof = JUKI__IDENTITY__V1__WIDE_PROOF__WIDE_PROOF_CARD;
    question.name = text("試験　太郎");
    question.birth_date = text("1990-01-15");
    return question;
}

/* ---- the question -------------------------------------------------------------------------------------- */

static void genuine(const wide_question *question, const char *now, bool known, const char *code)
{
    wide_refusal why = {0};
    const wide_place place = {ID, OURS, now, known};
    assert_int_equal(wide_genuine(question, &place, &why), *code == '\0');
    assert_string_equal(why.code == NULL ? "" : why.code, code);
    assert_true(why.code == NULL || *wide_refusal_message(why.code) != '\0');
}

static void a_question_counts_for_us_now_and_once(void **state)
{
    wide_question question = question_of();
    (void)state;
    genuine(&question, "2026-04-10T12:05:00", false, "");
    genuine(&question, "2026-04-10T11:55:00", false, "");
    genuine(&question, "2026-04-10T12:05:01", false, "request_expired");
    genuine(&question, "2026-04-10T11:54:59", false, "request_expired");
    genuine(&question, "2026-04-10T12:00:00", true, "request_id_used");
    question.municipality_code = text("131016");
    genuine(&question, "2026-04-10T12:00:00", false, "municipality_differs");
    question = question_of();
    question.request_id = text("another");
    genuine(&question, "2026-04-10T12:00:00", false, "request_mismatch");
    static const char *const days[] = {"",
                                       "2026-04-10 12:00:00",
                                       "2026-02-30T12:00:00",
                                       "2026-04-10T24:00:00",
                                       "2026-04-10T12:60:00",
                                       "2026-04-10T12:00:60",
                                       "2026-04-10T12:00:0x",
                                       "2026-04-10T12:00:000"};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        question = question_of();
        question.asked_at = text(days[i]);
        genuine(&question, "2026-04-10T12:00:00", false, "date_invalid");
    }
}

static void asked(const wide_question *question, const char *code)
{
    wide_refusal why = {0};
    assert_int_equal(wide_asked_rightly(question, OURS, &why), *code == '\0');
    assert_string_equal(why.code == NULL ? "" : why.code, code);
    assert_true(why.code == NULL || *wide_refusal_message(why.code) != '\0');
}

static void nothing_is_told_without_a_card_or_document(void **state)
{
    wide_question question = question_of();
    (void)state;
    asked(&question, "");
    question.proof = JUKI__IDENTITY__V1__WIDE_PROOF__WIDE_PROOF_DOCUMENT;
    asked(&question, "");
    question.proof = JUKI__IDENTITY__V1__WIDE_PROOF__WIDE_PROOF_UNSPECIFIED;
    asked(&question, "proof_missing");
    question = question_of();
    question.issuer_code = text(OURS);
    asked(&question, "issuer_invalid");
    question.issuer_code = text("131017");
    asked(&question, "issuer_invalid");
    question = question_of();
    question.name = text("");
    asked(&question, "name_missing");
    question = question_of();
    question.birth_date = text("1990-02-30");
    asked(&question, "birth_date_invalid");
}

static void only_what_the_law_lets_be_told(void **state)
{
    wide_question question = question_of();
    wide_person person = JUKI__IDENTITY__V1__WIDE_PERSON__INIT;
    Juki__Resident__V1__ForeignStay stay = JUKI__RESIDENT__V1__FOREIGN_STAY__INIT;
    wide_item item = 5;
    (void)state;
    question.shown = &item;
    question.n_shown = 1;
    asked(&question, "item_unknown");
    item = 0;
    asked(&question, "item_unknown");
    person.relationship = text("妻");
    person.nationality = text("ペルー");
    person.foreign_stay = &stay;
    item = JUKI__IDENTITY__V1__WIDE_ITEM__WIDE_ITEM_RELATIONSHIP;
    wide_leave_out(&question, &person);
    assert_string_equal(person.relationship, "妻");
    assert_string_equal(person.nationality, "");
    assert_null(person.foreign_stay);
    person.nationality = text("ペルー");
    person.foreign_stay = &stay;
    item = JUKI__IDENTITY__V1__WIDE_ITEM__WIDE_ITEM_FOREIGN;
    wide_leave_out(&question, &person);
    assert_string_equal(person.relationship, "");
    assert_ptr_equal(person.foreign_stay, &stay);
}

/* ---- the answer ---------------------------------------------------------------------------------------- */

typedef struct house {
    wide_member member[2]; /* 世帯主, and who asks */
    wide_person person[2];
    Juki__Common__V1__WrittenDate birth;
} house;

static void fill(house *h)
{
    *h = (house){.birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT};
    h->birth.date = text("1990-01-15");
    for (int i = 0; i < 2; i++) {
        juki__identity__v1__wide_person__init(&h->person[i]);
        h->person[i].name = text(i == 0 ? "試験　一郎" : "試験　太郎");
        h->person[i].birth_date = &h->birth;
        h->member[i] =
            (wide_member){.holder = i == 1, .is_head = i == 0, .alias = "", .person = &h->person[i]};
    }
}

static void answered(house *h, const wide_question *question, const char *code, const char *reason)
{
    ju_arena arena;
    ju_err err = {0};
    wide_refusal why = {0};
    const char *found = NULL;
    const wide_household household = {.item = h->member, .count = 2, .heard_at = "now"};
    ju_arena_init(&arena, 65536);
    assert_int_equal(wide_may_answer(question, &household, &arena, &why, &found, &err), JU_OK);
    assert_string_equal(why.code == NULL ? "" : why.code, code);
    assert_string_equal(found == NULL ? "" : found, reason);
    assert_true(why.code == NULL || *wide_refusal_message(why.code) != '\0');
    ju_arena_done(&arena);
}

static void who_is_no_resident_is_unknown(void **state)
{
    house h;
    wide_question question = question_of();
    (void)state;
    fill(&h);
    answered(&h, &question, "", "");
    h.member[1].holder = false;
    h.member[0].restrained = true;
    answered(&h, &question, "person_unknown", "");
}

/* As the card writes it: spaces and widths do not count, another name does; 通称 is a name, too. */
static void the_card_must_be_the_persons_own(void **state)
{
    house h;
    wide_question question = question_of();
    (void)state;
    fill(&h);
    question.name = text("試験太郎");
    answered(&h, &question, "", "");
    question.name = text("試験　一郎");
    answered(&h, &question, "holder_differs", "");
    question.name = text("　");
    answered(&h, &question, "holder_differs", "");
    h.member[1].alias = "通称　太郎";
    question.name = text("通称太郎");
    answered(&h, &question, "", "");
    question.birth_date = text("1990-01-16");
    h.member[1].restrained = true;
    answered(&h, &question, "holder_differs", ""); /* says nothing of the restraint */
}

/* Whatever stands against it, outside there is one answer; a household falls with each of its members. */
static void one_answer_for_all_reasons(void **state)
{
    static const struct {
        wide_member of;
        const char *reason;
    } cases[] = {
        {{.restrained = true}, "restrained"},
        {{.unheard = true}, "copy_incomplete"},
        {{.in_hand = true}, "in_hand"},
        {{.waiting = true}, "update_waiting"},
        {{.unnumbered = true}, "member_unnumbered"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int who = 0; who < 2; who++) {
            house h;
            wide_question question = question_of();
            fill(&h);
            wide_member *member = &h.member[who];
            member->restrained = cases[i].of.restrained;
            member->unheard = cases[i].of.unheard;
            member->in_hand = cases[i].of.in_hand;
            member->waiting = cases[i].of.waiting;
            member->unnumbered = cases[i].of.unnumbered;
            /* of one person alone: the other does not matter, and neither does who is missing */
            bool stands = who == 1 && !member->unnumbered;
            answered(&h, &question, stands ? "counter_needed" : "", stands ? cases[i].reason : "");
            question.household = true;
            answered(&h, &question, "counter_needed", cases[i].reason);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_counts_for_us_now_and_once),
        cmocka_unit_test(nothing_is_told_without_a_card_or_document),
        cmocka_unit_test(only_what_the_law_lets_be_told),
        cmocka_unit_test(who_is_no_resident_is_unknown),
        cmocka_unit_test(the_card_must_be_the_persons_own),
        cmocka_unit_test(one_answer_for_all_reasons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
