#ifndef TAX_SNAPSHOT_H
#define TAX_SNAPSHOT_H

#include "common/config/config.h"
#include "common/event/batch.h"

/*
 * How the office heals: what is missing of a person for longer than JUKI_TAX_GAP_PATIENCE makes it ask for a
 * snapshot, whose records stand for all before them (JU_WHOLE). At its last marker count and digest must
 * agree; then whoever is told of no longer goes. A snapshot that does not agree is asked for again.
 */
extern const ju_config_part tax_config;

ju_rc tax_snapshot_begun_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc tax_snapshot_person_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc tax_snapshot_ended_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc tax_snapshot_ended_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc tax_feed_refused_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* What the office does by itself. */
ju_rc tax_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc tax_idle_begin(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;

#endif
