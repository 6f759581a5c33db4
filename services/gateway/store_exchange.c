#include "services/gateway/store_exchange.h"

#include "common/db/record.h"
#include "gateway_sql.h"

/* Of the table's texts none is null: what is unknown is empty. */
static void arg_known(ju_args *args, const char *text)
{
    ju_arg_text(args, text == NULL ? "" : text);
}

ju_rc gateway_put_exchange(ju_ctx *ctx, const exchange_record *record, const exchange_person *person,
                           ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, record_direction(record->direction));
    arg_known(&args, record->exchange_id);
    ju_arg_text(&args, person->subject);
    ju_arg_packed(&args, (const ProtobufCMessage *)person->integrated_number);
    arg_known(&args, record->inquirer_kind);
    arg_known(&args, record->inquirer);
    arg_known(&args, record->provider);
    arg_known(&args, record->law_table);
    arg_known(&args, record->item);
    arg_known(&args, record->affair);
    arg_known(&args, record->information);
    arg_known(&args, record->law_version);
    arg_known(&args, record->permit_id);
    arg_known(&args, record->outcome);
    arg_known(&args, record->operator_ == NULL ? NULL : record->operator_->operator_id);
    arg_known(&args, record->operator_ == NULL ? NULL : record->operator_->terminal_id);
    ju_arg_text(&args, record->received_at == NULL ? ctx->now : record->received_at);
    ju_arg_text(&args, ctx->now);
    return ju_do(ctx, &gateway_sql_exchange_put, &args, err);
}
