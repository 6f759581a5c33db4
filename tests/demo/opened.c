#include "tests/demo/opened.h"

#include "common/db/record.h"
#include "juki/resident/v1/record.pb-c.h"

#include <string.h>

/* Nobody else analyses a temporary table, and a plan without its size joins it row by row: hours for a city.
 */
static const char FOUND_FAST[] = "CREATE INDEX ON opened_record (addressee_number); ANALYZE opened_record";

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

/* ---- the table -------------------------------------------------------------------------------------------
 */

static const char *type_of(const ProtobufCFieldDescriptor *field)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_BOOL:
        return "boolean";
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_INT32:
        return "int";
    case PROTOBUF_C_TYPE_MESSAGE: /* one that is sealed */
        return "bytea";
    default:
        return "text";
    }
}

/* A column for each field in their order, those of what is nested in its place (common/db/record.h) and under
 * both names: address_town. A date is named as what it is the date of. NULL: memory. */
static const char *columns_of(ju_arena *arena, const ProtobufCMessageDescriptor *type, const char *under)
{
    const char *columns = "";
    for (unsigned i = 0; columns != NULL && i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        bool flat = field->type == PROTOBUF_C_TYPE_MESSAGE &&
                    field->descriptor != &juki__common__v1__sealed__descriptor;
        bool date = type == &juki__common__v1__written_date__descriptor && strcmp(field->name, "date") == 0;
        const char *name = ju_arena_printf(arena, "%s%s%s", under, *under == '\0' || date ? "" : "_",
                                           date ? "" : field->name);
        const char *more = name == NULL ? NULL
                           : flat       ? columns_of(arena, field->descriptor, name)
                                        : ju_arena_printf(arena, "%s %s", name, type_of(field));
        columns = more == NULL ? NULL : ju_arena_printf(arena, "%s%s%s", columns, i == 0 ? "" : ", ", more);
    }
    return columns;
}

static ju_rc make_table(PGconn *conn, ju_err *err)
{
    ju_arena arena;
    ju_arena_init(&arena, ARENA_BYTES);
    const char *columns = columns_of(&arena, &juki__resident__v1__person_record__descriptor, "");
    const char *sql = columns == NULL ? NULL
                                      : ju_arena_printf(&arena,
                                                        "DROP TABLE IF EXISTS pg_temp.opened_record; "
                                                        "CREATE TEMP TABLE opened_record (%s)",
                                                        columns);
    ju_rc rc = sql == NULL ? ju_no_memory(err) : run_plain(conn, sql, err);
    ju_arena_done(&arena);
    return rc;
}

/* ---- its rows --------------------------------------------------------------------------------------------
 */

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
    JU_TRY(make_table(conn, err));
    JU_TRY(take_all(conn, keeper, "SELECT addressee_number, history_number, content FROM person_record",
                    make_row, err));
    JU_TRY(run_plain(conn, "COMMIT", err));
    return run_plain(conn, FOUND_FAST, err);
}

ju_rc opened_keep(PGconn *conn, const ju_keeper *keeper, ju_err *err)
{
    return take_all(conn, keeper, "SELECT * FROM opened_record", keep_row, err);
}
