#ifndef GATEWAY_STORE_SCOPE_H
#define GATEWAY_STORE_SCOPE_H

#include "common/event/batch.h"
#include "juki/gateway/v1/feed.pb-c.h"

/* Of whom consumers with a filter were told, and what is to be told anew; as store.h. */

/* Holds the person against whoever looks at his household, until the transaction ends; ahead of the next. */
ju_rc gateway_ask_hold(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
ju_rc gateway_ask_told(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;

/* What is kept of a person beside the row: valid until the round is over. */
typedef struct gateway_kept {
    const char *told;      /* consumers with a filter that were told, single blanks between */
    const char *household; /* the household number as it was, "" for none */
} gateway_kept;
gateway_kept gateway_told_answer(const ju_ctx *ctx, int of);

ju_rc gateway_put_scope(ju_ctx *ctx, const char *addressee_number, const char *consumer,
                        ju_err *err) JU_MUST_CHECK;
ju_rc gateway_drop_scope(ju_ctx *ctx, const char *addressee_number, const char *consumer,
                         ju_err *err) JU_MUST_CHECK;
ju_rc gateway_put_household_due(ju_ctx *ctx, const char *household_number, ju_err *err) JU_MUST_CHECK;

/* The members of some households that are due, which are due no more. */
ju_rc gateway_ask_households(ju_ctx *ctx, int64_t most, ju_err *err) JU_MUST_CHECK;
typedef struct gateway_member {
    const char *addressee_number;
    Juki__Gateway__V1__PersonFeed *person; /* NULL: his row cannot be opened, */
    const char *broken;                    /* for this reason */
    const char *youngest;                  /* birth of the youngest resident of the household; "": nobody */
    const char *told;
} gateway_member;
ju_rc gateway_households_answer(ju_ctx *ctx, int of, gateway_member **ret, size_t *ret_count,
                                ju_err *err) JU_MUST_CHECK;

/* Consumers that are to get a snapshot as soon as this version of them can be told. Rows: id, version. */
ju_rc gateway_ask_missed(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc gateway_put_missed(ju_ctx *ctx, const char *consumer, int64_t version, ju_err *err) JU_MUST_CHECK;
/* That, and versions before, need wait no more. */
ju_rc gateway_drop_missed(ju_ctx *ctx, const char *consumer, int64_t version, ju_err *err) JU_MUST_CHECK;

#endif
