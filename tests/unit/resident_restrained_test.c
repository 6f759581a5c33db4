/* What 抑止 and 支援措置 do to changes and certificates (standard j410, j440), over the sample register. */
#include "services/resident/certificate.h"
#include "tests/unit/resident_decision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { SUPPORT = 1, PROVISIONAL, ISSUE, CHANGE, INQUIRY };
enum { ALERT = 1, ERROR };

static decision d;

static int set_up(void **state)
{
    (void)state;
    decision_begin(&d);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    decision_end(&d);
    return 0;
}

static restraint standing(int kind, int level, int person)
{
    return (restraint){.id = "r1",
                       .addressee_number = d.reg.person[person].addressee_number,
                       .history_number = 1,
                       .act = JUKI__RESIDENT__V1__RESTRAINT_ACT__RESTRAINT_ACT_SET,
                       .kind = (Juki__Resident__V1__RestraintKind)kind,
                       .level = (Juki__Resident__V1__RestraintLevel)level,
                       .household_number = ""};
}

/* ---- changes ----------------------------------------------------------------------------------------- */

static void j410_changes_of_a_restrained_person(void **state)
{
    (void)state;
    static const char *const REASONS[] = {"move_within", "domestic_move_out", "death"};
    static const struct {
        int kind;
        int level;
        int person;
        const char *released_until;
        const char *confirmed; /* NULL: nothing */
        const char *code;      /* NULL: accepted */
        const char *item;
    } CASES[] = {
        {CHANGE, ERROR, SAMPLE_HEAD, "", NULL, "change_restrained", "person"},
        {CHANGE, ERROR, SAMPLE_HEAD, "", "restrained_change", "change_restrained", "person"},
        {CHANGE, ERROR, SAMPLE_CHILD, "", NULL, "change_restrained", "person"},
        {CHANGE, ERROR, SAMPLE_ALONE, "", NULL, NULL, NULL},
        {CHANGE, ERROR, SAMPLE_HEAD, SAMPLE_TODAY "T09:30:01", NULL, NULL, NULL},
        {CHANGE, ERROR, SAMPLE_HEAD, SAMPLE_TODAY "T09:30:00", NULL, "change_restrained", "person"},
        {CHANGE, ALERT, SAMPLE_HEAD, "", NULL, "alert_unconfirmed", "restrained_change"},
        {CHANGE, ALERT, SAMPLE_HEAD, "", "head_leaves", "alert_unconfirmed", "restrained_change"},
        {CHANGE, ALERT, SAMPLE_HEAD, "", "restrained_change", NULL, NULL},
        {SUPPORT, ERROR, SAMPLE_HEAD, "", NULL, NULL, NULL},
        {ISSUE, ERROR, SAMPLE_HEAD, "", NULL, NULL, NULL},
        {INQUIRY, ERROR, SAMPLE_HEAD, "", NULL, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        for (size_t r = 0; r < sizeof REASONS / sizeof REASONS[0]; r++) {
            restraint one = standing(CASES[i].kind, CASES[i].level, CASES[i].person);
            (void)snprintf(one.released_until, sizeof one.released_until, "%s", CASES[i].released_until);
            decision_enter(&d, REASONS[r], 3);
            if (CASES[i].confirmed != NULL) {
                decision_confirm(&d, CASES[i].confirmed);
            }
            d.restraints = (restraint_list){.item = &one, .count = 1};
            if (CASES[i].code == NULL) {
                decision_accepted(&d);
            } else {
                decision_refused(&d, CASES[i].code, CASES[i].item);
            }
        }
    }
}

/* 個人及び世帯単位で: nobody joins a restrained household. */
static void j410_joining_a_restrained_household(void **state)
{
    (void)state;
    restraint one = standing(CHANGE, ERROR, SAMPLE_WIFE);
    decision_enter(&d, "birth", 1);
    d.restraints = (restraint_list){.item = &one, .count = 1};
    decision_accepted(&d);
    one.household_number = SAMPLE_FAMILY_HOUSEHOLD;
    decision_refused(&d, "change_restrained", "person");
    one.level = (Juki__Resident__V1__RestraintLevel)ALERT;
    decision_refused(&d, "alert_unconfirmed", "restrained_change");
    one.household_number = SAMPLE_ALONE_HOUSEHOLD;
    decision_accepted(&d);
}

/* ---- certificates ------------------------------------------------------------------------------------ */

static void j440_certificates_of_a_restrained_person(void **state)
{
    (void)state;
    static const struct {
        int kind;
        int level;
        int person; /* the certificate is asked for the head's sake */
        bool household;
        const char *released_until;
        const char *confirmed;
        const char *code;
        const char *item;
    } CASES[] = {
        {SUPPORT, ERROR, SAMPLE_HEAD, false, "", NULL, "issue_restrained", "addressee_number"},
        {SUPPORT, ERROR, SAMPLE_HEAD, false, "", "restrained_issue", "issue_restrained", "addressee_number"},
        {PROVISIONAL, ERROR, SAMPLE_HEAD, true, "", NULL, "issue_restrained", "addressee_number"},
        {SUPPORT, ERROR, SAMPLE_WIFE, false, "", NULL, NULL, NULL},
        {SUPPORT, ERROR, SAMPLE_WIFE, true, "", NULL, "issue_restrained", "addressee_number"},
        {SUPPORT, ERROR, SAMPLE_WIFE, true, SAMPLE_TODAY "T09:30:01", NULL, NULL, NULL},
        {SUPPORT, ERROR, SAMPLE_HEAD, false, SAMPLE_TODAY "T09:30:00", NULL, "issue_restrained",
         "addressee_number"},
        {ISSUE, ERROR, SAMPLE_HEAD, false, "", NULL, "issue_restrained", "addressee_number"},
        {ISSUE, ALERT, SAMPLE_HEAD, false, "", NULL, "alert_unconfirmed", "restrained_issue"},
        {ISSUE, ALERT, SAMPLE_HEAD, false, "", "restrained_change", "alert_unconfirmed", "restrained_issue"},
        {ISSUE, ALERT, SAMPLE_HEAD, false, "", "no_such_alert", "alert_unknown", "confirmed_alert"},
        {ISSUE, ALERT, SAMPLE_HEAD, false, "", "restrained_issue", NULL, NULL},
        {CHANGE, ERROR, SAMPLE_HEAD, true, "", NULL, NULL, NULL},
        {INQUIRY, ERROR, SAMPLE_HEAD, true, "", NULL, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
        Juki__Resident__V1__IssueCertificate question = JUKI__RESIDENT__V1__ISSUE_CERTIFICATE__INIT;
        restraint one = standing(CASES[i].kind, CASES[i].level, CASES[i].person);
        certificate_case known = {.person = &d.reg.person[SAMPLE_HEAD],
                                  .restraints = {.item = &one, .count = 1},
                                  .now = DECISION_NOW};
        char *confirmed = sample_text(CASES[i].confirmed == NULL ? "" : CASES[i].confirmed);
        refusal why = {0};
        (void)snprintf(one.released_until, sizeof one.released_until, "%s", CASES[i].released_until);
        who.operator_id = who.terminal_id = sample_text("x");
        question.operator_ = &who;
        question.addressee_number = d.reg.person[SAMPLE_HEAD].addressee_number;
        question.kind = (Juki__Resident__V1__CertificateKind)1;
        question.household = CASES[i].household;
        question.purpose = sample_text("提出");
        question.confirmed_alert = &confirmed;
        question.n_confirmed_alert = CASES[i].confirmed != NULL;
        assert_int_equal(certificate_may_issue(&question, &known, &why), CASES[i].code == NULL);
        assert_string_equal(why.code == NULL ? "" : why.code, CASES[i].code == NULL ? "" : CASES[i].code);
        assert_string_equal(why.code == NULL ? "" : why.item, CASES[i].code == NULL ? "" : CASES[i].item);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(j410_changes_of_a_restrained_person, set_up, tear_down),
        cmocka_unit_test_setup_teardown(j410_joining_a_restrained_household, set_up, tear_down),
        cmocka_unit_test_setup_teardown(j440_certificates_of_a_restrained_person, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("resident_restrained", tests, NULL, NULL);
}
