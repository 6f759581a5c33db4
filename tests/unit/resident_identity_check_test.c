/* 本人確認 with each notice, named after the requirement of seed 002. */
#include "services/resident/identity_check.h"
#include "tests/unit/resident_decision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum {
    NUMBER_CARD = JUKI__RESIDENT__V1__IDENTITY_METHOD__IDENTITY_METHOD_NUMBER_CARD,
    NOTIFICATION_CARD,
    PHOTO_DOCUMENT,
    TWO_DOCUMENTS,
    QUESTIONS,
    SIGNATURE,
    NOTIFICATION,
    EQUAL = JUKI__RESIDENT__V1__COMPARISON__COMPARISON_EQUAL,
    DIFFERENT = JUKI__RESIDENT__V1__COMPARISON__COMPARISON_DIFFERENT,
};

static sample_entry s;

/* 届出 and 請求・申出 have one; what is done ex officio may, but need not. */
static void r19_every_notice_has_one(void **state)
{
    (void)state;
    size_t needed = 0;
    for (size_t i = 0; reason_at(i) != NULL; i++) {
        refusal why = {0};
        const reason *each = reason_at(i);
        bool official = each->basis == REASON_BY_OFFICIAL;
        assert_int_equal(identity_check_good(NULL, each, &why), official);
        if (!official) {
            assert_string_equal(why.code, "item_required");
            assert_string_equal(why.item, "identity_check");
            needed++;
        }
        sample_entry_fill(&s, "death", 1);
        assert_true(identity_check_good(&s.identity_check, each, &why));
    }
    assert_int_equal(needed, 18);
    sample_entry_fill(&s, "death", 1);
    entry_accepted(&s);
    s.entry.identity_check = NULL;
    entry_refused(&s, "item_required", "identity_check");
}

static void r19_by_what_and_compared(void **state)
{
    (void)state;
    static const struct {
        int method;
        const char *document;
        int comparison;
        const char *code; /* NULL: accepted */
        const char *item;
    } rows[] = {
        {NUMBER_CARD, "", EQUAL, NULL, ""},
        {NUMBER_CARD, "", DIFFERENT, "identity_different", "comparison"},
        {NUMBER_CARD, "", 0, "item_required", "comparison"},
        {0, "", EQUAL, "item_required", "method"},
        {99, "", EQUAL, "item_required", "method"},
        {NOTIFICATION_CARD, "", EQUAL, "item_required", "document"},
        {NOTIFICATION_CARD, "運転免許証", EQUAL, NULL, ""},
        {PHOTO_DOCUMENT, "", EQUAL, "item_required", "document"},
        {PHOTO_DOCUMENT, "旅券（2026年1月5日発行）", EQUAL, NULL, ""},
        {TWO_DOCUMENTS, "", EQUAL, "item_required", "document"},
        {TWO_DOCUMENTS, "健康保険の資格確認書、年金手帳", EQUAL, NULL, ""},
        {QUESTIONS, "", EQUAL, NULL, ""},
        {SIGNATURE, "", EQUAL, NULL, ""},
        {NOTIFICATION, "", EQUAL, NULL, ""},
        {NOTIFICATION, "", DIFFERENT, "identity_different", "comparison"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sample_entry_fill(&s, "death", 1);
        s.identity_check.method = (Juki__Resident__V1__IdentityMethod)rows[i].method;
        s.identity_check.document = sample_text(rows[i].document);
        s.identity_check.comparison = (Juki__Resident__V1__Comparison)rows[i].comparison;
        if (rows[i].code == NULL) {
            entry_accepted(&s);
        } else {
            entry_refused(&s, rows[i].code, rows[i].item);
        }
    }
}

/* What was shown is named; its number would be one more place where a number stands in clear. */
static void r19_no_number_of_a_document(void **state)
{
    (void)state;
    static const struct {
        const char *document;
        bool good;
    } rows[] = {
        {"運転免許証 123456789", true},
        {"運転免許証 1234567890", false},
        {"免許証１２３４５６７８９０１２", false},
        {"免許証１２３４５６７８９", true},
        {"12345 67890", true},
        {"平成30年10月5日交付", true},
        {"免１２３45678９0号", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sample_entry_fill(&s, "death", 1);
        s.identity_check.method = (Juki__Resident__V1__IdentityMethod)PHOTO_DOCUMENT;
        s.identity_check.document = sample_text(rows[i].document);
        if (rows[i].good) {
            entry_accepted(&s);
        } else {
            entry_refused(&s, "number_in_text", "document");
        }
    }
    s.identity_check.document = sample_text("長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い"
                                            "長い長い長い長い長い長い長い長い長い長い長い長い長い長い字");
    entry_refused(&s, "text_too_long", "document");
}

static void the_trail_has_a_word_for_each(void **state)
{
    (void)state;
    Juki__Resident__V1__IdentityCheck check = JUKI__RESIDENT__V1__IDENTITY_CHECK__INIT;
    assert_string_equal(identity_check_word(NULL), "none");
    assert_string_equal(identity_check_word(&check), "none");
    check.method = (Juki__Resident__V1__IdentityMethod)TWO_DOCUMENTS;
    assert_string_equal(identity_check_word(&check), "two_documents");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r19_every_notice_has_one),
        cmocka_unit_test(r19_by_what_and_compared),
        cmocka_unit_test(r19_no_number_of_a_document),
        cmocka_unit_test(the_trail_has_a_word_for_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
