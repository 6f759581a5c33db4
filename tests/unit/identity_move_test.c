/* 特例転入 in identity: every path of the two tables, the days, and what may stand in a letter. */
#include "services/identity/move.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(literal) ((char *)(uintptr_t)(literal))

/* As drawn in services/identity/MOVES.md: next state, acts, code. */
typedef struct path {
    int state;
    int event;
    int next;
    unsigned acts;
    const char *code;
} path;

static const path IN[] = {
    {MOVE_IN_NONE, MOVE_IN_CERTIFICATE, MOVE_IN_HELD, MOVE_IN_KEEP, NULL},
    {MOVE_IN_NONE, MOVE_IN_LATE, MOVE_IN_NONE, 0, "certificate_expired"},
    {MOVE_IN_NONE, MOVE_IN_REQUEST, MOVE_IN_REQUESTED, MOVE_IN_ASK, NULL},
    {MOVE_IN_NONE, MOVE_IN_NOT_THERE, MOVE_IN_NONE, 0, "request_unknown"},
    {MOVE_IN_NONE, MOVE_IN_DAY, MOVE_IN_NONE, 0, NULL},
    {MOVE_IN_NONE, MOVE_IN_DONE, MOVE_IN_NONE, 0, "move_unknown"},
    {MOVE_IN_REQUESTED, MOVE_IN_CERTIFICATE, MOVE_IN_HELD, MOVE_IN_KEEP, NULL},
    {MOVE_IN_REQUESTED, MOVE_IN_LATE, MOVE_IN_HELD, MOVE_IN_KEEP, NULL},
    {MOVE_IN_REQUESTED, MOVE_IN_REQUEST, MOVE_IN_REQUESTED, MOVE_IN_ASK, NULL},
    {MOVE_IN_REQUESTED, MOVE_IN_NOT_THERE, MOVE_IN_UNAVAILABLE, 0, NULL},
    {MOVE_IN_REQUESTED, MOVE_IN_DAY, MOVE_IN_REQUESTED, 0, NULL},
    {MOVE_IN_REQUESTED, MOVE_IN_DONE, MOVE_IN_MOVED_IN, MOVE_IN_NOTIFY, NULL},
    {MOVE_IN_HELD, MOVE_IN_CERTIFICATE, MOVE_IN_HELD, MOVE_IN_KEEP, NULL},
    {MOVE_IN_HELD, MOVE_IN_LATE, MOVE_IN_HELD, 0, "certificate_expired"},
    {MOVE_IN_HELD, MOVE_IN_REQUEST, MOVE_IN_HELD, 0, "certificate_held"},
    {MOVE_IN_HELD, MOVE_IN_NOT_THERE, MOVE_IN_HELD, 0, "request_unknown"},
    {MOVE_IN_HELD, MOVE_IN_DAY, MOVE_IN_ERASED, MOVE_IN_ERASE, NULL},
    {MOVE_IN_HELD, MOVE_IN_DONE, MOVE_IN_MOVED_IN, MOVE_IN_NOTIFY | MOVE_IN_ERASE, NULL},
    {MOVE_IN_ERASED, MOVE_IN_CERTIFICATE, MOVE_IN_HELD, MOVE_IN_KEEP, NULL},
    {MOVE_IN_ERASED, MOVE_IN_LATE, MOVE_IN_ERASED, 0, "certificate_expired"},
    {MOVE_IN_ERASED, MOVE_IN_REQUEST, MOVE_IN_REQUESTED, MOVE_IN_ASK, NULL},
    {MOVE_IN_ERASED, MOVE_IN_NOT_THERE, MOVE_IN_ERASED, 0, "request_unknown"},
    {MOVE_IN_ERASED, MOVE_IN_DAY, MOVE_IN_ERASED, 0, NULL},
    {MOVE_IN_ERASED, MOVE_IN_DONE, MOVE_IN_MOVED_IN, MOVE_IN_NOTIFY, NULL},
    {MOVE_IN_UNAVAILABLE, MOVE_IN_CERTIFICATE, MOVE_IN_HELD, MOVE_IN_KEEP, NULL},
    {MOVE_IN_UNAVAILABLE, MOVE_IN_LATE, MOVE_IN_UNAVAILABLE, 0, "certificate_expired"},
    {MOVE_IN_UNAVAILABLE, MOVE_IN_REQUEST, MOVE_IN_REQUESTED, MOVE_IN_ASK, NULL},
    {MOVE_IN_UNAVAILABLE, MOVE_IN_NOT_THERE, MOVE_IN_UNAVAILABLE, 0, "request_unknown"},
    {MOVE_IN_UNAVAILABLE, MOVE_IN_DAY, MOVE_IN_UNAVAILABLE, 0, NULL},
    {MOVE_IN_UNAVAILABLE, MOVE_IN_DONE, MOVE_IN_MOVED_IN, MOVE_IN_NOTIFY, NULL},
    {MOVE_IN_MOVED_IN, MOVE_IN_CERTIFICATE, MOVE_IN_MOVED_IN, 0, "moved_in"},
    {MOVE_IN_MOVED_IN, MOVE_IN_LATE, MOVE_IN_MOVED_IN, 0, "moved_in"},
    {MOVE_IN_MOVED_IN, MOVE_IN_REQUEST, MOVE_IN_REQUESTED, MOVE_IN_ASK, NULL},
    {MOVE_IN_MOVED_IN, MOVE_IN_NOT_THERE, MOVE_IN_MOVED_IN, 0, "request_unknown"},
    {MOVE_IN_MOVED_IN, MOVE_IN_DAY, MOVE_IN_MOVED_IN, 0, NULL},
    {MOVE_IN_MOVED_IN, MOVE_IN_DONE, MOVE_IN_MOVED_IN, MOVE_IN_NOTIFY, NULL},
};

