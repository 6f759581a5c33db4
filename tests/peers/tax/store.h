#ifndef TAX_STORE_H
#define TAX_STORE_H

#include "common/event/batch.h"
#include "common/seal/seal.h"
#include "juki/gateway/v1/feed.pb-c.h"

/* Adds the record and makes it the person's current one. index is the blind index of 個人番号, NULL without.
 */
ju_rc tax_put_person(ju_ctx *ctx, const Juki__Gateway__V1__PersonFeed *feed, const unsigned char *index,
                     ju_err *err) JU_MUST_CHECK;

#endif
