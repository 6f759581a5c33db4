/* Letters between municipalities: trusted before they are read. */
#include "services/identity/steps/post.h"

#include "common/code/code.h"
#include "common/event/check.h"
#include "common/event/topic_names.h"
#include "common/seal/sign.h"

#include <string.h>

typedef Juki__Identity__V1__MunicipalityLetter municipality_letter;
typedef Juki__Identity__V1__MunicipalityWord municipality_word;

ju_rc post_send(ju_ctx *ctx, const char *move_ref, const char *kind, const ProtobufCMessage *letter,
                const char **ret_id, ju_err *err)
{
    const char *id = NULL;
    JU_TRY(ju_emit(ctx, JU_TOPIC_LINK_MUNICIPALITY_OUT, move_ref, letter, &id, err));
    if (ret_id != NULL) {
        *ret_id = id;
    }
    return move_put_letter(ctx, id, move_ref, kind, err);
}

ju_rc post_audit(ju_ctx *ctx, const post_act *act, ju_err *err)
{
    return ju_audit(ctx,
                    &(ju_act){.action = act->action,
                              .operator_ = act->operator_,
                              .subject = act->subject,
                              .change_id = act->move_ref,
                              .event_id = ctx->message == NULL ? NULL : ctx->message->id,
                              .refused_code = act->code,
                              .detail = act->detail},
                    err);
}

/* ---- trust --------------------------------------------------------------------------------------------- */

static ju_rc open_signers(const identity_state *state, const char *municipality, ju_signers **ret,
                          move_refusal *why, ju_err *err)
{
    /* the code becomes part of a file's name: digits alone */
    if (!ju_code_valid(JU_CODE_MUNICIPALITY, municipality)) {
        *why = (move_refusal){"signature_key", "from_municipality"};
        return JU_OK;
    }
    ju_err fault = {0};
    ju_rc rc = ju_signers_open(state->settings->link_key_dir, municipality, ret, &fault);
    if (rc != JU_OK && strcmp(fault.code, "signature_key") == 0) {
        *why = (move_refusal){"signature_key", "from_municipality"};
        return JU_OK;
    }
    if (rc != JU_OK && err != NULL) {
        *err = fault;
    }
    return rc;
}

static ju_rc check_signature(const municipality_letter *letter, const ju_signers *signers, move_refusal *why,
                             ju_err *err)
{
    ju_err fault = {0};
    ju_rc rc = ju_signature_check(signers, JU_TOPIC_LINK_MUNICIPALITY_IN, letter->key_id, &letter->word,
                                  &letter->signature, &fault);
    if (rc == JU_REJECT) {
        bool of_key = strcmp(fault.code, "signature_key") == 0;
        *why = of_key ? (move_refusal){"signature_key", "key_id"}
                      : (move_refusal){"signature_invalid", "signature"};
        return JU_OK;
    }
    if (rc != JU_OK && err != NULL) {
        *err = fault;
    }
    return rc;
}

/* The keys are read for each letter: there are few, and a key that was taken away is trusted no longer. */
static ju_rc verify(ju_ctx *ctx, const municipality_letter *letter, move_refusal *why, ju_err *err)
{
    ju_signers *signers = NULL;
    ju_rc rc = open_signers(ctx->app, letter->from_municipality, &signers, why, err);
    if (rc == JU_OK && why->code == NULL) {
        rc = check_signature(letter, signers, why, err);
    }
    ju_signers_free(signers);
    return rc;
}

ju_rc post_open(ju_ctx *ctx, const municipality_letter *letter, const municipality_word **ret_word,
                move_refusal *ret_why, ju_err *err)
{
    const identity_state *state = ctx->app;
    ProtobufCMessage *word = NULL;
    *ret_word = NULL;
    JU_TRY(verify(ctx, letter, ret_why, err));
    if (ret_why->code != NULL) {
        return JU_OK;
    }
    ju_rc rc = ju_unpack(&juki__identity__v1__municipality_word__descriptor, letter->word.data,
                         letter->word.len, true, ctx->arena, &word, err);
    if (rc == JU_REJECT) {
        *ret_why = (move_refusal){"message_invalid", "word"};
        return JU_OK;
    }
    JU_TRY(rc);
    *ret_why = move_check_word((const municipality_word *)word, letter->from_municipality, ctx->message->key,
                               state->municipality);
    *ret_word = ret_why->code == NULL ? (const municipality_word *)word : NULL;
    return JU_OK;
}
