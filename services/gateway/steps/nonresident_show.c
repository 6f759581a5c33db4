/* 照会 of 住登外者 (機能ID 0310005 to 0310007): candidates by 基本4情報, and one with his history. */
#include "services/gateway/steps/nonresident.h"

#include "common/event/topic_names.h"
#include "services/gateway/store_name.h"

#include <string.h>

typedef Juki__Gateway__V1__SearchNonresidents search_question;
typedef Juki__Gateway__V1__ShowNonresident show_question;

/* ---- candidates ---------------------------------------------------------------------------------------- */

/* What ask finds out for apply. */
typedef struct search_work {
    nonresident_refusal why;
    nonresident_plan plan;
} search_work;

ju_rc nonresident_search_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const search_question *question = body;
    search_work *work = ju_arena_alloc(ctx->arena, sizeof *work);
    ctx->work = work;
    if (work == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(numbers_check_key(ctx, question->request_id, err));
    if (!nonresident_plan_of(question, ctx->arena, &work->plan, &work->why)) {
        return work->why.code != NULL ? JU_OK : ju_no_memory(err);
    }
    return nonresident_ask_search(ctx, &work->plan, err);
}

/* Each candidate is an act of his own, so that he can be told who looked at him. */
static ju_rc tell_candidates(ju_ctx *ctx, const search_question *question, nonresident *found, size_t count,
                             Juki__Gateway__V1__NonresidentsReply *reply, ju_err *err)
{
    reply->found = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply->found);
    if (reply->found == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        found[i].as.basics->individual_number = NULL;
        reply->found[i] = &found[i].as;
        const ju_act act = {.action = "nonresident.found", .operator_ = question->operator_};
        JU_TRY(numbers_audit(ctx, &act, found[i].as.addressee_number, err));
    }
    reply->n_found = count;
    return JU_OK;
}

ju_rc nonresident_search_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const search_question *question = body;
    const search_work *work = ctx->work;
    nonresident_refusal why = work->why;
    nonresident found[NONRESIDENT_LIST_MAX + 1];
    size_t count = 0;
    Juki__Gateway__V1__NonresidentsReply reply = JUKI__GATEWAY__V1__NONRESIDENTS_REPLY__INIT;
    if (why.code == NULL) {
        JU_TRY(nonresident_got_search(ctx, 0, &work->plan, (int)question->sex, found, &count, err));
    }
    if (count > NONRESIDENT_LIST_MAX) {
        count = 0;
        (void)nonresident_refuse(&why, "search_too_many", "");
    }
    JU_TRY(tell_candidates(ctx, question, found, count, &reply, err));
    reply.request_id = question->request_id;
    reply.refusal = numbers_refusal(ctx, &why);
    const char *mode = nonresident_mode_text(question, ctx->arena);
    const char *detail = mode == NULL ? NULL : ju_arena_printf(ctx->arena, "mode=%s found=%zu", mode, count);
    if (detail == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, question->request_id, &reply.base, NULL, err));
    const ju_act act = {.action = "nonresident.searched",
                        .operator_ = question->operator_,
                        .refused_code = why.code,
                        .detail = detail};
    return numbers_audit(ctx, &act, NULL, err);
}

/* ---- one person ---------------------------------------------------------------------------------------- */

enum { ASKED_PERSON, ASKED_HISTORY, ASKED_MEMBERS, ASKED_LINKS };

ju_rc nonresident_show_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const show_question *question = body;
    JU_TRY(numbers_check_key(ctx, question->request_id, err));
    JU_TRY(nonresident_ask(ctx, question->addressee_number, err));
    JU_TRY(nonresident_ask_history(ctx, question->addressee_number, err));
    JU_TRY(nonresident_ask_members(ctx, question->addressee_number, err));
    return affair_link_ask(ctx, question->addressee_number, err);
}

static ju_rc read_rest(ju_ctx *ctx, Juki__Gateway__V1__NonresidentReply *reply, ju_err *err)
{
    JU_TRY(nonresident_got_history(ctx, ASKED_HISTORY, reply, err));
    for (size_t i = 0; i < reply->n_history; i++) {
        reply->history[i]->basics->individual_number = NULL;
    }
    JU_TRY(nonresident_got_members(ctx, ASKED_MEMBERS, reply, err));
    return affair_link_got(ctx, ASKED_LINKS, &reply->link, &reply->n_link, err);
}

ju_rc nonresident_show_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const show_question *question = body;
    Juki__Gateway__V1__NonresidentReply reply = JUKI__GATEWAY__V1__NONRESIDENT_REPLY__INIT;
    nonresident_refusal why = {0};
    nonresident person;
    JU_TRY(nonresident_got(ctx, ASKED_PERSON, 0, &person, err));
    if (nonresident_check_asker(question->operator_, question->purpose, &why) &&
        nonresident_show_may(&person, ctx->affair, &why)) {
        JU_TRY(read_rest(ctx, &reply, err));
    }
    JU_TRY(numbers_reply(ctx, question->request_id, &why, &person, &reply, err));
    const ju_act act = {
        .action = "nonresident.shown", .operator_ = question->operator_, .refused_code = why.code};
    return numbers_audit(ctx, &act, question->addressee_number, err);
}
