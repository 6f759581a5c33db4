/* What time brings: one step of one erasure. */
#include "common/retention/engine.h"

#include "common/log/log.h"
#include "common/retention/internal.h"
#include "common/staff/approval_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A step of the erasure under way asks for the erasure and takes some rows; else the next one is asked for,
 * with its approval not yet known, and a class that goes by itself is counted. */
enum { ASKED_ERASURE, ASKED_ROWS };

bool ju_erasure_busy(const struct ju_house *house)
{
    return *house->turn.running != '\0' || house->turn.looked < house->class_count;
}

/* ---- asking ------------------------------------------------------------------------------------------ */

static void look_anew(ju_ctx *ctx)
{
    ju_house *house = ctx->house;
    if (strcmp(house->turn.looked_on, ctx->today) != 0) {
        (void)snprintf(house->turn.looked_on, sizeof house->turn.looked_on, "%s", ctx->today);
        house->turn.looked = 0;
    }
}

/* Whether a class is to be looked at; its last day that is over. */
static bool next_class(ju_ctx *ctx, char ret_last_day[JU_DATE_SIZE])
{
    ju_house *house = ctx->house;
    look_anew(ctx);
    for (; house->turn.looked < house->class_count; house->turn.looked++) {
        const ju_retention_class *class = &house->class[house->turn.looked];
        if (class->by == JU_BY_ITSELF &&
            ju_retention_last_day(class, ctx->today, house->calendar, ret_last_day)) {
            return true;
        }
    }
    return false;
}

ju_rc ju_erasure_idle_ask(ju_ctx *ctx, ju_err *err)
{
    ju_house *house = ctx->house;
    if (*house->turn.running != '\0') {
        JU_TRY(ju_erasure_ask_running(ctx, house->turn.running, err));
        return ju_erasure_ask_class(ctx, &house->class[house->turn.class], house -> turn.last_day,
                                    ERASED_AT_ONCE, house->turn.running, err);
    }
    JU_TRY(ju_erasure_ask_next(ctx, err));
    return next_class(ctx, house->turn.last_day)
               ? ju_erasure_ask_class(ctx, &house->class[house->turn.looked], house -> turn.last_day,
                                      INT32_MAX, "", err)
               : JU_OK;
}

/* ---- a step ------------------------------------------------------------------------------------------ */

static ju_rc note(ju_ctx *ctx, const erasure *one, const char *code, const char *detail, ju_err *err)
{
    const ju_act act = {
        .action = "retention.erased", .change_id = one->erasure_id, .refused_code = code, .detail = detail};
    return detail == NULL ? ju_no_memory(err) : ju_audit(ctx, &act, err);
}

/* 消去証明: what, how much, by which rule, on whose word; nobody's data. */
static ju_rc finish(ju_ctx *ctx, const erasure *one, int64_t last_step, ju_err *err)
{
    const ju_retention_class *class = &ctx->house->class[ctx->house->turn.class];
    char digest[JU_APPROVAL_DIGEST_SIZE];
    const char *erased = ju_arena_printf(ctx->arena, "%" PRId64, one->erased + last_step);
    const ju_approval_item items[] = {
        {"service", ctx->house->service},   {"class", one->class},   {"source", class->source},
        {"last_day", one->last_day},        {"erased", erased},      {"decided_by", one->decided_by},
        {"approval", one->approval.digest}, {"done_on", ctx->today},
    };
    if (erased == NULL) {
        return ju_no_memory(err);
    }
    const char *certificate = ju_approval_text(ctx->arena, "erasure_certificate", one->erasure_id,
                                               one->asked_by, items, sizeof items / sizeof items[0]);
    if (certificate == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_approval_digest(certificate, digest, err));
    const char *kept = ju_arena_strdup(ctx->arena, digest);
    JU_TRY(kept == NULL ? ju_no_memory(err)
                        : ju_erasure_put_done(ctx, one->erasure_id, last_step, certificate, kept, err));
    return note(ctx, one, NULL,
                ju_arena_printf(ctx->arena, "class=%s last_day=%s erased=%s certificate=%s", one->class,
                                one->last_day, erased, kept),
                err);
}

