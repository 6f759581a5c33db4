#include "services/identity/handlers.h"

#include "common/base/hex.h"
#include "common/event/receipt.h"
#include "common/event/topic_names.h"
#include "common/staff/house_commands.h"
#include "common/staff/standing.h"
#include "juki/common/v1/compare.pb-c.h"
#include "juki/identity/v1/compare.pb-c.h"
#include "juki/identity/v1/inquiry.pb-c.h"
#include "juki/identity/v1/media.pb-c.h"
#include "juki/identity/v1/move_in.pb-c.h"
#include "juki/identity/v1/records.pb-c.h"
#include "juki/identity/v1/wide.pb-c.h"
#include "juki/resident/v1/compare.pb-c.h"
#include "juki/resident/v1/wide.pb-c.h"
#include "services/identity/steps/compare.h"
#include "services/identity/steps/inquiry.h"
#include "services/identity/steps/move.h"
#include "services/identity/steps/notice.h"
#include "services/identity/steps/number.h"
#include "services/identity/steps/records.h"
#include "services/identity/steps/search.h"
#include "services/identity/steps/staff.h"
#include "services/identity/steps/state.h"
#include "services/identity/steps/wide.h"
#include "services/identity/store.h"
#include "services/identity/store_record.h"
#include "services/identity/store_search.h"

#include <string.h>

/* ---- resident.to-identity: IdentityChanged ----------------------------------------------------------- */

/* What claim finds out about an update. */
typedef struct update_work {
    ju_err refused; /* rc JU_OK when nothing stands against it yet */
    const char *notice_id;
    const char *subject;
    identity_effect effect;
    identity_numbers numbers;
} update_work;

static ju_rc read_update(ju_ctx *ctx, const Juki__Resident__V1__IdentityChanged *changed, update_work *work,
                         ju_err *err)
{
    JU_TRY(identity_check_form(changed, ctx->message->key, &work->effect, err));
    work->notice_id = ju_event_id(ctx);
    if (work->notice_id == NULL) {
        return ju_no_memory(err);
    }
    identity_state *state = ctx->app;
    return identity_numbers_of_change(&state->rings, ctx->arena, changed, work->notice_id, &work->numbers,
                                      err);
}

/* The file is kept by 住民票コード, so updates of one code wait for each other whatever their register_ref.
 */
static ju_rc claim_changed(ju_ctx *ctx, const void *body, ju_err *err)
{
    update_work *work = ju_arena_alloc(ctx->arena, sizeof *work);
    if (work == NULL) {
        return ju_no_memory(err);
    }
    ctx->work = work;
    ju_rc rc = read_update(ctx, body, work, err);
    if (rc == JU_REJECT) {
        work->refused = *err;
        return JU_OK;
    }
    if (rc != JU_OK) {
        return rc;
    }
    JU_TRY(move_done_claim(ctx, body, err));
    if (work->numbers.renumbered) {
        const char *old = ju_arena_hex(ctx->arena, work->numbers.old_code_index, JU_BLIND_INDEX_BYTES);
        JU_TRY(old == NULL ? ju_no_memory(err) : ju_claim(ctx, "resident_code", old, err));
    }
    const char *hex = ju_arena_hex(ctx->arena, work->numbers.code_index, JU_BLIND_INDEX_BYTES);
    return hex == NULL ? ju_no_memory(err) : ju_claim(ctx, "resident_code", hex, err);
}

static ju_rc ask_changed(ju_ctx *ctx, const void *body, ju_err *err)
{
    const update_work *work = ctx->work;
    if (work->refused.rc != JU_OK) {
        return JU_OK;
    }
    JU_TRY(identity_ask_known(ctx, &work->numbers, err));
    return move_done_ask(ctx, body, err);
}

