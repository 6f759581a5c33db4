#include "tests/integration/harness/identity_file.h"

#include "common/base/hex.h"
#include "common/db/kept.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ARENA_BYTES = 1024 * 1024 };

#define COLUMNS "SELECT register_ref, update_number, content FROM record "

static ju_keeper open_keeper(void)
{
    ju_keeper keeper;
    assert_int_equal(ju_keeper_open(world_env("JUKI_TEST_KEYS"), "identity", true, &keeper, NULL), JU_OK);
    return keeper;
}

static ju_kept place_of(const char *register_ref, int64_t update_number, ju_arena *arena)
{
    return (ju_kept){"record", ju_arena_printf(arena, "%s %lld", register_ref, (long long)update_number)};
}

identity_file_record *identity_file_read(const PGresult *rows, int row, ju_arena *arena)
{
    ProtobufCMessage *record = NULL;
    ju_keeper keeper = open_keeper();
    const ju_kept at = place_of(PQgetvalue(rows, row, 0), ju_col_i64(rows, row, 1), arena);
    assert_int_equal(ju_col_kept(rows, row, 2, &keeper, at, &juki__identity__v1__identity_record__descriptor,
                                 arena, &record, NULL),
                     JU_OK);
    ju_keeper_close(&keeper);
    return (identity_file_record *)record;
}

static PGresult *ask(world *w, const char *query)
{
    PGconn *conn = world_database_of(w, "identity")->conn;
    PGresult *rows = PQexec(conn, query);
    if (PQresultStatus(rows) != PGRES_TUPLES_OK) {
        fail_msg("%s: %s", query, PQerrorMessage(conn));
    }
    return rows;
}

static PGresult *ask_latest(world *w, const char *register_ref, ju_arena *arena)
{
    PGresult *rows =
        ask(w, ju_arena_printf(arena, COLUMNS "WHERE register_ref = '%s' ORDER BY update_number DESC LIMIT 1",
                               register_ref));
    assert_int_equal(PQntuples(rows), 1);
    return rows;
}

identity_file_record *identity_file_latest(world *w, const char *register_ref, ju_arena *arena)
{
    PGresult *rows = ask_latest(w, register_ref, arena);
    identity_file_record *record = identity_file_read(rows, 0, arena);
    PQclear(rows);
    return record;
}

static const char *wanted_reason;

static bool has_reason(const identity_file_record *record)
{
    return strcmp(record->reason, wanted_reason) == 0;
}

int identity_file_with(world *w, const char *reason)
{
    wanted_reason = reason;
    return identity_file_count(w, has_reason);
}

int identity_file_count(world *w, bool (*is)(const identity_file_record *record))
{
    PGresult *rows = ask(w, COLUMNS);
    int count = 0;
    ju_arena arena;
    ju_arena_init(&arena, ARENA_BYTES);
    for (int i = 0; i < PQntuples(rows); i++) {
        ju_arena_reset(&arena);
        count += is(identity_file_read(rows, i, &arena));
    }
    ju_arena_done(&arena);
    PQclear(rows);
    return count;
}

void identity_file_alter(world *w, const char *register_ref, void (*alter)(identity_file_record *record))
{
    ju_keeper keeper = open_keeper();
    ju_arena arena;
    ju_args args;
    ju_arena_init(&arena, ARENA_BYTES);
    ju_args_init(&args, &arena);
    PGresult *rows = ask_latest(w, register_ref, &arena);
    identity_file_record *record = identity_file_read(rows, 0, &arena);
    int64_t number = ju_col_i64(rows, 0, 1);
    alter(record);
    assert_int_equal(
        ju_arg_kept(&args, &keeper, place_of(register_ref, number + 1, &arena), &record->base, NULL), JU_OK);
    sql(world_database_of(w, "identity")->conn,
        "CREATE TEMP TABLE one AS SELECT * FROM record WHERE register_ref = '%s' AND update_number = %lld;"
        "UPDATE one SET update_number = update_number + 1, content = decode('%s', 'hex');"
        "INSERT INTO record SELECT * FROM one; DROP TABLE one;"
        "UPDATE person SET update_number = update_number + 1 WHERE register_ref = '%s'",
        register_ref, (long long)number,
        ju_arena_hex(&arena, (const unsigned char *)args.arg[0].value, (size_t)args.arg[0].length),
        register_ref);
    PQclear(rows);
    ju_keeper_close(&keeper);
    ju_arena_done(&arena);
}
