#ifndef JU_RUN_TRAIL_H
#define JU_RUN_TRAIL_H

#include "common/bus/progress.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Fail closed (invariant 9): a service whose acts could not be made durable in the audit trail for
 * JUKI_AUDIT_MAX_LAG takes no new work until they are.
 *
 * What was sent is durable when audit's group has passed it, since audit commits its offsets behind its
 * database. So from time to time a mark is set behind what is in audit.record; once the group has passed it,
 * every act from before the mark is durable, but none that is younger than the oldest act which still waited
 * in the outbox then. Until when acts are durable stands in the service's database: a restart forgets
 * nothing, and what one instance finds out counts for all. When broker or audit do not answer, time goes on.
 *
 * While it is closed, commands are refused ("audit_late"), what other services and bodies send waits in
 * Kafka, and what time alone brings waits, too. It opens by itself. What ju_app.kept names is read on: audit
 * itself must catch up.
 */
typedef struct ju_trail {
    char *topic; /* audit.record, with prefix */
    char *group; /* of audit */
    char **kept; /* topics that are read while it is closed; ends with NULL */
    ju_progress *progress;
    int64_t since_ms; /* monotonic: until when all is durable once the mark is passed */
    int64_t due_ms;   /* likewise: when to look again */
    bool unknown;     /* the last look found nothing out */
    bool warned;
    atomic_int_fast64_t lag_ms; /* how long ago all was durable, when last known */
    atomic_bool closed;
} ju_trail;

struct ju_process;

ju_rc ju_trail_open(struct ju_process *process, ju_err *err) JU_MUST_CHECK;
void ju_trail_close(struct ju_process *process);

/* Looks, when it is time to; closes or opens. What is away does no harm here. */
void ju_trail_watch(struct ju_process *process);

#endif
