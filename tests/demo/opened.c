#include "tests/demo/opened.h"

#include "common/db/record.h"
#include "juki/resident/v1/record.pb-c.h"

#include <stdio.h>

/* Nobody else analyses a temporary table, and a plan without its size joins it row by row: hours for a city.
 */
static const char FOUND_FAST[] = "CREATE INDEX ON opened_record (addressee_number); ANALYZE opened_record";

/* Fields of PersonRecord in their order (common/db/record.h). */
static const char MAKE[] =
    "DROP TABLE IF EXISTS pg_temp.opened_record; CREATE TEMP TABLE opened_record ("
    "addressee_number text, history_number int, register_ref text, household_number text, "
    "state int, name text, name_kana text, birth_date text, birth_date_uncertain boolean, "
    "birth_date_written text, sex int, relationship text, individual_number bytea, "
    "resident_code bytea, address_postal_code text, address_municipality_code text, "
    "address_town_code text, address_prefecture text, address_municipality text, "
    "address_town text, address_number text, address_building text, resident_since text, "
    "address_since text, previous_postal_code text, previous_municipality_code text, "
    "previous_town_code text, previous_prefecture text, previous_municipality text, "
    "previous_town text, previous_number text, previous_building text, "
    "destination_postal_code text, destination_municipality_code text, "
    "destination_town_code text, destination_prefecture text, destination_municipality text, "
    "destination_town text, destination_number text, destination_building text, "
    "registered_domicile text, family_register_head text, reason text, change_date text, "
    "notified_date text, processed_date text, change_id text, operator_id text, "
    "terminal_id text, resident_kind int, nationality text, foreign_resident_since text, "
    "former_name text, former_name_kana text, alias text, alias_kana text, "
    "change_date_written text, telephone_kind text, telephone text, "
    "move_out_planned_date text, move_out_change_id text, confirmed_postal_code text, "
    "confirmed_municipality_code text, confirmed_town_code text, confirmed_prefecture text, "
    "confirmed_municipality text, confirmed_town text, confirmed_number text, "
    "confirmed_building text, move_out_confirmed_date text, move_out_notice_date text, "
    "stay_section int, stay_status text, stay_period text, stay_until text, "
    "stay_card_number text, name_kanji text, resident_since_written text, "
    "address_since_written text, foreign_resident_since_written text, "
    "registered_domicile_code text, acting_head_name text, acting_head_name_kana text, "
    "kana_confirmed_name boolean, kana_confirmed_former_name boolean, "
    "kana_confirmed_alias boolean, last_registered_address text, alien_registered text, "
    "alien_registered_uncertain boolean, alien_registered_written text, "
    "under_guardianship boolean"
    ")";

enum { ARENA_BYTES = 256 * 1024 };

