/* The consumer registry: who receives a feed exists only by application and approval (seed 002 ).
 */
#include "services/gateway/steps/registry.h"

#include "common/event/topic_names.h"
#include "services/gateway/store_registry.h"

typedef Juki__Gateway__V1__QueryConsumers query_consumers;

static ju_rc need_request_id(const char *request_id, ju_err *err)
{
    return *request_id != '\0'
               ? JU_OK
               : ju_reject(err, "item_missing", "request_id", "a wish without a number cannot be answered");
}

ju_rc registry_query_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_consumers *wish = body;
    JU_TRY(need_request_id(wish->request_id, err));
    return gateway_ask_versions(ctx, wish->consumer, err);
}

ju_rc registry_query_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_consumers *wish = body;
    Juki__Gateway__V1__ConsumersReply reply = JUKI__GATEWAY__V1__CONSUMERS_REPLY__INIT;
    reply.request_id = wish->request_id;
    JU_TRY(gateway_versions_answer(ctx, &reply, err));
    JU_TRY(ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, wish->request_id, &reply.base, NULL, err));
    const ju_act act = {.action = "consumer.listed",
                        .operator_ = wish->operator_,
                        .event_id = ctx->message->id,
                        .detail = wish->consumer};
    return ju_audit(ctx, &act, err);
}
