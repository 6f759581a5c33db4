#include "tests/peers/justice/store.h"

#include "common/event/topic_names.h"
#include "tests/peers/common/peer.h"

#include "justice_sql.h"

/* 出入国在留管理庁 as it is played: it keeps what the municipality tells of foreign residents and what became
 * of its own notices, and gives receipts. */

static ju_rc apply_notice(ju_ctx *ctx, const void *body, ju_err *err)
{
    JU_TRY(justice_put_person(ctx, body, err));
    return peer_received(ctx, err);
}

static ju_rc apply_result(ju_ctx *ctx, const void *body, ju_err *err)
{
    return justice_put_result(ctx, body, err);
}

int main(int argc, char **argv)
{
    static const ju_handler handlers[] = {
        {JU_TOPIC_LINK_JUSTICE_OUT, &juki__resident__v1__municipality_notice__descriptor,
         JU_SEQUENCED | JU_STRICT, NULL, NULL, apply_notice},
        {JU_TOPIC_LINK_JUSTICE_OUT, &juki__resident__v1__residence_notice_result__descriptor, JU_STRICT, NULL,
         NULL, apply_result},
    };
    const peer_table peer = {
        .name = "justice",
        .receipts = JU_TOPIC_LINK_JUSTICE_IN,
        .handler = handlers,
        .handler_count = 2,
        .sql = justice_sql,
        .migrations = justice_migrations,
        .state = &justice_sql_state,
    };
    return peer_main(&peer, argc, argv);
}
