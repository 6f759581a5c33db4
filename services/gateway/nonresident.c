#include "services/gateway/nonresident.h"

#include "common/code/code.h"
#include "common/text/text.h"
#include "common/text/written_date.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

typedef Juki__Gateway__V1__NonresidentBasics basics_message;
typedef Juki__Gateway__V1__RegisterNonresident register_wish;

bool nonresident_refuse(nonresident_refusal *why, const char *code, const char *item)
{
    *why = (nonresident_refusal){.code = code, .item = item, .other = ""};
    return false;
}

/* ---- the items ----------------------------------------------------------------------------------------- */

typedef enum characters {
    WIDE, /* Ｎ of the API */
    KANA,
    DIGITS, /* X, as long as it says */
} characters;

typedef struct item_rule {
    const char *item;
    size_t offset;
    characters characters;
    int length;
} item_rule;

#define ITEM(name, characters, length)                                                                       \
    {                                                                                                        \
#name, offsetof(basics_message, name), (characters), (length)                                        \
    }

/* リクエスト_API仕様: データ型 and 桁数. 町字 is 120 there and 18 in 項目定義書; we take what the API takes.
 */
static const item_rule RULES[] = {
    ITEM(name, WIDE, 100),
    ITEM(name_kana, KANA, 100),
    ITEM(name_roman, WIDE, 100),
    ITEM(name_kanji, WIDE, 100),
    ITEM(alias, WIDE, 100),
    ITEM(alias_kana, KANA, 100),
    ITEM(postal_code, DIGITS, 7),
    ITEM(municipality_code, DIGITS, 6),
    ITEM(town_code, DIGITS, 7),
    ITEM(prefecture, WIDE, 4),
    ITEM(municipality, WIDE, 12),
    ITEM(town, WIDE, 120),
    ITEM(number, WIDE, 50),
    ITEM(building, WIDE, 300),
    ITEM(country_code, DIGITS, 3),
    ITEM(country, WIDE, 100),
    ITEM(foreign_address, WIDE, 300),
};

/* No half-width letter of ASCII and no half-width katakana (U+FF61 to U+FF9F: EF BD A1 to EF BE 9F). */
static bool is_wide(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
        bool half_kana =
            at[0] == 0xEF && ((at[1] == 0xBD && at[2] >= 0xA1) || (at[1] == 0xBE && at[2] <= 0x9F));
        if (*at < 0x80 || half_kana) {
            return false;
        }
    }
    return true;
}

static bool refuse_characters(nonresident_refusal *why, const char *item, const char *which)
{
    *why = (nonresident_refusal){.code = "item_characters", .item = item, .other = which};
    return false;
}

static bool refuse_length(nonresident_refusal *why, const char *item, int digits, const char *bound)
{
    *why = (nonresident_refusal){.code = "item_length", .item = item, .other = bound, .digits = digits};
    return false;
}

static bool refuse_without(nonresident_refusal *why, const char *item, const char *needed)
{
    *why = (nonresident_refusal){.code = "item_requires", .item = item, .other = needed};
    return false;
}

static bool check_item(const item_rule *rule, const char *text, nonresident_refusal *why)
{
    if (*text == '\0') {
        return true;
    }
    if (rule->characters == DIGITS) {
        if (text[strspn(text, "0123456789")] != '\0') {
            return refuse_characters(why, rule->item, "半角数字");
        }
        return strlen(text) == (size_t)rule->length ? true : refuse_length(why, rule->item, rule->length, "");
    }
    if (rule->characters == KANA && !ju_text_is_katakana_name(text)) {
        return refuse_characters(why, rule->item, "全角カタカナ");
    }
    if (!is_wide(text)) {
        return refuse_characters(why, rule->item, "全角文字");
    }
    return ju_text_length(text) <= (size_t)rule->length
               ? true
               : refuse_length(why, rule->item, rule->length, "以内");
}

