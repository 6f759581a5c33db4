#include "services/audit/history.h"

#include "common/base/uuid7.h"
#include "common/text/date.h"
#include "services/audit/question.h"

#include <string.h>

enum { WORDS_MAX_BYTES = 240 }; /* 200 holds fit an answer */

static const audit_refusal BAD_REQUEST = {"portal_request_invalid", "portal_request",
                                          "ポータルの受付番号が正しくありません。"};
static const audit_refusal NO_HELD_OPERATOR = {"held_operator_missing", "held_operator",
                                               "対象とする操作者IDがありません。"};
static const audit_refusal TOO_LONG = {"value_invalid", "purpose", "目的又は操作者IDが長すぎます。"};
static const audit_refusal BAD_UNTIL = {"until_invalid", "until",
                                        "期限は処理日より後の日付で指定してください。"};
static const audit_refusal NO_HOLD = {"hold_unknown", "hold_id", "該当する申請がありません。"};
static const audit_refusal DECIDED = {"hold_decided", "hold_id", "既に決裁されています。"};
static const audit_refusal SAME_PERSON = {"same_person", "operator",
                                          "申請者本人及び対象とする操作者は決裁できません。"};

/* ---- what is told -------------------------------------------------------------------------------------- */

typedef struct deed {
    const char *action;
    const char *operation;
    bool to; /* detail is the other side */
} deed;

static const deed DEEDS[] = {
    {"api.read", "業務システムからの照会", false},
    {"card.acted", "個人番号カードに関する手続", false},
    {"card.show", "個人番号カードの状態の照会", false},
    {"card.status", "個人番号カードの状態の照会", false},
    {"certificate.history", "証明書の交付履歴の照会", false},
    {"certificate.issue", "証明書の作成", false},
    {"certificate.handed_out", "証明書の交付", false},
    {"certificate.spoiled", "証明書の廃棄", false},
    {"change.corrected", "異動の入力の訂正", false},
    {"change.entered", "異動の入力", false},
    {"change.registered", "異動の登録", false},
    {"change.show", "異動の照会", false},
    {"copy.registered", "副本の登録", false},
    {"copy.shown", "副本の照会", false},
    {"delivery.sent", "送付先情報の提供", true},
    {"destination.shown", "送付先の照会", false},
    {"feed.published", "庁内の業務への提供", true},
    {"household.as_of", "世帯の過去の記録の照会", false},
    {"identity.found", "本人確認情報の検索結果への表示", false},
    {"identity.shown", "本人確認情報の照会", false},
    {"inquiry.answered", "情報照会の結果の受領", false},
    {"inquiry.asked", "他の機関への情報照会", false},
    {"inquiry.listed", "情報照会の一覧への表示", false},
    {"inquiry.shown", "情報照会の結果の閲覧", false},
    {"integrated.found", "統合宛名の検索結果への表示", false},
    {"link.sent", "関係機関への通知", true},
    {"media.person", "記録媒体への出力", true},
    {"move_out.certificate_issued", "転出証明書の作成", false},
    {"move_out.list", "転出予定者の一覧への表示", false},
    {"nonresident.found", "住登外者の検索結果への表示", false},
    {"nonresident.shown", "住登外者の照会", false},
    {"nonresident.updated", "住登外者の記録の変更", false},
    {"note.history", "備考・メモの履歴の照会", false},
    {"note.show", "備考・メモの照会", false},
    {"notice.sent", "都道府県への本人確認情報の通知", true},
    {"person.as_of", "過去の記録の照会", false},
    {"person.card", "個人番号カードの状態の照会", false},
    {"person.found", "検索結果への表示", false},
    {"person.history", "記録の履歴の照会", false},
    {"person.search", "検索", false},
    {"person.show", "記録の照会", false},
    {"provision.answered", "他の機関への情報提供", false},
    {"provision.listed", "情報提供の一覧への表示", false},
    {"provision.manual", "他の機関への情報提供", false},
    {"provisional.list", "審査待ちの異動の一覧への表示", false},
    {"provisional.show", "審査待ちの異動の照会", false},
    {"self.answered", "本人への自己情報の提供", false},
    {"wide.answered", "広域交付のための提供", false},
};
enum { DEED_COUNT = sizeof DEEDS / sizeof DEEDS[0] };