/* Fewer than a step takes: there are no more. */
static ju_rc step(ju_ctx *ctx, ju_err *err)
{
    ju_house *house = ctx->house;
    erasure one;
    int64_t gone = ju_col_i64(ju_answer(ctx, ASKED_ROWS), 0, 0);
    JU_TRY(ju_erasure_got(ctx, ASKED_ERASURE, &one, err));
    if (!one.found) { /* it never was committed, or another instance has ended it */
        house->turn.running[0] = '\0';
        return JU_OK;
    }
    if (gone == ERASED_AT_ONCE) {
        return ju_erasure_put_step(ctx, one.erasure_id, gone, err);
    }
    house->turn.running[0] = '\0'; /* if this is not committed, it is found again */
    return finish(ctx, &one, gone, err);
}

/* ---- a beginning ------------------------------------------------------------------------------------- */

static void take_up(ju_house *house, const erasure *one, const ju_retention_class *class)
{
    (void)snprintf(house->turn.running, sizeof house->turn.running, "%s", one->erasure_id);
    (void)snprintf(house->turn.last_day, sizeof house->turn.last_day, "%s", one->last_day);
    house->turn.class = (size_t)(class - house->class);
}

static ju_rc stop(ju_ctx *ctx, const erasure *one, const char *code, ju_err *err)
{
    ju_log_error("an erasure is stopped", ju_f_word("code", code), ju_f_word("erasure", one->erasure_id));
    JU_TRY(ju_erasure_put_state(ctx, one->erasure_id, "stopped", err));
    return note(ctx, one, code, "", err);
}

/* Only what was approved begins: the very class, day and count that were asked for. */
static ju_rc begin_approved(ju_ctx *ctx, const erasure *one, const ju_retention_class *class, ju_err *err)
{
    char digest[JU_APPROVAL_DIGEST_SIZE];
    const char *now = ju_erasure_request_text(ctx, one);
    if (now == NULL) {
        return ju_no_memory(err);
    }
    const char *code = ju_approval_check_use(&one->approval, one->asked_by, now, ctx->today);
    JU_TRY(ju_approval_digest(now, digest, err));
    if (code == NULL && strcmp(digest, one->approval.digest) != 0) {
        code = "digest_differs";
    }
    if (code != NULL) {
        return stop(ctx, one, code, err);
    }
    take_up(ctx->house, one, class);
    JU_TRY(ju_approval_put_use(ctx, &one->approval, one->asked_by, err));
    return ju_erasure_put_state(ctx, one->erasure_id, "running", err);
}

static ju_rc begin_automatic(ju_ctx *ctx, ju_err *err)
{
    ju_house *house = ctx->house;
    const ju_retention_class *class = &house->class[house->turn.looked];
    const erasure one = {.erasure_id = ju_event_id(ctx),
                         .class = class->name,
                         .last_day = ju_arena_strdup(ctx->arena, house->turn.last_day),
                         .automatic = true,
                         .due = ju_col_i64(ju_answer(ctx, ASKED_ROWS), 0, 0),
                         .purpose = "",
                         .asked_by = ""};
    house->turn.looked++;
    if (one.due == 0) {
        return JU_OK;
    }
    if (one.erasure_id == NULL || one.last_day == NULL) {
        return ju_no_memory(err);
    }
    take_up(house, &one, class);
    return ju_erasure_put(ctx, &one, err);
}

ju_rc ju_erasure_idle_begin(ju_ctx *ctx, ju_err *err)
{
    erasure one;
    if (*ctx->house->turn.running != '\0') {
        return step(ctx, err);
    }
    JU_TRY(ju_erasure_got(ctx, ASKED_ERASURE, &one, err));
    if (!one.found) {
        return ctx->answers > ASKED_ROWS ? begin_automatic(ctx, err) : JU_OK;
    }
    const ju_retention_class *class = ju_erasure_class(ctx->house, one.class);
    if (class == NULL) {
        return stop(ctx, &one, "class_unknown", err);
    }
    if (strcmp(one.state, "running") == 0) { /* begun before this process */
        take_up(ctx->house, &one, class);
        return JU_OK;
    }
    return begin_approved(ctx, &one, class, err);
}
