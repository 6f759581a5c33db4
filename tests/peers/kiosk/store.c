#include "tests/peers/kiosk/store.h"

#include "kiosk_sql.h"

ju_rc kiosk_put_answer(ju_ctx *ctx, const Juki__Resident__V1__CertificateReply *reply, int64_t numbers,
                       ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, ctx->message->id);
    ju_arg_text(&args, reply->request_id);
    ju_arg_text(&args, reply->refusal == NULL ? "" : reply->refusal->code);
    ju_arg_text(&args, reply->issue_number);
    ju_arg_i64(&args, (int64_t)reply->n_person);
    ju_arg_i64(&args, numbers);
    return ju_do(ctx, &kiosk_sql_answer_put, &args, err);
}

ju_rc kiosk_open_store(const char *conninfo, ju_db **ret, ju_err *err)
{
    static const ju_sql *const *const tables[] = {kiosk_sql, NULL};
    return ju_db_open(conninfo, "kiosk", tables, ret, err);
}

ju_rc kiosk_put_request(ju_db *db, ju_arena *arena, const Juki__Resident__V1__KioskQuestion *question,
                        ju_err *err)
{
    ju_args args;
    PGresult *done = NULL;
    ju_args_init(&args, arena);
    ju_arg_text(&args, question->request_id);
    ju_arg_i64(&args, (int64_t)question->kind);
    ju_arg_bool(&args, question->household);
    JU_TRY(ju_db_run(db, &kiosk_sql_request_put, &args, &done, err));
    PQclear(done);
    return JU_OK;
}

ju_rc kiosk_get_answer(ju_db *db, ju_arena *arena, const char *request_id, PGresult **ret, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, arena);
    ju_arg_text(&args, request_id);
    return ju_db_run(db, &kiosk_sql_answer_get, &args, ret, err);
}
