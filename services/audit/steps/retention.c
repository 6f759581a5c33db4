#include "services/audit/steps/retention.h"

#include "common/base/hex.h"
#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "services/audit/handlers.h"
#include "services/audit/store_prove.h"
#include "services/audit/store_retention.h"

#include <string.h>

typedef Juki__Audit__V1__QuerySegments query_segments;
typedef Juki__Audit__V1__CloseSegment close_segment;
typedef Juki__Audit__V1__RequestExpiry request_expiry;
typedef Juki__Audit__V1__DecideExpiry decide_expiry;
typedef Juki__Audit__V1__TellPurged tell_purged;
typedef Juki__Audit__V1__Expiry expiry_record;
typedef Juki__Audit__V1__ExpiryReply expiry_reply;
typedef Juki__Audit__V1__SegmentsReply segments_reply;

enum { EXPIRED_AT_ONCE = 4096 };

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

/* An act with what it was about; of a bad wish with the item alone: what stands in it may be anything. */
static ju_rc note(ju_ctx *ctx, ju_act act, const audit_refusal *refused, ju_err *err)
{
    act.event_id = ctx->message == NULL ? NULL : ctx->message->id;
    if (refused != NULL) {
        act.refused_code = refused->code;
        act.detail = refused->item;
    }
    return act.detail == NULL ? ju_no_memory(err) : ju_audit(ctx, &act, err);
}

static ju_rc answer_segments(ju_ctx *ctx, segments_reply *reply, const audit_refusal *refused,
                             const ju_act *act, ju_err *err)
{
    reply->refusal = refused == NULL ? NULL : audit_refusal_message(ctx, refused);
    JU_TRY(note(ctx, *act, refused, err));
    return ju_emit(ctx, JU_TOPIC_AUDIT_REPLY, ctx->message->key, &reply->base, NULL, err);
}

/* ---- QuerySegments ------------------------------------------------------------------------------------ */

ju_rc segments_query_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_segments *query = body;
    const audit_refusal *refused = retention_check_query(query);
    ctx->work = (void *)(uintptr_t)refused;
    return refused == NULL ? segment_ask_list(ctx, query->after, err) : JU_OK;
}

ju_rc segments_query_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_segments *query = body;
    segments_reply reply = JUKI__AUDIT__V1__SEGMENTS_REPLY__INIT;
    const ju_act act = {.action = "retention.listed", .operator_ = query->operator_, .detail = ""};
    reply.request_id = query->request_id;
    if (ctx->work == NULL) {
        JU_TRY(segments_got(ctx, 0, &reply.segment, &reply.n_segment, err));
        reply.more = reply.n_segment > RETENTION_PAGE_ROWS;
        reply.n_segment -= reply.more ? 1 : 0;
    }
    return answer_segments(ctx, &reply, ctx->work, &act, err);
}

/* ---- CloseSegment ------------------------------------------------------------------------------------- */

enum { ASKED_LAST, ASKED_KNOWN, ASKED_TILES };

/* The segment that a command tells of. */
typedef struct closing {
    const audit_refusal *refused;
    const char *text;
    ju_segment segment;
    ju_hash digest;
    char hex[2 * JU_HASH_BYTES + 1];
} closing;

/* All of them one after the other, so that the next sees the last. */
ju_rc segment_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    (void)body;
    return ju_claim(ctx, "segment", "", err);
}

static ju_rc read_closing(const ju_ctx *ctx, const close_segment *wish, closing *ret, ju_err *err)
{
    ju_err why = {0};
    ret->text = ju_arena_printf(ctx->arena, "%.*s", (int)wish->text.len, (const char *)wish->text.data);
    if (ret->text == NULL) {
        return ju_no_memory(err);
    }
    bool whole = wish->text.len <= JU_SEGMENT_BYTES_MAX && strlen(ret->text) == wish->text.len;
    ju_rc rc = whole ? ju_segment_read(ret->text, ctx->arena, &ret->segment, &why) : JU_REJECT;
    if (rc == JU_REJECT) {
        ret->refused = &retention_refusal_malformed;
        return JU_OK;
    }
    if (rc != JU_OK) {
        *err = why;
        return rc;
    }
    JU_TRY(ju_segment_digest(ret->text, &ret->digest, err));
    ju_hex(ret->digest.byte, sizeof ret->digest.byte, ret->hex);
    return JU_OK;
}

