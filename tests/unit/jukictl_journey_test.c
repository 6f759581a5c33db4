/* The Makefile links unit tests with the services' domain files; this pure file of jukictl comes along here.
 */
#include "deploy/jukictl/journey.c" /* NOLINT(bugprone-suspicious-include) */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ACTS_MAX = 32 };

/* A trail that grows act by act; the n-th act has index 100 + n and a time that ends in n. */
typedef struct trail {
    Juki__Audit__V1__AuditRecord record[ACTS_MAX];
    char time[ACTS_MAX][24];
    ctl_entry entry[ACTS_MAX];
    size_t count;
    ctl_journey journey;
} trail;

static char *text(const char *literal)
{
    return (char *)(uintptr_t)literal;
}

static void act(trail *t, const char *action, const char *detail, const char *event_id, const char *code)
{
    Juki__Audit__V1__AuditRecord *record = &t->record[t->count];
    juki__audit__v1__audit_record__init(record);
    (void)snprintf(t->time[t->count], sizeof t->time[0], "2026-04-01T00:00:%02zuZ", t->count);
    record->time = t->time[t->count];
    record->action = text(action);
    record->detail = text(detail);
    record->event_id = text(event_id);
    record->code = text(code);
    t->entry[t->count] = (ctl_entry){.index = 100 + (int64_t)t->count, .record = record};
    t->count++;
    ctl_journey_read(t->entry, t->count, &t->journey);
}

static void assert_step(const trail *t, ctl_step_name name, ctl_step_state state, const char *time_end)
{
    const ctl_step *step = &t->journey.step[name];
    assert_int_equal(step->state, state);
    size_t length = strlen(step->time);
    assert_string_equal(length < 3 ? step->time : step->time + length - 3, time_end);
}

static void nothing_is_known_yet(void **state)
{
    (void)state;
    trail t = {0};
    ctl_journey_read(t.entry, 0, &t.journey);
    assert_step(&t, CTL_RECEIVED, CTL_STEP_WAITING, "");
    assert_step(&t, CTL_FED_TAX, CTL_STEP_WAITING, "");
    assert_step(&t, CTL_DELIVERED, CTL_STEP_NONE, "");
    assert_int_equal(t.journey.last_index, 0);
    assert_false(t.journey.complete);
}

/* Two persons: complete only when both notices and all four feeds came back. */
static void a_household_arrives_person_by_person(void **state)
{
    (void)state;
    trail t = {0};
    act(&t, "change.entered", "birth", "", "");
    assert_step(&t, CTL_PROVISIONAL, CTL_STEP_DONE, "00Z");
    act(&t, "change.registered", "birth", "", "");
    act(&t, "change.registered", "birth", "", "");
    assert_step(&t, CTL_REGISTERED, CTL_STEP_DONE, "01Z");
    act(&t, "notice.sent", "prefecture", "n1", "");
    act(&t, "notice.acknowledged", "prefecture", "n1", "");
    assert_step(&t, CTL_NOTIFIED, CTL_STEP_DONE, "04Z");
    act(&t, "feed.published", "tax", "t1", "");
    act(&t, "feed.published", "welfare", "w1", "");
    act(&t, "feed.acknowledged", "welfare", "w1", "");
    assert_step(&t, CTL_FED_TAX, CTL_STEP_WAITING, "05Z");
    assert_step(&t, CTL_FED_WELFARE, CTL_STEP_DONE, "07Z");
    act(&t, "feed.acknowledged", "tax", "t1", "");
    assert_false(t.journey.complete);
    act(&t, "notice.sent", "prefecture", "n2", "");
    act(&t, "feed.published", "tax", "t2", "");
    act(&t, "feed.published", "welfare", "w2", "");
    act(&t, "feed.acknowledged", "tax", "t2", "");
    act(&t, "feed.acknowledged", "welfare", "w2", "");
    assert_step(&t, CTL_NOTIFIED, CTL_STEP_WAITING, "09Z");
    assert_false(t.journey.complete);
    act(&t, "notice.acknowledged", "prefecture", "n2", "");
    assert_true(t.journey.complete);
    assert_int_equal(t.journey.last_index, 114);
    assert_null(t.journey.final_word);
}

static void a_receipt_counts_for_its_own_event_and_consumer(void **state)
{
    (void)state;
    trail t = {0};
    act(&t, "feed.published", "tax", "e1", "");
    act(&t, "feed.acknowledged", "welfare", "e1", "");
    assert_step(&t, CTL_FED_TAX, CTL_STEP_WAITING, "00Z");
    act(&t, "feed.acknowledged", "tax", "e2", "");
    assert_step(&t, CTL_FED_TAX, CTL_STEP_WAITING, "00Z");
    act(&t, "feed.acknowledged", "tax", "e1", "");
    assert_step(&t, CTL_FED_TAX, CTL_STEP_DONE, "03Z");
}

static void a_refusal_is_the_end(void **state)
{
    (void)state;
    trail t = {0};
    act(&t, "change.refused", "individual_number", "", "already_resident");
    assert_string_equal(t.journey.final_word, "refused");
    assert_string_equal(t.journey.code, "already_resident");
    assert_string_equal(t.journey.item, "individual_number");
    assert_true(t.journey.complete);
    assert_step(&t, CTL_RECEIVED, CTL_STEP_DONE, "00Z");
    assert_step(&t, CTL_REGISTERED, CTL_STEP_NONE, "");
}

static void an_id_used_twice_does_not_end_the_first(void **state)
{
    (void)state;
    trail t = {0};
    act(&t, "change.entered", "birth", "", "");
    act(&t, "change.refused", "change_id", "", "change_id_used");
    assert_null(t.journey.final_word);
    assert_false(t.journey.complete);
    act(&t, "change.returned", "", "", "");
    assert_string_equal(t.journey.final_word, "returned");
    assert_true(t.journey.complete);
}

static void entries_that_cannot_be_read_are_refused(void **state)
{
    (void)state;
    ju_arena arena;
    ju_err err = {0};
    ctl_entry *entries = NULL;
    uint8_t bad[] = {0xff, 0xff};
    Juki__Audit__V1__ChainEntry entry = JUKI__AUDIT__V1__CHAIN_ENTRY__INIT;
    Juki__Audit__V1__ChainEntry *list[] = {&entry};
    Juki__Audit__V1__AuditReply reply = JUKI__AUDIT__V1__AUDIT_REPLY__INIT;
    reply.entry = list;
    reply.n_entry = 1;
    ju_arena_init(&arena, (size_t)1 << 20);
    entry.index = 7;
    assert_int_equal(ctl_journey_entries(&reply, &arena, &entries, &err), JU_OK);
    assert_int_equal(entries[0].index, 7);
    assert_string_equal(entries[0].record->action, "");
    entry.record = (ProtobufCBinaryData){.len = sizeof bad, .data = bad};
    assert_int_equal(ctl_journey_entries(&reply, &arena, &entries, &err), JU_REJECT);
    ju_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_known_yet),
        cmocka_unit_test(a_household_arrives_person_by_person),
        cmocka_unit_test(a_receipt_counts_for_its_own_event_and_consumer),
        cmocka_unit_test(a_refusal_is_the_end),
        cmocka_unit_test(an_id_used_twice_does_not_end_the_first),
        cmocka_unit_test(entries_that_cannot_be_read_are_refused),
    };
    return cmocka_run_group_tests_name("jukictl_journey", tests, NULL, NULL);
}
