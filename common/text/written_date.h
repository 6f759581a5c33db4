#ifndef JU_TEXT_WRITTEN_DATE_H
#define JU_TEXT_WRITTEN_DATE_H

#include "common/base/err.h"

#include <stdbool.h>

enum { JU_WRITTEN_DATE_LENGTH_MAX = 72 }; /* 不詳表記 N(72), in characters */

/*
 * Whether written is a way the 住民記録 standard (j80) knows to write a day that is 不詳 - one of its 14
 * patterns, the examples read as families: any season for 春, 上旬 中旬 下旬 with or without 頃, years by
 * era or Gregorian - or a day the calendar does not have, such as 平成13年2月29日.
 */
bool ju_written_date_is_known(const char *written);

/*
 * Checks a day with its 不詳フラグ and 不詳表記, as juki.common.v1.WrittenDate carries them. date, the
 * representative day, must be in the calendar in any case, and in the year and month that are written; for
 * a day behind the end of its month the first of the next will do. Rejects with date_not_in_calendar,
 * written_required, written_too_long, written_unknown, written_differs, or written_without_uncertain; item
 * names the field.
 */
JU_MUST_CHECK ju_rc ju_written_date_check(const char *item, const char *date, bool uncertain,
                                          const char *written, ju_err *err);

#endif
