#include "services/audit/history.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SUBJECT "00112233445566778899aabbccddeeff"
#define HOLD    "01890a5d-ac96-774b-bcce-b302099a8057"

static char *text(const char *literal)
{
    return (char *)(uintptr_t)literal;
}

static void refused(const audit_refusal *why, const char *code)
{
    assert_non_null(why);
    assert_string_equal(why->code, code);
}

static bool told(const char *action)
{
    size_t count = 0;
    const char *const *actions = history_actions(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(actions[i], action) == 0) {
            return true;
        }
    }
    return false;
}

static void what_is_secret_by_itself_is_not_told(void **state)
{
    (void)state;
    assert_true(told("person.show"));
    assert_false(told("restraint.set"));
    assert_false(told("restraint.show"));
    assert_false(told("audit.hold_approved"));
    assert_false(told("audit.person"));
    assert_false(told("staff.admitted"));
}

/* Whether a file of the services has the word in quotes. */
static bool stands_in(const char *path, const char *word)
{
    char line[1024];
    bool found = false;
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    while (!found && fgets(line, sizeof line, file) != NULL) {
        found = strstr(line, word) != NULL;
    }
    (void)fclose(file);
    return found;
}

/* An act that no service does any more would be missing from every history. */
static void what_is_told_is_done_by_some_service(void **state)
{
    (void)state;
    size_t count = 0;
    glob_t sources;
    const char *const *actions = history_actions(&count);
    assert_int_equal(glob("services/[dgir]*/*.c", 0, NULL, &sources), 0);
    assert_int_equal(glob("services/[dgir]*/steps/*.c", GLOB_APPEND, NULL, &sources), 0);
    for (size_t i = 0; i < count; i++) {
        char word[64];
        bool found = false;
        (void)snprintf(word, sizeof word, "\"%s\"", actions[i]);
        for (size_t f = 0; !found && f < sources.gl_pathc; f++) {
            found = stands_in(sources.gl_pathv[f], word);
        }
        if (!found) {
            fail_msg("no service does %s", actions[i]);
        }
    }
    globfree(&sources);
}

/* Office, affair and purpose, but nobody's name; the detail only where it is the other side. */
static void an_entry_names_no_operator(void **state)
{
    (void)state;
    ju_arena arena;
    ju_arena_init(&arena, 1 << 16);
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Audit__V1__AuditRecord record = JUKI__AUDIT__V1__AUDIT_RECORD__INIT;
    who.operator_id = text("clerk1");
    who.terminal_id = text("w1");
    who.office = text("市民課");
    record.operator_ = &who;
    record.action = text("person.show");
    record.affair = text("住民基本台帳");
    record.purpose = text("窓口");
    record.detail = text("internal");
    record.result = JUKI__AUDIT__V1__RESULT__RESULT_REFUSED;
    const Juki__Audit__V1__AccessEntry *entry = history_entry(&record, "2026-04-10T10:00:00", &arena);
    assert_non_null(entry);
    assert_string_equal(entry->time, "2026-04-10T10:00:00");
    assert_string_equal(entry->office, "市民課");
    record.department = text("税務課"); /* as the token says */
    entry = history_entry(&record, "", &arena);
    assert_string_equal(entry->office, "税務課");
    assert_string_equal(entry->affair, "住民基本台帳");
    assert_string_equal(entry->purpose, "窓口");
    assert_string_equal(entry->operation, "記録の照会");
    assert_string_equal(entry->recipient, "");
    assert_true(entry->refused);
    record.operator_ = NULL;
    record.action = text("feed.published");
    record.detail = text("tax");
    record.result = JUKI__AUDIT__V1__RESULT__RESULT_DONE;
    entry = history_entry(&record, "2026-04-10T10:00:00", &arena);
    assert_string_equal(entry->office, "");
    assert_string_equal(entry->recipient, "tax");
    assert_false(entry->refused);
    ju_arena_done(&arena);
}

