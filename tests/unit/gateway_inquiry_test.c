/* 情報照会: every path of the table, what must hold before, and what an approval is bound to. */
#include "services/gateway/inquiry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(literal) ((char *)(uintptr_t)(literal))

#define NOTHING   JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_UNSPECIFIED
#define ENTERED   JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_ENTERED
#define PERMIT    JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_PERMIT
#define ASKED     JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_ASKED
#define ANSWERED  JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_ANSWERED
#define CANCELLED JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_CANCELLED
#define FAILED    JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_FAILED

/* Every pair that moves; all others stay as they are and say why. */
typedef struct path {
    inquiry_state state;
    inquiry_event event;
    inquiry_state next;
    unsigned acts;
    const char *code;
} path;

static const path MOVES[] = {
    {NOTHING, INQUIRY_ENTER, ENTERED, 0, NULL},
    {ENTERED, INQUIRY_APPROVE, PERMIT, INQUIRY_ASK_PERMIT, NULL},
    {ENTERED, INQUIRY_RETURN, CANCELLED, INQUIRY_CLOSE, "returned"},
    {ENTERED, INQUIRY_CANCEL, CANCELLED, INQUIRY_CLOSE, "cancelled"},
    {ENTERED, INQUIRY_DUE, CANCELLED, INQUIRY_CLOSE, "approval_timeout"},
    {PERMIT, INQUIRY_PERMIT, ASKED, INQUIRY_SEND, NULL},
    {PERMIT, INQUIRY_NO_PERMIT, FAILED, INQUIRY_CLOSE, "permit_refused"},
    {PERMIT, INQUIRY_CANCEL, CANCELLED, INQUIRY_CLOSE, "cancelled"},
    {PERMIT, INQUIRY_DUE, FAILED, INQUIRY_CLOSE, "permit_timeout"},
    {ASKED, INQUIRY_ANSWER, ANSWERED, INQUIRY_KEEP | INQUIRY_CLOSE, NULL},
    {ASKED, INQUIRY_PENDING, ASKED, INQUIRY_AWAIT, NULL},
    {ASKED, INQUIRY_NONE, FAILED, INQUIRY_CLOSE, "not_provided"},
    {ASKED, INQUIRY_CANCEL, CANCELLED, INQUIRY_CLOSE, "cancelled"},
    {ASKED, INQUIRY_DUE, FAILED, INQUIRY_CLOSE, "answer_timeout"},
};

static const path *move_of(inquiry_state state, inquiry_event event)
{
    for (size_t i = 0; i < sizeof MOVES / sizeof MOVES[0]; i++) {
        if (MOVES[i].state == state && MOVES[i].event == event) {
            return &MOVES[i];
        }
    }
    return NULL;
}

static void same_code(const char *is, const char *wanted)
{
    if (wanted == NULL) {
        assert_null(is);
    } else {
        assert_non_null(is);
        assert_string_equal(is, wanted);
    }
}

static void every_path(void **state)
{
    (void)state;
    for (int from = NOTHING; from < INQUIRY_STATES_; from++) {
        for (int event = 0; event < INQUIRY_EVENTS_; event++) {
            const inquiry_step *step = inquiry_next((inquiry_state)from, (inquiry_event)event);
            const path *move = move_of((inquiry_state)from, (inquiry_event)event);
            assert_int_equal(step->refused, move == NULL);
            if (move != NULL) {
                assert_int_equal(step->next, move->next);
                assert_int_equal(step->acts, move->acts);
                same_code(step->code, move->code);
            } else {
                assert_int_equal(step->next, from);
                assert_int_equal(step->acts, 0);
                assert_non_null(step->code);
            }
        }
    }
}

/* Nothing is sent but behind a permit, and no permit is asked for but behind an approval (REQ-45, K38). */
static void nothing_leaves_before_its_time(void **state)
{
    (void)state;
    for (int from = NOTHING; from < INQUIRY_STATES_; from++) {
        for (int event = 0; event < INQUIRY_EVENTS_; event++) {
            const inquiry_step *step = inquiry_next((inquiry_state)from, (inquiry_event)event);
            assert_int_equal((step->acts & INQUIRY_ASK_PERMIT) != 0,
                             from == ENTERED && event == INQUIRY_APPROVE);
            assert_int_equal((step->acts & INQUIRY_SEND) != 0, from == PERMIT && event == INQUIRY_PERMIT);
            assert_int_equal((step->acts & INQUIRY_KEEP) != 0, from == ASKED && event == INQUIRY_ANSWER);
        }
    }
}

