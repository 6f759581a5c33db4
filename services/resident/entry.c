#include "services/resident/entry.h"

#include "services/resident/alert.h"
#include "services/resident/entry_items.h"
#include "services/resident/foreign.h"
#include "services/resident/identity_check.h"
#include "services/resident/relationship.h"

#include "common/base/uuid7.h"
#include "common/code/code.h"
#include "common/text/date.h"
#include "common/text/text.h"
#include "common/text/written_date.h"

#include <string.h>

typedef Juki__Resident__V1__SubmitChange submit;
typedef Juki__Resident__V1__PersonEntry person_entry;
typedef Juki__Common__V1__Address address;

/* Widths in characters, after the data layouts of the standard (氏名 N100, 住所 parts, 方書 N300). */
static const struct {
    const char *field;
    size_t length;
} WIDTHS[] = {
    {"name", 100},
    {"name_kana", 100},
    {"relationship", 30},
    {"registered_domicile", 200},
    {"family_register_head", 100},
    {"prefecture", 4},
    {"municipality", 12},
    {"town", 120},
    {"number", 50},
    {"building", 300},
    {"operator_id", 40},
    {"terminal_id", 40},
    {"office", 40},
    {"household_number", 15},
    {"addressee_number", 15},
    {"justification", 100},
    {"cancelled_change_id", 36},
    {"application_id", 36},
    {"move_ref", 36},
    {"change_date_written", JU_WRITTEN_DATE_LENGTH_MAX},
    {"name_kanji", 100},
    {"nationality", 100},
    {"former_name", 100},
    {"former_name_kana", 100},
    {"alias", 100},
    {"alias_kana", 100},
    {"resident_since_written", JU_WRITTEN_DATE_LENGTH_MAX},
    {"address_since_written", JU_WRITTEN_DATE_LENGTH_MAX},
    {"foreign_resident_since_written", JU_WRITTEN_DATE_LENGTH_MAX},
    {"last_registered_address", 200},
    {"telephone_kind", 10},
    {"status", 60},
    {"period", 40},
};

static const void *member(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    return (const char *)message + field->offset;
}

/* Whether a field says anything: proto3 without optional has no other notion of absence. */
static bool is_given(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        return *(const size_t *)((const char *)message + field->quantifier_offset) > 0;
    }
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return **(char *const *)member(message, field) != '\0';
    case PROTOBUF_C_TYPE_MESSAGE:
        return *(const void *const *)member(message, field) != NULL;
    default:
        return *(const int *)member(message, field) != 0;
    }
}

static bool only_items(const ProtobufCMessage *message, const char *const *always, const char *const *items,
                       refusal *ret)
{
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        if (is_given(message, field) && !reason_allows(items, field->name) &&
            !reason_allows(always, field->name)) {
            return refuse(ret, "item_not_allowed", field->name);
        }
    }
    return true;
}

static bool needed_items(const ProtobufCMessage *message, const char *const *required, refusal *ret)
{
    for (; *required != NULL; required++) {
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field_by_name(message->descriptor, *required);
        if (field == NULL || !is_given(message, field)) {
            return refuse(ret, "item_required", *required);
        }
    }
    return true;
}

static bool widths_fit(const ProtobufCMessage *message, refusal *ret)
{
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        if (field->type != PROTOBUF_C_TYPE_STRING || field->label == PROTOBUF_C_LABEL_REPEATED) {
            continue;
        }
        for (size_t w = 0; w < sizeof WIDTHS / sizeof WIDTHS[0]; w++) {
            if (strcmp(WIDTHS[w].field, field->name) == 0 &&
                ju_text_length(*(char *const *)member(message, field)) > WIDTHS[w].length) {
                return refuse(ret, "text_too_long", field->name);
            }
        }
    }
    return true;
}

static bool need_text(const char *text, const char *item, refusal *ret)
{
    return *text != '\0' ? true : refuse(ret, "item_required", item);
}

static bool only_digits(const char *text, size_t length)
{
    return strlen(text) == length && strspn(text, "0123456789") == length;
}

