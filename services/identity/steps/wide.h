#ifndef IDENTITY_STEPS_WIDE_H
#define IDENTITY_STEPS_WIDE_H

#include "common/event/batch.h"

/* 広域交付: the steps of the messages, for the table in handlers.c. */
ju_rc wide_request_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc wide_request_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc municipality_receipt_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc municipality_receipt_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc issue_restrained_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc issue_restrained_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc wide_requests_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc wide_requests_apply(ju_ctx *ctx, const void *body, ju_err *err);

/* At the end of a batch: when the register was heard of in it, that is written down. */
ju_rc wide_note_heard(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;

#endif
