#ifndef RESIDENT_STORE_DELIVERY_H
#define RESIDENT_STORE_DELIVERY_H

#include "services/resident/delivery.h"
#include "services/resident/store.h"

#include "juki/resident/v1/number.pb-c.h"

/* The SQL of 送付先情報, as store.h. */

/* Of a request for numbers: all requests of its change, which two answers must not change at the same time,
 * with the persons they are about. Two answers; the second is read. */
ju_rc ask_delivery_of_change(ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;
/* The persons with these references, in their order; draw: with serials. */
ju_rc ask_delivery_persons(ju_ctx *ctx, char *const *register_ref, size_t count, bool draw,
                           ju_err *err) JU_MUST_CHECK;

/* What a row is: of a request, or of a reference, which is as one that was answered. */
typedef struct delivery_row {
    const char *key;
    Juki__Resident__V1__NumberKind kind;
    bool answered;
    bool withdrawn;
    delivery_person person;          /* of a 居所 the name alone */
    const char *designation_id;      /* "": none */
    ProtobufCBinaryData designation; /* the SubmitDestination that set it */
} delivery_row;

typedef struct delivery_rows {
    delivery_row *item;
    size_t count;
} delivery_rows;

ju_rc read_delivery_rows(ju_ctx *ctx, int answer, delivery_rows *ret, ju_err *err) JU_MUST_CHECK;

#endif