static ju_rc audit_update(ju_ctx *ctx, const Juki__Resident__V1__IdentityChanged *changed,
                          const update_work *work, ju_err *err)
{
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    who.operator_id = changed->operator_id;
    who.terminal_id = changed->terminal_id;
    /* One act for both: the notice goes out in the transaction that updates the record, or neither is done.
     */
    return ju_audit(ctx,
                    &(ju_act){.action = "notice.sent",
                              .operator_ = &who,
                              .subject = work->subject,
                              .change_id = changed->change_id,
                              .event_id = work->notice_id,
                              .detail = "prefecture",
                              .legal_basis = "住基法30条の6"},
                    err);
}

static ju_rc audit_filled(ju_ctx *ctx, const Juki__Resident__V1__IdentityChanged *changed,
                          const update_work *work, ju_err *err)
{
    return ju_audit(
        ctx, &(ju_act){.action = "record.filled", .subject = work->subject, .change_id = changed->change_id},
        err);
}

static ju_rc take_update(ju_ctx *ctx, const Juki__Resident__V1__IdentityChanged *changed, ju_err *err)
{
    identity_state *state = ctx->app;
    update_work *work = ctx->work;
    identity_record record;
    identity_known known;
    work->effect = changed->first_fill ? IDENTITY_ENTER : work->effect;
    identity_known replaced;
    JU_TRY(
        identity_record_of(changed, work->effect != IDENTITY_LEAVE, state->seion, ctx->arena, &record, err));
    JU_TRY(identity_got_known(ctx, 0, &known, err));
    JU_TRY(identity_check_flags(&known, err));
    identity_carry(&known, &record);
    if (work->numbers.renumbered) {
        JU_TRY(identity_got_known(ctx, 1, &replaced, err));
        JU_TRY(identity_check_flags(&replaced, err));
        JU_TRY(identity_check_renumbered(changed->register_ref, &known, &replaced, err));
    } else {
        JU_TRY(
            identity_check_known(work->effect, &record, changed->register_ref, &work->numbers, &known, err));
    }
    JU_TRY(identity_subject(ctx, changed->register_ref, &work->subject, err));
    JU_TRY(identity_put_record(ctx, changed, &record, &work->numbers, ctx->message->sequence, err));
    JU_TRY(identity_put_search(ctx, &record, &work->numbers, err));
    state->heard = true;
    if (changed->first_fill) {
        return audit_filled(ctx, changed, work, err);
    }
    JU_TRY(notice_send(ctx, changed, &record, &work->numbers, work->notice_id, work->subject, err));
    JU_TRY(move_done_apply(ctx, changed, work->numbers.renumbered ? 2 : 1, work->subject, err));
    return audit_update(ctx, changed, work, err);
}

/* What is refused stops the linkage of its person, nobody else's. */
static ju_rc apply_changed(ju_ctx *ctx, const void *body, ju_err *err)
{
    const update_work *work = ctx->work;
    ju_rc rc = work->refused.rc;
    if (rc == JU_OK) {
        rc = take_update(ctx, body, err);
    } else {
        *err = work->refused;
    }
    if (rc == JU_REJECT) {
        identity_note_update_refused(ctx->app, err->code);
    }
    return rc;
}

/* ---- receipts ---------------------------------------------------------------------------------------- */

static ju_rc ask_prefecture_receipt(ju_ctx *ctx, const void *body, ju_err *err)
{
    return identity_ask_notices_received(ctx, body, err);
}

static ju_rc apply_prefecture_receipt(ju_ctx *ctx, const void *body, ju_err *err)
{
    return identity_mark_notices_received(ctx, body, err);
}

static ju_rc ask_national_receipt(ju_ctx *ctx, const void *body, ju_err *err)
{
    return identity_ask_requests_received(ctx, body, err);
}

static ju_rc apply_national_receipt(ju_ctx *ctx, const void *body, ju_err *err)
{
    return identity_mark_requests_received(ctx, body, err);
}

/* ---- the table --------------------------------------------------------------------------------------- */

