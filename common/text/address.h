#ifndef JU_TEXT_ADDRESS_H
#define JU_TEXT_ADDRESS_H

#include "juki/common/v1/common.pb-c.h"

#include <stddef.h>

/* 外字数 of an address as it is printed: of all its parts. NULL has none. */
size_t ju_address_external_count(const Juki__Common__V1__Address *address);

#endif
