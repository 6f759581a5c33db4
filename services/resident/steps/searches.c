#include "services/resident/steps/handlers.h"
#include "services/resident/steps/reply.h"
#include "services/resident/store_search.h"

#include "common/event/topic_names.h"

/* 検索履歴 (2.1.1 j320): who asks sees the own searches, to ask one again. */

typedef Juki__Resident__V1__QuerySearches query_searches;
typedef Juki__Resident__V1__PastSearch past_search;

static const char *operator_of(const query_searches *question)
{
    return question->operator_ == NULL ? "" : question->operator_->operator_id;
}

ju_rc query_searches_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_searches *question = body;
    JU_TRY(check_request_key(ctx, question->request_id, err));
    return ask_searches(ctx, operator_of(question), err);
}

static ju_rc read_past(ju_ctx *ctx, int row, past_search **ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    past_search *past = ju_arena_alloc(ctx->arena, sizeof *past);
    if (past == NULL) {
        return ju_no_memory(err);
    }
    juki__resident__v1__past_search__init(past);
    past->asked_at = ju_arena_strdup(ctx->arena, ju_col(rows, row, 0));
    past->found = (int32_t)ju_col_i64(rows, row, 1);
    *ret = past;
    return read_search_question(ctx, rows, row, &past->question, err);
}

ju_rc query_searches_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_searches *question = body;
    Juki__Resident__V1__SearchesReply reply = JUKI__RESIDENT__V1__SEARCHES_REPLY__INIT;
    refusal why = {0};
    size_t count = (size_t)PQntuples(ju_answer(ctx, 0));
    reply.request_id = question->request_id;
    reply.search = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply.search);
    if (reply.search == NULL) {
        return ju_no_memory(err);
    }
    if (*operator_of(question) == '\0') {
        (void)refuse(&why, "operator_missing", "operator");
    }
    for (; why.code == NULL && reply.n_search < count; reply.n_search++) {
        JU_TRY(read_past(ctx, (int)reply.n_search, &reply.search[reply.n_search], err));
    }
    reply.refusal = refusal_message_of(ctx, &why);
    JU_TRY(ju_audit(ctx,
                    &(ju_act){.action = "person.searches",
                              .operator_ = question->operator_,
                              .event_id = ctx->message->id,
                              .refused_code = why.code},
                    err));
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, question->request_id, &reply.base, NULL, err);
}
