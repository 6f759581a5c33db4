#ifndef JU_STAFF_APPROVAL_STORE_H
#define JU_STAFF_APPROVAL_STORE_H

#include "common/event/batch.h"
#include "common/staff/approval.h"
#include "juki/common/v1/approval.pb-c.h"

/* The requests for approval of a service. ask_ functions queue a question in ask, got_ functions read its
 * answer in apply by its number; the others queue a write in apply. Texts are the arena's. */

/* The request, locked until the transaction ends. Whoever asks this claims it, too. */
ju_rc ju_approval_claim(ju_ctx *ctx, const char *kind, const char *approval_id, ju_err *err) JU_MUST_CHECK;
ju_rc ju_approval_ask(ju_ctx *ctx, const char *kind, const char *approval_id, ju_err *err) JU_MUST_CHECK;
ju_rc ju_approval_got(const ju_ctx *ctx, int asked, ju_approval *ret, ju_err *err) JU_MUST_CHECK;

/* A new request of this text, which stands from today for the days of the settings; ret is how it stands. */
ju_rc ju_approval_put(ju_ctx *ctx, const char *kind, const char *approval_id, const char *asked_by,
                      const char *request, ju_approval *ret, ju_err *err) JU_MUST_CHECK;

/* What a person says here and now; digest and now as in ju_approval_word. */
ju_approval_word ju_approval_word_of(const ju_ctx *ctx, const char *by, bool approves, const char *digest,
                                     const char *now);

/* The decision, that counts. at_once: what is approved is carried out in this transaction, so it is used up.
 */
ju_rc ju_approval_put_decision(ju_ctx *ctx, const ju_approval *of, const ju_approval_word *word, bool at_once,
                               ju_err *err) JU_MUST_CHECK;
/*
 * The same for a room whose own command decides, with what ju_approval_ask has asked: an approval is judged,
 * and what is approved is used up if it is carried out at once. *ret_code NULL: it counts. What is not
 * approved needs no judgement here.
 */
ju_rc ju_approval_decide(ju_ctx *ctx, int asked, const ju_approval_word *word, bool at_once,
                         const char **ret_code, ju_err *err) JU_MUST_CHECK;
/* It is carried out in this transaction. */
ju_rc ju_approval_put_use(ju_ctx *ctx, const ju_approval *of, const char *by, ju_err *err) JU_MUST_CHECK;

/* What waits, or one request: two questions become one answer of messages. */
enum { JU_APPROVALS_MOST = 100 };
ju_rc ju_approval_ask_list(ju_ctx *ctx, const char *kind, const char *approval_id, ju_err *err) JU_MUST_CHECK;
ju_rc ju_approval_got_list(const ju_ctx *ctx, int asked, Juki__Common__V1__ApprovalsReply *ret,
                           ju_err *err) JU_MUST_CHECK;

/* The same as a message, in arena memory; NULL when that is full. */
Juki__Common__V1__Approval *ju_approval_message(ju_arena *arena, const ju_approval *of);

/* A refusal by its code, in arena memory; NULL for no code, or when the arena is full. */
Juki__Common__V1__Refusal *ju_approval_refusal(ju_arena *arena, const char *code, const char *item);

#endif
