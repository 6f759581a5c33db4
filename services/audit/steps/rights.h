#ifndef AUDIT_STEPS_RIGHTS_H
#define AUDIT_STEPS_RIGHTS_H

#include "common/event/batch.h"
#include "services/audit/register.h"

/* In apply, of a case that was opened: a revocation (失効) is told to every door at once. */
ju_rc rights_opened(ju_ctx *ctx, const char *case_id, const register_case *now, ju_err *err) JU_MUST_CHECK;

/* In apply, of a case that was closed: a grant (権限付与) or terminals (端末登録) that were requested,
 * approved and set are told. */
ju_rc rights_closed(ju_ctx *ctx, const char *case_id, const register_case *now, ju_err *err) JU_MUST_CHECK;

#endif
