#ifndef AUDIT_STORE_REGISTER_H
#define AUDIT_STORE_REGISTER_H

#include "common/event/batch.h"
#include "juki/audit/v1/register.pb-c.h"

/* The registers' tables; ask_ functions queue a question in ask, got_ functions read its answer, put_ queue
 * writes. */

/* How a case stands; and all that was said in so many steps from one on. */
ju_rc register_ask_case(ju_ctx *ctx, const char *case_id, int from_step, int steps,
                        ju_err *err) JU_MUST_CHECK;
/* A page of cases as they stand, long texts cut. from and until: "" for any. */
ju_rc register_ask_list(ju_ctx *ctx, const Juki__Audit__V1__QueryCases *wish, const char *from,
                        const char *until, int cases, ju_err *err) JU_MUST_CHECK;
/* How many there are on all pages, and how many of them serious. */
void register_got_total(const ju_ctx *ctx, int32_t *ret_cases, int32_t *ret_serious);

/* The cases of either question with their number, register and history, in the arena. Of a history those
 * items are there that were asked for or still stand. */
ju_rc register_got_cases(ju_ctx *ctx, Juki__Audit__V1__RegisterCase ***ret, size_t *ret_count,
                         ju_err *err) JU_MUST_CHECK;

/* Whether backups may lie in this store for this receiver today; the second question behind that for a case.
 */
ju_rc register_ask_place(ju_ctx *ctx, const char *store, const char *receiver, ju_err *err) JU_MUST_CHECK;
bool register_got_place(const ju_ctx *ctx);

/* A step; due_on may be "". */
typedef struct register_step {
    const char *case_id;
    int number;
    const char *name; /* of the register */
    const char *act;
    const char *day;
    const char *due_on;
    const Juki__Common__V1__Operator *by;
    Juki__Audit__V1__CaseItem *const *item;
    size_t items;
} register_step;
ju_rc register_put_step(ju_ctx *ctx, const register_step *step, ju_err *err) JU_MUST_CHECK;

#endif
