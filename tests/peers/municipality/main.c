#include "tests/peers/municipality/wide.h"

#include "common/event/topic_names.h"
#include "tests/peers/common/number.h"
#include "tests/peers/common/peer.h"

#include "juki/identity/v1/wide.pb-c.h"
#include "municipality_sql.h"

/* Another municipality as it is played, on the other side of the CS network. */

static ju_rc open_ring(const ju_settings *settings, void **ret_state, ju_err *err)
{
    return peer_open_ring(settings, "municipality", ret_state, err);
}

int main(int argc, char **argv)
{
    static const ju_handler handlers[] = {
        {JU_TOPIC_LINK_MUNICIPALITY_OUT, &juki__identity__v1__wide_answered__descriptor, JU_STRICT, NULL,
         NULL, wide_answered_apply},
    };
    const peer_table peer = {
        .name = "municipality",
        .receipts = JU_TOPIC_LINK_MUNICIPALITY_IN,
        .handler = handlers,
        .handler_count = sizeof handlers / sizeof handlers[0],
        .sql = municipality_sql,
        .migrations = municipality_migrations,
        .state = &municipality_sql_state,
        .open = open_ring,
        .close = peer_close_ring,
    };
    return peer_main(&peer, argc, argv);
}
