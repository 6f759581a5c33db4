#include "common/run/app.h"
#include "services/audit/handlers.h"

#include "audit_sql.h"

enum { IDLE_EVERY_MS = 200 };

static audit_settings settings;

static const ju_config_item ITEMS[] = {
    {"JUKI_REFUSAL_LOG", JU_CONFIG_STRING, 0, offsetof(audit_settings, refusal_log), NULL,
     "file in which Kafka writes whom it refused (deploy/local/kafka-log4j.properties); unset: none is "
     "followed",
     0, 0},
    {"JUKI_CHECKPOINT_EVERY", JU_CONFIG_DURATION_MS, 0, offsetof(audit_settings, checkpoint_ms), "10s",
     "how often the tree of the log is signed, when it has grown", 100, 86400000},
};

static ju_rc open_state(const ju_settings *common, void **ret_state, ju_err *err)
{
    return audit_state_open(common, &settings, ret_state, err);
}

int main(int argc, char **argv)
{
    const ju_config_part config = {ITEMS, sizeof ITEMS / sizeof ITEMS[0], &settings};
    const ju_app app = {
        .name = "audit",
        .handler = audit_handlers,
        .handler_count = audit_handler_count,
        .hooks = audit_hooks,
        .sql = audit_sql,
        .migrations = audit_migrations,
        .open = open_state,
        .close = audit_state_close,
        .config = &config,
        .idle_every_ms = IDLE_EVERY_MS,
        .metrics = audit_state_metrics,
    };
    return ju_run(&app, argc, argv);
}
