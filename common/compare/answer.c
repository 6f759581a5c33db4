/* The side of a comparison that answers. */
#include "common/compare/internal.h"

#include <string.h>

typedef Juki__Common__V1__CompareAsked compare_asked;
typedef Juki__Common__V1__CompareTold compare_told;

static const Juki__Common__V1__ComparePhase GATHER = JUKI__COMMON__V1__COMPARE_PHASE__COMPARE_PHASE_GATHER;
static const Juki__Common__V1__ComparePhase CLEAR = JUKI__COMMON__V1__COMPARE_PHASE__COMPARE_PHASE_CLEAR;

enum { ASKED_PROGRESS, ASKED_RANGE };

bool ju_compare_range_of(const compare_asked *asked, ju_compare_range *ret)
{
    *ret = (ju_compare_range){
        .depth = asked->prefix.len, .first = asked->first, .last = asked->last, .records = asked->records};
    if (!ju_compare_range_valid(ret)) {
        return false;
    }
    if (ret->depth > 0) {
        memcpy(ret->prefix, asked->prefix.data, ret->depth);
    }
    return true;
}

char *ju_compare_label(const ju_compare_pair *pair)
{
    return (char *)(uintptr_t)(pair->label == NULL ? "" : pair->label);
}

compare_asked ju_compare_asked_of(const ju_compare_pair *pair, const char *compare_id,
                                  const ju_compare_range *range)
{
    compare_asked asked = JUKI__COMMON__V1__COMPARE_ASKED__INIT;
    asked.partner = ju_compare_label(pair);
    asked.compare_id = (char *)(uintptr_t)compare_id;
    asked.prefix.data = (unsigned char *)(uintptr_t)range->prefix;
    asked.prefix.len = range->depth;
    asked.first = range->first;
    asked.last = range->last;
    asked.records = range->records;
    return asked;
}

/* ---- opened ------------------------------------------------------------------------------------------- */

ju_rc ju_compare_opened_ask(ju_ctx *ctx, const ju_compare_pair *pair, ju_err *err)
{
    return ju_compare_ask_unfinished(ctx, pair->partner, err);
}

ju_rc ju_compare_opened_apply(ju_ctx *ctx, const ju_compare_pair *pair,
                              const Juki__Common__V1__CompareOpened *opened, ju_err *err)
{
    if (*opened->compare_id == '\0') {
        return ju_reject(err, "item_missing", "compare_id", "a comparison needs its number");
    }
    JU_TRY(ju_compare_clear_unfinished(ctx, pair, err));
    JU_TRY(ju_compare_begin(ctx, opened->compare_id, pair->partner, COMPARE_GATHERING, err));
    return ju_compare_go_on(ctx, pair, opened->compare_id, GATHER, "", err);
}

/* ---- asked -------------------------------------------------------------------------------------------- */

ju_rc ju_compare_asked_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const compare_asked *asked = body;
    ju_compare_range range;
    if (!ju_compare_range_of(asked, &range)) {
        return ju_reject(err, "item_invalid", "prefix", "no such range");
    }
    JU_TRY(ju_compare_ask_progress(ctx, asked->compare_id, err));
    return ju_compare_ask_range(ctx, asked->compare_id, &range, err);
}

static ju_rc tell_records(ju_ctx *ctx, compare_told *told, ju_err *err)
{
    ju_compare_entry *entry = NULL;
    JU_TRY(ju_compare_got_entries(ctx, ASKED_RANGE, &entry, &told->n_entry, err));
    Juki__Common__V1__CompareEntry *said = ju_arena_alloc(ctx->arena, (told->n_entry + 1) * sizeof *said);
    told->entry = ju_arena_alloc(ctx->arena, (told->n_entry + 1) * sizeof *told->entry);
    if (said == NULL || told->entry == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < told->n_entry; i++) {
        juki__common__v1__compare_entry__init(&said[i]);
        said[i].position = (ProtobufCBinaryData){JU_COMPARE_BYTES, entry[i].position};
        said[i].digest = (ProtobufCBinaryData){JU_COMPARE_BYTES, entry[i].digest};
        told->entry[i] = &said[i];
    }
    return JU_OK;
}

static ju_rc tell_ranges(ju_ctx *ctx, compare_told *told, ju_err *err)
{
    ju_compare_node *node = ju_arena_alloc(ctx->arena, JU_COMPARE_FAN_OUT * sizeof *node);
    Juki__Common__V1__CompareRange *said = ju_arena_alloc(ctx->arena, JU_COMPARE_FAN_OUT * sizeof *said);
    told->range = ju_arena_alloc(ctx->arena, JU_COMPARE_FAN_OUT * sizeof *told->range);
    if (node == NULL || said == NULL || told->range == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_compare_got_nodes(ctx, ASKED_RANGE, node, err));
    for (unsigned child = 0; child < JU_COMPARE_FAN_OUT; child++) {
        if (node[child].records > 0) {
            Juki__Common__V1__CompareRange *range = &said[told->n_range];
            juki__common__v1__compare_range__init(range);
            range->child = child;
            range->records = node[child].records;
            range->digest = (ProtobufCBinaryData){JU_COMPARE_BYTES, node[child].digest};
            told->range[told->n_range++] = range;
        }
    }
    return JU_OK;
}

ju_rc ju_compare_asked_apply(ju_ctx *ctx, const ju_compare_pair *pair, const compare_asked *asked,
                             ju_err *err)
{
    compare_progress progress = ju_compare_got_progress(ctx, ASKED_PROGRESS);
    compare_told told = JUKI__COMMON__V1__COMPARE_TOLD__INIT;
    if (progress.state != COMPARE_WALKING) {
        return JU_OK; /* whoever asks has given it up */
    }
    told.asked = (compare_asked *)(uintptr_t)asked;
    if (asked->records) {
        JU_TRY(tell_records(ctx, &told, err));
    } else {
        JU_TRY(tell_ranges(ctx, &told, err));
    }
    return ju_compare_send(ctx, pair, asked->compare_id, &told.base, &progress, err);
}

/* ---- closed ------------------------------------------------------------------------------------------- */

ju_rc ju_compare_closed_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Common__V1__CompareClosed *closed = body;
    return ju_compare_ask_progress(ctx, closed->compare_id, err);
}

ju_rc ju_compare_closed_apply(ju_ctx *ctx, const ju_compare_pair *pair,
                              const Juki__Common__V1__CompareClosed *closed, ju_err *err)
{
    compare_progress progress = ju_compare_got_progress(ctx, ASKED_PROGRESS);
    if (progress.state != COMPARE_WALKING) {
        return JU_OK;
    }
    progress.state = COMPARE_DONE;
    JU_TRY(ju_compare_go_on(ctx, pair, closed->compare_id, CLEAR, "0", err));
    return ju_compare_note(ctx, closed->compare_id, &progress, err);
}
