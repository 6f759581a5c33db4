#ifndef DELIVERY_STEPS_CARD_H
#define DELIVERY_STEPS_CARD_H

#include "common/event/batch.h"
#include "services/delivery/card.h"

/* The steps of 個人番号カード; ctx->app is a delivery_state. */

/* An act on a person's card: on an operator's entry, or brought by a change of the register or by time. */
typedef struct card_wish {
    const char *register_ref;
    const char *card_ref; /* "": the card that entry names by its number */
    Juki__Delivery__V1__CardAct act;
    Juki__Common__V1__CardReason reason;
    const char *change_id;                         /* or "" */
    const Juki__Delivery__V1__EnterCardAct *entry; /* NULL: nobody's */
} card_wish;

/* Sends it to the card system, in the order of its person, and audits it. ret_act_id may be NULL. */
ju_rc card_send(ju_ctx *ctx, const card_wish *wish, const char **ret_act_id, ju_err *err) JU_MUST_CHECK;

/* What else is about this person, from wherever it comes, takes its turn with this message. */
ju_rc card_claim(ju_ctx *ctx, const char *register_ref, ju_err *err) JU_MUST_CHECK;

/* delivery.command */
ju_rc card_enter_claim(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc card_enter_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc card_enter_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc card_query_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc card_query_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* link.card.in: what the card system says, which the register then is told of (seed 004_001, 発行状況確認).
 */
ju_rc card_reported_claim(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc card_reported_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc card_reported_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc card_answered_claim(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc card_answered_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc card_answered_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* resident.to-delivery: what a change of the register means for the holder's cards (番号法施行令14条). */
ju_rc card_holder_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc card_holder_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
/* And a death; first is the number of the answer to card_ask_person. */
ju_rc card_holder_died(ju_ctx *ctx, const char *change_id, int first, ju_err *err) JU_MUST_CHECK;

/* What time alone brings: once more what is not answered by the next day, 廃止 of what was not continued.
 * Asked behind whatever else an idle batch asks. */
ju_rc card_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc card_idle_begin(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;

#endif
