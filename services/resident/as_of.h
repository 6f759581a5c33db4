#ifndef RESIDENT_AS_OF_H
#define RESIDENT_AS_OF_H

#include "juki/resident/v1/record.pb-c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The register as of a day, as it was known at a moment (both inputs): 賦課期日 and the like, without I/O.
 *
 * What a row says holds from its 異動日 on: what it changed, of a 記載 every item, and 世帯 and 続柄
 * together. Of each item the last recorded row that speaks of it and whose 異動日 is not after the day holds;
 * so a correction with an earlier date reaches back by itself and takes nothing else along, and as of today
 * the answer is the person's latest row. A change that was cancelled never happened (j980): its rows are left
 * out, and its 取消し says only what it did not restore.
 */

/* One row of a person's history. */
typedef struct history_row {
    const Juki__Resident__V1__PersonRecord *record;
    int64_t recorded_us; /* since 1970-01-01 UTC */
    const char *cancels; /* the change that the row's own change takes back, or "" */
} history_row;

typedef struct as_of_time {
    const char *day;  /* YYYY-MM-DD; as the day ends */
    int64_t known_us; /* rows recorded later do not count; INT64_MAX for all */
} as_of_time;

/*
 * rows are one person's, in order of their 履歴番号 without gaps at the start. Fills *ret, which borrows from
 * the rows, and leaves it untouched on false: the person was not on record on that day, as known then. The
 * marks (履歴番号, 異動事由, 異動日, 届出日, 処理日, 操作者) are those of the last recorded row that speaks
 * of the day. Days compare as text, so a representative day of a 不詳 one counts.
 */
bool as_of_person(const history_row *row, size_t count, const as_of_time *when,
                  Juki__Resident__V1__PersonRecord *ret);

/*
 * Reads what a person writes for the moment of knowledge: RFC 3339, the same without an offset (Japan), or a
 * day alone, which means its end in Japan. "" is INT64_MAX. False for anything else.
 */
bool as_of_moment(const char *text, int64_t *ret_us);

#endif
