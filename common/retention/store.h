#ifndef JU_RETENTION_STORE_H
#define JU_RETENTION_STORE_H

#include "common/event/batch.h"
#include "common/staff/approval.h"
#include "common/staff/house.h"
#include "juki/common/v1/retention.pb-c.h"

/* The table of erasures, and the counts by class, for the files of this folder. ask_ functions queue a
 * question, got_ functions read its answer by its number; the others queue a write. Texts are the arena's. */

enum { ERASURES_MOST = 100, ERASED_AT_ONCE = 1000 };

typedef struct erasure {
    bool found;
    const char *erasure_id;
    const char *class;
    const char *last_day;
    const char *state; /* asked, running, done, stopped */
    bool automatic;
    int64_t due;
    const char *purpose;
    const char *asked_by;
    int64_t erased;
    const char *decided_by;
    ju_approval approval; /* by ju_erasure_ask_next; by ju_erasure_ask_running its digest alone */
} erasure;

/* How many of the class ended by the day, at most so many; with the id of a running erasure these go. */
ju_rc ju_erasure_ask_class(ju_ctx *ctx, const ju_retention_class *class, const char *last_day, int64_t most,
                           const char *erasure_id, ju_err *err) JU_MUST_CHECK;

ju_rc ju_erasure_ask_open(ju_ctx *ctx, const char *class, ju_err *err) JU_MUST_CHECK;
ju_rc ju_erasure_put(ju_ctx *ctx, const erasure *one, ju_err *err) JU_MUST_CHECK;

/* The one to go on with or to begin; that one while it is running. */
ju_rc ju_erasure_ask_next(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc ju_erasure_ask_running(ju_ctx *ctx, const char *erasure_id, ju_err *err) JU_MUST_CHECK;
ju_rc ju_erasure_got(const ju_ctx *ctx, int asked, erasure *ret, ju_err *err) JU_MUST_CHECK;

ju_rc ju_erasure_put_state(ju_ctx *ctx, const char *erasure_id, const char *state, ju_err *err) JU_MUST_CHECK;
ju_rc ju_erasure_put_step(ju_ctx *ctx, const char *erasure_id, int64_t erased, ju_err *err) JU_MUST_CHECK;
ju_rc ju_erasure_put_done(ju_ctx *ctx, const char *erasure_id, int64_t erased, const char *certificate,
                          const char *digest, ju_err *err) JU_MUST_CHECK;

ju_rc ju_erasure_ask_list(ju_ctx *ctx, const char *erasure_id, ju_err *err) JU_MUST_CHECK;
ju_rc ju_erasure_got_list(const ju_ctx *ctx, int asked, Juki__Common__V1__ErasuresReply *ret,
                          ju_err *err) JU_MUST_CHECK;

#endif