static void a_hold_has_an_end_and_a_reason(void **state)
{
    (void)state;
    Juki__Audit__V1__RequestHistoryHold wish = JUKI__AUDIT__V1__REQUEST_HISTORY_HOLD__INIT;
    char *subject = text(SUBJECT);
    refused(history_check_hold(&wish, "2026-04-10"), "purpose_missing");
    wish.purpose = text("捜査関係事項照会");
    refused(history_check_hold(&wish, "2026-04-10"), "subject_invalid");
    wish.subject = &subject;
    wish.n_subject = 1;
    refused(history_check_hold(&wish, "2026-04-10"), "held_operator_missing");
    wish.held_operator = text("detective");
    refused(history_check_hold(&wish, "2026-04-10"), "until_invalid");
    wish.until = text("2026-04-10");
    refused(history_check_hold(&wish, "2026-04-10"), "until_invalid");
    wish.until = text("2026-04-31");
    refused(history_check_hold(&wish, "2026-04-10"), "until_invalid");
    wish.until = text("2026-04-11");
    assert_null(history_check_hold(&wish, "2026-04-10"));
    char words[242];
    memset(words, 'x', sizeof words - 1);
    words[sizeof words - 1] = '\0';
    wish.purpose = words;
    refused(history_check_hold(&wish, "2026-04-10"), "value_invalid");
    wish.purpose = wish.held_operator;
    wish.held_operator = words;
    refused(history_check_hold(&wish, "2026-04-10"), "value_invalid");
}

static void it_takes_two_and_is_decided_once(void **state)
{
    (void)state;
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Audit__V1__DecideHistoryHold decision = JUKI__AUDIT__V1__DECIDE_HISTORY_HOLD__INIT;
    Juki__Audit__V1__HistoryHold hold = JUKI__AUDIT__V1__HISTORY_HOLD__INIT;
    who.operator_id = text("clerk1");
    decision.operator_ = &who;
    decision.hold_id = text("17");
    refused(history_check_decision(&decision), "hold_unknown");
    decision.hold_id = text(HOLD);
    assert_null(history_check_decision(&decision));
    refused(history_may_decide(NULL, &decision), "hold_unknown");
    hold.entered_by = text("clerk1");
    hold.state = text("asked");
    refused(history_may_decide(&hold, &decision), "same_person");
    who.operator_id = text("chief");
    assert_null(history_may_decide(&hold, &decision));
    hold.held_operator = text("chief"); /* whose own looks it is about */
    refused(history_may_decide(&hold, &decision), "same_person");
    hold.held_operator = text("detective");
    hold.state = text("refused");
    refused(history_may_decide(&hold, &decision), "hold_decided");
}

static void a_history_is_asked_for_somebody(void **state)
{
    (void)state;
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Audit__V1__QueryAccessHistory query = JUKI__AUDIT__V1__QUERY_ACCESS_HISTORY__INIT;
    char *subject = text(SUBJECT);
    who.operator_id = text("desk");
    query.operator_ = &who;
    query.purpose = text("本人の請求");
    refused(history_check(&query), "subject_invalid");
    query.subject = &subject;
    query.n_subject = 1;
    assert_null(history_check(&query));
    query.portal_request = text("123456789018");
    refused(history_check(&query), "portal_request_invalid");
    query.portal_request = text(HOLD);
    assert_null(history_check(&query));
    query.from = text("2026-13-01");
    refused(history_check(&query), "period_invalid");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_secret_by_itself_is_not_told),
        cmocka_unit_test(what_is_told_is_done_by_some_service),
        cmocka_unit_test(an_entry_names_no_operator),
        cmocka_unit_test(a_hold_has_an_end_and_a_reason),
        cmocka_unit_test(it_takes_two_and_is_decided_once),
        cmocka_unit_test(a_history_is_asked_for_somebody),
    };
    return cmocka_run_group_tests_name("audit_history", tests, NULL, NULL);
}
