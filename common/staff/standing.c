#include "common/staff/standing.h"

#include "common/staff/policy.h"
#include "common/text/date.h"
#include "event_sql.h"

#include <string.h>

/* ---- the question -------------------------------------------------------------------------------------- */

ju_rc ju_staff_ask_standing(ju_ctx *ctx, const ju_staff_token *token, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, token->operator_id);
    ju_arg_text(&args, token->id);
    ju_arg_text(&args, token->key_id);
    ju_arg_text(&args, token->affair);
    ju_arg_text(&args, token->department);
    ju_arg_text(&args, token->person_class);
    ju_arg_text(&args, token->place);
    ju_arg_text(&args, ctx->today);
    ju_arg_text(&args, token->terminal_id);
    return ju_ask(ctx, &event_sql_staff_standing, &args, err);
}

static const char *refusal_of(const char *revoked)
{
    static const char *const CODES[][2] = {{"person", "person_revoked"},
                                           {"token", "token_revoked"},
                                           {"key", "key_revoked"},
                                           {"terminal", "terminal_revoked"}};
    for (size_t i = 0; i < sizeof CODES / sizeof CODES[0]; i++) {
        if (strcmp(CODES[i][0], revoked) == 0) {
            return CODES[i][1];
        }
    }
    return NULL;
}

ju_staff_standing ju_staff_got_standing(const ju_ctx *ctx)
{
    enum { REVOKED, GRANTED, CAME_BEFORE, TERMINAL };
    const PGresult *answer = ju_answer(ctx, 0);
    const char *terminal = ju_col(answer, 0, TERMINAL);
    return (ju_staff_standing){.refused = refusal_of(ju_col(answer, 0, REVOKED)),
                               .granted = ju_staff_roles_of(ju_col(answer, 0, GRANTED)),
                               .came_before = ju_col_bool(answer, 0, CAME_BEFORE),
                               .terminal_registered = strcmp(terminal, "registered") == 0,
                               .no_terminals = strcmp(terminal, "none") == 0};
}

ju_rc ju_staff_put_token(ju_ctx *ctx, const ju_staff_token *token, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, token->id);
    ju_arg_i64(&args, token->ends_s);
    return ju_do(ctx, &event_sql_staff_token_put, &args, err);
}

/* ---- what is told -------------------------------------------------------------------------------------- */

static ju_rc note_taken(ju_ctx *ctx, const char *kind, const char *id, ju_err *err)
{
    const char *detail = ju_arena_printf(ctx->arena, "kind=%s right=%s", kind, id);
    return detail == NULL
               ? ju_no_memory(err)
               : ju_audit(ctx, &(ju_act){.action = "right.taken", .change_id = id, .detail = detail}, err);
}

static bool is_day(const char *text)
{
    ju_date ignored;
    return ju_date_parse(text, &ignored);
}

static ju_rc put(ju_ctx *ctx, const ju_sql *sql, const char *const *value, size_t count, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    for (size_t i = 0; i < count; i++) {
        ju_arg_text(&args, value[i]);
    }
    return ju_do(ctx, sql, &args, err);
}

ju_rc ju_staff_grant_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__GrantSet *grant = body;
    if (!is_day(grant->begins_on) || !is_day(grant->ends_on)) {
        return ju_reject(err, "day_invalid", "begins_on", "a grant has a first and a last day");
    }
    const char *const values[] = {grant->grant_id, grant->person,     grant->person_class,
                                  grant->affair,   grant->department, grant->place,
                                  grant->roles,    grant->begins_on,  grant->ends_on};
    JU_TRY(put(ctx, &event_sql_staff_grant_put, values, sizeof values / sizeof values[0], err));
    return note_taken(ctx, "grant_set", grant->grant_id, err);
}

ju_rc ju_staff_terminal_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__TerminalSet *set = body;
    if (!is_day(set->begins_on) || !is_day(set->ends_on)) {
        return ju_reject(err, "day_invalid", "begins_on", "a registration has a first and a last day");
    }
    const char *const values[] = {set->registration_id, set->terminals, set->department,
                                  set->place,           set->begins_on, set->ends_on};
    JU_TRY(put(ctx, &event_sql_staff_terminal_put, values, sizeof values / sizeof values[0], err));
    return note_taken(ctx, "terminal_set", set->registration_id, err);
}

ju_rc ju_staff_revoked_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__StaffRevoked *revoked = body;
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, revoked->kind);
    ju_arg_text(&args, revoked->value);
    ju_arg_text(&args, revoked->revocation_id);
    JU_TRY(ju_do(ctx, &event_sql_staff_revocation_put, &args, err));
    return note_taken(ctx, revoked->kind, revoked->revocation_id, err);
}
