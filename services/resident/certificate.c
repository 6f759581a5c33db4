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
    PURPOSE_LENGTH_MAX = 200,
};

/* A moment at which no 一時解除 is open any more. */
static const char AFTER_ANY_RELEASE[] = "9999-12-31T23:59:59";

unsigned certificate_shown(const issue_certificate *question)
{
    unsigned shown = 0;
    for (size_t i = 0; i < question->n_shown; i++) {
        shown |= 1U << (unsigned)question->shown[i];
    }
    unsigned all = CERTIFICATE_BIT(DOMICILE) | CERTIFICATE_BIT(RELATIONSHIP) |
                   CERTIFICATE_BIT(INDIVIDUAL_NUMBER) | CERTIFICATE_BIT(RESIDENT_CODE);
    return (int)question->kind == MOVED_OUT ? all : shown & all;
}

/* ---- order ------------------------------------------------------------------------------------------- */

enum { PARENTS = 6, GRANDPARENTS = 8, OTHER_RELATIVE = 9 };

/* 続柄 by their place in 5.2; every other one is 親族 (4-1). */
static const struct {
    const char *relationship;
    int place;
} PLACES[] = {
    {"世帯主", 1},
    {"夫", 2},
    {"妻", 2},
    {"夫（未届）", 2},
    {"妻（未届）", 2},
    {"子", 3},
    {"養子", 3},
    {"長男", 3},
    {"長女", 3},
    {"子の夫", 4},
    {"子の妻", 4},
    {"子の子", 5},
    {"父", PARENTS},
    {"母", PARENTS},
    {"養父", PARENTS},
    {"養母", PARENTS},
    {"兄", 7},
    {"弟", 7},
    {"姉", 7},
    {"妹", 7},
    {"祖父", GRANDPARENTS},
    {"祖母", GRANDPARENTS},
    {"父の父", GRANDPARENTS},
    {"父の母", GRANDPARENTS},
    {"母の父", GRANDPARENTS},
    {"母の母", GRANDPARENTS},
    {"縁故者", 10},
    {"同居人", 11},
};

static int place_of(const person_record *record)
{
    for (size_t i = 0; i < sizeof PLACES / sizeof PLACES[0]; i++) {
        if (strcmp(PLACES[i].relationship, record->relationship) == 0) {
            return PLACES[i].place;
        }
    }
    return OTHER_RELATIVE;
}

/* Of parents and of grandparents the 筆頭者 comes first. */
static int after_head(const person_record *record, int place)
{
    bool counts = place == PARENTS || place == GRANDPARENTS;
    return counts && (*record->name == '\0' || strcmp(record->name, record->family_register_head) != 0);
}

int certificate_compare(const person_record *a, const person_record *b)
{
    int place = place_of(a);
    int order = place - place_of(b);
    if (order == 0) {
        order = after_head(a, place) - after_head(b, place);
    }
    if (order == 0) {
        order = strcmp(a->birth_date == NULL ? "" : a->birth_date->date,
                       b->birth_date == NULL ? "" : b->birth_date->date);
    }
    return order != 0 ? order : strcmp(a->addressee_number, b->addressee_number);
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
    if ((int)question->kind < RESIDENT_COPY || (int)question->kind > MOVED_OUT) {
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
    return true;
}

/* The place where 支援措置 and 発行抑止 refuse. A sheet is as restrained as the most restrained person it
 * shows. */
static bool unrestrained(const issue_certificate *question, const certificate_case *known, refusal *ret)
{
    const char *shown = question->household ? NULL : question->addressee_number;
    const char *now = known->unattended ? AFTER_ANY_RELEASE : known->now;
    if (known->held) {
        return refuse(ret, "change_pending", "addressee_number");
    }
    switch (restraint_against(&known->restraints, shown, RESTRAINT_OF_ISSUE, now)) {
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
    if ((int)question->kind == REMOVED && resident) {
        return refuse(ret, "still_resident", "kind");
    }
    if (((int)question->kind == RESIDENT_COPY || (int)question->kind == ITEMS) && !resident) {
        return refuse(ret, "not_resident", "addressee_number");
    }
    return unrestrained(question, known, ret);
}
