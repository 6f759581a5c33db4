#include "services/gateway/commands.h"

#include "common/staff/house_commands.h"
#include "juki/gateway/v1/bridge.pb-c.h"
#include "juki/gateway/v1/copy.pb-c.h"
#include "juki/gateway/v1/inquiry.pb-c.h"
#include "juki/gateway/v1/law.pb-c.h"
#include "juki/gateway/v1/notice.pb-c.h"
#include "juki/gateway/v1/numbers.pb-c.h"
#include "juki/gateway/v1/provision.pb-c.h"
#include "juki/gateway/v1/registry.pb-c.h"
#include "juki/gateway/v1/snapshot.pb-c.h"
#include "services/gateway/steps/affair.h"
#include "services/gateway/steps/bridge.h"
#include "services/gateway/steps/copy.h"
#include "services/gateway/steps/exchange.h"
#include "services/gateway/steps/held.h"
#include "services/gateway/steps/inquiry.h"
#include "services/gateway/steps/law.h"
#include "services/gateway/steps/nonresident.h"
#include "services/gateway/steps/notice.h"
#include "services/gateway/steps/registry.h"
#include "services/gateway/steps/snapshot.h"
#include "services/gateway/steps/subject_code.h"

static const ju_staff_command commands[] = {
    {&juki__gateway__v1__query_consumers__descriptor, &juki__gateway__v1__consumers_reply__descriptor,
     registry_query_ask, registry_query_apply},
    {&juki__gateway__v1__search_nonresidents__descriptor, &juki__gateway__v1__nonresidents_reply__descriptor,
     nonresident_search_ask, nonresident_search_apply},
    {&juki__gateway__v1__show_nonresident__descriptor, &juki__gateway__v1__nonresident_reply__descriptor,
     nonresident_show_ask, nonresident_show_apply},
    {&juki__gateway__v1__register_nonresident__descriptor, &juki__gateway__v1__nonresident_reply__descriptor,
     nonresident_register_ask, nonresident_register_apply},
    {&juki__gateway__v1__update_nonresident__descriptor, &juki__gateway__v1__nonresident_reply__descriptor,
     nonresident_update_ask, nonresident_update_apply},
    {&juki__gateway__v1__hold_nonresident__descriptor, &juki__gateway__v1__nonresident_reply__descriptor,
     nonresident_hold_ask, nonresident_hold_apply},
    {&juki__gateway__v1__request_nonresident_link__descriptor,
     &juki__gateway__v1__nonresident_link_reply__descriptor, nonresident_link_ask, nonresident_link_apply},
    {&juki__gateway__v1__decide_nonresident_link__descriptor,
     &juki__gateway__v1__nonresident_link_reply__descriptor, nonresident_decide_ask,
     nonresident_decide_apply},
    {&juki__gateway__v1__search_integrated__descriptor, &juki__gateway__v1__integrated_reply__descriptor,
     integrated_search_ask, integrated_search_apply},
    {&juki__gateway__v1__begin_snapshot__descriptor, &juki__gateway__v1__snapshots_reply__descriptor,
     snapshot_begin_ask, snapshot_begin_apply},
    {&juki__gateway__v1__query_snapshots__descriptor, &juki__gateway__v1__snapshots_reply__descriptor,
     snapshot_query_ask, snapshot_query_apply},
    {&juki__gateway__v1__request_subject_code__descriptor, &juki__gateway__v1__subject_code_reply__descriptor,
     subject_code_request_ask, subject_code_request_apply},
    {&juki__gateway__v1__query_subject_codes__descriptor, &juki__gateway__v1__subject_codes_reply__descriptor,
     subject_code_query_ask, subject_code_query_apply},
    {&juki__gateway__v1__query_held_provisions__descriptor,
     &juki__gateway__v1__held_provisions_reply__descriptor, held_query_ask, held_query_apply},
    {&juki__gateway__v1__check_provision__descriptor, &juki__gateway__v1__provision_reply__descriptor,
     held_check_ask, held_check_apply},
    {&juki__gateway__v1__decide_provision__descriptor, &juki__gateway__v1__provision_reply__descriptor,
     held_decide_ask, held_decide_apply},
    {&juki__gateway__v1__record_manual_provision__descriptor,
     &juki__gateway__v1__manual_provision_reply__descriptor, held_manual_ask, held_manual_apply},
    {&juki__gateway__v1__ask_inquiry__descriptor, &juki__gateway__v1__inquiry_reply__descriptor,
     inquiry_enter_ask, inquiry_enter_apply},
    {&juki__gateway__v1__decide_inquiry__descriptor, &juki__gateway__v1__inquiry_reply__descriptor,
     inquiry_decide_ask, inquiry_decide_apply},
    {&juki__gateway__v1__cancel_inquiry__descriptor, &juki__gateway__v1__inquiry_reply__descriptor,
     inquiry_cancel_ask, inquiry_cancel_apply},
    {&juki__gateway__v1__query_inquiries__descriptor, &juki__gateway__v1__inquiries_reply__descriptor,
     inquiry_query_ask, inquiry_query_apply},
    {&juki__gateway__v1__query_exchanges__descriptor, &juki__gateway__v1__exchanges_reply__descriptor,
     exchange_query_ask, exchange_query_apply},
    {&juki__gateway__v1__enter_notice__descriptor, &juki__gateway__v1__notice_reply__descriptor,
     notice_enter_ask, notice_enter_apply},
    {&juki__gateway__v1__decide_notice__descriptor, &juki__gateway__v1__notice_reply__descriptor,
     notice_decide_ask, notice_decide_apply},
    {&juki__gateway__v1__query_notice__descriptor, &juki__gateway__v1__notice_reply__descriptor,
     notice_query_ask, notice_query_apply},
    {&juki__gateway__v1__query_exchange_statistics__descriptor,
     &juki__gateway__v1__exchange_statistics_reply__descriptor, exchange_statistics_ask,
     exchange_statistics_apply},
    {&juki__gateway__v1__request_exchange_erasure__descriptor,
     &juki__gateway__v1__exchange_erasure_reply__descriptor, exchange_erasure_ask, exchange_erasure_apply},
    {&juki__gateway__v1__decide_exchange_erasure__descriptor,
     &juki__gateway__v1__exchange_erasure_reply__descriptor, exchange_decide_ask, exchange_decide_apply},
    {&juki__gateway__v1__load_law__descriptor, &juki__gateway__v1__law_reply__descriptor, law_load_ask,
     law_load_apply},
    {&juki__gateway__v1__decide_law__descriptor, &juki__gateway__v1__law_reply__descriptor, law_decide_ask,
     law_decide_apply},
    {&juki__gateway__v1__query_laws__descriptor, &juki__gateway__v1__laws_reply__descriptor, law_query_ask,
     law_query_apply},
    {&juki__gateway__v1__show_law__descriptor, &juki__gateway__v1__law_shown__descriptor, law_show_ask,
     law_show_apply},
    {&juki__gateway__v1__compare_laws__descriptor, &juki__gateway__v1__laws_compared__descriptor,
     law_compare_ask, law_compare_apply},
    {&juki__gateway__v1__explain_law__descriptor, &juki__gateway__v1__law_explained__descriptor,
     law_explain_ask, law_explain_apply},
    {&juki__gateway__v1__show_copy__descriptor, &juki__gateway__v1__copy_shown__descriptor, copy_show_ask,
     copy_show_apply},
    {&juki__gateway__v1__compare_copies__descriptor, &juki__gateway__v1__copies_compared__descriptor,
     copy_compare_ask, copy_compare_apply},
    {&juki__gateway__v1__compare_copy_file__descriptor, &juki__gateway__v1__copies_compared__descriptor,
     copy_compare_file_ask, copy_compare_file_apply},
    {&juki__gateway__v1__register_copies__descriptor, &juki__gateway__v1__copies_registered__descriptor,
     copy_register_ask, copy_register_apply},
    {&juki__gateway__v1__enter_copy_flag__descriptor, &juki__gateway__v1__copy_entry_reply__descriptor,
     copy_flag_ask, copy_flag_apply},
    {&juki__gateway__v1__enter_copies__descriptor, &juki__gateway__v1__copy_entry_reply__descriptor,
     copy_enter_ask, copy_enter_apply},
    {&juki__gateway__v1__check_copy_entry__descriptor, &juki__gateway__v1__copy_entry_reply__descriptor,
     copy_check_ask, copy_check_apply},
    {&juki__gateway__v1__decide_copy_entry__descriptor, &juki__gateway__v1__copy_entry_reply__descriptor,
     copy_decide_ask, copy_decide_apply},
    {&juki__gateway__v1__query_copy_entries__descriptor, &juki__gateway__v1__copy_entries_reply__descriptor,
     copy_entries_ask, copy_entries_apply},
    {&juki__gateway__v1__submit_consumer__descriptor, &juki__gateway__v1__consumer_reply__descriptor,
     registry_submit_ask, registry_submit_apply},
    {&juki__gateway__v1__decide_consumer__descriptor, &juki__gateway__v1__consumer_reply__descriptor,
     registry_decide_ask, registry_decide_apply},
    {&juki__gateway__v1__revoke_consumer__descriptor, &juki__gateway__v1__consumer_reply__descriptor,
     registry_revoke_ask, registry_revoke_apply},
    {&juki__gateway__v1__query_bridge_files__descriptor, &juki__gateway__v1__bridge_reply__descriptor,
     bridge_files_ask, bridge_files_apply},
    {&juki__gateway__v1__query_bridge_errors__descriptor, &juki__gateway__v1__bridge_reply__descriptor,
     bridge_errors_ask, bridge_errors_apply},
    JU_HOUSE_COMMANDS,
};

