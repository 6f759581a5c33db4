#include "tests/integration/harness/register.h"

#include "tests/demo/opened.h"

typedef ju_rc with_records(PGconn *conn, const ju_keeper *keeper, ju_err *err);

static PGconn *apply(world *w, with_records *what)
{
    PGconn *conn = world_database_of(w, "resident")->conn;
    ju_keeper keeper;
    ju_err err = {0};
    assert_int_equal(ju_keeper_open(world_env("JUKI_TEST_KEYS"), "resident", true, &keeper, &err), JU_OK);
    if (what(conn, &keeper, &err) != JU_OK) {
        fail_msg("the register's records: %s [%s]", err.message, err.code);
    }
    ju_keeper_close(&keeper);
    return conn;
}

PGconn *register_opened(world *w)
{
    return apply(w, opened_make);
}

void register_keep(world *w)
{
    (void)apply(w, opened_keep);
}
