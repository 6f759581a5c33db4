#include "common/staff/approval_store.h"

#include "common/base/word.h"
#include "common/staff/house.h"

#include "event_sql.h"

#include <string.h>

typedef Juki__Common__V1__Approval approval_message;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

ju_rc ju_approval_claim(ju_ctx *ctx, const char *kind, const char *approval_id, ju_err *err)
{
    const char *value = ju_arena_printf(ctx->arena, "%s %s", kind, approval_id);
    return value == NULL ? ju_no_memory(err) : ju_claim(ctx, "approval", value, err);
}

ju_rc ju_approval_ask(ju_ctx *ctx, const char *kind, const char *approval_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, kind);
    ju_arg_text(&args, approval_id);
    return ju_ask(ctx, &event_sql_approval_find, &args, err);
}

static ju_approval read_row(ju_arena *arena, const PGresult *rows, int row)
{
    return (ju_approval){
        .found = true,
        .kind = ju_arena_strdup(arena, ju_col(rows, row, 0)),
        .approval_id = ju_arena_strdup(arena, ju_col(rows, row, 1)),
        .request = ju_arena_strdup(arena, ju_col(rows, row, 2)),
        .digest = ju_arena_strdup(arena, ju_col(rows, row, 3)),
        .asked_by = ju_arena_strdup(arena, ju_col(rows, row, 4)),
        .asked_on = ju_arena_strdup(arena, ju_col(rows, row, 5)),
        .valid_until = ju_arena_strdup(arena, ju_col(rows, row, 6)),
        .state = ju_arena_strdup(arena, ju_col(rows, row, 7)),
        .decided_by = ju_arena_strdup(arena, ju_col(rows, row, 8)),
        .decided_on = ju_arena_strdup(arena, ju_col(rows, row, 9)),
        .used_by = ju_arena_strdup(arena, ju_col(rows, row, 10)),
        .used_on = ju_arena_strdup(arena, ju_col(rows, row, 11)),
    };
}

ju_rc ju_approval_got(const ju_ctx *ctx, int asked, ju_approval *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, asked);
    *ret = (ju_approval){.found = false};
    if (PQntuples(rows) > 0) {
        *ret = read_row(ctx->arena, rows, 0);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc ju_approval_put(ju_ctx *ctx, const char *kind, const char *approval_id, const char *asked_by,
                      const char *request, ju_approval *ret, ju_err *err)
{
    ju_date today = {1, 1, 1};
    char *digest = ju_arena_alloc(ctx->arena, JU_APPROVAL_DIGEST_SIZE);
    char *until = ju_arena_alloc(ctx->arena, JU_DATE_SIZE);
    if (request == NULL || digest == NULL || until == NULL) {
        return ju_no_memory(err);
    }
    (void)ju_date_parse(ctx->today, &today);
    ju_date_format(ju_date_add_days(today, (int)ctx->house->approval_days), until);
    JU_TRY(ju_approval_digest(request, digest, err));
    *ret = (ju_approval){.found = true,
                         .kind = kind,
                         .approval_id = approval_id,
                         .request = request,
                         .digest = digest,
                         .asked_by = asked_by,
                         .asked_on = ctx->today,
                         .valid_until = until,
                         .state = "asked",
                         .decided_by = "",
                         .decided_on = "",
                         .used_by = "",
                         .used_on = ""};
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, kind);
    ju_arg_text(&args, approval_id);
    ju_arg_text(&args, request);
    ju_arg_text(&args, digest);
    ju_arg_text(&args, asked_by);
    ju_arg_text(&args, ctx->today);
    ju_arg_text(&args, until);
    return ju_do(ctx, &event_sql_approval_put, &args, err);
}

ju_approval_word ju_approval_word_of(const ju_ctx *ctx, const char *by, bool approves, const char *digest,
                                     const char *now)
{
    return (ju_approval_word){.by = by,
                              .in_role = ju_word_listed(ctx->house->supervisors, by),
                              .approves = approves,
                              .digest = digest,
                              .now = now,
                              .today = ctx->today};
}

ju_rc ju_approval_put_decision(ju_ctx *ctx, const ju_approval *of, const ju_approval_word *word, bool at_once,
                               ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, of->kind);
    ju_arg_text(&args, of->approval_id);
    ju_arg_text(&args, !word->approves ? "refused" : at_once ? "used" : "approved");
    ju_arg_text(&args, word->by);
    ju_arg_text(&args, word->today);
    return ju_do(ctx, &event_sql_approval_decide, &args, err);
}

ju_rc ju_approval_decide(ju_ctx *ctx, int asked, const ju_approval_word *word, bool at_once,
                         const char **ret_code, ju_err *err)
{
    ju_approval of;
    JU_TRY(ju_approval_got(ctx, asked, &of, err));
    *ret_code = word->approves ? ju_approval_check_decision(&of, word) : NULL;
    return *ret_code == NULL && of.found && strcmp(of.state, "asked") == 0
               ? ju_approval_put_decision(ctx, &of, word, at_once, err)
               : JU_OK;
}

ju_rc ju_approval_put_use(ju_ctx *ctx, const ju_approval *of, const char *by, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, of->kind);
    ju_arg_text(&args, of->approval_id);
    ju_arg_text(&args, by);
    ju_arg_text(&args, ctx->today);
    return ju_do(ctx, &event_sql_approval_use, &args, err);
}

ju_rc ju_approval_ask_list(ju_ctx *ctx, const char *kind, const char *approval_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, kind);
    ju_arg_text(&args, approval_id);
    ju_arg_i64(&args, JU_APPROVALS_MOST + 1);
    return ju_ask(ctx, &event_sql_approval_list, &args, err);
}

ju_rc ju_approval_got_list(const ju_ctx *ctx, int asked, Juki__Common__V1__ApprovalsReply *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, asked);
    size_t count = (size_t)PQntuples(rows);
    ret->more = count > JU_APPROVALS_MOST;
    ret->n_approval = ret->more ? JU_APPROVALS_MOST : count;
    ret->approval = ju_arena_alloc(ctx->arena, (count + 1) * sizeof(void *));
    for (size_t i = 0; ret->approval != NULL && i < ret->n_approval; i++) {
        ju_approval one = read_row(ctx->arena, rows, (int)i);
        ret->approval[i] = ju_approval_message(ctx->arena, &one);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

approval_message *ju_approval_message(ju_arena *arena, const ju_approval *of)
{
    approval_message *ret = ju_arena_alloc(arena, sizeof *ret);
    if (ret != NULL) {
        juki__common__v1__approval__init(ret);
        ret->kind = text(of->kind);
        ret->approval_id = text(of->approval_id);
        ret->request = text(of->request);
        ret->digest = text(of->digest);
        ret->asked_by = text(of->asked_by);
        ret->asked_on = text(of->asked_on);
        ret->valid_until = text(of->valid_until);
        ret->state = text(of->state);
        ret->decided_by = text(of->decided_by);
        ret->decided_on = text(of->decided_on);
        ret->used_by = text(of->used_by);
        ret->used_on = text(of->used_on);
    }
    return ret;
}

Juki__Common__V1__Refusal *ju_approval_refusal(ju_arena *arena, const char *code, const char *item)
{
    Juki__Common__V1__Refusal *refusal = code == NULL ? NULL : ju_arena_alloc(arena, sizeof *refusal);
    if (refusal != NULL) {
        juki__common__v1__refusal__init(refusal);
        refusal->code = text(code);
        refusal->item = text(item);
        refusal->message = text(ju_approval_refusal_text(code));
    }
    return refusal;
}
