#ifndef RESIDENT_STORE_HISTORY_H
#define RESIDENT_STORE_HISTORY_H

#include "services/resident/as_of.h"
#include "services/resident/store.h"

/* The SQL of the register as of a day and of statistics, as store.h. */

/* ---- history ---- */

enum { HISTORY_ROWS_MAX = 5000 }; /* more are not asked for; one more tells that there are */

typedef struct history_list {
    history_row *row; /* by 宛名番号, then 履歴番号; of read_past with room for one more */
    size_t count;
} history_list;

ju_rc ask_history_of_person(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
/* Everybody who ever was in the household or, where that is "", in any household of the person. */
ju_rc ask_history_of_household(ju_ctx *ctx, const char *household_number, const char *addressee_number,
                               ju_err *err) JU_MUST_CHECK;
ju_rc read_history(ju_ctx *ctx, int answer, history_list *ret, ju_err *err) JU_MUST_CHECK;

/*
 * Of an answer with a column "past" (view person_past): the history of one person, row by row. Without rows
 * when the answer has nobody of that number.
 */
ju_rc read_past(ju_ctx *ctx, int answer, const char *addressee_number, history_list *ret,
                ju_err *err) JU_MUST_CHECK;

/* ---- statistics: what residents_then.sql and changes_then.sql say of each 町字 ---- */

ju_rc ask_residents_then(ju_ctx *ctx, const char *day, ju_err *err) JU_MUST_CHECK;
ju_rc ask_changes_then(ju_ctx *ctx, const char *first_day, const char *last_day, ju_err *err) JU_MUST_CHECK;

#endif
