#include "services/resident/steps/certificate_remark.h"

#include "services/resident/store_note.h"

#include <string.h>

typedef Juki__Resident__V1__CertificateRemark remark;

ju_rc show_remarks(ju_ctx *ctx, const Juki__Resident__V1__PersonRecord *record, int remarks,
                   Juki__Resident__V1__CertificatePerson *shown, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, remarks);
    int count = PQntuples(rows);
    remark *item = ju_arena_alloc(ctx->arena, ((size_t)count + 1) * sizeof *item);
    shown->remark = ju_arena_alloc(ctx->arena, ((size_t)count + 1) * sizeof *shown->remark);
    if (item == NULL || shown->remark == NULL) {
        return ju_no_memory(err);
    }
    for (int row = 0; row < count; row++) {
        if (strcmp(ju_col(rows, row, 0), record->addressee_number) == 0) {
            JU_TRY(read_remark(ctx, rows, row, &item[shown->n_remark], err));
            shown->remark[shown->n_remark] = &item[shown->n_remark];
            shown->n_remark++;
        }
    }
    if (record->acting_head != NULL) {
        shown->acting_head = record->acting_head->name;
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}
