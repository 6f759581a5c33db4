/* 個人番号カード: each state with each act and event (seed 002 システム2 item 8), what an operator may enter,
 * and what a change of the register does to its holder's cards. */
#include "services/delivery/card_entry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(literal) ((char *)(uintptr_t)(literal))
#define TODAY         "2026-04-10"
#define CARD          "card-1"

typedef Juki__Delivery__V1__EnterCardAct enter;

/* The numbers of the contract. */
enum { NONE, MADE, IN_USE, SUSPENDED, REVOKED, EXPIRED, ELSEWHERE, STATES };
enum { ISSUE = 1, REVOKE, COLLECT, RESUME, RETURN, CONTINUE, ACTS };
enum { IS_MADE = 1, IS_SUSPENDED, IS_REVOKED, IS_EXPIRED, GOES, EVENTS };
enum { LOST = 1, NOT_CLAIMED = 5, DEATH = 6, STRUCK_OFF = 7, ABROAD = 8, NUMBER = 9, CODE = 10 };

static card_standing standing(int state, bool collected, int reason)
{
    return (card_standing){(Juki__Common__V1__CardState)state, collected,
                           (Juki__Common__V1__CardReason)reason};
}

static const char *do_act(int state, bool collected, int reason, int act, card_standing *after)
{
    card_standing before = standing(state, collected, reason);
    return card_after_act(&before, (Juki__Delivery__V1__CardAct)act,
                          (Juki__Common__V1__CardReason)(act == REVOKE ? LOST : 0), after);
}

