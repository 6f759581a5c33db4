#include "common/text/address.h"

#include "common/text/text.h"

const char *ju_text_address(const Juki__Common__V1__Address *address, ju_arena *arena)
{
    if (address == NULL) {
        return "";
    }
    return ju_arena_printf(arena, "%s%s%s%s%s%s", address->prefecture, address->municipality, address->town,
                           address->number, *address->building == '\0' ? "" : "　", address->building);
}

size_t ju_address_external_count(const Juki__Common__V1__Address *address)
{
    if (address == NULL) {
        return 0;
    }
    return ju_text_external_count(address->prefecture) + ju_text_external_count(address->municipality) +
           ju_text_external_count(address->town) + ju_text_external_count(address->number) +
           ju_text_external_count(address->building);
}
