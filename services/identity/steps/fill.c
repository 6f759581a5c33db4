#include "services/identity/steps/fill.h"

#include "services/identity/store_search.h"

#include "common/run/settings.h"
#include "common/seal/provider.h"
#include "identity_sql.h"

#include <stdio.h>

enum { ARENA_BYTES = 64 * 1024 * 1024, EXIT_FATAL = 70 };

static ju_rc fill_all(ju_db *db, const ju_keeper *keeper, ju_err *err)
{
    unsigned char last[JU_BLIND_INDEX_BYTES] = {0};
    size_t count = 1;
    size_t sum = 0;
    ju_rc rc = JU_OK;
    ju_arena arena;
    ju_arena_init(&arena, ARENA_BYTES);
    while (rc == JU_OK && count > 0) {
        ju_arena_reset(&arena);
        rc = identity_fill_search(db, keeper, &arena, last, &count, err);
        sum += rc == JU_OK ? count : 0;
    }
    ju_arena_done(&arena);
    (void)printf("%zu\n", sum);
    return rc;
}

static ju_rc fill_with(const ju_settings *settings, const ju_keeper *keeper, ju_err *err)
{
    const ju_sql *const *tables[] = {identity_sql, NULL};
    ju_db *db = NULL;
    ju_rc rc = ju_db_open(settings->db_conninfo, "identity", tables, &db, err);
    rc = rc == JU_OK ? fill_all(db, keeper, err) : rc;
    ju_db_close(db);
    return rc;
}

static ju_rc fill(const ju_settings *settings, ju_err *err)
{
    ju_keeper keeper;
    JU_TRY(ju_key_provider_use(settings->key_provider, err));
    ju_rc rc = ju_keeper_open(settings->key_dir, "identity", settings->seal_names, &keeper, err);
    rc = rc == JU_OK ? fill_with(settings, &keeper, err) : rc;
    ju_keeper_close(&keeper);
    ju_key_provider_end();
    return rc;
}

int identity_fill_main(const ju_config_part *own)
{
    ju_settings settings = {0};
    ju_err err = {0};
    ju_rc rc = ju_settings_load(&settings, own, "identity", &err);
    rc = rc == JU_OK ? fill(&settings, &err) : rc;
    ju_settings_free(&settings, own);
    if (rc != JU_OK) {
        (void)fprintf(stderr, "juki-identity: %s [%s]\n", err.message, err.code);
    }
    return rc == JU_OK ? 0 : EXIT_FATAL;
}
