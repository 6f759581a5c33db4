#include "services/audit/steps/follow.h"

#include "common/log/log.h"
#include "juki/common/v1/common.pb-c.h"
#include "services/audit/store.h"

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static ju_rc note(ju_ctx *ctx, const refused_peer *one, ju_err *err)
{
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    const char *detail = ju_arena_printf(ctx->arena, "%s at %s x%d", one->what, one->time, one->count);
    if (detail == NULL) {
        return ju_no_memory(err);
    }
    who.operator_id = text(one->who);
    who.terminal_id = text(one->host);
    return ju_audit(
        ctx,
        &(ju_act){
            .action = "transport.refused", .operator_ = &who, .refused_code = one->code, .detail = detail},
        err);
}

/* A log that cannot be read is said once, and shown as long as it lasts. */
static void say(follow *f, bool readable, bool lost)
{
    if (!readable && !f->missing) {
        ju_log_warn("the log of refused connections cannot be read");
    }
    if (lost) {
        ju_log_warn("the log of refused connections was replaced before it was read to its end");
    }
    f->missing = !readable;
    ju_gauge_set(f->readable, readable ? 1 : 0);
}

void follow_metrics(follow *f, ju_registry *registry)
{
    if (f->path != NULL) {
        f->readable =
            ju_gauge_new(registry, "juki_refusal_log_readable",
                         "1 when the broker's log of refused connections is being followed", JU_NO_LABELS);
        f->refused = ju_counter_new(registry, "juki_transport_refused_total",
                                    "Connections and accesses that the broker refused", JU_NO_LABELS);
    }
}

ju_rc follow_idle_ask(follow *f, ju_ctx *ctx, ju_err *err)
{
    return f->path == NULL ? JU_OK : audit_store_ask_place(ctx, err);
}

ju_rc follow_idle_begin(follow *f, ju_ctx *ctx, int asked, ju_err *err)
{
    refusal_place place = {0};
    size_t count = 0;
    bool lost = false;
    if (f->path == NULL) {
        return JU_OK;
    }
    JU_TRY(audit_store_place(ctx, asked, &place, err));
    refusal_place before = place;
    say(f, refusal_log_read(f->path, &place, f->found, &count, &lost), lost);
    for (size_t i = 0; i < count; i++) {
        ju_counter_add(f->refused, (uint64_t)f->found[i].count);
        JU_TRY(note(ctx, &f->found[i], err));
    }
    bool moved = place.log != before.log || place.position != before.position;
    return moved ? audit_store_move_place(ctx, &place, err) : JU_OK;
}
