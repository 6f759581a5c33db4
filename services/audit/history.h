#ifndef AUDIT_HISTORY_H
#define AUDIT_HISTORY_H

#include "common/base/arena.h"
#include "juki/audit/v1/audit.pb-c.h"
#include "juki/audit/v1/history.pb-c.h"
#include "services/audit/query.h"

/*
 * アクセス履歴: what a resident may read of the trail about himself (REQ-80, O3). Of each act: when, which
 * office for which affair and purpose, what was done and to whom it went; never who by name, no numbers,
 * nothing of the system's own doings, nothing of restraints, and no trace of what is held back.
 */

enum { HISTORY_PAGE_ROWS = 200, HISTORY_HOLDS_MAX = 200, HISTORY_REPLY_MAX_BYTES = 192 * 1024 };

/* The actions that are told. */
const char *const *history_actions(size_t *ret_count);

/* What is told of an act whose time in Japan is given; texts are the record's. NULL: arena full. */
Juki__Audit__V1__AccessEntry *history_entry(const Juki__Audit__V1__AuditRecord *record, const char *time,
                                            ju_arena *arena);

/* NULL: the wish can be answered; today: YYYY-MM-DD. */
const audit_refusal *history_check(const Juki__Audit__V1__QueryAccessHistory *query);
const audit_refusal *history_check_hold(const Juki__Audit__V1__RequestHistoryHold *wish, const char *today);
const audit_refusal *history_check_decision(const Juki__Audit__V1__DecideHistoryHold *decision);
const audit_refusal *history_check_list(const Juki__Audit__V1__QueryHistoryHolds *query);
/* hold NULL: there is none of that id. */
const audit_refusal *history_may_decide(const Juki__Audit__V1__HistoryHold *hold,
                                        const Juki__Audit__V1__DecideHistoryHold *decision);

#endif