static const path OUT[] = {
    {MOVE_OUT_NONE, MOVE_OUT_ISSUED, MOVE_OUT_SENT, MOVE_OUT_SEND, NULL},
    {MOVE_OUT_NONE, MOVE_OUT_WANTED, MOVE_OUT_NONE, 0, "move_unknown"},
    {MOVE_OUT_NONE, MOVE_OUT_NOTICE, MOVE_OUT_NONE, 0, "move_unknown"},
    {MOVE_OUT_SENT, MOVE_OUT_ISSUED, MOVE_OUT_SENT, MOVE_OUT_SEND, NULL},
    {MOVE_OUT_SENT, MOVE_OUT_WANTED, MOVE_OUT_SENT, MOVE_OUT_FETCH, NULL},
    {MOVE_OUT_SENT, MOVE_OUT_NOTICE, MOVE_OUT_ARRIVED, MOVE_OUT_TELL, NULL},
    {MOVE_OUT_ARRIVED, MOVE_OUT_ISSUED, MOVE_OUT_ARRIVED, MOVE_OUT_SEND, NULL},
    {MOVE_OUT_ARRIVED, MOVE_OUT_WANTED, MOVE_OUT_ARRIVED, MOVE_OUT_FETCH, NULL},
    {MOVE_OUT_ARRIVED, MOVE_OUT_NOTICE, MOVE_OUT_ARRIVED, MOVE_OUT_TELL, NULL},
};

static void check_step(const path *wanted, const move_step *step)
{
    if (step->next != wanted->next || step->acts != wanted->acts ||
        (step->code == NULL) != (wanted->code == NULL) ||
        (step->code != NULL && strcmp(step->code, wanted->code) != 0)) {
        fail_msg("state %d, event %d", wanted->state, wanted->event);
    }
}

static void test_every_path(void **state)
{
    (void)state;
    assert_int_equal(sizeof IN / sizeof IN[0], MOVE_IN_STATES_ * MOVE_IN_EVENTS_);
    assert_int_equal(sizeof OUT / sizeof OUT[0], MOVE_OUT_STATES_ * MOVE_OUT_EVENTS_);
    for (size_t i = 0; i < sizeof IN / sizeof IN[0]; i++) {
        check_step(&IN[i], move_in_next((move_in_state)IN[i].state, (move_in_event)IN[i].event));
    }
    for (size_t i = 0; i < sizeof OUT / sizeof OUT[0]; i++) {
        check_step(&OUT[i], move_out_next((move_out_state)OUT[i].state, (move_out_event)OUT[i].event));
    }
}

/* the 30th day is good, the 31st is not; across a leap day and a year's end. */
static void test_days(void **state)
{
    static const struct {
        const char *planned;
        const char *last;
        const char *erased;
    } days[] = {{"2026-04-01", "2026-05-01", "2026-05-02"},
                {"2024-02-10", "2024-03-11", "2024-03-12"},
                {"2025-12-15", "2026-01-14", "2026-01-15"}};
    char erase_on[JU_DATE_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        assert_false(move_is_late(days[i].planned, days[i].last));
        assert_true(move_is_late(days[i].planned, days[i].erased));
        move_erase_on(days[i].planned, days[i].last, erase_on);
        assert_string_equal(erase_on, days[i].erased);
    }
    assert_false(move_is_late("2026-04-20", "2026-04-01")); /* ahead of the day */
    move_erase_on("2026-04-01", "2026-06-30", erase_on);    /* asked for later */
    assert_string_equal(erase_on, "2026-07-01");
    assert_true(move_is_late("x", "2026-04-01"));
}

