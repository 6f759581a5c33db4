/* コンビニ交付 (D1, D2): what a kiosk may ask, and when. */
#include "services/resident/certificate.h"
#include "services/resident/kiosk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__KioskQuestion kiosk_question;

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static kiosk_question usual(void)
{
    kiosk_question question = JUKI__RESIDENT__V1__KIOSK_QUESTION__INIT;
    question.request_id = text("a");
    question.municipality_code = text("132071");
    question.asked_at = text("2026-04-10T12:00:00");
    question.kiosk_id = text("KIOSK-1");
    question.kind = JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_RESIDENT;
    return question;
}

static void test_genuine(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        const char *municipality;
        const char *asked_at;
        bool known;
        const char *code;
    } CASES[] = {
        {"a", "132071", "2026-04-10T12:00:00", false, ""},
        {"a", "132071", "2026-04-10T11:55:00", false, ""},
        {"a", "132071", "2026-04-10T11:54:59", false, "request_expired"},
        {"a", "132071", "2026-04-10T12:05:00", false, ""},
        {"a", "132071", "2026-04-10T12:05:01", false, "request_expired"},
        {"a", "132071", "2026-04-09T12:00:00", false, "request_expired"},
        {"a", "132071", "2025-04-10T12:00:00", false, "request_expired"},
        {"b", "132071", "2026-04-10T12:00:00", false, "request_mismatch"},
        {"a", "131016", "2026-04-10T12:00:00", false, "municipality_differs"},
        {"a", "132071", "2026-04-10T12:00:00", true, "request_id_used"},
        {"a", "132071", "", false, "date_invalid"},
        {"a", "132071", "2026-04-10", false, "date_invalid"},
        {"a", "132071", "2026-04-10 12:00:00", false, "date_invalid"},
        {"a", "132071", "2026-02-30T12:00:00", false, "date_invalid"},
        {"a", "132071", "2026-04-10T24:00:00", false, "date_invalid"},
        {"a", "132071", "2026-04-10T12:60:00", false, "date_invalid"},
        {"a", "132071", "2026-04-10T12:00:60", false, "date_invalid"},
        {"a", "132071", "2026-04-10T12:00:0x", false, "date_invalid"},
        {"a", "132071", "2026-04-10T12:00:000", false, "date_invalid"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        kiosk_question question = usual();
        refusal why = {.code = ""};
        question.asked_at = text(CASES[i].asked_at);
        question.municipality_code = text(CASES[i].municipality);
        bool good = kiosk_question_genuine(&question, CASES[i].key, "132071", CASES[i].known,
                                           "2026-04-10T12:00:00", &why);
        assert_string_equal(why.code, CASES[i].code);
        assert_int_equal(good, *CASES[i].code == '\0');
    }
}

/* Midnight lies between two moments that are a second apart. */
static void test_genuine_over_midnight(void **state)
{
    (void)state;
    kiosk_question question = usual();
    refusal why = {0};
    question.asked_at = text("2025-12-31T23:59:59");
    assert_true(kiosk_question_genuine(&question, "a", "132071", false, "2026-01-01T00:00:00", &why));
}

static void test_hours(void **state)
{
    (void)state;
    static const struct {
        const char *hours;
        const char *now;
        bool served;
    } CASES[] = {
        {"06:30-23:00", "2026-04-10T06:29:59", false}, {"06:30-23:00", "2026-04-10T06:30:00", true},
        {"06:30-23:00", "2026-04-10T22:59:59", true},  {"06:30-23:00", "2026-04-10T23:00:00", false},
        {"00:00-24:00", "2026-04-10T23:59:59", true},  {"00:00-24:00", "2026-04-10T00:00:00", true},
        {"12:00-12:00", "2026-04-10T12:00:00", false},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        kiosk_question question = usual();
        kiosk_service service = {.municipality = "132071"};
        refusal why = {.code = ""};
        assert_true(kiosk_hours_parse(CASES[i].hours, &service.hours));
        assert_int_equal(kiosk_question_allowed(&question, &service, CASES[i].now, &why), CASES[i].served);
        assert_string_equal(why.code, CASES[i].served ? "" : "kiosk_closed");
    }
}

static void test_hours_written_badly(void **state)
{
    (void)state;
    static const char *const BAD[] = {"",
                                      "06:30",
                                      "6:30-23:00",
                                      "06:30-24:01",
                                      "23:00-06:30",
                                      "06:60-23:00",
                                      "06-30-23:00",
                                      "06:30_23:00",
                                      "06:30-23:00 ",
                                      "0a:30-23:00"};
    kiosk_hours hours;
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_false(kiosk_hours_parse(BAD[i], &hours));
    }
}

enum { DOMICILE = 1, RELATIONSHIP, NUMBER, CODE, NATIONALITY, CARD_NUMBER = 10, ALIAS_HISTORY, REMARKS };

