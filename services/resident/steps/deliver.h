#ifndef RESIDENT_DELIVER_H
#define RESIDENT_DELIVER_H

#include "services/resident/steps/state.h"
#include "services/resident/store_delivery.h"

/* Reads the rows of an answer and opens the 居所 that are designated. */
ju_rc deliver_read(ju_ctx *ctx, int answer, delivery_rows *ret, ju_err *err) JU_MUST_CHECK;

/* 送付先情報 of people who are residents and have their numbers: one record per addressee. change_id: of
 * whose records they are. Empties people. */
ju_rc deliver(ju_ctx *ctx, const char *change_id, delivery_people *people, ju_err *err) JU_MUST_CHECK;

/* With the last answer that a change waited for, to those of its persons whom it gave a 個人番号 and who are
 * residents (seed 002 12-1). rows: of ask_delivery_of_change; record: the one that the answer to request_id
 * made. */
ju_rc deliver_numbered(ju_ctx *ctx, const delivery_rows *rows, const char *request_id, person_record *record,
                       ju_err *err) JU_MUST_CHECK;

#endif
