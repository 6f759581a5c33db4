#include "common/run/migrate.h"

#include "common/base/clock.h"
#include "common/db/way.h"
#include "common/run/confine.h"
#include "common/run/process.h"
#include "event_sql.h"

#include <stdio.h>
#include <time.h>

enum { WAIT_MS = 30 * 1000, PAUSE_MS = 500 };

typedef struct migrate_settings {
    char *conninfo;
} migrate_settings;

static const ju_config_item ITEMS[] = {
    {"JUKI_DB_CONNINFO", JU_CONFIG_STRING, JU_CONFIG_REQUIRED | JU_CONFIG_SECRET,
     offsetof(migrate_settings, conninfo), NULL, "libpq connection string of the role that owns the schema",
     0, 0},
};

void ju_migrations_of(const ju_app *app, const ju_migration *ret[JU_MIGRATION_TABLES])
{
    size_t count = 0;
    ret[count++] = event_migrations;
    if (app->part != NULL) {
        ret[count++] = app->part->migrations;
    }
    ret[count++] = app->migrations;
    ret[count] = NULL;
}

static void print_problem(void *opaque, const char *text)
{
    (void)opaque;
    (void)fprintf(stderr, "%s\n", text);
}

static ju_rc load(migrate_settings *settings, ju_err *err)
{
    const ju_config_part part = {ITEMS, sizeof ITEMS / sizeof ITEMS[0], settings};
    const ju_config_report report = {.error = print_problem, .warning = print_problem};
    JU_TRY(ju_config_load(&part, 1, &report, err));
    const char *fault = ju_db_way_fault(settings->conninfo);
    return fault == NULL ? JU_OK : ju_fail(err, JU_FATAL, "config", "JUKI_DB_CONNINFO %s", fault);
}

static ju_rc migrate(const ju_app *app, const char *conninfo, ju_err *err)
{
    const ju_migration *tables[JU_MIGRATION_TABLES];
    int64_t until_ms = ju_clock_monotonic_ms() + WAIT_MS;
    ju_migrations_of(app, tables);
    for (;;) {
        ju_rc rc = ju_db_migrate(conninfo, app->name, tables, app->grants, err);
        if (rc != JU_RETRY || ju_clock_monotonic_ms() > until_ms) {
            return rc;
        }
        const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
        (void)nanosleep(&pause, NULL);
    }
}

int ju_run_migrate(const ju_app *app)
{
    migrate_settings settings = {0};
    ju_err err = {0};
    int code = JU_EXIT_CONFIG;
    ju_rc rc = load(&settings, &err);
    if (rc == JU_OK) {
        rc = ju_confine(&err);
        rc = rc == JU_OK ? migrate(app, settings.conninfo, &err) : rc;
        code = rc == JU_OK ? 0 : JU_EXIT_FATAL;
    }
    if (rc != JU_OK) {
        (void)fprintf(stderr, "juki-%s: %s\n", app->name, err.message);
    }
    const ju_config_part part = {ITEMS, sizeof ITEMS / sizeof ITEMS[0], &settings};
    ju_config_free(&part, 1);
    return code;
}
