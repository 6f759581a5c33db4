#include "services/gateway/inquiry.h"

#include "common/base/word.h"
#include "common/code/code.h"

#include <string.h>

typedef Juki__Gateway__V1__InquiryContent inquiry_content;

enum { ID_MAX_BYTES = 64, OFFICE_MAX_BYTES = 200 };

/* ---- how it goes --------------------------------------------------------------------------------------- */

#define NOTHING   JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_UNSPECIFIED
#define ENTERED   JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_ENTERED
#define PERMIT    JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_PERMIT
#define ASKED     JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_ASKED
#define ANSWERED  JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_ANSWERED
#define CANCELLED JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_CANCELLED
#define FAILED    JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_FAILED

#define GO(next, acts)                                                                                       \
    {                                                                                                        \
        next, acts, NULL, false                                                                              \
    }
#define END(next, acts, code)                                                                                \
    {                                                                                                        \
        next, (acts) | INQUIRY_CLOSE, code, false                                                            \
    }
#define STAY(state, code)                                                                                    \
    {                                                                                                        \
        state, 0, code, true                                                                                 \
    }
/* What is over: nothing happens to it any more, and what comes late is told apart from what comes twice. */
#define OVER(state, permit, answer)                                                                          \
    {                                                                                                        \
        [INQUIRY_ENTER] = STAY(state, "inquiry_known"), [INQUIRY_APPROVE] = STAY(state, "inquiry_decided"),  \
        [INQUIRY_RETURN] = STAY(state, "inquiry_decided"), [INQUIRY_PERMIT] = STAY(state, permit),           \
        [INQUIRY_NO_PERMIT] = STAY(state, permit), [INQUIRY_ANSWER] = STAY(state, answer),                   \
        [INQUIRY_PENDING] = STAY(state, answer), [INQUIRY_NONE] = STAY(state, answer),                       \
        [INQUIRY_CANCEL] = STAY(state, "inquiry_closed"), [INQUIRY_DUE] = STAY(state, "inquiry_closed")      \
    }

static const inquiry_step STEPS[INQUIRY_STATES_][INQUIRY_EVENTS_] = {
    [NOTHING] = {[INQUIRY_ENTER] = GO(ENTERED, 0),
                 [INQUIRY_APPROVE] = STAY(NOTHING, "inquiry_unknown"),
                 [INQUIRY_RETURN] = STAY(NOTHING, "inquiry_unknown"),
                 [INQUIRY_PERMIT] = STAY(NOTHING, "inquiry_unknown"),
                 [INQUIRY_NO_PERMIT] = STAY(NOTHING, "inquiry_unknown"),
                 [INQUIRY_ANSWER] = STAY(NOTHING, "inquiry_unknown"),
                 [INQUIRY_PENDING] = STAY(NOTHING, "inquiry_unknown"),
                 [INQUIRY_NONE] = STAY(NOTHING, "inquiry_unknown"),
                 [INQUIRY_CANCEL] = STAY(NOTHING, "inquiry_unknown"),
                 [INQUIRY_DUE] = STAY(NOTHING, "inquiry_unknown")},
    [ENTERED] = {[INQUIRY_ENTER] = STAY(ENTERED, "inquiry_known"),
                 [INQUIRY_APPROVE] = GO(PERMIT, INQUIRY_ASK_PERMIT),
                 [INQUIRY_RETURN] = END(CANCELLED, 0, "returned"),
                 [INQUIRY_PERMIT] = STAY(ENTERED, "permit_unasked"),
                 [INQUIRY_NO_PERMIT] = STAY(ENTERED, "permit_unasked"),
                 [INQUIRY_ANSWER] = STAY(ENTERED, "answer_unasked"),
                 [INQUIRY_PENDING] = STAY(ENTERED, "answer_unasked"),
                 [INQUIRY_NONE] = STAY(ENTERED, "answer_unasked"),
                 [INQUIRY_CANCEL] = END(CANCELLED, 0, "cancelled"),
                 [INQUIRY_DUE] = END(CANCELLED, 0, "approval_timeout")},
    [PERMIT] = {[INQUIRY_ENTER] = STAY(PERMIT, "inquiry_known"),
                [INQUIRY_APPROVE] = STAY(PERMIT, "inquiry_decided"),
                [INQUIRY_RETURN] = STAY(PERMIT, "inquiry_decided"),
                [INQUIRY_PERMIT] = GO(ASKED, INQUIRY_SEND),
                [INQUIRY_NO_PERMIT] = END(FAILED, 0, "permit_refused"),
                [INQUIRY_ANSWER] = STAY(PERMIT, "answer_unasked"),
                [INQUIRY_PENDING] = STAY(PERMIT, "answer_unasked"),
                [INQUIRY_NONE] = STAY(PERMIT, "answer_unasked"),
                [INQUIRY_CANCEL] = END(CANCELLED, 0, "cancelled"),
                [INQUIRY_DUE] = END(FAILED, 0, "permit_timeout")},
    [ASKED] = {[INQUIRY_ENTER] = STAY(ASKED, "inquiry_known"),
               [INQUIRY_APPROVE] = STAY(ASKED, "inquiry_decided"),
               [INQUIRY_RETURN] = STAY(ASKED, "inquiry_decided"),
               [INQUIRY_PERMIT] = STAY(ASKED, "permit_known"),
               [INQUIRY_NO_PERMIT] = STAY(ASKED, "permit_known"),
               [INQUIRY_ANSWER] = END(ANSWERED, INQUIRY_KEEP, NULL),
               [INQUIRY_PENDING] = GO(ASKED, INQUIRY_AWAIT),
               [INQUIRY_NONE] = END(FAILED, 0, "not_provided"),
               [INQUIRY_CANCEL] = END(CANCELLED, 0, "cancelled"),
               [INQUIRY_DUE] = END(FAILED, 0, "answer_timeout")},
    [ANSWERED] = OVER(ANSWERED, "permit_known", "answer_known"),
    [CANCELLED] = OVER(CANCELLED, "permit_late", "answer_late"),
    [FAILED] = OVER(FAILED, "permit_late", "answer_late"),
};

