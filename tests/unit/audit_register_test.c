/* The rules of the registers: items, periods, who may close (seed 004_001 M6, K77 to K79, O16). */
#include "services/audit/register.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TODAY "2026-04-10"

typedef Juki__Audit__V1__CaseItem case_item;

enum { ITEMS_MAX = 12 };

static case_item item[ITEMS_MAX];
static case_item *items[ITEMS_MAX];

#define SAID(text)                                                                                           \
    {                                                                                                        \
        .base = PROTOBUF_C_MESSAGE_INIT(&juki__audit__v1__case_item__descriptor),                            \
        .name = (char *)(uintptr_t) "serious", .value = (char *)(uintptr_t)(text)                            \
    }

/* "name=value name=value", ~ for a blank in a value; how many. */
static size_t read_items(const char *text)
{
    static char copy[1024];
    size_t count = 0;
    char *rest = NULL;
    (void)snprintf(copy, sizeof copy, "%s", text);
    for (char *word = strtok_r(copy, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        char *value = strchr(word, '=');
        assert_true(value != NULL && count < ITEMS_MAX);
        *value = '\0';
        for (char *blank = value + 1; (blank = strchr(blank, '~')) != NULL;) {
            *blank = ' ';
        }
        juki__audit__v1__case_item__init(&item[count]);
        item[count].name = word;
        item[count].value = value + 1;
        items[count] = &item[count];
        count++;
    }
    return count;
}

static void opening(const char *name, const char *text, const char *code, const char *of)
{
    Juki__Audit__V1__OpenCase wish = JUKI__AUDIT__V1__OPEN_CASE__INIT;
    wish.register_ = (char *)(uintptr_t)name;
    wish.n_item = read_items(text);
    wish.item = items;
    register_refusal why = register_check_opening(&wish, false, TODAY);
    if (code == NULL) {
        assert_null(why.code);
        return;
    }
    assert_non_null(why.code);
    assert_string_equal(why.code, code);
    assert_string_equal(why.item, of);
    assert_string_not_equal(register_text(why.code), register_text(""));
}

#define INCIDENT "occurred_on=2026-04-01 found_on=2026-04-02 serious=yes affected=a content=b"
#define REQUEST  "kind=correction received_on=2026-03-11 person=000000000000019 identity_check=c content=d"

#define BACKUP    "taken_on=2026-04-01 content=c store=/srv/backup receiver="
#define PLACE     "store=/srv/backup begins_on=2026-04-01 reason=r receiver=" REFERENCE
#define REFERENCE "012345678901234567890123456789ab"
#define BY(class)                                                                                            \
    "staff=S1 class=" class " affair=a department=d roles=照会 begins_on=2026-04-01 until=2026-04-30 "     \
                            "reason=r"
#define GRANT           BY("職員")
#define TERMINAL(names) "department=d begins_on=2026-04-01 until=2026-04-30 reason=r terminals=" names

static void what_a_case_takes(void **state)
{
    (void)state;
    opening("incident", INCIDENT, NULL, NULL);
    opening("incident", "", "item_missing", "occurred_on");
    opening("incidents", INCIDENT, "register_unknown", "register");
    opening("incident", INCIDENT " serious=no", "item_twice", "serious");
    opening("incident", INCIDENT " colour=red", "item_unknown", "colour");
    opening("incident", "occurred_on=2026-04-11", "value_invalid", "occurred_on"); /* not yet */
    opening("incident", "occurred_on=2026-02-29", "value_invalid", "occurred_on");
    opening("incident", "serious=perhaps", "value_invalid", "serious");
    opening("incident", "persons=-1", "value_invalid", "persons");
    opening("incident", "cause=12345678901", "number_in_text", "cause");
    opening("incident", "cause=１２３４５６７８９０１", "number_in_text", "cause");
    opening("request", REQUEST, NULL, NULL);
    opening("request", "kind=disc", "value_invalid", "kind");
    opening("request", "person=x", "value_invalid", "person");
    opening("request", "person=000000000000018", "value_invalid", "person");
    opening("inquiry", "received_on=2026-04-01 serious=no content=x", NULL, NULL);
    opening("inquiry", "received_on=2026-04-01 serious=yes content=x", "item_missing", "due_on");
    opening("erasure", "erased_on=2026-04-01 kind=k place=p basis=b records=0 method=m", NULL, NULL);
    opening("contractor", "organisation=o name=n work=w begins_on=2027-01-01 pledged_on=2026-04-01", NULL,
            NULL);
    opening("erasure", "approval=01980000-0000-7000-8000-000000000012", "item_missing", "erased_on");
    opening("erasure", "basis=01980000-0000-7000-8000-000000000012", "number_in_text", "basis");
    opening("backup", BACKUP REFERENCE, NULL, NULL);
    opening("backup", BACKUP "0123456789", "value_invalid", "receiver");
    opening("backup", BACKUP "00000000000000000000000000000000", "value_invalid", "receiver");
    opening("backup", BACKUP REFERENCE "g", "value_invalid", "receiver");
    opening("backup", "taken_on=2026-04-01 content=c store=/srv/backup", "item_missing", "receiver");
    opening("backup", "taken_on=2026-04-01 content=c receiver=" REFERENCE, "item_missing", "store");
    opening("backup_place", PLACE " until=2027-03-31", NULL, NULL);
    opening("backup_place", PLACE, "item_missing", "until"); /* every one ends */
    opening("backup_place", PLACE " until=2026-03-31", "period_invalid", "until");
    opening("revocation", "kind=backup_place value=c1 reason=r revoked_on=2026-04-01", NULL, NULL);
    /* what is approved is no register */
    opening("key", "asked_on=2026-04-01", "register_unknown", "register");
    opening("takeout", "asked_on=2026-04-01", "register_unknown", "register");
    opening("grant", GRANT, NULL, NULL);
    opening("grant", GRANT " place=x", NULL, NULL);
    opening("grant", BY("委託") " place=x", "item_missing", "organisation");
    opening("grant", BY("委託") " organisation=o", "item_missing", "place");
    opening("grant", BY("委託") " organisation=o place=x", NULL, NULL);
    opening("grant", BY("職人"), "value_invalid", "class");
    opening("grant", "roles=閲覧", "value_invalid", "roles");
    opening("grant", "staff=S1 class=職員 affair=a department=d roles=照会 begins_on=2026-04-01 reason=r",
            "item_missing", "until"); /* every grant ends */
    opening(
        "grant",
        "staff=S1 class=職員 affair=a department=d roles=照会 begins_on=2026-04-02 until=2026-04-01 reason=r",
        "period_invalid", "until");
    opening("terminal", TERMINAL("T1"), NULL, NULL);
    opening("terminal", TERMINAL("T1~T2"), NULL, NULL);
    opening("terminal", TERMINAL("T1~~T2"), "value_invalid", "terminals");
    opening("terminal", TERMINAL("T1~"), "value_invalid", "terminals");
    opening("terminal", "department=d begins_on=2026-04-01 until=2026-04-01 reason=r", "item_missing",
            "terminals");
    opening("terminal", "terminals=T1 department=d begins_on=2026-04-01 reason=r", "item_missing", "until");
    opening("revocation", "kind=terminal value=T1 reason=r revoked_on=2026-04-01", NULL, NULL);
    opening("revocation", "kind=token value=0190-12345678901 reason=r revoked_on=2026-04-01", NULL, NULL);
    opening("revocation", "kind=person reason=r revoked_on=2026-04-01", "item_missing", "value");
    opening("revocation", "kind=office value=x", "value_invalid", "kind");
    assert_string_equal(register_person_item("request"), "person");
    assert_null(register_person_item("incident"));
}

static register_case case_of(const char *name, const char *text)
{
    size_t count = read_items(text);
    return (register_case){.found = true,
                           .name = name,
                           .state = "open",
                           .step = 1,
                           .completed_by = "",
                           .item = items,
                           .items = count};
}

static void by_when_it_is_due(void **state)
{
    char due[REGISTER_DAY_SIZE];
    (void)state;
    register_case one = case_of("request", REQUEST);
    register_due(&one, due);
    assert_string_equal(due, "2026-04-10");
    assert_false(register_overdue(&one, "2026-04-10"));
    assert_true(register_overdue(&one, "2026-04-11"));
    one.state = "closed";
    assert_false(register_overdue(&one, "2026-04-11"));
    one = case_of("request", REQUEST " due_on=2026-05-10"); /* prolonged */
    register_due(&one, due);
    assert_string_equal(due, "2026-05-10");
    one = case_of("incident", INCIDENT);
    register_due(&one, due);
    assert_string_equal(due, "");
    assert_false(register_overdue(&one, "2099-01-01"));
}

static void three_years_before(void **state)
{
    char day[REGISTER_DAY_SIZE];
    (void)state;
    register_years_before("2027-03-14", 3, day);
    assert_string_equal(day, "2024-03-14");
    register_years_before("2028-02-29", 3, day);
    assert_string_equal(day, "2025-02-28");
    register_years_before("", 3, day);
    assert_string_equal(day, "");
}

static void history_says_how_it_stands(void **state)
{
    static case_item said[] = {SAID("yes"), SAID("no"), SAID("")};
    static const char *const acts[] = {"opened", "amended", "completed", "returned", "completed", "closed"};
    static const char *const states[] = {"open", "open", "complete", "open", "complete", "closed"};
    static const char *const values[] = {"yes", "no", "", "", "", ""};
    case_item *first[] = {&said[0], &said[1], &said[2]};
    Juki__Audit__V1__CaseStep step[6];
    Juki__Audit__V1__CaseStep *history[6];
    Juki__Audit__V1__RegisterCase record = JUKI__AUDIT__V1__REGISTER_CASE__INIT;
    register_case now;
    ju_arena arena;
    (void)state;
    ju_arena_init(&arena, 64 * 1024);
    record.register_ = (char *)(uintptr_t) "incident";
    record.history = history;
    for (int i = 0; i < 6; i++) {
        juki__audit__v1__case_step__init(&step[i]);
        step[i].number = i + 1;
        step[i].act = (char *)(uintptr_t)acts[i];
        step[i].entered_by = (char *)(uintptr_t) "op-1";
        step[i].item = &first[i < 3 ? i : 0];
        step[i].n_item = i < 3 ? 1 : 0;
        history[i] = &step[i];
        record.n_history = (size_t)i + 1;
        assert_true(register_fold(&record, &now, &arena));
        assert_string_equal(now.state, states[i]);
        assert_string_equal(register_value(&now, "serious"), values[i]);
        assert_int_equal(now.step, i + 1);
        assert_string_equal(now.completed_by, i == 2 || i == 4 ? "op-1" : "");
    }
    ju_arena_done(&arena);
}

static const char *decided(const register_case *of, const char *by, int seen)
{
    Juki__Audit__V1__DecideCase wish = JUKI__AUDIT__V1__DECIDE_CASE__INIT;
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    who.operator_id = (char *)(uintptr_t)by;
    wish.operator_ = &who;
    wish.step = seen;
    return register_check_decision(&wish, of).code;
}

static void another_closes_what_he_saw(void **state)
{
    (void)state;
    register_case one = {
        .found = true, .name = "incident", .state = "complete", .step = 3, .completed_by = "op-1"};
    assert_null(decided(&one, "op-2", 3));
    assert_string_equal(decided(&one, "op-1", 3), "same_person");
    assert_string_equal(decided(&one, "op-2", 2), "case_changed");
    one.state = "open";
    assert_string_equal(decided(&one, "op-2", 3), "case_open");
    one.state = "closed";
    assert_string_equal(decided(&one, "op-2", 3), "case_closed");
    one.found = false;
    assert_string_equal(decided(&one, "op-2", 3), "case_unknown");
}

/* Somebody completes (approves) what op-1 requested, or sets it when op-2 approved. */
static const char *set_by(const char *name, const char *text, const char *by, const char *completed_by)
{
    Juki__Audit__V1__AmendCase approval = JUKI__AUDIT__V1__AMEND_CASE__INIT;
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    register_case one = case_of(name, text);
    one.opened_by = "op-1";
    one.completed_by = completed_by;
    one.state = *completed_by == '\0' ? "open" : "complete";
    who.operator_id = (char *)(uintptr_t)by;
    approval.operator_ = &who;
    approval.complete = true;
    const char *code = *completed_by == '\0'
                           ? register_check_amendment(&approval, &one, &one, "2026-04-01").code
                           : decided(&one, by, 1);
    return code == NULL ? "" : code;
}

/* A grant is for S1. */
static const char *grant_by(const char *by, const char *completed_by)
{
    return set_by("grant", GRANT, by, completed_by);
}

/* REQ-21, R-37: who requests does not approve, who approves does not set, and nobody does either for himself.
 */
static void a_grant_takes_others(void **state)
{
    (void)state;
    assert_string_equal(grant_by("op-1", ""), "same_person");
    assert_string_equal(grant_by("S1", ""), "own_right");
    assert_string_equal(grant_by("op-2", ""), "");
    assert_string_equal(grant_by("op-2", "op-2"), "same_person");
    assert_string_equal(grant_by("S1", "op-2"), "own_right");
    assert_string_equal(grant_by("op-1", "op-2"), "");
    assert_string_equal(grant_by("op-3", "op-2"), "");
}

/* K68: nobody lets backups go to a place by himself. */
static void a_place_of_backups_takes_another(void **state)
{
    (void)state;
    assert_string_equal(set_by("backup_place", PLACE " until=2027-03-31", "op-1", ""), "same_person");
    assert_string_equal(set_by("backup_place", PLACE " until=2027-03-31", "op-2", ""), "");
    assert_string_equal(set_by("backup_place", PLACE " until=2027-03-31", "op-2", "op-2"), "same_person");
    assert_string_equal(set_by("backup_place", PLACE " until=2027-03-31", "op-1", "op-2"), "");
}

static const char *amended(const char *before, const char *more, bool complete)
{
    static case_item *kept[ITEMS_MAX];
    static case_item stood[ITEMS_MAX];
    Juki__Audit__V1__AmendCase wish = JUKI__AUDIT__V1__AMEND_CASE__INIT;
    ju_arena arena;
    ju_arena_init(&arena, 64 * 1024);
    register_case was = case_of("incident", before);
    for (size_t i = 0; i < was.items; i++) {
        stood[i] = item[i];
        stood[i].name = ju_arena_strdup(&arena, item[i].name);
        stood[i].value = ju_arena_strdup(&arena, item[i].value);
        kept[i] = &stood[i];
    }
    was.item = kept;
    register_case now = was;
    wish.n_item = read_items(more);
    wish.item = items;
    wish.complete = complete;
    assert_true(register_put(&now, wish.item, wish.n_item, &arena));
    const char *code = register_check_amendment(&wish, &was, &now, TODAY).code;
    ju_arena_done(&arena);
    return code;
}

static void a_complete_case_has_all(void **state)
{
    (void)state;
    assert_null(amended(INCIDENT, "persons=3", false));
    assert_string_equal(amended(INCIDENT, "", false), "item_missing");
    assert_string_equal(amended(INCIDENT, "content=", false), "item_missing");
    assert_string_equal(amended(INCIDENT, "cause=a prevention=b evidence=c", true),
                        "item_missing"); /* serious */
    assert_null(amended(INCIDENT, "cause=a prevention=b evidence=c serious=no", true));
    assert_null(
        amended(INCIDENT, "cause=a prevention=b evidence=c reported_to=d reported_on=2026-04-03", true));
}

static const char *queried(const char *name, const char *from, const char *state, int years,
                           const char *purpose)
{
    Juki__Audit__V1__QueryCases wish = JUKI__AUDIT__V1__QUERY_CASES__INIT;
    wish.register_ = (char *)(uintptr_t)name;
    wish.from = (char *)(uintptr_t)from;
    wish.state = (char *)(uintptr_t)state;
    wish.years = years;
    wish.purpose = (char *)(uintptr_t)purpose;
    return register_check_query(&wish).code;
}

static void a_question_has_a_purpose(void **state)
{
    Juki__Audit__V1__ShowCase wish = JUKI__AUDIT__V1__SHOW_CASE__INIT;
    register_case one = {.found = true};
    (void)state;
    assert_null(queried("incident", "", "", 3, "点検"));
    assert_null(queried("request", "2026-04-01", "overdue", 0, "点検"));
    assert_string_equal(queried("incident", "", "", 3, ""), "item_missing");
    assert_string_equal(queried("accident", "", "", 3, "点検"), "register_unknown");
    assert_string_equal(queried("incident", "2026-04-31", "", 0, "点検"), "day_invalid");
    assert_string_equal(queried("incident", "2026-04-01", "", 3, "点検"), "day_invalid");
    assert_string_equal(queried("incident", "", "", -1, "点検"), "day_invalid");
    assert_string_equal(queried("incident", "", "late", 0, "点検"), "state_unknown");
    assert_string_equal(register_check_show(&wish, &one).code, "item_missing");
    wish.purpose = (char *)(uintptr_t) "点検";
    assert_null(register_check_show(&wish, &one).code);
    wish.from_step = -1;
    assert_string_equal(register_check_show(&wish, &one).item, "from_step");
    wish.from_step = 0;
    one.found = false;
    assert_string_equal(register_check_show(&wish, &one).code, "case_unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_case_takes),
        cmocka_unit_test(by_when_it_is_due),
        cmocka_unit_test(three_years_before),
        cmocka_unit_test(history_says_how_it_stands),
        cmocka_unit_test(another_closes_what_he_saw),
        cmocka_unit_test(a_complete_case_has_all),
        cmocka_unit_test(a_grant_takes_others),
        cmocka_unit_test(a_question_has_a_purpose),
        cmocka_unit_test(a_place_of_backups_takes_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
