#include "services/resident/certificate.h"

#include "services/resident/move_out.h"

#include "common/text/text.h"
#include "services/resident/alert.h"

#include <string.h>

typedef Juki__Resident__V1__PersonRecord person_record;
typedef Juki__Resident__V1__IssueCertificate issue_certificate;

enum {
    RESIDENT_COPY = JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_RESIDENT,
    ITEMS = JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_ITEMS,
    REMOVED = JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_REMOVED,
    MOVED_OUT = JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_MOVED_OUT,
    REMOVED_ITEMS = JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_REMOVED_ITEMS,
    PURPOSE_LENGTH_MAX = 200,
    SHEETS_MAX = 999,
};

/* A moment at which no 一時解除 is open any more. */
static const char AFTER_ANY_RELEASE[] = "9999-12-31T23:59:59";

unsigned certificate_shown(const issue_certificate *question)
{
    unsigned shown = 0;
    for (size_t i = 0; i < question->n_shown; i++) {
        shown |= 1U << (unsigned)question->shown[i];
    }
    return (int)question->kind == MOVED_OUT ? CERTIFICATE_ALL_ITEMS & ~CERTIFICATE_BIT(REMARKS)
                                            : shown & CERTIFICATE_ALL_ITEMS;
}

/* ---- refusals ---------------------------------------------------------------------------------------- */

static bool asked_rightly(const issue_certificate *question, refusal *ret)
{
    if (question->operator_ == NULL || *question->operator_->operator_id == '\0' ||
        *question->operator_->terminal_id == '\0') {
        return refuse(ret, "operator_missing", "operator");
    }
    if (*question->purpose == '\0') {
        return refuse(ret, "purpose_missing", "purpose");
    }
    if (ju_text_length(question->purpose) > PURPOSE_LENGTH_MAX) {
        return refuse(ret, "text_too_long", "purpose");
    }
    if ((int)question->kind < RESIDENT_COPY || (int)question->kind > REMOVED_ITEMS) {
        return refuse(ret, "certificate_kind", "kind");
    }
    for (size_t i = 0; i < question->n_confirmed_alert; i++) {
        if (alert_message(question->confirmed_alert[i]) == NULL) {
            return refuse(ret, "alert_unknown", "confirmed_alert");
        }
    }
    /* 除票 and residents are never on one sheet, and each 除票 is a person's own. */
    if (question->household && (int)question->kind != RESIDENT_COPY && (int)question->kind != ITEMS) {
        return refuse(ret, "certificate_household", "household");
    }
    if (question->n_member > 0 && !question->household) {
        return refuse(ret, "item_not_allowed", "member");
    }
    return true;
}

/* Against any of those who are shown. */
static Juki__Resident__V1__RestraintLevel strictest(const issue_certificate *question,
                                                    const certificate_case *known, const char *now)
{
    Juki__Resident__V1__RestraintLevel strict =
        JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_UNSPECIFIED;
    if (question->n_member == 0) {
        const char *shown = question->household ? NULL : question->addressee_number;
        return restraint_against(&known->restraints, shown, RESTRAINT_OF_ISSUE, now);
    }
    for (size_t i = 0; i < question->n_member; i++) {
        Juki__Resident__V1__RestraintLevel level =
            restraint_against(&known->restraints, question->member[i], RESTRAINT_OF_ISSUE, now);
        strict = level > strict ? level : strict;
    }
    return strict;
}

/* The place where 支援措置 and 発行抑止 refuse. A sheet is as restrained as the most restrained person it
 * shows. */
static bool unrestrained(const issue_certificate *question, const certificate_case *known, refusal *ret)
{
    const char *now = known->unattended ? AFTER_ANY_RELEASE : known->now;
    if (known->held) {
        return refuse(ret, "change_pending", "addressee_number");
    }
    switch (strictest(question, known, now)) {
    case JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_ERROR:
        return refuse(ret, "issue_restrained", "addressee_number");
    case JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_ALERT:
        return known->unattended ? refuse(ret, "issue_restrained", "addressee_number")
                                 : alert_confirmed(question->confirmed_alert, question->n_confirmed_alert,
                                                   ALERT_RESTRAINED_ISSUE) ||
                                       refuse(ret, "alert_unconfirmed", ALERT_RESTRAINED_ISSUE);
    default:
        return true;
    }
}

bool certificate_may_issue(const issue_certificate *question, const certificate_case *known, refusal *ret)
{
    if (!asked_rightly(question, ret)) {
        return false;
    }
    if (known->person == NULL) {
        return refuse(ret, "person_unknown", "addressee_number");
    }
    bool resident = known->person->state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    /* who is to leave takes the 転出証明書 along */
    bool left = known->person->state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT ||
                move_out_is_planned(known->person);
    if ((int)question->kind == MOVED_OUT && !left) {
        return refuse(ret, "not_moved_out", "kind");
    }
    if (((int)question->kind == REMOVED || (int)question->kind == REMOVED_ITEMS) && resident) {
        return refuse(ret, "still_resident", "kind");
    }
    if (((int)question->kind == RESIDENT_COPY || (int)question->kind == ITEMS) && !resident) {
        return refuse(ret, "not_resident", "addressee_number");
    }
    return unrestrained(question, known, ret);
}

bool certificate_may_end(const Juki__Resident__V1__ConfirmCertificate *message,
                         const certificate_ended *known, refusal *ret)
{
    enum {
        HANDED_OUT = JUKI__RESIDENT__V1__CERTIFICATE_END_KIND__CERTIFICATE_END_KIND_HANDED_OUT,
        SPOILED = JUKI__RESIDENT__V1__CERTIFICATE_END_KIND__CERTIFICATE_END_KIND_SPOILED,
    };
    if (message->operator_ == NULL || *message->operator_->operator_id == '\0' ||
        *message->operator_->terminal_id == '\0') {
        return refuse(ret, "operator_missing", "operator");
    }
    if ((int)message->end != HANDED_OUT && (int)message->end != SPOILED) {
        return refuse(ret, "certificate_end", "end");
    }
    if (message->sheets < 1 || message->sheets > SHEETS_MAX) {
        return refuse(ret, "sheets_invalid", "sheets");
    }
    if ((int)message->end == SPOILED && *message->reason == '\0') {
        return refuse(ret, "spoil_reason_missing", "reason");
    }
    if (ju_text_length(message->reason) > PURPOSE_LENGTH_MAX) {
        return refuse(ret, "text_too_long", "reason");
    }
    if (!known->issued) {
        return refuse(ret, "issue_unknown", "issue_number");
    }
    if (known->latest == SPOILED) {
        return refuse(ret, "issue_spoiled", "issue_number");
    }
    if (known->latest == HANDED_OUT && (int)message->end == HANDED_OUT) {
        return refuse(ret, "issue_handed_out", "issue_number");
    }
    return true;
}
