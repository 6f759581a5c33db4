#include "common/db/db.h"

#include "common/db/connect.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* Longer than any statement_timeout that a service sets: past it the server is taken for dead. */
enum { SYNC_TIMEOUT_MS = 60 * 1000 };

struct ju_db {
    PGconn *conn;
    int pending; /* statements sent since the last sync */
    bool lost; /* the server did not answer in time: a late answer would be taken for that of a later question
                */
};

ju_rc ju_db_class(const char *sqlstate)
{
    if (sqlstate == NULL || *sqlstate == '\0') {
        return JU_RETRY;
    }
    static const struct {
        const char *prefix;
        ju_rc rc;
    } classes[] = {
        {"08", JU_RETRY}, {"40", JU_RETRY},  {"53", JU_RETRY},  {"55", JU_RETRY},  {"57", JU_RETRY},
        {"58", JU_RETRY}, {"21", JU_REJECT}, {"22", JU_REJECT}, {"23", JU_REJECT}, {"54", JU_REJECT},
    };
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (strncmp(sqlstate, classes[i].prefix, 2) == 0) {
            return classes[i].rc;
        }
    }
    return JU_FATAL;
}

/* PostgreSQL's message text can quote values, so only its SQLSTATE and constraint travel on. */
static ju_rc fail_result(const PGresult *result, ju_err *err)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    ju_rc rc = ju_fail(err, ju_db_class(sqlstate), "database", "PostgreSQL refused with SQLSTATE %s%s%s",
                       sqlstate == NULL ? "unknown" : sqlstate, constraint == NULL ? "" : ", constraint ",
                       constraint == NULL ? "" : constraint);
    if (err != NULL && sqlstate != NULL) {
        memcpy(err->sqlstate, sqlstate, 5);
    }
    return rc;
}

static ju_rc fail_connection(ju_err *err)
{
    return ju_fail(err, JU_RETRY, "database_unreachable", "the PostgreSQL connection is lost");
}

bool ju_db_alive(const ju_db *db)
{
    return db != NULL && !db->lost && PQstatus(db->conn) == CONNECTION_OK;
}

void ju_db_close(ju_db *db)
{
    if (db != NULL) {
        PQfinish(db->conn);
        free(db);
    }
}

void ju_db_closep(ju_db **db)
{
    ju_db_close(*db);
}

