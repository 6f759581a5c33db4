#include "services/identity/steps/search.h"

#include "common/base/hex.h"
#include "services/identity/steps/inquiry.h"
#include "services/identity/steps/search_reply.h"
#include "services/identity/steps/state.h"

#include "common/base/uuid7.h"
#include "common/event/topic_names.h"

#include <string.h>

typedef Juki__Identity__V1__SearchIdentity search_identity;
typedef Juki__Identity__V1__ShowIdentity show_identity;

static bool refuse(search_refusal *why, const char *code, const char *item)
{
    *why = (search_refusal){code, item};
    return false;
}

/* What ask finds out about a question. */
typedef struct search_work {
    search_refusal why; /* code NULL: nothing stands against it yet */
    search_route route;
    search_plan plan;
    Juki__Common__V1__Sealed *sealed; /* the number asked by, for who answers */
} search_work;

/* The message must stand under its request id. */
static ju_rc begin(ju_ctx *ctx, const char *request_id, search_work **ret, ju_err *err)
{
    *ret = ju_arena_alloc(ctx->arena, sizeof **ret);
    if (*ret == NULL) {
        return ju_no_memory(err);
    }
    **ret = (search_work){0};
    ctx->work = *ret;
    return ju_uuid_valid(request_id) && strcmp(request_id, ctx->message->key) == 0
               ? JU_OK
               : ju_reject(err, "key_mismatch", "request_id", "the key is not the request id, or no UUID");
}

/* ---- the list: asking ---------------------------------------------------------------------------------- */

static ju_keyring *ring_of(identity_rings *rings, search_route route)
{
    return route == SEARCH_HERE         ? rings->identity
           : route == SEARCH_PREFECTURE ? rings->prefecture
                                        : rings->national;
}

/* The number that is asked by, if one is: its blind index, and sealed for who answers. */
static ju_rc read_number(ju_ctx *ctx, const search_identity *question, search_work *work, search_indexes *ret,
                         ju_err *err)
{
    identity_state *state = ctx->app;
    const identity_route route = {state->rings.identity, question->request_id,
                                  ring_of(&state->rings, work->route), question->request_id};
    if (work->plan.mode == SEARCH_BY_ITEMS) {
        return JU_OK;
    }
    unsigned char *index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    if (index == NULL) {
        return ju_no_memory(err);
    }
    bool code = work->plan.mode == SEARCH_BY_CODE;
    ju_rc rc =
        code ? identity_pass_code(&route, ctx->arena, question->resident_code, &work->sealed, index, err)
             : identity_pass_number(&route, ctx->arena, question->individual_number, &work->sealed, index,
                                    err);
    if (rc == JU_REJECT) {
        bool digits = strcmp(err->code, "check_digit") == 0;
        (void)refuse(&work->why, digits ? "check_digit" : "seal_broken",
                     code ? "resident_code" : "individual_number");
        return JU_OK;
    }
    *ret = (search_indexes){.code = code ? index : NULL, .number = code ? NULL : index};
    return rc;
}

/* What is refused, or not ours to answer, asks the database nothing. */
ju_rc search_identity_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const search_identity *question = body;
    const identity_state *state = ctx->app;
    search_work *work = NULL;
    search_indexes indexes = {0};
    JU_TRY(begin(ctx, question->request_id, &work, err));
    bool kana_counts = identity_search_kana_counts(state->settings->kana_from, ctx->today);
    if (!identity_search_plan_of(question, kana_counts, ctx->arena, &work->plan, &work->why)) {
        return work->why.code != NULL ? JU_OK : ju_no_memory(err);
    }
    work->route = identity_search_route_of(state->municipality, question->municipality_code);
    JU_TRY(read_number(ctx, question, work, &indexes, err));
    return work->why.code != NULL || work->route != SEARCH_HERE
               ? JU_OK
               : identity_ask_search(ctx, question, &work->plan, indexes, err);
}

/* ---- the list: answering ------------------------------------------------------------------------------- */

/* The mode of the key, and how many were found or who is asked for them; never a value. */
static ju_rc audit_search(ju_ctx *ctx, const search_identity *question, const char *outcome,
                          const search_refusal *why, ju_err *err)
{
    const char *mode = identity_search_mode_text(question, ctx->arena);
    const char *detail =
        mode == NULL || outcome == NULL ? NULL : ju_arena_printf(ctx->arena, "mode=%s %s", mode, outcome);
    const ju_act act = {.action = "identity.searched",
                        .operator_ = question->operator_,
                        .refused_code = why->code,
                        .detail = detail};
    return detail == NULL ? ju_no_memory(err) : search_audit(ctx, &act, NULL, err);
}

static ju_rc refuse_search(ju_ctx *ctx, const search_identity *question, const search_refusal *why,
                           ju_err *err)
{
    JU_TRY(audit_search(ctx, question, "found=0", why, err));
    return search_reply_refused(ctx, question->request_id, why, err);
}

