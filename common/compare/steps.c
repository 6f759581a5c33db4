/* What both sides of a comparison do: gather, show, clear, page by page. */
#include "common/compare/internal.h"

#include "common/base/parse.h"

#include <string.h>

typedef Juki__Common__V1__CompareStep compare_step;

static const Juki__Common__V1__ComparePhase GATHER = JUKI__COMMON__V1__COMPARE_PHASE__COMPARE_PHASE_GATHER;
static const Juki__Common__V1__ComparePhase SHOW = JUKI__COMMON__V1__COMPARE_PHASE__COMPARE_PHASE_SHOW;
static const Juki__Common__V1__ComparePhase CLEAR = JUKI__COMMON__V1__COMPARE_PHASE__COMPARE_PHASE_CLEAR;

enum { GATHER_ROWS = 1000, SHOW_ROWS = 100 };
enum { ASKED_PROGRESS, ASKED_ROWS };

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

ju_rc ju_compare_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const ProtobufCMessage *message = body;
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, "compare_id");
    return ju_claim(ctx, "comparison", *(char *const *)((const char *)body + field->offset), err);
}

ju_rc ju_compare_send(ju_ctx *ctx, const ju_compare_pair *pair, const char *compare_id,
                      const ProtobufCMessage *message, compare_progress *progress, ju_err *err)
{
    progress->messages++;
    progress->bytes += (int64_t)protobuf_c_message_get_packed_size(message);
    return ju_emit(ctx, pair->to, compare_id, message, NULL, err);
}

ju_rc ju_compare_go_on(ju_ctx *ctx, const ju_compare_pair *pair, const char *compare_id,
                       Juki__Common__V1__ComparePhase phase, const char *after, ju_err *err)
{
    compare_step step = JUKI__COMMON__V1__COMPARE_STEP__INIT;
    step.compare_id = text(compare_id);
    step.partner = text(pair->partner);
    step.phase = phase;
    step.after = text(after);
    return ju_emit(ctx, pair->steps, compare_id, &step.base, NULL, err);
}

ju_rc ju_compare_clear_unfinished(ju_ctx *ctx, const ju_compare_pair *pair, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    for (int i = 0; i < PQntuples(rows); i++) {
        const char *compare_id = ju_arena_strdup(ctx->arena, ju_col(rows, i, 0));
        JU_TRY(compare_id == NULL ? ju_no_memory(err)
                                  : ju_compare_go_on(ctx, pair, compare_id, CLEAR, "0", err));
    }
    return JU_OK;
}

/* ---- gather ------------------------------------------------------------------------------------------- */

static ju_rc gather(ju_ctx *ctx, const ju_compare_pair *pair, const compare_step *step, ju_err *err)
{
    compare_progress progress = ju_compare_got_progress(ctx, ASKED_PROGRESS);
    const PGresult *rows = ju_answer(ctx, ASKED_ROWS);
    int count = PQntuples(rows);
    if (progress.state != COMPARE_GATHERING) {
        return JU_OK; /* given up meanwhile */
    }
    ju_compare_entry *entry = ju_arena_alloc(ctx->arena, ((size_t)count + 1) * sizeof *entry);
    if (entry == NULL) {
        return ju_no_memory(err);
    }
    size_t kept = 0;
    for (int i = 0; i < count; i++) {
        JU_TRY(pair->read(ctx, rows, i, &entry[kept], err));
        kept += entry[kept].local_ref != NULL ? 1 : 0;
    }
    JU_TRY(ju_compare_gather(ctx, step->compare_id, entry, kept, err));
    progress.own_records += (int64_t)kept;
    if (count == GATHER_ROWS) {
        JU_TRY(ju_compare_go_on(ctx, pair, step->compare_id, GATHER, ju_col(rows, count - 1, 0), err));
    } else {
        JU_TRY(ju_compare_gathered(ctx, pair, step->compare_id, &progress, err));
    }
    return ju_compare_note(ctx, step->compare_id, &progress, err);
}

/* ---- show --------------------------------------------------------------------------------------------- */

static ju_rc show(ju_ctx *ctx, const ju_compare_pair *pair, const compare_step *step, ju_err *err)
{
    compare_progress progress = ju_compare_got_progress(ctx, ASKED_PROGRESS);
    const PGresult *rows = ju_answer(ctx, ASKED_ROWS);
    int count = PQntuples(rows);
    if (progress.state != COMPARE_SHOWING) {
        return JU_OK;
    }
    for (int i = 0; i < count; i++) {
        size_t bytes = 0;
        JU_TRY(pair->show(ctx, step->compare_id, rows, i, &bytes, err));
        progress.open++;
        progress.messages++;
        progress.bytes += (int64_t)bytes;
    }
    if (count < SHOW_ROWS) {
        return ju_compare_settle(ctx, pair, step->compare_id, &progress, err);
    }
    JU_TRY(ju_compare_go_on(ctx, pair, step->compare_id, SHOW, ju_col(rows, count - 1, 0), err));
    return ju_compare_note(ctx, step->compare_id, &progress, err);
}

/* ---- clear -------------------------------------------------------------------------------------------- */

static ju_rc clear(ju_ctx *ctx, const ju_compare_pair *pair, const compare_step *step, ju_err *err)
{
    compare_progress progress = ju_compare_got_progress(ctx, ASKED_PROGRESS);
    int64_t first = 0;
    if (!ju_parse_int64(step->after, 0, JU_COMPARE_FAN_OUT - 1, &first)) {
        return ju_reject(err, "item_invalid", "after", "no such part of the records");
    }
    unsigned last = (unsigned)first + ju_compare_children_at_once(progress.own_records) - 1;
    const ju_compare_range range = {.first = (unsigned)first,
                                    .last = last < JU_COMPARE_FAN_OUT ? last : JU_COMPARE_FAN_OUT - 1};
    JU_TRY(ju_compare_clear(ctx, step->compare_id, &range, err));
    if (range.last + 1 == JU_COMPARE_FAN_OUT) {
        return JU_OK;
    }
    const char *after = ju_arena_printf(ctx->arena, "%u", range.last + 1);
    return after == NULL ? ju_no_memory(err)
                         : ju_compare_go_on(ctx, pair, step->compare_id, CLEAR, after, err);
}

/* ---- the message -------------------------------------------------------------------------------------- */

ju_rc ju_compare_step_ask(ju_ctx *ctx, const ju_compare_pair *pair, const compare_step *step, ju_err *err)
{
    if (step->phase != GATHER && step->phase != CLEAR && (step->phase != SHOW || !pair->leads)) {
        return ju_reject(err, "item_invalid", "phase", "this room has no such step");
    }
    JU_TRY(ju_compare_ask_progress(ctx, step->compare_id, err));
    if (step->phase == CLEAR) {
        return JU_OK;
    }
    return step->phase == GATHER ? pair->ask_page(ctx, step->after, GATHER_ROWS, err)
                                 : pair->ask_differing(ctx, step->compare_id, step->after, SHOW_ROWS, err);
}

ju_rc ju_compare_step_apply(ju_ctx *ctx, const ju_compare_pair *pair, const compare_step *step, ju_err *err)
{
    return step->phase == GATHER ? gather(ctx, pair, step, err)
           : step->phase == SHOW ? show(ctx, pair, step, err)
                                 : clear(ctx, pair, step, err);
}
