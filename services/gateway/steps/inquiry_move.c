/* What every step of 情報照会 does when an inquiry moves. */
#include "services/gateway/steps/inquiry.h"

#include "common/base/hex.h"
#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "services/gateway/exchange_record.h"
#include "services/gateway/steps/act.h"
#include "services/gateway/steps/affair.h"

#include "juki/gateway/v1/network.pb-c.h"

#include <openssl/evp.h>

enum { DIGEST_BYTES = 32 };

static const char *const ACTIONS[INQUIRY_EVENTS_] = {
    [INQUIRY_ENTER] = "inquiry.asked",       [INQUIRY_APPROVE] = "inquiry.approved",
    [INQUIRY_RETURN] = "inquiry.returned",   [INQUIRY_PERMIT] = "inquiry.permitted",
    [INQUIRY_NO_PERMIT] = "inquiry.refused", [INQUIRY_ANSWER] = "inquiry.answered",
    [INQUIRY_PENDING] = "inquiry.pending",   [INQUIRY_NONE] = "inquiry.not_provided",
    [INQUIRY_CANCEL] = "inquiry.cancelled",  [INQUIRY_DUE] = "inquiry.timed_out",
};

ju_rc inquiry_audit(ju_ctx *ctx, const char *action, const inquiry_row *row, const char *inquiry_id,
                    const inquiry_happening *is, ju_err *err)
{
    const char *detail = row == NULL
                             ? ""
                             : ju_arena_printf(ctx->arena, "consumer=%s item=%s provider=%s information=%s",
                                               row->content.consumer, row->content.item,
                                               row->content.provider, row->content.information);
    const ju_act act = {.action = action,
                        .operator_ = inquiry_operator_good(is->who) ? is->who : NULL,
                        .change_id = ju_uuid_valid(inquiry_id) ? inquiry_id : NULL,
                        .event_id = ctx->message == NULL ? NULL : ctx->message->id,
                        .refused_code = is->code,
                        .detail = detail,
                        .legal_basis = "番号法19条8号"};
    return detail == NULL ? ju_no_memory(err)
                          : act_on_person(ctx, act, row == NULL ? NULL : row->content.addressee_number, err);
}

ju_rc inquiry_got_own(ju_ctx *ctx, int number, inquiry_row **ret, ju_err *err)
{
    JU_TRY(inquiry_got_row(ctx, number, ret, err));
    if (*ret != NULL && !affair_owns(ctx, (*ret)->content.consumer)) {
        *ret = NULL;
    }
    return JU_OK;
}

ju_rc inquiry_record(ju_ctx *ctx, const inquiry_row *row, const char *outcome,
                     const Juki__Common__V1__Operator *who, ju_err *err)
{
    const gateway *self = ctx->app;
    const exchange_record record = {
        .direction = EXCHANGE_ASKED,
        .exchange_id = row->as.inquiry_id,
        .integrated_number = *row->integrated_number == '\0' ? NULL : row->integrated_number,
        .inquirer_kind = row->inquirer_kind,
        .inquirer = self->network.municipality,
        .provider = row->content.provider,
        .law_table = row->as.law_table,
        .item = row->content.item,
        .affair = row->as.affair,
        .information = row->content.information,
        .law_version = row->as.law_version,
        .permit_id = row->as.permit_id,
        .outcome = outcome,
        .received_at = *row->as.received_at == '\0' ? NULL : row->as.received_at,
        .operator_ = inquiry_operator_good(who) ? who : NULL,
    };
    return record_put(ctx, &record, err);
}

ju_rc inquiry_digest(ju_ctx *ctx, const inquiry_row *row, char ret[INQUIRY_DIGEST_SIZE], ju_err *err)
{
    unsigned char digest[DIGEST_BYTES];
    ProtobufCBinaryData bound = inquiry_bound(&row->as, ctx->arena);
    if (bound.data == NULL) {
        return ju_no_memory(err);
    }
    if (EVP_Digest(bound.data, bound.len, digest, NULL, EVP_sha256(), NULL) != 1) {
        return ju_fail(err, JU_FATAL, "digest", "SHA-256 failed");
    }
    ju_hex(digest, sizeof digest, ret);
    return JU_OK;
}

Juki__Common__V1__Refusal *inquiry_refusal_of(ju_ctx *ctx, const inquiry_refusal *why)
{
    return why->code == NULL ? NULL : act_refusal(ctx, why->code, why->item, inquiry_refusal_text(why->code));
}

