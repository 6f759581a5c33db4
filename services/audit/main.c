#include "common/run/app.h"
#include "services/audit/handlers.h"

#include "audit_sql.h"

static ju_rc open_state(const ju_settings *settings, void **ret_state, ju_err *err)
{
    (void)settings;
    *ret_state = audit_state_new();
    return *ret_state == NULL ? ju_fail(err, JU_FATAL, "memory", "out of memory") : JU_OK;
}

int main(int argc, char **argv)
{
    const ju_app app = {
        .name = "audit",
        .handler = audit_handlers,
        .handler_count = audit_handler_count,
        .hooks = audit_hooks,
        .sql = audit_sql,
        .migrations = audit_migrations,
        .open = open_state,
        .close = audit_state_free,
    };
    return ju_run(&app, argc, argv);
}
