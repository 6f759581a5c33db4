/* 操作者 by name, at a named terminal, with both factors shown (seed 002 R-35, seed 003 REQ-03). */
#include "services/identity/steps/staff.h"

#include "common/staff/house_commands.h"
#include "services/identity/steps/compare.h"
#include "services/identity/steps/media.h"
#include "services/identity/steps/move.h"
#include "services/identity/steps/notice.h"
#include "services/identity/steps/records.h"
#include "services/identity/steps/search.h"
#include "services/identity/steps/state.h"
#include "services/identity/steps/wide.h"

#include "juki/common/v1/compare.pb-c.h"
#include "juki/identity/v1/identity.pb-c.h"
#include "juki/identity/v1/media.pb-c.h"
#include "juki/identity/v1/move_in.pb-c.h"
#include "juki/identity/v1/records.pb-c.h"
#include "juki/identity/v1/search.pb-c.h"
#include "juki/identity/v1/wide.pb-c.h"

const ju_staff_command identity_staff_commands[IDENTITY_STAFF_COUNT] = {
    {&juki__identity__v1__query_notices__descriptor, &juki__identity__v1__notices_reply__descriptor,
     notices_ask, notices_apply},
    {&juki__identity__v1__set_record_flag__descriptor, &juki__identity__v1__record_flag_reply__descriptor,
     flag_ask, flag_apply},
    {&juki__identity__v1__resend_notice__descriptor, &juki__identity__v1__resend_reply__descriptor,
     resend_ask, resend_apply},
    {&juki__identity__v1__search_identity__descriptor, &juki__identity__v1__search_identity_reply__descriptor,
     search_identity_ask, search_identity_apply},
    {&juki__identity__v1__show_identity__descriptor, &juki__identity__v1__show_identity_reply__descriptor,
     show_identity_ask, show_identity_apply},
    {&juki__common__v1__begin_comparison__descriptor, &juki__common__v1__comparison_reply__descriptor,
     comparison_begin_ask, comparison_begin_apply},
    {&juki__common__v1__query_comparison__descriptor, &juki__common__v1__comparison_reply__descriptor,
     ju_compare_query_ask, comparison_query_apply},
    {&juki__identity__v1__query_wide_requests__descriptor,
     &juki__identity__v1__wide_requests_reply__descriptor, wide_requests_ask, wide_requests_apply},
    {&juki__identity__v1__query_move_ins__descriptor, &juki__identity__v1__move_ins_reply__descriptor,
     query_move_ins_ask, query_move_ins_apply},
    {&juki__identity__v1__request_certificate__descriptor,
     &juki__identity__v1__request_certificate_reply__descriptor, request_certificate_ask,
     request_certificate_apply},
    {&juki__identity__v1__request_media_permit__descriptor,
     &juki__identity__v1__media_permit_reply__descriptor, media_request_ask, media_request_apply},
    {&juki__identity__v1__decide_media_permit__descriptor,
     &juki__identity__v1__media_permit_reply__descriptor, media_decide_ask, media_decide_apply},
    {&juki__identity__v1__export_media__descriptor, &juki__identity__v1__media_export_reply__descriptor,
     media_export_ask, media_export_apply},
    {&juki__identity__v1__query_media_permits__descriptor,
     &juki__identity__v1__media_permits_reply__descriptor, media_query_ask, media_query_apply},
    JU_HOUSE_COMMANDS,
};

const ProtobufCMessageDescriptor *staff_reply_of(const ProtobufCMessageDescriptor *command)
{
    return ju_staff_reply_of(identity_staff_commands, IDENTITY_STAFF_COUNT, command);
}

ju_rc staff_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const identity_state *state = ctx->app;
    return ju_staff_ask(state->door, ctx, body, err);
}

ju_rc staff_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const identity_state *state = ctx->app;
    return ju_staff_apply(state->door, ctx, body, err);
}