static bool check_birth(const basics_message *basics, nonresident_refusal *why)
{
    if (basics->birth_date_uncertain && *basics->birth_date_written == '\0') {
        return refuse_without(why, "birth_date_uncertain", "birth_date_written");
    }
    if (*basics->birth_date_written != '\0' && *basics->birth_date == '\0') {
        return refuse_without(why, "birth_date_written", "birth_date");
    }
    if (*basics->birth_date == '\0') {
        return true;
    }
    ju_err err;
    return ju_written_date_check("birth_date", basics->birth_date, basics->birth_date_uncertain,
                                 basics->birth_date_written, &err) == JU_OK
               ? true
               : nonresident_refuse(why, "date_invalid", "birth_date");
}

/* Nothing but full-width spaces. */
static bool is_blank(const char *text)
{
    static const char SPACE[] = "　";
    while (strncmp(text, SPACE, strlen(SPACE)) == 0) {
        text += strlen(SPACE);
    }
    return *text == '\0';
}

bool nonresident_basics_check(const basics_message *basics, nonresident_refusal *why)
{
    if (basics == NULL) {
        return nonresident_refuse(why, "item_required", "basics");
    }
    if (is_blank(basics->name)) {
        return nonresident_refuse(why, "item_required", "name");
    }
    for (size_t i = 0; i < sizeof RULES / sizeof RULES[0]; i++) {
        const char *text = *(char *const *)((const char *)basics + RULES[i].offset);
        if (!check_item(&RULES[i], text, why)) {
            return false;
        }
    }
    if (*basics->municipality_code != '\0' &&
        !ju_code_valid(JU_CODE_MUNICIPALITY, basics->municipality_code)) {
        return nonresident_refuse(why, "code_invalid", "municipality_code");
    }
    if (*basics->alias_kana != '\0' && *basics->alias == '\0') {
        return refuse_without(why, "alias_kana", "alias");
    }
    return check_birth(basics, why);
}

bool nonresident_number(int64_t serial, char ret[NONRESIDENT_NUMBER_SIZE])
{
    char body[NONRESIDENT_NUMBER_SIZE];
    if (serial < 1 || serial > INT64_C(999999999)) {
        return false;
    }
    (void)snprintf(body, sizeof body, "%09" PRId64, serial);
    (void)snprintf(ret, NONRESIDENT_NUMBER_SIZE, "%.9s%c", body,
                   ju_code_check_digit(JU_CODE_ADDRESSEE, body));
    return true;
}

/* ---- who and why --------------------------------------------------------------------------------------- */

enum { PURPOSE_MAX = 200 };

bool nonresident_check_asker(const Juki__Common__V1__Operator *who, const char *purpose,
                             nonresident_refusal *why)
{
    if (who == NULL || *who->operator_id == '\0' || *who->terminal_id == '\0') {
        return nonresident_refuse(why, "operator_missing", "operator");
    }
    if (purpose != NULL && *purpose == '\0') {
        return nonresident_refuse(why, "item_required", "purpose");
    }
    return purpose == NULL || ju_text_length(purpose) <= PURPOSE_MAX
               ? true
               : nonresident_refuse(why, "text_too_long", "purpose");
}

/* ---- registering --------------------------------------------------------------------------------------- */

static bool check_processing(const char *text, nonresident_processing *ret, nonresident_refusal *why)
{
    if (*text == '\0') {
        return nonresident_refuse(why, "item_required", "processing");
    }
    if (text[0] < '0' || text[0] > '2' || text[1] != '\0') {
        return nonresident_refuse(why, "processing_invalid", "processing");
    }
    *ret = (nonresident_processing)(text[0] - '0');
    return true;
}

bool nonresident_register_check(const register_wish *wish, nonresident_processing *ret,
                                nonresident_refusal *why)
{
    if (!nonresident_check_asker(wish->operator_, wish->purpose, why) ||
        !check_processing(wish->processing, ret, why)) {
        return false;
    }
    if (ju_text_length(wish->affair_number) > 15) {
        return refuse_length(why, "affair_number", 15, "以内");
    }
    if (*ret == NONRESIDENT_NUMBER) {
        return nonresident_basics_check(wish->basics, why);
    }
    if (*wish->addressee_number == '\0') {
        return refuse_without(why, "processing", "addressee_number");
    }
    if (wish->basics != NULL && *ret == NONRESIDENT_SELECTED) {
        return nonresident_refuse(why, "use_update", "basics");
    }
    return wish->basics == NULL || nonresident_basics_check(wish->basics, why);
}

