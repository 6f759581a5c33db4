#include "common/run/app.h"
#include "services/identity/handlers.h"
#include "services/identity/numbers.h"

#include "identity_sql.h"

static ju_rc open_rings(const ju_settings *settings, void **ret_state, ju_err *err)
{
    static identity_rings rings;
    *ret_state = &rings;
    return identity_rings_open(&rings, settings->key_dir, err);
}

static void close_rings(void *state)
{
    if (state != NULL) {
        identity_rings_close(state);
    }
}

int main(int argc, char **argv)
{
    const ju_app app = {
        .name = "identity",
        .handler = identity_handlers,
        .handler_count = IDENTITY_HANDLER_COUNT,
        .sql = identity_sql,
        .migrations = identity_migrations,
        .open = open_rings,
        .close = close_rings,
    };
    return ju_run(&app, argc, argv);
}
