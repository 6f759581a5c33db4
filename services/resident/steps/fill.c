#include "services/resident/steps/fill.h"

#include "services/resident/steps/state.h"
#include "services/resident/store_search.h"

#include "common/run/settings.h"
#include "resident_sql.h"

#include <stdio.h>

enum { ARENA_BYTES = 64 * 1024 * 1024, EXIT_FATAL = 70 };

static ju_rc fill_all(ju_db *db, const search_maker *maker, ju_err *err)
{
    char last_number[16] = "";
    size_t count = 1;
    size_t sum = 0;
    ju_rc rc = JU_OK;
    ju_arena arena;
    ju_arena_init(&arena, ARENA_BYTES);
    while (rc == JU_OK && count > 0) {
        ju_arena_reset(&arena);
        rc = fill_search_rows(db, maker, &arena, last_number, &count, err);
        sum += rc == JU_OK ? count : 0;
    }
    ju_arena_done(&arena);
    (void)printf("%zu\n", sum);
    return rc;
}

static ju_rc fill(const ju_settings *settings, ju_err *err)
{
    const ju_sql *const *tables[] = {resident_sql, NULL};
    variant_table *variants = NULL;
    ju_keeper keeper = {0};
    ju_db *db = NULL;
    ju_rc rc = resident_variants_open(settings, &variants, err);
    rc = rc == JU_OK ? ju_keeper_open(settings->key_dir, "resident", settings->seal_names, &keeper, err) : rc;
    rc = rc == JU_OK ? ju_db_open(settings->db_conninfo, "resident", tables, &db, err) : rc;
    rc = rc == JU_OK ? fill_all(db, &(search_maker){variants, &keeper}, err) : rc;
    ju_db_close(db);
    ju_keeper_close(&keeper);
    variant_table_free(variants);
    return rc;
}

int fill_search_main(void)
{
    ju_settings settings = {0};
    ju_err err = {0};
    ju_rc rc = ju_settings_load(&settings, &resident_config, "resident", &err);
    rc = rc == JU_OK ? fill(&settings, &err) : rc;
    ju_settings_free(&settings, &resident_config);
    if (rc != JU_OK) {
        (void)fprintf(stderr, "juki-resident: %s [%s]\n", err.message, err.code);
    }
    return rc == JU_OK ? 0 : EXIT_FATAL;
}