/* A place abroad has a country in place of 市区町村 and no code. */
static bool is_abroad(const address *given)
{
    return *given->municipality_code == '\0' && *given->municipality != '\0';
}

static bool check_address(const address *given, const char *item, refusal *ret)
{
    if (!widths_fit(&given->base, ret)) {
        return false;
    }
    if (!ju_code_valid(JU_CODE_MUNICIPALITY, given->municipality_code)) {
        return refuse(ret, "check_digit", item);
    }
    if ((*given->postal_code != '\0' && !only_digits(given->postal_code, 7)) ||
        (*given->town_code != '\0' && !only_digits(given->town_code, 7))) {
        return refuse(ret, "code_invalid", item);
    }
    return need_text(given->municipality, item, ret);
}

bool entry_address_inside(const address *given, const char *municipality)
{
    return strcmp(given->municipality_code, municipality) == 0;
}

static bool check_inside(const address *given, const char *municipality, refusal *ret)
{
    if (given == NULL) {
        return true;
    }
    if (!check_address(given, "address", ret)) {
        return false;
    }
    if (!entry_address_inside(given, municipality)) {
        return refuse(ret, "address_outside", "address");
    }
    return need_text(given->town, "address", ret);
}

bool entry_place_outside(const address *given, bool may_be_abroad, const char *item, const char *municipality,
                         refusal *ret)
{
    if (may_be_abroad && is_abroad(given)) {
        return widths_fit(&given->base, ret);
    }
    if (!check_address(given, item, ret)) {
        return false;
    }
    return !entry_address_inside(given, municipality) ? true : refuse(ret, "address_inside", item);
}

/* Only the reasons to and from abroad, and 職権, may name a place without a code (j800, j910). */
static bool check_outside(const reason *why, const address *given, const char *item, const char *municipality,
                          refusal *ret)
{
    bool may_be_abroad =
        strncmp(why->code, "overseas_", strlen("overseas_")) == 0 || why->basis == REASON_BY_OFFICIAL;
    return given == NULL || entry_place_outside(given, may_be_abroad, item, municipality, ret);
}

static bool check_places(const submit *entry, const reason *why, const char *municipality, refusal *ret)
{
    return needed_items(&entry->base, why->change_required, ret) &&
           check_inside(entry->address, municipality, ret) &&
           check_outside(why, entry->previous_address, "previous_address", municipality, ret) &&
           check_outside(why, entry->destination, "destination", municipality, ret);
}

/* j640: a 転出 notified more than 14 days after it is struck off ex officio. Both days exist. */
static bool notified_in_time(const submit *entry, const reason *why)
{
    enum { NOTICE_DAYS = 14 };
    ju_date change;
    ju_date notified;
    return why->after != REASON_STATE_MOVED_OUT || !ju_date_parse(entry->change_date, &change) ||
           !ju_date_parse(entry->notified_date, &notified) ||
           ju_date_days_between(change, notified) <= NOTICE_DAYS;
}

static bool check_dates(const submit *entry, const reason *why, const char *today, refusal *ret)
{
    ju_date date;
    if (!ju_date_parse(entry->change_date, &date)) {
        return refuse(ret, "date_invalid", "change_date");
    }
    const char *written = entry->change_date_written;
    if (ju_written_date_check("change_date", entry->change_date, *written != '\0', written, NULL) != JU_OK) {
        return refuse(ret, "date_invalid", "change_date_written");
    }
    if (!ju_date_parse(entry->notified_date, &date)) {
        return refuse(ret, "date_invalid", "notified_date");
    }
    /* ISO dates compare as text */
    if (!why->future && strcmp(entry->change_date, today) > 0) {
        return refuse(ret, "date_in_future", "change_date");
    }
    if (strcmp(entry->notified_date, today) > 0) {
        return refuse(ret, "date_in_future", "notified_date");
    }
    if (reason_follows_fact(why) && strcmp(entry->change_date, entry->notified_date) > 0) {
        return refuse(ret, "notified_before_change", "notified_date");
    }
    return notified_in_time(entry, why) ? true : refuse(ret, "move_out_late", "notified_date");
}

