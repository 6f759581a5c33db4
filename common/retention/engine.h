#ifndef JU_RETENTION_ENGINE_H
#define JU_RETENTION_ENGINE_H

#include "common/event/batch.h"

/*
 * 消去 of what is over its time, in every service (README.md): what goes by itself, and what a person asked
 * for and another approved, some rows at a time. How far it came stands in the database with every step, so a
 * crash, a second instance or a second call changes nothing about the end.
 *
 * Acts: retention.previewed, retention.asked, retention.listed, and retention.erased with the digest of the
 * certificate (消去証明); refused ones with their code.
 */

/* The commands, for a service's table of handlers or behind its door. */
ju_rc ju_erasure_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc ju_erasure_request_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc ju_erasure_request_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc ju_erasures_query_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc ju_erasures_query_apply(ju_ctx *ctx, const void *body, ju_err *err);

/* One step in a transaction without messages: idle_ask and idle_begin of a batch of its own. */
ju_rc ju_erasure_idle_ask(ju_ctx *ctx, ju_err *err);
ju_rc ju_erasure_idle_begin(ju_ctx *ctx, ju_err *err);

/* Whether the next step should come at once. */
struct ju_house;
bool ju_erasure_busy(const struct ju_house *house);

#endif
