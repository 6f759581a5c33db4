#ifndef PREFECTURE_NATIONAL_H
#define PREFECTURE_NATIONAL_H

#include "common/run/app.h"

#include "juki/identity/v1/identity.pb-c.h"

/*
 * 都道府県サーバ before 全国サーバ (seed 002 S2-6, flow 11): every notice goes on to it, sealed anew, and
 * what a municipality and 全国サーバ say to each other in 整合性確認 passes through unread.
 */
ju_rc national_open(const ju_settings *settings, ju_err *err) JU_MUST_CHECK;
void national_close(void);

bool national_is(const char *partner);

/* In apply: the notice of this message, under the same key and behind all before it. */
ju_rc national_tell(ju_ctx *ctx, const Juki__Identity__V1__ResidentNotice *notice, ju_err *err) JU_MUST_CHECK;
/* In apply: the message as it came, under its own key; to 全国サーバ, and back from there. */
ju_rc national_pass_on(ju_ctx *ctx, const ProtobufCMessage *message, ju_err *err) JU_MUST_CHECK;
ju_rc national_pass_back(ju_ctx *ctx, const void *body, ju_err *err);

#endif