const inquiry_step *inquiry_next(inquiry_state state, inquiry_event event)
{
    return &STEPS[state][event];
}

static const char *const WORDS[INQUIRY_STATES_] = {
    [NOTHING] = "",          [ENTERED] = "entered",     [PERMIT] = "permit", [ASKED] = "asked",
    [ANSWERED] = "answered", [CANCELLED] = "cancelled", [FAILED] = "failed",
};

const char *inquiry_state_word(inquiry_state state)
{
    return WORDS[state];
}

inquiry_state inquiry_state_of(const char *word)
{
    for (int state = ENTERED; state < INQUIRY_STATES_; state++) {
        if (strcmp(WORDS[state], word) == 0) {
            return (inquiry_state)state;
        }
    }
    return NOTHING;
}

/* ---- what must hold ------------------------------------------------------------------------------------ */

static inquiry_refusal because(const char *code, const char *item)
{
    return (inquiry_refusal){code, item};
}

static bool is_short(const char *text, size_t most_bytes)
{
    return strlen(text) <= most_bytes;
}

bool inquiry_operator_good(const Juki__Common__V1__Operator *who)
{
    return who != NULL && *who->operator_id != '\0' && *who->terminal_id != '\0' &&
           is_short(who->operator_id, ID_MAX_BYTES) && is_short(who->terminal_id, ID_MAX_BYTES) &&
           is_short(who->office, OFFICE_MAX_BYTES);
}

static inquiry_refusal check_operator(const Juki__Common__V1__Operator *who)
{
    return inquiry_operator_good(who) ? because(NULL, "") : because("operator_missing", "operator");
}

static inquiry_refusal check_texts(const inquiry_content *content)
{
    const struct {
        const char *text;
        const char *item;
        size_t most_bytes;
    } texts[] = {
        {content->consumer, "consumer", 31},
        {content->item, "item", 40},
        {content->information, "information", 200},
        {content->addressee_number, "addressee_number", 20},
        {content->purpose, "purpose", INQUIRY_TEXT_MAX_BYTES},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (*texts[i].text == '\0') {
            return because("item_missing", texts[i].item);
        }
        if (!is_short(texts[i].text, texts[i].most_bytes)) {
            return because("text_too_long", texts[i].item);
        }
    }
    return because(NULL, "");
}

/* Each once: an item that was asked for twice would be answered twice. */
static inquiry_refusal check_items(const inquiry_content *content)
{
    if (content->n_asked_item == 0 || content->n_asked_item > INQUIRY_ITEMS_MAX) {
        return because("items_invalid", "asked_item");
    }
    for (size_t i = 0; i < content->n_asked_item; i++) {
        const char *item = content->asked_item[i];
        if (*item == '\0' || strlen(item) > INQUIRY_TEXT_MAX_BYTES) {
            return because("items_invalid", "asked_item");
        }
        for (size_t k = 0; k < i; k++) {
            if (strcmp(item, content->asked_item[k]) == 0) {
                return because("items_invalid", "asked_item");
            }
        }
    }
    return because(NULL, "");
}

inquiry_refusal inquiry_check_content(const inquiry_content *content, const Juki__Common__V1__Operator *who)
{
    inquiry_refusal why = check_operator(who);
    if (why.code == NULL && content == NULL) {
        why = because("item_missing", "content");
    }
    if (why.code == NULL) {
        why = check_texts(content);
    }
    if (why.code == NULL) {
        why = check_items(content);
    }
    if (why.code == NULL && !ju_code_valid(JU_CODE_MUNICIPALITY, content->provider)) {
        why = because("provider_invalid", "provider");
    }
    return why;
}

inquiry_refusal inquiry_check_entry(const inquiry_facts *facts)
{
    if (!facts->linked) {
        return because("link_closed", "");
    }
    if (facts->known) {
        return because("inquiry_known", "inquiry_id");
    }
    if (!facts->consumer_valid) {
        return because("consumer_invalid", "consumer");
    }
    if (!facts->has_keyring) {
        return because("consumer_without_keyring", "consumer");
    }
    if (*facts->law_table == '\0') {
        return because("affair_not_permitted", "item");
    }
    if (*facts->subject == '\0') {
        return because("person_unknown", "addressee_number");
    }
    if (facts->law_refused != NULL) {
        return because(facts->law_refused, "item");
    }
    return facts->subject_acquired ? because(NULL, "") : because("code_not_acquired", "addressee_number");
}

