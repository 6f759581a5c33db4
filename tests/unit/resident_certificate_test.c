/* Certificates: the order of a household (standard 5.2), what is left out (j1000), what is refused. */
#include "services/resident/certificate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__PersonRecord record;
typedef Juki__Resident__V1__IssueCertificate question;

enum { PEOPLE = 60 };

typedef struct people {
    record person[PEOPLE];
    Juki__Common__V1__WrittenDate birth[PEOPLE];
    char number[PEOPLE][12];
} people;

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

/* The same numbers on every machine. */
static uint32_t draw(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 16) % below;
}

/* Few dates and 続柄, so that everything meets everything. */
static void fill(people *p, uint32_t seed)
{
    static const char *const RELATIONSHIP[] = {"世帯主", "妻",   "子",     "子の妻", "子の子", "父", "母",
                                               "弟",     "祖母", "妻の母", "同居人", "縁故者", "",   "祖父"};
    static const char *const BIRTH[] = {"1950-01-01", "1980-02-03", "2010-12-31"};
    for (int i = 0; i < PEOPLE; i++) {
        juki__resident__v1__person_record__init(&p->person[i]);
        juki__common__v1__written_date__init(&p->birth[i]);
        (void)snprintf(p->number[i], sizeof p->number[i], "%010d", i);
        p->birth[i].date = text(BIRTH[draw(&seed, 3)]);
        p->person[i].addressee_number = p->number[i];
        p->person[i].birth_date = draw(&seed, 10) == 0 ? NULL : &p->birth[i];
        p->person[i].relationship = text(RELATIONSHIP[draw(&seed, 14)]);
        p->person[i].name = text(draw(&seed, 2) == 0 ? "試験　一" : "試験　二");
        p->person[i].family_register_head = text("試験　一");
    }
}

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

static void check_triple(const record *a, const record *b, const record *c)
{
    int ab = sign(certificate_compare(a, b));
    assert_int_equal(ab, -sign(certificate_compare(b, a)));
    assert_true((ab == 0) == (a == b));
    if (ab < 0 && certificate_compare(b, c) < 0) {
        assert_true(certificate_compare(a, c) < 0);
    }
}

static void test_total_order(void **state)
{
    (void)state;
    static people p;
    for (unsigned seed = 1; seed <= 5; seed++) {
        fill(&p, seed);
        for (int i = 0; i < PEOPLE * PEOPLE * PEOPLE; i++) {
            check_triple(&p.person[i % PEOPLE], &p.person[i / PEOPLE % PEOPLE],
                         &p.person[i / PEOPLE / PEOPLE]);
        }
    }
}

static void test_order_5_2(void **state)
{
    (void)state;
    static const char *const ORDER[] = {"世帯主", "妻",   "子",     "子の妻", "子の子", "父",
                                        "弟",     "祖母", "妻の母", "縁故者", "同居人"};
    enum { COUNT = sizeof ORDER / sizeof ORDER[0] };
    record person[COUNT];
    for (int i = 0; i < COUNT; i++) {
        juki__resident__v1__person_record__init(&person[i]);
        person[i].relationship = text(ORDER[i]);
        person[i].addressee_number = text("1");
    }
    for (int i = 1; i < COUNT; i++) {
        assert_true(certificate_compare(&person[i - 1], &person[i]) < 0);
    }
}

/* 3-1: of the parents the 筆頭者 first, though younger. */
static void test_order_family_register_head(void **state)
{
    (void)state;
    static people p;
    fill(&p, 1);
    record *mother = &p.person[0];
    record *father = &p.person[1];
    mother->relationship = text("母");
    father->relationship = text("父");
    mother->birth_date = father->birth_date = &p.birth[0];
    mother->name = text("試験　二");
    father->name = text("試験　一");
    assert_true(certificate_compare(father, mother) < 0);
}

enum { RESIDENT = 1, ITEMS, REMOVED, MOVED_OUT };
enum { LIVES = 1, LEFT, DEAD };

