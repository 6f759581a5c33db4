#include "services/resident/note.h"

#include "services/resident/alert.h"

#include "common/text/date.h"
#include "common/text/text.h"

#include <string.h>

typedef Juki__Resident__V1__WriteNote write_note;
typedef Juki__Resident__V1__ReviewNote review_note;

enum {
    STANDING = JUKI__RESIDENT__V1__NOTE_STATE__NOTE_STATE_STANDING,
    WAITING = JUKI__RESIDENT__V1__NOTE_STATE__NOTE_STATE_WAITING,
    RETURNED = JUKI__RESIDENT__V1__NOTE_STATE__NOTE_STATE_RETURNED,
    REMOVED = JUKI__RESIDENT__V1__NOTE_STATE__NOTE_STATE_REMOVED,
    MEMO_LENGTH_MAX = 500,
    REMARK_LENGTH_MAX = 100, /* has to fit its box on a sheet */
};

static bool operator_named(const Juki__Common__V1__Operator *who, refusal *ret)
{
    return who != NULL && *who->operator_id != '\0' && *who->terminal_id != '\0'
               ? true
               : refuse(ret, "operator_missing", "operator");
}

/* A new one says whose and of what kind it is; one that is there says so itself. */
static bool names_its_note(const write_note *entry, const note_case *known, refusal *ret)
{
    bool anew = *entry->note_id == '\0';
    if (!anew && (*entry->addressee_number != '\0' || entry->kind != 0)) {
        return refuse(ret, "item_not_allowed", entry->kind != 0 ? "kind" : "addressee_number");
    }
    if (anew && (int)entry->kind != NOTE_MEMO && (int)entry->kind != NOTE_REMARK) {
        return refuse(ret, "item_required", "kind");
    }
    if (!known->found) {
        return anew ? refuse(ret, "person_unknown", "addressee_number")
                    : refuse(ret, "note_unknown", "note_id");
    }
    if (anew && known->latest.step > 0) {
        return refuse(ret, "request_id_used", "request_id");
    }
    if (known->latest.state == REMOVED) {
        return refuse(ret, "note_removed", "note_id");
    }
    return known->latest.state != WAITING ? true : refuse(ret, "note_waiting", "note_id");
}

static bool text_fits(const write_note *entry, const note *row, refusal *ret)
{
    size_t most = row->kind == NOTE_MEMO ? MEMO_LENGTH_MAX : REMARK_LENGTH_MAX;
    if (row->step == 1 && *entry->text == '\0') {
        return refuse(ret, "item_required", "text");
    }
    return ju_text_length(entry->text) <= most ? true : refuse(ret, "text_too_long", "text");
}

/* Of a メモ the moment of writing is all there is. */
static bool date_fits(const write_note *entry, const note *row, const char *today, refusal *ret)
{
    ju_date date;
    if (row->kind == NOTE_MEMO && (*entry->recorded_date != '\0' || entry->date_hidden)) {
        return refuse(ret, "item_not_allowed", entry->date_hidden ? "date_hidden" : "recorded_date");
    }
    if (*entry->recorded_date == '\0') {
        return true;
    }
    if (!ju_date_parse(entry->recorded_date, &date)) {
        return refuse(ret, "date_invalid", "recorded_date");
    }
    /* ISO dates compare as text */
    return strcmp(entry->recorded_date, today) <= 0 ? true : refuse(ret, "date_in_future", "recorded_date");
}

static bool change_allowed(const write_note *entry, const note_case *known, refusal *ret)
{
    switch (restraint_against(&known->restraints, NULL, RESTRAINT_OF_CHANGE, known->now)) {
    case JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_ERROR:
        return refuse(ret, "change_restrained", "addressee_number");
    case JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_ALERT:
        return alert_confirmed(entry->confirmed_alert, entry->n_confirmed_alert, ALERT_RESTRAINED_CHANGE) ||
               refuse(ret, "alert_unconfirmed", ALERT_RESTRAINED_CHANGE);
    default:
        return true;
    }
}

