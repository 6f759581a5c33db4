#ifndef PREFECTURE_INQUIRY_H
#define PREFECTURE_INQUIRY_H

#include "common/run/app.h"
#include "common/seal/seal.h"

/* 都道府県サーバ as it answers inquiries: from the notices that it got. ctx->app is the prefecture's keyring.
 */
ju_rc prefecture_inquiry_open(const ju_settings *settings, ju_keyring *own, ju_err *err) JU_MUST_CHECK;
void prefecture_inquiry_close(void);

ju_rc prefecture_inquiry_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc prefecture_inquiry_apply(ju_ctx *ctx, const void *body, ju_err *err);

#endif
