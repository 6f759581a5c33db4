#ifndef JUKICTL_JOURNEY_H
#define JUKICTL_JOURNEY_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "juki/audit/v1/audit.pb-c.h"

#include <stdbool.h>

/* What the audit trail says about one change, step by step. Pure: no I/O. */

typedef enum ctl_step_state {
    CTL_STEP_NONE,    /* nothing of the kind; a birth alone makes a delivery record */
    CTL_STEP_WAITING, /* to come, or sent and not yet acknowledged */
    CTL_STEP_DONE,
} ctl_step_state;

typedef enum ctl_step_name {
    CTL_RECEIVED,
    CTL_PROVISIONAL,
    CTL_REGISTERED,
    CTL_NOTIFIED,
    CTL_DELIVERED,
    CTL_FED_TAX,
    CTL_FED_WELFARE,
    CTL_STEPS
} ctl_step_name;

typedef struct ctl_step {
    const char *name;
    const char *to; /* counterpart, or "" */
    ctl_step_state state;
    const char *time; /* when it was done, or last sent; "" */
    int sent;         /* events */
    int acknowledged;
} ctl_step;

typedef struct ctl_entry {
    int64_t index;
    const Juki__Audit__V1__AuditRecord *record;
} ctl_entry;

typedef struct ctl_journey {
    ctl_step step[CTL_STEPS];
    int persons;            /* registered by this change */
    const char *final_word; /* "refused" or "returned", else NULL */
    const char *code;       /* of a refusal, "" */
    const char *item;
    int64_t last_index; /* of its entries; 0: none yet */
    bool complete;      /* prefecture, tax and welfare have acknowledged everything, or it is over */
} ctl_journey;

/* entries in index order. */
void ctl_journey_read(const ctl_entry *entries, size_t count, ctl_journey *ret);

/* Opens the records of a reply into the arena. JU_REJECT for one that cannot be read. */
ju_rc ctl_journey_entries(const Juki__Audit__V1__AuditReply *reply, ju_arena *arena, ctl_entry **ret,
                          ju_err *err) JU_MUST_CHECK;

#endif