ju_rc inquiry_tell(ju_ctx *ctx, const char *consumer, const char *inquiry_id, inquiry_state state,
                   const inquiry_refusal *why, ju_err *err)
{
    Juki__Gateway__V1__InquiryStatus status = JUKI__GATEWAY__V1__INQUIRY_STATUS__INIT;
    const char *topic = ju_arena_printf(ctx->arena, "inquiry.%s", consumer);
    if (!gateway_consumer_in_force(ctx, consumer)) {
        return JU_OK;
    }
    status.inquiry_id = (char *)(uintptr_t)inquiry_id;
    status.state = state;
    status.refusal = inquiry_refusal_of(ctx, why);
    return topic == NULL || (why->code != NULL && status.refusal == NULL)
               ? ju_no_memory(err)
               : ju_emit(ctx, topic, inquiry_id, &status.base, NULL, err);
}

ju_rc inquiry_reply(ju_ctx *ctx, const char *request_id, const inquiry_refusal *why, inquiry_row *row,
                    ju_err *err)
{
    Juki__Gateway__V1__InquiryReply reply = JUKI__GATEWAY__V1__INQUIRY_REPLY__INIT;
    reply.request_id = (char *)(uintptr_t)request_id;
    reply.refusal = inquiry_refusal_of(ctx, why);
    reply.inquiry = row == NULL || why->code != NULL ? NULL : &row->as;
    return ctx->arena->full ? ju_no_memory(err)
                            : ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, request_id, &reply.base, NULL, err);
}

/* How long it may wait from now on; 0: as long as before. */
static int64_t wait_of(const gateway *self, const inquiry_step *step)
{
    return (step->acts & INQUIRY_ASK_PERMIT) != 0 ? self->settings->inquiry.permit_wait_ms
           : (step->acts & INQUIRY_SEND) != 0     ? self->settings->inquiry.answer_wait_ms
           : (step->acts & INQUIRY_AWAIT) != 0    ? self->settings->inquiry.pending_wait_ms
                                                  : 0;
}

static const char *outcome_of(const inquiry_row *row)
{
    return *row->as.code == '\0' ? EXCHANGE_ANSWERED : row->as.code;
}

ju_rc inquiry_move(ju_ctx *ctx, inquiry_row *row, const inquiry_happening *is, ju_err *err)
{
    const inquiry_step *step = inquiry_next(row->as.state, is->event);
    bool closed = (step->acts & INQUIRY_CLOSE) != 0;
    const char *code = is->code != NULL ? is->code : step->code;
    const inquiry_refusal why = {code, ""};
    const inquiry_happening happened = {.event = is->event, .code = code, .who = is->who};
    if (step->refused) {
        return ju_fail(err, JU_FATAL, "inquiry_step", "an inquiry was moved where it cannot go");
    }
    row->as.state = step->next;
    row->as.code = (char *)(uintptr_t)(code == NULL ? "" : code);
    row->as.closed_at = (char *)(uintptr_t)(closed ? ctx->now : "");
    JU_TRY(inquiry_put_move(ctx, row, closed, wait_of(ctx->app, step), err));
    JU_TRY(inquiry_tell(ctx, row->content.consumer, row->as.inquiry_id, row->as.state, &why, err));
    JU_TRY(inquiry_audit(ctx, ACTIONS[is->event], row, row->as.inquiry_id, &happened, err));
    return closed ? inquiry_record(ctx, row, outcome_of(row), &row->asked_by, err) : JU_OK;
}

void inquiry_question(const gateway *self, const inquiry_row *row, Juki__Gateway__V1__Question *ret)
{
    juki__gateway__v1__question__init(ret);
    ret->inquiry_id = row->as.inquiry_id;
    ret->law_table = row->as.law_table;
    ret->item = row->content.item;
    ret->inquirer_kind = (char *)(uintptr_t)row->inquirer_kind;
    ret->inquirer = (char *)(uintptr_t)self->network.municipality;
    ret->affair = row->as.affair;
    ret->provider = row->content.provider;
    ret->information = row->content.information;
    ret->asked_item = row->content.asked_item;
    ret->n_asked_item = row->content.n_asked_item;
    ret->provider_kind = (char *)(uintptr_t)inquiry_kind_of(row->content.provider);
}
