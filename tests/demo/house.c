#include "tests/demo/house.h"

#include "common/base/file.h"
#include "common/base/parse.h"

#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 4200, DSN_MAX_BYTES = 4096 };

const char *house_name(house_member member)
{
    static const char *const names[HOUSE_MEMBERS] = {
        [HOUSE_RESIDENT] = "resident", [HOUSE_IDENTITY] = "identity",
        [HOUSE_DELIVERY] = "delivery", [HOUSE_GATEWAY] = "gateway",
        [HOUSE_AUDIT] = "audit",       [HOUSE_PREFECTURE] = "prefecture",
        [HOUSE_NATIONAL] = "national", [HOUSE_MUNICIPALITY] = "municipality",
        [HOUSE_CARD] = "card",         [HOUSE_KOSEKI] = "koseki",
        [HOUSE_JUSTICE] = "justice",   [HOUSE_PORTAL] = "portal",
        [HOUSE_KIOSK] = "kiosk",       [HOUSE_TAX] = "tax",
        [HOUSE_WELFARE] = "welfare",
    };
    return names[member];
}

static ju_rc connect_one(demo_house *house, house_member member, ju_err *err)
{
    char path[PATH_SIZE];
    char *dsn = NULL;
    size_t length = 0;
    char conninfo[DSN_MAX_BYTES + 64];
    (void)snprintf(path, sizeof path, "%s/secrets/dsn-admin", house->run);
    JU_TRY(ju_file_read(path, DSN_MAX_BYTES, &dsn, &length, err));
    (void)snprintf(conninfo, sizeof conninfo, "%.*s dbname=juki_%s", (int)strcspn(dsn, "\n"), dsn,
                   house_name(member));
    house->database[member] = PQconnectdb(conninfo);
    ju_file_release(dsn, length);
    if (PQstatus(house->database[member]) != CONNECTION_OK) {
        return ju_fail(err, JU_RETRY, "database", "%s: %s", house_name(member),
                       PQerrorMessage(house->database[member]));
    }
    return JU_OK;
}

ju_rc house_open(demo_house *house, const client_settings *settings, const char *run, ju_err *err)
{
    char path[PATH_SIZE];
    *house = (demo_house){.settings = settings, .run = run};
    for (int member = 0; member < HOUSE_DATABASES; member++) {
        JU_TRY(connect_one(house, (house_member)member, err));
    }
    (void)snprintf(path, sizeof path, "%s/welfare.sqlite", run);
    if (sqlite3_open_v2(path, &house->welfare, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        return ju_fail(err, JU_RETRY, "database", "welfare: %s", sqlite3_errmsg(house->welfare));
    }
    (void)sqlite3_busy_timeout(house->welfare, 5000);
    return JU_OK;
}

void house_close(demo_house *house)
{
    for (int member = 0; member < HOUSE_DATABASES; member++) {
        PQfinish(house->database[member]);
    }
    (void)sqlite3_close(house->welfare);
}

ju_rc house_ask(const demo_house *house, house_member member, const char *sql, PGresult **ret, ju_err *err)
{
    *ret = PQexec(house->database[member], sql);
    if (PQresultStatus(*ret) != PGRES_TUPLES_OK) {
        PQclear(*ret);
        *ret = NULL;
        return ju_fail(err, JU_FATAL, "database", "%s: %s", house_name(member),
                       PQerrorMessage(house->database[member]));
    }
    return JU_OK;
}

static ju_rc welfare_number(const demo_house *house, const char *sql, int64_t *ret, ju_err *err)
{
    sqlite3_stmt *statement = NULL;
    bool found = sqlite3_prepare_v2(house->welfare, sql, -1, &statement, NULL) == SQLITE_OK &&
                 sqlite3_step(statement) == SQLITE_ROW;
    *ret = found ? sqlite3_column_int64(statement, 0) : 0;
    (void)sqlite3_finalize(statement);
    return found ? JU_OK : ju_fail(err, JU_FATAL, "database", "welfare: %s", sqlite3_errmsg(house->welfare));
}

ju_rc house_number(const demo_house *house, house_member member, const char *sql, int64_t *ret, ju_err *err)
{
    PGresult *result = NULL;
    if (member == HOUSE_WELFARE) {
        return welfare_number(house, sql, ret, err);
    }
    JU_TRY(house_ask(house, member, sql, &result, err));
    bool read = PQntuples(result) == 1 && ju_parse_int64(PQgetvalue(result, 0, 0), INT64_MIN, INT64_MAX, ret);
    PQclear(result);
    return read ? JU_OK : ju_fail(err, JU_FATAL, "database", "%s: no number came", house_name(member));
}