/* The state that follows, 0 for a refusal, as the law has it. */
static void every_state_with_every_act(void **state)
{
    static const struct {
        int act;
        bool collected;
        int after[STATES];
    } wanted[] = {
        {ISSUE, false, {0, IN_USE, 0, 0, 0, 0, 0}},
        {REVOKE, false, {0, REVOKED, REVOKED, REVOKED, 0, 0, 0}},
        {COLLECT, false, {0, 0, IN_USE, SUSPENDED, REVOKED, EXPIRED, 0}},
        {RESUME, false, {0, 0, 0, IN_USE, 0, 0, 0}},
        {RETURN, true, {0, 0, IN_USE, SUSPENDED, 0, 0, 0}},
        {CONTINUE, false, {IN_USE, 0, IN_USE, 0, 0, 0, IN_USE}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        for (int from = 0; from < STATES; from++) {
            card_standing after = {0};
            const char *code = do_act(from, wanted[i].collected, 0, wanted[i].act, &after);
            assert_int_equal(code == NULL ? (int)after.state : 0, wanted[i].after[from]);
            assert_true(code == NULL || *card_refusal_message(code) != '\0');
        }
    }
}

static void every_state_with_every_event(void **state)
{
    static const struct {
        int event;
        int after[STATES];
    } wanted[] = {
        {IS_MADE, {MADE, 0, 0, 0, 0, 0, 0}},
        {IS_SUSPENDED, {0, 0, SUSPENDED, 0, 0, 0, 0}},
        {IS_REVOKED, {0, REVOKED, REVOKED, REVOKED, 0, 0, 0}},
        {IS_EXPIRED, {0, EXPIRED, EXPIRED, EXPIRED, 0, 0, 0}},
        {GOES, {0, 0, ELSEWHERE, 0, 0, 0, 0}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        for (int from = 0; from < STATES; from++) {
            card_standing before = standing(from, false, 0);
            card_standing after = {0};
            const char *code =
                card_after_event(&before, (Juki__Delivery__V1__CardEvent)wanted[i].event, 0, &after);
            assert_int_equal(code == NULL ? (int)after.state : 0, wanted[i].after[from]);
        }
    }
    card_standing before = standing(IN_USE, false, 0);
    card_standing after;
    assert_string_equal(card_after_event(&before, (Juki__Delivery__V1__CardEvent)EVENTS, 0, &after),
                        "event_unknown");
    assert_string_equal(card_after_act(&before, (Juki__Delivery__V1__CardAct)ACTS, 0, &after), "act_unknown");
}

static void where_the_card_lies(void **state)
{
    card_standing after;
    (void)state;
    assert_null(do_act(IN_USE, false, 0, COLLECT, &after));
    assert_true(after.collected);
    assert_string_equal(do_act(IN_USE, true, 0, COLLECT, &after), "card_collected");
    assert_string_equal(do_act(IN_USE, false, 0, RETURN, &after), "card_not_collected");
    assert_null(do_act(IN_USE, true, 0, RETURN, &after));
    assert_false(after.collected);
    /* one without effect stays, but that of who goes abroad */
    assert_string_equal(do_act(REVOKED, true, LOST, RETURN, &after), "card_revoked");
    assert_null(do_act(REVOKED, true, ABROAD, RETURN, &after));
    assert_int_equal(after.reason, ABROAD);
    /* 廃止 and 解除 do not care */
    assert_null(do_act(SUSPENDED, true, 0, RESUME, &after));
    assert_true(after.collected);
    assert_null(do_act(IN_USE, true, 0, REVOKE, &after));
    assert_true(after.collected);
    assert_int_equal(after.reason, LOST);
}

/* ---- the cards of a person --------------------------------------------------------------------------- */

typedef struct sample {
    card_row card;
    card_pending pending[3];
    card_file file;
    enter entry;
    Juki__Common__V1__Operator who;
    Juki__Common__V1__Sealed number;
} sample;

static void fill(sample *s, int state, int act)
{
    *s = (sample){.card = {.card_ref = CARD, .reported = standing(state, false, 0)}};
    s->file = (card_file){.card = &s->card, .card_count = 1, .pending = s->pending};
    juki__common__v1__operator__init(&s->who);
    juki__common__v1__sealed__init(&s->number);
    juki__delivery__v1__enter_card_act__init(&s->entry);
    s->who.operator_id = TEXT("op-1");
    s->who.terminal_id = TEXT("t-1");
    s->number.key_id = TEXT("card/2026");
    s->entry.operator_ = &s->who;
    s->entry.purpose = TEXT("窓口");
    s->entry.register_ref = TEXT("ref-1");
    s->entry.act = (Juki__Delivery__V1__CardAct)act;
    if (act == CONTINUE) {
        s->entry.card_number = &s->number;
        s->entry.arrived_on = TEXT("2026-04-01");
        s->entry.notified_on = TEXT("2026-04-10");
    } else {
        s->entry.card_ref = TEXT(CARD);
    }
    if (act == REVOKE) {
        s->entry.reason = (Juki__Common__V1__CardReason)LOST;
    }
}

static void wait_for(sample *s, const char *card_ref, int act)
{
    s->pending[s->file.pending_count++] =
        (card_pending){.act_id = "act", .card_ref = card_ref, .act = (Juki__Delivery__V1__CardAct)act};
}

static const char *decide(sample *s)
{
    static const card_days days = {.notify = 14, .go_on = 90};
    card_standing after;
    card_refusal why;
    card_file_expect(&s->file);
    bool good = card_decide(&s->entry, &s->file, &days, TODAY, &after, &why);
    assert_int_equal(good, why.code == NULL);
    if (!good) {
        assert_true(*card_refusal_message(why.code) != '\0');
    }
    return good ? "" : why.code;
}

/* The counter need not wait for the card system: what it was told counts already. */
static void what_is_pending_counts(void **state)
{
    sample s;
    (void)state;
    fill(&s, MADE, COLLECT);
    assert_string_equal(decide(&s), "card_not_issued");
    wait_for(&s, CARD, ISSUE);
    assert_string_equal(decide(&s), "");
    wait_for(&s, CARD, REVOKE);
    fill(&s, MADE, ISSUE);
    wait_for(&s, CARD, ISSUE);
    assert_string_equal(decide(&s), "card_issued");
    /* one that does not fit changes nothing */
    fill(&s, IN_USE, REVOKE);
    wait_for(&s, CARD, RESUME);
    assert_string_equal(decide(&s), "");
    assert_int_equal(s.card.expected.state, IN_USE);
}

static void an_entry_is_refused_for_its_items(void **state)
{
    sample s;
    (void)state;
    fill(&s, MADE, ISSUE);
    assert_string_equal(decide(&s), "");
    s.who.terminal_id = TEXT("");
    assert_string_equal(decide(&s), "operator_missing");
    fill(&s, MADE, ISSUE);
    s.entry.purpose = TEXT("");
    assert_string_equal(decide(&s), "purpose_missing");
    fill(&s, MADE, ISSUE);
    s.entry.card_ref = TEXT("card-2"); /* somebody else's */
    assert_string_equal(decide(&s), "card_unknown");
    s.entry.card_ref = TEXT("");
    assert_string_equal(decide(&s), "item_missing");
    fill(&s, MADE, ISSUE);
    s.entry.register_ref = TEXT("");
    assert_string_equal(decide(&s), "item_missing");
    fill(&s, MADE, ISSUE);
    s.entry.reason = (Juki__Common__V1__CardReason)LOST;
    assert_string_equal(decide(&s), "item_not_allowed");
    fill(&s, MADE, ISSUE);
    s.entry.card_number = &s.number;
    assert_string_equal(decide(&s), "item_not_allowed");
    fill(&s, MADE, ISSUE);
    s.entry.arrived_on = TEXT(TODAY);
    assert_string_equal(decide(&s), "item_not_allowed");
    fill(&s, MADE, ACTS);
    assert_string_equal(decide(&s), "act_unknown");
}

static void a_revocation_has_a_reason_of_the_counter(void **state)
{
    sample s;
    (void)state;
    fill(&s, MADE, REVOKE);
    s.entry.reason = 0;
    assert_string_equal(decide(&s), "reason_unknown");
    s.entry.reason = (Juki__Common__V1__CardReason)DEATH;
    assert_string_equal(decide(&s), "reason_derived");
    s.entry.reason = (Juki__Common__V1__CardReason)99;
    assert_string_equal(decide(&s), "reason_unknown");
    s.entry.reason = (Juki__Common__V1__CardReason)NOT_CLAIMED;
    assert_string_equal(decide(&s), "");
}

static const char *decide_days(const char *arrived, const char *notified)
{
    static sample s;
    fill(&s, NONE, CONTINUE);
    s.file.card_count = 0;
    s.entry.arrived_on = TEXT(arrived);
    s.entry.notified_on = TEXT(notified);
    return decide(&s);
}

/* 継続利用: 転入届 within 14 days of 転入, and within 90 days of it (番号法施行令14条). */
static void a_card_is_continued_in_time(void **state)
{
    sample s;
    (void)state;
    assert_string_equal(decide_days("2026-03-27", TODAY), ""); /* the 14th day */
    assert_string_equal(decide_days("2026-03-26", TODAY), "notified_late");
    assert_string_equal(decide_days("2026-01-10", "2026-01-10"), ""); /* the 90th day */
    assert_string_equal(decide_days("2026-01-09", "2026-01-09"), "continued_late");
    assert_string_equal(decide_days("2026-04-11", "2026-04-11"), "date_invalid");
    assert_string_equal(decide_days("2026-04-09", "2026-04-08"), "date_invalid");
    assert_string_equal(decide_days("2026-02-30", TODAY), "date_invalid");
    fill(&s, NONE, CONTINUE);
    s.number.key_id = TEXT("resident/2026");
    assert_string_equal(decide(&s), "seal_audience");
    s.entry.card_number = NULL;
    assert_string_equal(decide(&s), "item_missing");
    fill(&s, NONE, CONTINUE);
    wait_for(&s, "", CONTINUE);
    assert_string_equal(decide(&s), "act_pending");
}

static void what_a_change_of_the_register_does(void **state)
{
    static const struct {
        int change;
        int state;
        card_effect effect;
        int reason;
    } wanted[] = {
        {1, IN_USE, CARD_WAITS, STRUCK_OFF},
        {1, SUSPENDED, CARD_WAITS, STRUCK_OFF},
        {1, MADE, CARD_ENDS, STRUCK_OFF},
        {2, IN_USE, CARD_ENDS, ABROAD},
        {3, SUSPENDED, CARD_ENDS, STRUCK_OFF},
        {4, IN_USE, CARD_ENDS, NUMBER},
        {5, IN_USE, CARD_ENDS, CODE},
        {6, IN_USE, CARD_WAITS_HERE, STRUCK_OFF},
        {7, IN_USE, CARD_WAITS_NOT, STRUCK_OFF},
        {2, REVOKED, CARD_UNTOUCHED, STRUCK_OFF},
        {3, EXPIRED, CARD_UNTOUCHED, STRUCK_OFF},
        {1, ELSEWHERE, CARD_UNTOUCHED, STRUCK_OFF},
        {0, IN_USE, CARD_UNTOUCHED, STRUCK_OFF},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        Juki__Common__V1__CardReason reason;
        card_standing before = standing(wanted[i].state, false, 0);
        assert_int_equal(
            card_effect_of((Juki__Delivery__V1__CardHolderChange)wanted[i].change, &before, &reason),
            wanted[i].effect);
        assert_int_equal(reason, wanted[i].reason);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_with_every_act),
        cmocka_unit_test(every_state_with_every_event),
        cmocka_unit_test(where_the_card_lies),
        cmocka_unit_test(what_is_pending_counts),
        cmocka_unit_test(an_entry_is_refused_for_its_items),
        cmocka_unit_test(a_revocation_has_a_reason_of_the_counter),
        cmocka_unit_test(a_card_is_continued_in_time),
        cmocka_unit_test(what_a_change_of_the_register_does),
    };
    return cmocka_run_group_tests_name("delivery_card", tests, NULL, NULL);
}
