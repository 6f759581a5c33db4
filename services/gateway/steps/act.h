#ifndef GATEWAY_STEPS_ACT_H
#define GATEWAY_STEPS_ACT_H

#include "services/gateway/handlers.h"

/* What the steps of 符号取得 and 情報提供 have in common toward the audit trail and operators. */

/* An act on the person of this 宛名番号, which is hashed; "" or NULL: nobody who is known. */
ju_rc act_on_person(ju_ctx *ctx, ju_act act, const char *addressee_number, ju_err *err) JU_MUST_CHECK;

/* A refusal in arena memory, of texts that live as long; NULL when it is full. message: Japanese. */
Juki__Common__V1__Refusal *act_refusal(ju_ctx *ctx, const char *code, const char *item, const char *message);

#endif
