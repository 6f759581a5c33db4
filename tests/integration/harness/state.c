#include "tests/integration/harness/state.h"

#include "tests/integration/harness/process.h"
#include "tests/integration/harness/world.h"

#include <stdio.h>
#include <string.h>

static const world *told;

void state_watch(const world *w)
{
    told = w;
}

static void print_rows(PGconn *conn, const char *name, const char *statement)
{
    PGresult *rows = PQtransactionStatus(conn) == PQTRANS_IDLE ? PQexec(conn, statement) : NULL;
    for (int row = 0; row < PQntuples(rows); row++) {
        print_error("  %s:", name);
        for (int column = 0; column < PQnfields(rows); column++) {
            print_error(" %s", PQgetvalue(rows, row, column));
        }
        print_error("\n");
    }
    PQclear(rows);
}

static void print_database(const world_database *d)
{
    print_rows(d->conn, d->owner,
               "SELECT 'outbox', topic, count(*), 'from', min(xid::text::bigint), 'fence', "
               "pg_snapshot_xmin(pg_current_snapshot()) FROM outbox GROUP BY topic");
    print_rows(d->conn, d->owner, "SELECT 'inbox', count(*) FROM inbox");
    print_rows(d->conn, d->owner, "SELECT 'parked', topic, count(*) FROM parked GROUP BY topic");
    print_rows(d->conn, d->owner, "SELECT 'dead letter', code FROM dead_letter WHERE resolved_at IS NULL");
}

static bool says_how_it_stands(const char *line)
{
    static const char *const of_interest[] = {"juki_outbox_", "juki_parked_", "juki_relay_",   "juki_audit_l",
                                              "juki_batch_",  "juki_link_",   "juki_messages_"};
    for (size_t i = 0; i < sizeof of_interest / sizeof of_interest[0]; i++) {
        if (strncmp(line, of_interest[i], strlen(of_interest[i])) == 0) {
            return strstr(line, "_bucket") == NULL && strstr(line, " 0\n") == NULL;
        }
    }
    return false;
}

static void print_program(const process *p)
{
    char path[sizeof told->dir + sizeof "/metrics"];
    char line[512];
    (void)snprintf(path, sizeof path, "%s/metrics", told->dir);
    process_save_metrics(p, path);
    FILE *metrics = fopen(path, "r");
    while (metrics != NULL && fgets(line, sizeof line, metrics) != NULL) {
        if (says_how_it_stands(line)) {
            print_error("  %s: %s", p->owner, line);
        }
    }
    if (metrics != NULL) {
        (void)fclose(metrics);
    }
}

void state_tell(void)
{
    if (told == NULL) {
        return;
    }
    for (size_t i = 0; i < told->database_count; i++) {
        print_database(&told->database[i]);
    }
    if (told->database_count > 0) {
        print_rows(told->database[0].conn, "PostgreSQL",
                   "SELECT datname, application_name, state, wait_event_type, wait_event, backend_xid, "
                   "date_trunc('second', now() - xact_start) FROM pg_stat_activity "
                   "WHERE backend_xid IS NOT NULL OR wait_event_type = 'Lock'");
    }
    for (size_t i = 0; i < told->process_count; i++) {
        if (told->process[i]->pid > 0) {
            print_program(told->process[i]);
        }
    }
}
