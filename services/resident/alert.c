#include "services/resident/alert.h"

#include "services/resident/decide.h"
#include "services/resident/foreign.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Resident__V1__PersonRecord record;
typedef Juki__Resident__V1__RestraintLevel restraint_level;

enum { HEAD_AGE_MIN = 15 };

const char *alert_message(const char *code)
{
    static const struct {
        const char *code;
        const char *message;
    } alerts[] = {
        {ALERT_HEAD_LEAVES, "世帯主が不在となります。先に世帯主変更をするか、確認してください。"},
        {ALERT_HEAD_IS_MINOR, "世帯主が15歳未満です。確認してください。"},
        {ALERT_RESTRAINED_CHANGE, "異動抑止の対象者です。確認してください。"},
        {ALERT_RESTRAINED_ISSUE, "発行抑止の対象者です。確認してください。"},
        {ALERT_COHABITANTS, "同じ世帯に対象としない者がいます。その者の住所から知られるおそれがあります。"},
        {ALERT_RESTRAINED_INQUIRY, "照会抑止の対象者です。確認してください。"},
        {ALERT_ALIKE_REMOVED, "氏名・性別・生年月日が一致する除票があります。再転入か確認してください。"},
        {ALERT_NO_NUMBERS, "個人番号と住民票コードがありません。出生と同時の転入か確認してください。"},
        {ALERT_STAY_OVER, "在留期間が満了しています。確認してください。"},
    };
    for (size_t i = 0; i < sizeof alerts / sizeof alerts[0]; i++) {
        if (strcmp(alerts[i].code, code) == 0) {
            return alerts[i].message;
        }
    }
    return NULL;
}

bool alert_confirmed(char *const *confirmed, size_t count, const char *alert)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(confirmed[i], alert) == 0) {
            return true;
        }
    }
    return false;
}

static bool confirmed(const decision_frame *d, const char *alert)
{
    const Juki__Resident__V1__SubmitChange *entry = d->facts->entry;
    return alert_confirmed(entry->confirmed_alert, entry->n_confirmed_alert, alert) ||
           refuse(d->refused, "alert_unconfirmed", alert);
}

static bool is_head(const record *person)
{
    return is_current(person) && strcmp(person->relationship, HOUSEHOLD_HEAD) == 0;
}

/* What the member is after the change: the row of the change, or the one that stands. */
static const record *after_change(const decision_frame *d, const record *member)
{
    for (size_t i = 0; i < d->facts->entry->n_person; i++) {
        if (strcmp(d->result->record[i]->addressee_number, member->addressee_number) == 0) {
            return d->result->record[i];
        }
    }
    return member;
}

size_t left_without_head(const decision_frame *d, const char *household_number, const record **ret_last)
{
    size_t stay = 0;
    for (size_t i = 0; i < d->facts->member_count; i++) {
        const record *member = d->facts->member[i];
        const record *after = after_change(d, member);
        if (strcmp(member->household_number, household_number) != 0 || !is_current(after) ||
            strcmp(after->household_number, household_number) != 0) {
            continue;
        }
        if (is_head(after)) {
            return 0;
        }
        *ret_last = member;
        stay++;
    }
    return stay;
}

/* Two or more stay behind, and none of them is 世帯主. */
static bool head_leaves(const decision_frame *d, const record *head)
{
    const record *last = NULL;
    return left_without_head(d, head->household_number, &last) >= 2;
}

static bool is_minor(const record *person, const char *day)
{
    int year = 0;
    char of_age[16] = "";
    if (person->birth_date == NULL || sscanf(person->birth_date->date, "%4d", &year) != 1) {
        return false;
    }
    /* ISO dates compare as text */
    (void)snprintf(of_age, sizeof of_age, "%04d%.6s", year + HEAD_AGE_MIN, person->birth_date->date + 4);
    return strcmp(of_age, day) > 0;
}

/* 異動抑止 over the person, and over the household that the person joins or stays in. */
static restraint_level level_against(const decision_frame *d, const record *after)
{
    const restraint_list *found = &d->facts->restraints;
    restraint_level strictest =
        restraint_against(found, after->addressee_number, RESTRAINT_OF_CHANGE, d->facts->now);
    for (size_t i = 0; i < found->count; i++) {
        const restraint_list one = {.item = &found->item[i], .count = 1};
        restraint_level level = restraint_takes_in(one.item, after->household_number)
                                    ? restraint_against(&one, NULL, RESTRAINT_OF_CHANGE, d->facts->now)
                                    : strictest;
        strictest = level > strictest ? level : strictest;
    }
    return strictest;
}

