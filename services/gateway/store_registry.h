#ifndef GATEWAY_STORE_REGISTRY_H
#define GATEWAY_STORE_REGISTRY_H

#include "common/event/batch.h"
#include "juki/gateway/v1/registry.pb-c.h"

/* The tables of the consumer registry, as store.h. */

/* consumer "": the current version of each; else all of this one, the latest first. */
ju_rc gateway_ask_versions(ju_ctx *ctx, const char *consumer, ju_err *err) JU_MUST_CHECK;
ju_rc gateway_versions_answer(ju_ctx *ctx, Juki__Gateway__V1__ConsumersReply *reply,
                              ju_err *err) JU_MUST_CHECK;

#endif
