#ifndef JUKICTL_AUDIT_H
#define JUKICTL_AUDIT_H

#include "deploy/jukictl/bus.h"
#include "juki/audit/v1/audit.pb-c.h"

/* All audit entries of a change; *ret is the bus's until its next reply. JU_REJECT when audit refuses. */
ju_rc ctl_ask_journey(const ctl *c, ctl_bus *bus, char *change_id, const Juki__Audit__V1__AuditReply **ret,
                      ju_err *err) JU_MUST_CHECK;

#endif
