#ifndef GATEWAY_STEPS_BRIDGE_CSV_H
#define GATEWAY_STEPS_BRIDGE_CSV_H

#include "services/gateway/projection.h"

#include "common/base/arena.h"

#include <stdio.h>

/*
 * A consumer's feed as CSV, without I/O of its own (RFC 4180: UTF-8 without BOM, CRLF; variants of kanji
 * (IVS) stay as they are). The columns follow from the approved items: "sequence" (juki-sequence), then the
 * fields of PersonFeed in their order; a message inside is one column for each of its fields
 * ("address.town"), a history is JSON, a bool is 1 or empty, an enum its number, what is absent is empty.
 */
void bridge_csv_head(FILE *out, gateway_items items);

/* False when memory is out. */
bool bridge_csv_row(FILE *out, gateway_items items, int64_t sequence,
                    const Juki__Gateway__V1__PersonFeed *person, ju_arena *arena);

/* A sealed value as one word: key id, nonce and ciphertext in hexadecimal, dots between. NULL when memory is
 * out. */
char *bridge_sealed_text(const Juki__Common__V1__Sealed *sealed, ju_arena *arena);

#endif
