/* お知らせ (systems G12; seed 003 REQ-88): entered by one person, sent by another; each delivery reaches one
 * end, which the network tells by itself or when it is asked. */
#include "services/gateway/steps/notice.h"

#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "services/gateway/exchange_record.h"
#include "services/gateway/provision.h"
#include "services/gateway/steps/act.h"
#include "services/gateway/steps/affair.h"
#include "services/gateway/steps/letter.h"
#include "services/gateway/store_code.h"
#include "services/gateway/store_notice.h"

#include <string.h>

typedef Juki__Gateway__V1__EnterNotice enter_notice;
typedef Juki__Gateway__V1__DecideNotice decide_notice;
typedef Juki__Gateway__V1__QueryNotice query_notice;
typedef Juki__Gateway__V1__NoticeReply notice_reply;
typedef Juki__Gateway__V1__NoticeTold notice_told;

enum { NOTICE, DELIVERIES };

static ju_rc check_request(const char *request_id, ju_err *err)
{
    return *request_id != '\0'
               ? JU_OK
               : ju_reject(err, "item_missing", "request_id", "a wish without a number cannot be answered");
}

static ju_rc answer(ju_ctx *ctx, const char *request_id, const notice_refusal *why, notice_reply *reply,
                    ju_err *err)
{
    notice_reply refused = JUKI__GATEWAY__V1__NOTICE_REPLY__INIT;
    notice_reply *told = why->code == NULL ? reply : &refused;
    told->request_id = (char *)(uintptr_t)request_id;
    if (why->code != NULL) {
        told->refusal = act_refusal(ctx, why->code, why->item, notice_refusal_text(why->code));
    }
    return why->code != NULL && told->refusal == NULL
               ? ju_no_memory(err)
               : ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, request_id, &told->base, NULL, err);
}

static ju_rc audit(ju_ctx *ctx, const char *action, const Juki__Common__V1__Operator *who,
                   const char *notice_id, const notice_refusal *why, ju_err *err)
{
    const ju_act act = {.action = action,
                        .operator_ = who,
                        .change_id = ju_uuid_valid(notice_id) ? notice_id : NULL,
                        .event_id = ctx->message->id,
                        .refused_code = why->code};
    return ju_audit(ctx, &act, err);
}

/* ---- entered ------------------------------------------------------------------------------------------- */

ju_rc notice_enter_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_claim(ctx, "notice", ((const enter_notice *)body)->request_id, err);
}

ju_rc notice_enter_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const enter_notice *wish = body;
    notice_refusal *why = ju_arena_alloc(ctx->arena, sizeof *why);
    JU_TRY(check_request(wish->request_id, err));
    if (why == NULL) {
        return ju_no_memory(err);
    }
    *why = notice_check_entry(wish);
    ctx->work = why;
    if (why->code != NULL) {
        return JU_OK;
    }
    JU_TRY(notice_ask(ctx, wish->request_id, err));
    return notice_ask_persons(ctx, (const char *const *)wish->addressee_number, wish->n_addressee_number,
                              err);
}

static ju_rc check_tables(ju_ctx *ctx, const enter_notice *wish, notice_refusal *why, ju_err *err)
{
    notice_row known;
    notice_person *persons = NULL;
    size_t count = 0;
    JU_TRY(notice_got(ctx, NOTICE, &known, err));
    JU_TRY(notice_got_persons(ctx, DELIVERIES, &persons, &count, err));
    if (known.found) {
        *why = (notice_refusal){"notice_known", "request_id"};
    } else if (!gateway_consumer_in_force(ctx, wish->consumer) || !affair_owns(ctx, wish->consumer)) {
        *why = (notice_refusal){"consumer_invalid", "consumer"};
    } else if (!letter_linked(ctx->app)) {
        *why = (notice_refusal){"link_closed", ""};
    } else {
        *why = notice_check_persons(persons, count, wish->n_addressee_number);
    }
    for (size_t i = 0; why->code == NULL && i < count; i++) {
        const char *delivery_id = ju_event_id(ctx);
        JU_TRY(delivery_id == NULL ? ju_no_memory(err)
                                   : notice_put_delivery(ctx, delivery_id, wish->request_id,
                                                         persons[i].integrated_number, err));
    }
    return JU_OK;
}

