#include "services/identity/store_fill.h"

#include "services/identity/store_record.h"
#include "services/identity/store_search.h"

#include "common/run/fill.h"
#include "identity_sql.h"

#include <string.h>

typedef struct search_filler {
    unsigned char last[JU_BLIND_INDEX_BYTES];
} search_filler;

static void begin(void *state)
{
    search_filler *filler = state;
    memset(filler->last, 0, sizeof filler->last);
}

static void arg_behind(ju_args *args, const void *state)
{
    const search_filler *filler = state;
    ju_arg_bytes(args, filler->last, sizeof filler->last);
    ju_arg_i64(args, SEARCH_RULE);
}

static ju_rc arg_row(ju_args *args, const ju_keeper *keeper, const PGresult *rows, int row, void *state,
                     ju_err *err)
{
    search_filler *filler = state;
    size_t ignored = 0;
    identity_record *record = NULL;
    const search_row_indexes indexes = {.code = ju_col_bytes(rows, row, 0, args->arena, &ignored),
                                        .number = ju_col_bytes(rows, row, 1, args->arena, &ignored)};
    if (indexes.code == NULL || indexes.number == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(identity_col_record(rows, row, 2, keeper, args->arena, &record, err));
    memcpy(filler->last, indexes.code, sizeof filler->last);
    return search_arg_row(args, keeper, &indexes, record, err);
}

int identity_fill_main(const ju_config_part *own)
{
    search_filler filler = {0};
    return ju_run_fill(&(ju_fill){.service = "identity",
                                  .config = own,
                                  .sql = identity_sql,
                                  .missing = &identity_sql_search_missing,
                                  .put = &identity_sql_search_put,
                                  .begin = begin,
                                  .arg_behind = arg_behind,
                                  .arg_row = arg_row,
                                  .state = &filler});
}
