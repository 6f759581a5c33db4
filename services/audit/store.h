#ifndef AUDIT_STORE_H
#define AUDIT_STORE_H

#include "common/event/batch.h"
#include "services/audit/append.h"

/* The index of the last entry, locked until the transaction ends. */
ju_rc audit_store_ask_head(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc audit_store_head(const ju_ctx *ctx, int64_t *ret, ju_err *err) JU_MUST_CHECK;

/* Which of the records are in the log already. */
ju_rc audit_store_ask_known(ju_ctx *ctx, const Juki__Audit__V1__AuditRecords *records,
                            ju_err *err) JU_MUST_CHECK;
ju_rc audit_store_known(const ju_ctx *ctx, audit_append *append, ju_err *err) JU_MUST_CHECK;

/* Queues the new entries and the new head. */
ju_rc audit_store_append(ju_ctx *ctx, const audit_append *append, ju_err *err) JU_MUST_CHECK;

/* Entries of a change, or from an index on, in index order; then as many as fit a reply. */
ju_rc audit_store_ask_journey(ju_ctx *ctx, const char *change_id, ju_err *err) JU_MUST_CHECK;
ju_rc audit_store_ask_page(ju_ctx *ctx, int64_t from_index, int rows, ju_err *err) JU_MUST_CHECK;
ju_rc audit_store_entries(const ju_ctx *ctx, Juki__Audit__V1__AuditReply *reply, ju_err *err) JU_MUST_CHECK;

#endif