/* What the desk of 情報提供 alone may; the others look by themselves at whose affair something is. */
static bool may_give(const ju_ctx *ctx, const ProtobufCMessageDescriptor *command)
{
    static const ProtobufCMessageDescriptor *const desk[] = {
        &juki__gateway__v1__begin_snapshot__descriptor,
        &juki__gateway__v1__request_subject_code__descriptor,
        &juki__gateway__v1__query_subject_codes__descriptor,
        &juki__gateway__v1__query_held_provisions__descriptor,
        &juki__gateway__v1__check_provision__descriptor,
        &juki__gateway__v1__decide_provision__descriptor,
        &juki__gateway__v1__record_manual_provision__descriptor,
        &juki__gateway__v1__query_exchanges__descriptor,
        &juki__gateway__v1__query_exchange_statistics__descriptor,
        &juki__gateway__v1__request_exchange_erasure__descriptor,
        &juki__gateway__v1__decide_exchange_erasure__descriptor,
        &juki__gateway__v1__load_law__descriptor,
        &juki__gateway__v1__decide_law__descriptor,
        &juki__gateway__v1__compare_copies__descriptor,
        &juki__gateway__v1__register_copies__descriptor,
        &juki__gateway__v1__submit_consumer__descriptor,
        &juki__gateway__v1__decide_consumer__descriptor,
        &juki__gateway__v1__revoke_consumer__descriptor,
        &juki__gateway__v1__query_bridge_errors__descriptor,
        &juki__common__v1__query_approvals__descriptor,
        &juki__common__v1__decide_approval__descriptor,
        &juki__common__v1__request_erasure__descriptor,
        &juki__common__v1__query_erasures__descriptor,
    };
    for (size_t i = 0; i < sizeof desk / sizeof desk[0]; i++) {
        if (desk[i] == command) {
            return affair_is_desk(ctx);
        }
    }
    return true;
}

const ProtobufCMessageDescriptor *gateway_reply_of(const ProtobufCMessageDescriptor *command)
{
    return ju_staff_reply_of(commands, sizeof commands / sizeof commands[0], command);
}

ju_rc gateway_door_open(gateway *self, ju_err *err)
{
    const ju_staff_table table = {.reply_of = gateway_reply_of,
                                  .command = commands,
                                  .count = sizeof commands / sizeof commands[0],
                                  .may = may_give};
    return ju_staff_door_open(&self->settings->staff, &table, &self->door, err);
}

ju_rc gateway_command_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const gateway *self = ctx->app;
    return ju_staff_ask(self->door, ctx, body, err);
}

ju_rc gateway_command_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const gateway *self = ctx->app;
    return ju_staff_apply(self->door, ctx, body, err);
}
