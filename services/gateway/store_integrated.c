#include "services/gateway/store_integrated.h"

#include "common/seal/seal.h"
#include "gateway_sql.h"

#include <string.h>

enum {
    COL_INTEGRATED,
    COL_FORMER,
    COL_ADDRESSEE,
    COL_STATE,
    COL_AFFAIR,
    COL_AFFAIR_NUMBER,
    COL_FROM,
    COL_TO,
    COL_CODE_STATE
};

ju_rc integrated_ask(ju_ctx *ctx, const Juki__Gateway__V1__SearchIntegrated *question,
                     const unsigned char *index, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_bytes(&args, index, index == NULL ? 0 : JU_BLIND_INDEX_BYTES);
    ju_arg_text(&args, question->addressee_number);
    ju_arg_text(&args, question->affair_number);
    ju_arg_text(&args, question->integrated_number);
    ju_arg_text(&args, ctx->affair);
    return ju_ask(ctx, &gateway_sql_integrated_find, &args, err);
}

static char *text(const ju_ctx *ctx, const PGresult *rows, int row, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, row, column));
}

/* Whether a row has another value than the one before. */
static bool is_new(const PGresult *rows, int row, int column)
{
    return row == 0 || strcmp(ju_col(rows, row, column), ju_col(rows, row - 1, column)) != 0;
}

static void add_addressee(const ju_ctx *ctx, const PGresult *rows, int row,
                          Juki__Gateway__V1__IntegratedReply *ret)
{
    Juki__Gateway__V1__IntegratedAddressee *one = ju_arena_alloc(ctx->arena, sizeof *one);
    if (one != NULL) {
        juki__gateway__v1__integrated_addressee__init(one);
        one->addressee_number = text(ctx, rows, row, COL_ADDRESSEE);
        one->state = text(ctx, rows, row, COL_STATE);
        ret->addressee[ret->n_addressee++] = one;
    }
}

static void add_link(const ju_ctx *ctx, const PGresult *rows, int row,
                     Juki__Gateway__V1__IntegratedReply *ret)
{
    Juki__Gateway__V1__AffairLink *link = ju_arena_alloc(ctx->arena, sizeof *link);
    if (link != NULL) {
        juki__gateway__v1__affair_link__init(link);
        link->affair = text(ctx, rows, row, COL_AFFAIR);
        link->addressee_number = text(ctx, rows, row, COL_ADDRESSEE);
        link->affair_number = text(ctx, rows, row, COL_AFFAIR_NUMBER);
        link->valid_from = text(ctx, rows, row, COL_FROM);
        link->valid_to = text(ctx, rows, row, COL_TO);
        ret->link[ret->n_link++] = link;
    }
}

ju_rc integrated_got(const ju_ctx *ctx, Juki__Gateway__V1__IntegratedReply *ret, int *ret_persons,
                     ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    size_t count = (size_t)PQntuples(rows);
    ret->addressee = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *ret->addressee);
    ret->link = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *ret->link);
    *ret_persons = 0;
    if (ret->addressee == NULL || ret->link == NULL) {
        return ju_no_memory(err);
    }
    for (int row = 0; row < (int)count; row++) {
        *ret_persons += is_new(rows, row, COL_INTEGRATED);
        if (is_new(rows, row, COL_ADDRESSEE)) {
            add_addressee(ctx, rows, row, ret);
        }
        if (PQgetisnull(rows, row, COL_AFFAIR) == 0) {
            add_link(ctx, rows, row, ret);
        }
    }
    if (*ret_persons == 1) {
        ret->integrated_number = text(ctx, rows, 0, COL_INTEGRATED);
        ret->former_number = ju_col_bool(rows, 0, COL_FORMER);
        ret->subject_code_state = text(ctx, rows, 0, COL_CODE_STATE);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}
