/* 上長の承認, and 取りやめ by staff or by the office that asked. */
#include "services/gateway/steps/inquiry.h"

#include "services/gateway/provision.h"

#include <string.h>

typedef Juki__Gateway__V1__DecideInquiry decide_inquiry;
typedef Juki__Gateway__V1__CancelInquiry cancel_inquiry;
typedef Juki__Gateway__V1__WithdrawInquiry withdraw_inquiry;

enum { ROW, CODE, LAW };

/* A wish that was refused is an act, too. */
static ju_rc audit_refused(ju_ctx *ctx, const char *action, const inquiry_row *row, const char *inquiry_id,
                           const inquiry_refusal *why, const Juki__Common__V1__Operator *who, ju_err *err)
{
    const inquiry_happening refused = {.code = why->code, .who = who};
    return inquiry_audit(ctx, action, row, inquiry_id, &refused, err);
}

/* ---- the decision -------------------------------------------------------------------------------------- */

ju_rc inquiry_decide_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_claim(ctx, "inquiry", ((const decide_inquiry *)body)->inquiry_id, err);
}

ju_rc inquiry_decide_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_inquiry *wish = body;
    JU_TRY(inquiry_check_request(wish->request_id, err));
    JU_TRY(inquiry_ask_row(ctx, wish->inquiry_id, err));
    JU_TRY(inquiry_ask_code(ctx, wish->inquiry_id, err));
    return inquiry_ask_law_again(ctx, wish->inquiry_id, err);
}

/* What held at 受付 must hold on the day of the approval, too; by the law of that day it is asked. */
static ju_rc check_today(ju_ctx *ctx, inquiry_row *row, inquiry_refusal *ret, ju_err *err)
{
    law_answer law;
    ju_keyring *reader = NULL;
    if (!gateway_consumer_in_force(ctx, row->content.consumer)) {
        *ret = (inquiry_refusal){"consumer_invalid", "consumer"};
        return JU_OK;
    }
    ju_rc keyring = inquiry_reader(ctx, row->content.consumer, &reader, err);
    if (keyring != JU_OK) {
        *ret = (inquiry_refusal){"consumer_without_keyring", "consumer"};
        return keyring == JU_REJECT ? JU_OK : keyring;
    }
    JU_TRY(inquiry_got_law(ctx, LAW, row, &law, err));
    if (law.code != NULL) {
        *ret = (inquiry_refusal){*law.version == '\0' ? "affair_not_permitted" : law.code, "item"};
    }
    row->as.law_version = (char *)(uintptr_t)law.version;
    return JU_OK;
}

static ju_rc check(ju_ctx *ctx, const decide_inquiry *wish, inquiry_row *row, inquiry_refusal *ret,
                   ju_err *err)
{
    const gateway *self = ctx->app;
    char computed[INQUIRY_DIGEST_SIZE] = "";
    inquiry_standing is = {.found = row != NULL, .computed = computed};
    if (row != NULL) {
        JU_TRY(inquiry_digest(ctx, row, computed, err));
        is.state = row->as.state;
        is.asked_by = row->as.asked_by;
        is.digest = row->as.digest;
    }
    is.supervisor = wish->operator_ != NULL &&
                    provision_listed(self->settings->supervisors, wish->operator_->operator_id);
    *ret = inquiry_check_decision(wish, &is);
    return ret->code == NULL && row != NULL && wish->approved ? check_today(ctx, row, ret, err) : JU_OK;
}

/* An approval that finds no 符号 any more is refused: the person's number has changed meanwhile. */
static ju_rc decide(ju_ctx *ctx, const decide_inquiry *wish, inquiry_row *row, inquiry_refusal *ret_why,
                    ju_err *err)
{
    const inquiry_happening is = {.event = wish->approved ? INQUIRY_APPROVE : INQUIRY_RETURN,
                                  .who = wish->operator_};
    if (wish->approved) {
        ju_rc rc = inquiry_request_permit(ctx, row, inquiry_got_code(ctx, CODE), err);
        if (rc == JU_REJECT) {
            *ret_why = (inquiry_refusal){ju_arena_strdup(ctx->arena, err->code), ""};
            return ret_why->code == NULL ? ju_no_memory(err) : JU_OK;
        }
        JU_TRY(rc);
    }
    row->as.decided_by = wish->operator_->operator_id;
    return inquiry_move(ctx, row, &is, err);
}

