/* What a person asks of the engine: counts, an erasure, the report. */
#include "common/retention/engine.h"

#include "common/base/uuid7.h"
#include "common/retention/internal.h"
#include "common/staff/approval_command.h"
#include "common/staff/approval_store.h"

#include <string.h>

typedef Juki__Common__V1__RequestErasure request_erasure;
typedef Juki__Common__V1__QueryErasures query_erasures;
typedef Juki__Common__V1__ErasuresReply erasures_reply;
typedef Juki__Common__V1__ErasureClass class_message;

/* So many are counted at most; PURPOSE_BYTES as of approvals. */
enum { COUNTED_MOST = 100 * 1000 * 1000, PURPOSE_BYTES = 600 };

/* The order of questions about one class. */
enum { ASKED_KNOWN, ASKED_OPEN, ASKED_DUE };

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

const ju_retention_class *ju_erasure_class(const ju_house *house, const char *name)
{
    for (size_t i = 0; i < house->class_count; i++) {
        if (strcmp(house->class[i].name, name) == 0) {
            return &house->class[i];
        }
    }
    return NULL;
}

char *ju_erasure_request_text(ju_ctx *ctx, const erasure *one)
{
    const ju_approval_item items[] = {
        {"service", ctx->house->service}, {"class", one->class},
        {"last_day", one->last_day},      {"due", ju_arena_printf(ctx->arena, "%lld", (long long)one->due)},
        {"purpose", one->purpose},
    };
    return items[3].value == NULL ? NULL
                                  : ju_approval_text(ctx->arena, "erasure", one->erasure_id, one->asked_by,
                                                     items, sizeof items / sizeof items[0]);
}

ju_rc ju_erasure_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    (void)body;
    return ju_claim(ctx, "erasure", "", err); /* one after the other: the next sees whether one is open */
}

/* ---- RequestErasure ---------------------------------------------------------------------------------- */

static ju_rc ask_due(ju_ctx *ctx, const ju_retention_class *class, ju_err *err)
{
    char last_day[JU_DATE_SIZE];
    (void)ju_retention_last_day(class, ctx->today, ctx->house->calendar, last_day);
    const char *kept = ju_arena_strdup(ctx->arena, *last_day == '\0' ? "0001-01-01" : last_day);
    return kept == NULL ? ju_no_memory(err) : ju_erasure_ask_class(ctx, class, kept, COUNTED_MOST, "", err);
}

ju_rc ju_erasure_request_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const request_erasure *wish = body;
    const ju_house *house = ctx->house;
    if (*wish->request_id == '\0') {
        return ju_reject(err, "item_missing", "request_id", "a wish without a number cannot be answered");
    }
    JU_TRY(ju_erasure_ask_list(ctx, wish->request_id, err));
    JU_TRY(ju_erasure_ask_open(ctx, wish->class_, err));
    for (size_t i = 0; i < house->class_count; i++) {
        if (*wish->class_ == '\0' || strcmp(wish->class_, house->class[i].name) == 0) {
            JU_TRY(ask_due(ctx, &house->class[i], err));
        }
    }
    return JU_OK;
}

static const char *check_wish(const ju_ctx *ctx, const request_erasure *wish, const char **ret_item)
{
    const ju_retention_class *class = ju_erasure_class(ctx->house, wish->class_);
    *ret_item = "operator";
    if (!ju_operator_named(wish->operator_)) {
        return "operator_missing";
    }
    *ret_item = "purpose";
    if (*wish->purpose == '\0' || strlen(wish->purpose) > PURPOSE_BYTES) {
        return "purpose_missing";
    }
    *ret_item = "class";
    if (class == NULL && (!wish->preview || *wish->class_ != '\0')) {
        return "class_unknown";
    }
    return class != NULL && class->by != JU_BY_APPROVAL && !wish->preview ? "class_automatic" : NULL;
}

/* Of an erasure that is not only a preview. */
static const char *check_open(const ju_ctx *ctx, const request_erasure *wish)
{
    return PQntuples(ju_answer(ctx, ASKED_KNOWN)) > 0 || !ju_uuid_valid(wish->request_id) ? "approval_known"
           : ju_col_bool(ju_answer(ctx, ASKED_OPEN), 0, 0)                                ? "erasure_open"
           : ju_col_i64(ju_answer(ctx, ASKED_DUE), 0, 0) == 0                             ? "nothing_due"
                                                                                          : NULL;
}