ju_rc segment_close_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const close_segment *wish = body;
    closing *c = ju_arena_alloc(ctx->arena, sizeof *c);
    if (c == NULL) {
        return ju_no_memory(err);
    }
    ctx->work = c;
    c->refused = retention_check_purpose(wish->purpose);
    if (c->refused == NULL) {
        JU_TRY(read_closing(ctx, wish, c, err));
    }
    if (c->refused != NULL) {
        return JU_OK;
    }
    JU_TRY(segment_ask_last(ctx, err));
    JU_TRY(segment_ask(ctx, c->segment.number, err));
    return prove_ask_tiles(ctx, &(prove_wish){&c->segment.last, 1, NULL, c->segment.size}, err);
}

/* That it is the next, and what stands in the tree. */
static ju_rc judge(const ju_ctx *ctx, closing *c, retention_segment **ret_known, ju_err *err)
{
    retention_segment *last = NULL;
    prove_note signed_;
    prove_tiles tiles = {.hasher = audit_hasher(ctx)};
    bool known = false;
    JU_TRY(segment_got(ctx, ASKED_LAST, &last, err));
    JU_TRY(segment_got(ctx, ASKED_KNOWN, ret_known, err));
    JU_TRY(prove_tiles_got(ju_answer(ctx, ASKED_TILES), ctx->arena, &signed_, &tiles, err));
    c->refused = retention_check_order(&c->segment, c->hex, last, *ret_known, &known);
    if (c->refused != NULL || known) {
        return JU_OK;
    }
    if (signed_.size == 0) {
        c->refused = &audit_refusal_checkpoint_unknown;
        return JU_OK;
    }
    ju_rc rc = retention_check_place(&c->segment, &tiles, ctx->arena, &c->refused, err);
    if (rc == JU_REJECT) {
        c->refused = &audit_refusal_tile_broken;
        return JU_OK;
    }
    return rc;
}

ju_rc segment_close_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const close_segment *wish = body;
    closing *c = ctx->work;
    segments_reply reply = JUKI__AUDIT__V1__SEGMENTS_REPLY__INIT;
    retention_segment *one = NULL;
    retention_segment fresh = JUKI__AUDIT__V1__SEGMENT__INIT;
    JU_TRY(c->refused == NULL ? judge(ctx, c, &one, err) : JU_OK);
    reply.request_id = wish->request_id;
    if (c->refused == NULL && one == NULL) {
        one = &fresh;
        fresh.number = (int32_t)c->segment.number;
        fresh.first = c->segment.first;
        fresh.last = c->segment.last;
        fresh.digest = c->hex;
        fresh.closed_by = wish->operator_->operator_id;
        fresh.closed_at = text(ctx->now);
        JU_TRY(segment_put(ctx, &c->segment, c->text, &c->digest, wish, err));
    }
    if (c->refused == NULL) {
        reply.segment = &one;
        reply.n_segment = 1;
    }
    const ju_act act = {.action = "retention.archived",
                        .operator_ = wish->operator_,
                        .detail = ju_arena_printf(ctx->arena, "segment=%d entries=%lld-%lld digest=%s",
                                                  (int)c->segment.number, (long long)c->segment.first,
                                                  (long long)c->segment.last, c->hex)};
    return answer_segments(ctx, &reply, c->refused, &act, err);
}

/* ---- RequestExpiry ------------------------------------------------------------------------------------ */

enum { ASKED_SEGMENT, ASKED_DUE };

static ju_rc answer_expiry(ju_ctx *ctx, expiry_reply *reply, const audit_refusal *refused, const ju_act *act,
                           ju_err *err)
{
    reply->refusal = refused == NULL ? NULL : audit_refusal_message(ctx, refused);
    reply->expiry = refused == NULL ? reply->expiry : NULL;
    JU_TRY(note(ctx, *act, refused, err));
    return ju_emit(ctx, JU_TOPIC_AUDIT_REPLY, ctx->message->key, &reply->base, NULL, err);
}

ju_rc expiry_request_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const request_expiry *wish = body;
    JU_TRY(segment_ask(ctx, wish->segment, err));
    return due_ask(ctx, wish->segment, wish->archive, err);
}

