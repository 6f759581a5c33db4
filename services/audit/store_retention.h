#ifndef AUDIT_STORE_RETENTION_H
#define AUDIT_STORE_RETENTION_H

#include "common/event/batch.h"
#include "services/audit/retention.h"

enum { RETENTION_PAGE_ROWS = 100 };

/* Segments: the page behind a number, one, or the last. */
ju_rc segment_ask_list(ju_ctx *ctx, int64_t after, ju_err *err) JU_MUST_CHECK;
ju_rc segment_ask(ju_ctx *ctx, int64_t number, ju_err *err) JU_MUST_CHECK;
ju_rc segment_ask_last(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
/* Those that a question found, in the arena. */
ju_rc segments_got(const ju_ctx *ctx, int asked, retention_segment ***ret, size_t *ret_count,
                   ju_err *err) JU_MUST_CHECK;
/* The one that it found; NULL: none. */
ju_rc segment_got(const ju_ctx *ctx, int asked, retention_segment **ret, ju_err *err) JU_MUST_CHECK;
/* s and text as it was told; its digest in hexadecimal is one's. */
ju_rc segment_put(ju_ctx *ctx, const ju_segment *s, const char *text, const ju_hash *digest,
                  const Juki__Audit__V1__CloseSegment *by, ju_err *err) JU_MUST_CHECK;

/* What of a segment is over by class, in the log or even in the archive: the question, its answer. */
ju_rc due_ask(ju_ctx *ctx, int64_t segment, bool archive, ju_err *err) JU_MUST_CHECK;
ju_rc due_got(const ju_ctx *ctx, int asked, bool archive, Juki__Audit__V1__ExpiryReply *reply,
              int64_t *ret_due, ju_err *err) JU_MUST_CHECK;

ju_rc expiry_put(ju_ctx *ctx, const Juki__Audit__V1__Expiry *one, const char *purpose,
                 ju_err *err) JU_MUST_CHECK;
/* One by its id, which is a UUID, locked; *ret NULL: there is none. *ret_digest: of its segment. */
ju_rc expiry_ask(ju_ctx *ctx, const char *expiry_id, ju_err *err) JU_MUST_CHECK;
ju_rc expiry_got(const ju_ctx *ctx, int asked, Juki__Audit__V1__Expiry **ret, const char **ret_digest,
                 ju_err *err) JU_MUST_CHECK;
ju_rc expiry_decide(ju_ctx *ctx, const Juki__Audit__V1__Expiry *one, ju_err *err) JU_MUST_CHECK;

/* Goes on with what was approved. */
ju_rc expire_ask(ju_ctx *ctx, int64_t entries, ju_err *err) JU_MUST_CHECK;
/* ret->expiry_id is "" when there was nothing; else how it stands now. */
ju_rc expire_got(const ju_ctx *ctx, int asked, Juki__Audit__V1__Expiry *ret, ju_err *err) JU_MUST_CHECK;

/* The last segment of which content has left the log; 0: none. */
ju_rc expired_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
int64_t expired_got(const ju_ctx *ctx, int asked);

#endif