const ju_handler identity_handlers[IDENTITY_HANDLER_COUNT] = {
    {JU_TOPIC_LINK_MUNICIPALITY_IN, &juki__identity__v1__municipality_letter__descriptor, 0, letter_claim,
     letter_ask, letter_apply},
    {JU_TOPIC_IDENTITY_COMMAND, &juki__identity__v1__query_move_ins__descriptor, JU_STRICT, NULL, staff_ask,
     staff_apply},
    {JU_TOPIC_IDENTITY_COMMAND, &juki__identity__v1__request_certificate__descriptor, JU_STRICT,
     request_certificate_claim, staff_ask, staff_apply},
    {JU_TOPIC_RESIDENT_TO_IDENTITY, &juki__identity__v1__certificate_sent__descriptor, JU_STRICT, NULL,
     certificate_issued_ask, certificate_issued_apply},
    {JU_TOPIC_RESIDENT_TO_IDENTITY, &juki__identity__v1__certificate_unavailable__descriptor, JU_STRICT, NULL,
     NULL, certificate_gone_apply},
    {JU_TOPIC_RESIDENT_TO_IDENTITY, &juki__resident__v1__identity_changed__descriptor,
     JU_SEQUENCED | JU_STRICT, claim_changed, ask_changed, apply_changed},
    {JU_TOPIC_RESIDENT_TO_IDENTITY, &juki__resident__v1__number_requested__descriptor,
     JU_SEQUENCED | JU_STRICT, number_requested_claim, number_requested_ask, number_requested_apply},
    {JU_TOPIC_RESIDENT_TO_IDENTITY, &juki__resident__v1__number_request_withdrawn__descriptor,
     JU_SEQUENCED | JU_STRICT, number_withdrawn_claim, number_withdrawn_ask, number_withdrawn_apply},
    {JU_TOPIC_LINK_NATIONAL_IN, &juki__identity__v1__number_generated__descriptor, JU_STRICT,
     number_generated_claim, number_generated_ask, number_generated_apply},
    {JU_TOPIC_LINK_NATIONAL_IN, &juki__identity__v1__codes_delivered__descriptor, JU_STRICT | JU_ALONE, NULL,
     codes_delivered_ask, codes_delivered_apply},
    {JU_TOPIC_LINK_NATIONAL_IN, &juki__common__v1__acknowledged__descriptor, 0, NULL, ask_national_receipt,
     apply_national_receipt},
    {JU_TOPIC_LINK_PREFECTURE_IN, &juki__common__v1__acknowledged__descriptor, 0, ju_receipt_claim,
     ask_prefecture_receipt, apply_prefecture_receipt},
    JU_HOUSE_HANDLERS_BEHIND(JU_TOPIC_IDENTITY_COMMAND, staff_ask, staff_apply),
    {JU_TOPIC_IDENTITY_COMMAND, &juki__identity__v1__query_notices__descriptor, 0, NULL, staff_ask,
     staff_apply},
    {JU_TOPIC_IDENTITY_COMMAND, &juki__identity__v1__set_record_flag__descriptor, JU_ALONE, NULL, staff_ask,
     staff_apply},
    {JU_TOPIC_IDENTITY_COMMAND, &juki__identity__v1__resend_notice__descriptor, JU_ALONE, NULL, staff_ask,
     staff_apply},
    {JU_TOPIC_IDENTITY_COMMAND, &juki__identity__v1__search_identity__descriptor, JU_STRICT, NULL, staff_ask,
     staff_apply},
    {JU_TOPIC_IDENTITY_COMMAND, &juki__identity__v1__show_identity__descriptor, JU_STRICT, NULL, staff_ask,
     staff_apply},
    {JU_TOPIC_LINK_PREFECTURE_IN, &juki__identity__v1__identity_inquiry_answered__descriptor, JU_STRICT, NULL,
     inquiry_answered_ask, inquiry_answered_apply},
    {JU_TOPIC_LINK_NATIONAL_IN, &juki__identity__v1__identity_inquiry_answered__descriptor, JU_STRICT, NULL,
     inquiry_answered_ask, inquiry_answered_apply},
    {JU_TOPIC_IDENTITY_COMMAND, &juki__common__v1__begin_comparison__descriptor, JU_STRICT, NULL, staff_ask,
     staff_apply},
    {JU_TOPIC_IDENTITY_COMMAND, &juki__common__v1__query_comparison__descriptor, JU_STRICT, NULL, staff_ask,
     staff_apply},
    {JU_TOPIC_COMPARE_IDENTITY, &juki__common__v1__compare_step__descriptor, JU_STRICT, ju_compare_claim,
     compare_step_ask, compare_step_apply},
    {JU_TOPIC_LINK_PREFECTURE_IN, &juki__common__v1__compare_ready__descriptor, JU_STRICT, ju_compare_claim,
     ju_compare_ready_ask, compare_ready_apply},
    {JU_TOPIC_LINK_PREFECTURE_IN, &juki__common__v1__compare_told__descriptor, JU_STRICT,
     ju_compare_told_claim, ju_compare_told_ask, compare_told_apply},
    {JU_TOPIC_LINK_PREFECTURE_IN, &juki__identity__v1__resident_judged__descriptor, JU_STRICT,
     ju_compare_claim, resident_judged_ask, resident_judged_apply},
    {JU_TOPIC_RESIDENT_TO_IDENTITY, &juki__common__v1__compare_opened__descriptor, JU_STRICT,
     ju_compare_claim, compare_opened_ask, compare_opened_apply},
    {JU_TOPIC_RESIDENT_TO_IDENTITY, &juki__common__v1__compare_asked__descriptor, JU_STRICT, ju_compare_claim,
     ju_compare_asked_ask, compare_asked_apply},
    {JU_TOPIC_RESIDENT_TO_IDENTITY, &juki__common__v1__compare_closed__descriptor, JU_STRICT,
     ju_compare_claim, ju_compare_closed_ask, compare_closed_apply},
    {JU_TOPIC_RESIDENT_TO_IDENTITY, &juki__resident__v1__person_shown__descriptor, JU_STRICT, NULL,
     person_shown_ask, person_shown_apply},
    {JU_TOPIC_IDENTITY_COMMAND, &juki__identity__v1__request_media_permit__descriptor, JU_STRICT | JU_ALONE,
     NULL, staff_ask, staff_apply},
    {JU_TOPIC_IDENTITY_COMMAND, &juki__identity__v1__decide_media_permit__descriptor, JU_STRICT | JU_ALONE,
     NULL, staff_ask, staff_apply},
    {JU_TOPIC_IDENTITY_COMMAND, &juki__identity__v1__export_media__descriptor, JU_STRICT | JU_ALONE, NULL,
     staff_ask, staff_apply},
    {JU_TOPIC_IDENTITY_COMMAND, &juki__identity__v1__query_media_permits__descriptor, JU_STRICT, NULL,
     staff_ask, staff_apply},
    {JU_TOPIC_RESIDENT_TO_IDENTITY, &juki__resident__v1__issue_restrained__descriptor,
     JU_SEQUENCED | JU_STRICT, NULL, issue_restrained_ask, issue_restrained_apply},
    {JU_TOPIC_LINK_MUNICIPALITY_IN, &juki__identity__v1__wide_request__descriptor, JU_STRICT, NULL,
     wide_request_ask, wide_request_apply},
    {JU_TOPIC_LINK_MUNICIPALITY_IN, &juki__common__v1__acknowledged__descriptor, 0, NULL,
     municipality_receipt_ask, municipality_receipt_apply},
    {JU_TOPIC_IDENTITY_COMMAND, &juki__identity__v1__query_wide_requests__descriptor, JU_STRICT, NULL,
     staff_ask, staff_apply},
    JU_STAFF_HANDLERS,
};
