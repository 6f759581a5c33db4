#include "tests/peers/national/compare.h"

#include "common/event/topic_names.h"
#include "tests/peers/common/peer.h"
#include "tests/peers/national/state.h"

#include "national_sql.h"

static peer_copy copy_of(const ju_ctx *ctx)
{
    const national_state *state = ctx->app;
    return (peer_copy){.put = &national_sql_resident_put,
                       .page = &national_sql_compare_page,
                       .one = &national_sql_compare_one,
                       .answers = JU_TOPIC_NATIONAL_PREFECTURE,
                       .label = "national",
                       .ring = state->national};
}

/* No receipt: the prefecture has given one. */
ju_rc national_notice_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const peer_copy copy = copy_of(ctx);
    unsigned char *index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    unsigned char *number_index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    if (index == NULL || number_index == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(peer_copy_put(ctx, &copy, body, index, number_index, err));
    return peer_answered(ctx, err);
}

static ju_rc ask_page(ju_ctx *ctx, const char *after, int rows, ju_err *err)
{
    const peer_copy copy = copy_of(ctx);
    return peer_copy_ask_page(ctx, &copy, after, rows, err);
}

static ju_rc read_record(ju_ctx *ctx, const PGresult *rows, int row, ju_compare_entry *ret, ju_err *err)
{
    const peer_copy copy = copy_of(ctx);
    return peer_copy_read(ctx, &copy, rows, row, ret, err);
}

static const ju_compare_pair IDENTITY = {
    .partner = "identity",
    .label = "national",
    .steps = JU_TOPIC_COMPARE_NATIONAL,
    .to = JU_TOPIC_NATIONAL_PREFECTURE,
    .ask_page = ask_page,
    .read = read_record,
};

/* ---- the messages of a comparison --------------------------------------------------------------------- */

ju_rc compare_opened_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    (void)body;
    return ju_compare_opened_ask(ctx, &IDENTITY, err);
}

ju_rc compare_opened_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_opened_apply(ctx, &IDENTITY, body, err);
}

ju_rc compare_asked_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_asked_apply(ctx, &IDENTITY, body, err);
}

ju_rc compare_closed_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_closed_apply(ctx, &IDENTITY, body, err);
}

ju_rc compare_step_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_step_ask(ctx, &IDENTITY, body, err);
}

ju_rc compare_step_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_step_apply(ctx, &IDENTITY, body, err);
}

ju_rc resident_shown_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const peer_copy copy = copy_of(ctx);
    return peer_copy_shown_ask(ctx, &copy, body, err);
}

ju_rc resident_shown_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const peer_copy copy = copy_of(ctx);
    return peer_copy_shown_apply(ctx, &copy, body, err);
}
