#ifndef GATEWAY_STORE_H
#define GATEWAY_STORE_H

#include "common/event/batch.h"
#include "common/seal/seal.h"
#include "juki/gateway/v1/feed.pb-c.h"
#include "juki/resident/v1/restraint.pb-c.h"
#include "services/gateway/handlers.h"
#include "services/gateway/numbering.h"

/* The gateway's tables. A function gateway_ask_x queues a question in ask; gateway_x reads its answer. */

/* Consumers that are approved on the processing date, and one row of the answer, without its keyring; texts
 * in the arena. */
ju_rc gateway_ask_consumers(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc gateway_consumer_row(const ju_ctx *ctx, const PGresult *rows, int row, gateway_consumer *ret,
                           ju_err *err) JU_MUST_CHECK;

/* index is the blind index of 個人番号, NULL without one. */
ju_rc gateway_ask_known(ju_ctx *ctx, const char *addressee_number, const unsigned char *index,
                        const char *birth_date, ju_err *err) JU_MUST_CHECK;
gateway_known gateway_known_answer(const ju_ctx *ctx, bool has_number);
/* Of the same answer: the 住登外者宛名番号 of somebody who may be moving in, each with the affairs that use
 * it, as steps/move_in.c takes them apart; whether the person's own number was given to a 住登外者; and
 * whether he was no resident until now. */
const char *gateway_outside_answer(const ju_ctx *ctx);
bool gateway_collides_answer(const ju_ctx *ctx);
bool gateway_arrives_answer(const ju_ctx *ctx);
/* Of the same answer: the affairs that know him as 住登外者 under this number (引継), AFFAIR_END between. */
const char *gateway_carried_affairs(const ju_ctx *ctx);
/* Of the same answer: what the register last said of the person's place, or else otherwise. */
bool gateway_restrained_answer(const ju_ctx *ctx, bool otherwise);

ju_rc gateway_put_restraint(ju_ctx *ctx, const Juki__Resident__V1__RestraintChanged *changed,
                            ju_err *err) JU_MUST_CHECK;

ju_rc gateway_put_integrated(ju_ctx *ctx, const gateway_numbering *numbering, const unsigned char *index,
                             ju_err *err) JU_MUST_CHECK;

/* Who was a 住登外者 is the resident of full from now on; also one who is being registered at this moment. */
ju_rc gateway_put_moved_in(ju_ctx *ctx, const Juki__Gateway__V1__PersonFeed *full, ju_err *err) JU_MUST_CHECK;

/* event_id[i] went to consumer[i]. */
ju_rc gateway_put_sent(ju_ctx *ctx, const char *const *event_id, const char *const *consumer, size_t count,
                       const Juki__Gateway__V1__PersonFeed *full, ju_err *err) JU_MUST_CHECK;

/* Rows: event id, change_id ("" when consumer was sent no such event), addressee_number, acknowledged. */
ju_rc gateway_ask_sent(ju_ctx *ctx, const char *const *event_id, size_t count, const char *consumer,
                       ju_err *err) JU_MUST_CHECK;
ju_rc gateway_put_acknowledged(ju_ctx *ctx, const char *const *event_id, size_t count, const char *consumer,
                               ju_err *err) JU_MUST_CHECK;

/* Forgets what was confirmed of the next events behind this one, which is moved on; those of this time are
 * kept. *ret_found: there was one. */
ju_rc gateway_forget_sent(ju_db *db, int64_t kept_ms, int rows, char event_id[JU_UUID_SIZE], bool *ret_found,
                          ju_err *err) JU_MUST_CHECK;

#endif
