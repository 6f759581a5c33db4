#ifndef IDENTITY_STORE_MOVE_H
#define IDENTITY_STORE_MOVE_H

#include "common/event/batch.h"
#include "services/identity/move.h"

#include "juki/common/v1/common.pb-c.h"

/* Moves of 特例転入; ask_, got_ and put_ as in store.h. */

typedef struct move_in_row {
    const char *move_ref;
    const char *municipality; /* that was left; "" of a move that is not known */
    move_in_state state;
    const char *planned_date;                    /* put: NULL: as it was */
    const char *erase_on;                        /* NULL with certificate */
    const Juki__Common__V1__Sealed *certificate; /* put only; NULL: none, or none any more */
    int notices;
    int acknowledged;
} move_in_row;

ju_rc move_ask_in(ju_ctx *ctx, const char *move_ref, ju_err *err) JU_MUST_CHECK;
ju_rc move_ask_open(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
/* Rows of answer number of, in arena memory. */
ju_rc move_got_in(const ju_ctx *ctx, int of, move_in_row **ret, size_t *ret_count, ju_err *err) JU_MUST_CHECK;
ju_rc move_put_in(ju_ctx *ctx, const move_in_row *row, ju_err *err) JU_MUST_CHECK;

/* Those whose 転出証明書情報 is to be erased today, locked; the answer is read by move_got_due. */
ju_rc move_ask_due(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc move_got_due(const ju_ctx *ctx, int of, move_in_row **ret, size_t *ret_count,
                   ju_err *err) JU_MUST_CHECK;

ju_rc move_ask_out(ju_ctx *ctx, const char *move_ref, ju_err *err) JU_MUST_CHECK;
move_out_state move_got_out(const ju_ctx *ctx, int of);
ju_rc move_put_out(ju_ctx *ctx, const char *move_ref, const char *municipality, move_out_state state,
                   ju_err *err) JU_MUST_CHECK;

/* What was sent to another municipality under this ce_id. */
ju_rc move_put_letter(ju_ctx *ctx, const char *event_id, const char *move_ref, const char *kind,
                      ju_err *err) JU_MUST_CHECK;

#endif
