#include "services/resident/store_fill.h"

#include "services/resident/steps/state.h"
#include "services/resident/store_search.h"

#include "common/run/fill.h"
#include "resident_sql.h"

#include <stdio.h>

typedef struct search_filler {
    variant_table *variants;
    char last_number[16];
} search_filler;

static ju_rc open_variants(const ju_settings *settings, void *state, ju_err *err)
{
    search_filler *filler = state;
    return resident_variants_open(settings, &filler->variants, err);
}

static void close_variants(void *state)
{
    search_filler *filler = state;
    variant_table_free(filler->variants);
}

static void begin(void *state)
{
    search_filler *filler = state;
    filler->last_number[0] = '\0';
}

static void arg_behind(ju_args *args, const void *state)
{
    const search_filler *filler = state;
    ju_arg_text(args, filler->last_number);
    ju_arg_i64(args, search_rule(filler->variants));
}

static ju_rc arg_row(ju_args *args, const ju_keeper *keeper, const PGresult *rows, int row, void *state,
                     ju_err *err)
{
    search_filler *filler = state;
    person_record *record = NULL;
    JU_TRY(read_record(keeper, args->arena, rows, row, 0, &record, err));
    (void)snprintf(filler->last_number, sizeof filler->last_number, "%s", record->addressee_number);
    return arg_search_row(args, &(search_maker){filler->variants, keeper}, record, err);
}

int fill_search_main(void)
{
    search_filler filler = {0};
    return ju_run_fill(&(ju_fill){.service = "resident",
                                  .config = &resident_config,
                                  .sql = resident_sql,
                                  .missing = &resident_sql_person_search_missing,
                                  .put = &resident_sql_person_search_put,
                                  .open = open_variants,
                                  .close = close_variants,
                                  .begin = begin,
                                  .arg_behind = arg_behind,
                                  .arg_row = arg_row,
                                  .state = &filler});
}
