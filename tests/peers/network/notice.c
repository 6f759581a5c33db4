/* お知らせ: the played portal shows them to whom they are for, or fails, and says so; at once or when it is
 * asked. */
#include "tests/peers/network/post.h"
#include "tests/peers/network/words.h"

#include "network_sql.h"

#include <string.h>

typedef Juki__Gateway__V1__NoticeSent notice_sent;
typedef Juki__Gateway__V1__NoticeAsked notice_asked;

/* ends: as in the table notice_mode, "": it waits. */
static const char *state_of(const char *ends)
{
    return *ends == '\0' ? "waiting" : strcmp(ends, "delivered") == 0 ? "delivered" : "failed";
}

static ju_rc tell(ju_ctx *ctx, char *delivery_id, const char *ends, ju_err *err)
{
    Juki__Gateway__V1__NetworkWord word = JUKI__GATEWAY__V1__NETWORK_WORD__INIT;
    Juki__Gateway__V1__NoticeTold told = JUKI__GATEWAY__V1__NOTICE_TOLD__INIT;
    told.delivery_id = delivery_id;
    told.state = (char *)(uintptr_t)state_of(ends);
    told.code = (char *)(uintptr_t)(strcmp(told.state, "failed") == 0 ? ends : "");
    word.notice_told = &told;
    return network_post(ctx, &word, delivery_id, "network", err);
}

static ju_rc ask_mode(ju_ctx *ctx, const void *body, ju_err *err)
{
    (void)body;
    return ju_ask(ctx, &network_sql_notice_mode, NULL, err);
}

static ju_rc apply_notice(ju_ctx *ctx, const void *body, ju_err *err)
{
    const notice_sent *sent = body;
    const char *ends = ju_col(ju_answer(ctx, 0), 0, 0);
    char *code = NULL;
    ju_args args = ju_new_args(ctx);
    JU_TRY(ju_unseal_text(network_ring(), ctx->arena, "subject_code", sent->delivery_id, sent->subject_code,
                          &code, err));
    ju_arg_text(&args, sent->delivery_id);
    ju_arg_text(&args, code);
    ju_arg_text(&args, sent->title);
    ju_arg_text(&args, sent->body);
    ju_arg_text(&args, state_of(ends));
    JU_TRY(ju_do(ctx, &network_sql_notice_put, &args, err));
    return *ends == '\0' ? JU_OK : tell(ctx, sent->delivery_id, ends, err);
}

const network_step network_notice = {ask_mode, apply_notice};

static ju_rc ask_notice(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_ask_text(ctx, &network_sql_notice_find, ((const notice_asked *)body)->delivery_id, err);
}

static ju_rc apply_asked(ju_ctx *ctx, const void *body, ju_err *err)
{
    const notice_asked *asked = body;
    const PGresult *row = ju_answer(ctx, 0);
    ju_args args = ju_new_args(ctx);
    if (PQntuples(row) == 0) {
        return ju_reject(err, "delivery_unknown", "delivery_id", "there is no such notice");
    }
    const char *ends = ju_col(row, 0, 1);
    ju_arg_text(&args, asked->delivery_id);
    ju_arg_text(&args, state_of(ends));
    JU_TRY(ju_do(ctx, &network_sql_notice_end, &args, err));
    return tell(ctx, asked->delivery_id, ends, err);
}

const network_step network_notice_asked = {ask_notice, apply_asked};