#define REF "0197f0a0-0000-7000-8000-000000000001"

static Juki__Identity__V1__CertificateSent sent;
static Juki__Identity__V1__MoveInNotice notice;
static Juki__Identity__V1__CertificateRequest request;
static Juki__Common__V1__Address address;

static Juki__Identity__V1__MunicipalityWord good_word(void)
{
    Juki__Identity__V1__MunicipalityWord word = JUKI__IDENTITY__V1__MUNICIPALITY_WORD__INIT;
    juki__identity__v1__certificate_sent__init(&sent);
    juki__identity__v1__move_in_notice__init(&notice);
    juki__identity__v1__certificate_request__init(&request);
    juki__common__v1__address__init(&address);
    sent.move_ref = notice.move_ref = request.move_ref = word.move_ref = TEXT(REF);
    sent.from_municipality = notice.from_municipality = word.from_municipality = TEXT("131016");
    sent.to_municipality = word.to_municipality = TEXT("132071");
    sent.planned_date = notice.arrival_date = notice.notice_date = TEXT("2026-04-01");
    address.municipality_code = TEXT("131016");
    notice.address = &address;
    notice.place = 1;
    request.request_id = TEXT(REF);
    return word;
}

static void expect(const Juki__Identity__V1__MunicipalityWord *word, const char *code)
{
    move_refusal why = move_check_word(word, "131016", REF, "132071");
    assert_string_equal(why.code == NULL ? "" : why.code, code);
}

#define WORD(code, ...)                                                                                      \
    do {                                                                                                     \
        Juki__Identity__V1__MunicipalityWord word = good_word();                                             \
        __VA_ARGS__;                                                                                         \
        expect(&word, code);                                                                                 \
    } while (0)

static void test_words(void **state)
{
    (void)state;
    WORD("", word.certificate = &sent);
    WORD("", word.notice = &notice);
    WORD("", word.request = &request);
    WORD("item_missing", (void)word);
    WORD("item_missing", word.notice = &notice; word.certificate = &sent);
    WORD("key_mismatch", word.certificate = &sent; word.move_ref = TEXT("x"));
    WORD("key_mismatch", word.certificate = &sent; sent.move_ref = TEXT("x"));
    WORD("key_mismatch", word.request = &request; request.move_ref = TEXT("x"));
    WORD("municipality_mismatch", word.certificate = &sent; word.from_municipality = TEXT("011002"));
    WORD("municipality_mismatch", word.certificate = &sent; sent.from_municipality = TEXT("011002"));
    WORD("municipality_mismatch", word.notice = &notice; address.municipality_code = TEXT("011002"));
    WORD("not_for_us", word.certificate = &sent; word.to_municipality = TEXT("011002"));
    WORD("not_for_us", word.certificate = &sent; sent.to_municipality = TEXT("011002"));
    WORD("item_invalid", word.certificate = &sent; sent.planned_date = TEXT("2026-02-30"));
    WORD("item_invalid", word.notice = &notice; notice.place = 0);
    WORD("item_invalid", word.notice = &notice; notice.arrival_date = TEXT(""));
    WORD("item_missing", word.notice = &notice; notice.address = NULL);
    WORD("item_invalid", word.request = &request; request.request_id = TEXT("x"));
}

/* 6-※2: 送信依頼 has no place for anything of a person. */
static void test_request_has_references_only(void **state)
{
    static const char *const items[] = {"request_id", "move_ref", "from_municipality", "to_municipality"};
    const ProtobufCMessageDescriptor *type = &juki__identity__v1__certificate_request__descriptor;
    (void)state;
    assert_int_equal(type->n_fields, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(type->fields[i].name, items[i]);
        assert_int_equal(type->fields[i].type, PROTOBUF_C_TYPE_STRING);
    }
}

static void test_messages(void **state)
{
    static const char *const codes[] = {"operator_missing",     "purpose_missing",       "move_invalid",
                                        "municipality_invalid", "municipality_mismatch", "certificate_held"};
    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        assert_true(*move_refusal_message(codes[i]) != '\0');
    }
    assert_string_equal(move_refusal_message("nothing"), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_path), cmocka_unit_test(test_days),
        cmocka_unit_test(test_words),      cmocka_unit_test(test_request_has_references_only),
        cmocka_unit_test(test_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
