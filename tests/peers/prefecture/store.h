#ifndef PREFECTURE_STORE_H
#define PREFECTURE_STORE_H

#include "common/event/batch.h"

#include "juki/identity/v1/compare.pb-c.h"
#include "juki/identity/v1/identity.pb-c.h"

/* In apply: keeps the notice as the latest of the 住民票コード with this blind index. */
ju_rc prefecture_put_person(ju_ctx *ctx, const unsigned char *code_index, const char *state,
                            const Juki__Identity__V1__ResidentNotice *notice, ju_err *err) JU_MUST_CHECK;

/* After it: the blind index of the 個人番号, for inquiries. */
ju_rc prefecture_put_number(ju_ctx *ctx, const unsigned char *code_index, const unsigned char *number_index,
                            ju_err *err) JU_MUST_CHECK;

/* ---- 整合性確認 ---- */

/* In ask: a page of the persons behind this blind index in hexadecimal, or the one at a position. */
ju_rc prefecture_ask_page(ju_ctx *ctx, const char *after, int rows, ju_err *err) JU_MUST_CHECK;
ju_rc prefecture_ask_one(ju_ctx *ctx, const unsigned char *position, ju_err *err) JU_MUST_CHECK;

/* A row of either; the number is sealed to this peer, subject event_id. */
typedef struct prefecture_row {
    unsigned char *code_index;
    char *event_id;
    Juki__Common__V1__Sealed *individual_number;
    Juki__Identity__V1__ComparedResident *record; /* without its individual_number */
} prefecture_row;
ju_rc prefecture_got_row(const ju_ctx *ctx, const PGresult *rows, int row, prefecture_row *ret,
                         ju_err *err) JU_MUST_CHECK;

#endif
