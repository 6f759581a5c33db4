#include "services/audit/roster.h"

#include "common/base/word.h"
#include "common/text/date.h"

static const char *const COLUMN[ROSTER_COLUMNS] = {[ROSTER_OPERATOR] = "operator_id",
                                                   [ROSTER_DEPARTMENT] = "department",
                                                   [ROSTER_AFFAIR] = "affair",
                                                   [ROSTER_FROM] = "valid_from",
                                                   [ROSTER_TO] = "valid_to"};

static const ju_word TEXTS[] = {
    {"operator_missing", "操作者IDがありません。"},
    {"date_invalid", "日付は YYYY-MM-DD で記載してください。"},
    {"period_invalid", "終了日が開始日より前です。"},
    {"purpose_missing", "名簿を登録する目的が必要です。"},
};

static ju_sheet_fault bad(const ju_sheet_line *line, const char *code, enum roster_column column)
{
    return (ju_sheet_fault){.code = code, .item = COLUMN[column], .line = line->number};
}

static ju_sheet_fault check(const ju_sheet_line *line)
{
    ju_date from;
    ju_date to;
    bool open = *line->cell[ROSTER_TO] == '\0';
    if (*line->cell[ROSTER_OPERATOR] == '\0') {
        return bad(line, "operator_missing", ROSTER_OPERATOR);
    }
    if (!ju_date_parse(line->cell[ROSTER_FROM], &from)) {
        return bad(line, "date_invalid", ROSTER_FROM);
    }
    if (!open && !ju_date_parse(line->cell[ROSTER_TO], &to)) {
        return bad(line, "date_invalid", ROSTER_TO);
    }
    if (!open && ju_date_compare(from, to) > 0) {
        return bad(line, "period_invalid", ROSTER_TO);
    }
    return (ju_sheet_fault){0};
}

ju_rc roster_read(ju_arena *arena, const void *content, size_t size, ju_sheet *ret, ju_sheet_fault *ret_fault,
                  ju_err *err)
{
    JU_TRY(ju_sheet_read(arena, content, size, COLUMN, ROSTER_COLUMNS, ret, ret_fault, err));
    for (size_t i = 0; ret_fault->code == NULL && i < ret->count; i++) {
        *ret_fault = check(&ret->line[i]);
    }
    return JU_OK;
}

const char *roster_text(const char *code)
{
    return ju_word_of(TEXTS, sizeof TEXTS / sizeof TEXTS[0], code, ju_sheet_fault_text(code, code));
}