static class_message *make_class(ju_ctx *ctx, const ju_retention_class *class, int asked)
{
    class_message *one = ju_arena_alloc(ctx->arena, sizeof *one);
    char *last_day = ju_arena_alloc(ctx->arena, JU_DATE_SIZE);
    if (one == NULL || last_day == NULL) {
        return NULL;
    }
    (void)ju_retention_last_day(class, ctx->today, ctx->house->calendar, last_day);
    juki__common__v1__erasure_class__init(one);
    one->class_ = text(class->name);
    one->period = ju_arena_printf(ctx->arena, "%d %s", class->length, ju_retention_unit_name(class->unit));
    one->last_day = last_day;
    one->erased_by = text(ju_retention_by_name(class->by));
    one->due = ju_col_i64(ju_answer(ctx, asked), 0, 0);
    one->source = text(class->source);
    return one;
}

static ju_rc fill_classes(ju_ctx *ctx, const request_erasure *wish, erasures_reply *reply, ju_err *err)
{
    const ju_house *house = ctx->house;
    reply->class_ = ju_arena_alloc(ctx->arena, (house->class_count + 1) * sizeof(void *));
    for (size_t i = 0; reply->class_ != NULL && i < house->class_count; i++) {
        if (*wish->class_ == '\0' || strcmp(wish->class_, house->class[i].name) == 0) {
            class_message *one = make_class(ctx, &house->class[i], ASKED_DUE + (int)reply->n_class_);
            reply->class_[reply->n_class_] = one;
            reply->n_class_ += one == NULL ? 0 : 1;
        }
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

static ju_rc put_wish(ju_ctx *ctx, const request_erasure *wish, erasures_reply *reply, ju_err *err)
{
    ju_approval approval;
    const class_message *of = reply->class_[0];
    const erasure one = {.erasure_id = wish->request_id,
                         .class = of->class_,
                         .last_day = of->last_day,
                         .due = of->due,
                         .purpose = wish->purpose,
                         .asked_by = wish->operator_->operator_id};
    JU_TRY(ju_erasure_put(ctx, &one, err));
    JU_TRY(ju_approval_put(ctx, "erasure", one.erasure_id, one.asked_by, ju_erasure_request_text(ctx, &one),
                           &approval, err));
    reply->approval = ju_approval_message(ctx->arena, &approval);
    return reply->approval == NULL ? ju_no_memory(err) : JU_OK;
}

static ju_rc answer(ju_ctx *ctx, erasures_reply *reply, const ju_act *act, const char *item, ju_err *err)
{
    reply->refusal = ju_approval_refusal(ctx->arena, act->refused_code, item);
    if (ctx->arena->full) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_answer_command(ctx, &reply->base, err));
    return ju_audit(ctx, act, err);
}

ju_rc ju_erasure_request_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const request_erasure *wish = body;
    const char *item = "";
    erasures_reply reply = JUKI__COMMON__V1__ERASURES_REPLY__INIT;
    ju_act act = {.action = wish->preview ? "retention.previewed" : "retention.asked",
                  .operator_ = wish->operator_,
                  .event_id = ctx->message->id,
                  .detail = ""};
    reply.request_id = wish->request_id;
    act.refused_code = check_wish(ctx, wish, &item);
    if (act.refused_code == NULL && !wish->preview) {
        act.refused_code = check_open(ctx, wish);
    }
    if (act.refused_code == NULL) {
        JU_TRY(fill_classes(ctx, wish, &reply, err));
        JU_TRY(wish->preview ? JU_OK : put_wish(ctx, wish, &reply, err));
        act.change_id = wish->preview ? NULL : wish->request_id;
        act.detail = ju_arena_printf(ctx->arena, "class=%s due=%lld digest=%s", wish->class_,
                                     wish->preview ? -1LL : (long long)reply.class_[0]->due,
                                     reply.approval == NULL ? "" : reply.approval->digest);
    }
    return answer(ctx, &reply, &act, item, err);
}

/* ---- QueryErasures ----------------------------------------------------------------------------------- */

ju_rc ju_erasures_query_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_erasures *query = body;
    if (*query->request_id == '\0') {
        return ju_reject(err, "item_missing", "request_id", "a wish without a number cannot be answered");
    }
    return ju_erasure_ask_list(ctx, query->erasure_id, err);
}

ju_rc ju_erasures_query_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_erasures *query = body;
    erasures_reply reply = JUKI__COMMON__V1__ERASURES_REPLY__INIT;
    bool none = *query->erasure_id != '\0' && PQntuples(ju_answer(ctx, 0)) == 0;
    const ju_act act = {.action = "retention.listed",
                        .operator_ = query->operator_,
                        .event_id = ctx->message->id,
                        .refused_code = !ju_operator_named(query->operator_) ? "operator_missing"
                                        : none                               ? "erasure_unknown"
                                                                             : NULL,
                        .detail = ""};
    reply.request_id = query->request_id;
    JU_TRY(act.refused_code == NULL ? ju_erasure_got_list(ctx, 0, &reply, err) : JU_OK);
    return answer(ctx, &reply, &act, none ? "erasure_id" : "operator", err);
}
