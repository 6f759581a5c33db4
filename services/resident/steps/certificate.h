#ifndef RESIDENT_STEPS_CERTIFICATE_H
#define RESIDENT_STEPS_CERTIFICATE_H

#include "services/resident/refusal.h"

#include "common/event/batch.h"
#include "common/seal/seal.h"
#include "juki/resident/v1/certificate.pb-c.h"

#define CERTIFICATE_COUNTER JUKI__RESIDENT__V1__CERTIFICATE_CHANNEL__CERTIFICATE_CHANNEL_COUNTER
#define CERTIFICATE_KIOSK   JUKI__RESIDENT__V1__CERTIFICATE_CHANNEL__CERTIFICATE_CHANNEL_KIOSK

/* A certificate that is asked for, and who gets the answer: in all else counter and kiosk are alike. */
typedef struct certificate_order {
    const Juki__Resident__V1__IssueCertificate *question;
    Juki__Resident__V1__CertificateChannel channel;
    const char *topic;  /* of the answer */
    ju_keyring *reader; /* for whom its numbers are sealed */
} certificate_order;

/* In apply, when ask_certificate was asked first: decides, records, audits and answers. *ret_why tells what
 * it was refused for, ret_id (may be NULL) the answer's ce_id. */
ju_rc certificate_answer(ju_ctx *ctx, const certificate_order *order, refusal *ret_why, const char **ret_id,
                         ju_err *err) JU_MUST_CHECK;

/* Refuses without looking at the register. */
ju_rc certificate_decline(ju_ctx *ctx, const certificate_order *order, const refusal *why,
                          const char **ret_id, ju_err *err) JU_MUST_CHECK;

#endif
