#include "tests/demo/job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const REFUSAL_OF_FAULT[TOWN_FAULT_MAX_] = {
    [TOWN_FAULT_MOVE_IN_OF_RESIDENT] = "already_resident",
    [TOWN_FAULT_MOVE_CHANGES_NAME] = "item_not_allowed",
    [TOWN_FAULT_DEATH_OF_MOVED_OUT] = "not_resident",
    [TOWN_FAULT_BAD_CHECK_DIGIT] = "check_digit",
    [TOWN_FAULT_FUTURE_MOVE] = "date_in_future",
};

static ju_rc no_memory(ju_err *err)
{
    return ju_fail(err, JU_FATAL, "memory", "out of memory");
}

/* ---- jobs -------------------------------------------------------------------------------------------------
 */

static ju_rc new_jobs(size_t count, demo_job **ret, ju_err *err)
{
    demo_job *jobs = calloc(count, sizeof *jobs);
    if (jobs == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        ju_rc rc = ju_uuid7(jobs[i].change_id, err);
        if (rc != JU_OK) {
            free(jobs);
            return rc;
        }
    }
    *ret = jobs;
    return JU_OK;
}

ju_rc jobs_of_town(const ju_town *town, demo_job **ret, ju_err *err)
{
    JU_TRY(new_jobs(town->household_count, ret, err));
    for (size_t i = 0; i < town->household_count; i++) {
        (*ret)[i].household = &town->household[i];
    }
    return JU_OK;
}

static const demo_job *job_of(const demo_job *jobs, const town_month *month, const town_change *change)
{
    for (size_t i = 0; change != NULL && i < month->change_count; i++) {
        if (jobs[i].change == change) {
            return &jobs[i];
        }
    }
    return NULL;
}

ju_rc jobs_of_month(const town_month *month, demo_job **ret, ju_err *err)
{
    JU_TRY(new_jobs(month->change_count, ret, err));
    for (size_t i = 0; i < month->change_count; i++) {
        const town_change *change = month->change[i];
        (*ret)[i].household = change->household;
        (*ret)[i].change = change;
        (*ret)[i].expected_refusal = REFUSAL_OF_FAULT[change->fault];
    }
    for (size_t i = 0; i < month->change_count; i++) {
        (*ret)[i].after = job_of(*ret, month, month->change[i]->after);
    }
    return JU_OK;
}

bool job_ended(const demo_job *job)
{
    return job->stage == JOB_REGISTERED || job->stage == JOB_REFUSED || job->stage == JOB_LOST;
}

/* ---- roster -----------------------------------------------------------------------------------------------
 */

ju_rc roster_open(demo_roster *roster, const ju_town *town, ju_err *err)
{
    roster->town = town;
    roster->first = calloc(town->household_count, sizeof *roster->first);
    roster->household = calloc(town->household_count, sizeof *roster->household);
    roster->addressee = calloc(town->person_count, sizeof *roster->addressee);
    if (roster->first == NULL || roster->household == NULL || roster->addressee == NULL) {
        return no_memory(err);
    }
    size_t persons = 0;
    for (size_t i = 0; i < town->household_count; i++) {
        roster->first[i] = persons;
        persons += town->household[i].member_count;
    }
    return JU_OK;
}

void roster_close(demo_roster *roster)
{
    free(roster->first);
    free(roster->household);
    free(roster->addressee);
}

/* The month never comes back to households that arrived in it, so only the town's own are noted. */
void roster_learn(demo_roster *roster, const demo_job *job, const char *household_number,
                  char *const *addressee_number, size_t count)
{
    if (job->change != NULL) {
        return;
    }
    size_t at = (size_t)(job->household - roster->town->household);
    (void)snprintf(roster->household[at], ADDRESSEE_SIZE, "%s", household_number);
    for (size_t i = 0; i < count && i < job->household->member_count; i++) {
        (void)snprintf(roster->addressee[roster->first[at] + i], ADDRESSEE_SIZE, "%s", addressee_number[i]);
    }
}

char *roster_household(const demo_roster *roster, const town_household *household)
{
    return roster->household[household - roster->town->household];
}

char *roster_person(const demo_roster *roster, const town_household *household, const town_person *subject)
{
    size_t at = (size_t)(household - roster->town->household);
    return roster->addressee[roster->first[at] + (size_t)(subject - household->member)];
}

/* ---- answers ----------------------------------------------------------------------------------------------
 */

/* False for an answer that came before; also when there are more than a job can have. */
static bool note_reply(demo_job *job, const char *ce_id)
{
    for (size_t i = 0; i < job->reply_count; i++) {
        if (strcmp(job->reply_id[i], ce_id) == 0) {
            return false;
        }
    }
    if (job->reply_count == JOB_REPLIES_MAX) {
        job->unexpected = true;
        return false;
    }
    (void)snprintf(job->reply_id[job->reply_count++], JU_UUID_SIZE, "%s", ce_id);
    return true;
}

/* 転入 is seen by two reviewers (seed 002 R-22). */
static bool seen_by_two(const demo_job *job)
{
    return job->change == NULL || job->change->kind == TOWN_MOVE_IN;
}

/* The register asks for one more reviewer; an answer of the kind comes once. */
static bool take_approval(demo_job *job)
{
    bool first = job->stage == JOB_REVIEWED && seen_by_two(job);
    job->unexpected |= !first;
    job->stage = first ? JOB_REVIEWED_TWICE : job->stage;
    return first;
}

static bool take_provisional(demo_job *job, const char *refusal)
{
    bool entered = job->stage == JOB_SUBMITTED && *refusal == '\0';
    bool kept = job->stage == JOB_SELF_REVIEWED && strcmp(refusal, "same_person") == 0;
    if (!entered && !kept) {
        job->unexpected = true;
        return false;
    }
    bool same_reviewer = job->change != NULL && job->change->fault == TOWN_FAULT_SAME_REVIEWER;
    job->stage = entered && same_reviewer ? JOB_SELF_REVIEWED : JOB_REVIEWED;
    return true;
}

static void take_registered(demo_job *job)
{
    job_stage last = seen_by_two(job) ? JOB_REVIEWED_TWICE : JOB_REVIEWED;
    job->unexpected |= job->stage != last || job->expected_refusal != NULL;
    job->stage = JOB_REGISTERED;
}

static void take_refused(demo_job *job, const char *refusal)
{
    (void)snprintf(job->refusal, sizeof job->refusal, "%s", refusal);
    job->unexpected |= job->expected_refusal == NULL || strcmp(job->expected_refusal, refusal) != 0;
    job->stage = JOB_REFUSED;
}

bool job_take_reply(demo_job *job, const Juki__Resident__V1__ChangeReply *reply, const char *ce_id)
{
    const char *refusal = reply->refusal == NULL ? "" : reply->refusal->code;
    if (!note_reply(job, ce_id)) {
        return false;
    }
    if (job_ended(job)) {
        job->unexpected = true;
        return false;
    }
    switch (reply->status) {
    case JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_PROVISIONAL:
        return reply->approvals > 0 ? take_approval(job) : take_provisional(job, refusal);
    case JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REGISTERED:
        take_registered(job);
        return false;
    case JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REFUSED:
        take_refused(job, refusal);
        return false;
    default:
        job->unexpected = true;
        return false;
    }
}