ju_rc notice_enter_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const enter_notice *wish = body;
    notice_refusal *why = ctx->work;
    notice_reply reply = JUKI__GATEWAY__V1__NOTICE_REPLY__INIT;
    if (why->code == NULL) {
        JU_TRY(check_tables(ctx, wish, why, err));
    }
    if (why->code == NULL) {
        JU_TRY(notice_put(ctx, wish, err));
        reply.notice_id = wish->request_id;
        reply.state = (char *)(uintptr_t) "entered";
        reply.consumer = wish->consumer;
        reply.title = wish->title;
        reply.body = wish->body;
        reply.entered_by = wish->operator_->operator_id;
        reply.waiting = (int64_t)wish->n_addressee_number;
    }
    JU_TRY(answer(ctx, wish->request_id, why, &reply, err));
    return audit(ctx, "notice.entered", wish->operator_, wish->request_id, why, err);
}

/* Another affair's is unknown to the operator. */
static ju_rc got_own(ju_ctx *ctx, notice_row *ret, ju_err *err)
{
    JU_TRY(notice_got(ctx, NOTICE, ret, err));
    ret->found = ret->found && affair_owns(ctx, ret->consumer);
    return JU_OK;
}

/* ---- decided ------------------------------------------------------------------------------------------- */

ju_rc notice_decide_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_claim(ctx, "notice", ((const decide_notice *)body)->notice_id, err);
}

ju_rc notice_decide_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_notice *wish = body;
    JU_TRY(check_request(wish->request_id, err));
    JU_TRY(notice_ask(ctx, wish->notice_id, err));
    return notice_ask_deliveries(ctx, wish->notice_id, err);
}

static void fill(notice_reply *reply, const notice_row *row)
{
    reply->notice_id = row->notice_id;
    reply->state = row->state;
    reply->consumer = row->consumer;
    reply->title = row->title;
    reply->body = row->body;
    reply->entered_by = row->entered_by;
    reply->decided_by = row->decided_by;
    reply->waiting = row->waiting;
    reply->delivered = row->delivered;
    reply->failed = row->failed;
}

static ju_rc end_delivery(ju_ctx *ctx, const notice_delivery *delivery, const char *code, ju_err *err)
{
    const gateway *self = ctx->app;
    const exchange_record record = {.direction = EXCHANGE_NOTICE,
                                    .exchange_id = delivery->delivery_id,
                                    .integrated_number = delivery->integrated_number,
                                    .provider = self->network.municipality,
                                    .outcome = *code == '\0' ? EXCHANGE_ANSWERED : code};
    JU_TRY(notice_put_end(ctx, delivery->delivery_id, code, err));
    JU_TRY(record_put(ctx, &record, err));
    return act_on_person(ctx,
                         (ju_act){.action = "notice.delivered",
                                  .change_id = delivery->notice_id,
                                  .event_id = ctx->message->id,
                                  .refused_code = *code == '\0' ? NULL : code},
                         delivery->addressee_number, err);
}

/* One whose 符号 is gone meanwhile has failed. */
static ju_rc send_one(ju_ctx *ctx, const notice_row *row, const notice_delivery *delivery, ju_err *err)
{
    const gateway *self = ctx->app;
    Juki__Gateway__V1__GatewayWord word = JUKI__GATEWAY__V1__GATEWAY_WORD__INIT;
    Juki__Gateway__V1__NoticeSent sent = JUKI__GATEWAY__V1__NOTICE_SENT__INIT;
    char *clear = NULL;
    if (delivery->code == NULL) {
        return end_delivery(ctx, delivery, "code_not_acquired", err);
    }
    JU_TRY(ju_unseal_text(self->own, ctx->arena, SUBJECT_CODE_FIELD, delivery->integrated_number,
                          delivery->code, &clear, err));
    ju_rc rc = ju_seal_text(self->network.ring, ctx->arena, SUBJECT_CODE_FIELD, delivery->delivery_id, clear,
                            &sent.subject_code, err);
    explicit_bzero(clear, strlen(clear));
    JU_TRY(rc);
    sent.delivery_id = delivery->delivery_id;
    sent.title = row->title;
    sent.body = row->body;
    word.notice = &sent;
    return letter_send(ctx, &word, delivery->delivery_id, NULL, err);
}

static ju_rc send_all(ju_ctx *ctx, const notice_row *row, ju_err *err)
{
    notice_delivery *deliveries = NULL;
    size_t count = 0;
    JU_TRY(notice_got_deliveries(ctx, DELIVERIES, &deliveries, &count, err));
    for (size_t i = 0; i < count; i++) {
        JU_TRY(send_one(ctx, row, &deliveries[i], err));
    }
    return JU_OK;
}