static bool check_birth_date(const person_entry *person, const char *today, refusal *ret)
{
    const Juki__Common__V1__WrittenDate *birth = person->birth_date;
    if (birth == NULL) {
        return true;
    }
    if (ju_written_date_check("birth_date", birth->date, birth->uncertain, birth->written, NULL) != JU_OK) {
        return refuse(ret, "date_invalid", "birth_date");
    }
    return strcmp(birth->date, today) <= 0 ? true : refuse(ret, "date_in_future", "birth_date");
}

static bool check_number(ju_code_kind kind, const char *item, const char *number, const reason *why,
                         refusal *ret)
{
    if (*number == '\0') {
        return !reason_allows(why->person_required, item) ? true : refuse(ret, "item_required", item);
    }
    return ju_code_valid(kind, number) ? true : refuse(ret, "check_digit", item);
}

static bool check_kana(const char *kana, const char *item, const char *of, const char *of_item, refusal *ret)
{
    if (*kana == '\0') {
        return true;
    }
    return !ju_text_is_katakana_name(kana) ? refuse(ret, "kana_invalid", item) : need_text(of, of_item, ret);
}

/* The standard lets 氏名 and 性別 be empty (j60); a kana needs a name. */
static bool check_names(const person_entry *person, refusal *ret)
{
    return check_kana(person->name_kana, "name_kana", person->name, "name", ret) &&
           check_kana(person->former_name_kana, "former_name_kana", person->former_name, "former_name",
                      ret) &&
           check_kana(person->alias_kana, "alias_kana", person->alias, "alias", ret);
}

/* j20, j60 */
static bool check_stay(const person_entry *person, refusal *ret)
{
    return person->foreign_stay == NULL ||
           (widths_fit(&person->foreign_stay->base, ret) && foreign_stay_check(person->foreign_stay, ret));
}

/* j10, j20: 国籍・地域, 通称 and 法第30条の45に規定する事項 are items of foreign residents, 戸籍の表示 and
 * 旧氏 of Japanese. */
static bool check_kind(const reason *why, const person_entry *person, refusal *ret)
{
    if (why->rule != REASON_RULE_ENTER && why->rule != REASON_RULE_BIRTH) {
        return true; /* of the others the register knows the 住民種別 */
    }
    bool foreign = person->resident_kind == JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_FOREIGN;
    const struct {
        const char *item;
        const char *text;
        bool of_foreign;
    } items[] = {{"nationality", person->nationality, true},
                 {"alias", person->alias, true},
                 {"name_kanji", person->name_kanji, true},
                 {"former_name", person->former_name, false},
                 {"registered_domicile", person->registered_domicile, false},
                 {"registered_domicile_code", person->registered_domicile_code, false},
                 {"family_register_head", person->family_register_head, false}};
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        if (*items[i].text != '\0' && items[i].of_foreign != foreign) {
            return refuse(ret, "kind_item", items[i].item);
        }
    }
    if (!foreign) {
        return person->foreign_stay == NULL ? true : refuse(ret, "kind_item", "foreign_stay");
    }
    if (*person->nationality == '\0') {
        return refuse(ret, "item_required", "nationality");
    }
    return person->foreign_stay != NULL ? true : refuse(ret, "item_required", "foreign_stay");
}

/* A person has both numbers or none when entering. */
static bool numbers_agree(const reason *why, const entry_numbers *numbers, refusal *ret)
{
    if (why->rule != REASON_RULE_ENTER ||
        (*numbers->individual_number == '\0') == (*numbers->resident_code == '\0')) {
        return true;
    }
    return refuse(ret, "item_required",
                  *numbers->resident_code == '\0' ? "resident_code" : "individual_number");
}

