#ifndef CARD_STORE_H
#define CARD_STORE_H

#include "common/event/batch.h"

#include "juki/delivery/v1/delivery.pb-c.h"

/* In apply: keeps the record with the bytes it came in. */
ju_rc card_put_record(ju_ctx *ctx, const Juki__Delivery__V1__DeliveryRecord *record,
                      ju_err *err) JU_MUST_CHECK;
/* Of each of its persons, from place 1, the blind index of 住民票コード. */
ju_rc card_put_person(ju_ctx *ctx, size_t place, const unsigned char *code_index, ju_err *err) JU_MUST_CHECK;

#endif
