#include "services/resident/identity_check.h"

#include "common/text/text.h"

#include <string.h>

typedef Juki__Resident__V1__IdentityCheck identity_check;

enum {
    DOCUMENT_LENGTH_MAX = 60,
    NUMBER_DIGITS_MIN = 10, /* of 住民票コード, 個人番号, 運転免許証 and the like; dates have less */
    DIFFERENT = JUKI__RESIDENT__V1__COMPARISON__COMPARISON_DIFFERENT,
    NOT_COMPARED = JUKI__RESIDENT__V1__COMPARISON__COMPARISON_UNSPECIFIED,
};

static const struct {
    int method;
    bool shown; /* a document, which is named */
    const char *word;
} METHODS[] = {
    {JUKI__RESIDENT__V1__IDENTITY_METHOD__IDENTITY_METHOD_NUMBER_CARD, false, "number_card"},
    {JUKI__RESIDENT__V1__IDENTITY_METHOD__IDENTITY_METHOD_NOTIFICATION_CARD, true, "notification_card"},
    {JUKI__RESIDENT__V1__IDENTITY_METHOD__IDENTITY_METHOD_PHOTO_DOCUMENT, true, "photo_document"},
    {JUKI__RESIDENT__V1__IDENTITY_METHOD__IDENTITY_METHOD_TWO_DOCUMENTS, true, "two_documents"},
    {JUKI__RESIDENT__V1__IDENTITY_METHOD__IDENTITY_METHOD_QUESTIONS, false, "questions"},
    {JUKI__RESIDENT__V1__IDENTITY_METHOD__IDENTITY_METHOD_SIGNATURE, false, "signature"},
    {JUKI__RESIDENT__V1__IDENTITY_METHOD__IDENTITY_METHOD_NOTIFICATION, false, "notification"},
};
enum { METHOD_COUNT = sizeof METHODS / sizeof METHODS[0] };

static size_t row_of(const identity_check *check)
{
    size_t at = 0;
    while (at < METHOD_COUNT && METHODS[at].method != (int)check->method) {
        at++;
    }
    return at;
}

const char *identity_check_word(const identity_check *check)
{
    size_t at = check == NULL ? (size_t)METHOD_COUNT : row_of(check);
    return at < METHOD_COUNT ? METHODS[at].word : "none";
}

/* A run of digits, half or full width, as long as a number of a person or a card. */
static bool holds_number(const char *text)
{
    size_t run = 0;
    while (*text != '\0') {
        size_t length = *text >= '0' && *text <= '9' ? 1 : 0;
        if (length == 0 && strncmp(text, "\xef\xbc", 2) == 0 && (unsigned char)text[2] >= 0x90 &&
            (unsigned char)text[2] <= 0x99) {
            length = strlen("０");
        }
        run = length > 0 ? run + 1 : 0;
        if (run == NUMBER_DIGITS_MIN) {
            return true;
        }
        text += length > 0 ? length : 1;
    }
    return false;
}

static bool check_document(const identity_check *check, bool shown, refusal *ret)
{
    if (shown && *check->document == '\0') {
        return refuse(ret, "item_required", "document");
    }
    if (ju_text_length(check->document) > DOCUMENT_LENGTH_MAX) {
        return refuse(ret, "text_too_long", "document");
    }
    return !holds_number(check->document) ? true : refuse(ret, "number_in_text", "document");
}

bool identity_check_good(const identity_check *check, const reason *why, refusal *ret)
{
    if (check == NULL) {
        return why->basis == REASON_BY_OFFICIAL ? true : refuse(ret, "item_required", "identity_check");
    }
    size_t at = row_of(check);
    if (at == METHOD_COUNT) {
        return refuse(ret, "item_required", "method");
    }
    if ((int)check->comparison == NOT_COMPARED) {
        return refuse(ret, "item_required", "comparison");
    }
    if ((int)check->comparison == DIFFERENT) {
        return refuse(ret, "identity_different", "comparison");
    }
    return check_document(check, METHODS[at].shown, ret);
}
