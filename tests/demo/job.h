#ifndef DEMO_JOB_H
#define DEMO_JOB_H

#include "common/base/uuid7.h"
#include "common/seal/seal.h"
#include "juki/resident/v1/command.pb-c.h"
#include "tests/town/month.h"

#include <stdbool.h>
#include <stdint.h>

enum { ADDRESSEE_SIZE = 16, REFUSAL_CODE_SIZE = 48, JOB_REPLIES_MAX = 4 };

/* How far a change has come, as the counter sees it. */
typedef enum job_stage {
    JOB_WAITING,        /* not sent */
    JOB_SUBMITTED,      /* entered, no answer yet */
    JOB_SELF_REVIEWED,  /* reviewed by whoever entered it: this must be refused */
    JOB_REVIEWED,       /* reviewed by somebody else, no answer yet */
    JOB_REVIEWED_TWICE, /* likewise by a second one (seed 002 R-22) */
    JOB_REGISTERED,
    JOB_REFUSED,
    JOB_LOST, /* no answer within the deadline */
} job_stage;

/* One change to be played, what should become of it, and what did. */
typedef struct demo_job {
    char change_id[JU_UUID_SIZE];
    const town_household *household; /* of the town, or of who moves in */
    const town_change *change;       /* NULL: the household's 国内転入 when the town is loaded */
    const char *expected_refusal;    /* code; NULL: will be registered */
    const struct demo_job *after;    /* must have ended before this one is sent; NULL for most */
    job_stage stage;
    char refusal[REFUSAL_CODE_SIZE];              /* of JOB_REFUSED */
    bool unexpected;                              /* ended or was answered otherwise than expected */
    char message_id[JU_UUID_SIZE];                /* ce_id of the message last sent */
    bool delivered;                               /* the broker has it */
    char reply_id[JOB_REPLIES_MAX][JU_UUID_SIZE]; /* ce_ids of the answers so far: the bus may repeat them */
    size_t reply_count;
    int64_t sent_ms; /* on the monotonic clock; 0 before */
    int64_t ended_ms;
} demo_job;

/* What the register gave the town's households and persons as numbers, learnt from its answers. */
typedef struct demo_roster {
    const ju_town *town;
    size_t *first; /* per household: index of its first person in addressee */
    char (*household)[ADDRESSEE_SIZE];
    char (*addressee)[ADDRESSEE_SIZE];
} demo_roster;

ju_rc roster_open(demo_roster *roster, const ju_town *town, ju_err *err) JU_MUST_CHECK;
void roster_close(demo_roster *roster);

/* The jobs that load the town, one per household, and those of the month. Free the arrays with free. */
ju_rc jobs_of_town(const ju_town *town, demo_job **ret, ju_err *err) JU_MUST_CHECK;
ju_rc jobs_of_month(const town_month *month, demo_job **ret, ju_err *err) JU_MUST_CHECK;

bool job_ended(const demo_job *job);

/*
 * Takes an answer of the register. True when the job has come to a stage whose message must now be sent. An
 * answer that the bus repeats (same ce_id) changes nothing; one that does not fit makes the job unexpected.
 */
bool job_take_reply(demo_job *job, const Juki__Resident__V1__ChangeReply *reply, const char *ce_id);

/* Notes the numbers of a registered change, addressee_number in the order of its persons. */
void roster_learn(demo_roster *roster, const demo_job *job, const char *household_number,
                  char *const *addressee_number, size_t count);

/* The numbers noted; empty for those not learnt. household is the town's. */
char *roster_household(const demo_roster *roster, const town_household *household);
char *roster_person(const demo_roster *roster, const town_household *household, const town_person *subject);

/* What messages are made with; outside is a 転入前住所 for who has none. */
typedef struct job_desk {
    const demo_roster *roster;
    ju_keyring *resident; /* numbers travel sealed to the register */
    town_address outside;
} job_desk;

typedef struct job_message {
    const char *type; /* ce_type */
    void *value;
    size_t size;
} job_message;

/* The message that takes a job to its stage: SubmitChange or ReviewChange, packed in arena. */
ju_rc job_pack(const job_desk *desk, const demo_job *job, ju_arena *arena, job_message *ret,
               ju_err *err) JU_MUST_CHECK;

#endif
