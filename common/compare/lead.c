/* The side of a comparison that asks. */
#include "common/compare/internal.h"

#include <string.h>

typedef Juki__Common__V1__CompareTold compare_told;

static const Juki__Common__V1__ComparePhase GATHER = JUKI__COMMON__V1__COMPARE_PHASE__COMPARE_PHASE_GATHER;
static const Juki__Common__V1__ComparePhase SHOW = JUKI__COMMON__V1__COMPARE_PHASE__COMPARE_PHASE_SHOW;
static const Juki__Common__V1__ComparePhase CLEAR = JUKI__COMMON__V1__COMPARE_PHASE__COMPARE_PHASE_CLEAR;

enum { QUESTIONS_MAX = 4096 }; /* beyond which a comparison has found enough: the copies are not the same */
enum { ASKED_PROGRESS, ASKED_RANGE };

static void count_received(const ju_ctx *ctx, compare_progress *progress)
{
    progress->messages++;
    progress->bytes += (int64_t)ctx->message->value_size;
}

/* ---- begin and end ------------------------------------------------------------------------------------ */

ju_rc ju_compare_open(ju_ctx *ctx, const ju_compare_pair *pair, const char *compare_id, ju_err *err)
{
    Juki__Common__V1__CompareOpened opened = JUKI__COMMON__V1__COMPARE_OPENED__INIT;
    compare_progress progress = {.state = COMPARE_WAITING};
    opened.compare_id = (char *)(uintptr_t)compare_id;
    opened.partner = ju_compare_label(pair);
    JU_TRY(ju_compare_clear_unfinished(ctx, pair, err));
    JU_TRY(ju_compare_begin(ctx, compare_id, pair->partner, COMPARE_WAITING, err));
    JU_TRY(ju_compare_send(ctx, pair, compare_id, &opened.base, &progress, err));
    return ju_compare_note(ctx, compare_id, &progress, err);
}

static ju_rc finish(ju_ctx *ctx, const ju_compare_pair *pair, const char *compare_id,
                    compare_progress *progress, ju_err *err)
{
    Juki__Common__V1__CompareClosed closed = JUKI__COMMON__V1__COMPARE_CLOSED__INIT;
    closed.compare_id = (char *)(uintptr_t)compare_id;
    closed.partner = ju_compare_label(pair);
    progress->state = COMPARE_DONE;
    JU_TRY(ju_compare_send(ctx, pair, compare_id, &closed.base, progress, err));
    JU_TRY(ju_compare_go_on(ctx, pair, compare_id, CLEAR, "0", err));
    const char *found =
        ju_arena_printf(ctx->arena, "%s differences=%lld", pair->partner, (long long)progress->differences);
    return found == NULL
               ? ju_no_memory(err)
               : ju_audit(
                     ctx,
                     &(ju_act){.action = "comparison.finished", .change_id = compare_id, .detail = found},
                     err);
}

ju_rc ju_compare_settle(ju_ctx *ctx, const ju_compare_pair *pair, const char *compare_id,
                        compare_progress *progress, ju_err *err)
{
    progress->open--;
    if (progress->open == 0 && progress->state == COMPARE_WALKING && progress->differences > 0) {
        progress->state = COMPARE_SHOWING;
        progress->open = 1;
        JU_TRY(ju_compare_go_on(ctx, pair, compare_id, SHOW, "", err));
    } else if (progress->open == 0) {
        JU_TRY(finish(ctx, pair, compare_id, progress, err));
    }
    return ju_compare_note(ctx, compare_id, progress, err);
}

/* ---- the walk ----------------------------------------------------------------------------------------- */

static ju_rc send_questions(ju_ctx *ctx, const ju_compare_pair *pair, const char *compare_id,
                            const ju_compare_questions *questions, compare_progress *progress, ju_err *err)
{
    for (size_t i = 0; i < questions->count; i++) {
        if (progress->asked == QUESTIONS_MAX) {
            progress->truncated = true;
            return JU_OK;
        }
        Juki__Common__V1__CompareAsked asked = ju_compare_asked_of(pair, compare_id, &questions->range[i]);
        JU_TRY(ju_compare_send(ctx, pair, compare_id, &asked.base, progress, err));
        progress->asked++;
        progress->open++;
    }
    return JU_OK;
}

