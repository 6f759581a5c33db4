#include "tests/peers/municipality/wide.h"

#include "tests/peers/common/number.h"
#include "tests/peers/common/peer.h"
#include "tests/peers/municipality/store_wide.h"

#include <string.h>

typedef Juki__Identity__V1__WideAnswered wide_answered;

/* What it cannot open it could not print. */
static ju_rc open_numbers(ju_ctx *ctx, const wide_answered *answer,
                          const Juki__Identity__V1__WidePerson *person, int64_t *count, ju_err *err)
{
    if (person->individual_number != NULL) {
        (*count)++;
        JU_TRY(peer_open_number(ctx, JU_CODE_INDIVIDUAL_NUMBER, answer->request_id, person->individual_number,
                                NULL, err));
    }
    if (person->resident_code == NULL) {
        return JU_OK;
    }
    (*count)++;
    return peer_open_number(ctx, JU_CODE_RESIDENT_CODE, answer->request_id, person->resident_code, NULL, err);
}

ju_rc wide_answered_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const wide_answered *answer = body;
    int64_t numbers = 0;
    if (strcmp(answer->request_id, ctx->message->key) != 0) {
        return ju_reject(err, "key_mismatch", "request_id", "the answer stands under another key");
    }
    for (size_t i = 0; i < answer->n_person; i++) {
        JU_TRY(open_numbers(ctx, answer, answer->person[i], &numbers, err));
    }
    JU_TRY(wide_put_answer(ctx, answer, numbers, err));
    return peer_received(ctx, err);
}
