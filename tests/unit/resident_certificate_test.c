/* Certificates: what is left out (j1000), what is refused, what becomes of the sheet (j300). */
#include "services/resident/certificate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__PersonRecord record;
typedef Juki__Resident__V1__IssueCertificate question;

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

enum { RESIDENT = 1, ITEMS, REMOVED, MOVED_OUT, REMOVED_ITEMS };
enum { LIVES = 1, LEFT, DEAD };

static void test_omission(void **state)
{
    (void)state;
    static const struct {
        int kind;
        int asked; /* 0: nothing */
        unsigned shown;
    } CASES[] = {
        {RESIDENT, 0, 0},
        {ITEMS, 0, 0},
        {REMOVED, 0, 0},
        {REMOVED_ITEMS, 0, 0},
        {MOVED_OUT, 0, 0xffe},
        {RESIDENT, 1, 1U << 1},
        {RESIDENT, 2, 1U << 2},
        {RESIDENT, 3, 1U << 3},
        {RESIDENT, 4, 1U << 4},
        {ITEMS, 3, 1U << 3},
        {REMOVED, 1, 1U << 1},
        {RESIDENT, 5, 1U << 5},
        {REMOVED_ITEMS, 8, 1U << 8},
        {RESIDENT, 11, 1U << 11},
        {RESIDENT, 12, 1U << 12},
        {MOVED_OUT, 12, 0xffe}, /* 備考 are never on it */
        {RESIDENT, 13, 0},
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
        {REMOVED_ITEMS, LEFT, false, false, "提出", NULL},
        {MOVED_OUT, LEFT, false, false, "提出", NULL},
        {RESIDENT, 0, false, false, "提出", "person_unknown"},
        {RESIDENT, LIVES, false, false, "", "purpose_missing"},
        {RESIDENT, LIVES, true, false, "提出", "change_pending"},
        {RESIDENT, LEFT, false, false, "提出", "not_resident"},
        {ITEMS, DEAD, false, false, "提出", "not_resident"},
        {REMOVED, LIVES, false, false, "提出", "still_resident"},
        {REMOVED_ITEMS, LIVES, false, false, "提出", "still_resident"},
        {MOVED_OUT, LIVES, false, false, "提出", "not_moved_out"},
        {MOVED_OUT, DEAD, false, false, "提出", "not_moved_out"},
        {REMOVED, LEFT, false, true, "提出", "certificate_household"},
        {REMOVED_ITEMS, LEFT, false, true, "提出", "certificate_household"},
        {0, LIVES, false, false, "提出", "certificate_kind"},
        {6, LIVES, false, false, "提出", "certificate_kind"},
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

/* j1000: some of the household; who is not shown restrains nothing. */
static void j1000_some_members(void **state)
{
    (void)state;
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    question q = JUKI__RESIDENT__V1__ISSUE_CERTIFICATE__INIT;
    record person = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    const restraint against = {.addressee_number = "0000000035",
                               .act = JUKI__RESIDENT__V1__RESTRAINT_ACT__RESTRAINT_ACT_SET,
                               .kind = JUKI__RESIDENT__V1__RESTRAINT_KIND__RESTRAINT_KIND_ISSUE,
                               .level = JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_ERROR,
                               .household_number = "",
                               .start_date = "2026-04-01"};
    const certificate_case known = {
        .person = &person, .restraints = {.item = &against, .count = 1}, .now = "2026-04-10T10:00:00"};
    char *members[] = {text("0000000019"), text("0000000027")};
    refusal why = {0};
    who.operator_id = who.terminal_id = text("x");
    person.state = (Juki__Resident__V1__PersonState)LIVES;
    q.operator_ = &who;
    q.kind = (Juki__Resident__V1__CertificateKind)RESIDENT;
    q.addressee_number = members[0];
    q.purpose = text("提出");
    q.household = true;
    assert_false(certificate_may_issue(&q, &known, &why));
    assert_string_equal(why.code, "issue_restrained");
    q.member = members;
    q.n_member = 2;
    assert_true(certificate_may_issue(&q, &known, &why));
    members[1] = text("0000000035");
    assert_false(certificate_may_issue(&q, &known, &why));
    assert_string_equal(why.code, "issue_restrained");
    q.household = false;
    assert_false(certificate_may_issue(&q, &known, &why));
    assert_string_equal(why.code, "item_not_allowed");
}

static void test_operator_missing(void **state)
{
    (void)state;
    question q = JUKI__RESIDENT__V1__ISSUE_CERTIFICATE__INIT;
    refusal why = {0};
    assert_false(certificate_may_issue(&q, &(certificate_case){0}, &why));
    assert_string_equal(why.code, "operator_missing");
}

enum { OPEN, HANDED_OUT, SPOILED };

/* 処分情報: handed out, or spoiled, or both in this order; a reason with what is spoiled. */
static void j300_end(void **state)
{
    (void)state;
    char long_reason[201 * 3 + 1] = "";
    for (int i = 0; i < 201; i++) {
        memcpy(long_reason + 3L * i, "書", 4);
    }
    const struct {
        bool issued;
        int latest;
        int end;
        int sheets;
        const char *reason;
        const char *code;
    } CASES[] = {
        {true, OPEN, HANDED_OUT, 1, "", NULL},
        {true, OPEN, SPOILED, 2, "書損", NULL},
        {true, HANDED_OUT, SPOILED, 1, "誤発行", NULL},
        {true, OPEN, HANDED_OUT, 999, "", NULL},
        {false, OPEN, HANDED_OUT, 1, "", "issue_unknown"},
        {true, HANDED_OUT, HANDED_OUT, 1, "", "issue_handed_out"},
        {true, SPOILED, HANDED_OUT, 1, "", "issue_spoiled"},
        {true, SPOILED, SPOILED, 1, "書損", "issue_spoiled"},
        {true, OPEN, SPOILED, 1, "", "spoil_reason_missing"},
        {true, OPEN, SPOILED, 1, long_reason, "text_too_long"},
        {true, OPEN, HANDED_OUT, 0, "", "sheets_invalid"},
        {true, OPEN, HANDED_OUT, 1000, "", "sheets_invalid"},
        {true, OPEN, 0, 1, "", "certificate_end"},
        {true, OPEN, 3, 1, "", "certificate_end"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
        Juki__Resident__V1__ConfirmCertificate message = JUKI__RESIDENT__V1__CONFIRM_CERTIFICATE__INIT;
        const certificate_ended known = {.issued = CASES[i].issued, .latest = CASES[i].latest};
        refusal why = {0};
        who.operator_id = who.terminal_id = text("x");
        message.operator_ = &who;
        message.end = (Juki__Resident__V1__CertificateEndKind)CASES[i].end;
        message.sheets = CASES[i].sheets;
        message.reason = text(CASES[i].reason);
        assert_true(certificate_may_end(&message, &known, &why) == (CASES[i].code == NULL));
        assert_string_equal(why.code == NULL ? "" : why.code, CASES[i].code == NULL ? "" : CASES[i].code);
        assert_true(why.code == NULL || strcmp(refusal_message(why.code), "受け付けられません。") != 0);
    }
}

static void j300_end_names_who(void **state)
{
    (void)state;
    Juki__Resident__V1__ConfirmCertificate message = JUKI__RESIDENT__V1__CONFIRM_CERTIFICATE__INIT;
    refusal why = {0};
    assert_false(certificate_may_end(&message, &(certificate_ended){.issued = true}, &why));
    assert_string_equal(why.code, "operator_missing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_omission),         cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_operator_missing), cmocka_unit_test(j300_end),
        cmocka_unit_test(j300_end_names_who),    cmocka_unit_test(j1000_some_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
