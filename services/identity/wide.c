#include "services/identity/wide.h"

#include "common/base/word.h"
#include "common/code/code.h"
#include "common/text/date.h"
#include "common/text/fold.h"

#include <stdlib.h>
#include <string.h>

typedef Juki__Identity__V1__WideQuestion wide_question;
typedef Juki__Identity__V1__WideItem wide_item;

#define ITEM(name) JUKI__IDENTITY__V1__WIDE_ITEM__WIDE_ITEM_##name

const char *wide_refusal_message(const char *code)
{
    static const ju_word table[] = {
        {"signature_key", "署名の鍵が登録されていません。"},
        {"signature_invalid", "署名が正しくありません。"},
        {"message_invalid", "要求の形式が正しくありません。"},
        {"seal_broken", "封緘された番号を開けません。"},
        {"check_digit", "検査数字が一致しません。"},
        {"request_mismatch", "要求の番号が一致しません。"},
        {"municipality_differs", "住所地市町村が当市ではありません。"},
        {"date_invalid", "日時の形式が正しくありません。"},
        {"request_expired", "要求の有効時間を過ぎています。"},
        {"request_id_used", "この番号の要求には回答済みです。"},
        {"issuer_invalid", "交付地市町村コードが正しくありません。"},
        {"proof_missing", "本人確認の方法がありません。"},
        {"name_missing", "提示された書類の氏名がありません。"},
        {"birth_date_invalid", "提示された書類の生年月日が正しくありません。"},
        {"item_unknown", "記載事項の指定が正しくありません。"},
        {"person_unknown", "該当する住民がいません。"},
        {"holder_differs", "提示された書類の氏名又は生年月日が一致しません。"},
        {"counter_needed", "広域交付では交付できません。住所地市町村の窓口で請求してください。"},
    };
    return ju_word_of(table, sizeof table / sizeof table[0], code, "");
}

static bool refuse(wide_refusal *ret, const char *code, const char *item)
{
    *ret = (wide_refusal){code, item};
    return false;
}

bool wide_genuine(const wide_question *question, const wide_place *place, wide_refusal *ret)
{
    int64_t asked = 0;
    int64_t now = 0;
    if (strcmp(question->request_id, place->key) != 0) {
        return refuse(ret, "request_mismatch", "request_id");
    }
    if (strcmp(question->municipality_code, place->municipality) != 0) {
        return refuse(ret, "municipality_differs", "municipality_code");
    }
    if (!ju_moment_parse(question->asked_at, &asked) || !ju_moment_parse(place->now, &now)) {
        return refuse(ret, "date_invalid", "asked_at");
    }
    if (llabs(now - asked) > (long long)WIDE_WINDOW_MINUTES * 60) {
        return refuse(ret, "request_expired", "asked_at");
    }
    return !place->known || refuse(ret, "request_id_used", "request_id");
}

bool wide_asked_rightly(const wide_question *question, const char *municipality, wide_refusal *ret)
{
    ju_date ignored;
    if (!ju_code_valid(JU_CODE_MUNICIPALITY, question->issuer_code) ||
        strcmp(question->issuer_code, municipality) == 0) {
        return refuse(ret, "issuer_invalid", "issuer_code");
    }
    if (question->proof != JUKI__IDENTITY__V1__WIDE_PROOF__WIDE_PROOF_CARD &&
        question->proof != JUKI__IDENTITY__V1__WIDE_PROOF__WIDE_PROOF_DOCUMENT) {
        return refuse(ret, "proof_missing", "proof");
    }
    if (*question->name == '\0') {
        return refuse(ret, "name_missing", "name");
    }
    if (!ju_date_parse(question->birth_date, &ignored)) {
        return refuse(ret, "birth_date_invalid", "birth_date");
    }
    for (size_t i = 0; i < question->n_shown; i++) {
        if (question->shown[i] < ITEM(RELATIONSHIP) || question->shown[i] > ITEM(FOREIGN)) {
            return refuse(ret, "item_unknown", "shown");
        }
    }
    return true;
}

bool wide_shows(const wide_question *question, wide_item item)
{
    for (size_t i = 0; i < question->n_shown; i++) {
        if (question->shown[i] == item) {
            return true;
        }
    }
    return false;
}

/* ---- the answer -------------------------------------------------------------------------------------- */

static const wide_member *holder_of(const wide_household *household)
{
    for (size_t i = 0; i < household->count; i++) {
        if (household->item[i].holder) {
            return &household->item[i];
        }
    }
    return NULL;
}

/* Spaces, widths and variants of a character are how a card happens to write it. */
static ju_rc same_name(const char *written, const wide_member *holder, ju_arena *arena, bool *ret,
                       ju_err *err)
{
    const char *asked = ju_fold(written, arena);
    const char *name = ju_fold(holder->person->name, arena);
    const char *alias = ju_fold(holder->alias, arena);
    if (asked == NULL || name == NULL || alias == NULL) {
        return ju_no_memory(err);
    }
    *ret = *asked != '\0' && (strcmp(asked, name) == 0 || strcmp(asked, alias) == 0);
    return JU_OK;
}

/* The first reason of a member that a person protected would have, too. */
static const char *against(const wide_member *member, bool household)
{
    if (member->restrained) {
        return "restrained";
    }
    if (member->unheard) {
        return "copy_incomplete";
    }
    if (member->in_hand) {
        return "in_hand";
    }
    if (member->waiting) {
        return "update_waiting";
    }
    return household && member->unnumbered ? "member_unnumbered" : NULL;
}

ju_rc wide_may_answer(const wide_question *question, const wide_household *household, ju_arena *arena,
                      wide_refusal *ret, const char **ret_reason, ju_err *err)
{
    const wide_member *holder = holder_of(household);
    bool same = false;
    *ret = (wide_refusal){0};
    *ret_reason = NULL;
    if (holder == NULL) {
        (void)refuse(ret, "person_unknown", "resident_code");
        return JU_OK;
    }
    JU_TRY(same_name(question->name, holder, arena, &same, err));
    if (!same || strcmp(question->birth_date, holder->person->birth_date->date) != 0) {
        (void)refuse(ret, "holder_differs", same ? "birth_date" : "name");
        return JU_OK;
    }
    for (size_t i = 0; i < household->count && *ret_reason == NULL; i++) {
        const wide_member *member = &household->item[i];
        *ret_reason = question->household || member->holder ? against(member, question->household) : NULL;
    }
    if (*ret_reason != NULL) {
        (void)refuse(ret, "counter_needed", "");
    }
    return JU_OK;
}

void wide_leave_out(const wide_question *question, Juki__Identity__V1__WidePerson *person)
{
    static char nothing[] = "";
    if (!wide_shows(question, ITEM(RELATIONSHIP))) {
        person->relationship = nothing;
    }
    if (!wide_shows(question, ITEM(FOREIGN))) {
        person->nationality = nothing;
        person->foreign_stay = NULL;
    }
}
