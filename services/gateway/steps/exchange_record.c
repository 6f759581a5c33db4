#include "services/gateway/exchange_record.h"

#include "common/base/uuid7.h"
#include "services/gateway/handlers.h"
#include "services/gateway/store_exchange.h"

#include <string.h>

const char *record_direction(exchange_direction direction)
{
    static const char *const words[] = {
        [EXCHANGE_ASKED] = "asked",
        [EXCHANGE_PROVIDED] = "provided",
        [EXCHANGE_SELF] = "self",
        [EXCHANGE_NOTICE] = "notice",
    };
    return words[direction];
}

ju_rc record_subject(ju_ctx *ctx, const char *integrated_number, const char **ret, ju_err *err)
{
    const gateway *self = ctx->app;
    char subject[JU_SUBJECT_HASH_SIZE];
    JU_TRY(ju_subject_hash(self->own, integrated_number, subject, err));
    *ret = ju_arena_strdup(ctx->arena, subject);
    return *ret != NULL ? JU_OK : ju_no_memory(err);
}

ju_rc record_put(ju_ctx *ctx, const exchange_record *record, ju_err *err)
{
    const gateway *self = ctx->app;
    exchange_person person = {0};
    exchange_record row = *record;
    if (row.exchange_id == NULL || !ju_uuid_valid(row.exchange_id)) {
        row.exchange_id = "";
    }
    if (row.integrated_number != NULL) {
        JU_TRY(record_subject(ctx, row.integrated_number, &person.subject, err));
        JU_TRY(ju_seal_text(self->own, ctx->arena, EXCHANGE_NUMBER_FIELD, person.subject,
                            row.integrated_number, &person.integrated_number, err));
    }
    return gateway_put_exchange(ctx, &row, &person, err);
}
