#ifndef TAX_OUTSIDE_H
#define TAX_OUTSIDE_H

#include "common/db/db.h"

/*
 * 住登外課税: who is taxed here without being registered here, and the notice of it to the municipality of
 * registration (住民登録外課税通知, seed 003 L63, L154, REQ-86).
 */
enum { TAX_OUTSIDE_ITEMS = 8 }; /* 宛名番号, year, municipality, name, kana, birth date, registered, here */

/* opaque: char *[TAX_OUTSIDE_ITEMS], enters one. JU_REJECT when an item is none, or the notice is out. */
ju_rc tax_outside_add(ju_db *db, void *opaque, ju_err *err) JU_MUST_CHECK;

/* opaque: a folder. Writes one CSV file per municipality with all that it has not been notified of, and says
 * on stdout which (JSON). A file that is written again after a fault has the same name. */
ju_rc tax_outside_notify(ju_db *db, void *opaque, ju_err *err) JU_MUST_CHECK;

#endif
