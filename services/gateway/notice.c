#include "services/gateway/notice.h"

#include "common/base/uuid7.h"
#include "common/base/word.h"

#include <string.h>

enum { CODE_MAX_BYTES = 64 };

static notice_refusal because(const char *code, const char *item)
{
    return (notice_refusal){code, item};
}

static notice_refusal check_operator(const Juki__Common__V1__Operator *who)
{
    return who == NULL || *who->operator_id == '\0' || *who->terminal_id == '\0'
               ? because("operator_missing", "operator")
               : because(NULL, "");
}

notice_refusal notice_check_entry(const Juki__Gateway__V1__EnterNotice *wish)
{
    notice_refusal why = check_operator(wish->operator_);
    if (why.code != NULL) {
        return why;
    }
    if (!ju_uuid_valid(wish->request_id)) {
        return because("key_mismatch", "request_id");
    }
    if (*wish->consumer == '\0' || *wish->title == '\0' || *wish->body == '\0') {
        return because("item_missing", "title");
    }
    if (strlen(wish->title) > NOTICE_TITLE_MAX_BYTES || strlen(wish->body) > NOTICE_BODY_MAX_BYTES) {
        return because("text_too_long", "body");
    }
    return wish->n_addressee_number == 0 || wish->n_addressee_number > NOTICE_PERSONS_MAX
               ? because("persons_invalid", "addressee_number")
               : because(NULL, "");
}

notice_refusal notice_check_persons(const notice_person *persons, size_t count, size_t wanted)
{
    if (count != wanted) {
        return because("person_unknown", "addressee_number");
    }
    for (size_t i = 0; i < count; i++) {
        if (!persons[i].acquired) {
            return because("code_not_acquired", "addressee_number");
        }
        for (size_t k = 0; k < i; k++) {
            if (strcmp(persons[i].integrated_number, persons[k].integrated_number) == 0) {
                return because("person_twice", "addressee_number");
            }
        }
    }
    return because(NULL, "");
}

notice_refusal notice_check_decision(const Juki__Gateway__V1__DecideNotice *wish, const notice_row *row,
                                     bool supervisor)
{
    notice_refusal why = check_operator(wish->operator_);
    if (why.code != NULL) {
        return why;
    }
    if (!row->found) {
        return because("notice_unknown", "notice_id");
    }
    if (!supervisor) {
        return because("supervisor_required", "operator");
    }
    if (strcmp(row->entered_by, wish->operator_->operator_id) == 0) {
        return because("same_person", "operator");
    }
    return strcmp(row->state, "entered") == 0 ? because(NULL, "") : because("notice_decided", "notice_id");
}

notice_refusal notice_check_query(const Juki__Gateway__V1__QueryNotice *query, const notice_row *row)
{
    notice_refusal why = check_operator(query->operator_);
    return why.code != NULL || row->found ? why : because("notice_unknown", "notice_id");
}

static bool is_one_of(const char *state, const char *const *states, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(states[i], state) == 0) {
            return true;
        }
    }
    return false;
}

notice_refusal notice_check_told(const Juki__Gateway__V1__NoticeTold *told, const char *state)
{
    static const char *const states[] = {"waiting", "delivered", "failed"};
    bool failed = strcmp(told->state, "failed") == 0;
    if (state == NULL) {
        return because("delivery_unknown", "delivery_id");
    }
    if (!is_one_of(told->state, states, sizeof states / sizeof states[0]) ||
        failed == (*told->code == '\0') || strlen(told->code) > CODE_MAX_BYTES) {
        return because("item_invalid", "state");
    }
    return strcmp(state, "waiting") == 0 || strcmp(state, told->state) == 0
               ? because(NULL, "")
               : because("delivery_ended", "state");
}

const char *notice_refusal_text(const char *code)
{
    static const ju_word table[] = {
        {"operator_missing", "操作者IDと操作端末IDが必要です。"},
        {"key_mismatch", "お知らせの番号はUUIDです。"},
        {"item_missing", "所属・件名・本文が必要です。"},
        {"text_too_long", "件名又は本文が長すぎます。"},
        {"persons_invalid", "対象者は1人から100人までです。"},
        {"person_unknown", "該当者のいない宛名番号が含まれています。"},
        {"person_twice", "同じ者が重複しています。"},
        {"code_not_acquired", "符号が未取得の者が含まれています。"},
        {"consumer_invalid", "この所属は承認された提供先ではありません。"},
        {"link_closed", "情報提供ネットワークシステムと接続していません。"},
        {"notice_known", "この番号のお知らせは既にあります。"},
        {"notice_unknown", "該当するお知らせがありません。"},
        {"notice_decided", "このお知らせは既に決裁されています。"},
        {"supervisor_required", "上長として登録された者だけが決裁できます。"},
        {"same_person", "入力した者は決裁できません。"},
    };
    return ju_word_of(table, sizeof table / sizeof table[0], code, "お知らせを扱うことができません。");
}
