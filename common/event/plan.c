#include "common/event/batch_internal.h"

#include "common/event/check.h"
#include "common/event/topics.h"

#include <string.h>

static const ju_handler *find_handler(const ju_batch_setup *setup, const ju_message *message)
{
    for (size_t i = 0; i < setup->handler_count; i++) {
        const ju_handler *handler = &setup->handler[i];
        if (ju_topic_is(handler->topic, message->topic) &&
            strcmp(handler->descriptor->name, message->type) == 0) {
            return handler;
        }
    }
    return NULL;
}

static ju_rc decode(ju_batch *batch, ju_item *item)
{
    item->handler = find_handler(batch->setup, &item->message);
    if (item->handler == NULL) {
        return ju_reject(&item->err, "type_unknown", JU_HEADER_TYPE, "this topic has no such message type");
    }
    if ((item->handler->flags & JU_SEQUENCED) != 0 && item->message.sequence == 0) {
        return ju_reject(&item->err, "sequence_missing", JU_HEADER_SEQUENCE,
                         "this topic needs juki-sequence");
    }
    JU_TRY(ju_body_open_message(batch->setup->bodies, &batch->arena, &item->message, &item->err));
    return ju_unpack(item->handler->descriptor, item->message.value, item->message.value_size,
                     (item->handler->flags & JU_STRICT) != 0, &batch->arena, &item->body, &item->err);
}

static ju_rc grow_claims(ju_ctx *ctx, ju_claim_list *claims, ju_err *err)
{
    size_t capacity = claims->capacity == 0 ? 8 : claims->capacity * 2;
    uint64_t *hash = ju_arena_alloc(ctx->arena, capacity * sizeof *hash);
    if (hash == NULL) {
        return ju_no_memory(err);
    }
    if (claims->count > 0) {
        memcpy(hash, claims->hash, claims->count * sizeof *hash);
    }
    claims->hash = hash;
    claims->capacity = capacity;
    return JU_OK;
}

/* FNV-1a: a collision only makes two messages wait for each other. */
static uint64_t hash_text(uint64_t hash, const char *text)
{
    for (; *text != '\0'; text++) {
        hash = (hash ^ (unsigned char)*text) * 1099511628211U;
    }
    return (hash ^ 0xffU) * 1099511628211U;
}

static ju_item *item_of(ju_ctx *ctx)
{
    return (ju_item *)((char *)ctx - offsetof(ju_item, ctx));
}

ju_rc ju_claim(ju_ctx *ctx, const char *kind, const char *value, ju_err *err)
{
    ju_claim_list *claims = &item_of(ctx)->claims;
    if (claims->count == claims->capacity) {
        JU_TRY(grow_claims(ctx, claims, err));
    }
    claims->hash[claims->count++] = hash_text(hash_text(14695981039346656037U, kind), value);
    return JU_OK;
}

ju_rc ju_settle(ju_item *item, ju_rc rc, ju_err *err)
{
    if (item->ctx.arena->full) {
        return ju_no_memory(err);
    }
    if (rc == JU_REJECT) {
        item->err = *err;
        item->fate = JU_DEAD;
        return JU_OK;
    }
    return rc;
}

/* Everything that can be known of an item without the database. A bad one becomes JU_DEAD, not an error; one
 * that cannot be read yet (a keyring's file that is away) is tried again. */
ju_rc ju_plan_item(ju_batch *batch, ju_item *item, ju_err *err)
{
    item->ctx = (ju_ctx){
        .arena = &batch->arena,
        .message = &item->message,
        .today = batch->today,
        .now = batch->now,
        .app = batch->setup->app,
        .house = batch->setup->house,
        .batch = batch,
    };
    ju_rc rc = item->fate == JU_DEAD ? JU_REJECT : decode(batch, item);
    if (rc == JU_REJECT) {
        item->fate = JU_DEAD;
        return JU_OK;
    }
    if (rc != JU_OK) {
        *err = item->err;
        return rc;
    }
    item->ctx.body = item->body;
    JU_TRY(ju_claim(&item->ctx, item->message.topic, item->message.key, err));
    return item->handler->claim == NULL
               ? JU_OK
               : ju_settle(item, item->handler->claim(&item->ctx, item->body, err), err);
}

/* Open addressing over all claims of the batch: claim -> last round that holds it. */
typedef struct round_table {
    struct {
        uint64_t hash;
        int round;
    } * slot;
    size_t mask;
} round_table;

static int *round_of(round_table *table, uint64_t hash)
{
    size_t at = hash & table->mask;
    while (table->slot[at].round != 0 && table->slot[at].hash != hash) {
        at = (at + 1) & table->mask;
    }
    table->slot[at].hash = hash;
    return &table->slot[at].round;
}

/* Rounds count from 1; an item comes one round after the last earlier item that shares a claim. One that
 * stands alone comes after all earlier ones, and those behind it after it. */
ju_rc ju_plan_rounds(ju_batch *batch, ju_err *err)
{
    size_t claims = 0;
    for (size_t i = 0; i < batch->count; i++) {
        claims += batch->items[i].claims.count;
    }
    round_table table = {.mask = 63};
    while (table.mask < claims * 2) {
        table.mask = table.mask * 2 + 1;
    }
    table.slot = ju_arena_alloc(&batch->arena, (table.mask + 1) * sizeof *table.slot);
    if (table.slot == NULL) {
        return ju_no_memory(err);
    }
    int alone = 0; /* the round of the last item that stands alone */
    batch->rounds = 0;
    for (size_t i = 0; i < batch->count; i++) {
        ju_item *item = &batch->items[i];
        if (item->fate == JU_DEAD) {
            continue;
        }
        bool stands_alone = (item->handler->flags & JU_ALONE) != 0;
        int latest = stands_alone ? batch->rounds : alone;
        for (size_t c = 0; c < item->claims.count; c++) {
            int round = *round_of(&table, item->claims.hash[c]);
            latest = round > latest ? round : latest;
        }
        item->round = latest + 1;
        alone = stands_alone ? item->round : alone;
        for (size_t c = 0; c < item->claims.count; c++) {
            *round_of(&table, item->claims.hash[c]) = item->round;
        }
        batch->rounds = item->round > batch->rounds ? item->round : batch->rounds;
    }
    return JU_OK;
}

static ju_stream *find_stream(ju_batch *batch, const ju_message *message)
{
    for (size_t i = 0; i < batch->stream_count; i++) {
        ju_stream *stream = &batch->streams[i];
        if (strcmp(stream->key, message->key) == 0 && strcmp(stream->topic, message->topic) == 0) {
            return stream;
        }
    }
    ju_stream *stream = &batch->streams[batch->stream_count++];
    *stream = (ju_stream){.topic = message->topic, .key = message->key};
    return stream;
}

ju_rc ju_plan_streams(ju_batch *batch, ju_err *err)
{
    batch->stream_count = 0;
    batch->streams = ju_arena_alloc(&batch->arena, batch->count * sizeof *batch->streams);
    if (batch->streams == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < batch->count; i++) {
        ju_item *item = &batch->items[i];
        if (item->fate != JU_DEAD && (item->handler->flags & JU_SEQUENCED) != 0) {
            item->stream = find_stream(batch, &item->message);
        }
    }
    return JU_OK;
}
