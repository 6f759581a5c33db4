#include "tests/peers/tax/handlers.h"

#include "common/code/code.h"
#include "tests/peers/common/peer.h"
#include "tests/peers/tax/store.h"

#include <string.h>

#define NUMBER_FIELD "individual_number"

typedef Juki__Gateway__V1__PersonFeed person_feed;

/* *ret_index is NULL when the person has no 個人番号. The number itself rests as it came: sealed to us. */
static ju_rc index_number(ju_ctx *ctx, const person_feed *feed, unsigned char **ret_index, ju_err *err)
{
    ju_keyring *ring = ctx->app;
    char *number = NULL;
    *ret_index = NULL;
    if (feed->individual_number == NULL) {
        return JU_OK;
    }
    unsigned char *index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    if (index == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_unseal_text(ring, ctx->arena, NUMBER_FIELD, feed->addressee_number, feed->individual_number,
                          &number, err));
    ju_rc rc = ju_code_valid(JU_CODE_INDIVIDUAL_NUMBER, number)
                   ? ju_blind_index(ring, NUMBER_FIELD, number, index, err)
                   : ju_reject(err, "check_digit", NUMBER_FIELD, "the number is not a valid one");
    explicit_bzero(number, strlen(number));
    *ret_index = index;
    return rc;
}

ju_rc tax_take_person(ju_ctx *ctx, const person_feed *feed, ju_err *err)
{
    unsigned char *index = NULL;
    if (strcmp(feed->addressee_number, ctx->message->key) != 0) {
        return ju_reject(err, "key_mismatch", "addressee_number", "the key is not that of the person");
    }
    if (strcmp(feed->state, "out_of_scope") == 0) {
        return tax_forget_person(ctx, feed->addressee_number, err);
    }
    JU_TRY(index_number(ctx, feed, &index, err));
    JU_TRY(tax_put_person(ctx, feed, index, err));
    return feed->restrained ? tax_forget_places(ctx, feed->addressee_number, err) : JU_OK;
}

ju_rc tax_feed_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    JU_TRY(tax_take_person(ctx, body, err));
    return peer_received(ctx, err);
}
