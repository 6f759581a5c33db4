#ifndef DELIVERY_STEPS_FILE_H
#define DELIVERY_STEPS_FILE_H

#include "common/event/batch.h"
#include "services/delivery/store_file.h"

/* The steps of 送付先情報ファイル; ctx->app is a delivery_state. */

/* A record whose bytes cannot be opened (why: a code): it stays, is held as one that differs from the
 * register, and log and trail are told once. */
ju_rc file_set_aside(ju_ctx *ctx, const file_record *record, const char *why, ju_err *err) JU_MUST_CHECK;

/* Sends the bytes of records of different persons as they came, and audits that. */
ju_rc file_hand_over(ju_ctx *ctx, const file_records *records, ju_err *err) JU_MUST_CHECK;

/* The database's files are swept behind an erasure of these. opaque is the delivery_state. */
void file_want_sweep(void *opaque, const file_records *erased);

/* DeliveryWithdrawn: who died is taken out, unless handed over already (seed 002 R-77); for who else stands
 * on his record the register makes a new one. */
ju_rc file_withdraw_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc file_withdraw_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* What time alone brings: the gate's question about what has waited, its hand-over, once more of what is not
 * confirmed by the next day (the topic keeps it no longer), the alarm, the erasure of what is due. */
ju_rc file_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc file_idle_begin(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
/* And behind it, outside of any transaction: erased bytes leave the disk. opaque is the delivery_state. */
ju_rc file_aside(void *opaque, ju_db *db, ju_err *err) JU_MUST_CHECK;

#endif