static ju_rc prepare_all(PGconn *conn, const ju_sql *const *const tables[], ju_err *err)
{
    for (; *tables != NULL; tables++) {
        for (const ju_sql *const *sql = *tables; *sql != NULL; sql++) {
            PGresult *result = PQprepare(conn, (*sql)->name, (*sql)->text, 0, NULL);
            if (PQresultStatus(result) != PGRES_COMMAND_OK) {
                ju_rc rc = fail_result(result, err);
                if (rc != JU_RETRY) {
                    rc = ju_fail(err, JU_FATAL, "bad_statement", "cannot prepare %s: %s", (*sql)->name,
                                 PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
                }
                PQclear(result);
                return rc;
            }
            PQclear(result);
        }
    }
    return JU_OK;
}

/*
 * Every statement of a service is a look-up by key. One generic plan by indexes is made per connection, so
 * that a plan from the days of an empty table still holds when it is full, and no time goes into planning.
 */
#define SESSION_OPTIONS                                                                                      \
    "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s "               \
    "-c client_min_messages=warning -c plan_cache_mode=force_generic_plan -c jit=off "                       \
    "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off"

ju_rc ju_db_open(const char *conninfo, const char *application_name, const ju_sql *const *const tables[],
                 ju_db **ret, ju_err *err)
{
    PGconn *conn = NULL;
    JU_TRY(ju_db_connect(conninfo, application_name, SESSION_OPTIONS, &conn, err));
    ju_rc rc = prepare_all(conn, tables, err);
    if (rc == JU_OK && (PQsetnonblocking(conn, 1) != 0 || PQenterPipelineMode(conn) != 1)) {
        rc = fail_connection(err);
    }
    ju_db *db = rc == JU_OK ? calloc(1, sizeof *db) : NULL;
    if (db == NULL) {
        PQfinish(conn);
        return rc != JU_OK ? rc : ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    db->conn = conn;
    *ret = db;
    return JU_OK;
}

ju_rc ju_db_send(ju_db *db, const ju_sql *sql, const ju_args *args, ju_err *err)
{
    if (args != NULL && args->failed && args->arena->full) {
        return ju_fail(err, JU_FATAL, "memory", "the arena is full");
    }
    if (args != NULL && args->failed) {
        return ju_fail(err, JU_REJECT, "too_large", "arguments of %s do not fit", sql->name);
    }
    const char *value[JU_ARGS_MAX];
    int length[JU_ARGS_MAX];
    int format[JU_ARGS_MAX];
    int count = args == NULL ? 0 : args->count;
    for (int i = 0; i < count; i++) {
        value[i] = args->arg[i].value;
        length[i] = args->arg[i].length;
        format[i] = args->arg[i].format;
    }
    if (PQsendQueryPrepared(db->conn, sql->name, count, value, length, format, sql->binary ? 1 : 0) != 1) {
        return fail_connection(err);
    }
    db->pending++;
    return JU_OK;
}

ju_rc ju_db_word(ju_db *db, const char *word, ju_err *err)
{
    if (PQsendQueryParams(db->conn, word, 0, NULL, NULL, NULL, NULL, 0) != 1) {
        return fail_connection(err);
    }
    db->pending++;
    return JU_OK;
}

/* Waits until the socket can be read, or written while something is unsent. */
static ju_rc wait_socket(PGconn *conn, bool unsent, ju_err *err)
{
    struct pollfd fd = {.fd = PQsocket(conn), .events = (short)(POLLIN | (unsent ? POLLOUT : 0))};
    int ready = poll(&fd, 1, SYNC_TIMEOUT_MS);
    return ready == 0 || (ready < 0 && errno != EINTR) ? fail_connection(err) : JU_OK;
}

/* Writes what is buffered and reads what has come, until a result is ready: of a batch most are when the
 * first is. Both directions at once: waiting for one alone can deadlock client and server. */
static ju_rc wait_readable(PGconn *conn, ju_err *err)
{
    while (PQisBusy(conn) != 0) {
        int unsent = PQflush(conn);
        if (unsent < 0 || PQconsumeInput(conn) != 1) {
            return fail_connection(err);
        }
        if (PQisBusy(conn) != 0) {
            JU_TRY(wait_socket(conn, unsent == 1, err));
        }
    }
    return JU_OK;
}

static ju_rc next_result(PGconn *conn, PGresult **ret, ju_err *err)
{
    JU_TRY(wait_readable(conn, err));
    *ret = PQgetResult(conn);
    return JU_OK;
}

static ju_rc keep_result(ju_results *results, PGresult *result, ju_err *err)
{
    if (results->count == results->capacity) {
        int capacity = results->capacity == 0 ? 64 : results->capacity * 2;
        PGresult **item = realloc(results->item, (size_t)capacity * sizeof(PGresult *));
        if (item == NULL) {
            PQclear(result);
            return ju_fail(err, JU_FATAL, "memory", "out of memory");
        }
        results->item = item;
        results->capacity = capacity;
    }
    results->item[results->count++] = result;
    return JU_OK;
}

/* One queued statement: its result, then the NULL that ends it. */
static ju_rc take_statement(ju_db *db, ju_results *results, ju_rc *failure, ju_err *err)
{
    PGresult *result = NULL;
    JU_TRY(next_result(db->conn, &result, err));
    if (result == NULL) {
        return fail_connection(err);
    }
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && *failure == JU_OK) {
        *failure = fail_result(result, err);
    }
    JU_TRY(keep_result(results, result, err));
    PGresult *end = NULL;
    JU_TRY(next_result(db->conn, &end, err));
    PQclear(end);
    return JU_OK;
}

static ju_rc take_all(ju_db *db, ju_results *results, ju_err *err)
{
    ju_rc failure = JU_OK;
    ju_err later;
    for (; db->pending > 0; db->pending--) {
        JU_TRY(take_statement(db, results, &failure, failure == JU_OK ? err : &later));
    }
    PGresult *sync = NULL;
    JU_TRY(next_result(db->conn, &sync, failure == JU_OK ? err : &later));
    ExecStatusType status = PQresultStatus(sync);
    PQclear(sync);
    db->lost = status != PGRES_PIPELINE_SYNC;
    if (failure == JU_OK && status != PGRES_PIPELINE_SYNC) {
        return fail_connection(err);
    }
    return failure;
}

ju_rc ju_db_sync(ju_db *db, ju_results *results, ju_err *err)
{
    results->count = 0;
    if (PQpipelineSync(db->conn) != 1) {
        return fail_connection(err);
    }
    db->lost = true; /* until every answer is in */
    ju_rc rc = take_all(db, results, err);
    if (rc != JU_OK) {
        ju_results_clear(results);
    }
    return rc;
}

void ju_db_rollback(ju_db *db)
{
    ju_results results = {0};
    ju_err ignored;
    if (!ju_db_alive(db)) {
        return;
    }
    bool stuck = false;
    if (db->pending > 0) {
        /* Statements queued before the failure was seen. Their own failure is the one already known. */
        ju_rc rc = ju_db_sync(db, &results, &ignored);
        stuck = rc != JU_OK && !ju_db_alive(db);
        ju_results_clear(&results);
    }
    if (!stuck && ju_db_word(db, "ROLLBACK", &ignored) == JU_OK &&
        ju_db_sync(db, &results, &ignored) == JU_OK) {
        ju_results_clear(&results);
    }
}

/* Send and sync of a transaction word. */
static ju_rc run_word(ju_db *db, const char *word, ju_err *err)
{
    ju_results none = {0};
    JU_TRY(ju_db_word(db, word, err));
    ju_rc rc = ju_db_sync(db, &none, err);
    ju_results_clear(&none);
    return rc;
}

ju_rc ju_db_transaction(ju_db *db, ju_rc (*step)(ju_db *db, void *opaque, ju_err *err), void *opaque,
                        ju_err *err)
{
    JU_TRY(run_word(db, "BEGIN", err));
    ju_rc rc = step(db, opaque, err);
    if (rc != JU_OK) {
        ju_db_rollback(db);
        return rc;
    }
    return run_word(db, "COMMIT", err);
}

ju_rc ju_db_run(ju_db *db, const ju_sql *sql, const ju_args *args, PGresult **ret, ju_err *err)
{
    ju_results results = {0};
    JU_TRY(ju_db_send(db, sql, args, err));
    JU_TRY(ju_db_sync(db, &results, err));
    if (results.item == NULL) {
        return fail_connection(err);
    }
    *ret = results.item[0];
    free(results.item);
    return JU_OK;
}

void ju_results_clear(ju_results *results)
{
    for (int i = 0; i < results->count; i++) {
        PQclear(results->item[i]);
    }
    free(results->item);
    *results = (ju_results){0};
}

static bool copy_row(PGresult *to, const PGresult *from, int row)
{
    int to_row = PQntuples(to);
    for (int column = 0; column < PQnfields(from); column++) {
        bool null = PQgetisnull(from, row, column);
        if (PQsetvalue(to, to_row, column, null ? NULL : PQgetvalue(from, row, column),
                       null ? -1 : PQgetlength(from, row, column)) != 1) {
            return false;
        }
    }
    return true;
}

ju_rc ju_results_split(ju_results *results, int number, int parts, int *ret_first, ju_err *err)
{
    const PGresult *joined = results->item[number];
    *ret_first = results->count;
    for (int part = 0; part < parts; part++) {
        PGresult *own = PQcopyResult(joined, PG_COPYRES_ATTRS);
        if (own == NULL) {
            return ju_fail(err, JU_FATAL, "memory", "out of memory");
        }
        JU_TRY(keep_result(results, own, err));
    }
    for (int row = 0; row < PQntuples(joined); row++) {
        int64_t item = ju_col_i64(joined, row, PQnfields(joined) - 1);
        if (item < 1 || item > parts || !copy_row(results->item[*ret_first + item - 1], joined, row)) {
            return ju_fail(err, JU_FATAL, "memory", "an answer cannot be told apart");
        }
    }
    return JU_OK;
}
