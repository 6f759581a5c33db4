#ifndef JUKICTL_APPROVAL_H
#define JUKICTL_APPROVAL_H

#include "common/staff/approval.h"
#include "deploy/jukictl/bus.h"
#include "juki/common/v1/approval.pb-c.h"

/* 承認 of what this program does itself, kept by the audit service (common/staff/APPROVALS.md). */

/* Asks for one and prints the request, or why not; the exit code. */
int ctl_approval_request(const ctl *c, const char *kind, const ju_approval_item *item, size_t count);

/*
 * Uses it up: the act may be carried out, once, after JU_OK alone. The request as it stands then is the
 * bus's, as a reply is. JU_REJECT: the audit service's refusal; JU_RETRY: no answer, so it may be used or
 * not.
 */
ju_rc ctl_approval_spend(ctl_bus *bus, const char *kind, const char *approval_id,
                         const ju_approval_item *item, size_t count, const Juki__Common__V1__Approval **ret,
                         ju_err *err) JU_MUST_CHECK;

#endif
