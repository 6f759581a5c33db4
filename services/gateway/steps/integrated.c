/* The search of 団体内統合宛名番号 (seed 002 システム6: by 個人番号 or a business number), for one purpose,
 * audited. */
#include "services/gateway/steps/nonresident.h"
#include "services/gateway/store_integrated.h"

#include "common/event/topic_names.h"

#include <string.h>

typedef Juki__Gateway__V1__SearchIntegrated search_question;

static int keys_of(const search_question *question)
{
    return (question->individual_number != NULL) + (*question->addressee_number != '\0') +
           (*question->affair_number != '\0') + (*question->integrated_number != '\0');
}

ju_rc integrated_search_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const search_question *question = body;
    nonresident_refusal *why = ju_arena_alloc(ctx->arena, sizeof *why);
    unsigned char *index = NULL;
    char *number = NULL;
    ctx->work = why;
    if (why == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(numbers_check_key(ctx, question->request_id, err));
    if (!nonresident_check_asker(question->operator_, question->purpose, why)) {
        return JU_OK;
    }
    if (keys_of(question) != 1) {
        (void)nonresident_refuse(why, "integrated_key", "");
        return JU_OK;
    }
    if (question->individual_number != NULL) {
        ju_rc rc =
            numbers_open(ctx, question->request_id, question->individual_number, &number, &index, why, err);
        if (number != NULL) {
            explicit_bzero(number, strlen(number));
        }
        JU_TRY(rc);
    }
    return why->code != NULL ? JU_OK : integrated_ask(ctx, question, index, err);
}

/* The mode of the key, never its value. */
static const char *mode_of(const search_question *question)
{
    return keys_of(question) != 1                ? "none"
           : question->individual_number != NULL ? "individual_number"
           : *question->addressee_number != '\0' ? "addressee_number"
           : *question->affair_number != '\0'    ? "affair_number"
                                                 : "integrated_number";
}

/* Everybody whose number is shown is told of. */
static ju_rc audit_found(ju_ctx *ctx, const search_question *question,
                         const Juki__Gateway__V1__IntegratedReply *reply, ju_err *err)
{
    const ju_act act = {.action = "integrated.found", .operator_ = question->operator_};
    for (size_t i = 0; i < reply->n_addressee; i++) {
        JU_TRY(numbers_audit(ctx, &act, reply->addressee[i]->addressee_number, err));
    }
    return JU_OK;
}

static ju_rc find(ju_ctx *ctx, const search_question *question, Juki__Gateway__V1__IntegratedReply *reply,
                  nonresident_refusal *why, ju_err *err)
{
    int persons = 0;
    JU_TRY(integrated_got(ctx, reply, &persons, err));
    if (persons == 1) {
        return audit_found(ctx, question, reply, err);
    }
    *reply = (Juki__Gateway__V1__IntegratedReply)JUKI__GATEWAY__V1__INTEGRATED_REPLY__INIT;
    (void)nonresident_refuse(why, persons == 0 ? "integrated_unknown" : "integrated_ambiguous", "");
    return JU_OK;
}

ju_rc integrated_search_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const search_question *question = body;
    nonresident_refusal why = *(const nonresident_refusal *)ctx->work;
    Juki__Gateway__V1__IntegratedReply reply = JUKI__GATEWAY__V1__INTEGRATED_REPLY__INIT;
    if (why.code == NULL) {
        JU_TRY(find(ctx, question, &reply, &why, err));
    }
    reply.request_id = question->request_id;
    reply.refusal = numbers_refusal(ctx, &why);
    const char *detail = ju_arena_printf(ctx->arena, "mode=%s", mode_of(question));
    if (detail == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, question->request_id, &reply.base, NULL, err));
    const ju_act act = {.action = "integrated.searched",
                        .operator_ = question->operator_,
                        .refused_code = why.code,
                        .detail = detail};
    return numbers_audit(ctx, &act, NULL, err);
}
