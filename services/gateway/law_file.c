#include "services/gateway/law_file.h"

#include "common/base/word.h"
#include "common/text/date.h"

#include <string.h>

enum { VERSION_MAX_BYTES = 40 };

static const char *const COLUMN[LAW_COLUMNS] = {
    [LAW_TABLE] = "law_table",
    [LAW_VERSION] = "version",
    [LAW_ITEM] = "item",
    [LAW_INQUIRER] = "inquirer",
    [LAW_INQUIRER_KINDS] = "inquirer_kinds",
    [LAW_AFFAIR_CODE] = "affair_code",
    [LAW_AFFAIR] = "affair",
    [LAW_PROVIDER] = "provider",
    [LAW_PROVIDER_KINDS] = "provider_kinds",
    [LAW_INFORMATION] = "information",
    [LAW_VALID_FROM] = "valid_from",
    [LAW_VALID_TO] = "valid_to",
    [LAW_SOURCE] = "source",
};

static const ju_word TEXTS[] = {
    {"item_missing", "必要な項目が空欄です。"},
    {"table_mixed", "複数の法令の表が混在しています。"},
    {"version_mixed", "複数の版が混在しています。"},
    {"version_invalid", "版の名称は英小文字・数字・ピリオド・ハイフン40字以内です。"},
    {"item_invalid", "項番が正しくありません。"},
    {"parties_incomplete", "照会者・事務・提供者の一部だけが空欄です。"},
    {"list_invalid", "一覧に空の要素又は重複があります。"},
    {"date_invalid", "日付はYYYY-MM-DDの実在する日です。"},
    {"period_invalid", "終期が始期より前です。"},
    {"line_twice", "同じ項・当事者・特定個人情報の行が重複しています。"},
};

const char *law_file_fault_text(const char *code)
{
    return ju_sheet_fault_text(
        code, ju_word_of(TEXTS, sizeof TEXTS / sizeof TEXTS[0], code, "ファイルが正しくありません。"));
}

static const ju_sheet_fault FINE = {0};

static ju_sheet_fault fault(const ju_sheet_line *line, enum law_column column, const char *code)
{
    return (ju_sheet_fault){.code = code, .item = COLUMN[column], .line = line->number};
}

/* ---- one line ---------------------------------------------------------------------------------------- */

static const enum law_column ALWAYS[] = {LAW_TABLE, LAW_VERSION, LAW_ITEM, LAW_INFORMATION, LAW_SOURCE};
static const enum law_column PARTIES[] = {LAW_INQUIRER, LAW_INQUIRER_KINDS, LAW_AFFAIR_CODE,
                                          LAW_AFFAIR,   LAW_PROVIDER,       LAW_PROVIDER_KINDS};
enum {
    ALWAYS_COUNT = sizeof ALWAYS / sizeof ALWAYS[0],
    PARTY_COUNT = sizeof PARTIES / sizeof PARTIES[0],
};

/* So many digits as a number has by which lists are sorted. */
static bool is_count(size_t digits)
{
    enum { ITEM_DIGITS = 6 };
    return digits > 0 && digits <= ITEM_DIGITS;
}

/* Digits, and の with more digits: 85の2. */
static bool is_item(const char *text)
{
    static const char BRANCH[] = "の";
    size_t digits = strspn(text, "0123456789");
    text += digits;
    while (is_count(digits) && strncmp(text, BRANCH, strlen(BRANCH)) == 0) {
        text += strlen(BRANCH);
        digits = strspn(text, "0123456789");
        text += digits;
    }
    return is_count(digits) && *text == '\0';
}

