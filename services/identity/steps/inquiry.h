#ifndef IDENTITY_STEPS_INQUIRY_H
#define IDENTITY_STEPS_INQUIRY_H

#include "common/event/batch.h"
#include "common/event/link.h"
#include "services/identity/search.h"

/* 本人確認情報照会: a search for somebody who lives elsewhere goes on to a peer, and its answer comes back as
 * the list. */

/* sealed: the number asked by, for the peer, or NULL. The reply follows the peer's answer. */
ju_rc inquiry_send(ju_ctx *ctx, const Juki__Identity__V1__SearchIdentity *question, const search_plan *plan,
                   search_route route, Juki__Common__V1__Sealed *sealed, ju_err *err) JU_MUST_CHECK;
/* The name of the peer, for the trail. */
const char *inquiry_peer(search_route route);

/* The way to it; closed outside of its hours. */
const ju_link *inquiry_link(const ju_ctx *ctx, search_route route);

/* For the table in handlers.c. */
ju_rc inquiry_answered_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc inquiry_answered_apply(ju_ctx *ctx, const void *body, ju_err *err);

#endif
