#ifndef GATEWAY_EXCHANGE_H
#define GATEWAY_EXCHANGE_H

#include "common/text/date.h"
#include "juki/gateway/v1/exchange.pb-c.h"

#include <stdbool.h>

/* 情報提供等記録 without I/O: who may ask for which records, what counts may be shown, when they may go
 * seven years; K69: by the municipality, by two persons). */

enum { EXCHANGE_KEPT_YEARS = 7, EXCHANGE_TEXT_MAX_BYTES = 240, EXCHANGE_COUNTED_DAYS = 31 };

/* Why something is refused; code NULL: it is not. */
typedef struct exchange_refusal {
    const char *code;
    const char *item;
} exchange_refusal;

/* "operator_missing", "purpose_missing", "text_too_long", "filter_missing" (neither a person nor a period),
 * "date_invalid", "direction_unknown". */
exchange_refusal exchange_check_query(const Juki__Gateway__V1__QueryExchanges *query);

/* "operator_missing", "date_invalid", "too_many" (more than EXCHANGE_COUNTED_DAYS days: what waits behind the
 * count waits for it). */
exchange_refusal exchange_check_statistics(const Juki__Gateway__V1__QueryExchangeStatistics *query);

/* 秘匿: counts below minimum are not shown. No sum is told beside them. */
void exchange_suppress(Juki__Gateway__V1__ExchangeCount **count, size_t n, int64_t minimum);

/* The day before which records may be erased on this day. */
void exchange_erasable_before(const char *today, char ret[JU_DATE_SIZE]);

/* "operator_missing", "purpose_missing", "text_too_long", "key_mismatch", "date_invalid", "kept_seven_years".
 */
exchange_refusal exchange_check_erasure(const Juki__Gateway__V1__RequestExchangeErasure *wish,
                                        const char *today);

/* An erasure as a decision finds it. */
typedef struct exchange_waiting {
    bool found;
    bool supervisor; /* who decides is one */
    const char *state;
    const char *asked_by;
} exchange_waiting;

/* "operator_missing", "erasure_unknown", "supervisor_required", "same_person", "erasure_decided". */
exchange_refusal exchange_check_decision(const Juki__Gateway__V1__DecideExchangeErasure *wish,
                                         const exchange_waiting *is);

/* In Japanese. */
const char *exchange_refusal_text(const char *code);

#endif
