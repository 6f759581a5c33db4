#include "services/resident/store_kiosk.h"

#include "common/event/receipt.h"
#include "resident_sql.h"

ju_rc ask_user_certificate(ju_ctx *ctx, const unsigned char index[JU_BLIND_INDEX_BYTES], ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_bytes(&args, index, JU_BLIND_INDEX_BYTES);
    return ju_ask(ctx, &resident_sql_user_certificate_find, &args, err);
}

const char *read_user_certificate(const ju_ctx *ctx, int answer)
{
    const PGresult *rows = ju_answer(ctx, answer);
    return PQntuples(rows) == 0 ? "" : ju_arena_strdup(ctx->arena, ju_col(rows, 0, 0));
}

ju_rc put_user_certificate(ju_ctx *ctx, const char *addressee_number, const unsigned char *index, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, addressee_number);
    if (index == NULL) {
        return ju_do(ctx, &resident_sql_user_certificate_delete, &args, err);
    }
    ju_arg_bytes(&args, index, JU_BLIND_INDEX_BYTES);
    return ju_do(ctx, &resident_sql_user_certificate_put, &args, err);
}

ju_rc ask_kiosk_request(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, request_id);
    return ju_ask(ctx, &resident_sql_kiosk_request_find, &args, err);
}

bool read_kiosk_request(const ju_ctx *ctx, int answer)
{
    return PQntuples(ju_answer(ctx, answer)) > 0;
}

ju_rc put_kiosk_answer(ju_ctx *ctx, const kiosk_answer *answer, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, answer->id);
    ju_arg_text(&args, answer->request_id);
    ju_arg_text(&args, answer->kiosk_id);
    ju_arg_text(&args, answer->refused == NULL ? "" : answer->refused);
    ju_arg_text(&args, answer->subject);
    return ju_do(ctx, &resident_sql_kiosk_answer_insert, &args, err);
}

ju_rc ask_kiosk_receipt(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, ju_err *err)
{
    return ju_receipt_ask(ctx, receipt, &resident_sql_kiosk_answer_find, err);
}

ju_rc put_kiosk_receipt(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, ju_err *err)
{
    return ju_receipt_apply(ctx, receipt, &resident_sql_kiosk_answer_acknowledge, "link.acknowledged",
                            "kiosk", err);
}
