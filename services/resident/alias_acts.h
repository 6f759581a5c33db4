#ifndef RESIDENT_ALIAS_ACTS_H
#define RESIDENT_ALIAS_ACTS_H

#include "juki/resident/v1/certificate.pb-c.h"

#include <stddef.h>

/* A row of a person's history at which 通称 changed. */
typedef struct alias_row {
    const char *reason; /* 異動事由 */
    const char *date;   /* 異動日 */
    const char *municipality;
    const char *alias; /* after it; "" when it has none */
} alias_row;

/*
 * 通称の記載及び削除に関する事項 (standard j20, j1000) from these rows of one person, oldest first: what was
 * taken back (異動の取消し) counts as never done. A 通称 that came along with its bearer has neither day nor
 * municipality: another register has them. rows are used up. Fills at most count of acts, which are
 * initialised here; their texts are those of the rows. Returns how many.
 */
size_t alias_acts(alias_row *rows, size_t count, Juki__Resident__V1__AliasAct *acts);

#endif
