#include "services/gateway/copy_entry.h"

#include "common/base/word.h"
#include "services/gateway/copy_file.h"

#include <string.h>

static const copy_refusal FINE = {0};

static const ju_word TEXTS[] = {
    {"purpose_missing", "利用目的が入力されていません。"},
    {"purpose_too_long", "利用目的が長すぎます。"},
    {"flag_unknown", "フラグの種類が正しくありません。"},
    {"persons_missing", "対象者がありません。"},
    {"persons_too_many", "対象者が多すぎます。"},
    {"range_too_wide",
     "最初と最後の宛名番号の間に住民が多すぎます。宛名番号順に2万人以内のファイルに分けてください。"},
    {"entry_unknown", "該当する登録がありません。"},
    {"entry_taken", "この番号の登録は既にあります。"},
    {"entry_decided", "この登録は既に決裁されています。"},
    {"same_person", "登録又は確認をした本人は、確認・決裁できません。"},
    {"check_needless", "この登録に確認は不要です。決裁してください。"},
    {"supervisor_required", "上長として登録された者だけが決裁できます。"},
    {"checks_missing", "登録者以外の2人の確認が必要です。"},
};

const char *copy_refusal_text(const char *code)
{
    return copy_file_fault_text(
        code, ju_word_of(TEXTS, sizeof TEXTS / sizeof TEXTS[0], code, "ファイルが正しくありません。"));
}

copy_refusal copy_check_purpose(const char *purpose)
{
    if (*purpose == '\0') {
        return (copy_refusal){"purpose_missing", "purpose"};
    }
    return strlen(purpose) > COPY_PURPOSE_MAX_BYTES ? (copy_refusal){"purpose_too_long", "purpose"} : FINE;
}

copy_refusal copy_check_flag(const Juki__Gateway__V1__EnterCopyFlag *wish)
{
    if (strcmp(wish->flag, "no_auto_answer") != 0 && strcmp(wish->flag, "not_disclosed") != 0) {
        return (copy_refusal){"flag_unknown", "flag"};
    }
    return copy_check_purpose(wish->purpose);
}

/* Entered it, or has checked it. */
static bool had_a_part(const Juki__Gateway__V1__CopyEntry *entry, const char *operator_id)
{
    for (size_t i = 0; i < entry->n_checked_by; i++) {
        if (strcmp(entry->checked_by[i], operator_id) == 0) {
            return true;
        }
    }
    return strcmp(entry->entered_by, operator_id) == 0;
}

static copy_refusal check_open(const copy_known *known, const char *operator_id)
{
    if (!known->found) {
        return (copy_refusal){"entry_unknown", "entry_id"};
    }
    if (strcmp(known->as.state, "entered") != 0) {
        return (copy_refusal){"entry_decided", "entry_id"};
    }
    return had_a_part(&known->as, operator_id) ? (copy_refusal){"same_person", "operator"} : FINE;
}

static bool is_import(const copy_known *known)
{
    return strcmp(known->as.kind, "import") == 0;
}

copy_refusal copy_check_check(const copy_known *known, const char *operator_id)
{
    copy_refusal why = check_open(known, operator_id);
    return why.code == NULL && !is_import(known) ? (copy_refusal){"check_needless", "entry_id"} : why;
}

copy_refusal copy_check_decision(const copy_known *known, const char *operator_id, bool supervisor,
                                 bool approved)
{
    copy_refusal why = check_open(known, operator_id);
    if (why.code == NULL && !supervisor) {
        return (copy_refusal){"supervisor_required", "operator"};
    }
    return why.code == NULL && approved && is_import(known) && known->as.n_checked_by < COPY_CHECKS
               ? (copy_refusal){"checks_missing", "entry_id"}
               : why;
}
