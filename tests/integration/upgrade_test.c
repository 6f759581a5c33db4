/*
 * Upgrades that nobody can carry out in SQL, since only the gateway can seal (common/db/kept.h): a row of the
 * form before stops the migration with a word that says what to do, and nothing is lost or changed by it.
 */
#include "tests/integration/harness/process.h"

#include "common/base/file.h"
#include "event_sql.h"
#include "gateway_sql.h"

#include <stdio.h>
#include <string.h>

enum { MIGRATIONS_MAX = 64, LOG_BYTES = 65536 };

#define KEPT   "persons are kept in the form before 0060"
#define COPIES "copy has rows that are not sealed"
#define NAMES  "nonresident_name has names that are not sealed"

/* Rows of before, by the migration that they stop, in the order of these. */
static const struct {
    const char *migration;
    const char *table;
    const char *columns;
    const char *values;
    const char *why;
} BEFORE[] = {
    {"0060_kept", "person",
     "history_number, change_id, addressee_number, restrained, state, integrated_number, sex, name",
     "1, 'c', '1', false, 'resident', '1', 1, '佐藤　花子'", KEPT},
    {"0060_kept", "nonresident_record",
     "addressee_number, history_number, request_id, act, recorded_on, operator_id, affair, "
     "birth_date_uncertain, sex, name",
     "'2', 1, 'r', 'register', '2026-04-01', 'clerk1', '25', false, 1, '佐藤　花子'", KEPT},
    {"0065_sealed_texts", "inquiry",
     "inquiry_id, consumer, item, provider, information, asked_items, addressee_number, purpose, law_table, "
     "inquirer_kind, affair, law_version, integrated_number, digest, state, asked_by, asked_terminal, "
     "asked_office, received_at, due_at",
     "'i', 'tax', '48', '131016', '地方税関係情報', '{income}', '1', '課税', 't', 'k', '25', '1', '1', 'd', "
     "'entered', 'clerk1', 'T01', '税務課', now(), now()",
     "table inquiry has rows that are not sealed"},
    {"0065_sealed_texts", "notice", "notice_id, consumer, title, body, entered_by",
     "'n', 'tax', '納期', 'お知らせします', 'clerk1'", "table notice has rows that are not sealed"},
    {"0065_sealed_texts", "copy_entry", "entry_id, kind, purpose, entered_by",
     "'e', 'import', '賦課', 'clerk1'", "table copy_entry has rows that are not sealed"},
    {"0065_sealed_texts", "bridge_event", "consumer, event_id, type, snapshot_id, key, sequence, payload",
     "'pension', gen_random_uuid(), 't', '', '1', 1, 'x'", "table bridge_event has rows that are not sealed"},
    {"0066_sealed_copies", "copy", "integrated_number, information, items, as_of, source",
     "'1', '住民票関係情報', '{\"name\": \"佐藤　花子\"}', '2026-04-01', 'register'", COPIES},
    {"0066_sealed_copies", "copy_entry_row",
     "entry_id, line, addressee_number, information, as_of, item, value",
     "'e', 2, '1', '地方税関係情報', '2026-04-01', 'income', '3500000'", COPIES},
    {"0067_nonresident_words", "nonresident_name",
     "addressee_number, history_number, name, kana, kana_sound, address",
     "'2', 1, '佐藤　花子', 'サトウ', 'サトウ', '東京都'", NAMES},
};

/* The schema as it was when this migration was the next. */
static void migrate_until(const char *conninfo, const char *next)
{
    ju_migration before[MIGRATIONS_MAX] = {{NULL, NULL}};
    size_t count = 0;
    ju_err err;
    while (strcmp(gateway_migrations[count].name, next) != 0) {
        before[count] = gateway_migrations[count];
        assert_true(++count < MIGRATIONS_MAX - 1);
    }
    const ju_migration *const tables[] = {event_migrations, before, NULL};
    if (ju_db_migrate(conninfo, "upgrade_test", tables, NULL, &err) != JU_OK) {
        fail_msg("%s", err.message);
    }
}

static int64_t applied(PGconn *conn)
{
    return sql_int(conn, "SELECT count(*) FROM schema_migration");
}

/* As an operator upgrades, whom this word must reach. */
static void expect_stopped(const world *w, const char *conninfo, const char *why)
{
    char path[sizeof w->dir + 16];
    char *said = NULL;
    size_t length = 0;
    (void)snprintf(path, sizeof path, "%s/upgrade.log", w->dir);
    world_shell("! env -i JUKI_DB_CONNINFO=\"%s\" %s/juki-gateway --migrate >%s 2>&1", conninfo,
                world_env("JUKI_TEST_BIN"), path);
    assert_int_equal(ju_file_read(path, LOG_BYTES, &said, &length, NULL), JU_OK);
    if (strstr(said, why) == NULL || strstr(said, "begin with an empty database of gateway") == NULL) {
        fail_msg("it says: %s", said);
    }
    assert_null(strstr(said, "佐藤"));
    ju_file_release(said, length);
}

static void rows_of_before_stop_the_upgrade(void **state)
{
    world *w = *state;
    world_database *database = world_empty_database(w, "gateway");
    char conninfo[WORLD_CONNINFO_SIZE];
    (void)world_conninfo(database, "migrator", conninfo);
    for (size_t i = 0; i < sizeof BEFORE / sizeof BEFORE[0]; i++) {
        char digest[128];
        migrate_until(conninfo, BEFORE[i].migration);
        sql(database->conn, "INSERT INTO %s (%s) VALUES (%s)", BEFORE[i].table, BEFORE[i].columns,
            BEFORE[i].values);
        (void)snprintf(digest, sizeof digest, "%s", sql_digest(database->conn, BEFORE[i].table));
        int64_t before = applied(database->conn);
        expect_stopped(w, conninfo, BEFORE[i].why);
        assert_int_equal(applied(database->conn), before);
        assert_string_equal(sql_digest(database->conn, BEFORE[i].table), digest);
        sql(database->conn, "DELETE FROM %s", BEFORE[i].table);
    }
    process_migrate(w, "juki-gateway"); /* which an empty database does not stop */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_of_before_stop_the_upgrade, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("upgrade", tests, NULL, NULL);
}
