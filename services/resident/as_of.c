#include "services/resident/as_of.h"

#include "services/resident/reason.h"

#include "common/text/date.h"

#include <string.h>

typedef Juki__Resident__V1__PersonRecord record;

/* ---- same and not the same --------------------------------------------------------------------------------
 */

static bool same_bytes(ProtobufCBinaryData a, ProtobufCBinaryData b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* One field of each: a text, number, flag or bytes. */
static bool same_plain(ProtobufCType type, const void *a, const void *b)
{
    switch (type) {
    case PROTOBUF_C_TYPE_STRING:
        return strcmp(*(char *const *)a, *(char *const *)b) == 0;
    case PROTOBUF_C_TYPE_BYTES:
        return same_bytes(*(const ProtobufCBinaryData *)a, *(const ProtobufCBinaryData *)b);
    case PROTOBUF_C_TYPE_INT64:
        return *(const int64_t *)a == *(const int64_t *)b;
    default: /* enumerations, flags and int32 */
        return *(const int32_t *)a == *(const int32_t *)b;
    }
}

static bool same_message(const ProtobufCMessage *a, const ProtobufCMessage *b);

static bool same_field(const ProtobufCFieldDescriptor *field, const void *a, const void *b)
{
    const void *left = (const char *)a + field->offset;
    const void *right = (const char *)b + field->offset;
    return field->type == PROTOBUF_C_TYPE_MESSAGE
               ? same_message(*(const ProtobufCMessage *const *)left, *(const ProtobufCMessage *const *)right)
               : same_plain(field->type, left, right);
}

/* As deep as the contract's types, which are not recursive. */
static bool same_message(const ProtobufCMessage *a, const ProtobufCMessage *b)
{
    if (a == NULL || b == NULL) {
        return a == b;
    }
    for (unsigned i = 0; i < a->descriptor->n_fields; i++) {
        if (!same_field(&a->descriptor->fields[i], a, b)) {
            return false;
        }
    }
    return true;
}

static void copy_field(const ProtobufCFieldDescriptor *field, const record *from, record *to)
{
    size_t size = field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE
                      ? sizeof(void *)
                      : sizeof(int32_t);
    memcpy((char *)to + field->offset, (const char *)from + field->offset, size);
}

/* ---- the rows that count --------------------------------------------------------------------------------
 */

/* Rows are recorded one after the other, so nothing is known behind one that is not. */
static size_t known(const history_row *row, size_t count, int64_t known_us)
{
    size_t n = 0;
    while (n < count && row[n].recorded_us <= known_us) {
        n++;
    }
    return n;
}

/* The position before the rows of this change that end at another. */
static size_t before_change(const history_row *row, size_t at, const char *change_id)
{
    while (at > 0 && strcmp(row[at - 1].record->change_id, change_id) == 0) {
        at--;
    }
    return at;
}

/*
 * The change that a row makes or, through one 取消し of another, makes and unmakes. Only what was registered
 * last is taken back, so a 取消し lies directly on the one that it takes back; on a 転出 there may lie
 * others.
 */
static const char *root_of(const history_row *row, size_t at)
{
    const char *cancelled = row[at - 1].cancels;
    while (*cancelled != '\0') {
        at = before_change(row, at, row[at - 1].record->change_id);
        if (at == 0 || *row[at - 1].cancels == '\0' ||
            strcmp(row[at - 1].record->change_id, cancelled) != 0) {
            return cancelled;
        }
        cancelled = row[at - 1].cancels;
    }
    return row[at - 1].record->change_id;
}

/* Whether the change that ends at this row counts: it and its 取消し undo each other in turn, and the last of
 * them stands. */
static bool stands(const history_row *row, size_t count, size_t at)
{
    const char *root = root_of(row, at);
    bool ret = true;
    for (size_t i = at + 1; i <= count; i++) {
        if (*row[i - 1].cancels != '\0' && strcmp(root_of(row, i), root) == 0) {
            ret = !ret;
        }
    }
    return ret;
}

/* The last row up to a position that counts, by position from 1; 0 for none. The rows of one change are one
 * step: who is struck off and recorded again by a pair or a 改製 was never away. */
static size_t last_standing(const history_row *row, size_t count, size_t at)
{
    while (at > 0 && !stands(row, count, at)) {
        at = before_change(row, at, row[at - 1].record->change_id);
    }
    return at;
}

/* ---- the state ------------------------------------------------------------------------------------------
 */

enum { FIELDS_MAX = 128 };

/* A 記載 says every item, also those that are as they were before (再転入). */
static bool says_all(const record *here, const record *below)
{
    const reason *why = reason_find(here->reason);
    return below == NULL ||
           (why != NULL && (why->rule == REASON_RULE_ENTER || why->rule == REASON_RULE_BIRTH));
}

/* 続柄 has no meaning without its 世帯: who says one of them says both. */
static bool says_household(const record *here, const record *below)
{
    const reason *why = reason_find(here->reason);
    return (why != NULL && why->rule == REASON_RULE_HOUSEHOLD) ||
           strcmp(here->household_number, below->household_number) != 0 ||
           strcmp(here->relationship, below->relationship) != 0;
}

/* So have 転出先 and what became of the 転出. */
static bool says_removal(const record *here, const record *below)
{
    return !same_message((const ProtobufCMessage *)here->move_out, (const ProtobufCMessage *)below->move_out);
}

static bool is_of_removal(const ProtobufCFieldDescriptor *field)
{
    return strcmp(field->name, "destination") == 0;
}

static bool is_of_household(const ProtobufCFieldDescriptor *field)
{
    return strcmp(field->name, "household_number") == 0 || strcmp(field->name, "relationship") == 0 ||
           strcmp(field->name, "acting_head") == 0;
}

/* A day and its 不詳表記, a 本籍 and its code are said together. */
static const ProtobufCFieldDescriptor *beside(const ProtobufCFieldDescriptor *field)
{
    static const char *const PAIRS[][2] = {
        {"resident_since", "resident_since_written"},
        {"address_since", "address_since_written"},
        {"foreign_resident_since", "foreign_resident_since_written"},
        {"registered_domicile", "registered_domicile_code"},
    };
    for (size_t i = 0; i < sizeof PAIRS / sizeof PAIRS[0]; i++) {
        for (int side = 0; side < 2; side++) {
            if (strcmp(field->name, PAIRS[i][side]) == 0) {
                return protobuf_c_message_descriptor_get_field_by_name(
                    &juki__resident__v1__person_record__descriptor, PAIRS[i][1 - side]);
            }
        }
    }
    return field;
}

/* Takes from a row what it says and no later recorded row has said since. */
static void take_said(const record *here, const record *below, bool taken[FIELDS_MAX], record *ret)
{
    const ProtobufCMessageDescriptor *type = &juki__resident__v1__person_record__descriptor;
    bool all = says_all(here, below);
    bool household = all || says_household(here, below);
    bool removal = all || says_removal(here, below);
    for (unsigned i = 0; i < type->n_fields && i < FIELDS_MAX; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        bool said = all || (household && is_of_household(field)) || (removal && is_of_removal(field)) ||
                    !same_field(field, here, below) || !same_field(beside(field), here, below);
        if (!taken[i] && said) {
            copy_field(field, here, ret);
            taken[i] = true;
        }
    }
}

static void take_marks(const record *from, bool taken[FIELDS_MAX], record *ret)
{
    static const char *const marks[] = {"history_number", "reason",         "change_date",
                                        "notified_date",  "processed_date", "change_id",
                                        "operator_id",    "terminal_id",    "change_date_written"};
    const ProtobufCMessageDescriptor *type = &juki__resident__v1__person_record__descriptor;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field_by_name(type, marks[i]);
        copy_field(field, from, ret);
        taken[field - type->fields] = true;
    }
}