static bool is_unrestrained(const decision_frame *d, const record *after)
{
    restraint_level level = level_against(d, after);
    if (level == JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_ERROR) {
        return refuse(d->refused, "change_restrained", "person");
    }
    return level != JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_ALERT ||
           confirmed(d, ALERT_RESTRAINED_CHANGE);
}

bool inquiry_unrestrained(char *const *confirmed, size_t count, const restraint_list *found, const char *now,
                          refusal *ret_refusal)
{
    switch (restraint_against(found, NULL, RESTRAINT_OF_INQUIRY, now)) {
    case JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_ERROR:
        return refuse(ret_refusal, "inquiry_restrained", "addressee_number");
    case JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_ALERT:
        return alert_confirmed(confirmed, count, ALERT_RESTRAINED_INQUIRY) ||
               refuse(ret_refusal, "alert_unconfirmed", ALERT_RESTRAINED_INQUIRY);
    default:
        return true;
    }
}

bool change_unrestrained(const decision_frame *d)
{
    for (size_t i = 0; i < d->facts->entry->n_person; i++) {
        if (!is_unrestrained(d, d->result->record[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < d->result->follower_count; i++) {
        if (!is_unrestrained(d, d->result->follower[i])) {
            return false;
        }
    }
    return true;
}

bool alert_is_alike(const Juki__Resident__V1__PersonEntry *person, const record *removed)
{
    return *person->name != '\0' && strcmp(person->name, removed->name) == 0 && person->sex == removed->sex &&
           person->birth_date != NULL && removed->birth_date != NULL &&
           strcmp(person->birth_date->date, removed->birth_date->date) == 0;
}

/* Who enters as somebody new may be one who was here before. */
static bool comes_back_unseen(const decision_frame *d, size_t at)
{
    if (d->why->rule != REASON_RULE_ENTER || d->facts->named[at] != NULL) {
        return false;
    }
    for (size_t i = 0; i < d->facts->removed_count; i++) {
        if (alert_is_alike(d->facts->entry->person[at], d->facts->removed[i])) {
            return true;
        }
    }
    return false;
}

static bool stay_is_over(const record *before, const record *after)
{
    bool given =
        after->foreign_stay != NULL && (before == NULL || before->foreign_stay != after->foreign_stay);
    return given && foreign_stay_over(after->foreign_stay, after->change_date);
}

/* 転入届 and 出生届 at once are a 転入 (j560): who was born on the way has no numbers yet, everybody else of
 * the country has, and would get a second pair. */
static bool comes_without_numbers(const decision_frame *d, size_t at)
{
    const record *before = d->facts->named[at];
    return strcmp(d->why->code, "domestic_move_in") == 0 &&
           d->facts->entry->person[at]->resident_code == NULL &&
           (before == NULL || before->resident_code == NULL);
}

/* Whoever becomes 世帯主 by the change, of the entry or beside it. */
static bool heads_are_grown(const decision_frame *d)
{
    for (size_t i = 0; i < d->result->follower_count; i++) {
        const record *after = d->result->follower[i];
        if (is_minor(after, after->change_date) && !confirmed(d, ALERT_HEAD_IS_MINOR)) {
            return false;
        }
    }
    return true;
}

bool alerts_confirmed(const decision_frame *d)
{
    for (size_t i = 0; i < d->facts->entry->n_person; i++) {
        const record *before = d->facts->named[i];
        const record *after = d->result->record[i];
        if (is_head(before) && head_leaves(d, before) && !confirmed(d, ALERT_HEAD_LEAVES)) {
            return false;
        }
        if (is_head(after) && !is_head(before) && is_minor(after, after->change_date) &&
            !confirmed(d, ALERT_HEAD_IS_MINOR)) {
            return false;
        }
        if (comes_back_unseen(d, i) && !confirmed(d, ALERT_ALIKE_REMOVED)) {
            return false;
        }
        if (comes_without_numbers(d, i) && !confirmed(d, ALERT_NO_NUMBERS)) {
            return false;
        }
        if (stay_is_over(before, after) && !confirmed(d, ALERT_STAY_OVER)) {
            return false;
        }
    }
    return heads_are_grown(d);
}
