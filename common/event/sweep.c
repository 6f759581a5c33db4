#include "common/event/sweep.h"

#include "event_sql.h"

static ju_rc run_each(ju_db *db, const ju_sql *const *step, size_t count, ju_err *err)
{
    for (size_t i = 0; i < count; i++) {
        PGresult *result = NULL;
        JU_TRY(ju_db_run(db, step[i], NULL, &result, err));
        PQclear(result);
    }
    return JU_OK;
}

ju_rc ju_sweep(ju_db *db, const ju_sql *const *step, size_t count, ju_err *err)
{
    static const ju_sql *const as[] = {&event_sql_sweep_as};
    static const ju_sql *const done[] = {&event_sql_sweep_done};
    ju_err after = {0};
    ju_rc rc = run_each(db, as, 1, err);
    rc = rc == JU_OK ? run_each(db, step, count, err) : rc;
    ju_rc back = run_each(db, done, 1, &after);
    if (rc == JU_OK && back != JU_OK && err != NULL) {
        *err = after;
    }
    return rc == JU_OK ? back : rc;
}
