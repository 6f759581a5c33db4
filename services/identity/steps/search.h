#ifndef IDENTITY_STEPS_SEARCH_H
#define IDENTITY_STEPS_SEARCH_H

#include "common/event/batch.h"

/* The steps of 本人確認情報検索, for the table in handlers.c: a list, and one of it. */
ju_rc search_identity_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc search_identity_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc show_identity_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc show_identity_apply(ju_ctx *ctx, const void *body, ju_err *err);

#endif