static ju_rc run(PGconn *conn, const char *sql, const ju_args *args, PGresult **ret, ju_err *err)
{
    const char *value[JU_ARGS_MAX];
    int length[JU_ARGS_MAX];
    int format[JU_ARGS_MAX];
    for (int i = 0; i < args->count; i++) {
        value[i] = args->arg[i].value;
        length[i] = args->arg[i].length;
        format[i] = args->arg[i].format;
    }
    *ret = PQexecParams(conn, sql, args->count, NULL, value, length, format, 0);
    ExecStatusType status = PQresultStatus(*ret);
    return !args->failed && (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
               ? JU_OK
               : ju_fail(err, JU_FATAL, "database", "%s", PQerrorMessage(conn));
}

static ju_rc run_plain(PGconn *conn, const char *sql, ju_err *err)
{
    PGresult *result = PQexec(conn, sql);
    ju_rc rc = PQresultStatus(result) == PGRES_COMMAND_OK
                   ? JU_OK
                   : ju_fail(err, JU_FATAL, "database", "%s", PQerrorMessage(conn));
    PQclear(result);
    return rc;
}

/* As the service writes it (services/resident/store_record.c). */
static ju_kept at_row(ju_arena *arena, const char *addressee_number, const char *history_number)
{
    const char *key = ju_arena_printf(arena, "%s %s", addressee_number, history_number);
    return (ju_kept){"person_record", key == NULL ? "" : key};
}

static const char *insert_of(ju_arena *arena, int count)
{
    char *sql = ju_arena_strdup(arena, "INSERT INTO opened_record VALUES ($1");
    for (int i = 2; sql != NULL && i <= count; i++) {
        sql = ju_arena_printf(arena, "%s, $%d", sql, i);
    }
    return sql == NULL ? NULL : ju_arena_printf(arena, "%s)", sql);
}

static ju_rc make_row(PGconn *conn, const ju_keeper *keeper, const PGresult *rows, int row, ju_arena *arena,
                      ju_err *err)
{
    ProtobufCMessage *record = NULL;
    PGresult *done = NULL;
    ju_args args;
    ju_args_init(&args, arena);
    JU_TRY(ju_col_kept(rows, row, 2, keeper, at_row(arena, ju_col(rows, row, 0), ju_col(rows, row, 1)),
                       &juki__resident__v1__person_record__descriptor, arena, &record, err));
    ju_arg_message(&args, record);
    const char *sql = insert_of(arena, args.count);
    if (sql == NULL) {
        return ju_no_memory(err);
    }
    ju_rc rc = run(conn, sql, &args, &done, err);
    PQclear(done);
    return rc;
}

static ju_rc keep_row(PGconn *conn, const ju_keeper *keeper, const PGresult *rows, int row, ju_arena *arena,
                      ju_err *err)
{
    int column = 0;
    PGresult *done = NULL;
    ju_args args;
    const ProtobufCMessage *record =
        ju_col_message(rows, row, &column, &juki__resident__v1__person_record__descriptor, arena);
    if (record == NULL) {
        return ju_no_memory(err);
    }
    ju_args_init(&args, arena);
    ju_arg_text(&args, ju_col(rows, row, 0));
    ju_arg_text(&args, ju_col(rows, row, 1));
    JU_TRY(
        ju_arg_kept(&args, keeper, at_row(arena, ju_col(rows, row, 0), ju_col(rows, row, 1)), record, err));
    ju_rc rc = run(conn,
                   "UPDATE person_record SET content = $3 WHERE addressee_number = $1 "
                   "AND history_number = $2",
                   &args, &done, err);
    PQclear(done);
    return rc;
}

typedef ju_rc each_row(PGconn *conn, const ju_keeper *keeper, const PGresult *rows, int row, ju_arena *arena,
                       ju_err *err);

static ju_rc take_all(PGconn *conn, const ju_keeper *keeper, const char *question, each_row *take,
                      ju_err *err)
{
    PGresult *rows = NULL;
    ju_arena arena;
    ju_arena_init(&arena, ARENA_BYTES);
    ju_args none;
    ju_args_init(&none, &arena);
    ju_rc rc = run(conn, question, &none, &rows, err);
    for (int i = 0; rc == JU_OK && i < PQntuples(rows); i++) {
        ju_arena_reset(&arena);
        rc = take(conn, keeper, rows, i, &arena, err);
    }
    PQclear(rows);
    ju_arena_done(&arena);
    return rc;
}

ju_rc opened_make(PGconn *conn, const ju_keeper *keeper, ju_err *err)
{
    JU_TRY(run_plain(conn, "BEGIN", err));
    JU_TRY(run_plain(conn, MAKE, err));
    JU_TRY(take_all(conn, keeper, "SELECT addressee_number, history_number, content FROM person_record",
                    make_row, err));
    JU_TRY(run_plain(conn, "COMMIT", err));
    return run_plain(conn, FOUND_FAST, err);
}

ju_rc opened_keep(PGconn *conn, const ju_keeper *keeper, ju_err *err)
{
    return take_all(conn, keeper, "SELECT * FROM opened_record", keep_row, err);
}
