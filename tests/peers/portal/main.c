#include "tests/peers/portal/store.h"

#include "common/event/topic_names.h"
#include "tests/peers/common/peer.h"

#include "portal_sql.h"

/* The portal of online applications (マイナポータル) as it is played: it keeps what became of each, and gives
 * receipts. */

static ju_rc apply_status(ju_ctx *ctx, const void *body, ju_err *err)
{
    JU_TRY(portal_put_status(ctx, body, err));
    return peer_received(ctx, err);
}

int main(int argc, char **argv)
{
    static const ju_handler handlers[] = {
        {JU_TOPIC_LINK_PORTAL_OUT, &juki__resident__v1__application_status__descriptor,
         JU_SEQUENCED | JU_STRICT, NULL, NULL, apply_status},
    };
    const peer_table peer = {
        .name = "portal",
        .receipts = JU_TOPIC_LINK_PORTAL_IN,
        .handler = handlers,
        .handler_count = 1,
        .sql = portal_sql,
        .migrations = portal_migrations,
        .state = &portal_sql_state,
    };
    return peer_main(&peer, argc, argv);
}
