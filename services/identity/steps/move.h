#ifndef IDENTITY_STEPS_MOVE_H
#define IDENTITY_STEPS_MOVE_H

#include "common/event/batch.h"

#include "juki/resident/v1/event.pb-c.h"

/* 特例転入: the steps of ../move.h. */

/* link.municipality.in: letters of other municipalities. */
ju_rc letter_claim(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc letter_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc letter_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* identity.command: QueryMoveIns, RequestCertificate. */
ju_rc query_move_ins_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc query_move_ins_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc request_certificate_claim(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc request_certificate_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc request_certificate_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* resident.to-identity: CertificateSent of our own 転出. */
ju_rc certificate_issued_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc certificate_issued_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
/* The register has no such 転出 any more: the municipality that asked is told. */
ju_rc certificate_gone_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* An IdentityChanged that is a 特例転入: 転入通知 and 継続利用 go with the notice to the prefecture or not at
 * all. Without move_ref nothing is done. asked: how many questions were asked before. */
ju_rc move_done_claim(ju_ctx *ctx, const Juki__Resident__V1__IdentityChanged *changed,
                      ju_err *err) JU_MUST_CHECK;
ju_rc move_done_ask(ju_ctx *ctx, const Juki__Resident__V1__IdentityChanged *changed,
                    ju_err *err) JU_MUST_CHECK;
ju_rc move_done_apply(ju_ctx *ctx, const Juki__Resident__V1__IdentityChanged *changed, int asked,
                      const char *subject, ju_err *err) JU_MUST_CHECK;

/* What the day erases, in a batch without messages; asked as above. */
ju_rc move_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc move_idle_begin(ju_ctx *ctx, int asked, ju_err *err) JU_MUST_CHECK;

#endif
