#ifndef AUDIT_STEPS_WITNESSES_H
#define AUDIT_STEPS_WITNESSES_H

#include "common/merkle/note.h"
#include "common/metrics/metrics.h"
#include "services/audit/store_tree.h"

/*
 * Those who cosign our checkpoints (C2SP tlog-witness): each is asked by a thread of its own, so that one
 * that is away holds up nobody. What it is asked and what it answered is worked on between batches.
 */
typedef struct witnesses witnesses;

/* path: a policy whose "witness" lines with a URL are asked (common/merkle/party.h); NULL: there are none.
 * JU_FATAL. Free with witnesses_close, which waits for who is being asked and takes NULL. */
ju_rc witnesses_open(const char *path, witnesses **ret, ju_err *err) JU_MUST_CHECK;
void witnesses_close(witnesses *all);
void witnesses_metrics(witnesses *all, ju_registry *registry);

int witnesses_count(const witnesses *all);

/* Keeps the cosignatures that came, and asks all that have not cosigned the note (a checkpoint of ours of
 * this size); NULL: there is none. */
ju_rc witnesses_look(witnesses *all, ju_db *db, int64_t size, const char *note, ju_err *err) JU_MUST_CHECK;

#endif
