#ifndef IDENTITY_STORE_RECORD_H
#define IDENTITY_STORE_RECORD_H

#include "common/db/kept.h"
#include "common/event/batch.h"
#include "services/identity/rule.h"

/* The table record, 本人確認情報ファイル: what its rows keep is sealed for identity itself. ask_, got_ and
 * put_ as in store.h. */

/* Of the service's own tables. */
const ju_keeper *identity_keeper(const ju_ctx *ctx);

/*
 * A row of the file out of the columns register_ref, update_number and content of a statement, of which the
 * first is given; into the arena. Errors as ju_col_kept.
 */
ju_rc identity_col_record(const PGresult *rows, int row, int first, const ju_keeper *keeper, ju_arena *arena,
                          identity_record **ret, ju_err *err) JU_MUST_CHECK;

/* The same with what stands in the two columns behind them: both numbers, sealed to identity. */
typedef struct identity_row {
    identity_record *record;
    const char *register_ref; /* the subject of the seals */
    Juki__Common__V1__Sealed *resident_code;
    Juki__Common__V1__Sealed *individual_number;
} identity_row;
/* All but the record, which stays as it is: for who opens many, each in memory of its own. JU_FATAL when the
 * arena is full. */
ju_rc identity_col_numbers(const PGresult *rows, int row, int first, ju_arena *arena, identity_row *ret,
                           ju_err *err) JU_MUST_CHECK;
ju_rc identity_col_row(const PGresult *rows, int row, int first, const ju_keeper *keeper, ju_arena *arena,
                       identity_row *ret, ju_err *err) JU_MUST_CHECK;

ju_rc identity_ask_known(ju_ctx *ctx, const identity_numbers *numbers, ju_err *err) JU_MUST_CHECK;
/* of: 0 for the code of the change, 1 for the old one of a change that gave another. Errors as
 * identity_col_record. */
ju_rc identity_got_known(const ju_ctx *ctx, int of, identity_known *ret, ju_err *err) JU_MUST_CHECK;
/* Adds the row to the file and makes it the current one of its 住民票コード; update_number is 更新順番号. */
ju_rc identity_put_record(ju_ctx *ctx, const Juki__Resident__V1__IdentityChanged *changed,
                          const identity_record *record, const identity_numbers *numbers,
                          int64_t update_number, ju_err *err) JU_MUST_CHECK;

#endif
