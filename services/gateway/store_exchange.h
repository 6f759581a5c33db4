#ifndef GATEWAY_STORE_EXCHANGE_H
#define GATEWAY_STORE_EXCHANGE_H

#include "common/seal/seal.h"
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

#endif
