#include "tests/peers/portal/store.h"

#include "common/event/topic_names.h"
#include "tests/peers/common/peer.h"

#include "portal_sql.h"

/* The portal of online applications (マイナポータル) as it is played: it keeps what became of each, and gives
 * receipts. It also keeps the アクセス履歴 that residents asked it for. */

static ju_rc apply_status(ju_ctx *ctx, const void *body, ju_err *err)
{
    JU_TRY(portal_put_status(ctx, body, err));
    return peer_received(ctx, err);
}

/* What a resident asked for; its receipt is that it is shown. */
static ju_rc apply_history(ju_ctx *ctx, const void *body, ju_err *err)
{
    JU_TRY(portal_put_history(ctx, body, err));
    return peer_answered(ctx, err);
}

int main(int argc, char **argv)
{
    static const ju_handler handlers[] = {
        {JU_TOPIC_LINK_PORTAL_OUT, &juki__resident__v1__application_status__descriptor,
         JU_SEQUENCED | JU_STRICT, NULL, NULL, apply_status},
        {JU_TOPIC_AUDIT_ACCESS_HISTORY, &juki__audit__v1__access_history__descriptor,
         JU_SEQUENCED | JU_STRICT, NULL, NULL, apply_history},
    };
    const peer_table peer = {
        .name = "portal",
        .receipts = JU_TOPIC_LINK_PORTAL_IN,
        .handler = handlers,
        .handler_count = sizeof handlers / sizeof handlers[0],
        .sql = portal_sql,
        .migrations = portal_migrations,
        .state = &portal_sql_state,
    };
    return peer_main(&peer, argc, argv);
}
