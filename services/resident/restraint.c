#include "services/resident/restraint.h"

#include "common/text/text.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Resident__V1__SubmitRestraint submit;
typedef Juki__Resident__V1__RestraintLevel restraint_level;

#define ACT(name)   JUKI__RESIDENT__V1__RESTRAINT_ACT__RESTRAINT_ACT_##name
#define KIND(name)  JUKI__RESIDENT__V1__RESTRAINT_KIND__RESTRAINT_KIND_##name
#define LEVEL(name) JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_##name
#define PHASE(name) JUKI__RESIDENT__V1__RESTRAINT_PHASE__RESTRAINT_PHASE_##name

enum { RELEASE_MINUTES_MAX = 24 * 60, REASON_LENGTH_MAX = 200, PERSONS_MAX = 20, MINUTES_PER_DAY = 24 * 60 };

bool restraint_is_support(Juki__Resident__V1__RestraintKind kind)
{
    return kind == KIND(SUPPORT) || kind == KIND(PROVISIONAL);
}

/* ---- what stands ------------------------------------------------------------------------------------- */

static restraint_level level_against(const restraint *standing, restraint_process process)
{
    static const Juki__Resident__V1__RestraintKind kinds[] = {
        [RESTRAINT_OF_ISSUE] = KIND(ISSUE),
        [RESTRAINT_OF_CHANGE] = KIND(CHANGE),
        [RESTRAINT_OF_INQUIRY] = KIND(INQUIRY),
    };
    if (process == RESTRAINT_OF_ISSUE && restraint_is_support(standing->kind)) {
        return LEVEL(ERROR);
    }
    return standing->kind == kinds[process] ? standing->level : LEVEL(UNSPECIFIED);
}

static bool is_about(const restraint *standing, const char *addressee_number)
{
    return standing->act != ACT(LIFT) &&
           (addressee_number == NULL || strcmp(standing->addressee_number, addressee_number) == 0);
}

restraint_list restraint_with(const restraint_list *found, const char *addressee_number)
{
    restraint_list ret = {0};
    for (size_t i = 0; i < found->count; i++) {
        if (strcmp(found->item[i].addressee_number, addressee_number) == 0) {
            ret.item = ret.count == 0 ? &found->item[i] : ret.item;
            ret.count++;
        }
    }
    return ret;
}

restraint_level restraint_against(const restraint_list *found, const char *addressee_number,
                                  restraint_process process, const char *now)
{
    restraint_level strictest = LEVEL(UNSPECIFIED);
    for (size_t i = 0; i < found->count; i++) {
        const restraint *standing = &found->item[i];
        bool released = strcmp(standing->released_until, now) > 0;
        restraint_level level = level_against(standing, process);
        if (is_about(standing, addressee_number) && !released && level > strictest) {
            strictest = level;
        }
    }
    return strictest;
}

bool restraint_hides(const restraint_list *found, const char *addressee_number)
{
    for (size_t i = 0; i < found->count; i++) {
        if (is_about(&found->item[i], addressee_number) &&
            level_against(&found->item[i], RESTRAINT_OF_ISSUE) == LEVEL(ERROR)) {
            return true;
        }
    }
    return false;
}

bool restraint_takes_in(const restraint *standing, const char *household_number)
{
    return standing->act != ACT(LIFT) && *standing->household_number != '\0' &&
           strcmp(standing->household_number, household_number) == 0;
}

/* ---- days -------------------------------------------------------------------------------------------- */

static bool parse_today(const char *now, ju_date *ret)
{
    char day[JU_DATE_SIZE];
    (void)snprintf(day, sizeof day, "%.10s", now);
    return ju_date_parse(day, ret);
}

ju_date restraint_year_end(ju_date start)
{
    ju_date next = {.year = start.year + 1, .month = start.month, .day = start.day};
    /* of a year from February 29 the last day of February is the last (民法143条) */
    return ju_date_exists(next) ? ju_date_add_days(next, -1) : (ju_date){next.year, next.month, next.day - 1};
}

/* The day a month before: where that month is shorter, its last. */
static ju_date month_before(ju_date date)
{
    ju_date before = {.year = date.month == 1 ? date.year - 1 : date.year,
                      .month = date.month == 1 ? 12 : date.month - 1,
                      .day = date.day};
    while (!ju_date_exists(before)) {
        before.day--;
    }
    return before;
}

static bool within_last_month(const char *end_date, const char *now)
{
    ju_date end;
    ju_date today;
    return ju_date_parse(end_date, &end) && parse_today(now, &today) &&
           ju_date_compare(today, month_before(end)) >= 0;
}