static void test_allowed(void **state)
{
    (void)state;
    static const struct {
        int kind;
        int shown; /* 0: nothing */
        bool numbers_served;
        const char *kiosk_id;
        const char *code;
    } CASES[] = {
        {1, 0, false, "KIOSK-1", ""},
        {2, 0, false, "KIOSK-1", ""},
        {3, 0, false, "KIOSK-1", "kiosk_kind"}, /* 除票 */
        {4, 0, false, "KIOSK-1", "kiosk_kind"}, /* 転出証明書 shows all numbers */
        {0, 0, false, "KIOSK-1", "kiosk_kind"},
        {1, DOMICILE, false, "KIOSK-1", ""},
        {1, RELATIONSHIP, false, "KIOSK-1", ""},
        {1, NUMBER, false, "KIOSK-1", "kiosk_item"},
        {1, NUMBER, true, "KIOSK-1", ""},
        {1, CODE, false, "KIOSK-1", "kiosk_item"},
        {1, CODE, true, "KIOSK-1", "kiosk_item"},
        {2, CODE, true, "KIOSK-1", "kiosk_item"},
        {1, NATIONALITY, false, "KIOSK-1", ""},
        {2, CARD_NUMBER, false, "KIOSK-1", ""},
        {1, ALIAS_HISTORY, true, "KIOSK-1", "kiosk_item"},
        {1, REMARKS, true, "KIOSK-1", "kiosk_item"},
        {1, REMARKS + 1, true, "KIOSK-1", "kiosk_item"},
        {5, 0, false, "KIOSK-1", "kiosk_kind"}, /* 除票記載事項 */
        {1, 0, false, "", "kiosk_id_invalid"},
        {1, 0, false, "kiosk 1", "kiosk_id_invalid"},
        {1, 0, false, "123456789012345678901", "kiosk_id_invalid"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        Juki__Resident__V1__CertificateItem items[] = {
            JUKI__RESIDENT__V1__CERTIFICATE_ITEM__CERTIFICATE_ITEM_DOMICILE,
            (Juki__Resident__V1__CertificateItem)CASES[i].shown};
        kiosk_service service = {
            .municipality = "132071", .hours = {0, 24 * 60}, .individual_number = CASES[i].numbers_served};
        kiosk_question question = usual();
        refusal why = {.code = ""};
        question.kind = (Juki__Resident__V1__CertificateKind)CASES[i].kind;
        question.kiosk_id = text(CASES[i].kiosk_id);
        question.shown = items;
        question.n_shown = CASES[i].shown == 0 ? 0 : 2;
        bool good = kiosk_question_allowed(&question, &service, "2026-04-10T12:00:00", &why);
        assert_string_equal(why.code, CASES[i].code);
        assert_int_equal(good, *CASES[i].code == '\0');
    }
}

static void test_serial(void **state)
{
    (void)state;
    assert_true(kiosk_serial_valid("0"));
    assert_true(kiosk_serial_valid("0123456789ABCDEF0123456789ABCDEF01234567"));
    assert_false(kiosk_serial_valid(""));
    assert_false(kiosk_serial_valid("0123456789ABCDEF0123456789ABCDEF012345678"));
    assert_false(kiosk_serial_valid("12 34"));
    assert_false(kiosk_serial_valid("abc"));
}

/* j410: at a kiosk nobody confirms an アラート, and no 一時解除 reaches there; at the counter both help. */
static void test_restraint_unattended(void **state)
{
    (void)state;
    static const struct {
        int kind;
        int level;
        bool released;
        const char *owner; /* whose restraint */
        bool household;
        const char *counter; /* code */
        const char *kiosk;
    } CASES[] = {
        {3, 1, false, "1", false, "", "issue_restrained"}, /* 発行抑止, アラート, confirmed at the counter */
        {3, 2, false, "1", false, "issue_restrained", "issue_restrained"},
        {3, 2, true, "1", false, "", "issue_restrained"},
        {3, 1, true, "1", false, "", "issue_restrained"},
        {1, 2, false, "1", false, "issue_restrained", "issue_restrained"}, /* 支援措置 */
        {1, 2, true, "1", false, "", "issue_restrained"},
        {2, 2, false, "1", false, "issue_restrained", "issue_restrained"}, /* 仮支援措置 */
        {1, 2, false, "2", false, "", ""},                                 /* of a member who is not shown */
        {1, 2, false, "2", true, "issue_restrained", "issue_restrained"},
        {3, 1, false, "2", true, "", "issue_restrained"},
        {4, 2, false, "1", false, "", ""}, /* 異動抑止 */
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        for (int kiosk = 0; kiosk < 2; kiosk++) {
            Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
            Juki__Resident__V1__IssueCertificate q = JUKI__RESIDENT__V1__ISSUE_CERTIFICATE__INIT;
            Juki__Resident__V1__PersonRecord person = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
            char *confirmed = text("restrained_issue");
            refusal why = {.code = ""};
            restraint standing = {.addressee_number = CASES[i].owner,
                                  .act = (Juki__Resident__V1__RestraintAct)1,
                                  .kind = (Juki__Resident__V1__RestraintKind)CASES[i].kind,
                                  .level = (Juki__Resident__V1__RestraintLevel)CASES[i].level,
                                  .household_number = ""};
            (void)snprintf(standing.released_until, sizeof standing.released_until, "%s",
                           CASES[i].released ? "2026-04-10T12:30:00" : "");
            who.operator_id = who.terminal_id = text("x");
            q.operator_ = &who;
            q.kind = JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_RESIDENT;
            q.household = CASES[i].household;
            q.addressee_number = text("1");
            q.purpose = text("提出");
            q.confirmed_alert = &confirmed;
            q.n_confirmed_alert = 1;
            person.state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
            certificate_case known = {.person = &person,
                                      .restraints = {.item = &standing, .count = 1},
                                      .unattended = kiosk,
                                      .now = "2026-04-10T12:00:00"};
            const char *code = kiosk ? CASES[i].kiosk : CASES[i].counter;
            assert_int_equal(certificate_may_issue(&q, &known, &why), *code == '\0');
            assert_string_equal(why.code, code);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_genuine),
        cmocka_unit_test(test_genuine_over_midnight),
        cmocka_unit_test(test_hours),
        cmocka_unit_test(test_hours_written_badly),
        cmocka_unit_test(test_allowed),
        cmocka_unit_test(test_serial),
        cmocka_unit_test(test_restraint_unattended),
    };
    return cmocka_run_group_tests_name("resident_kiosk", tests, NULL, NULL);
}