ju_rc inquiry_decide_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_inquiry *wish = body;
    inquiry_row *row = NULL;
    inquiry_refusal why;
    JU_TRY(inquiry_got_own(ctx, ROW, &row, err));
    JU_TRY(check(ctx, wish, row, &why, err));
    if (why.code == NULL) {
        JU_TRY(decide(ctx, wish, row, &why, err));
    }
    if (why.code != NULL) {
        JU_TRY(audit_refused(ctx, wish->approved ? "inquiry.approved" : "inquiry.returned", row,
                             wish->inquiry_id, &why, wish->operator_, err));
    }
    return inquiry_reply(ctx, wish->request_id, &why, row, err);
}

/* ---- 取りやめ ------------------------------------------------------------------------------------------ */

static ju_rc cancel(ju_ctx *ctx, inquiry_row *row, const char *inquiry_id,
                    const Juki__Common__V1__Operator *who, inquiry_refusal *ret_why, ju_err *err)
{
    const inquiry_happening is = {.event = INQUIRY_CANCEL, .who = who};
    const inquiry_step *step = inquiry_next(
        row == NULL ? JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_UNSPECIFIED : row->as.state,
        INQUIRY_CANCEL);
    *ret_why = (inquiry_refusal){NULL, ""};
    if (!inquiry_operator_good(who)) {
        *ret_why = (inquiry_refusal){"operator_missing", "operator"};
    } else if (step->refused) {
        *ret_why = (inquiry_refusal){step->code, "inquiry_id"};
    }
    return ret_why->code == NULL
               ? inquiry_move(ctx, row, &is, err)
               : audit_refused(ctx, "inquiry.cancelled", row, inquiry_id, ret_why, who, err);
}

ju_rc inquiry_cancel_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_claim(ctx, "inquiry", ((const cancel_inquiry *)body)->inquiry_id, err);
}

ju_rc inquiry_cancel_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const cancel_inquiry *wish = body;
    JU_TRY(inquiry_check_request(wish->request_id, err));
    return inquiry_ask_row(ctx, wish->inquiry_id, err);
}

ju_rc inquiry_cancel_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const cancel_inquiry *wish = body;
    inquiry_row *row = NULL;
    inquiry_refusal why;
    JU_TRY(inquiry_got_own(ctx, ROW, &row, err));
    JU_TRY(cancel(ctx, row, wish->inquiry_id, wish->operator_, &why, err));
    return inquiry_reply(ctx, wish->request_id, &why, row, err);
}

ju_rc inquiry_withdraw_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_claim(ctx, "inquiry", ((const withdraw_inquiry *)body)->inquiry_id, err);
}

ju_rc inquiry_withdraw_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const withdraw_inquiry *wish = body;
    JU_TRY(inquiry_check_office(ctx, wish->inquiry_id, err));
    return inquiry_ask_row(ctx, wish->inquiry_id, err);
}

/* Another office's inquiry is unknown to this one. */
ju_rc inquiry_withdraw_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const withdraw_inquiry *wish = body;
    inquiry_row *row = NULL;
    inquiry_refusal why;
    JU_TRY(inquiry_got_row(ctx, ROW, &row, err));
    if (row != NULL && strcmp(row->content.consumer, ctx->message->key) != 0) {
        row = NULL;
    }
    JU_TRY(cancel(ctx, row, wish->inquiry_id, wish->operator_, &why, err));
    return why.code == NULL
               ? JU_OK
               : inquiry_tell(ctx, ctx->message->key, wish->inquiry_id,
                              row == NULL ? JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_UNSPECIFIED
                                          : row->as.state,
                              &why, err);
}
