#ifndef GATEWAY_STORE_EXCHANGE_H
#define GATEWAY_STORE_EXCHANGE_H

#include "common/seal/seal.h"
#include "juki/gateway/v1/exchange.pb-c.h"
#include "services/gateway/exchange_record.h"

/* The SQL of 情報提供等記録, as store.h. */

/* The field of the sealed 団体内統合宛名番号; its subject is the hash beside it. */
#define EXCHANGE_NUMBER_FIELD "integrated_number"

/* Whose record it is; zeroed: nobody's. */
typedef struct exchange_person {
    const char *subject;
    Juki__Common__V1__Sealed *integrated_number;
} exchange_person;

ju_rc gateway_put_exchange(ju_ctx *ctx, const exchange_record *record, const exchange_person *person,
                           ju_err *err) JU_MUST_CHECK;

/* ---- questions ----------------------------------------------------------------------------------------- */

/* Whose 宛名番号 it is; "" when nobody's. */
ju_rc exchange_ask_person(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
const char *exchange_got_person(const ju_ctx *ctx, int number);

/* One record as it is kept; texts live in the arena. */
typedef struct exchange_row {
    Juki__Gateway__V1__ExchangeRecord as; /* without the person */
    exchange_person person;
} exchange_row;

/* A page of the records of a person or, subject NULL, of everybody. */
ju_rc exchange_ask_records(ju_ctx *ctx, const char *subject, const Juki__Gateway__V1__ExchangeFilter *filter,
                           ju_err *err) JU_MUST_CHECK;
ju_rc exchange_got_records(ju_ctx *ctx, int number, exchange_row **ret, size_t *ret_count, bool *ret_more,
                           ju_err *err) JU_MUST_CHECK;

/* Two questions: the counts of a period, and what is in hand. */
ju_rc exchange_ask_counts(ju_ctx *ctx, const char *from, const char *to, ju_err *err) JU_MUST_CHECK;
ju_rc exchange_got_counts(ju_ctx *ctx, int number, Juki__Gateway__V1__ExchangeStatisticsReply *reply,
                          bool *ret_too_many, ju_err *err) JU_MUST_CHECK;
ju_rc exchange_got_status(ju_ctx *ctx, int number, Juki__Gateway__V1__ExchangeStatus *ret,
                          ju_err *err) JU_MUST_CHECK;

/* An erasure, and how many records it concerns. erase_before: of one that is not there yet, else NULL. */
typedef struct exchange_erasure {
    bool found;
    const char *erase_before;
    const char *state;
    const char *asked_by;
    const char *purpose;
    int64_t records;
} exchange_erasure;
ju_rc exchange_ask_erasure(ju_ctx *ctx, const char *erasure_id, const char *erase_before,
                           ju_err *err) JU_MUST_CHECK;
ju_rc exchange_got_erasure(ju_ctx *ctx, exchange_erasure *ret, ju_err *err) JU_MUST_CHECK;
ju_rc exchange_put_erasure(ju_ctx *ctx, const Juki__Gateway__V1__RequestExchangeErasure *wish,
                           ju_err *err) JU_MUST_CHECK;
/* The decision; approved, the records go with it. */
ju_rc exchange_put_decision(ju_ctx *ctx, const Juki__Gateway__V1__DecideExchangeErasure *wish,
                            ju_err *err) JU_MUST_CHECK;

#endif
