#include "services/gateway/copy_file.h"

#include "common/base/word.h"
#include "common/code/code.h"
#include "common/text/date.h"

#include <string.h>

static const char *const COLUMN[COPY_COLUMNS] = {
    [COPY_ADDRESSEE] = "addressee_number",
    [COPY_INFORMATION] = "information",
    [COPY_AS_OF] = "as_of",
    [COPY_NAME] = "item",
    [COPY_VALUE] = "value",
};

static const ju_word TEXTS[] = {
    {"item_missing", "必要な項目が空欄です。"},
    {"code_invalid", "宛名番号が正しくありません。"},
    {"information_unknown", "この特定個人情報は、ファイルで登録できません。"},
    {"item_unknown", "定められていない項目です。"},
    {"value_invalid", "値の形式が正しくありません。"},
    {"date_invalid", "日付はYYYY-MM-DDの実在する日です。"},
    {"date_future", "未来の日付です。"},
    {"line_order", "行が宛名番号・特定個人情報・項目の順に並んでいません。"},
    {"line_twice", "同じ項目が2回あります。"},
    {"as_of_mixed", "1つの副本に複数の基準日があります。"},
    {"withdrawal_mixed", "取消しの行と項目の行が混在しています。"},
    {"person_unknown", "該当する者がいません。"},
    {"person_twice", "同じ者が別の宛名番号で前の行にあります。"},
};

const char *copy_file_fault_text(const char *code, const char *otherwise)
{
    return ju_word_of(TEXTS, sizeof TEXTS / sizeof TEXTS[0], code, ju_sheet_fault_text(code, otherwise));
}

static const ju_sheet_fault FINE = {0};

static ju_sheet_fault fault(const ju_sheet_line *line, enum copy_column column, const char *code)
{
    return (ju_sheet_fault){.code = code, .item = COLUMN[column], .line = line->number};
}

/* ---- one line ---------------------------------------------------------------------------------------- */

enum { YEAR_DIGITS = 4, AMOUNT_DIGITS = 15 };

static bool is_digits(const char *value, size_t least, size_t most)
{
    size_t length = strspn(value, "0123456789");
    return value[length] == '\0' && length >= least && length <= most;
}

static bool is_value(const char *kind, const char *value)
{
    ju_date day;
    if (strcmp(kind, "date") == 0) {
        return ju_date_parse(value, &day);
    }
    if (strcmp(kind, "year") == 0) {
        return is_digits(value, YEAR_DIGITS, YEAR_DIGITS);
    }
    if (strcmp(kind, "amount") == 0) {
        return is_digits(value, 1, AMOUNT_DIGITS) && (*value != '0' || value[1] == '\0');
    }
    return *value != '\0';
}

static ju_sheet_fault check_day(const ju_sheet_line *line, const char *today)
{
    ju_date day;
    if (!ju_date_parse(line->cell[COPY_AS_OF], &day)) {
        return fault(line, COPY_AS_OF, "date_invalid");
    }
    return strcmp(line->cell[COPY_AS_OF], today) > 0 ? fault(line, COPY_AS_OF, "date_future") : FINE;
}

static ju_sheet_fault check_item(const ju_sheet_line *line, const copy_kind *kind, size_t kind_count)
{
    bool withdrawal = *line->cell[COPY_NAME] == '\0';
    bool known = false;
    for (size_t i = 0; i < kind_count; i++) {
        if (strcmp(kind[i].information, line->cell[COPY_INFORMATION]) == 0) {
            known = true;
            if (strcmp(kind[i].item, line->cell[COPY_NAME]) == 0) {
                return is_value(kind[i].kind, line->cell[COPY_VALUE])
                           ? FINE
                           : fault(line, COPY_VALUE, "value_invalid");
            }
        }
    }
    if (!known) {
        return fault(line, COPY_INFORMATION, "information_unknown");
    }
    if (!withdrawal) {
        return fault(line, COPY_NAME, "item_unknown");
    }
    return *line->cell[COPY_VALUE] == '\0' ? FINE : fault(line, COPY_NAME, "item_missing");
}

/* ---- lines together ---------------------------------------------------------------------------------- */

static bool same(const ju_sheet_line *a, const ju_sheet_line *b, enum copy_column column)
{
    return strcmp(a->cell[column], b->cell[column]) == 0;
}

static ju_sheet_fault check_order(const ju_sheet_line *before, const ju_sheet_line *line)
{
    static const enum copy_column order[] = {COPY_ADDRESSEE, COPY_INFORMATION, COPY_NAME};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        int compared = strcmp(before->cell[order[i]], line->cell[order[i]]);
        if (compared != 0) {
            return compared > 0 ? fault(line, order[i], "line_order") : FINE;
        }
    }
    return fault(line, COPY_NAME, "line_twice");
}

/* Within one 副本. A withdrawal has no item and so stands first. */
static ju_sheet_fault check_group(const ju_sheet_line *before, const ju_sheet_line *line)
{
    if (!same(before, line, COPY_ADDRESSEE) || !same(before, line, COPY_INFORMATION)) {
        return FINE;
    }
    if (*before->cell[COPY_NAME] == '\0') {
        return fault(line, COPY_NAME, "withdrawal_mixed");
    }
    return same(before, line, COPY_AS_OF) ? FINE : fault(line, COPY_AS_OF, "as_of_mixed");
}

static ju_sheet_fault check_line(const ju_sheet_line *before, const ju_sheet_line *line, const char *today,
                                 const copy_kind *kind, size_t kind_count)
{
    if (!ju_code_valid(JU_CODE_ADDRESSEE, line->cell[COPY_ADDRESSEE])) {
        return fault(line, COPY_ADDRESSEE, "code_invalid");
    }
    ju_sheet_fault why = check_day(line, today);
    why = why.code == NULL ? check_item(line, kind, kind_count) : why;
    if (why.code == NULL && before != NULL) {
        why = check_order(before, line);
        why = why.code == NULL ? check_group(before, line) : why;
    }
    return why;
}

ju_rc copy_file_read(ju_arena *arena, const void *content, size_t size, ju_sheet *ret,
                     ju_sheet_fault *ret_fault, ju_err *err)
{
    return ju_sheet_read(arena, content, size, COLUMN, COPY_COLUMNS, ret, ret_fault, err);
}

ju_sheet_fault copy_file_check(const ju_sheet *file, const char *today, const copy_kind *kind,
                               size_t kind_count)
{
    ju_sheet_fault why = {0};
    for (size_t i = 0; why.code == NULL && i < file->count; i++) {
        why = check_line(i == 0 ? NULL : &file->line[i - 1], &file->line[i], today, kind, kind_count);
    }
    return why;
}

ju_sheet_fault copy_file_person(const ju_sheet_line *line, const char *code)
{
    return fault(line, COPY_ADDRESSEE, code);
}
