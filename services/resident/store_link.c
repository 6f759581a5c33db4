#include "services/resident/store_link.h"

#include "common/event/receipt.h"
#include "resident_sql.h"

static ju_args texts(ju_ctx *ctx, const char *const *text, size_t count)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    for (size_t i = 0; i < count; i++) {
        ju_arg_text(&args, text[i]);
    }
    return args;
}

ju_rc put_link_notice(ju_ctx *ctx, const char *event_id, const char *peer, const char *change_id,
                      const char *subject, ju_err *err)
{
    ju_args args = texts(ctx, (const char *const[]){event_id, peer, change_id, subject}, 4);
    return ju_do(ctx, &resident_sql_link_notice_insert, &args, err);
}

ju_rc ask_link_receipt(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, ju_err *err)
{
    return ju_receipt_ask(ctx, receipt, &resident_sql_link_notice_find, err);
}

ju_rc mark_link_receipt(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, const char *peer,
                        ju_err *err)
{
    return ju_receipt_apply(ctx, receipt, &resident_sql_link_notice_acknowledge, "link.acknowledged", peer,
                            err);
}

ju_rc put_link_person(ju_ctx *ctx, const char *person_ref, const char *addressee_number, ju_err *err)
{
    ju_args args = texts(ctx, (const char *const[]){person_ref, addressee_number}, 2);
    return ju_do(ctx, &resident_sql_link_person_put, &args, err);
}

ju_rc ask_link_person(ju_ctx *ctx, const char *person_ref, ju_err *err)
{
    ju_args args = texts(ctx, &person_ref, 1);
    return ju_ask(ctx, &resident_sql_link_person_find, &args, err);
}

ju_rc ask_link_taken(ju_ctx *ctx, const char *peer, const char *number, ju_err *err)
{
    ju_args args = texts(ctx, (const char *const[]){peer, number}, 2);
    return ju_ask(ctx, &resident_sql_link_taken_find, &args, err);
}

ju_rc put_link_taken(ju_ctx *ctx, const char *peer, const char *number, const char *change_id, ju_err *err)
{
    ju_args args = texts(ctx, (const char *const[]){peer, number, change_id}, 3);
    return ju_do(ctx, &resident_sql_link_taken_insert, &args, err);
}
