#include "tests/peers/card/continuity.h"

#include "juki/identity/v1/move_in.pb-c.h"
#include "tests/peers/common/number.h"
#include "tests/peers/common/peer.h"

#include "card_sql.h"

ju_rc card_continuity_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Identity__V1__CardContinuityRequested *wish = body;
    ju_args args;
    unsigned char *index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    if (index == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(peer_open_number(ctx, JU_CODE_RESIDENT_CODE, wish->request_id, wish->resident_code, index, err));
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, wish->request_id);
    ju_arg_text(&args, wish->register_ref);
    ju_arg_bytes(&args, index, JU_BLIND_INDEX_BYTES);
    ju_arg_text(&args, wish->move_in_date);
    JU_TRY(ju_do(ctx, &card_sql_continuity_put, &args, err));
    /* a receipt would go to delivery, which did not ask */
    return peer_answered(ctx, err);
}
