#ifndef IDENTITY_STORE_MEDIA_H
#define IDENTITY_STORE_MEDIA_H

#include "common/event/batch.h"
#include "services/identity/media.h"
#include "services/identity/media_file.h"

/* The SQL of exports to media, as store.h. */

/* The permission, locked until the transaction ends. */
ju_rc media_ask_permit(ju_ctx *ctx, const char *permit_id, ju_err *err) JU_MUST_CHECK;
/* Answer 0; texts live in the arena. */
ju_rc media_got_permit(const ju_ctx *ctx, media_permit *ret, ju_err *err) JU_MUST_CHECK;

/* Who would be in an export of this kind, MEDIA_PERSONS_MAX and one at most. */
ju_rc media_ask_rows(ju_ctx *ctx, const char *kind, ju_err *err) JU_MUST_CHECK;
/* Answer 1. */
int64_t media_got_count(const ju_ctx *ctx);
ju_rc media_got_rows(const ju_ctx *ctx, media_row **ret, ju_err *err) JU_MUST_CHECK;

ju_rc media_ask_permits(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc media_got_permits(const ju_ctx *ctx, Juki__Identity__V1__MediaPermitsReply *reply,
                        ju_err *err) JU_MUST_CHECK;

ju_rc media_put_permit(ju_ctx *ctx, const Juki__Identity__V1__RequestMediaPermit *wish,
                       const char *valid_until, ju_err *err) JU_MUST_CHECK;
ju_rc media_put_decision(ju_ctx *ctx, const Juki__Identity__V1__MediaPermit *permit,
                         ju_err *err) JU_MUST_CHECK;
/* The record of an export; the permission is used by it. */
ju_rc media_put_export(ju_ctx *ctx, const Juki__Identity__V1__ExportMedia *wish,
                       const Juki__Identity__V1__MediaExportReply *made, ju_err *err) JU_MUST_CHECK;

#endif
