#ifndef GATEWAY_STEPS_HELD_H
#define GATEWAY_STEPS_HELD_H

#include "services/gateway/handlers.h"

/*
 * 自動応答不可 (R-54, K47): what is held goes out once one person has looked at what would be sent and
 * another, a supervisor (JUKI_SUPERVISORS), releases it; and 提供 outside of the automated path.
 * Behind the door.
 */

/* QueryHeldProvisions */
ju_rc held_query_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc held_query_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
/* CheckProvision */
ju_rc held_check_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc held_check_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
/* DecideProvision */
ju_rc held_decide_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc held_decide_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
/* What time alone brings: who is held for longer than JUKI_PROVISION_HELD_WAIT is refused. number: of the
 * answer. */
enum { HELD_IDLE_QUESTIONS = 1 };
ju_rc held_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc held_idle_begin(ju_ctx *ctx, int number, ju_err *err) JU_MUST_CHECK;
/* RecordManualProvision */
ju_rc held_manual_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc held_manual_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc held_manual_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

#endif
