#include "services/gateway/law.h"

#include "common/base/word.h"

#include <string.h>

static const ju_word REASONS[] = {
    {"item_unknown", "法令の表にこの項はありません。"},
    {"item_not_in_force", "この項は、照会の日には施行されていません。"},
    {"parties_unlisted", "公表された一覧には、この項の照会者・提供者が記載されていません。"},
    {"inquirer_wrong", "情報照会者がこの項のものではありません。"},
    {"affair_wrong", "事務がこの項のものではありません。"},
    {"provider_wrong", "情報提供者がこの項のものではありません。"},
    {"information_wrong", "この項では照会できない特定個人情報です。"},
};

const char *law_reason_text(const char *code)
{
    return ju_word_of(REASONS, sizeof REASONS / sizeof REASONS[0], code, "");
}

/* Days as YYYY-MM-DD compare as texts. */
static bool in_force(const law_row *row, const char *day)
{
    return (*row->valid_from == '\0' || strcmp(row->valid_from, day) <= 0) &&
           (*row->valid_to == '\0' || strcmp(day, row->valid_to) <= 0);
}

/* Whether word is one of a list with LAW_MARK around each. */
static bool listed(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; length > 0 && *at == *LAW_MARK && at[1] != '\0';) {
        const char *begin = at + 1;
        at = begin + strcspn(begin, LAW_MARK);
        if ((size_t)(at - begin) == length && memcmp(begin, word, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_any(const law_row *row, const law_question *question)
{
    (void)question;
    return row->there;
}

static bool is_in_force(const law_row *row, const law_question *question)
{
    return in_force(row, question->day);
}

static bool has_parties(const law_row *row, const law_question *question)
{
    (void)question;
    return *row->inquirer_kinds != '\0';
}

static bool is_inquirer(const law_row *row, const law_question *question)
{
    return listed(row->inquirer_kinds, question->inquirer_kind);
}

static bool is_affair(const law_row *row, const law_question *question)
{
    return strcmp(row->affair_code, question->affair_code) == 0;
}

static bool is_provider(const law_row *row, const law_question *question)
{
    return listed(row->provider_kinds, question->provider_kind);
}

static bool is_information(const law_row *row, const law_question *question)
{
    return listed(row->information, question->information);
}

/* A line must pass all; the reason is the first that no line is left at. */
static const struct {
    bool (*holds)(const law_row *row, const law_question *question);
    const char *code;
} CONDITIONS[] = {
    {is_any, "item_unknown"},
    {is_in_force, "item_not_in_force"},
    {has_parties, "parties_unlisted"},
    {is_inquirer, "inquirer_wrong"},
    {is_affair, "affair_wrong"},
    {is_provider, "provider_wrong"},
    {is_information, "information_wrong"},
};
enum { CONDITION_COUNT = sizeof CONDITIONS / sizeof CONDITIONS[0] };

/* How many of the conditions a line meets before the first it does not. */
static size_t conditions_met(const law_row *row, const law_question *question)
{
    size_t met = 0;
    while (met < CONDITION_COUNT && CONDITIONS[met].holds(row, question)) {
        met++;
    }
    return met;
}

/* The version that counts that day; NULL: none does yet. */
static const char *version_of(const char *day, const law_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].effective_from, day) <= 0) {
            return rows[i].version;
        }
    }
    return NULL;
}

static bool item_in_any(const law_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].there) {
            return true;
        }
    }
    return false;
}

law_answer law_decide(const law_question *question, const law_row *rows, size_t count)
{
    const char *version = version_of(question->day, rows, count);
    size_t met = 0;
    for (size_t i = 0; version != NULL && i < count; i++) {
        if (strcmp(rows[i].version, version) == 0) {
            size_t of_row = conditions_met(&rows[i], question);
            met = of_row > met ? of_row : met;
        }
    }
    law_answer answer = {.version = version != NULL ? version : ""};
    if (met == 0) {
        answer.code = item_in_any(rows, count) ? "item_not_in_force" : "item_unknown";
    } else if (met < CONDITION_COUNT) {
        answer.code = CONDITIONS[met].code;
    }
    return answer;
}