ju_rc ju_compare_ready_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Common__V1__CompareReady *ready = body;
    return ju_compare_ask_progress(ctx, ready->compare_id, err);
}

ju_rc ju_compare_ready_apply(ju_ctx *ctx, const ju_compare_pair *pair,
                             const Juki__Common__V1__CompareReady *ready, ju_err *err)
{
    compare_progress progress = ju_compare_got_progress(ctx, ASKED_PROGRESS);
    if (progress.state != COMPARE_WAITING) {
        return JU_OK;
    }
    progress.state = COMPARE_GATHERING;
    progress.partner_records = ready->records;
    count_received(ctx, &progress);
    JU_TRY(ju_compare_go_on(ctx, pair, ready->compare_id, GATHER, "", err));
    return ju_compare_note(ctx, ready->compare_id, &progress, err);
}

ju_rc ju_compare_gathered(ju_ctx *ctx, const ju_compare_pair *pair, const char *compare_id,
                          compare_progress *progress, ju_err *err)
{
    ju_compare_questions questions = {.arena = ctx->arena};
    progress->state = COMPARE_WALKING;
    if (!pair->leads) {
        Juki__Common__V1__CompareReady ready = JUKI__COMMON__V1__COMPARE_READY__INIT;
        ready.compare_id = (char *)(uintptr_t)compare_id;
        ready.records = progress->own_records;
        ready.partner = ju_compare_label(pair);
        return ju_compare_send(ctx, pair, compare_id, &ready.base, progress, err);
    }
    int64_t records =
        progress->own_records > progress->partner_records ? progress->own_records : progress->partner_records;
    JU_TRY(ju_compare_ask((const unsigned char *)"", 0, records, &questions, err));
    return send_questions(ctx, pair, compare_id, &questions, progress, err);
}

static ju_rc bad_answer(ju_err *err)
{
    return ju_reject(err, "item_invalid", "asked", "an answer that no question asks for");
}

ju_rc ju_compare_told_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const compare_told *told = body;
    return told->asked == NULL ? JU_OK : ju_compare_claim(ctx, told->asked, err); /* ask refuses it */
}

ju_rc ju_compare_told_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const compare_told *told = body;
    ju_compare_range range;
    if (told->asked == NULL || !ju_compare_range_of(told->asked, &range)) {
        return bad_answer(err);
    }
    JU_TRY(ju_compare_ask_progress(ctx, told->asked->compare_id, err));
    return ju_compare_ask_range(ctx, told->asked->compare_id, &range, err);
}

static ju_rc descend(ju_ctx *ctx, const ju_compare_pair *pair, const compare_told *told,
                     compare_progress *progress, ju_err *err)
{
    ju_compare_node *own = ju_arena_alloc(ctx->arena, JU_COMPARE_FAN_OUT * sizeof *own);
    ju_compare_node *other = ju_arena_alloc(ctx->arena, JU_COMPARE_FAN_OUT * sizeof *other);
    ju_compare_questions questions = {.arena = ctx->arena};
    ju_compare_range asked;
    if (own == NULL || other == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_compare_got_nodes(ctx, ASKED_RANGE, own, err));
    for (size_t i = 0; i < told->n_range; i++) {
        const Juki__Common__V1__CompareRange *range = told->range[i];
        if (range->child >= JU_COMPARE_FAN_OUT || range->digest.len != JU_COMPARE_BYTES ||
            range->records <= 0) {
            return bad_answer(err);
        }
        other[range->child].records = range->records;
        memcpy(other[range->child].digest, range->digest.data, JU_COMPARE_BYTES);
    }
    if (!ju_compare_range_of(told->asked, &asked)) {
        return bad_answer(err);
    }
    JU_TRY(ju_compare_descend(&asked, own, other, &questions, err));
    return send_questions(ctx, pair, told->asked->compare_id, &questions, progress, err);
}