bool as_of_person(const history_row *row, size_t count, const as_of_time *when, record *ret)
{
    record found = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    bool taken[FIELDS_MAX] = {false};
    bool marked = false;
    bool entered = false;
    size_t below = 0;
    size_t n = known(row, count, when->known_us);
    for (size_t at = last_standing(row, n, n); at > 0; at = below) {
        const record *here = row[at - 1].record;
        size_t stacked_on = before_change(row, at, here->change_id);
        below = last_standing(row, n, stacked_on);
        if (strcmp(here->change_date, when->day) > 0) {
            continue;
        }
        if (!marked) {
            take_marks(here, taken, &found);
            marked = true;
        }
        /* a 取消し says what it did not restore */
        size_t against = *row[at - 1].cancels == '\0' ? stacked_on : below;
        take_said(here, against == 0 ? NULL : row[against - 1].record, taken, &found);
        entered |= below == 0;
    }
    if (entered) {
        *ret = found;
    }
    return entered;
}

/* ---- the moment of knowledge ----------------------------------------------------------------------------
 */

enum { JAPAN_MINUTES = 9 * 60, DAY_MINUTES = 24 * 60, MICROS = 1000000 };

/* Exactly two digits up to max, moving *cursor past them. */
static bool two_digits(const char **cursor, int max, int *ret)
{
    const char *c = *cursor;
    if (c[0] < '0' || c[0] > '9' || c[1] < '0' || c[1] > '9') {
        return false;
    }
    *ret = (c[0] - '0') * 10 + (c[1] - '0');
    *cursor += 2;
    return *ret <= max;
}

