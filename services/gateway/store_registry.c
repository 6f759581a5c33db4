#include "services/gateway/store_registry.h"

#include "gateway_sql.h"

#include <string.h>

typedef Juki__Gateway__V1__Consumer profile;
typedef Juki__Gateway__V1__ConsumerVersion version;

ju_rc gateway_ask_versions(ju_ctx *ctx, const char *consumer, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_opt(&args, consumer);
    return ju_ask(ctx, &gateway_sql_consumer_versions, &args, err);
}

static char *text(const ju_ctx *ctx, const PGresult *rows, int row, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, row, column));
}

/* The words of a list with single blanks between. */
static void read_items(const ju_ctx *ctx, char *names, profile *ret)
{
    size_t most = names == NULL ? 0 : strlen(names) / 2 + 1;
    ret->item = ju_arena_alloc(ctx->arena, (most + 1) * sizeof *ret->item);
    if (ret->item == NULL) {
        return;
    }
    for (char *name; (name = strsep(&names, " ")) != NULL;) {
        ret->item[ret->n_item++] = name;
    }
}

static void read_profile(const ju_ctx *ctx, const PGresult *rows, int row, profile *ret)
{
    juki__gateway__v1__consumer__init(ret);
    ret->id = text(ctx, rows, row, 0);
    ret->office = text(ctx, rows, row, 1);
    ret->affair = text(ctx, rows, row, 2);
    ret->legal_basis = text(ctx, rows, row, 3);
    read_items(ctx, text(ctx, rows, row, 4), ret);
    ret->uses_number = ju_col_bool(rows, row, 5);
    ret->restrained_place = ju_col_bool(rows, row, 6);
    ret->valid_from = text(ctx, rows, row, 7);
    ret->valid_to = text(ctx, rows, row, 8);
}

ju_rc gateway_versions_answer(ju_ctx *ctx, Juki__Gateway__V1__ConsumersReply *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    size_t count = (size_t)PQntuples(rows);
    version *versions = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *versions);
    profile *profiles = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *profiles);
    reply->version = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply->version);
    if (ctx->arena->full) {
        return ju_no_memory(err);
    }
    reply->n_version = count;
    for (size_t i = 0; i < count; i++) {
        read_profile(ctx, rows, (int)i, &profiles[i]);
        juki__gateway__v1__consumer_version__init(&versions[i]);
        versions[i].consumer = &profiles[i];
        versions[i].state = (char *)(uintptr_t) "approved";
        versions[i].version = 1;
        reply->version[i] = &versions[i];
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}
