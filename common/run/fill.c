#include "common/run/fill.h"

#include "common/run/process.h"
#include "common/run/settings.h"
#include "common/seal/provider.h"

#include <stdio.h>

enum { ARENA_BYTES = 64 * 1024 * 1024, LOOKS_IN_VAIN = 2 };

typedef struct filler {
    const ju_fill *fill;
    const ju_keeper *keeper;
    ju_arena arena;
    size_t count; /* of the last transaction */
} filler;

static ju_rc put_rows(filler *f, ju_db *db, const PGresult *rows, ju_err *err)
{
    ju_args *item = ju_arena_alloc(&f->arena, f->count * sizeof *item);
    const ju_args **list = ju_arena_alloc(&f->arena, f->count * sizeof *list);
    ju_args joined = {.failed = true};
    PGresult *done = NULL;
    for (size_t i = 0; item != NULL && list != NULL && i < f->count; i++) {
        ju_args_init(&item[i], &f->arena);
        list[i] = &item[i];
        JU_TRY(f->fill->arg_row(&item[i], f->keeper, rows, (int)i, f->fill->state, err));
    }
    if (!f->arena.full) {
        ju_args_rows(&joined, &f->arena, list, f->count);
    }
    if (joined.failed) {
        return ju_no_memory(err);
    }
    ju_rc rc = ju_db_run(db, f->fill->put, &joined, &done, err);
    PQclear(done);
    return rc;
}

static ju_rc fill_some(ju_db *db, void *opaque, ju_err *err)
{
    filler *f = opaque;
    ju_args args;
    PGresult *rows = NULL;
    ju_args_init(&args, &f->arena);
    f->fill->arg_behind(&args, f->fill->state);
    JU_TRY(ju_db_run(db, f->fill->missing, &args, &rows, err));
    f->count = (size_t)PQntuples(rows);
    ju_rc rc = f->count == 0 ? JU_OK : put_rows(f, db, rows, err);
    PQclear(rows);
    return rc;
}

static ju_rc fill_all(const ju_fill *fill, ju_db *db, const ju_keeper *keeper, ju_err *err)
{
    filler f = {.fill = fill, .keeper = keeper};
    size_t sum = 0;
    int found_nothing = 0;
    ju_rc rc = JU_OK;
    ju_arena_init(&f.arena, ARENA_BYTES);
    while (rc == JU_OK && found_nothing < LOOKS_IN_VAIN) {
        ju_arena_reset(&f.arena);
        rc = ju_db_transaction(db, fill_some, &f, err);
        sum += rc == JU_OK ? f.count : 0;
        found_nothing = f.count == 0 ? found_nothing + 1 : 0;
        if (f.count == 0) {
            fill->begin(fill->state);
        }
    }
    ju_arena_done(&f.arena);
    (void)printf("%zu\n", sum);
    return rc;
}

static ju_rc fill_with(const ju_fill *fill, const ju_settings *settings, const ju_keeper *keeper, ju_err *err)
{
    const ju_sql *const *tables[] = {fill->sql, NULL};
    ju_db *db = NULL;
    ju_rc rc = fill->open == NULL ? JU_OK : fill->open(settings, fill->state, err);
    rc = rc == JU_OK ? ju_db_open(settings->db_conninfo, fill->service, tables, &db, err) : rc;
    rc = rc == JU_OK ? fill_all(fill, db, keeper, err) : rc;
    ju_db_close(db);
    if (fill->close != NULL) {
        fill->close(fill->state);
    }
    return rc;
}

static ju_rc fill_sealed(const ju_fill *fill, const ju_settings *settings, ju_err *err)
{
    ju_keeper keeper;
    JU_TRY(ju_key_provider_use(settings->key_provider, err));
    ju_rc rc = ju_keeper_open(settings->key_dir, fill->service, settings->seal_names, &keeper, err);
    rc = rc == JU_OK ? fill_with(fill, settings, &keeper, err) : rc;
    ju_keeper_close(&keeper);
    ju_key_provider_end();
    return rc;
}

int ju_run_fill(const ju_fill *fill)
{
    ju_settings settings = {0};
    ju_err err = {0};
    ju_rc rc = ju_settings_load(&settings, fill->config, fill->service, &err);
    rc = rc == JU_OK ? fill_sealed(fill, &settings, &err) : rc;
    ju_settings_free(&settings, fill->config);
    if (rc != JU_OK) {
        (void)fprintf(stderr, "juki-%s: %s [%s]\n", fill->service, err.message, err.code);
    }
    return rc == JU_OK ? 0 : JU_EXIT_FATAL;
}
