/* 審査リスト: what was entered, item by item, for who is to review it (seed 002 R-21, standard j530). */
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/reply.h"
#include "services/resident/steps/state.h"
#include "services/resident/store.h"

#include "common/event/check.h"
#include "common/event/topic_names.h"
#include "juki/resident/v1/review.pb-c.h"

typedef Juki__Resident__V1__QueryProvisional query;
typedef Juki__Resident__V1__Provisional provisional;
typedef Juki__Resident__V1__ProvisionalReply provisional_reply;

/* What surely fits one message, whatever the sizes of the entries. */
enum { PAGE_ROWS = 50, PAGE_BYTES = 400 * 1024 };

ju_rc query_provisional_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query *question = body;
    JU_TRY(check_request_key(ctx, question->request_id, err));
    return ask_provisional(ctx, question->change_id, question->after, err);
}

static ju_rc read_one(ju_ctx *ctx, const stored_provisional *stored, provisional **ret, ju_err *err)
{
    ProtobufCMessage *entry = NULL;
    JU_TRY(ju_unpack(&juki__resident__v1__submit_change__descriptor, stored->entry.data, stored->entry.len,
                     false, ctx->arena, &entry, err));
    *ret = ju_arena_alloc(ctx->arena, sizeof **ret);
    if (*ret == NULL) {
        return ju_no_memory(err);
    }
    juki__resident__v1__provisional__init(*ret);
    (*ret)->entry = (Juki__Resident__V1__SubmitChange *)entry;
    (*ret)->entered_at = (char *)(uintptr_t)stored->entered_at;
    (*ret)->approvals = stored->approvals;
    (*ret)->approved_by = (char *)(uintptr_t)stored->approved_by;
    return JU_OK;
}

/* As many as fit; the first always does. */
static ju_rc fill(ju_ctx *ctx, provisional_reply *reply, ju_err *err)
{
    size_t rows = (size_t)PQntuples(ju_answer(ctx, 0));
    size_t bytes = 0;
    reply->change = ju_arena_alloc(ctx->arena, (rows + 1) * sizeof *reply->change);
    if (reply->change == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < rows; i++) {
        stored_provisional stored;
        JU_TRY(read_provisional(ctx, 0, i, &stored, err));
        bytes += stored.entry.len;
        if (i == PAGE_ROWS || (i > 0 && bytes > PAGE_BYTES)) {
            reply->more = true;
            return JU_OK;
        }
        JU_TRY(read_one(ctx, &stored, &reply->change[reply->n_change++], err));
    }
    return JU_OK;
}

/* Whoever is shown with an entry has the act in his own trail. */
static ju_rc audit_shown(ju_ctx *ctx, const query *question, const provisional_reply *reply,
                         const refusal *why, ju_err *err)
{
    bool one = *question->change_id != '\0';
    ju_act act = {.action = one ? "provisional.show" : "provisional.list",
                  .operator_ = question->operator_,
                  .change_id = one ? question->change_id : NULL,
                  .refused_code = why->code,
                  .detail = why->item};
    for (size_t i = 0; i < reply->n_change; i++) {
        act.change_id = reply->change[i]->entry->change_id;
        JU_TRY(audit_entry(ctx, &act, reply->change[i]->entry, err));
    }
    return reply->n_change > 0 ? JU_OK : ju_audit(ctx, &act, err);
}

ju_rc query_provisional_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query *question = body;
    provisional_reply reply = JUKI__RESIDENT__V1__PROVISIONAL_REPLY__INIT;
    refusal why = {0};
    reply.request_id = question->request_id;
    if (question->operator_ == NULL || *question->operator_->operator_id == '\0') {
        (void)refuse(&why, "operator_missing", "operator");
    } else if (*question->change_id != '\0' && PQntuples(ju_answer(ctx, 0)) == 0) {
        (void)refuse(&why, "not_provisional", "change_id");
    } else {
        JU_TRY(fill(ctx, &reply, err));
    }
    reply.refusal = refusal_message_of(ctx, &why);
    JU_TRY(audit_shown(ctx, question, &reply, &why, err));
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, question->request_id, &reply.base, NULL, err);
}
