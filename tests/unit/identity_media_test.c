/* what a permission for an export to media takes, and for what it serves. */
#include "services/identity/media.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define TODAY   "2026-04-10"
#define TEXT(s) ((char *)(uintptr_t)(s))

static Juki__Common__V1__Operator operator_of(const char *id)
{
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    who.operator_id = TEXT(id);
    who.terminal_id = TEXT("w1");
    return who;
}

static void expect(media_refusal why, const char *code)
{
    if (code == NULL) {
        assert_null(why.code);
        return;
    }
    assert_non_null(why.code);
    assert_string_equal(why.code, code);
    assert_string_not_equal(media_refusal_text(code), media_refusal_text("no such code"));
}

static void expect_request(const char *kind, const char *receiver, int32_t persons, const char *purpose,
                           const char *code)
{
    Juki__Common__V1__Operator who = operator_of("op-1");
    Juki__Identity__V1__RequestMediaPermit wish = JUKI__IDENTITY__V1__REQUEST_MEDIA_PERMIT__INIT;
    wish.operator_ = &who;
    wish.kind = TEXT(kind);
    wish.receiver = TEXT(receiver);
    wish.max_persons = persons;
    wish.purpose = TEXT(purpose);
    expect(media_check_request(&wish), code);
    who.terminal_id = TEXT("");
    expect(media_check_request(&wish), "operator_missing");
    wish.operator_ = NULL;
    expect(media_check_request(&wish), "operator_missing");
}

static void r59_only_what_the_law_foresees(void **state)
{
    (void)state;
    expect_request("notices", "prefecture", 1, "line down", NULL);
    expect_request("comparison", "prefecture", MEDIA_PERSONS_MAX, "yearly", NULL);
    expect_request("comparison", "national", 10, "yearly", NULL);
    expect_request("notices", "national", 10, "line down", "media_not_foreseen");
    expect_request("everything", "prefecture", 10, "yearly", "media_not_foreseen");
    expect_request("comparison", "press", 10, "yearly", "media_not_foreseen");
    expect_request("comparison", "", 10, "yearly", "media_not_foreseen");
    expect_request("notices", "prefecture", 0, "line down", "persons_invalid");
    expect_request("notices", "prefecture", MEDIA_PERSONS_MAX + 1, "line down", "persons_invalid");
    expect_request("notices", "prefecture", 1, "", "purpose_missing");
    char long_text[MEDIA_PURPOSE_MAX_BYTES + 2];
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    expect_request("notices", "prefecture", 1, long_text, "purpose_too_long");
}

static media_permit permit_in(const char *status, const char *until)
{
    media_permit permit = {.found = true};
    juki__identity__v1__media_permit__init(&permit.as);
    permit.as.kind = TEXT("comparison");
    permit.as.receiver = TEXT("prefecture");
    permit.as.purpose = TEXT("yearly");
    permit.as.asked_by = TEXT("op-1");
    permit.as.state = TEXT(status);
    permit.as.valid_until = TEXT(until);
    return permit;
}

static void expect_decision(const char *by, const media_permit *permit, const char *code)
{
    Juki__Common__V1__Operator who = operator_of(by);
    Juki__Identity__V1__DecideMediaPermit wish = JUKI__IDENTITY__V1__DECIDE_MEDIA_PERMIT__INIT;
    wish.operator_ = &who;
    expect(media_check_decision(&wish, permit, TODAY), code);
}

static void r59_two_persons_decide(void **state)
{
    const media_permit unknown = {.found = false};
    media_permit asked = permit_in("asked", TODAY);
    media_permit late = permit_in("asked", "2026-04-09");
    (void)state;
    expect_decision("op-2", &asked, NULL);
    expect_decision("op-1", &asked, "same_person");
    expect_decision("", &asked, "operator_missing");
    expect_decision("op-2", &late, "permit_expired");
    expect_decision("op-2", &unknown, "permit_unknown");
    static const char *const others[] = {"granted", "refused", "used"};
    for (int i = 0; i < 3; i++) {
        media_permit decided = permit_in(others[i], TODAY);
        expect_decision("op-2", &decided, "permit_decided");
    }
}

static void expect_export(const char *by, const char *kind, const char *receiver, const char *purpose,
                          const media_permit *permit, const char *code)
{
    Juki__Common__V1__Operator who = operator_of(by);
    Juki__Identity__V1__ExportMedia wish = JUKI__IDENTITY__V1__EXPORT_MEDIA__INIT;
    wish.operator_ = &who;
    wish.kind = TEXT(kind);
    wish.receiver = TEXT(receiver);
    wish.purpose = TEXT(purpose);
    expect(media_check_export(&wish, permit, TODAY), code);
}

static void r59_for_just_what_was_asked(void **state)
{
    media_permit granted = permit_in("granted", TODAY);
    (void)state;
    expect_export("op-1", "comparison", "prefecture", "yearly", &granted, NULL);
    expect_export("op-1", "notices", "prefecture", "yearly", &granted, "other_request");
    expect_export("op-1", "comparison", "national", "yearly", &granted, "other_request");
    expect_export("op-1", "comparison", "prefecture", "curious", &granted, "other_request");
    expect_export("op-2", "comparison", "prefecture", "yearly", &granted, "other_person");
    expect_export("", "comparison", "prefecture", "yearly", &granted, "operator_missing");
}

static void r59_once_and_in_its_days(void **state)
{
    static const struct {
        const char *status;
        const char *until;
        const char *code;
    } cases[] = {
        {"asked", TODAY, "permit_not_granted"}, {"refused", TODAY, "permit_not_granted"},
        {"used", TODAY, "permit_used"},         {"granted", "2026-04-09", "permit_expired"},
        {"granted", "2026-04-11", NULL},
    };
    const media_permit unknown = {.found = false};
    (void)state;
    expect_export("op-1", "comparison", "prefecture", "yearly", &unknown, "permit_unknown");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        media_permit permit = permit_in(cases[i].status, cases[i].until);
        expect_export("op-1", "comparison", "prefecture", "yearly", &permit, cases[i].code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r59_only_what_the_law_foresees),
        cmocka_unit_test(r59_two_persons_decide),
        cmocka_unit_test(r59_for_just_what_was_asked),
        cmocka_unit_test(r59_once_and_in_its_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