static void test_omission(void **state)
{
    (void)state;
    static const struct {
        int kind;
        int asked; /* 0: nothing */
        unsigned shown;
    } CASES[] = {
        {RESIDENT, 0, 0},       {ITEMS, 0, 0},          {REMOVED, 0, 0},        {MOVED_OUT, 0, 0x1e},
        {RESIDENT, 1, 1U << 1}, {RESIDENT, 2, 1U << 2}, {RESIDENT, 3, 1U << 3}, {RESIDENT, 4, 1U << 4},
        {ITEMS, 3, 1U << 3},    {REMOVED, 1, 1U << 1},  {RESIDENT, 9, 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        Juki__Resident__V1__CertificateItem item = (Juki__Resident__V1__CertificateItem)CASES[i].asked;
        question q = JUKI__RESIDENT__V1__ISSUE_CERTIFICATE__INIT;
        q.kind = (Juki__Resident__V1__CertificateKind)CASES[i].kind;
        q.n_shown = CASES[i].asked != 0;
        q.shown = &item;
        assert_int_equal(certificate_shown(&q), CASES[i].shown);
    }
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        int kind;
        int person; /* 0: unknown */
        bool held;
        bool household;
        const char *purpose;
        const char *code;
    } CASES[] = {
        {RESIDENT, LIVES, false, true, "提出", NULL},
        {ITEMS, LIVES, false, true, "提出", NULL},
        {REMOVED, LEFT, false, false, "提出", NULL},
        {REMOVED, DEAD, false, false, "提出", NULL},
        {MOVED_OUT, LEFT, false, false, "提出", NULL},
        {RESIDENT, 0, false, false, "提出", "person_unknown"},
        {RESIDENT, LIVES, false, false, "", "purpose_missing"},
        {RESIDENT, LIVES, true, false, "提出", "change_pending"},
        {RESIDENT, LEFT, false, false, "提出", "not_resident"},
        {ITEMS, DEAD, false, false, "提出", "not_resident"},
        {REMOVED, LIVES, false, false, "提出", "still_resident"},
        {MOVED_OUT, LIVES, false, false, "提出", "not_moved_out"},
        {MOVED_OUT, DEAD, false, false, "提出", "not_moved_out"},
        {REMOVED, LEFT, false, true, "提出", "certificate_household"},
        {0, LIVES, false, false, "提出", "certificate_kind"},
        {5, LIVES, false, false, "提出", "certificate_kind"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
        question q = JUKI__RESIDENT__V1__ISSUE_CERTIFICATE__INIT;
        record person = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
        refusal why = {0};
        who.operator_id = who.terminal_id = text("x");
        q.operator_ = &who;
        q.kind = (Juki__Resident__V1__CertificateKind)CASES[i].kind;
        q.household = CASES[i].household;
        q.purpose = text(CASES[i].purpose);
        person.state = (Juki__Resident__V1__PersonState)CASES[i].person;
        certificate_case known = {.person = CASES[i].person == 0 ? NULL : &person, .held = CASES[i].held};
        assert_true(certificate_may_issue(&q, &known, &why) == (CASES[i].code == NULL));
        assert_string_equal(why.code == NULL ? "" : why.code, CASES[i].code == NULL ? "" : CASES[i].code);
        assert_true(why.code == NULL || strcmp(refusal_message(why.code), "受け付けられません。") != 0);
    }
}

static void test_operator_missing(void **state)
{
    (void)state;
    question q = JUKI__RESIDENT__V1__ISSUE_CERTIFICATE__INIT;
    refusal why = {0};
    assert_false(certificate_may_issue(&q, &(certificate_case){0}, &why));
    assert_string_equal(why.code, "operator_missing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_total_order),
        cmocka_unit_test(test_order_5_2),
        cmocka_unit_test(test_order_family_register_head),
        cmocka_unit_test(test_omission),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_operator_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
