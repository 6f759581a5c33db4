#ifndef DEMO_HOUSE_H
#define DEMO_HOUSE_H

#include "tests/demo/client.h"

#include <libpq-fe.h>
#include <sqlite3.h>

/* Everything of an instance that can be asked what it holds. The first HOUSE_DATABASES have a PostgreSQL
 * database of that name; the child-care office has a file. */
typedef enum house_member {
    HOUSE_RESIDENT,
    HOUSE_IDENTITY,
    HOUSE_DELIVERY,
    HOUSE_GATEWAY,
    HOUSE_AUDIT,
    HOUSE_PREFECTURE,
    HOUSE_NATIONAL,
    HOUSE_MUNICIPALITY,
    HOUSE_CARD,
    HOUSE_KOSEKI,
    HOUSE_JUSTICE,
    HOUSE_PORTAL,
    HOUSE_KIOSK,
    HOUSE_TAX,
    HOUSE_DATABASES,
    HOUSE_WELFARE = HOUSE_DATABASES,
    HOUSE_MEMBERS
} house_member;

const char *house_name(house_member member);

typedef struct demo_house {
    const client_settings *settings;
    const char *run; /* directory of the instance */
    PGconn *database[HOUSE_DATABASES];
    sqlite3 *welfare;
} demo_house;

/* Connects to all of them. Close with house_close, also after a failure. */
ju_rc house_open(demo_house *house, const client_settings *settings, const char *run,
                 ju_err *err) JU_MUST_CHECK;
void house_close(demo_house *house);

/* Clear *ret with PQclear. */
ju_rc house_ask(const demo_house *house, house_member member, const char *sql, PGresult **ret,
                ju_err *err) JU_MUST_CHECK;

/* The one number that a statement answers; member may be HOUSE_WELFARE, too. */
ju_rc house_number(const demo_house *house, house_member member, const char *sql, int64_t *ret,
                   ju_err *err) JU_MUST_CHECK;

#endif
