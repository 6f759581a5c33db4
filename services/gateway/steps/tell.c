#include "services/gateway/steps/tell.h"

#include "common/bus/partition.h"
#include "services/gateway/store_snapshot.h"

#include <string.h>

typedef Juki__Gateway__V1__PersonFeed person_feed;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

/* The number is opened only for who may have it. */
static ju_rc make_feed(ju_ctx *ctx, const gateway_consumer *consumer, const person_feed *full,
                       person_feed *ret, ju_err *err)
{
    char *number = NULL;
    if (full->individual_number == NULL || consumer->ring == NULL) {
        return gateway_feed_make(ctx, consumer, full, NULL, ret, err);
    }
    JU_TRY(gateway_open_number(ctx, full->addressee_number, full->individual_number, &number, err));
    ju_rc rc = gateway_feed_make(ctx, consumer, full, number, ret, err);
    explicit_bzero(number, strlen(number));
    return rc;
}

ju_rc feed_tell_person(ju_ctx *ctx, const gateway_consumer *consumer, const char *snapshot_id,
                       const person_feed *full, gateway_digest_sum *sum, ju_err *err)
{
    Juki__Gateway__V1__SnapshotPerson told = JUKI__GATEWAY__V1__SNAPSHOT_PERSON__INIT;
    person_feed feed;
    const char *event_id = NULL;
    unsigned char digest[GATEWAY_DIGEST_BYTES];
    JU_TRY(make_feed(ctx, consumer, full, &feed, err));
    JU_TRY(gateway_person_digest(&feed, digest, err));
    gateway_digest_add(sum, digest);
    told.snapshot_id = text(snapshot_id);
    told.person = &feed;
    JU_TRY(gateway_tell(ctx, consumer, full->addressee_number, &told.base, NULL, &event_id, err));
    JU_TRY(snapshot_put_sent(ctx, event_id, consumer->id, snapshot_id, full->addressee_number, err));
    const ju_act act = {.action = "feed.published",
                        .change_id = snapshot_id,
                        .event_id = event_id,
                        .detail = consumer->id,
                        .legal_basis = consumer->legal_basis};
    return gateway_audit(ctx, act, full->addressee_number, err);
}

ju_rc feed_leave_out(ju_ctx *ctx, const gateway_consumer *consumer, const char *change_id,
                     const char *addressee_number, const char *code, ju_err *err)
{
    const gateway *self = ctx->app;
    const ju_act act = {.action = "feed.left_out",
                        .change_id = change_id,
                        .refused_code = ju_arena_strdup(ctx->arena, code),
                        .detail = consumer->id};
    ju_counter_add(self->left_out, 1);
    return gateway_audit(ctx, act, addressee_number, err);
}

/* A number that is there counts the same however it is sealed. */
ju_rc feed_digest_of(ju_ctx *ctx, const gateway_consumer *consumer, const person_feed *full,
                     unsigned char ret[GATEWAY_DIGEST_BYTES], ju_err *err)
{
    person_feed feed;
    JU_TRY(gateway_feed_make(ctx, consumer, full, NULL, &feed, err));
    feed.individual_number = consumer->ring == NULL ? NULL : full->individual_number;
    return gateway_person_digest(&feed, ret, err);
}

ju_rc feed_tell(ju_ctx *ctx, const gateway_consumer *consumer, const char *key,
                const ProtobufCMessage *message, const char *id, ju_err *err)
{
    const char *event_id = NULL;
    if (key == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(gateway_tell(ctx, consumer, key, message, id, &event_id, err));
    return snapshot_put_sent(ctx, event_id, consumer->id, id, key, err);
}

uint32_t feed_markers(const gateway_consumer *consumer)
{
    return consumer->bridged ? 1 : FEED_PARTITIONS;
}

const char *feed_marker_key(const ju_ctx *ctx, uint32_t marker)
{
    const char *key = NULL;
    int tries = 0;
    do {
        key = ju_arena_printf(ctx->arena, "marker-%d", tries++);
    } while (key != NULL && ju_partition_of(key, FEED_PARTITIONS) != (int)marker - 1);
    return key;
}

ju_rc feed_refuse(ju_ctx *ctx, const gateway_consumer *consumer, const char *request_id, const char *code,
                  const char *item, const char *message, ju_err *err)
{
    Juki__Common__V1__Refusal refusal = JUKI__COMMON__V1__REFUSAL__INIT;
    Juki__Gateway__V1__FeedRefused refused = JUKI__GATEWAY__V1__FEED_REFUSED__INIT;
    refusal.code = text(code);
    refusal.item = text(item);
    refusal.message = text(message);
    refused.request_id = text(request_id);
    refused.refusal = &refusal;
    JU_TRY(feed_tell(ctx, consumer, consumer->id, &refused.base, request_id, err));
    const ju_act act = {.action = "feed.refused",
                        .change_id = request_id,
                        .event_id = ctx->message->id,
                        .refused_code = code,
                        .detail = consumer->id};
    return ju_audit(ctx, &act, err);
}

ju_rc feed_wish_check(ju_ctx *ctx, const char *request_id, const char **ret_consumer, ju_err *err)
{
    const char *consumer = gateway_consumer_of(ctx);
    ctx->work = text(consumer);
    *ret_consumer = consumer;
    if (consumer == NULL) {
        return ju_no_memory(err);
    }
    if (strcmp(consumer, ctx->message->key) != 0) {
        return ju_reject(err, "key_mismatch", "key", "the key is not that of the consumer");
    }
    if (*request_id == '\0' || strlen(request_id) > 64) {
        return ju_reject(err, "item_missing", "request_id", "a wish has a number of 1 to 64 bytes");
    }
    return JU_OK;
}

ju_rc feed_wish_of(ju_ctx *ctx, const gateway_consumer **ret, ju_err *err)
{
    *ret = gateway_consumer_named(ctx, ctx->work);
    return *ret != NULL ? JU_OK
                        : ju_reject(err, "consumer_invalid", "consumer",
                                    "nobody of this name may be told anything today");
}
