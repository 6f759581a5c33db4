#ifndef JU_EVENT_REGISTRY_AUDIT_H
#define JU_EVENT_REGISTRY_AUDIT_H

/* The contracts of the audit trail, for the registry: its first rows. */
#include "juki/audit/v1/audit.pb-c.h"
#include "juki/audit/v1/history.pb-c.h"
#include "juki/audit/v1/question.pb-c.h"
#include "juki/audit/v1/register.pb-c.h"
#include "juki/audit/v1/report.pb-c.h"
#include "juki/audit/v1/retention.pb-c.h"
#include "juki/audit/v1/right.pb-c.h"
#include "juki/audit/v1/roster.pb-c.h"

#define AUDIT           "juki/audit/v1/audit.proto"
#define AUDIT_HISTORY   "juki/audit/v1/history.proto"
#define AUDIT_QUESTION  "juki/audit/v1/question.proto"
#define AUDIT_REGISTER  "juki/audit/v1/register.proto"
#define AUDIT_REPORT    "juki/audit/v1/report.proto"
#define AUDIT_RETENTION "juki/audit/v1/retention.proto"
#define AUDIT_RIGHT     "juki/audit/v1/right.proto"
#define AUDIT_ROSTER    "juki/audit/v1/roster.proto"

#define AUDIT_ROWS                                                                                           \
    {AUDIT_HISTORY, &juki__audit__v1__access_entry__descriptor},                                             \
        {AUDIT_HISTORY, &juki__audit__v1__access_history__descriptor},                                       \
        {AUDIT_HISTORY, &juki__audit__v1__access_history_reply__descriptor},                                 \
        {AUDIT_QUESTION, &juki__audit__v1__act_count__descriptor},                                           \
        {AUDIT_REGISTER, &juki__audit__v1__amend_case__descriptor},                                          \
        {AUDIT, &juki__audit__v1__audit_record__descriptor},                                                 \
        {AUDIT, &juki__audit__v1__audit_records__descriptor},                                                \
        {AUDIT, &juki__audit__v1__audit_reply__descriptor},                                                  \
        {AUDIT_QUESTION, &juki__audit__v1__bodies_reply__descriptor},                                        \
        {AUDIT_REGISTER, &juki__audit__v1__case_item__descriptor},                                           \
        {AUDIT_REGISTER, &juki__audit__v1__case_reply__descriptor},                                          \
        {AUDIT_REGISTER, &juki__audit__v1__case_step__descriptor},                                           \
        {AUDIT_REGISTER, &juki__audit__v1__cases_reply__descriptor},                                         \
        {AUDIT, &juki__audit__v1__chain_entry__descriptor},                                                  \
        {AUDIT_RETENTION, &juki__audit__v1__class_due__descriptor},                                          \
        {AUDIT_RETENTION, &juki__audit__v1__close_segment__descriptor},                                      \
        {AUDIT_QUESTION, &juki__audit__v1__counts_reply__descriptor},                                        \
        {AUDIT_REGISTER, &juki__audit__v1__decide_case__descriptor},                                         \
        {AUDIT_RETENTION, &juki__audit__v1__decide_expiry__descriptor},                                      \
        {AUDIT_HISTORY, &juki__audit__v1__decide_history_hold__descriptor},                                  \
        {AUDIT_RETENTION, &juki__audit__v1__expiry__descriptor},                                             \
        {AUDIT_RETENTION, &juki__audit__v1__expiry_reply__descriptor},                                       \
        {AUDIT_RIGHT, &juki__audit__v1__grant_set__descriptor},                                              \
        {AUDIT_HISTORY, &juki__audit__v1__history_hold__descriptor},                                         \
        {AUDIT_HISTORY, &juki__audit__v1__history_hold_reply__descriptor},                                   \
        {AUDIT_REPORT, &juki__audit__v1__kept_report__descriptor},                                           \
        {AUDIT_ROSTER, &juki__audit__v1__load_roster__descriptor},                                           \
        {AUDIT_REPORT, &juki__audit__v1__make_report__descriptor},                                           \
        {AUDIT_QUESTION, &juki__audit__v1__open_bodies__descriptor},                                         \
        {AUDIT_REGISTER, &juki__audit__v1__open_case__descriptor},                                           \
        {AUDIT, &juki__audit__v1__proof_reply__descriptor},                                                  \
        {AUDIT, &juki__audit__v1__proved_entry__descriptor},                                                 \
        {AUDIT_HISTORY, &juki__audit__v1__query_access_history__descriptor},                                 \
        {AUDIT_QUESTION, &juki__audit__v1__query_acts__descriptor},                                          \
        {AUDIT_REGISTER, &juki__audit__v1__query_cases__descriptor},                                         \
        {AUDIT, &juki__audit__v1__query_chain__descriptor},                                                  \
        {AUDIT_QUESTION, &juki__audit__v1__query_counts__descriptor},                                        \
        {AUDIT, &juki__audit__v1__query_growth__descriptor},                                                 \
        {AUDIT_HISTORY, &juki__audit__v1__query_history_holds__descriptor},                                  \
        {AUDIT, &juki__audit__v1__query_journey__descriptor},                                                \
        {AUDIT, &juki__audit__v1__query_proof__descriptor},                                                  \
        {AUDIT_REPORT, &juki__audit__v1__query_reports__descriptor},                                         \
        {AUDIT_RETENTION, &juki__audit__v1__query_segments__descriptor},                                     \
        {AUDIT_REGISTER, &juki__audit__v1__register_case__descriptor},                                       \
        {AUDIT_REPORT, &juki__audit__v1__report__descriptor},                                                \
        {AUDIT_REPORT, &juki__audit__v1__report_finding__descriptor},                                        \
        {AUDIT_REPORT, &juki__audit__v1__report_limit__descriptor},                                          \
        {AUDIT_REPORT, &juki__audit__v1__report_reply__descriptor},                                          \
        {AUDIT_REPORT, &juki__audit__v1__reports_reply__descriptor},                                         \
        {AUDIT_RETENTION, &juki__audit__v1__request_expiry__descriptor},                                     \
        {AUDIT_HISTORY, &juki__audit__v1__request_history_hold__descriptor},                                 \
        {AUDIT_ROSTER, &juki__audit__v1__roster_reply__descriptor},                                          \
        {AUDIT_RETENTION, &juki__audit__v1__segment__descriptor},                                            \
        {AUDIT_RETENTION, &juki__audit__v1__segments_reply__descriptor},                                     \
        {AUDIT_REGISTER, &juki__audit__v1__show_case__descriptor},                                           \
        {AUDIT_REPORT, &juki__audit__v1__show_report__descriptor},                                           \
        {AUDIT_RIGHT, &juki__audit__v1__staff_revoked__descriptor},                                          \
        {AUDIT_RETENTION, &juki__audit__v1__tell_purged__descriptor},                                        \
    {                                                                                                        \
        AUDIT_RIGHT, &juki__audit__v1__terminal_set__descriptor                                              \
    }

#endif