static bool is_resident(const char *state)
{
    return strcmp(state, "resident") == 0;
}

bool nonresident_number_free(const nonresident_known *known, nonresident_refusal *why)
{
    if (is_resident(known->holder_state)) {
        return nonresident_refuse(why, "is_resident", "individual_number");
    }
    if (*known->holder_nonresident != '\0') {
        return nonresident_refuse(why, "nonresident_exists", "individual_number");
    }
    return *known->holder_state == '\0' ? true
                                        : nonresident_refuse(why, "former_resident", "individual_number");
}

static bool may_number(const register_wish *wish, const nonresident_known *known, nonresident_refusal *why)
{
    if (!nonresident_number_free(known, why)) {
        return false;
    }
    return !known->candidate || wish->others_ruled_out ? true
                                                       : nonresident_refuse(why, "candidate_exists", "name");
}

bool nonresident_visible(const nonresident *person, const char *affair)
{
    return person->found && (!person->as.not_shared || strcmp(person->as.owner, affair) == 0);
}

/* Somebody who can be worked with. */
static bool is_live(const nonresident *person, const char *affair, const char *item, nonresident_refusal *why)
{
    if (!nonresident_visible(person, affair)) {
        return nonresident_refuse(why, "number_unknown", item);
    }
    bool ended = strcmp(person->as.state, "moved_in") == 0 || strcmp(person->as.state, "deleted") == 0;
    return !ended ? true : nonresident_refuse(why, "nonresident_ended", item);
}

static bool is_free(const nonresident *person, const char *operator_id, nonresident_refusal *why)
{
    bool held = *person->as.held_by != '\0' && strcmp(person->as.held_by, operator_id) != 0;
    return !held ? true : nonresident_refuse(why, "held", "addressee_number");
}

/* Whether 引継 may be meant: of somebody who was no 住登外者 yet, or who lived here again since. */
static bool is_carriable(const nonresident *person, const char *affair)
{
    return !person->found || (nonresident_visible(person, affair) && person->as.carried &&
                              strcmp(person->as.state, "moved_in") == 0);
}

/* 引継: only of who has left. */
static bool may_carry(const register_wish *wish, const nonresident_known *known, nonresident_refusal *why)
{
    if (*known->person_state == '\0') {
        return nonresident_refuse(why, "number_unknown", "addressee_number");
    }
    if (is_resident(known->person_state)) {
        return nonresident_refuse(why, "still_resident", "addressee_number");
    }
    return nonresident_basics_check(wish->basics, why);
}

bool nonresident_register_may(const register_wish *wish, nonresident_processing processing,
                              const nonresident *person, const nonresident_known *known, const char *affair,
                              bool *ret_carry, nonresident_refusal *why)
{
    *ret_carry = false;
    if (known->request_used) {
        return nonresident_refuse(why, "request_id_used", "request_id");
    }
    if (processing == NONRESIDENT_NUMBER) {
        return may_number(wish, known, why);
    }
    if (processing == NONRESIDENT_EXISTING && is_carriable(person, affair)) {
        *ret_carry = may_carry(wish, known, why);
        return *ret_carry;
    }
    if (wish->basics != NULL && person->found) {
        return nonresident_refuse(why, "use_update", "basics");
    }
    return is_live(person, affair, "addressee_number", why) &&
           is_free(person, wish->operator_->operator_id, why);
}

/* ---- the others ---------------------------------------------------------------------------------------- */

static bool check_state(const Juki__Gateway__V1__UpdateNonresident *wish, nonresident_refusal *why)
{
    if (strcmp(wish->state, "deleted") == 0) {
        return true;
    }
    return strcmp(wish->state, "non_resident") == 0 || strcmp(wish->state, "dead") == 0
               ? nonresident_basics_check(wish->basics, why)
               : nonresident_refuse(why, "state_invalid", "state");
}

