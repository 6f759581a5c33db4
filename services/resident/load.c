#include "services/resident/load.h"

#include "services/resident/relationship.h"

#include "common/base/parse.h"
#include "common/code/code.h"
#include "common/text/date.h"
#include "common/text/text.h"
#include "common/text/written_date.h"

#include <string.h>

typedef Juki__Resident__V1__PersonRecord person_record;
typedef Juki__Common__V1__Address address;

enum { KEY_DIGITS_MAX = 15, SERIAL_DIGITS = 9 };

static bool is_digits(const char *text, size_t least, size_t most)
{
    size_t length = strlen(text);
    return length >= least && length <= most && strspn(text, "0123456789") == length;
}

/* Sorted by 宛名番号, then 履歴番号 from 1 by 1; a person stands in one place. */
static bool check_order(const load_row *row, const char *after, refusal *ret)
{
    const person_record *record = row->record;
    const char *previous = row->before == NULL ? after : row->before->addressee_number;
    int order = strcmp(record->addressee_number, previous);
    int history = order == 0 && row->before != NULL ? row->before->history_number : 0;
    if (order < 0) {
        return refuse(ret, "row_order", "addressee_number");
    }
    if (order == 0 && (row->before == NULL || record->history_number == history)) {
        return refuse(ret, "duplicate_key", "history_number");
    }
    return record->history_number == history + 1 ? true : refuse(ret, "history_gap", "history_number");
}

static bool check_key(const load_row *row, const char *after, refusal *ret)
{
    const person_record *record = row->record;
    if (!is_digits(record->addressee_number, 1, KEY_DIGITS_MAX)) {
        return refuse(ret, "code_invalid", "addressee_number");
    }
    if (!is_digits(record->household_number, 1, KEY_DIGITS_MAX)) {
        return refuse(ret, "code_invalid", "household_number");
    }
    if (*record->register_ref != '\0') {
        return refuse(ret, "item_not_allowed", "register_ref");
    }
    if (*record->change_id != '\0' || (record->move_out != NULL && *record->move_out->change_id != '\0')) {
        return refuse(ret, "item_not_allowed", "change_id");
    }
    return check_order(row, after, ret);
}

static bool check_day(const char *day, const char *item, bool required, const char *today, refusal *ret)
{
    ju_date date;
    if (*day == '\0') {
        return !required ? true : refuse(ret, "item_required", item);
    }
    if (!ju_date_parse(day, &date)) {
        return refuse(ret, "date_invalid", item);
    }
    return today == NULL || strcmp(day, today) <= 0 ? true : refuse(ret, "date_in_future", item);
}

static bool check_birth_date(const person_record *record, const char *today, refusal *ret)
{
    const Juki__Common__V1__WrittenDate *birth = record->birth_date;
    if (birth == NULL) {
        return true;
    }
    if (ju_written_date_check("birth_date", birth->date, birth->uncertain, birth->written, NULL) != JU_OK) {
        return refuse(ret, "date_invalid", "birth_date");
    }
    return strcmp(birth->date, today) <= 0 ? true : refuse(ret, "date_in_future", "birth_date");
}

/* Who is to leave is struck off by the day that was planned (j50): it must be there. */
static bool check_move_out_days(const person_record *record, const char *today, refusal *ret)
{
    const Juki__Resident__V1__MoveOut *leaves = record->move_out;
    bool planned = record->state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    return leaves == NULL || (check_day(leaves->planned_date, "planned_date", planned, NULL, ret) &&
                              check_day(leaves->confirmed_date, "confirmed_date", false, today, ret) &&
                              check_day(leaves->notice_date, "notice_date", false, today, ret));
}

/* A day since when may be 不詳 (j80). */
static bool check_since(const char *day, const char *written, const char *item, refusal *ret)
{
    if (*day == '\0' && *written == '\0') {
        return true;
    }
    return ju_written_date_check(item, day, *written != '\0', written, NULL) == JU_OK
               ? true
               : refuse(ret, "date_invalid", item);
}

static bool check_alien_registered(const Juki__Common__V1__WrittenDate *day, refusal *ret)
{
    return day == NULL || ju_written_date_check("alien_registered", day->date, day->uncertain, day->written,
                                                NULL) == JU_OK
               ? true
               : refuse(ret, "date_invalid", "alien_registered");
}

static bool check_days(const person_record *record, const char *today, refusal *ret)
{
    const Juki__Resident__V1__ForeignStay *stay = record->foreign_stay;
    return check_birth_date(record, today, ret) &&
           check_since(record->resident_since, record->resident_since_written, "resident_since", ret) &&
           check_since(record->address_since, record->address_since_written, "address_since", ret) &&
           check_since(record->foreign_resident_since, record->foreign_resident_since_written,
                       "foreign_resident_since", ret) &&
           check_alien_registered(record->alien_registered, ret) &&
           (stay == NULL || check_day(stay->until, "until", false, NULL, ret)) &&
           check_move_out_days(record, today, ret) &&
           check_day(record->change_date, "change_date", true, NULL, ret) &&
           check_day(record->notified_date, "notified_date", false, today, ret) &&
           check_day(record->processed_date, "processed_date", true, today, ret);
}

static bool check_kana(const char *kana, const char *item, refusal *ret)
{
    return *kana == '\0' || ju_text_is_katakana_name(kana) ? true : refuse(ret, "kana_invalid", item);
}