static void what_comes_late_is_told_from_what_comes_twice(void **state)
{
    (void)state;
    assert_string_equal(inquiry_next(ANSWERED, INQUIRY_ANSWER)->code, "answer_known");
    assert_string_equal(inquiry_next(CANCELLED, INQUIRY_ANSWER)->code, "answer_late");
    assert_string_equal(inquiry_next(FAILED, INQUIRY_ANSWER)->code, "answer_late");
    assert_string_equal(inquiry_next(PERMIT, INQUIRY_ANSWER)->code, "answer_unasked");
    assert_string_equal(inquiry_next(NOTHING, INQUIRY_ANSWER)->code, "inquiry_unknown");
    assert_string_equal(inquiry_next(ENTERED, INQUIRY_PERMIT)->code, "permit_unasked");
    assert_string_equal(inquiry_next(ASKED, INQUIRY_PERMIT)->code, "permit_known");
    assert_string_equal(inquiry_next(CANCELLED, INQUIRY_PERMIT)->code, "permit_late");
}

static void words_are_read_back(void **state)
{
    (void)state;
    for (int is = ENTERED; is < INQUIRY_STATES_; is++) {
        assert_int_equal(inquiry_state_of(inquiry_state_word((inquiry_state)is)), is);
    }
    assert_int_equal(inquiry_state_of("nonsense"), NOTHING);
}

/* ---- what must hold ------------------------------------------------------------------------------------ */

typedef struct fixture {
    char *item[3];
    Juki__Gateway__V1__InquiryContent content;
    Juki__Common__V1__Operator who;
} fixture;

static void open_fixture(fixture *f)
{
    *f = (fixture){.item = {TEXT("a"), TEXT("b"), TEXT("c")},
                   .content = JUKI__GATEWAY__V1__INQUIRY_CONTENT__INIT,
                   .who = JUKI__COMMON__V1__OPERATOR__INIT};
    f->content.consumer = TEXT("tax");
    f->content.item = TEXT("48");
    f->content.provider = TEXT("131016");
    f->content.information = TEXT("地方税関係情報");
    f->content.asked_item = f->item;
    f->content.n_asked_item = 3;
    f->content.addressee_number = TEXT("26");
    f->content.purpose = TEXT("課税");
    f->who.operator_id = TEXT("op-1");
    f->who.terminal_id = TEXT("w1");
}

static void expect(inquiry_refusal why, const char *code, const char *item)
{
    same_code(why.code, code);
    if (code != NULL) {
        assert_string_equal(why.item, item);
        assert_string_not_equal(inquiry_refusal_text(code), inquiry_refusal_text("no such code"));
    }
}

static void an_inquiry_has_all_its_items(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    expect(inquiry_check_content(&f.content, &f.who), NULL, "");
    expect(inquiry_check_content(NULL, &f.who), "item_missing", "content");
    expect(inquiry_check_content(&f.content, NULL), "operator_missing", "operator");
    f.who.terminal_id = TEXT("");
    expect(inquiry_check_content(&f.content, &f.who), "operator_missing", "operator");
    char endless[100];
    memset(endless, 'x', sizeof endless);
    endless[sizeof endless - 1] = '\0';
    f.who.terminal_id = endless; /* more than the trail takes */
    expect(inquiry_check_content(&f.content, &f.who), "operator_missing", "operator");
    f.who.terminal_id = TEXT("w1");
    char *consumer = f.content.consumer;
    f.content.consumer = endless;
    expect(inquiry_check_content(&f.content, &f.who), "text_too_long", "consumer");
    f.content.consumer = consumer;
    char **const texts[] = {&f.content.consumer, &f.content.item, &f.content.information,
                            &f.content.addressee_number, &f.content.purpose};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char *was = *texts[i];
        *texts[i] = TEXT("");
        assert_string_equal(inquiry_check_content(&f.content, &f.who).code, "item_missing");
        *texts[i] = was;
    }
    f.content.provider = TEXT("131017"); /* the check digit is 6 */
    expect(inquiry_check_content(&f.content, &f.who), "provider_invalid", "provider");
}

static void items_are_some_and_each_once(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    f.content.n_asked_item = 0;
    expect(inquiry_check_content(&f.content, &f.who), "items_invalid", "asked_item");
    f.content.n_asked_item = 3;
    f.item[2] = TEXT("a");
    expect(inquiry_check_content(&f.content, &f.who), "items_invalid", "asked_item");
    f.item[2] = TEXT("");
    expect(inquiry_check_content(&f.content, &f.who), "items_invalid", "asked_item");
}