bool nonresident_update_may(const Juki__Gateway__V1__UpdateNonresident *wish, const nonresident *person,
                            const char *affair, nonresident_refusal *why)
{
    if (!nonresident_check_asker(wish->operator_, wish->purpose, why) || !check_state(wish, why) ||
        !is_live(person, affair, "addressee_number", why)) {
        return false;
    }
    if (!person->used) {
        return nonresident_refuse(why, "not_in_use", "addressee_number");
    }
    if (!is_free(person, wish->operator_->operator_id, why)) {
        return false;
    }
    if (wish->history_number != person->as.history_number) {
        return nonresident_refuse(why, "history_changed", "history_number");
    }
    bool mark = strcmp(wish->state, "deleted") != 0 && wish->not_shared != person->as.not_shared;
    return !mark || strcmp(person->as.owner, affair) == 0
               ? true
               : nonresident_refuse(why, "owner_only", "not_shared");
}

bool nonresident_hold_may(const Juki__Gateway__V1__HoldNonresident *wish, const nonresident *person,
                          const char *affair, nonresident_refusal *why)
{
    if (!nonresident_check_asker(wish->operator_, NULL, why) ||
        !is_live(person, affair, "addressee_number", why) ||
        !is_free(person, wish->operator_->operator_id, why)) {
        return false;
    }
    return !wish->release || *person->as.held_by != '\0'
               ? true
               : nonresident_refuse(why, "not_held", "addressee_number");
}

bool nonresident_show_may(const nonresident *person, const char *affair, nonresident_refusal *why)
{
    return nonresident_visible(person, affair)
               ? true
               : nonresident_refuse(why, "number_unknown", "addressee_number");
}

/* ---- 名寄せ ----------------------------------------------------------------------------------------------
 */

static bool may_join(const nonresident_pair *pair, nonresident_refusal *why)
{
    if (*pair->from.as.representative != '\0') {
        return nonresident_refuse(why, "already_linked", "addressee_number");
    }
    if (*pair->to.as.representative != '\0') {
        return nonresident_refuse(why, "not_representative", "representative");
    }
    if (pair->members) {
        return nonresident_refuse(why, "has_members", "addressee_number");
    }
    bool numbered = *pair->from.integrated_number != '\0' && *pair->to.integrated_number != '\0';
    return !numbered || strcmp(pair->from.integrated_number, pair->to.integrated_number) == 0
               ? true
               : nonresident_refuse(why, "different_persons", "representative");
}

bool nonresident_pair_may(const nonresident_pair *pair, bool unlink, const char *affair,
                          const char *operator_id, nonresident_refusal *why)
{
    if (!nonresident_visible(&pair->from, affair)) {
        return nonresident_refuse(why, "number_unknown", "addressee_number");
    }
    if (!nonresident_visible(&pair->to, affair)) {
        return nonresident_refuse(why, "number_unknown", "representative");
    }
    if (strcmp(pair->from.as.addressee_number, pair->to.as.addressee_number) == 0) {
        return nonresident_refuse(why, "link_self", "representative");
    }
    if (pair->pending) {
        return nonresident_refuse(why, "link_pending", "addressee_number");
    }
    if (!is_free(&pair->from, operator_id, why) || !is_free(&pair->to, operator_id, why)) {
        return false;
    }
    if (unlink) {
        return strcmp(pair->from.as.representative, pair->to.as.addressee_number) == 0
                   ? true
                   : nonresident_refuse(why, "not_linked", "addressee_number");
    }
    return is_live(&pair->from, affair, "addressee_number", why) &&
           is_live(&pair->to, affair, "representative", why) && may_join(pair, why);
}

bool nonresident_decision_may(const Juki__Gateway__V1__DecideNonresidentLink *wish,
                              const nonresident_link *link, nonresident_refusal *why)
{
    if (!nonresident_check_asker(wish->operator_, NULL, why)) {
        return false;
    }
    if (!link->found) {
        return nonresident_refuse(why, "link_unknown", "link_id");
    }
    if (strcmp(link->as.asked_by, wish->operator_->operator_id) == 0) {
        return nonresident_refuse(why, "same_person", "operator");
    }
    return strcmp(link->as.state, "asked") == 0 ? true : nonresident_refuse(why, "link_decided", "link_id");
}
