#ifndef JUKICTL_AUDIT_H
#define JUKICTL_AUDIT_H

#include "deploy/jukictl/bus.h"
#include "juki/audit/v1/audit.pb-c.h"

/* All audit entries of a change; *ret is the bus's until its next reply. JU_REJECT when audit refuses. */
ju_rc ctl_ask_journey(ctl_bus *bus, char *change_id, const Juki__Audit__V1__AuditReply **ret,
                      ju_err *err) JU_MUST_CHECK;

/* JU_REJECT when there is a refusal. */
ju_rc ctl_audit_refused_error(const Juki__Common__V1__Refusal *refusal, ju_err *err) JU_MUST_CHECK;

/* The keyed hashes under which the trail knows the person of the first operand (宛名番号). */
ju_rc ctl_audit_subjects_of(const ctl *c, ctl_bus *bus, ju_arena *arena, char ***ret, size_t *ret_count,
                            ju_err *err) JU_MUST_CHECK;

/* Says on standard error that older acts may stand in the archive alone; segment 0: none. */
void ctl_audit_tell_expired(int segment);

#endif
