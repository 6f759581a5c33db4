#include "tests/peers/prefecture/compare.h"

#include "common/event/topic_names.h"
#include "tests/peers/prefecture/national.h"

#include "prefecture_sql.h"

peer_copy prefecture_copy(const ju_ctx *ctx)
{
    return (peer_copy){.put = &prefecture_sql_person_put,
                       .page = &prefecture_sql_compare_page,
                       .one = &prefecture_sql_compare_one,
                       .answers = JU_TOPIC_LINK_PREFECTURE_IN,
                       .label = "",
                       .ring = ctx->app};
}

static ju_rc ask_page(ju_ctx *ctx, const char *after, int rows, ju_err *err)
{
    const peer_copy copy = prefecture_copy(ctx);
    return peer_copy_ask_page(ctx, &copy, after, rows, err);
}

static ju_rc read_record(ju_ctx *ctx, const PGresult *rows, int row, ju_compare_entry *ret, ju_err *err)
{
    const peer_copy copy = prefecture_copy(ctx);
    return peer_copy_read(ctx, &copy, rows, row, ret, err);
}

static const ju_compare_pair IDENTITY = {
    .partner = "identity",
    .steps = JU_TOPIC_COMPARE_PREFECTURE,
    .to = JU_TOPIC_LINK_PREFECTURE_IN,
    .ask_page = ask_page,
    .read = read_record,
};

/* ---- the messages of a comparison --------------------------------------------------------------------- */

ju_rc compare_opened_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Common__V1__CompareOpened *opened = body;
    return national_is(opened->partner) ? JU_OK : ju_compare_opened_ask(ctx, &IDENTITY, err);
}

ju_rc compare_opened_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Common__V1__CompareOpened *opened = body;
    return national_is(opened->partner) ? national_pass_on(ctx, &opened->base, err)
                                        : ju_compare_opened_apply(ctx, &IDENTITY, opened, err);
}

ju_rc compare_asked_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Common__V1__CompareAsked *asked = body;
    return national_is(asked->partner) ? national_pass_on(ctx, &asked->base, err)
                                       : ju_compare_asked_apply(ctx, &IDENTITY, asked, err);
}

ju_rc compare_closed_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Common__V1__CompareClosed *closed = body;
    return national_is(closed->partner) ? national_pass_on(ctx, &closed->base, err)
                                        : ju_compare_closed_apply(ctx, &IDENTITY, closed, err);
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
    const peer_copy copy = prefecture_copy(ctx);
    return peer_copy_shown_ask(ctx, &copy, body, err);
}

ju_rc resident_shown_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Identity__V1__ResidentShown *shown = body;
    const peer_copy copy = prefecture_copy(ctx);
    return national_is(shown->partner) ? national_pass_on(ctx, &shown->base, err)
                                       : peer_copy_shown_apply(ctx, &copy, shown, err);
}
