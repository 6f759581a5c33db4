#include "services/audit/steps/follow.h"

#include "common/log/log.h"
#include "juki/common/v1/common.pb-c.h"
#include "services/audit/steps/refusal.h"
#include "services/audit/steps/session.h"
#include "services/audit/store_place.h"

#include <string.h>

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static ju_rc note(ju_ctx *ctx, const told_act *one, ju_err *err)
{
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    const char *detail = ju_arena_printf(ctx->arena, "%s at %s x%d", one->what, one->time, one->count);
    if (detail == NULL) {
        return ju_no_memory(err);
    }
    who.operator_id = text(one->who);
    who.terminal_id = text(one->host);
    return ju_audit(
        ctx, &(ju_act){.action = one->action, .operator_ = &who, .refused_code = one->code, .detail = detail},
        err);
}

static ju_rc note_all(const follow *f, const followed *log, ju_ctx *ctx, size_t count, ju_err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (f->found[i].code != NULL) {
            ju_counter_add(log->refused, (uint64_t)f->found[i].count);
        }
        JU_TRY(note(ctx, &f->found[i], err));
    }
    return JU_OK;
}

/* A log that cannot be read is said once, and shown as long as it lasts. */
static void say(followed *log, bool readable, const char *setting)
{
    if (!readable && !log->missing) {
        ju_log_warn("a log that is to be followed cannot be read", ju_f_word("setting", setting));
    }
    log->missing = !readable;
    ju_gauge_set(log->readable, readable ? 1 : 0);
}

void follow_metrics(follow *f, ju_registry *registry)
{
    if (f->refusals.path != NULL) {
        f->refusals.readable =
            ju_gauge_new(registry, "juki_refusal_log_readable",
                         "1 when the broker's log of refused connections is being followed", JU_NO_LABELS);
        f->refusals.refused =
            ju_counter_new(registry, "juki_transport_refused_total",
                           "Connections and accesses that the broker refused", JU_NO_LABELS);
    }
    if (f->sessions.path != NULL) {
        f->sessions.readable =
            ju_gauge_new(registry, "juki_database_log_readable",
                         "1 when all logs of connections to databases are being followed", JU_NO_LABELS);
        f->sessions.refused = ju_counter_new(registry, "juki_database_refused_total",
                                             "Logins that PostgreSQL refused", JU_NO_LABELS);
    }
}

ju_rc follow_idle_ask(const follow *f, ju_ctx *ctx, ju_err *err)
{
    JU_TRY(f->refusals.path == NULL ? JU_OK : place_ask(ctx, err));
    return f->sessions.path == NULL ? JU_OK : places_ask(ctx, err);
}

static ju_rc follow_refusals(follow *f, ju_ctx *ctx, int asked, ju_err *err)
{
    log_place place = {0};
    size_t count = 0;
    bool lost = false;
    JU_TRY(place_got(ctx, asked, &place, err));
    log_place before = place;
    say(&f->refusals, server_log_read(f->refusals.path, refusal_parse, &place, f->found, &count, &lost),
        "JUKI_REFUSAL_LOG");
    if (lost) {
        ju_log_warn("the log of refused connections was replaced before it was read to its end");
    }
    JU_TRY(note_all(f, &f->refusals, ctx, count, err));
    bool moved = place.log != before.log || place.position != before.position;
    return moved ? place_move(ctx, &place, err) : JU_OK;
}

static ju_rc follow_sessions(follow *f, ju_ctx *ctx, int asked, ju_err *err)
{
    log_places places = {0};
    size_t count = 0;
    JU_TRY(places_got(ctx, asked, &places, err));
    log_places before = places;
    say(&f->sessions, server_logs_read(f->sessions.path, ".json", session_parse, &places, f->found, &count),
        "JUKI_DATABASE_LOGS");
    JU_TRY(note_all(f, &f->sessions, ctx, count, err));
    bool moved = places.count != before.count ||
                 memcmp(places.item, before.item, places.count * sizeof places.item[0]) != 0;
    return moved ? places_move(ctx, &places, err) : JU_OK;
}

ju_rc follow_idle_begin(follow *f, ju_ctx *ctx, int asked, ju_err *err)
{
    if (f->refusals.path != NULL) {
        JU_TRY(follow_refusals(f, ctx, asked++, err));
    }
    return f->sessions.path == NULL ? JU_OK : follow_sessions(f, ctx, asked, err);
}
