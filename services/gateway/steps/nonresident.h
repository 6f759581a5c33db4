#ifndef GATEWAY_STEPS_NONRESIDENT_H
#define GATEWAY_STEPS_NONRESIDENT_H

#include "services/gateway/handlers.h"
#include "services/gateway/store_nonresident.h"

/* 住登外者宛名番号管理 and the search of 団体内統合宛名番号: commands behind the door of operators. */

/* For the table of handlers: what a registration is about is settled one after the other. */
ju_rc nonresident_register_claim(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

ju_rc nonresident_register_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc nonresident_register_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc nonresident_update_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc nonresident_update_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc nonresident_hold_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc nonresident_hold_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc nonresident_search_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc nonresident_search_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc nonresident_show_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc nonresident_show_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc nonresident_link_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc nonresident_link_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc nonresident_decide_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc nonresident_decide_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc integrated_search_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc integrated_search_apply(ju_ctx *ctx, const void *body, ju_err *err);

/* ---- between these ------------------------------------------------------------------------------------- */

/* JU_REJECT unless a command stands under its request id. */
ju_rc numbers_check_key(const ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;

/* NULL when nothing is refused, or the arena is full. */
Juki__Common__V1__Refusal *numbers_refusal(ju_ctx *ctx, const nonresident_refusal *why);

/* An act of an operator about a person (宛名番号 or 団体内統合宛名番号; NULL: nobody). */
ju_rc numbers_audit(ju_ctx *ctx, const ju_act *act, const char *person, ju_err *err) JU_MUST_CHECK;

/* Puts the answer of a command about one person on gateway.reply. No 個人番号 leaves. */
ju_rc numbers_reply(ju_ctx *ctx, const char *request_id, const nonresident_refusal *why,
                    const nonresident *person, Juki__Gateway__V1__NonresidentReply *reply,
                    ju_err *err) JU_MUST_CHECK;

/* Opens the 個人番号 of a command, sealed to us under its request id, and makes its blind index in
 * *ret_index. A number that cannot be is refused in *why. The caller wipes *ret_number. */
ju_rc numbers_open(ju_ctx *ctx, const char *request_id, const Juki__Common__V1__Sealed *sealed,
                   char **ret_number, unsigned char **ret_index, nonresident_refusal *why,
                   ju_err *err) JU_MUST_CHECK;

/* A 個人番号 that is sealed to us under one subject, a request id or 宛名番号, under another; it stays in no
 * memory. */
ju_rc numbers_reseal(ju_ctx *ctx, const char *from, const char *to, const Juki__Common__V1__Sealed *sealed,
                     Juki__Common__V1__Sealed **ret, ju_err *err) JU_MUST_CHECK;

/* Whether the affair is one of these, AFFAIR_END between. */
bool numbers_is_one_of(const char *affairs, const char *affair);

/* Tells the consumers that serve these affairs (AFFAIR_END between) of a person, each just its items. The
 * 個人番号 is sealed to us under the 宛名番号 of full. */
ju_rc numbers_feed(ju_ctx *ctx, const Juki__Gateway__V1__PersonFeed *full, const char *affairs,
                   ju_err *err) JU_MUST_CHECK;

/* Tells the consumers of these affairs of a 住登外者 as he stands now; change_id: of what changed. */
ju_rc numbers_tell(ju_ctx *ctx, const nonresident *person, const char *change_id, bool restrained,
                   const char *affairs, ju_err *err) JU_MUST_CHECK;

#endif