ju_rc expiry_request_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const request_expiry *wish = body;
    expiry_reply reply = JUKI__AUDIT__V1__EXPIRY_REPLY__INIT;
    expiry_record one = JUKI__AUDIT__V1__EXPIRY__INIT;
    retention_segment *of = NULL;
    reply.request_id = wish->request_id;
    JU_TRY(segment_got(ctx, ASKED_SEGMENT, &of, err));
    JU_TRY(due_got(ctx, ASKED_DUE, wish->archive, &reply, &one.due, err));
    const audit_refusal *refused = retention_check_wish(wish, of, one.due);
    if (refused == NULL && !wish->preview) {
        one.expiry_id = text(ju_event_id(ctx));
        one.segment = wish->segment;
        one.archive = wish->archive;
        one.state = text("asked");
        one.entered_by = wish->operator_->operator_id;
        reply.expiry = &one;
        JU_TRY(one.expiry_id == NULL ? ju_no_memory(err) : expiry_put(ctx, &one, wish->purpose, err));
    }
    reply.n_class_ = refused == NULL ? reply.n_class_ : 0;
    const ju_act act = {.action = wish->preview ? "retention.previewed" : "retention.asked",
                        .operator_ = wish->operator_,
                        .detail = ju_arena_printf(ctx->arena, "segment=%d entries=%lld archive=%s expiry=%s",
                                                  (int)wish->segment, (long long)one.due,
                                                  wish->archive ? "yes" : "no", one.expiry_id)};
    return answer_expiry(ctx, &reply, refused, &act, err);
}

/* ---- DecideExpiry ------------------------------------------------------------------------------------- */

ju_rc expiry_decision_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_expiry *decision = body;
    bool asked = ju_uuid_valid(decision->expiry_id);
    ctx->work = asked ? text("") : NULL;
    return asked ? expiry_ask(ctx, decision->expiry_id, err) : JU_OK;
}

ju_rc expiry_decision_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_expiry *decision = body;
    expiry_reply reply = JUKI__AUDIT__V1__EXPIRY_REPLY__INIT;
    expiry_record *one = NULL;
    const char *digest = "";
    reply.request_id = decision->request_id;
    if (ctx->work != NULL) {
        JU_TRY(expiry_got(ctx, 0, &one, &digest, err));
    }
    const audit_refusal *refused = retention_check_decision(decision, one, digest);
    if (refused == NULL && one != NULL) {
        one->state = text(decision->approved ? "approved" : "refused");
        one->decided_by = decision->operator_->operator_id;
        reply.expiry = one;
        JU_TRY(expiry_decide(ctx, one, err));
    }
    const ju_act act = {.action = decision->approved ? "retention.approved" : "retention.refused",
                        .operator_ = decision->operator_,
                        .detail = ju_arena_printf(ctx->arena, "segment=%d expiry=%s",
                                                  one == NULL ? 0 : (int)one->segment,
                                                  refused == NULL ? decision->expiry_id : "")};
    return answer_expiry(ctx, &reply, refused, &act, err);
}

/* ---- TellPurged --------------------------------------------------------------------------------------- */

ju_rc purge_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const tell_purged *told = body;
    bool asked = ju_uuid_valid(told->expiry_id);
    ctx->work = asked ? text("") : NULL;
    return asked ? expiry_ask(ctx, told->expiry_id, err) : JU_OK;
}

ju_rc purge_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const tell_purged *told = body;
    expiry_reply reply = JUKI__AUDIT__V1__EXPIRY_REPLY__INIT;
    const char *digest = "";
    reply.request_id = told->request_id;
    if (ctx->work != NULL) {
        JU_TRY(expiry_got(ctx, 0, &reply.expiry, &digest, err));
    }
    const audit_refusal *refused = retention_check_purge(told, reply.expiry, digest);
    const ju_act act = {.action = "retention.purged",
                        .operator_ = told->operator_,
                        .detail = ju_arena_printf(ctx->arena, "segment=%d entries=%lld expiry=%s",
                                                  reply.expiry == NULL ? 0 : (int)reply.expiry->segment,
                                                  (long long)told->entries,
                                                  refused == NULL ? told->expiry_id : "")};
    return answer_expiry(ctx, &reply, refused, &act, err);
}

/* ---- without messages --------------------------------------------------------------------------------- */

ju_rc retention_idle_ask(ju_ctx *ctx, ju_err *err)
{
    return expire_ask(ctx, EXPIRED_AT_ONCE, err);
}

ju_rc retention_idle_begin(ju_ctx *ctx, int asked, ju_err *err)
{
    expiry_record one;
    JU_TRY(expire_got(ctx, asked, &one, err));
    if (strcmp(one.state, "done") != 0) {
        return JU_OK;
    }
    const char *detail = ju_arena_printf(ctx->arena, "segment=%d entries=%lld expiry=%s", (int)one.segment,
                                         (long long)one.expired, one.expiry_id);
    return note(ctx, (ju_act){.action = "retention.expired", .detail = detail}, NULL, err);
}
