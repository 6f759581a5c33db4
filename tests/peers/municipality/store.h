#ifndef PEER_MUNICIPALITY_STORE_H
#define PEER_MUNICIPALITY_STORE_H

#include "common/event/batch.h"
#include "juki/identity/v1/move_in.pb-c.h"

/* What other municipalities hold; ask_ in ask, the others in apply. Texts of rows live as long as answers. */

ju_rc town_ask_move(ju_ctx *ctx, const char *move_ref, ju_err *err) JU_MUST_CHECK;
/* The next thing to do by itself, and its move: answers 0 and 1. */
ju_rc town_ask_call(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc town_call_done(ju_ctx *ctx, int64_t id, ju_err *err) JU_MUST_CHECK;

ju_rc town_put_received(ju_ctx *ctx, const Juki__Identity__V1__CertificateSent *sent, size_t persons,
                        ju_err *err) JU_MUST_CHECK;
ju_rc town_put_request(ju_ctx *ctx, const char *move_ref, bool answered, ju_err *err) JU_MUST_CHECK;
ju_rc town_put_answer(ju_ctx *ctx, const char *move_ref, const char *code, ju_err *err) JU_MUST_CHECK;
ju_rc town_put_arrived(ju_ctx *ctx, const Juki__Identity__V1__MoveInNotice *notice,
                       ju_err *err) JU_MUST_CHECK;

#endif
