#ifndef AUDIT_STEPS_PROVE_H
#define AUDIT_STEPS_PROVE_H

#include "services/audit/store_prove.h"

/* Questions for proofs (audit.command); the tree's hasher makes them. ctx->work is the refusal found while
 * asking. */
ju_rc prove_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc prove_growth_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* Fills in what is proved, or answers why not: *ret_refused, NULL when it is. */
ju_rc prove_answer(const ju_ctx *ctx, ju_hasher *hasher, const Juki__Audit__V1__QueryProof *query,
                   Juki__Audit__V1__ProofReply *reply, const audit_refusal **ret_refused,
                   ju_err *err) JU_MUST_CHECK;
ju_rc prove_growth_answer(const ju_ctx *ctx, ju_hasher *hasher, const Juki__Audit__V1__QueryGrowth *query,
                          Juki__Audit__V1__ProofReply *reply, const audit_refusal **ret_refused,
                          ju_err *err) JU_MUST_CHECK;

#endif
