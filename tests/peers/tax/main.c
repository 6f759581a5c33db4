#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "juki/gateway/v1/feed.pb-c.h"
#include "tax_sql.h"
#include "tests/peers/common/peer.h"
#include "tests/peers/tax/handlers.h"

static const ju_handler handlers[] = {
    {
        .topic = JU_TOPIC_FEED_TAX,
        .descriptor = &juki__gateway__v1__person_feed__descriptor,
        .flags = JU_SEQUENCED,
        .apply = tax_feed_apply,
    },
};

static ju_rc open_ring(const ju_settings *settings, void **ret_state, ju_err *err)
{
    ju_keyring *ring = NULL;
    JU_TRY(ju_keyring_open(settings->key_dir, "tax", &ring, err));
    *ret_state = ring;
    return JU_OK;
}

static void close_ring(void *state)
{
    ju_keyring_free(state);
}

int main(int argc, char **argv)
{
    const peer_table tax = {
        .name = "tax",
        .receipts = JU_TOPIC_FEED_TAX_REQUEST,
        .handler = handlers,
        .handler_count = sizeof handlers / sizeof handlers[0],
        .sql = tax_sql,
        .migrations = tax_migrations,
        .state = &tax_sql_state,
        .open = open_ring,
        .close = close_ring,
    };
    return peer_main(&tax, argc, argv);
}