/* Half-width, with hyphens, blanks or brackets; abroad with +. */
static bool check_telephone(const char *telephone, refusal *ret)
{
    enum { TELEPHONE_MAX = 20 };
    return strlen(telephone) <= TELEPHONE_MAX && strspn(telephone, "0123456789-+() ") == strlen(telephone)
               ? true
               : refuse(ret, "code_invalid", "telephone");
}

static bool check_acting_head(const Juki__Resident__V1__ActingHead *head, refusal *ret)
{
    return head == NULL ||
           (entry_widths_fit(&head->base, ret) && check_kana(head->name_kana, "acting_head", ret));
}

static bool check_person(const person_record *record, refusal *ret)
{
    if (*record->relationship != '\0' && !relationship_valid(record->relationship)) {
        return refuse(ret, "relationship_invalid", "relationship");
    }
    return check_kana(record->name_kana, "name_kana", ret) &&
           check_kana(record->former_name_kana, "former_name_kana", ret) &&
           check_kana(record->alias_kana, "alias_kana", ret) && check_acting_head(record->acting_head, ret) &&
           check_telephone(record->telephone, ret);
}

static bool check_number(ju_code_kind kind, const char *number, const char *item, refusal *ret)
{
    return *number == '\0' || ju_code_valid(kind, number) ? true : refuse(ret, "check_digit", item);
}

/* Codes of municipalities that are no more keep their check digit. */
static bool check_place(const address *place, const char *item, refusal *ret)
{
    if (place == NULL) {
        return true;
    }
    if (!entry_widths_fit(&place->base, ret)) {
        ret->item = item;
        return false;
    }
    if (!check_number(JU_CODE_MUNICIPALITY, place->municipality_code, item, ret)) {
        return false;
    }
    bool codes = (*place->postal_code == '\0' || is_digits(place->postal_code, 7, 7)) &&
                 (*place->town_code == '\0' || is_digits(place->town_code, 7, 7));
    return codes ? true : refuse(ret, "code_invalid", item);
}

static bool check_standing(const load_row *row, const char *municipality, refusal *ret)
{
    const person_record *record = row->record;
    if (record->state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_UNSPECIFIED) {
        return refuse(ret, "item_required", "state");
    }
    if (reason_find(record->reason) == NULL) {
        return refuse(ret, "reason_unknown", "reason");
    }
    if (*record->operator_id == '\0' || *record->terminal_id == '\0') {
        return refuse(ret, "operator_missing", *record->operator_id == '\0' ? "operator_id" : "terminal_id");
    }
    if (row->latest && record->state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT &&
        (record->address == NULL || !entry_address_inside(record->address, municipality))) {
        return refuse(ret, "address_outside", "address");
    }
    return true;
}

bool load_row_check(const load_row *row, const char *after, const char *today, const char *municipality,
                    refusal *ret)
{
    const person_record *record = row->record;
    return check_key(row, after, ret) && entry_widths_fit(&record->base, ret) &&
           check_days(record, today, ret) && check_person(record, ret) &&
           check_number(JU_CODE_INDIVIDUAL_NUMBER, row->numbers->individual_number, "individual_number",
                        ret) &&
           check_number(JU_CODE_RESIDENT_CODE, row->numbers->resident_code, "resident_code", ret) &&
           check_number(JU_CODE_MUNICIPALITY, record->registered_domicile_code, "registered_domicile_code",
                        ret) &&
           check_place(record->address, "address", ret) &&
           check_place(record->previous_address, "previous_address", ret) &&
           check_place(record->destination, "destination", ret) &&
           (record->move_out == NULL ||
            check_place(record->move_out->confirmed_destination, "confirmed_destination", ret)) &&
           check_standing(row, municipality, ret);
}

int64_t load_serial_of(const char *number)
{
    char body[SERIAL_DIGITS + 1] = {0};
    int64_t serial = 0;
    if (!is_digits(number, SERIAL_DIGITS + 1, SERIAL_DIGITS + 1)) {
        return 0;
    }
    memcpy(body, number, SERIAL_DIGITS);
    const char *digits = body + strspn(body, "0");
    return ju_parse_int64(digits, 0, INT64_MAX, &serial) ? serial : 0;
}

bool load_reason_check(const char *word, const char *explanation, refusal *ret)
{
    static const char *const REASONS[] = {"value_converted", "old_wrong", "late_change",
                                          "not_migrated",    "other",     NULL};
    if (!reason_allows(REASONS, word)) {
        return refuse(ret, "difference_reason", "reason");
    }
    size_t length = ju_text_length(explanation);
    return length > 0 && length <= LOAD_REASON_MAX ? true : refuse(ret, "difference_reason", "explanation");
}

bool load_cut_over_check(const load_standing *standing, const char *operator_id, const char *report_digest,
                         refusal *ret)
{
    if (standing->state != JUKI__RESIDENT__V1__LOAD_STATE__LOAD_STATE_COMPARED) {
        return refuse(ret, "load_state", "");
    }
    if (standing->unexplained > 0) {
        return refuse(ret, "differences_unexplained", "");
    }
    if (standing->unconfirmed > 0) {
        return refuse(ret, "differences_unconfirmed", "");
    }
    if (strcmp(standing->report_digest, report_digest) != 0) {
        return refuse(ret, "report_differs", "report_digest");
    }
    return strcmp(standing->approved_by, operator_id) != 0 ? true : refuse(ret, "approver_same", "operator");
}
