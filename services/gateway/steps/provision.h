#ifndef GATEWAY_STEPS_PROVISION_H
#define GATEWAY_STEPS_PROVISION_H

#include "services/gateway/handlers.h"
#include "services/gateway/provision.h"
#include "services/gateway/store_copy.h"
#include "services/gateway/store_law.h"
#include "services/gateway/store_provision.h"

/* What the automated path (provision.c) and operators (held.c) have in common in 情報提供. */

/* The question as the law has it, for today. */
law_question provision_law_question(const ju_ctx *ctx, const Juki__Gateway__V1__Question *asked);

/* What would be sent: of the items of the 副本 those that are asked for, in that order; packed, in arena
 * memory. The message borrows from copy and asked. */
ju_rc provision_content(ju_ctx *ctx, const Juki__Gateway__V1__Question *asked, const gateway_copy *copy,
                        Juki__Gateway__V1__ProvidedInformation *ret, ju_err *err) JU_MUST_CHECK;

/* Why the inquirer cannot be written to, or NULL. */
ju_rc provision_certificate(ju_ctx *ctx, const Juki__Gateway__V1__Permit *allowed, const char **ret_code,
                            ju_err *err) JU_MUST_CHECK;

/* One act of 情報提供: what is told to the inquirer, 情報提供等記録, and the trail. */
typedef struct provision_act {
    const Juki__Gateway__V1__Question *question;
    const Juki__Gateway__V1__Permit *permit; /* NULL: there is none to be trusted */
    const char *permit_id;                   /* "" then */
    const char *code;                        /* why not, or "held"; NULL: answered */
    const char *law_version;
    const char *integrated_number; /* NULL: nobody who is known */
    const char *addressee_number;
    const char *received_at;
    const Juki__Common__V1__Operator *operator_; /* NULL: nobody took part */
    const gateway_copy *copy;                    /* of an answer */
    bool silent;                                 /* the inquirer is told nothing */
} provision_act;
ju_rc provision_do(ju_ctx *ctx, const provision_act *act, ju_err *err) JU_MUST_CHECK;

#endif
