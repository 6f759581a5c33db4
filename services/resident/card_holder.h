#ifndef RESIDENT_CARD_HOLDER_H
#define RESIDENT_CARD_HOLDER_H

#include "juki/delivery/v1/card.pb-c.h"
#include "juki/resident/v1/record.pb-c.h"

#include <stdbool.h>

/*
 * What a change of the register means for a holder of a 個人番号カード (番号法施行令14条): pure. before is
 * NULL of who is new; renumbered and recoded: the change gives another 個人番号 or 住民票コード in place of
 * one. Unspecified when it means nothing, and for a death, which delivery hears of as such.
 */
Juki__Delivery__V1__CardHolderChange card_holder_change(const Juki__Resident__V1__PersonRecord *before,
                                                        const Juki__Resident__V1__PersonRecord *after,
                                                        bool renumbered, bool recoded);

#endif
