#include "tests/peers/prefecture/inquiry.h"
#include "tests/peers/prefecture/store.h"

#include "common/compare/walk.h"
#include "common/event/topic_names.h"
#include "tests/peers/common/number.h"
#include "tests/peers/common/peer.h"
#include "tests/peers/prefecture/compare.h"
#include "tests/peers/prefecture/national.h"

#include "juki/identity/v1/inquiry.pb-c.h"
#include "prefecture_sql.h"

#include <string.h>

/* The prefecture as it is played: it opens what was sealed to it, keeps the 8 items, gives receipts and
 * answers inquiries; and 全国サーバ is behind it. */

static ju_rc apply_notice(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Identity__V1__ResidentNotice *notice = body;
    const peer_copy copy = prefecture_copy(ctx);
    unsigned char *index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    unsigned char *number_index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    if (index == NULL || number_index == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(peer_copy_put(ctx, &copy, notice, index, number_index, err));
    JU_TRY(prefecture_put_number(ctx, index, number_index, err));
    JU_TRY(national_tell(ctx, notice, err));
    return peer_received(ctx, err);
}

static ju_rc open_ring(const ju_settings *settings, void **ret_state, ju_err *err)
{
    JU_TRY(peer_open_ring(settings, "prefecture", ret_state, err));
    JU_TRY(national_open(settings, err));
    return prefecture_inquiry_open(settings, *ret_state, err);
}

static void close_ring(void *state)
{
    prefecture_inquiry_close();
    national_close();
    peer_close_ring(state);
}

int main(int argc, char **argv)
{
    static const ju_handler handlers[] = {
        {JU_TOPIC_LINK_PREFECTURE_OUT, &juki__identity__v1__resident_notice__descriptor,
         JU_SEQUENCED | JU_STRICT, NULL, NULL, apply_notice},
        {JU_TOPIC_LINK_PREFECTURE_OUT, &juki__identity__v1__identity_inquiry__descriptor, JU_STRICT, NULL,
         prefecture_inquiry_ask, prefecture_inquiry_apply},
        {JU_TOPIC_LINK_PREFECTURE_OUT, &juki__common__v1__compare_opened__descriptor, JU_STRICT,
         ju_compare_claim, compare_opened_ask, compare_opened_apply},
        {JU_TOPIC_LINK_PREFECTURE_OUT, &juki__common__v1__compare_asked__descriptor, JU_STRICT,
         ju_compare_claim, ju_compare_asked_ask, compare_asked_apply},
        {JU_TOPIC_LINK_PREFECTURE_OUT, &juki__common__v1__compare_closed__descriptor, JU_STRICT,
         ju_compare_claim, ju_compare_closed_ask, compare_closed_apply},
        {JU_TOPIC_LINK_PREFECTURE_OUT, &juki__identity__v1__resident_shown__descriptor, JU_STRICT, NULL,
         resident_shown_ask, resident_shown_apply},
        {JU_TOPIC_COMPARE_PREFECTURE, &juki__common__v1__compare_step__descriptor, JU_STRICT,
         ju_compare_claim, compare_step_ask, compare_step_apply},
        {JU_TOPIC_NATIONAL_PREFECTURE, &juki__common__v1__compare_ready__descriptor, JU_STRICT, NULL, NULL,
         national_pass_back},
        {JU_TOPIC_NATIONAL_PREFECTURE, &juki__common__v1__compare_told__descriptor, JU_STRICT, NULL, NULL,
         national_pass_back},
        {JU_TOPIC_NATIONAL_PREFECTURE, &juki__identity__v1__resident_judged__descriptor, JU_STRICT, NULL,
         NULL, national_pass_back},
    };
    const peer_table peer = {
        .name = "prefecture",
        .receipts = JU_TOPIC_LINK_PREFECTURE_IN,
        .handler = handlers,
        .handler_count = sizeof handlers / sizeof handlers[0],
        .sql = prefecture_sql,
        .migrations = prefecture_migrations,
        .part = &ju_compare_part,
        .state = &prefecture_sql_state,
        .open = open_ring,
        .close = close_ring,
        .receipts_again = true,
    };
    return peer_main(&peer, argc, argv);
}
