#include "services/resident/card_holder.h"

#include "services/resident/decide.h"
#include "services/resident/reason.h"

#include <string.h>

typedef Juki__Delivery__V1__CardHolderChange holder_change;

static const holder_change NOTHING = JUKI__DELIVERY__V1__CARD_HOLDER_CHANGE__CARD_HOLDER_CHANGE_UNSPECIFIED;

static holder_change leaves(const Juki__Resident__V1__PersonRecord *after)
{
    switch (after->state) {
    case JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DEAD:
        return NOTHING;
    case JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT:
        return strcmp(after->reason, "overseas_move_out") == 0
                   ? JUKI__DELIVERY__V1__CARD_HOLDER_CHANGE__CARD_HOLDER_CHANGE_ABROAD
                   : JUKI__DELIVERY__V1__CARD_HOLDER_CHANGE__CARD_HOLDER_CHANGE_MOVED_OUT;
    default:
        return JUKI__DELIVERY__V1__CARD_HOLDER_CHANGE__CARD_HOLDER_CHANGE_STRUCK_OFF;
    }
}

static holder_change comes_back(const Juki__Resident__V1__PersonRecord *after)
{
    const reason *why = reason_find(after->reason);
    return why != NULL && why->rule == REASON_RULE_CANCEL
               ? JUKI__DELIVERY__V1__CARD_HOLDER_CHANGE__CARD_HOLDER_CHANGE_MOVE_OUT_CANCELLED
               : JUKI__DELIVERY__V1__CARD_HOLDER_CHANGE__CARD_HOLDER_CHANGE_RESIDENT_AGAIN;
}

holder_change card_holder_change(const Juki__Resident__V1__PersonRecord *before,
                                 const Juki__Resident__V1__PersonRecord *after, bool renumbered, bool recoded)
{
    if (before == NULL) {
        return NOTHING;
    }
    if (is_current(before) != is_current(after)) {
        return is_current(before) ? leaves(after) : comes_back(after);
    }
    if (!is_current(after)) {
        return NOTHING;
    }
    if (renumbered) {
        return JUKI__DELIVERY__V1__CARD_HOLDER_CHANGE__CARD_HOLDER_CHANGE_NUMBER_CHANGED;
    }
    return recoded ? JUKI__DELIVERY__V1__CARD_HOLDER_CHANGE__CARD_HOLDER_CHANGE_CODE_CHANGED : NOTHING;
}