static ju_rc answer_search(ju_ctx *ctx, const search_identity *question, const search_plan *plan, ju_err *err)
{
    search_hits hits;
    JU_TRY(identity_got_search(ctx, plan, &hits, err));
    if (hits.count > SEARCH_LIST_MAX) {
        return refuse_search(ctx, question, &(search_refusal){"search_too_many", ""}, err);
    }
    const char *outcome = ju_arena_printf(ctx->arena, "found=%zu", hits.count);
    JU_TRY(audit_search(ctx, question, outcome, &(search_refusal){0}, err));
    return search_reply_list(ctx, question->request_id, question->operator_, &hits, err);
}

/* Who lives elsewhere is not in this file (seed 002 R-18). */
static ju_rc pass_on(ju_ctx *ctx, const search_identity *question, const search_work *work, ju_err *err)
{
    const char *outcome = ju_arena_printf(ctx->arena, "peer=%s", inquiry_peer(work->route));
    JU_TRY(audit_search(ctx, question, outcome, &work->why, err));
    return inquiry_send(ctx, question, &work->plan, work->route, work->sealed, err);
}

ju_rc search_identity_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const search_identity *question = body;
    const search_work *work = ctx->work;
    const search_refusal closed = {"peer_closed", "municipality_code"};
    if (work->why.code != NULL) {
        return refuse_search(ctx, question, &work->why, err);
    }
    if (work->route != SEARCH_HERE && !ju_link_is_open(inquiry_link(ctx, work->route), ctx->now)) {
        return refuse_search(ctx, question, &closed, err);
    }
    return work->route == SEARCH_HERE ? answer_search(ctx, question, &work->plan, err)
                                      : pass_on(ctx, question, work, err);
}

/* ---- one of the list ----------------------------------------------------------------------------------- */

ju_rc show_identity_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const show_identity *question = body;
    search_work *work = NULL;
    JU_TRY(begin(ctx, question->request_id, &work, err));
    if (!identity_search_check_choice(question, ctx->arena, &work->why)) {
        return work->why.code != NULL ? JU_OK : ju_no_memory(err);
    }
    return identity_ask_chosen(ctx, question, err);
}

/* *ret_of: as in search_audit. */
static ju_rc fill_chosen(ju_ctx *ctx, const search_chosen *chosen, int32_t place,
                         Juki__Identity__V1__ShowIdentityReply *reply, const char **ret_of, ju_err *err)
{
    identity_state *state = ctx->app;
    unsigned char index[JU_BLIND_INDEX_BYTES];
    const identity_route route = {state->rings.identity, chosen->sealed_subject, state->rings.identity,
                                  reply->request_id};
    reply->person = chosen->person;
    reply->person->place = place;
    reply->municipality_code = (char *)(uintptr_t)chosen->municipality_code;
    reply->reason = (char *)(uintptr_t)chosen->reason;
    reply->change_date = (char *)(uintptr_t)chosen->change_date;
    JU_TRY(identity_pass_number(&route, ctx->arena, chosen->individual_number, &reply->individual_number,
                                index, err));
    JU_TRY(identity_pass_code(&route, ctx->arena, chosen->resident_code, &reply->resident_code, index, err));
    *ret_of = chosen->register_ref != NULL ? chosen->register_ref
                                           : ju_arena_hex(ctx->arena, index, JU_BLIND_INDEX_BYTES);
    return *ret_of != NULL ? JU_OK : ju_no_memory(err);
}

static ju_rc answer_show(ju_ctx *ctx, const show_identity *question, search_refusal *why,
                         Juki__Identity__V1__ShowIdentityReply *reply, const char **ret_of, ju_err *err)
{
    search_chosen chosen = {0};
    if (why->code == NULL) {
        JU_TRY(identity_got_chosen(ctx, question, &chosen, err));
        if (chosen.person != NULL) {
            return fill_chosen(ctx, &chosen, question->place, reply, ret_of, err);
        }
        (void)refuse(why, "list_unknown", "list_id");
    }
    reply->refusal = search_refusal_of(ctx, why);
    return reply->refusal != NULL ? JU_OK : ju_no_memory(err);
}

ju_rc show_identity_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const show_identity *question = body;
    Juki__Identity__V1__ShowIdentityReply reply = JUKI__IDENTITY__V1__SHOW_IDENTITY_REPLY__INIT;
    search_refusal why = ((const search_work *)ctx->work)->why;
    const char *of = NULL;
    reply.request_id = question->request_id;
    JU_TRY(answer_show(ctx, question, &why, &reply, &of, err));
    const ju_act act = {
        .action = "identity.shown", .operator_ = question->operator_, .refused_code = why.code};
    JU_TRY(search_audit(ctx, &act, of, err));
    return ju_emit(ctx, JU_TOPIC_IDENTITY_REPLY, question->request_id, &reply.base, NULL, err);
}
