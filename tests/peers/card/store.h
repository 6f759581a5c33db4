#ifndef CARD_STORE_H
#define CARD_STORE_H

#include "common/event/batch.h"

#include "juki/delivery/v1/delivery.pb-c.h"

/* In apply: keeps the record with the bytes it came in. */
ju_rc card_put_record(ju_ctx *ctx, const Juki__Delivery__V1__DeliveryRecord *record,
                      const unsigned char *code_index, ju_err *err) JU_MUST_CHECK;

#endif
