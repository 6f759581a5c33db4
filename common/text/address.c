#include "common/text/address.h"

#include "common/text/text.h"

size_t ju_address_external_count(const Juki__Common__V1__Address *address)
{
    if (address == NULL) {
        return 0;
    }
    return ju_text_external_count(address->prefecture) + ju_text_external_count(address->municipality) +
           ju_text_external_count(address->town) + ju_text_external_count(address->number) +
           ju_text_external_count(address->building);
}
