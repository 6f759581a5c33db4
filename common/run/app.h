#ifndef JU_RUN_APP_H
#define JU_RUN_APP_H

#include "common/config/config.h"
#include "common/event/batch.h"
#include "common/event/link.h"
#include "common/event/refuse.h"
#include "common/metrics/metrics.h"
#include "common/retention/rule.h"

#include <stdatomic.h>

/* Settings that every program on the bus has; see the table in settings.c for meaning and defaults. */
typedef struct ju_settings {
    char *municipality;
    char *topic_prefix;
    char *group;
    char *kafka_bootstrap;
    char *kafka_properties;
    char *tls_dir;
    bool kafka_plaintext;
    char *destinations;
    char *db_conninfo;
    char *key_dir;
    char *key_provider;
    bool seal_names;
    char *variant_table;
    char *holidays;
    char *clock;
    char *http_address;
    bool http_beyond_loopback;
    char *log_level;
    int64_t batch_max;
    int64_t batch_wait_ms;
    int64_t inbox_retention_ms;
    int64_t statistics_minimum;
    int64_t audit_max_lag_ms;
    char *supervisors;
    int64_t approval_days;
    ju_calendar *calendar;     /* read from holidays by ju_run, before open */
    const atomic_bool *closed; /* likewise: while it is set nothing new is answered (common/run/trail.h) */
} ju_settings;

/* Statements and tables of a part of common/ that only some programs have. */
typedef struct ju_app_part {
    const ju_sql *const *sql;
    const ju_migration *migrations;
} ju_app_part;

/*
 * A service is this table: what it reads, with which functions, which statements it needs. ju_run gives it
 * configuration, log, health, metrics, database, inbox, outbox, relay, dead letters and an orderly end; it
 * signs what the service sends and verifies what it reads (common/event/SIGNATURES.md).
 */
typedef struct ju_app {
    const char *name; /* also the name in ce_source, group and log */
    const ju_handler *handler;
    size_t handler_count;
    ju_batch_hooks hooks;
    const ju_sql *const *sql;
    const ju_migration *migrations;
    const ju_app_part *part; /* NULL: none */
    /* SQL of the rights of its role, made from grants.csv: --migrate gives them, and the program itself
     * changes no schema. NULL: it owns its database and migrates it at start, as those that tests play. */
    const char *grants;
    /* Makes and frees the service's own state, such as keyrings; ctx->app in handlers. May be NULL. */
    ju_rc (*open)(const ju_settings *settings, void **ret_state, ju_err *err);
    void (*close)(void *state);
    const ju_config_part *config; /* the service's own settings, filled before open; NULL: none */
    /* The bodies outside that it writes to; their variables are in config (JU_LINK_ITEMS), the rest is made
     * before open. left, which may be NULL, is run for events that leave after they have waited for the hours
     * or the rate of their link: $1 text[] ids. */
    ju_link *links;
    size_t link_count;
    const ju_sql *left;
    /* What time alone brings, such as erasing what is due: this often a batch without messages runs for its
     * hooks (idle_ask, idle_begin), and then aside, which may be NULL, for statements that stand in no
     * transaction. What meets a server that is away, or is refused, comes again. 0: never. */
    int64_t idle_every_ms;
    ju_rc (*aside)(void *state, ju_db *db, ju_err *err);
    /* What it keeps for how long, by classes (common/retention/engine.h); and the kinds of requests that
     * DecideApproval decides beside erasures, NULL: none. */
    const ju_retention_class *retention;
    size_t retention_count;
    const char *approval_kinds;
    /* How its commands are refused while acts cannot be put into the audit trail (common/run/trail.h), and a
     * topic that it reads even then; NULL: it has none. */
    ju_reply_of *reply_of;
    const char *kept;
    /* The program of another body, as tests play them: what it does is no act of the house, so it is in no
     * audit trail of ours. */
    bool outside;
    /* Topics that proto/topics.csv does not know, ended by a NULL topic: of a program that tests only. NULL:
     * none. */
    const ju_topic_writers *topics;
    /* Registers the service's own series, after open. May be NULL. */
    void (*metrics)(void *state, ju_registry *registry);
    /* Why it should not be taken for ready, a fixed phrase; NULL: nothing is wrong. Asked by another thread.
     * May be NULL.
     */
    const char *(*trouble)(void *state);
} ju_app;

/* The whole life of a service process; returns its exit code: 0 done, 64 usage, 70 fatal, 78 configuration.
 * Arguments: --check-config, --print-env, --migrate (of who has grants), --help. */
int ju_run(const ju_app *app, int argc, char **argv);

#endif
