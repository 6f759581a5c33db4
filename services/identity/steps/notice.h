#ifndef IDENTITY_STEPS_NOTICE_H
#define IDENTITY_STEPS_NOTICE_H

#include "services/identity/numbers.h"
#include "services/identity/record.h"
#include "services/identity/store_records.h"

/* Notices to the prefecture: sent, told of, sent again. */

/* In apply: the notice of an update, its items and its row. notice_id was chosen before, because the numbers
 * are sealed for it. */
ju_rc notice_send(ju_ctx *ctx, const Juki__Resident__V1__IdentityChanged *changed,
                  const identity_record *record, const identity_numbers *numbers, const char *notice_id,
                  const char *subject, ju_err *err) JU_MUST_CHECK;

/* Every so often: those whose receipt is overdue go out again. */
enum { NOTICE_LOOK_EVERY_MS = 1000 };
ju_rc notice_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc notice_idle_begin(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;

/* identity.command: QueryNotices and ResendNotice. */
ju_rc notices_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc notices_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc resend_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc resend_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

#endif