static bool unrestrained(const write_note *entry, const note_case *known, int kind, refusal *ret)
{
    for (size_t i = 0; i < entry->n_confirmed_alert; i++) {
        if (alert_message(entry->confirmed_alert[i]) == NULL) {
            return refuse(ret, "alert_unknown", "confirmed_alert");
        }
    }
    return kind == NOTE_MEMO ? inquiry_unrestrained(entry->confirmed_alert, entry->n_confirmed_alert,
                                                    &known->restraints, known->now, ret)
                             : change_allowed(entry, known, ret);
}

static bool says_the_same(const note *row, const note *before)
{
    return before->state == STANDING && strcmp(row->text, before->text) == 0 &&
           strcmp(row->recorded_date, before->recorded_date) == 0 && row->date_hidden == before->date_hidden;
}

/* What was confirmed at entry is confirmed; an エラー may have come since. */
static bool still_unrestrained(const note_case *known, refusal *ret)
{
    return restraint_against(&known->restraints, NULL, RESTRAINT_OF_CHANGE, known->now) !=
                   JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_ERROR
               ? true
               : refuse(ret, "change_restrained", "addressee_number");
}

static int state_once_approved(const note *row)
{
    return *row->text == '\0' ? REMOVED : STANDING;
}

const char *note_id_of(const write_note *entry)
{
    return *entry->note_id == '\0' ? entry->request_id : entry->note_id;
}

bool note_write(const write_note *entry, const note_case *known, note *ret, refusal *ret_refusal)
{
    const note *before = &known->latest;
    bool anew = *entry->note_id == '\0';
    if (!operator_named(entry->operator_, ret_refusal) || !names_its_note(entry, known, ret_refusal)) {
        return false;
    }
    note row = {.id = note_id_of(entry),
                .step = before->step + 1,
                .addressee_number = before->addressee_number,
                .kind = anew ? (int)entry->kind : before->kind,
                .text = entry->text,
                .recorded_date = entry->recorded_date,
                .date_hidden = entry->date_hidden,
                .operator_id = entry->operator_->operator_id,
                .terminal_id = entry->operator_->terminal_id};
    if (row.kind == NOTE_REMARK && *row.recorded_date == '\0') {
        row.recorded_date = known->today;
    }
    row.state = row.kind == NOTE_MEMO ? state_once_approved(&row) : WAITING;
    if (!text_fits(entry, &row, ret_refusal) || !date_fits(entry, &row, known->today, ret_refusal) ||
        !unrestrained(entry, known, row.kind, ret_refusal)) {
        return false;
    }
    *ret = row;
    return !says_the_same(&row, before) ? true : refuse(ret_refusal, "nothing_changed", "text");
}

bool note_review(const review_note *review, const note_case *known, note *ret, refusal *ret_refusal)
{
    const note *before = &known->latest;
    if (!operator_named(review->operator_, ret_refusal)) {
        return false;
    }
    if (!known->found || before->step == 0) {
        return refuse(ret_refusal, "note_unknown", "note_id");
    }
    if (before->state != WAITING) {
        return refuse(ret_refusal, "note_not_waiting", "note_id");
    }
    bool own = strcmp(before->operator_id, review->operator_->operator_id) == 0;
    *ret = *before;
    ret->step = before->step + 1;
    ret->operator_id = review->operator_->operator_id;
    ret->terminal_id = review->operator_->terminal_id;
    switch (review->decision) {
    case JUKI__RESIDENT__V1__DECISION__DECISION_APPROVE:
        ret->state = state_once_approved(before);
        return !own ? still_unrestrained(known, ret_refusal) : refuse(ret_refusal, "same_person", "operator");
    case JUKI__RESIDENT__V1__DECISION__DECISION_RETURN:
        ret->state = RETURNED;
        return !own ? true : refuse(ret_refusal, "same_person", "operator");
    case JUKI__RESIDENT__V1__DECISION__DECISION_WITHDRAW:
        ret->state = RETURNED;
        return own ? true : refuse(ret_refusal, "not_enterer", "operator");
    default:
        return refuse(ret_refusal, "item_required", "decision");
    }
}