static bool literal(const char **cursor, char wanted)
{
    bool found = **cursor == wanted;
    *cursor += found;
    return found;
}

/* Digits behind the second, to the microsecond; what is finer is cut off. */
static bool fraction(const char **cursor, int *ret_us)
{
    int scale = MICROS / 10;
    *ret_us = 0;
    if (!literal(cursor, '.')) {
        return true;
    }
    size_t length = strspn(*cursor, "0123456789");
    for (size_t i = 0; i < length; i++, scale /= 10) {
        *ret_us += ((*cursor)[i] - '0') * scale;
    }
    *cursor += length;
    return length > 0;
}

/* Z, +09:00 or nothing (Japan), to the end of the text. */
static bool offset(const char *cursor, int *ret_minutes)
{
    int hours = 0;
    int minutes = 0;
    if (*cursor == '\0') {
        *ret_minutes = JAPAN_MINUTES;
        return true;
    }
    if (strcmp(cursor, "Z") == 0) {
        *ret_minutes = 0;
        return true;
    }
    int sign = *cursor == '-' ? -1 : 1;
    if (!literal(&cursor, '+') && !literal(&cursor, '-')) {
        return false;
    }
    bool read = two_digits(&cursor, 23, &hours) && literal(&cursor, ':') && two_digits(&cursor, 59, &minutes);
    *ret_minutes = sign * (hours * 60 + minutes);
    return read && *cursor == '\0';
}

static bool time_of_day(const char *cursor, int *ret_seconds, int *ret_us, int *ret_offset)
{
    int hour = 0;
    int minute = 0;
    int second = 0;
    bool read = two_digits(&cursor, 23, &hour) && literal(&cursor, ':') && two_digits(&cursor, 59, &minute) &&
                literal(&cursor, ':') && two_digits(&cursor, 59, &second) && fraction(&cursor, ret_us) &&
                offset(cursor, ret_offset);
    *ret_seconds = (hour * 60 + minute) * 60 + second;
    return read;
}

bool as_of_moment(const char *text, int64_t *ret_us)
{
    char day[JU_DATE_SIZE] = "";
    ju_date date;
    int seconds = DAY_MINUTES * 60;
    int micros = -1; /* a day alone: its last microsecond */
    int offset_minutes = JAPAN_MINUTES;
    if (*text == '\0') {
        *ret_us = INT64_MAX;
        return true;
    }
    memcpy(day, text, strnlen(text, JU_DATE_SIZE - 1));
    if (!ju_date_parse(day, &date)) {
        return false;
    }
    const char *rest = text + JU_DATE_SIZE - 1;
    if (*rest != '\0' && (*rest != 'T' || !time_of_day(rest + 1, &seconds, &micros, &offset_minutes))) {
        return false;
    }
    int64_t minutes = (int64_t)ju_date_to_days(date) * DAY_MINUTES - offset_minutes;
    *ret_us = (minutes * 60 + seconds) * MICROS + micros;
    return true;
}
