#include "tests/integration/database_rights/need.h"

#include "audit_sql.h"
#include "compare_sql.h"
#include "delivery_sql.h"
#include "event_sql.h"
#include "gateway_sql.h"
#include "identity_sql.h"
#include "resident_sql.h"
#include "tests/integration/database_rights/attempt.h"

#include <stdio.h>
#include <string.h>

typedef const ju_sql *const *statements;

enum { TABLES_MAX = 3 };

static void statements_of(const char *service, statements ret[TABLES_MAX])
{
    const struct {
        const char *name;
        statements own;
    } services[] = {{"resident", resident_sql},
                    {"identity", identity_sql},
                    {"delivery", delivery_sql},
                    {"gateway", gateway_sql},
                    {"audit", audit_sql}};
    bool compares = strcmp(service, "resident") == 0 || strcmp(service, "identity") == 0;
    static const ju_sql *const none[] = {NULL};
    ret[0] = event_sql;
    ret[1] = compares ? compare_sql : none;
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++) {
        if (strcmp(services[i].name, service) == 0) {
            ret[2] = services[i].own;
        }
    }
}

/* Not of what is run by who sweeps (common/event/sweep.h). */
static bool explains(const ju_sql *statement)
{
    static const char *const swept[] = {"VACUUM", "CHECKPOINT", "SELECT pg_switch_wal()"};
    for (size_t i = 0; i < sizeof swept / sizeof swept[0]; i++) {
        if (strncmp(statement->text, swept[i], strlen(swept[i])) == 0) {
            return false;
        }
    }
    return true;
}

/* Whether a word of the statement is the name. */
static bool mentions(const ju_sql *statement, const char *name)
{
    static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyz_0123456789";
    size_t length = strlen(name);
    for (const char *at = strstr(statement->text, name); at != NULL; at = strstr(at + 1, name)) {
        bool begins = at == statement->text || strchr(LETTERS, at[-1]) == NULL;
        if (begins && (at[length] == '\0' || strchr(LETTERS, at[length]) == NULL)) {
            return true;
        }
    }
    return false;
}

static void prepare(PGconn *conn, const ju_sql *statement)
{
    PGresult *result = PQprepare(conn, statement->name, statement->text, 0, NULL);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        fail_msg("%s: %s", statement->name, PQresultErrorMessage(result));
    }
    PQclear(result);
}

static attempt explain(PGconn *conn, const ju_sql *statement)
{
    const char *nulls =
        sql_text(conn,
                 "SELECT CASE WHEN parameter_types = '{}' THEN '' ELSE '(NULL' || repeat(',NULL', "
                 "cardinality(parameter_types) - 1) || ')' END FROM pg_prepared_statements WHERE name = '%s'",
                 statement->name);
    return attempt_sql(conn, "EXPLAIN EXECUTE %s%s", statement->name, nulls);
}

static int count_refused(PGconn *conn, statements tables[TABLES_MAX], const char *object, bool tell)
{
    int refused = 0;
    for (size_t t = 0; t < TABLES_MAX; t++) {
        for (statements s = tables[t]; *s != NULL; s++) {
            if (explains(*s) && (object == NULL || mentions(*s, object)) &&
                explain(conn, *s) == ATTEMPT_REFUSED) {
                refused++;
                if (tell) {
                    print_error("%s is refused\n", (*s)->name);
                }
            }
        }
    }
    return refused;
}

static bool named(statements tables[TABLES_MAX], const char *object)
{
    for (size_t t = 0; t < TABLES_MAX; t++) {
        for (statements s = tables[t]; *s != NULL; s++) {
            if (mentions(*s, object)) {
                return true;
            }
        }
    }
    return false;
}

/* Of a sequence or a function EXPLAIN says nothing, and for VACUUM there is no right: it is enough to be
 * named. */
static bool is_needed(const world_database *database, const grant *one, statements tables[TABLES_MAX])
{
    bool sequence =
        sql_int(database->conn, "SELECT count(*) FROM pg_class WHERE relkind = 'S' AND relname = '%s'",
                one->object) == 1;
    if (sequence || strcmp(one->right, "EXECUTE") == 0 || strcmp(one->right, "VACUUM") == 0) {
        return named(tables, one->object);
    }
    bool whole = one->column[0] == '\0';
    sql(database->conn, "BEGIN");
    sql(database->conn, "REVOKE %s %s%s%s ON %s FROM juki_%s", one->right, whole ? "" : "(", one->column,
        whole ? "" : ")", one->object, database->owner);
    sql(database->conn, "SET LOCAL ROLE juki_%s", database->owner);
    int refused = count_refused(database->conn, tables, one->object, false);
    sql(database->conn, "ROLLBACK");
    return refused > 0;
}

int need_check(const world_database *database, const grants *list)
{
    statements tables[TABLES_MAX];
    int wrong = 0;
    statements_of(database->owner, tables);
    for (size_t t = 0; t < TABLES_MAX; t++) {
        for (statements s = tables[t]; *s != NULL; s++) {
            prepare(database->conn, *s);
        }
    }
    sql(database->conn, "SET plan_cache_mode = force_generic_plan");
    sql(database->conn, "BEGIN");
    sql(database->conn, "SET LOCAL ROLE juki_%s", database->owner);
    wrong += count_refused(database->conn, tables, NULL, true);
    sql(database->conn, "ROLLBACK");
    for (size_t i = 0; i < list->count; i++) {
        const grant *one = &list->item[i];
        if (strcmp(one->who, "service") == 0 && one->by_statement && !is_needed(database, one, tables)) {
            print_error("%s: no statement needs %s %s%s%s\n", database->owner, one->right, one->object,
                        one->column[0] == '\0' ? "" : ".", one->column);
            wrong++;
        }
    }
    return wrong;
}