Juki__Resident__V1__RestraintPhase restraint_phase(const restraint *standing, bool resident, const char *now)
{
    if (standing->act == ACT(LIFT)) {
        return PHASE(LIFTED);
    }
    if (restraint_is_support(standing->kind) && !resident) {
        return PHASE(FORMER);
    }
    if (standing->kind == KIND(PROVISIONAL)) {
        return PHASE(PROVISIONAL);
    }
    if (*standing->end_date != '\0' && strncmp(standing->end_date, now, JU_DATE_SIZE - 1) < 0) {
        return PHASE(EXPIRED);
    }
    return within_last_month(standing->end_date, now) ? PHASE(ENDING) : PHASE(ACTIVE);
}

static void add_minutes(const char *now, int minutes, char ret[JU_CLOCK_MOMENT_SIZE])
{
    ju_date day;
    char date[JU_DATE_SIZE];
    unsigned hour = 0;
    unsigned minute = 0;
    if (!parse_today(now, &day) || sscanf(now + JU_DATE_SIZE, "%2u:%2u", &hour, &minute) != 2) {
        *ret = '\0'; /* not released */
        return;
    }
    unsigned total = hour * 60 + minute + (unsigned)minutes;
    ju_date_format(ju_date_add_days(day, (int)(total / MINUTES_PER_DAY)), date);
    (void)snprintf(ret, JU_CLOCK_MOMENT_SIZE, "%sT%02u:%02u:%.2s", date, total % MINUTES_PER_DAY / 60,
                   total % 60, now + JU_DATE_SIZE + 6);
}

/* ---- entries ----------------------------------------------------------------------------------------- */

static bool kind_is_right(const submit *entry, refusal *ret)
{
    bool support = restraint_is_support(entry->kind);
    if (entry->kind == KIND(UNSPECIFIED)) {
        return refuse(ret, "item_required", "kind");
    }
    if (support ? entry->level == LEVEL(ALERT) : entry->level == LEVEL(UNSPECIFIED)) {
        return refuse(ret, "restraint_level", "level");
    }
    return true;
}

static bool persons_are_right(const submit *entry, refusal *ret)
{
    if (entry->n_addressee_number == 0) {
        return refuse(ret, "persons_missing", "addressee_number");
    }
    if (entry->n_addressee_number > PERSONS_MAX) {
        return refuse(ret, "persons_too_many", "addressee_number");
    }
    for (size_t i = 0; i < entry->n_addressee_number; i++) {
        for (size_t other = 0; other < i; other++) {
            if (strcmp(entry->addressee_number[i], entry->addressee_number[other]) == 0) {
                return refuse(ret, "person_twice", "addressee_number");
            }
        }
    }
    return true;
}

static bool is_date_or_empty(const char *text)
{
    ju_date date;
    return *text == '\0' || ju_date_parse(text, &date);
}

/* 仮支援措置 lasts until the need is confirmed: it has no period. */
static bool period_is_right(const submit *entry, const char *now, refusal *ret)
{
    bool dated = entry->act == ACT(SET) || entry->act == ACT(START);
    bool ends = entry->act == ACT(EXTEND) || (dated && entry->kind != KIND(PROVISIONAL));
    if ((!dated && *entry->start_date != '\0') || (!ends && *entry->end_date != '\0')) {
        return refuse(ret, "item_not_allowed",
                      *entry->start_date != '\0' && !dated ? "start_date" : "end_date");
    }
    if (!is_date_or_empty(entry->start_date) || !is_date_or_empty(entry->end_date)) {
        return refuse(ret, "date_invalid", is_date_or_empty(entry->start_date) ? "end_date" : "start_date");
    }
    /* it stands from its approval on: one that begins later would be told of too late */
    return strncmp(entry->start_date, now, JU_DATE_SIZE - 1) > 0 ? refuse(ret, "date_in_future", "start_date")
                                                                 : true;
}

/* Whom and what a restraint is about is said when it is set; a later act names the restraint. */
static bool nothing_strange(const submit *entry, refusal *ret)
{
    bool set = entry->act == ACT(SET);
    const struct {
        bool given;
        const char *item;
    } items[] = {
        {set && *entry->restraint_id != '\0', "restraint_id"},
        {!set && entry->n_addressee_number != 0, "addressee_number"},
        {!set && entry->household, "household"},
        {!set && entry->kind != KIND(UNSPECIFIED), "kind"},
        {!set && entry->level != LEVEL(UNSPECIFIED), "level"},
    };
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        if (items[i].given) {
            return refuse(ret, "item_not_allowed", items[i].item);
        }
    }
    return true;
}

static bool operator_is_named(const submit *entry)
{
    return entry->operator_ != NULL && *entry->operator_->operator_id != '\0' &&
           *entry->operator_->terminal_id != '\0';
}

