#include "tests/peers/common/internal.h"

#include "common/config/config.h"

#include <jansson.h>

typedef struct state_settings {
    char *db_conninfo;
} state_settings;

static const ju_config_item items[] = {
    {.name = "JUKI_DB_CONNINFO",
     .type = JU_CONFIG_STRING,
     .flags = JU_CONFIG_REQUIRED | JU_CONFIG_SECRET,
     .offset = offsetof(state_settings, db_conninfo),
     .help = "libpq connection string of the peer's database"},
};

static void complain(void *opaque, const char *text)
{
    (void)opaque;
    (void)fprintf(stderr, "%s\n", text);
}

/* The variables of the whole peer may be set; only one is read here. */
static void ignore(void *opaque, const char *text)
{
    (void)opaque;
    (void)text;
}

/* Each column of the first row becomes a member of that name. */
static ju_rc add_row(ju_db *db, const ju_sql *sql, json_t *json, ju_err *err)
{
    PGresult *row = NULL;
    JU_TRY(ju_db_run(db, sql, NULL, &row, err));
    for (int column = 0; column < PQnfields(row); column++) {
        (void)json_object_set_new(json, PQfname(row, column), json_integer(ju_col_i64(row, 0, column)));
    }
    PQclear(row);
    return JU_OK;
}

static ju_rc open_and_work(const peer_table *peer, const char *conninfo, peer_work *work, void *opaque,
                           ju_err *err)
{
    const ju_sql *common[] = {&peer_sql_journal_state, NULL};
    const ju_sql *const *const tables[] = {common, peer->sql, NULL};
    JU_DB_AUTO ju_db *db = NULL;
    JU_TRY(ju_db_open(conninfo, peer->name, tables, &db, err));
    return work(db, opaque, err);
}

int peer_run_work(const peer_table *peer, peer_work *work, void *opaque)
{
    state_settings settings = {0};
    const ju_config_part part = {.items = items, .item_count = 1, .values = &settings};
    const ju_config_report report = {.error = complain, .warning = ignore};
    ju_err err;
    ju_rc rc = ju_config_load(&part, 1, &report, &err);
    rc = rc == JU_OK ? open_and_work(peer, settings.db_conninfo, work, opaque, &err) : rc;
    ju_config_free(&part, 1);
    if (rc != JU_OK) {
        (void)fprintf(stderr, "%s: %s\n", peer->name, err.message);
    }
    return rc == JU_OK ? 0 : 1;
}

static ju_rc read_state(ju_db *db, void *opaque, ju_err *err)
{
    const peer_table *peer = opaque;
    json_t *json = json_pack("{s:s}", "peer", peer->name);
    ju_rc rc = add_row(db, &peer_sql_journal_state, json, err);
    rc = rc == JU_OK && peer->state != NULL ? add_row(db, peer->state, json, err) : rc;
    if (rc == JU_OK) {
        (void)json_dumpf(json, stdout, JSON_COMPACT);
        (void)fputc('\n', stdout);
    }
    json_decref(json);
    return rc;
}

int peer_print_state(const peer_table *peer)
{
    return peer_run_work(peer, read_state, (void *)(uintptr_t)peer);
}