static bool check_person(const submit *entry, const reason *why, const person_entry *person,
                         const entry_numbers *numbers, const char *today, refusal *ret)
{
    if (*person->relationship != '\0' && !relationship_valid(person->relationship)) {
        return refuse(ret, "relationship_invalid", "relationship");
    }
    if (!check_names(person, ret) || !needed_items(&person->base, why->person_required, ret) ||
        !check_birth_date(person, today, ret) || !check_kind(why, person, ret) || !check_stay(person, ret)) {
        return false;
    }
    if (why->rule == REASON_RULE_BIRTH && strcmp(person->birth_date->date, entry->change_date) != 0) {
        return refuse(ret, "birth_date_differs", "birth_date");
    }
    return check_number(JU_CODE_INDIVIDUAL_NUMBER, "individual_number", numbers->individual_number, why,
                        ret) &&
           check_number(JU_CODE_RESIDENT_CODE, "resident_code", numbers->resident_code, why, ret) &&
           numbers_agree(why, numbers, ret);
}

static bool same_text(const char *a, const char *b)
{
    return *a != '\0' && strcmp(a, b) == 0;
}

static bool same_twice(const submit *entry, const entry_numbers *numbers, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (same_text(numbers[at].individual_number, numbers[i].individual_number) ||
            same_text(numbers[at].resident_code, numbers[i].resident_code) ||
            same_text(entry->person[at]->addressee_number, entry->person[i]->addressee_number)) {
            return true;
        }
    }
    return false;
}

static bool check_persons(const submit *entry, const reason *why, const entry_numbers *numbers,
                          const char *today, refusal *ret)
{
    static const char *const nothing[] = {NULL};
    if (entry->n_person == 0) {
        return refuse(ret, "persons_missing", "person");
    }
    if (entry->n_person > ENTRY_PERSONS_MAX) {
        return refuse(ret, "persons_too_many", "person");
    }
    for (size_t i = 0; i < entry->n_person; i++) {
        const person_entry *person = entry->person[i];
        if (!only_items(&person->base, nothing, why->person_items, ret) || !widths_fit(&person->base, ret)) {
            return false;
        }
        if (same_twice(entry, numbers, i)) {
            return refuse(ret, "person_twice", "person");
        }
        if (!check_person(entry, why, person, &numbers[i], today, ret)) {
            return false;
        }
    }
    return true;
}

bool entry_check(const submit *entry, const entry_numbers *numbers, const char *today,
                 const char *municipality, refusal *ret)
{
    static const char *const always[] = {
        "change_id", "reason",          "change_date",       "notified_date",  "operator",
        "person",    "confirmed_alert", "support_requested", "application_id", "identity_check",
        NULL};
    const reason *why = reason_find(entry->reason);
    *ret = (refusal){0};
    if (!ju_uuid_valid(entry->change_id)) {
        return refuse(ret, "code_invalid", "change_id");
    }
    if (why == NULL) {
        return refuse(ret, "reason_unknown", "reason");
    }
    if (why->rule == REASON_RULE_DERIVED) {
        return refuse(ret, "reason_derived", "reason");
    }
    if (entry->operator_ == NULL || *entry->operator_->operator_id == '\0' ||
        *entry->operator_->terminal_id == '\0') {
        return refuse(ret, "operator_missing", "operator");
    }
    for (size_t i = 0; i < entry->n_confirmed_alert; i++) {
        if (alert_message(entry->confirmed_alert[i]) == NULL) {
            return refuse(ret, "alert_unknown", "confirmed_alert");
        }
    }
    return widths_fit(&entry->base, ret) && widths_fit(&entry->operator_->base, ret) &&
           only_items(&entry->base, always, why->change_items, ret) &&
           identity_check_good(entry->identity_check, why, ret) && check_dates(entry, why, today, ret) &&
           check_persons(entry, why, numbers, today, ret) && entry_items_check(entry, why, today, ret) &&
           check_places(entry, why, municipality, ret);
}

bool entry_widths_fit(const ProtobufCMessage *message, refusal *ret)
{
    return widths_fit(message, ret);
}
