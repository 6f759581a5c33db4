#ifndef VERIFY_POLICY_H
#define VERIFY_POLICY_H

#include "common/merkle/note.h"
#include "deploy/verify/report.h"

/*
 * Whose signatures make a checkpoint good (C2SP tlog-policy): logs, witnesses, groups of these with how many
 * of them it takes, and the quorum.
 */
typedef struct policy policy;

/* JU_FATAL "file"; "policy" with the line that is none. Free with policy_free. */
ju_rc policy_read(const char *path, policy **ret, ju_err *err) JU_MUST_CHECK;
/* The log alone, by its key as text (ju_note_key_text), and no witness. */
ju_rc policy_of_log(const char *vkey, policy **ret, ju_err *err) JU_MUST_CHECK;
void policy_free(policy *p); /* may be NULL */

/* Checks a note that stands from this line of a file on. True: it is a checkpoint of a known log with the
 * cosignatures that it takes, and nothing in it is wrong; *ret is in the arena. False: it was reported. */
bool policy_check(const policy *p, const char *note, ju_arena *arena, report *to, place where,
                  ju_checkpoint *ret);

#endif