inquiry_refusal inquiry_check_decision(const Juki__Gateway__V1__DecideInquiry *wish,
                                       const inquiry_standing *is)
{
    inquiry_refusal why = check_operator(wish->operator_);
    if (why.code != NULL) {
        return why;
    }
    if (!is->found) {
        return because("inquiry_unknown", "inquiry_id");
    }
    if (!is->supervisor) {
        return because("supervisor_required", "operator");
    }
    if (strcmp(is->asked_by, wish->operator_->operator_id) == 0) {
        return because("same_person", "operator");
    }
    const inquiry_step *step = inquiry_next(is->state, wish->approved ? INQUIRY_APPROVE : INQUIRY_RETURN);
    if (step->refused) {
        return because(step->code, "inquiry_id");
    }
    return strcmp(is->digest, wish->digest) == 0 && strcmp(is->computed, wish->digest) == 0
               ? because(NULL, "")
               : because("digest_mismatch", "digest");
}

/* Of the code of a prefecture the digits behind its own two are zeros. */
const char *inquiry_kind_of(const char *code)
{
    return strncmp(code + 2, "000", 3) == 0 ? "都道府県知事" : "市町村長";
}

ProtobufCBinaryData inquiry_bound(const Juki__Gateway__V1__Inquiry *inquiry, ju_arena *arena)
{
    Juki__Gateway__V1__Inquiry bound = JUKI__GATEWAY__V1__INQUIRY__INIT;
    bound.inquiry_id = inquiry->inquiry_id;
    bound.content = inquiry->content;
    bound.law_table = inquiry->law_table;
    bound.affair = inquiry->affair;
    bound.asked_by = inquiry->asked_by;
    ProtobufCBinaryData packed = {.len = juki__gateway__v1__inquiry__get_packed_size(&bound)};
    packed.data = ju_arena_alloc(arena, packed.len);
    if (packed.data != NULL) {
        (void)juki__gateway__v1__inquiry__pack(&bound, packed.data);
    }
    return packed;
}

const char *inquiry_refusal_text(const char *code)
{
    static const ju_word table[] = {
        {"operator_missing", "操作者IDと操作端末IDが必要です。"},
        {"item_missing", "必要な項目が入力されていません。"},
        {"text_too_long", "入力された項目が長すぎます。"},
        {"items_invalid", "照会する項目は、重複なく1から100までです。"},
        {"provider_invalid", "情報提供者の団体コードが正しくありません。"},
        {"key_mismatch", "照会番号はUUIDで、レコードのキーと一致しなければなりません。"},
        {"consumer_mismatch", "他の所属の名で照会することはできません。"},
        {"inquiry_known", "この照会番号は既に使用されています。"},
        {"inquiry_unknown", "該当する照会がありません。"},
        {"inquiry_decided", "この照会は既に決裁されています。"},
        {"inquiry_closed", "この照会は既に終了しています。"},
        {"consumer_invalid", "この所属は承認された提供先ではありません。"},
        {"consumer_without_keyring", "この所属の鍵がないため、照会結果を渡すことができません。"},
        {"affair_not_permitted", "この所属は、この項番で照会することはできません。"},
        {"person_unknown", "該当する宛名番号の者がいません。"},
        {"code_not_acquired", "指定された者は符号が未取得です。"},
        {"item_unknown", "この項番は法令の表にありません。"},
        {"item_not_in_force", "この項番は現在効力がありません。"},
        {"parties_unlisted", "法令の表に照会者と提供者の定めがありません。"},
        {"inquirer_wrong", "この項番で照会できる者ではありません。"},
        {"affair_wrong", "この項番の事務ではありません。"},
        {"provider_wrong", "この項番で提供できる者ではありません。"},
        {"information_wrong", "この項番で照会できる特定個人情報ではありません。"},
        {"link_closed", "情報提供ネットワークシステムと接続していません。"},
        {"supervisor_required", "上長として登録された者だけが承認できます。"},
        {"same_person", "照会を入力した者は承認できません。"},
        {"digest_mismatch", "承認しようとする内容が照会の内容と異なります。"},
        {"returned", "上長が承認しませんでした。"},
        {"cancelled", "取りやめました。"},
        {"approval_timeout", "期限までに承認されませんでした。"},
        {"permit_refused", "情報提供許可証が発行されませんでした。"},
        {"permit_timeout", "期限までに情報提供許可証が届きませんでした。"},
        {"not_provided", "情報提供者から情報が提供されませんでした。"},
        {"answer_timeout", "期限までに回答がありませんでした。"},
        {"purpose_missing", "閲覧する目的が入力されていません。"},
    };
    return ju_word_of(table, sizeof table / sizeof table[0], code, "照会できません。");
}
