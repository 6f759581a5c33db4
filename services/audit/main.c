#include "common/event/topic_names.h"
#include "common/retention/table.h"
#include "common/run/app.h"
#include "services/audit/commands.h"
#include "services/audit/steps/report_settings.h"

#include "audit_sql.h"

extern const char audit_grants[]; /* made from grants.csv */

enum { IDLE_EVERY_MS = 200 };

static audit_settings settings;

static const ju_config_item ITEMS[] = {
    JU_STAFF_ITEMS(offsetof(audit_settings, staff)),
    {"JUKI_AUDIT_AFFAIRS", JU_CONFIG_STRING, 0, offsetof(audit_settings, affairs), "",
     "事務 of the staff tokens with which the trail may be asked, separated by spaces; empty: none", 0, 0},
    {"JUKI_REFUSAL_LOG", JU_CONFIG_STRING, 0, offsetof(audit_settings, refusal_log), NULL,
     "file in which Kafka writes whom it refused (deploy/local/kafka-log4j.properties); unset: none is "
     "followed",
     0, 0},
    {"JUKI_DATABASE_LOGS", JU_CONFIG_STRING, 0, offsetof(audit_settings, session_logs), NULL,
     "folders in which PostgreSQL servers write who connected, as jsonlog (deploy/local/postgresql.conf), "
     "separated by "
     "\":\"; unset: none is followed",
     0, 0},
    {"JUKI_CHECKPOINT_EVERY", JU_CONFIG_DURATION_MS, 0, offsetof(audit_settings, checkpoint_ms), "10s",
     "how often the tree of the log is signed, when it has grown", 100, 86400000},
    {"JUKI_CHECKPOINT_FILE", JU_CONFIG_STRING, JU_CONFIG_REQUIRED, offsetof(audit_settings, checkpoint_file),
     NULL, "file in which the last signed tree is remembered, out of reach of who may write the database", 0,
     0},
    {"JUKI_WITNESSES", JU_CONFIG_STRING, 0, offsetof(audit_settings, witnesses), NULL,
     "file whose lines \"witness <name> <vkey> <url>\" name who cosigns checkpoints (C2SP tlog-policy); "
     "unset: nobody",
     0, 0},
    TILES_ITEMS(offsetof(audit_settings, tiles)),
    STAMP_ITEMS(offsetof(audit_settings, stamp)),
    REPORT_ITEMS,
};

static const ju_retention_class RETENTION[] = {RETENTION_AUDIT};

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
        .grants = audit_grants,
        .open = open_state,
        .close = audit_state_close,
        .retention = RETENTION,
        .retention_count = sizeof RETENTION / sizeof RETENTION[0],
        .config = &config,
        .idle_every_ms = IDLE_EVERY_MS,
        .reply_of = audit_reply_of,
        .kept = JU_TOPIC_AUDIT_RECORD,
        .aside = audit_state_aside,
        .metrics = audit_state_metrics,
        .trouble = audit_state_trouble,
    };
    return ju_run(&app, argc, argv);
}
