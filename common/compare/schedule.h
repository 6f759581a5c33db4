#ifndef JU_COMPARE_SCHEDULE_H
#define JU_COMPARE_SCHEDULE_H

#include "common/compare/walk.h"

/*
 * 整合性確認 at regular intervals (seed 002 R-78), begun by the room that leads: for its hooks idle_ask and
 * idle_begin. The first interval begins with the first look; of two instances of a room one begins. Nothing
 * else of the room may be asked in the same idle look before it.
 */

/* What stands when it is looked at. */
typedef struct ju_compare_news {
    bool begun;             /* one was begun by this look */
    bool overdue;           /* none was done for two intervals */
    const char *compare_id; /* the latest that was done; "" for none; valid within the hook */
    int64_t differences;    /* that it found */
} ju_compare_news;

ju_rc ju_compare_due_ask(ju_ctx *ctx, const ju_compare_pair *pair, int64_t every_ms,
                         ju_err *err) JU_MUST_CHECK;
ju_rc ju_compare_due_begin(ju_ctx *ctx, const ju_compare_pair *pair, ju_compare_news *ret,
                           ju_err *err) JU_MUST_CHECK;

#endif
