#ifndef GATEWAY_STEPS_AFFAIR_H
#define GATEWAY_STEPS_AFFAIR_H

#include "services/gateway/handlers.h"

/*
 * 他業務参照不可 (seed 003 REQ-19): what an operator may see and do follows from the affair of his token,
 * never from what a command says of itself. What is of an office is for its affair; what is of 情報提供 as a
 * whole is for the desk.
 */

/* Whether the operator is of the desk that looks after 情報提供: JUKI_GATEWAY_AFFAIRS. */
bool affair_is_desk(const ju_ctx *ctx);

/* Whether a consumer that is valid today, also one that is held, is of the operator's affair. What one that
 * is valid no more has left behind is the desk's. In apply alone. */
bool affair_owns(const ju_ctx *ctx, const char *consumer);

/* To whose a look-up is bound; NULL: the desk's, which is bound to none. */
const char *affair_bound(const ju_ctx *ctx);

#endif
