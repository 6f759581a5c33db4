#ifndef BENCH_INQUIRY_FILL_H
#define BENCH_INQUIRY_FILL_H

#include "common/base/err.h"

#include <stdint.h>

/* What the gateway answers inquiries by, put into its tables while it stands still. */

#define FILL_TABLE       "番号法第19条第8号に基づく主務省令 第2条の表"
#define FILL_INFORMATION "住民票関係情報"
enum { FILL_CODE_SIZE = 40 };

/* The 符号 of a person, numbered from 0. */
void fill_code(int64_t person, char ret[FILL_CODE_SIZE]);

/* So many persons with 符号 and 副本, and a law of 60 items, 96 to 155, that allows the information to
 * 市町村長. */
ju_rc fill_persons(const char *conninfo, const char *key_dir, int64_t persons, ju_err *err) JU_MUST_CHECK;

#endif
