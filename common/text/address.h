#ifndef JU_TEXT_ADDRESS_H
#define JU_TEXT_ADDRESS_H

#include "common/base/arena.h"
#include "juki/common/v1/common.pb-c.h"

#include <stddef.h>

/* 住所 as one text: the parts one after the other, 方書 after a full-width space; "" for none. NULL as arena.
 */
const char *ju_text_address(const Juki__Common__V1__Address *address, ju_arena *arena);

/* 外字数 of an address as it is printed: of all its parts. NULL has none. */
size_t ju_address_external_count(const Juki__Common__V1__Address *address);

#endif
