#include "services/audit/commands.h"

#include "common/base/word.h"
#include "common/staff/house_commands.h"
#include "juki/audit/v1/audit.pb-c.h"
#include "juki/audit/v1/history.pb-c.h"
#include "juki/audit/v1/question.pb-c.h"
#include "juki/audit/v1/register.pb-c.h"
#include "juki/audit/v1/report.pb-c.h"
#include "juki/audit/v1/retention.pb-c.h"
#include "juki/audit/v1/roster.pb-c.h"
#include "services/audit/register.h"
#include "services/audit/steps/bodies.h"
#include "services/audit/steps/history.h"
#include "services/audit/steps/prove.h"
#include "services/audit/steps/questions.h"
#include "services/audit/steps/register.h"
#include "services/audit/steps/reports.h"
#include "services/audit/steps/retention.h"
#include "services/audit/steps/roster.h"

#include <string.h>

static bool may_ask(const ju_ctx *ctx, const ProtobufCMessageDescriptor *command)
{
    (void)command;
    return ju_word_listed(audit_state_settings(ctx->app)->affairs, ctx->affair);
}

/* The first terminal is registered from one that is not; of which register a case is steps/register.c knows.
 */
static bool is_first(const ProtobufCMessage *command)
{
    return (command->descriptor == &juki__audit__v1__open_case__descriptor &&
            strcmp(((const Juki__Audit__V1__OpenCase *)(const void *)command)->register_,
                   REGISTER_TERMINAL) == 0) ||
           command->descriptor == &juki__audit__v1__amend_case__descriptor ||
           command->descriptor == &juki__audit__v1__decide_case__descriptor;
}

static const ju_staff_command commands[] = {
    {&juki__audit__v1__query_journey__descriptor, &juki__audit__v1__audit_reply__descriptor,
     audit_journey_ask, audit_journey_apply},
    {&juki__audit__v1__query_chain__descriptor, &juki__audit__v1__audit_reply__descriptor, audit_chain_ask,
     audit_chain_apply},
    {&juki__audit__v1__query_proof__descriptor, &juki__audit__v1__proof_reply__descriptor, prove_ask,
     audit_proof_apply},
    {&juki__audit__v1__query_growth__descriptor, &juki__audit__v1__proof_reply__descriptor, prove_growth_ask,
     audit_growth_apply},
    {&juki__audit__v1__query_acts__descriptor, &juki__audit__v1__audit_reply__descriptor, acts_ask,
     acts_apply},
    {&juki__audit__v1__query_counts__descriptor, &juki__audit__v1__counts_reply__descriptor, counts_ask,
     counts_apply},
    {&juki__audit__v1__open_bodies__descriptor, &juki__audit__v1__bodies_reply__descriptor, NULL,
     bodies_apply},
    {&juki__audit__v1__query_access_history__descriptor, &juki__audit__v1__access_history_reply__descriptor,
     history_query_ask, history_query_apply},
    {&juki__audit__v1__request_history_hold__descriptor, &juki__audit__v1__history_hold_reply__descriptor,
     hold_request_ask, hold_request_apply},
    {&juki__audit__v1__decide_history_hold__descriptor, &juki__audit__v1__history_hold_reply__descriptor,
     hold_decision_ask, hold_decision_apply},
    {&juki__audit__v1__query_history_holds__descriptor, &juki__audit__v1__history_hold_reply__descriptor,
     hold_list_ask, hold_list_apply},
    {&juki__audit__v1__open_case__descriptor, &juki__audit__v1__case_reply__descriptor, register_open_ask,
     register_open_apply},
    {&juki__audit__v1__amend_case__descriptor, &juki__audit__v1__case_reply__descriptor, register_amend_ask,
     register_amend_apply},
    {&juki__audit__v1__decide_case__descriptor, &juki__audit__v1__case_reply__descriptor, register_decide_ask,
     register_decide_apply},
    {&juki__audit__v1__show_case__descriptor, &juki__audit__v1__case_reply__descriptor, register_show_ask,
     register_show_apply},
    {&juki__audit__v1__query_cases__descriptor, &juki__audit__v1__cases_reply__descriptor, register_query_ask,
     register_query_apply},
    {&juki__audit__v1__query_segments__descriptor, &juki__audit__v1__segments_reply__descriptor,
     segments_query_ask, segments_query_apply},
    {&juki__audit__v1__close_segment__descriptor, &juki__audit__v1__segments_reply__descriptor,
     segment_close_ask, segment_close_apply},
    {&juki__audit__v1__request_expiry__descriptor, &juki__audit__v1__expiry_reply__descriptor,
     expiry_request_ask, expiry_request_apply},
    {&juki__audit__v1__decide_expiry__descriptor, &juki__audit__v1__expiry_reply__descriptor,
     expiry_decision_ask, expiry_decision_apply},
    {&juki__audit__v1__tell_purged__descriptor, &juki__audit__v1__expiry_reply__descriptor, purge_ask,
     purge_apply},
    {&juki__audit__v1__make_report__descriptor, &juki__audit__v1__report_reply__descriptor, report_wish_ask,
     report_wish_apply},
    {&juki__audit__v1__show_report__descriptor, &juki__audit__v1__report_reply__descriptor, report_show_ask,
     report_show_apply},
    {&juki__audit__v1__query_reports__descriptor, &juki__audit__v1__reports_reply__descriptor,
     report_list_ask, report_list_apply},
    {&juki__audit__v1__load_roster__descriptor, &juki__audit__v1__roster_reply__descriptor, roster_load_ask,
     roster_load_apply},
    JU_HOUSE_COMMANDS,
    {&juki__common__v1__request_approval__descriptor, &juki__common__v1__approvals_reply__descriptor,
     ju_approval_request_ask, ju_approval_request_apply},
    {&juki__common__v1__use_approval__descriptor, &juki__common__v1__approvals_reply__descriptor,
     ju_approval_use_ask, ju_approval_use_apply},
};

const ProtobufCMessageDescriptor *audit_reply_of(const ProtobufCMessageDescriptor *command)
{
    return ju_staff_reply_of(commands, sizeof commands / sizeof commands[0], command);
}

ju_rc audit_door_open(const audit_settings *settings, ju_staff_door **ret, ju_err *err)
{
    const ju_staff_table table = {.reply_of = audit_reply_of,
                                  .command = commands,
                                  .count = sizeof commands / sizeof commands[0],
                                  .may = may_ask,
                                  .first = is_first};
    return ju_staff_door_open(&settings->staff, &table, ret, err);
}

ju_rc audit_command_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_staff_ask(audit_state_door(ctx->app), ctx, body, err);
}

ju_rc audit_command_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_staff_apply(audit_state_door(ctx->app), ctx, body, err);
}