/* The partner's records; JU_REJECT when they are not in ascending order. */
static ju_rc read_entries(ju_ctx *ctx, const compare_told *told, ju_compare_entry **ret, ju_err *err)
{
    ju_compare_entry *entry = ju_arena_alloc(ctx->arena, (told->n_entry + 1) * sizeof *entry);
    if (entry == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < told->n_entry; i++) {
        const Juki__Common__V1__CompareEntry *said = told->entry[i];
        if (said->position.len != JU_COMPARE_BYTES || said->digest.len != JU_COMPARE_BYTES) {
            return bad_answer(err);
        }
        memcpy(entry[i].position, said->position.data, JU_COMPARE_BYTES);
        memcpy(entry[i].digest, said->digest.data, JU_COMPARE_BYTES);
        if (i > 0 && memcmp(entry[i - 1].position, entry[i].position, JU_COMPARE_BYTES) >= 0) {
            return bad_answer(err);
        }
    }
    *ret = entry;
    return JU_OK;
}

static ju_rc compare_records(ju_ctx *ctx, const compare_told *told, compare_progress *progress, ju_err *err)
{
    ju_compare_entry *own = NULL;
    ju_compare_entry *other = NULL;
    size_t own_count = 0;
    JU_TRY(ju_compare_got_entries(ctx, ASKED_RANGE, &own, &own_count, err));
    JU_TRY(read_entries(ctx, told, &other, err));
    ju_compare_difference *found =
        ju_arena_alloc(ctx->arena, (own_count + told->n_entry + 1) * sizeof *found);
    if (found == NULL) {
        return ju_no_memory(err);
    }
    size_t count = ju_compare_entries(own, own_count, other, told->n_entry, found);
    for (size_t i = 0; i < count; i++) {
        JU_TRY(ju_compare_put_difference(ctx, told->asked->compare_id, &found[i], err));
    }
    progress->differences += (int64_t)count;
    return JU_OK;
}

ju_rc ju_compare_told_apply(ju_ctx *ctx, const ju_compare_pair *pair, const compare_told *told, ju_err *err)
{
    compare_progress progress = ju_compare_got_progress(ctx, ASKED_PROGRESS);
    if (progress.state != COMPARE_WALKING) {
        return JU_OK;
    }
    count_received(ctx, &progress);
    if (told->asked->records) {
        JU_TRY(compare_records(ctx, told, &progress, err));
    } else {
        JU_TRY(descend(ctx, pair, told, &progress, err));
    }
    return ju_compare_settle(ctx, pair, told->asked->compare_id, &progress, err);
}

/* ---- judged ------------------------------------------------------------------------------------------- */

ju_rc ju_compare_judged_ask(ju_ctx *ctx, const char *compare_id, ju_err *err)
{
    return ju_compare_ask_progress(ctx, compare_id, err);
}

static const char *join(ju_arena *arena, char *const *item, size_t count)
{
    const char *joined = "";
    for (size_t i = 0; i < count && joined != NULL; i++) {
        joined = i == 0 ? ju_arena_strdup(arena, item[i]) : ju_arena_printf(arena, "%s %s", joined, item[i]);
    }
    return joined;
}

ju_rc ju_compare_judged_apply(ju_ctx *ctx, const ju_compare_pair *pair, const ju_compare_verdict *verdict,
                              ju_err *err)
{
    compare_progress progress = ju_compare_got_progress(ctx, ASKED_PROGRESS);
    if (progress.state != COMPARE_SHOWING) {
        return JU_OK;
    }
    if (verdict->position.len != JU_COMPARE_BYTES) {
        return ju_reject(err, "item_invalid", "position", "no such record");
    }
    count_received(ctx, &progress);
    if (verdict->missing || verdict->item_count > 0) {
        const char *items = join(ctx->arena, verdict->item, verdict->item_count);
        JU_TRY(items == NULL ? ju_no_memory(err)
                             : ju_compare_judge(ctx, verdict->compare_id, verdict->position.data,
                                                verdict->missing ? JU_COMPARE_ONLY_HERE : JU_COMPARE_DIFFERS,
                                                items, err));
    } else {
        JU_TRY(ju_compare_drop_difference(ctx, verdict->compare_id, verdict->position.data, err));
        progress.differences--;
    }
    return ju_compare_settle(ctx, pair, verdict->compare_id, &progress, err);
}
