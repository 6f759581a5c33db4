#ifndef GATEWAY_STORE_NAME_H
#define GATEWAY_STORE_NAME_H

#include "services/gateway/store_nonresident.h"

/* 住登外者 by their names: found by blind words (common/db/kept.h), then compared with what is kept of them.
 */

/* The blind index of a folded name, in the arena. Errors as ju_blind_index. */
ju_rc nonresident_name_index(const ju_ctx *ctx, const char *folded, const unsigned char **ret,
                             ju_err *err) JU_MUST_CHECK;

/* What the person's row of the history is found by. */
ju_rc nonresident_put_names(ju_ctx *ctx, const nonresident *person, ju_err *err) JU_MUST_CHECK;

/* Queues the question for who may be meant. */
ju_rc nonresident_ask_search(ju_ctx *ctx, const nonresident_plan *plan, ju_err *err) JU_MUST_CHECK;

/* Who is meant, in the order of 宛名番号: one more than a list may hold at most, or so many where more rows
 * of histories were found than are compared. sex: 0 for any. Errors as nonresident_got. */
ju_rc nonresident_got_search(ju_ctx *ctx, int answer, const nonresident_plan *plan, int sex,
                             nonresident ret[NONRESIDENT_LIST_MAX + 1], size_t *ret_count,
                             ju_err *err) JU_MUST_CHECK;

#endif
