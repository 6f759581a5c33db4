/* The stock of free 住民票コード (空きコード, standard j870): filled by order, drawn from at random. */
#include "common/base/hex.h"
#include "services/identity/steps/number.h"
#include "services/identity/steps/state.h"
#include "services/identity/store.h"

#include "common/event/topic_names.h"

#include <stdlib.h>
#include <string.h>

typedef Juki__Identity__V1__CodesDelivered delivered;

enum { CODES_MAX = 1000, ASKED_STOCK = 2 };

static ju_rc order(ju_ctx *ctx, ju_err *err)
{
    identity_state *state = ctx->app;
    Juki__Identity__V1__CodesRequested message = JUKI__IDENTITY__V1__CODES_REQUESTED__INIT;
    const char *request_id = ju_event_id(ctx);
    const char *event_id = NULL;
    if (request_id == NULL) {
        return ju_no_memory(err);
    }
    message.request_id = (char *)(uintptr_t)request_id;
    message.count = (int32_t)state->settings->stock_order;
    JU_TRY(ju_emit(ctx, JU_TOPIC_LINK_NATIONAL_OUT, request_id, &message.base, &event_id, err));
    JU_TRY(identity_put_order(ctx, request_id, event_id, message.count, err));
    state->ordered = true;
    const ju_act act = {.action = "codes.ordered", .event_id = event_id, .detail = "national"};
    return ju_audit(ctx, &act, err);
}

ju_rc stock_look(ju_ctx *ctx, int64_t free, bool ordered, ju_err *err)
{
    identity_state *state = ctx->app;
    identity_note_level(state, free);
    return free < state->settings->stock_low && !ordered && !state->ordered ? order(ctx, err) : JU_OK;
}

/* ---- delivered --------------------------------------------------------------------------------------- */

typedef struct stock_code {
    unsigned char index[JU_BLIND_INDEX_BYTES];
    const char *hex;
    Juki__Common__V1__Sealed *sealed;
} stock_code;

typedef struct stock_work {
    stock_code *code; /* in the order of their blind indexes, which says nothing of the codes */
    size_t count;
} stock_work;

static int by_index(const void *a, const void *b)
{
    return memcmp(((const stock_code *)a)->index, ((const stock_code *)b)->index, JU_BLIND_INDEX_BYTES);
}

static ju_rc read_codes(ju_ctx *ctx, const delivered *answer, stock_work *work, ju_err *err)
{
    identity_state *state = ctx->app;
    const identity_route route = {state->rings.identity, answer->request_id, state->rings.identity,
                                  IDENTITY_STOCK};
    work->code = ju_arena_alloc(ctx->arena, (answer->n_resident_code + 1) * sizeof *work->code);
    if (work->code == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < answer->n_resident_code; i++) {
        stock_code *code = &work->code[work->count++];
        JU_TRY(identity_pass_code(&route, ctx->arena, answer->resident_code[i], &code->sealed, code->index,
                                  err));
        code->hex = ju_arena_hex(ctx->arena, code->index, JU_BLIND_INDEX_BYTES);
        JU_TRY(code->hex == NULL ? ju_no_memory(err) : JU_OK);
    }
    qsort(work->code, work->count, sizeof *work->code, by_index);
    return JU_OK;
}

ju_rc codes_delivered_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const delivered *answer = body;
    stock_work *work = ju_arena_alloc(ctx->arena, sizeof *work);
    if (work == NULL) {
        return ju_no_memory(err);
    }
    ctx->work = work;
    ju_rc rc = answer->n_resident_code > CODES_MAX
                   ? ju_reject(err, "order_mismatch", "resident_code", "more codes than an order may have")
                   : read_codes(ctx, answer, work, err);
    if (rc == JU_REJECT) {
        identity_note_refused(ctx->app, err->code);
    }
    JU_TRY(rc);
    const char **hex = ju_arena_alloc(ctx->arena, (work->count + 1) * sizeof *hex);
    if (hex == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < work->count; i++) {
        hex[i] = work->code[i].hex;
    }
    return identity_ask_delivery(ctx, answer, hex, err);
}

static ju_rc check_order(const delivered *answer, stock_order ordered, ju_err *err)
{
    if (!ordered.found) {
        return ju_reject(err, "order_unknown", "request_id", "no such order was made");
    }
    if (!ordered.open) {
        return ju_reject(err, "order_answered", "request_id", "this order was answered before");
    }
    return answer->n_resident_code > 0 && answer->n_resident_code <= (size_t)ordered.count
               ? JU_OK
               : ju_reject(err, "order_mismatch", "resident_code", "not as many codes as were ordered");
}

/* Codes that came twice, or that the file or the stock has, are left out. */
static void keep_new(ju_ctx *ctx, stock_work *work)
{
    size_t kept = 0;
    for (size_t i = 0; i < work->count; i++) {
        bool again = kept > 0 && by_index(&work->code[i], &work->code[kept - 1]) == 0;
        if (!again && !identity_code_known(ctx, work->code[i].hex)) {
            work->code[kept++] = work->code[i];
        }
    }
    work->count = kept;
}

/* Goes on in the trace of the request itself. */
static ju_rc go_on_in_trace(ju_ctx *ctx, const Juki__Resident__V1__NumberRequested *requested,
                            const char *trace, const Juki__Common__V1__Sealed *code, ju_err *err)
{
    ju_message message = *ctx->message;
    ju_ctx traced = *ctx;
    message.traceparent = trace;
    traced.message = &message;
    return number_go_on(&traced, requested, code, err);
}

/* Who waited gets a code at once, the longest first; the rest is free. */
static ju_rc put_codes(ju_ctx *ctx, const stock_work *work, const waiting_requests *waiting, ju_err *err)
{
    for (size_t i = 0; i < work->count; i++) {
        const Juki__Resident__V1__NumberRequested *first = i < waiting->count ? waiting->item[i] : NULL;
        JU_TRY(identity_put_code(ctx, work->code[i].index, work->code[i].sealed,
                                 first == NULL ? NULL : first->request_id, err));
        if (first != NULL) {
            JU_TRY(go_on_in_trace(ctx, first, waiting->traceparent[i], work->code[i].sealed, err));
        }
    }
    return JU_OK;
}

static ju_rc take_codes(ju_ctx *ctx, const delivered *answer, stock_work *work, ju_err *err)
{
    waiting_requests waiting;
    JU_TRY(check_order(answer, identity_got_order(ctx), err));
    JU_TRY(identity_got_waiting(ctx, &waiting, err));
    keep_new(ctx, work);
    JU_TRY(put_codes(ctx, work, &waiting, err));
    JU_TRY(identity_close_order(ctx, answer->request_id, err));
    const ju_act act = {.action = "codes.delivered", .event_id = ctx->message->id, .detail = "national"};
    JU_TRY(ju_audit(ctx, &act, err));
    size_t given = waiting.count < work->count ? waiting.count : work->count;
    int64_t free = identity_got_stock(ctx, ASKED_STOCK).free + (int64_t)(work->count - given);
    return stock_look(ctx, free, work->count == 0,
                      err); /* a delivery of nothing new is no reason to ask again */
}

ju_rc codes_delivered_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    ju_rc rc = take_codes(ctx, body, ctx->work, err);
    if (rc == JU_REJECT) {
        identity_note_refused(ctx->app, err->code);
    }
    return rc;
}
