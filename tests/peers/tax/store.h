#ifndef TAX_STORE_H
#define TAX_STORE_H

#include "common/event/batch.h"
#include "common/seal/seal.h"
#include "juki/gateway/v1/feed.pb-c.h"

/* Adds the record with the household spans that it tells, and makes it the person's current one. index is the
 * blind index of 個人番号, NULL without. */
ju_rc tax_put_person(ju_ctx *ctx, const Juki__Gateway__V1__PersonFeed *feed, const unsigned char *index,
                     ju_err *err) JU_MUST_CHECK;
/* Nothing of the person stays. */
ju_rc tax_forget_person(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
/* Nothing stays of where the person lives or lived. */
ju_rc tax_forget_places(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;

#endif
