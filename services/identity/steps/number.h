#ifndef IDENTITY_STEPS_NUMBER_H
#define IDENTITY_STEPS_NUMBER_H

#include "common/event/batch.h"
#include "juki/resident/v1/event.pb-c.h"

/* The steps of the messages about numbers and the stock of free codes, for the table in handlers.c. */
ju_rc number_requested_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc number_requested_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc number_requested_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc number_withdrawn_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc number_withdrawn_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc number_withdrawn_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc number_generated_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc number_generated_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc number_generated_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc codes_delivered_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc codes_delivered_apply(ju_ctx *ctx, const void *body, ju_err *err);

/*
 * Does what was asked for, with a code of the stock where one is needed: sends the request to the national
 * body, or answers it. code is sealed to identity (subject IDENTITY_STOCK); NULL: none is needed, or there is
 * none, and the request waits.
 */
ju_rc number_go_on(ju_ctx *ctx, const Juki__Resident__V1__NumberRequested *wish,
                   const Juki__Common__V1__Sealed *code, ju_err *err) JU_MUST_CHECK;

/* After a look at the stock: notes its level and orders more when it is low (j870). */
ju_rc stock_look(ju_ctx *ctx, int64_t free, bool ordered, ju_err *err) JU_MUST_CHECK;

#endif
