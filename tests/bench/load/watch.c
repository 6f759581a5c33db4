#include "tests/bench/load/watch.h"

#include "common/db/db.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct load_watch {
    PGconn *conn;
    pthread_t thread;
    load_run *run;
    int pause_ms;
    int64_t index; /* of the last row seen */
    atomic_bool stop;
    atomic_int_fast64_t last_us;
    char failure[200];
};

static const char NEW_ROWS[] =
    "SELECT index, change_id FROM audit_log WHERE index > $1::bigint ORDER BY index";

ju_rc load_watch_open(const char *conninfo, load_watch **ret, ju_err *err)
{
    load_watch *watch = calloc(1, sizeof *watch);
    if (watch == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    *ret = watch;
    watch->conn = PQconnectdb(conninfo);
    PGresult *result = PQprepare(watch->conn, "new_rows", NEW_ROWS, 1, NULL);
    bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    return good ? JU_OK : ju_fail(err, JU_FATAL, "audit_database", "%s", PQerrorMessage(watch->conn));
}

void load_watch_close(load_watch *watch)
{
    if (watch != NULL) {
        PQfinish(watch->conn);
        free(watch);
    }
}

static bool look(load_watch *watch)
{
    char index[24];
    (void)snprintf(index, sizeof index, "%" PRId64, watch->index);
    const char *const values[] = {index};
    PGresult *rows = PQexecPrepared(watch->conn, "new_rows", 1, values, NULL, NULL, 0);
    bool good = PQresultStatus(rows) == PGRES_TUPLES_OK;
    int64_t now_us = load_now_us();
    for (int row = 0; good && row < PQntuples(rows); row++) {
        load_change *change = load_run_find_id(watch->run, ju_col(rows, row, 1));
        if (change != NULL) {
            change->audited_us = now_us;
        }
        watch->index = ju_col_i64(rows, row, 0);
        atomic_store(&watch->last_us, now_us);
    }
    if (!good) {
        (void)snprintf(watch->failure, sizeof watch->failure, "%s", PQerrorMessage(watch->conn));
    }
    PQclear(rows);
    return good;
}

static void *watch_main(void *arg)
{
    load_watch *watch = arg;
    const struct timespec pause = {.tv_nsec = watch->pause_ms * 1000000L};
    while (look(watch) && !atomic_load(&watch->stop)) {
        (void)nanosleep(&pause, NULL);
    }
    return NULL;
}

ju_rc load_watch_begin(load_watch *watch, load_run *run, int pause_ms, ju_err *err)
{
    watch->run = run;
    watch->pause_ms = pause_ms;
    atomic_store(&watch->stop, false);
    atomic_store(&watch->last_us, load_now_us());
    return pthread_create(&watch->thread, NULL, watch_main, watch) == 0
               ? JU_OK
               : ju_fail(err, JU_FATAL, "thread", "cannot start the watch");
}

int64_t load_watch_last_us(const load_watch *watch)
{
    return atomic_load(&watch->last_us);
}

ju_rc load_watch_end(load_watch *watch, ju_err *err)
{
    atomic_store(&watch->stop, true);
    (void)pthread_join(watch->thread, NULL);
    return watch->failure[0] == '\0' ? JU_OK : ju_fail(err, JU_FATAL, "audit_database", "%s", watch->failure);
}
