#ifndef RESIDENT_STORE_MOVE_H
#define RESIDENT_STORE_MOVE_H

#include "common/event/batch.h"

#include "juki/common/v1/common.pb-c.h"

/* 転出証明書情報 of 特例転入, received and sent. ask_, read_ and put_ as in store.h. */

typedef struct move_in_stored {
    bool found;
    const char *planned_date;
    const char *erase_on;
    const char *municipality;              /* that is left */
    Juki__Common__V1__Sealed *certificate; /* subject: its move_ref */
} move_in_stored;

ju_rc ask_move_in(ju_ctx *ctx, const char *move_ref, ju_err *err) JU_MUST_CHECK;
ju_rc read_move_in(const ju_ctx *ctx, int answer, move_in_stored *ret, ju_err *err) JU_MUST_CHECK;
ju_rc put_move_in(ju_ctx *ctx, const char *move_ref, const move_in_stored *received,
                  ju_err *err) JU_MUST_CHECK;
ju_rc delete_move_in(ju_ctx *ctx, const char *move_ref, ju_err *err) JU_MUST_CHECK;

/* Those that are to be erased today, locked. */
ju_rc ask_move_ins_due(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
const char *read_move_in_due(const ju_ctx *ctx, int answer, int row);

/* Who is who in what was sent of our own 転出. */
ju_rc put_move_sent(ju_ctx *ctx, const char *move_ref, int place, const char *addressee_number,
                    ju_err *err) JU_MUST_CHECK;
ju_rc ask_move_sent(ju_ctx *ctx, const char *move_ref, int place, ju_err *err) JU_MUST_CHECK;
/* The 宛名番号, in arena memory; "" of nobody. */
const char *read_move_sent(const ju_ctx *ctx, int answer);
/* Their records as they stand now: read_records. */
ju_rc ask_move_sent_records(ju_ctx *ctx, const char *move_ref, ju_err *err) JU_MUST_CHECK;

#endif
