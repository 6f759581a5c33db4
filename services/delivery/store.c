#include "services/delivery/store.h"

#include "common/event/receipt.h"
#include "delivery_sql.h"
#include "services/delivery/store_file.h"

ju_rc delivery_put(ju_ctx *ctx, const delivery_trace *trace, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, trace->event_id);
    ju_arg_text(&args, trace->delivery_hash);
    ju_arg_text(&args, trace->change_id);
    ju_arg_text(&args, trace->subject);
    ju_arg_bytes(&args, trace->digest, DELIVERY_DIGEST_BYTES);
    JU_TRY(ju_arg_kept_bytes(&args, file_keeper(ctx), file_held_at(trace->event_id), ctx->message->value,
                             ctx->message->value_size, err));
    ju_arg_text(&args, ctx->message->key);
    ju_arg_text(&args, ctx->message->type);
    ju_arg_text(&args, ctx->today);
    ju_arg_text_array(&args, trace->person, trace->person_count);
    ju_arg_text(&args, trace->check_id);
    return ju_do(ctx, &delivery_sql_record_put, &args, err);
}

ju_rc delivery_ask_confirmed(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, ju_err *err)
{
    return ju_receipt_ask(ctx, receipt, &delivery_sql_trace_find, err);
}

const char *delivery_got_handed_on(const ju_ctx *ctx, size_t place)
{
    return ju_col(ju_answer(ctx, 0), (int)place, 2);
}

ju_rc delivery_mark_confirmed(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt,
                              const char *const *erase_on, ju_err *err)
{
    const char **id = ju_arena_alloc(ctx->arena, receipt->n_event_id * sizeof *id);
    const char **day = ju_arena_alloc(ctx->arena, receipt->n_event_id * sizeof *day);
    size_t held = 0;
    if (id == NULL || day == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < receipt->n_event_id; i++) {
        if (erase_on[i] != NULL) {
            id[held] = receipt->event_id[i];
            day[held++] = erase_on[i];
        }
    }
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text_array(&args, id, held);
    ju_arg_text_array(&args, day, held);
    ju_arg_text(&args, ctx->today);
    JU_TRY(ju_do(ctx, &delivery_sql_held_confirm, &args, err));
    return ju_receipt_apply(ctx, receipt, &delivery_sql_trace_confirm, "delivery.confirmed", "card", err);
}
