#ifndef JU_STAFF_APPROVAL_COMMAND_H
#define JU_STAFF_APPROVAL_COMMAND_H

#include "common/event/batch.h"

/*
 * The commands of approvals that every service has (juki/common/v1/approval.proto), for its table of handlers
 * or behind its door. They answer on the reply topic beside the command's.
 *
 * Acts: approval.listed, approval.approved, approval.refused; audit alone: approval.asked, approval.used.
 */
ju_rc ju_approvals_query_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc ju_approvals_query_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc ju_approval_decide_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc ju_approval_decide_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc ju_approval_decide_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc ju_approval_request_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc ju_approval_request_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc ju_approval_request_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc ju_approval_use_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc ju_approval_use_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc ju_approval_use_apply(ju_ctx *ctx, const void *body, ju_err *err);

/* Sends an answer to who asked: to "X.reply" for a command of "X.command", under the command's key. */
ju_rc ju_answer_command(ju_ctx *ctx, const ProtobufCMessage *reply, ju_err *err) JU_MUST_CHECK;

/* Whether it says who gives it, at which terminal. */
bool ju_operator_named(const Juki__Common__V1__Operator *who);

#endif