static void the_first_that_does_not_hold_refuses(void **state)
{
    (void)state;
    inquiry_facts facts = {
        .linked = false, .known = true, .law_table = "", .subject = "", .law_refused = "item_unknown"};
    expect(inquiry_check_entry(&facts), "link_closed", "");
    facts.linked = true;
    expect(inquiry_check_entry(&facts), "inquiry_known", "inquiry_id");
    facts.known = false;
    expect(inquiry_check_entry(&facts), "consumer_invalid", "consumer");
    facts.consumer_valid = true;
    expect(inquiry_check_entry(&facts), "consumer_without_keyring", "consumer");
    facts.has_keyring = true;
    expect(inquiry_check_entry(&facts), "affair_not_permitted", "item");
    facts.law_table = "第2条の表";
    expect(inquiry_check_entry(&facts), "person_unknown", "addressee_number");
    facts.subject = "000000000000019";
    expect(inquiry_check_entry(&facts), "item_unknown", "item");
    facts.law_refused = NULL;
    expect(inquiry_check_entry(&facts), "code_not_acquired", "addressee_number");
    facts.subject_acquired = true;
    expect(inquiry_check_entry(&facts), NULL, "");
}

static void another_person_approves_just_this(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f);
    Juki__Gateway__V1__DecideInquiry wish = JUKI__GATEWAY__V1__DECIDE_INQUIRY__INIT;
    inquiry_standing is = {.state = ENTERED, .asked_by = "op-1", .digest = "d1", .computed = "d1"};
    wish.digest = TEXT("d1");
    wish.approved = true;
    expect(inquiry_check_decision(&wish, &is), "operator_missing", "operator");
    wish.operator_ = &f.who;
    expect(inquiry_check_decision(&wish, &is), "inquiry_unknown", "inquiry_id");
    is.found = true;
    expect(inquiry_check_decision(&wish, &is), "supervisor_required", "operator");
    is.supervisor = true;
    expect(inquiry_check_decision(&wish, &is), "same_person", "operator");
    f.who.operator_id = TEXT("op-2");
    expect(inquiry_check_decision(&wish, &is), NULL, "");
    wish.digest = TEXT("d2");
    expect(inquiry_check_decision(&wish, &is), "digest_mismatch", "digest");
    wish.digest = TEXT("d1");
    is.computed = "d2"; /* somebody changed the row */
    expect(inquiry_check_decision(&wish, &is), "digest_mismatch", "digest");
    is.state = ASKED;
    expect(inquiry_check_decision(&wish, &is), "inquiry_decided", "inquiry_id");
}

static bool same_bound(const Juki__Gateway__V1__Inquiry *inquiry, const ProtobufCBinaryData *first,
                       ju_arena *arena)
{
    ProtobufCBinaryData other = inquiry_bound(inquiry, arena);
    assert_non_null(other.data);
    return other.len == first->len && memcmp(other.data, first->data, other.len) == 0;
}

/* Whatever of the content changes, the approval is of something else (REQ-33, K38). */
static void an_approval_is_of_the_whole_content(void **state)
{
    (void)state;
    fixture f;
    ju_arena arena;
    ju_arena_init(&arena, 1 << 16);
    open_fixture(&f);
    Juki__Gateway__V1__Inquiry inquiry = JUKI__GATEWAY__V1__INQUIRY__INIT;
    inquiry.inquiry_id = TEXT("i");
    inquiry.content = &f.content;
    inquiry.law_table = TEXT("t");
    inquiry.affair = TEXT("a");
    inquiry.asked_by = TEXT("op-1");
    ProtobufCBinaryData first = inquiry_bound(&inquiry, &arena);
    inquiry.state = ASKED; /* what happens to it later does not count */
    inquiry.permit_id = TEXT("p");
    assert_true(same_bound(&inquiry, &first, &arena));
    char **const texts[] = {&inquiry.inquiry_id, &inquiry.law_table,         &inquiry.affair,
                            &inquiry.asked_by,   &f.content.consumer,        &f.content.item,
                            &f.content.provider, &f.content.information,     &f.content.asked_item[1],
                            &f.content.purpose,  &f.content.addressee_number};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char *was = *texts[i];
        *texts[i] = TEXT("another");
        assert_false(same_bound(&inquiry, &first, &arena));
        *texts[i] = was;
    }
    ju_arena_done(&arena);
}

static void a_body_is_of_its_kind(void **state)
{
    (void)state;
    assert_string_equal(inquiry_kind_of("131016"), "市町村長");
    assert_string_equal(inquiry_kind_of("130001"), "都道府県知事");
    assert_string_equal(inquiry_kind_of("011002"), "市町村長");
    assert_string_equal(inquiry_kind_of("010006"), "都道府県知事");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_path),
        cmocka_unit_test(nothing_leaves_before_its_time),
        cmocka_unit_test(what_comes_late_is_told_from_what_comes_twice),
        cmocka_unit_test(words_are_read_back),
        cmocka_unit_test(an_inquiry_has_all_its_items),
        cmocka_unit_test(items_are_some_and_each_once),
        cmocka_unit_test(the_first_that_does_not_hold_refuses),
        cmocka_unit_test(another_person_approves_just_this),
        cmocka_unit_test(an_approval_is_of_the_whole_content),
        cmocka_unit_test(a_body_is_of_its_kind),
    };
    return cmocka_run_group_tests_name("gateway_inquiry", tests, NULL, NULL);
}