static bool is_version(const char *text)
{
    static const char FIRST[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    static const char ALL[] = "abcdefghijklmnopqrstuvwxyz0123456789.-";
    size_t length = strspn(text, ALL);
    return strspn(text, FIRST) > 0 && text[length] == '\0' && length <= VERSION_MAX_BYTES;
}

static size_t parties_given(const ju_sheet_line *line)
{
    size_t given = 0;
    for (size_t i = 0; i < PARTY_COUNT; i++) {
        given += *line->cell[PARTIES[i]] != '\0';
    }
    return given;
}

static ju_sheet_fault check_period(const ju_sheet_line *line)
{
    const char *from = line->cell[LAW_VALID_FROM];
    const char *to = line->cell[LAW_VALID_TO];
    ju_date day;
    if (*from != '\0' && !ju_date_parse(from, &day)) {
        return fault(line, LAW_VALID_FROM, "date_invalid");
    }
    if (*to != '\0' && !ju_date_parse(to, &day)) {
        return fault(line, LAW_VALID_TO, "date_invalid");
    }
    return *from != '\0' && *to != '\0' && strcmp(to, from) < 0 ? fault(line, LAW_VALID_TO, "period_invalid")
                                                                : FINE;
}

static ju_sheet_fault check_lists(const ju_sheet_line *line, bool parties)
{
    if (!ju_sheet_list_valid(line->cell[LAW_INFORMATION])) {
        return fault(line, LAW_INFORMATION, "list_invalid");
    }
    if (parties && !ju_sheet_list_valid(line->cell[LAW_INQUIRER_KINDS])) {
        return fault(line, LAW_INQUIRER_KINDS, "list_invalid");
    }
    if (parties && !ju_sheet_list_valid(line->cell[LAW_PROVIDER_KINDS])) {
        return fault(line, LAW_PROVIDER_KINDS, "list_invalid");
    }
    return FINE;
}

static ju_sheet_fault check_cells(const ju_sheet_line *line)
{
    for (size_t i = 0; i < ALWAYS_COUNT; i++) {
        if (*line->cell[ALWAYS[i]] == '\0') {
            return fault(line, ALWAYS[i], "item_missing");
        }
    }
    if (!is_version(line->cell[LAW_VERSION])) {
        return fault(line, LAW_VERSION, "version_invalid");
    }
    if (!is_item(line->cell[LAW_ITEM])) {
        return fault(line, LAW_ITEM, "item_invalid");
    }
    size_t parties = parties_given(line);
    if (parties != 0 && parties != PARTY_COUNT) {
        return fault(line, LAW_INQUIRER_KINDS, "parties_incomplete");
    }
    ju_sheet_fault why = check_lists(line, parties != 0);
    return why.code != NULL ? why : check_period(line);
}

/* ---- lines together ---------------------------------------------------------------------------------- */

static bool same(const ju_sheet_line *a, const ju_sheet_line *b, enum law_column column)
{
    return strcmp(a->cell[column], b->cell[column]) == 0;
}

/* Whether both are in force on some day. */
static bool meet(const ju_sheet_line *a, const ju_sheet_line *b)
{
    const char *a_to = a->cell[LAW_VALID_TO];
    const char *b_to = b->cell[LAW_VALID_TO];
    return (*a_to == '\0' || strcmp(b->cell[LAW_VALID_FROM], a_to) <= 0) &&
           (*b_to == '\0' || strcmp(a->cell[LAW_VALID_FROM], b_to) <= 0);
}

static bool is_twice(const ju_sheet_line *a, const ju_sheet_line *b)
{
    return same(a, b, LAW_ITEM) && same(a, b, LAW_AFFAIR_CODE) && same(a, b, LAW_INQUIRER_KINDS) &&
           same(a, b, LAW_PROVIDER_KINDS) && same(a, b, LAW_INFORMATION) && meet(a, b);
}

static ju_sheet_fault check_with_others(const ju_sheet *lines, size_t at)
{
    const ju_sheet_line *line = &lines->line[at];
    if (!same(line, &lines->line[0], LAW_TABLE)) {
        return fault(line, LAW_TABLE, "table_mixed");
    }
    if (!same(line, &lines->line[0], LAW_VERSION)) {
        return fault(line, LAW_VERSION, "version_mixed");
    }
    for (size_t i = 0; i < at; i++) {
        if (is_twice(&lines->line[i], line)) {
            return fault(line, LAW_ITEM, "line_twice");
        }
    }
    return FINE;
}

ju_rc law_file_read(ju_arena *arena, const void *content, size_t size, law_file *ret,
                    ju_sheet_fault *ret_fault, ju_err *err)
{
    *ret = (law_file){0};
    JU_TRY(ju_sheet_read(arena, content, size, COLUMN, LAW_COLUMNS, &ret->sheet, ret_fault, err));
    for (size_t i = 0; ret_fault->code == NULL && i < ret->sheet.count; i++) {
        const ju_sheet_line *line = &ret->sheet.line[i];
        *ret_fault = check_cells(line);
        if (ret_fault->code == NULL) {
            *ret_fault = check_with_others(&ret->sheet, i);
        }
        ret->has_parties = ret->has_parties || parties_given(line) > 0;
    }
    if (ret_fault->code == NULL) {
        ret->law_table = ret->sheet.line[0].cell[LAW_TABLE];
        ret->version = ret->sheet.line[0].cell[LAW_VERSION];
    }
    return JU_OK;
}