bool restraint_entry_check(const submit *entry, const char *now, refusal *ret)
{
    bool release = entry->act == ACT(RELEASE);
    if (!operator_is_named(entry)) {
        return refuse(ret, "operator_missing", "operator");
    }
    if (entry->act == ACT(UNSPECIFIED)) {
        return refuse(ret, "item_required", "act");
    }
    if (*entry->reason == '\0') {
        return refuse(ret, "item_required", "reason");
    }
    if (ju_text_length(entry->reason) > REASON_LENGTH_MAX) {
        return refuse(ret, "text_too_long", "reason");
    }
    if (release ? entry->release_minutes < 1 || entry->release_minutes > RELEASE_MINUTES_MAX
                : entry->release_minutes != 0) {
        return refuse(ret, "release_minutes", "release_minutes");
    }
    if (!nothing_strange(entry, ret)) {
        return false;
    }
    if (entry->act == ACT(SET) && !(kind_is_right(entry, ret) && persons_are_right(entry, ret))) {
        return false;
    }
    return period_is_right(entry, now, ret);
}

/* ---- decisions --------------------------------------------------------------------------------------- */

/* Start and end as given; without one today, and a year for 支援措置. */
static bool set_period(const submit *entry, const char *now, restraint *after, refusal *ret)
{
    ju_date start;
    (void)snprintf(after->start_date, sizeof after->start_date, "%.10s",
                   *entry->start_date != '\0' ? entry->start_date : now);
    (void)snprintf(after->end_date, sizeof after->end_date, "%s", entry->end_date);
    if (*after->end_date == '\0' && after->kind == KIND(SUPPORT) &&
        ju_date_parse(after->start_date, &start)) {
        ju_date_format(restraint_year_end(start), after->end_date);
    }
    bool backwards = *after->end_date != '\0' && strcmp(after->end_date, after->start_date) < 0;
    return backwards ? refuse(ret, "restraint_period", "end_date") : true;
}

static bool decide_set(const submit *entry, const char *household_number, const char *now, restraint *after,
                       refusal *ret)
{
    *after = (restraint){.id = entry->request_id,
                         .addressee_number = "",
                         .kind = entry->kind,
                         .level = entry->level,
                         .household_number = entry->household ? household_number : ""};
    if (restraint_is_support(after->kind)) {
        after->level = LEVEL(ERROR);
    }
    return entry->household && *household_number == '\0' ? refuse(ret, "household_unknown", "household")
                                                         : set_period(entry, now, after, ret);
}

static bool decide_start(const submit *entry, const char *now, restraint *after, refusal *ret)
{
    if (after->kind != KIND(PROVISIONAL)) {
        return refuse(ret, "restraint_not_provisional", "restraint_id");
    }
    after->kind = KIND(SUPPORT);
    return set_period(entry, now, after, ret);
}

/* From a month before the end on; the new year counts from the day after the old end (j440). */
static bool decide_extend(const submit *entry, const char *now, restraint *after, refusal *ret)
{
    ju_date end;
    if (!ju_date_parse(after->end_date, &end)) {
        return refuse(ret, "restraint_open", "restraint_id");
    }
    if (!within_last_month(after->end_date, now)) {
        return refuse(ret, "extension_early", "restraint_id");
    }
    if (*entry->end_date != '\0' && strcmp(entry->end_date, after->end_date) <= 0) {
        return refuse(ret, "restraint_period", "end_date");
    }
    ju_date_format(restraint_year_end(ju_date_add_days(end, 1)), after->end_date);
    if (*entry->end_date != '\0') {
        (void)snprintf(after->end_date, sizeof after->end_date, "%s", entry->end_date);
    }
    return true;
}

static bool decide_next(const submit *entry, const char *now, restraint *after, refusal *ret)
{
    switch (entry->act) {
    case ACT(START):
        return decide_start(entry, now, after, ret);
    case ACT(EXTEND):
        return decide_extend(entry, now, after, ret);
    case ACT(RELEASE):
        add_minutes(now, entry->release_minutes, after->released_until);
        return true;
    default: /* LIFT: the row says all */
        return true;
    }
}

bool restraint_decide(const submit *entry, const restraint *before, const char *household_number,
                      const char *now, restraint *ret, refusal *ret_refusal)
{
    bool decided = false;
    if (entry->act == ACT(SET)) {
        decided = decide_set(entry, household_number, now, ret, ret_refusal);
    } else if (before == NULL) {
        return refuse(ret_refusal, "restraint_unknown", "restraint_id");
    } else if (before->act == ACT(LIFT)) {
        return refuse(ret_refusal, "restraint_lifted", "restraint_id");
    } else {
        *ret = *before;
        decided = decide_next(entry, now, ret, ret_refusal);
    }
    ret->act = entry->act;
    ret->history_number++;
    return decided;
}
