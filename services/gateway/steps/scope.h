#ifndef GATEWAY_STEPS_SCOPE_H
#define GATEWAY_STEPS_SCOPE_H

#include "services/gateway/handlers.h"
#include "services/gateway/store_snapshot.h"

/*
 * Filters at work: who is in a consumer's filter is told, who leaves it is told once as gone
 * ("out_of_scope"), who was never in it is never told. Persons of whom consumers with a filter were told are
 * remembered; what somebody's change means for the others of the household is told a moment later, from the
 * idle hook.
 */
typedef enum gateway_news { GATEWAY_NOTHING, GATEWAY_TELL, GATEWAY_GONE } gateway_news;

/* In ask, as question number of: what is kept of the person, when some consumer filters. */
ju_rc scope_ask(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;

/* How many questions that is. */
int scope_questions(const ju_ctx *ctx);

/* In apply, of that question: who was told, single blanks between. JU_RETRY: a consumer with a filter is in
 * force since this batch, so that nothing was asked. old_household may be NULL. */
ju_rc scope_answer(ju_ctx *ctx, int of, const char **ret_told, const char **ret_household,
                   ju_err *err) JU_MUST_CHECK;

/* What the consumer is told of the person as he is now; remembers it. Who is judged by the household stays as
 * he was. */
ju_rc scope_decide(ju_ctx *ctx, const gateway_consumer *consumer, const Juki__Gateway__V1__PersonFeed *full,
                   const char *told, gateway_news *ret, ju_err *err) JU_MUST_CHECK;

/* Leaves only those of the page whom the consumer may know; remember: as told from now on, and the others as
 * not. JU_RETRY as scope_answer. */
ju_rc scope_page(ju_ctx *ctx, const gateway_consumer *consumer, snapshot_page *page, bool remember,
                 ju_err *err) JU_MUST_CHECK;

/* That somebody left: nothing but whose record it is. Borrows from full. */
Juki__Gateway__V1__PersonFeed scope_gone(const Juki__Gateway__V1__PersonFeed *full);

/* After a change: the others of his household, now and before, are looked at anew. */
ju_rc scope_mark(ju_ctx *ctx, const Juki__Gateway__V1__PersonFeed *full, const char *old_household,
                 ju_err *err) JU_MUST_CHECK;

/* The idle hooks: SCOPE_QUESTIONS questions from number of on. Households that are due, and consumers that
 * could not be told while their keyring was missing or their first day was to come. */
enum { SCOPE_QUESTIONS = 2 };
ju_rc scope_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc scope_idle_begin(ju_ctx *ctx, int of, ju_err *err) JU_MUST_CHECK;

#endif
