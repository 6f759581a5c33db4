/* 副本 as operators see it: inspected (seed 002 R-26, seed 004_001 K58), compared with the register and
 * registered anew (R-55, K59). */
#include "services/gateway/steps/copy.h"

#include "common/event/topic_names.h"
#include "services/gateway/steps/affair.h"
#include "services/gateway/store_copy.h"

#include <string.h>

typedef Juki__Gateway__V1__ShowCopy show_copy;
typedef Juki__Gateway__V1__CompareCopies compare_copies;
typedef Juki__Gateway__V1__RegisterCopies register_copies;

Juki__Common__V1__Refusal *copy_refusal_of(ju_ctx *ctx, copy_refusal why, int line)
{
    Juki__Common__V1__Refusal *refusal = ju_arena_alloc(ctx->arena, sizeof *refusal);
    if (why.code == NULL || refusal == NULL) {
        return NULL;
    }
    const char *text = copy_refusal_text(why.code);
    juki__common__v1__refusal__init(refusal);
    refusal->code = (char *)(uintptr_t)why.code;
    refusal->item = (char *)(uintptr_t)why.item;
    refusal->message =
        line == 0 ? (char *)(uintptr_t)text : ju_arena_printf(ctx->arena, "%d行目: %s", line, text);
    return refusal;
}

ju_rc copy_answer(ju_ctx *ctx, const char *request_id, const ProtobufCMessage *reply, const ju_act *act,
                  const char *addressee_number, ju_err *err)
{
    const gateway *self = ctx->app;
    char subject[JU_SUBJECT_HASH_SIZE];
    ju_act told = *act;
    if (ctx->arena->full) {
        return ju_no_memory(err);
    }
    if (*addressee_number != '\0') {
        JU_TRY(ju_subject_hash(self->audit, addressee_number, subject, err));
        told.subject = subject;
    }
    told.event_id = ctx->message->id;
    JU_TRY(ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, request_id, reply, NULL, err));
    return ju_audit(ctx, &told, err);
}

static ju_rc audit_person(ju_ctx *ctx, ju_act act, const char *number, ju_err *err)
{
    act.event_id = ctx->message->id;
    return gateway_audit(ctx, act, number, err);
}

ju_rc copy_audit_persons(ju_ctx *ctx, const ju_act *act, int number, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, number);
    for (int row = 0; row < PQntuples(rows); row++) {
        JU_TRY(audit_person(ctx, *act, ju_col(rows, row, 0), err));
    }
    return JU_OK;
}

ju_rc copy_audit_compared(ju_ctx *ctx, const Juki__Common__V1__Operator *who,
                          const Juki__Gateway__V1__CopiesCompared *reply, ju_err *err)
{
    const ju_act act = {.action = "copy.difference_shown", .operator_ = who};
    for (size_t i = 0; i < reply->n_difference; i++) {
        const Juki__Gateway__V1__CopyDifference *one = reply->difference[i];
        JU_TRY(audit_person(
            ctx, act, *one->addressee_number != '\0' ? one->addressee_number : one->integrated_number, err));
    }
    return JU_OK;
}

ju_rc copy_show_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const show_copy *wish = body;
    return copy_ask_person(ctx, wish->addressee_number, affair_bound(ctx), err);
}

ju_rc copy_show_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const show_copy *wish = body;
    bool found = false;
    Juki__Gateway__V1__CopyShown reply = JUKI__GATEWAY__V1__COPY_SHOWN__INIT;
    copy_refusal why = copy_check_purpose(wish->purpose);
    if (why.code == NULL) {
        JU_TRY(copy_got_person(ctx, &reply, &found, err));
        why = found ? why : (copy_refusal){"person_unknown", "addressee_number"};
    }
    reply.request_id = wish->request_id;
    reply.refusal = copy_refusal_of(ctx, why, 0);
    const ju_act act = {.action = "copy.shown", .operator_ = wish->operator_, .refused_code = why.code};
    return copy_answer(ctx, wish->request_id, &reply.base, &act, found ? wish->addressee_number : "", err);
}

ju_rc copy_compare_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const compare_copies *wish = body;
    return copy_ask_compared(ctx, wish->after, err);
}

ju_rc copy_compare_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const compare_copies *wish = body;
    Juki__Gateway__V1__CopiesCompared reply = JUKI__GATEWAY__V1__COPIES_COMPARED__INIT;
    reply.request_id = wish->request_id;
    JU_TRY(copy_got_compared(ctx, &reply, err));
    JU_TRY(copy_audit_compared(ctx, wish->operator_, &reply, err));
    const ju_act act = {.action = "copy.compared",
                        .operator_ = wish->operator_,
                        .detail = ju_arena_printf(ctx->arena, "persons=%d differences=%zu",
                                                  (int)reply.checked, reply.n_difference)};
    return copy_answer(ctx, wish->request_id, &reply.base, &act, "", err);
}

static copy_refusal check_register(const register_copies *wish)
{
    if (wish->n_integrated_number == 0) {
        return (copy_refusal){"persons_missing", "integrated_number"};
    }
    return wish->n_integrated_number > COPY_PART_PERSONS
               ? (copy_refusal){"persons_too_many", "integrated_number"}
               : copy_check_purpose(wish->purpose);
}

ju_rc copy_register_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const register_copies *wish = body;
    return copy_ask_registered(ctx, wish->integrated_number, wish->n_integrated_number, err);
}

ju_rc copy_register_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const register_copies *wish = body;
    Juki__Gateway__V1__CopiesRegistered reply = JUKI__GATEWAY__V1__COPIES_REGISTERED__INIT;
    copy_refusal why = check_register(wish);
    if (why.code == NULL) {
        JU_TRY(copy_put_registered(ctx, wish->integrated_number, wish->n_integrated_number, err));
        reply.persons = (int32_t)wish->n_integrated_number;
        const ju_act each = {.action = "copy.renewed", .operator_ = wish->operator_};
        JU_TRY(copy_audit_persons(ctx, &each, 0, err));
    }
    reply.request_id = wish->request_id;
    reply.refusal = copy_refusal_of(ctx, why, 0);
    const ju_act act = {.action = "copy.registered",
                        .operator_ = wish->operator_,
                        .refused_code = why.code,
                        .detail = ju_arena_printf(ctx->arena, "persons=%d", (int)reply.persons)};
    return copy_answer(ctx, wish->request_id, &reply.base, &act, "", err);
}
