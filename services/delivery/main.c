#include "common/run/app.h"
#include "common/seal/seal.h"
#include "services/delivery/handlers.h"

#include "delivery_sql.h"

static ju_rc open_ring(const ju_settings *settings, void **ret_state, ju_err *err)
{
    ju_keyring *ring = NULL;
    ju_rc rc = ju_keyring_open(settings->key_dir, "audit", &ring, err);
    *ret_state = ring;
    return rc;
}

static void close_ring(void *state)
{
    ju_keyring_free(state);
}

int main(int argc, char **argv)
{
    const ju_app app = {
        .name = "delivery",
        .handler = delivery_handlers,
        .handler_count = DELIVERY_HANDLER_COUNT,
        .sql = delivery_sql,
        .migrations = delivery_migrations,
        .open = open_ring,
        .close = close_ring,
    };
    return ju_run(&app, argc, argv);
}
