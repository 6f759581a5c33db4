#ifndef GATEWAY_STORE_ORIGINAL_H
#define GATEWAY_STORE_ORIGINAL_H

#include "services/gateway/copy_file.h"
#include "services/gateway/store_item.h"

/* A file of 正本 (copy_file.h) against the 副本, whose values only the service can read. */

enum { COPY_COMPARED_PERSONS = 20000, COPY_DIFFERENCES_MAX = 1000 };

/* Queues the question; the file's lines may still be wrong. */
ju_rc copy_ask_file_compared(ju_ctx *ctx, const ju_sheet *file, ju_err *err) JU_MUST_CHECK;

/* number: of the answer; the lines of the file are right and in order. *ret_too_wide: more than
 * COPY_COMPARED_PERSONS are between its first and last 宛名番号, nothing was compared. At most
 * COPY_DIFFERENCES_MAX are told. */
ju_rc copy_got_file_compared(const ju_ctx *ctx, int number, const ju_sheet *file,
                             Juki__Gateway__V1__CopiesCompared *reply, bool *ret_too_wide,
                             ju_err *err) JU_MUST_CHECK;

#endif
