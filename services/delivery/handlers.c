#include "services/delivery/handlers.h"

#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "services/delivery/rule.h"
#include "services/delivery/store.h"

#include <openssl/evp.h>

static ju_rc no_memory(ju_err *err)
{
    return ju_fail(err, JU_FATAL, "memory", "the batch arena is full");
}

static ju_rc hash_of(ju_ctx *ctx, const char *text, const char **ret, ju_err *err)
{
    char *hash = ju_arena_alloc(ctx->arena, JU_SUBJECT_HASH_SIZE);
    if (hash == NULL) {
        return no_memory(err);
    }
    *ret = hash;
    return ju_subject_hash(ctx->app, text, hash, err);
}

/* SHA-256 of the record exactly as it came. */
static ju_rc digest_of(ju_ctx *ctx, const unsigned char **ret, ju_err *err)
{
    unsigned char *digest = ju_arena_alloc(ctx->arena, DELIVERY_DIGEST_BYTES);
    if (digest == NULL) {
        return no_memory(err);
    }
    *ret = digest;
    return EVP_Digest(ctx->message->value, ctx->message->value_size, digest, NULL, EVP_sha256(), NULL) == 1
               ? JU_OK
               : ju_fail(err, JU_FATAL, "digest", "SHA-256 failed");
}

static ju_rc make_trace(ju_ctx *ctx, const Juki__Delivery__V1__DeliveryRecord *record, delivery_trace *ret,
                        ju_err *err)
{
    *ret = (delivery_trace){.event_id = ju_event_id(ctx), .change_id = record->change_id};
    if (ret->event_id == NULL) {
        return no_memory(err);
    }
    JU_TRY(hash_of(ctx, record->delivery_number, &ret->delivery_hash, err));
    JU_TRY(hash_of(ctx, ctx->message->key, &ret->subject, err));
    return digest_of(ctx, &ret->digest, err);
}

static ju_rc audit_passing(ju_ctx *ctx, const Juki__Delivery__V1__DeliveryRecord *record,
                           const delivery_trace *trace, ju_err *err)
{
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    who.operator_id = record->operator_id;
    who.terminal_id = record->terminal_id;
    const ju_act received = {
        .action = "delivery.received",
        .operator_ = &who,
        .subject = trace->subject,
        .change_id = trace->change_id,
        .event_id = ctx->message->id,
        .detail = "resident",
    };
    const ju_act sent = {
        .action = "delivery.sent",
        .subject = trace->subject,
        .change_id = trace->change_id,
        .event_id = trace->event_id,
        .detail = "card",
    };
    JU_TRY(ju_audit(ctx, &received, err));
    return ju_audit(ctx, &sent, err);
}

/* What came goes on byte for byte: decoding only checks it (seed 002 R-27). */
static ju_rc apply_record(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Delivery__V1__DeliveryRecord *record = body;
    const ju_message *message = ctx->message;
    delivery_trace trace;
    JU_TRY(delivery_check(record, err));
    JU_TRY(make_trace(ctx, record, &trace, err));
    JU_TRY(delivery_put(ctx, &trace, message->value, message->value_size, err));
    JU_TRY(ju_emit_bytes(ctx, JU_TOPIC_LINK_CARD_OUT, message->key, trace.event_id, message->type,
                         message->value, message->value_size, err));
    return audit_passing(ctx, record, &trace, err);
}

static ju_rc ask_receipt(ju_ctx *ctx, const void *body, ju_err *err)
{
    return delivery_ask_confirmed(ctx, body, err);
}

static ju_rc apply_receipt(ju_ctx *ctx, const void *body, ju_err *err)
{
    return delivery_mark_confirmed(ctx, body, err);
}

const ju_handler delivery_handlers[DELIVERY_HANDLER_COUNT] = {
    {JU_TOPIC_RESIDENT_TO_DELIVERY, &juki__delivery__v1__delivery_record__descriptor,
     JU_SEQUENCED | JU_STRICT, NULL, NULL, apply_record},
    {JU_TOPIC_LINK_CARD_IN, &juki__common__v1__acknowledged__descriptor, 0, NULL, ask_receipt, apply_receipt},
};
