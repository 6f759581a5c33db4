/* What the commands about 宛名番号 have in common. */
#include "services/gateway/steps/nonresident.h"

#include "common/base/uuid7.h"
#include "common/code/code.h"
#include "common/event/topic_names.h"
#include "services/gateway/store_scope.h"

#include <string.h>

#define NUMBER_FIELD "individual_number"

ju_rc numbers_check_key(const ju_ctx *ctx, const char *request_id, ju_err *err)
{
    return ju_uuid_valid(request_id) && strcmp(request_id, ctx->message->key) == 0
               ? JU_OK
               : ju_reject(err, "key_mismatch", "request_id", "the key is not the request id, or no UUID");
}

Juki__Common__V1__Refusal *numbers_refusal(ju_ctx *ctx, const nonresident_refusal *why)
{
    Juki__Common__V1__Refusal *refusal =
        why->code == NULL ? NULL : ju_arena_alloc(ctx->arena, sizeof *refusal);
    if (refusal != NULL) {
        juki__common__v1__refusal__init(refusal);
        refusal->code = (char *)(uintptr_t)why->code;
        refusal->item = (char *)(uintptr_t)why->item;
        refusal->message = (char *)(uintptr_t)nonresident_refusal_text(why, ctx->arena);
    }
    return refusal;
}

/* A purpose that was refused for its length is told as far as an act has room. */
static const char *shortened(ju_ctx *ctx, const char *detail)
{
    enum { DETAIL_BYTES = 600 };
    size_t length = strlen(detail);
    if (length <= DETAIL_BYTES) {
        return detail;
    }
    for (length = DETAIL_BYTES; (detail[length] & 0xC0) == 0x80; length--) {
    }
    return ju_arena_printf(ctx->arena, "%.*s", (int)length, detail);
}

ju_rc numbers_audit(ju_ctx *ctx, const ju_act *act, const char *person, ju_err *err)
{
    ju_act whole = *act;
    whole.event_id = ctx->message->id;
    whole.detail = act->detail == NULL ? NULL : shortened(ctx, act->detail);
    return person == NULL ? ju_audit(ctx, &whole, err) : gateway_audit(ctx, whole, person, err);
}

ju_rc numbers_reply(ju_ctx *ctx, const char *request_id, const nonresident_refusal *why,
                    const nonresident *person, Juki__Gateway__V1__NonresidentReply *reply, ju_err *err)
{
    Juki__Gateway__V1__Nonresident shown = person->as;
    Juki__Gateway__V1__NonresidentBasics basics;
    reply->request_id = (char *)(uintptr_t)request_id;
    reply->refusal = numbers_refusal(ctx, why);
    if (why->code == NULL) {
        basics = *person->as.basics;
        basics.individual_number = NULL;
        shown.basics = &basics;
        reply->nonresident = &shown;
        reply->integrated_number = (char *)(uintptr_t)person->integrated_number;
    }
    return ctx->arena->full ? ju_no_memory(err)
                            : ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, request_id, &reply->base, NULL, err);
}

ju_rc numbers_open(ju_ctx *ctx, const char *request_id, const Juki__Common__V1__Sealed *sealed,
                   char **ret_number, unsigned char **ret_index, nonresident_refusal *why, ju_err *err)
{
    const gateway *self = ctx->app;
    *ret_index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    if (*ret_index == NULL) {
        return ju_no_memory(err);
    }
    ju_rc rc = ju_unseal_text(self->own, ctx->arena, NUMBER_FIELD, request_id, sealed, ret_number, err);
    if (rc == JU_REJECT) {
        (void)nonresident_refuse(why, "seal_broken", NUMBER_FIELD);
        return JU_OK;
    }
    if (rc == JU_OK && !ju_code_valid(JU_CODE_INDIVIDUAL_NUMBER, *ret_number)) {
        (void)nonresident_refuse(why, "check_digit", NUMBER_FIELD);
        return JU_OK;
    }
    return rc == JU_OK ? ju_blind_index(self->own, NUMBER_FIELD, *ret_number, *ret_index, err) : rc;
}

ju_rc numbers_reseal(ju_ctx *ctx, const char *from, const char *to, const Juki__Common__V1__Sealed *sealed,
                     Juki__Common__V1__Sealed **ret, ju_err *err)
{
    const gateway *self = ctx->app;
    char *number = NULL;
    JU_TRY(ju_unseal_text(self->own, ctx->arena, NUMBER_FIELD, from, sealed, &number, err));
    ju_rc rc = ju_seal_text(self->own, ctx->arena, NUMBER_FIELD, to, number, ret, err);
    explicit_bzero(number, strlen(number));
    return rc;
}

bool numbers_is_one_of(const char *affairs, const char *affair)
{
    static const char END[] = {AFFAIR_END, '\0'};
    size_t length = strlen(affair);
    for (const char *at = affairs; *at != '\0'; at += *at == AFFAIR_END) {
        size_t one = strcspn(at, END);
        if (one == length && memcmp(at, affair, length) == 0) {
            return true;
        }
        at += one;
    }
    return false;
}

ju_rc numbers_feed(ju_ctx *ctx, const Juki__Gateway__V1__PersonFeed *full, const char *affairs, ju_err *err)
{
    const gateway *self = ctx->app;
    for (size_t i = 0; i < self->consumer_count; i++) {
        const gateway_consumer *consumer = &self->consumer[i];
        if (consumer->held || !numbers_is_one_of(affairs, consumer->affair)) {
            continue;
        }
        JU_TRY(gateway_feed_one(ctx, consumer, full, err));
        if (!gateway_filter_is_open(&consumer->filter)) { /* he may come to live here, outside of it */
            JU_TRY(gateway_put_scope(ctx, full->addressee_number, consumer->id, err));
        }
    }
    return JU_OK;
}

ju_rc numbers_tell(ju_ctx *ctx, const nonresident *person, const char *change_id, bool restrained,
                   const char *affairs, ju_err *err)
{
    gateway_outside outside;
    gateway_feed_outside(person->as.basics, &outside);
    outside.feed.change_id = (char *)(uintptr_t)change_id;
    outside.feed.addressee_number = person->as.addressee_number;
    outside.feed.restrained = restrained;
    outside.feed.state = person->as.state;
    outside.feed.integrated_number = (char *)(uintptr_t)person->integrated_number;
    return numbers_feed(ctx, &outside.feed, affairs, err);
}