const char *const *history_actions(size_t *ret_count)
{
    static const char *actions[DEED_COUNT];
    for (size_t i = 0; i < DEED_COUNT; i++) {
        actions[i] = DEEDS[i].action;
    }
    *ret_count = DEED_COUNT;
    return actions;
}

static const deed *deed_of(const char *action)
{
    for (size_t i = 0; i < DEED_COUNT; i++) {
        if (strcmp(DEEDS[i].action, action) == 0) {
            return &DEEDS[i];
        }
    }
    return NULL;
}

Juki__Audit__V1__AccessEntry *history_entry(const Juki__Audit__V1__AuditRecord *record, const char *time,
                                            ju_arena *arena)
{
    const deed *told = deed_of(record->action);
    Juki__Audit__V1__AccessEntry *entry = ju_arena_alloc(arena, sizeof *entry);
    if (entry == NULL) {
        return NULL;
    }
    juki__audit__v1__access_entry__init(entry);
    entry->time = ju_arena_strdup(arena, time);
    if (record->operator_ != NULL) { /* a token is more than what a terminal says */
        entry->office = *record->department != '\0' ? record->department : record->operator_->office;
    }
    entry->affair = record->affair;
    entry->purpose = record->purpose;
    entry->operation = (char *)(uintptr_t)(told == NULL ? "" : told->operation);
    entry->recipient = told != NULL && told->to ? record->detail : entry->recipient;
    entry->refused = record->result == JUKI__AUDIT__V1__RESULT__RESULT_REFUSED;
    return entry->time == NULL ? NULL : entry;
}

/* ---- which wishes can be answered ---------------------------------------------------------------------- */

const audit_refusal *history_check(const Juki__Audit__V1__QueryAccessHistory *query)
{
    const audit_refusal *refused = question_check_purpose(query->purpose);
    refused = refused == NULL ? question_check_subjects(query->subject, query->n_subject) : refused;
    refused = refused == NULL ? question_check_period(query->from, query->to, query->after_index) : refused;
    bool named = *query->portal_request != '\0';
    return refused == NULL && named && !ju_uuid_valid(query->portal_request) ? &BAD_REQUEST : refused;
}

const audit_refusal *history_check_hold(const Juki__Audit__V1__RequestHistoryHold *wish, const char *today)
{
    ju_date until;
    const audit_refusal *refused = question_check_purpose(wish->purpose);
    refused = refused == NULL ? question_check_subjects(wish->subject, wish->n_subject) : refused;
    if (refused != NULL) {
        return refused;
    }
    if (*wish->held_operator == '\0') {
        return &NO_HELD_OPERATOR;
    }
    if (strlen(wish->held_operator) > WORDS_MAX_BYTES || strlen(wish->purpose) > WORDS_MAX_BYTES) {
        return &TOO_LONG;
    }
    return ju_date_parse(wish->until, &until) && strcmp(wish->until, today) > 0 ? NULL : &BAD_UNTIL;
}

const audit_refusal *history_check_decision(const Juki__Audit__V1__DecideHistoryHold *decision)
{
    return ju_uuid_valid(decision->hold_id) ? NULL : &NO_HOLD;
}

const audit_refusal *history_check_list(const Juki__Audit__V1__QueryHistoryHolds *query)
{
    const audit_refusal *refused = question_check_purpose(query->purpose);
    bool good = *query->after == '\0' || ju_uuid_valid(query->after);
    return refused == NULL && !good ? &NO_HOLD : refused;
}

const audit_refusal *history_may_decide(const Juki__Audit__V1__HistoryHold *hold,
                                        const Juki__Audit__V1__DecideHistoryHold *decision)
{
    if (hold == NULL) {
        return &NO_HOLD;
    }
    if (strcmp(hold->state, "asked") != 0) {
        return &DECIDED;
    }
    const char *by = decision->operator_->operator_id;
    return strcmp(hold->entered_by, by) == 0 || strcmp(hold->held_operator, by) == 0 ? &SAME_PERSON : NULL;
}