ju_rc notice_decide_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_notice *wish = body;
    const gateway *self = ctx->app;
    notice_row row;
    notice_reply reply = JUKI__GATEWAY__V1__NOTICE_REPLY__INIT;
    JU_TRY(got_own(ctx, &row, err));
    char *decided_by = (char *)(uintptr_t)(wish->operator_ == NULL ? "" : wish->operator_->operator_id);
    bool supervisor = provision_listed(self->settings->supervisors, decided_by);
    notice_refusal why = notice_check_decision(wish, &row, supervisor);
    if (why.code == NULL && wish->approved && !letter_linked(self)) {
        why = (notice_refusal){"link_closed", ""};
    }
    if (why.code == NULL) {
        row.state = (char *)(uintptr_t)(wish->approved ? "sent" : "returned");
        row.decided_by = decided_by;
        JU_TRY(wish->approved ? send_all(ctx, &row, err) : JU_OK);
        JU_TRY(notice_put_decision(ctx, &row, err));
        fill(&reply, &row);
    }
    JU_TRY(answer(ctx, wish->request_id, &why, &reply, err));
    return audit(ctx, wish->approved ? "notice.approved" : "notice.returned", wish->operator_,
                 wish->notice_id, &why, err);
}

/* ---- how it stands ------------------------------------------------------------------------------------- */

ju_rc notice_query_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_notice *query = body;
    JU_TRY(check_request(query->request_id, err));
    JU_TRY(notice_ask(ctx, query->notice_id, err));
    return notice_ask_deliveries(ctx, query->notice_id, err);
}

static ju_rc ask_network(ju_ctx *ctx, ju_err *err)
{
    notice_delivery *deliveries = NULL;
    size_t count = 0;
    JU_TRY(notice_got_deliveries(ctx, DELIVERIES, &deliveries, &count, err));
    for (size_t i = 0; i < count; i++) {
        Juki__Gateway__V1__GatewayWord word = JUKI__GATEWAY__V1__GATEWAY_WORD__INIT;
        Juki__Gateway__V1__NoticeAsked asked = JUKI__GATEWAY__V1__NOTICE_ASKED__INIT;
        asked.delivery_id = deliveries[i].delivery_id;
        word.notice_asked = &asked;
        JU_TRY(letter_send(ctx, &word, asked.delivery_id, NULL, err));
    }
    return JU_OK;
}

ju_rc notice_query_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_notice *query = body;
    notice_row row;
    notice_reply reply = JUKI__GATEWAY__V1__NOTICE_REPLY__INIT;
    JU_TRY(got_own(ctx, &row, err));
    const notice_refusal why = notice_check_query(query, &row);
    if (why.code == NULL) {
        fill(&reply, &row);
        bool ask = query->ask && strcmp(row.state, "sent") == 0 && letter_linked(ctx->app);
        JU_TRY(ask ? ask_network(ctx, err) : JU_OK);
    }
    JU_TRY(answer(ctx, query->request_id, &why, &reply, err));
    return audit(ctx, "notice.queried", query->operator_, query->notice_id, &why, err);
}

/* ---- the network tells --------------------------------------------------------------------------------- */

static const char *told_key(const void *body)
{
    return ((const notice_told *)body)->delivery_id;
}

static ju_rc told_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_claim(ctx, "delivery", told_key(body), err);
}

static ju_rc told_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    return notice_ask_delivery(ctx, told_key(body), err);
}

static ju_rc told_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const notice_told *told = body;
    notice_delivery *delivery = NULL;
    size_t count = 0;
    JU_TRY(notice_got_deliveries(ctx, NOTICE, &delivery, &count, err));
    const notice_refusal why = notice_check_told(told, count == 0 ? NULL : delivery->state);
    if (why.code != NULL) {
        return ju_reject(err, why.code, why.item, "nobody waits for this");
    }
    if (strcmp(told->state, "waiting") == 0 || strcmp(delivery->state, told->state) == 0) {
        return JU_OK; /* asked, and nothing new */
    }
    return end_delivery(ctx, delivery, strcmp(told->state, "failed") == 0 ? told->code : "", err);
}

const letter_step letter_notice_told = {told_key, told_claim, told_ask, told_apply};
