#include "services/audit/question.h"

#include "common/base/hex.h"
#include "common/text/date.h"

#include <stdio.h>
#include <string.h>

enum { SUBJECT_DIGITS = 32 };

static const audit_refusal NO_PURPOSE = {"purpose_missing", "purpose", "照会の目的が必要です。"};
static const audit_refusal NO_KIND = {"question_unknown", "of", "照会の種別が正しくありません。"};
static const audit_refusal BAD_SUBJECT = {"subject_invalid", "subject", "対象者の指定が正しくありません。"};
static const audit_refusal NO_OPERATOR = {"of_operator_missing", "of_operator",
                                          "照会する操作者IDがありません。"};
static const audit_refusal BAD_PERIOD = {"period_invalid", "from", "期間が正しくありません。"};
static const audit_refusal BAD_PLACE = {"after_index_invalid", "after_index",
                                        "続きの番号が正しくありません。"};

static bool is_subject(const char *text)
{
    return strlen(text) == SUBJECT_DIGITS && strspn(text, "0123456789abcdef") == SUBJECT_DIGITS;
}

const audit_refusal *question_check_subjects(char *const *subject, size_t count)
{
    bool good = count > 0 && count <= QUESTION_SUBJECTS_MAX;
    for (size_t i = 0; good && i < count; i++) {
        good = is_subject(subject[i]);
    }
    return good ? NULL : &BAD_SUBJECT;
}

static bool is_period(const char *from, const char *to)
{
    ju_date first;
    ju_date last;
    bool good = (*from == '\0' || ju_date_parse(from, &first)) && (*to == '\0' || ju_date_parse(to, &last));
    return good && (*from == '\0' || *to == '\0' || ju_date_compare(first, last) <= 0);
}

const audit_refusal *question_check_period(const char *from, const char *to, int64_t after_index)
{
    if (after_index < 0) {
        return &BAD_PLACE;
    }
    return is_period(from, to) ? NULL : &BAD_PERIOD;
}

const audit_refusal *question_check_purpose(const char *purpose)
{
    return *purpose == '\0' ? &NO_PURPOSE : NULL;
}

static const audit_refusal *check_kind(const Juki__Audit__V1__QueryActs *query)
{
    switch (query->of) {
    case JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_PERSON:
        return question_check_subjects(query->subject, query->n_subject);
    case JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_OPERATOR:
        return *query->of_operator != '\0' ? NULL : &NO_OPERATOR;
    case JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_INQUIRIES:
    case JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_PROTECTED:
        return NULL;
    default:
        return &NO_KIND;
    }
}

const audit_refusal *question_check_acts(const Juki__Audit__V1__QueryActs *query)
{
    const audit_refusal *refused = question_check_purpose(query->purpose);
    refused = refused == NULL ? check_kind(query) : refused;
    return refused == NULL ? question_check_period(query->from, query->to, query->after_index) : refused;
}

const audit_refusal *question_check_counts(const Juki__Audit__V1__QueryCounts *query)
{
    const audit_refusal *refused = question_check_purpose(query->purpose);
    return refused == NULL ? question_check_period(query->from, query->to, 0) : refused;
}

void question_period(const char *from, const char *to, char ret_from[QUESTION_MOMENT_SIZE],
                     char ret_until[QUESTION_MOMENT_SIZE])
{
    ju_date last;
    char next[JU_DATE_SIZE];
    (void)snprintf(ret_from, QUESTION_MOMENT_SIZE, "-infinity");
    (void)snprintf(ret_until, QUESTION_MOMENT_SIZE, "infinity");
    if (*from != '\0') {
        (void)snprintf(ret_from, QUESTION_MOMENT_SIZE, "%.10s 00:00:00+09", from);
    }
    if (*to != '\0' && ju_date_parse(to, &last)) {
        ju_date_format(ju_date_add_days(last, 1), next);
        (void)snprintf(ret_until, QUESTION_MOMENT_SIZE, "%.10s 00:00:00+09", next);
    }
}

const char *question_action(const Juki__Audit__V1__QueryActs *query)
{
    static const char *const words[] = {
        [JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_UNSPECIFIED] = "audit.acts",
        [JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_PERSON] = "audit.person",
        [JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_OPERATOR] = "audit.operator",
        [JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_INQUIRIES] = "audit.inquiries",
        [JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_PROTECTED] = "audit.protected",
    };
    size_t of = (size_t)query->of;
    return words[of < sizeof words / sizeof words[0] ? of : 0];
}
