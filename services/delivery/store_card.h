#ifndef DELIVERY_STORE_CARD_H
#define DELIVERY_STORE_CARD_H

#include "common/event/batch.h"
#include "services/delivery/card.h"

/* The SQL of 個人番号カード. */

/* In ask: two questions, about the person's cards and the acts that are not answered. In apply: their
 * answers, from number first on, with the expected standings. */
ju_rc card_ask_person(ju_ctx *ctx, const char *register_ref, ju_err *err) JU_MUST_CHECK;
ju_rc card_got_person(ju_ctx *ctx, int first, card_file *ret, ju_err *err) JU_MUST_CHECK;

/* One question: the latest acts that were refused, each with the code. */
ju_rc card_ask_refused(ju_ctx *ctx, const char *register_ref, ju_err *err) JU_MUST_CHECK;
ju_rc card_got_refused(ju_ctx *ctx, int answer, card_pending **ret, size_t *ret_count,
                       ju_err *err) JU_MUST_CHECK;

/* A card that was not known. number: its number, sealed to the card system. */
typedef struct card_new {
    const char *card_ref;
    const char *register_ref;
    const Juki__Common__V1__Sealed *number;
    Juki__Common__V1__CardState state;
    const char *expires_on;
    const char *date;
} card_new;
ju_rc card_put_new(ju_ctx *ctx, const card_new *card, ju_err *err) JU_MUST_CHECK;

/* How it stands since date; lapse_on "": it need not be continued. */
ju_rc card_put_standing(ju_ctx *ctx, const char *card_ref, const card_standing *standing, const char *date,
                        const char *lapse_on, ju_err *err) JU_MUST_CHECK;
ju_rc card_put_wait(ju_ctx *ctx, const char *card_ref, const char *lapse_on, ju_err *err) JU_MUST_CHECK;

/* An act whose event has been queued. */
typedef struct card_act_row {
    const char *act_id;
    const char *subject;
    const char *change_id;
    const Juki__Delivery__V1__CardActed *acted;
    const unsigned char *payload;
    size_t payload_size;
} card_act_row;
ju_rc card_put_act(ju_ctx *ctx, const card_act_row *row, ju_err *err) JU_MUST_CHECK;
/* refused: code, or "". */
ju_rc card_put_answer(ju_ctx *ctx, const char *act_id, const char *refused, ju_err *err) JU_MUST_CHECK;

/* An idle batch: three questions, with answers from number first on. resend_before: acts of days before it
 * are sent again, today but for a card system that is closed. */
ju_rc card_ask_due(ju_ctx *ctx, const char *resend_before, ju_err *err) JU_MUST_CHECK;

/* An act to be sent once more. */
typedef struct card_act_again {
    const char *act_id;
    const char *register_ref;
    const char *change_id;
    const char *subject;
    int64_t sequence;
    const unsigned char *payload;
    size_t payload_size;
} card_act_again;
ju_rc card_got_unanswered(ju_ctx *ctx, int first, card_act_again **ret, size_t *ret_count,
                          ju_err *err) JU_MUST_CHECK;
ju_rc card_put_again(ju_ctx *ctx, const card_act_again *act, size_t count, ju_err *err) JU_MUST_CHECK;

/* A card that was not continued in time. */
typedef struct card_lapsed {
    const char *card_ref;
    const char *register_ref;
    Juki__Common__V1__CardState state;
} card_lapsed;
ju_rc card_got_lapsed(ju_ctx *ctx, int first, card_lapsed **ret, size_t *ret_count,
                      ju_err *err) JU_MUST_CHECK;

/* How many acts of earlier days are not answered. */
int64_t card_got_overdue(const ju_ctx *ctx, int first);

#endif
