/* What is held and never decided ends by time: it is refused as if nothing were there, so that nobody's 符号
 * waits here for ever, and no inquirer for us. */
#include "services/gateway/steps/held.h"

#include "services/gateway/steps/letter.h"
#include "services/gateway/steps/provision.h"

enum { AT_ONCE = 100 };

ju_rc held_idle_ask(ju_ctx *ctx, ju_err *err)
{
    const gateway *self = ctx->app;
    return provision_ask_overdue(ctx, self->settings->held_wait_ms, letter_linked(self) ? AT_ONCE : 0, err);
}

static ju_rc refuse(ju_ctx *ctx, provision_row *row, ju_err *err)
{
    const provision_act act = {
        .question = row->permit->question,
        .permit = row->permit,
        .permit_id = row->permit->permit_id,
        .code = "release_timeout",
        .law_version = row->law_version,
        .integrated_number = row->integrated_number,
        .addressee_number = row->addressee_number,
        .received_at = row->received_at,
    };
    row->state = "refused";
    row->code = act.code;
    JU_TRY(provision_put_decided(ctx, row, NULL, err));
    return provision_do(ctx, &act, err);
}

ju_rc held_idle_begin(ju_ctx *ctx, int number, ju_err *err)
{
    for (size_t i = 0; i < provision_count(ctx, number); i++) {
        provision_row row;
        JU_TRY(provision_at(ctx, number, (int)i, &row, err));
        JU_TRY(refuse(ctx, &row, err));
    }
    return JU_OK;
}
