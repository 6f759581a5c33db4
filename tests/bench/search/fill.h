#ifndef BENCH_SEARCH_FILL_H
#define BENCH_SEARCH_FILL_H

#include "common/base/err.h"
#include "common/text/date.h"

#include <stddef.h>
#include <stdint.h>

/* 本人確認情報ファイル of any size, for its search. */
enum { FILL_TEXT_SIZE = 256, FILL_NUMBER_SIZE = 24 };

/* What somebody in the file may be asked by. */
typedef struct fill_person {
    char name[FILL_TEXT_SIZE];
    char kana[FILL_TEXT_SIZE];
    char birth_date[JU_DATE_SIZE];
    char place[FILL_TEXT_SIZE]; /* 町域: the part of the address that a terminal enters */
    char resident_code[FILL_NUMBER_SIZE];
    char individual_number[FILL_NUMBER_SIZE];
} fill_person;

/*
 * Fills the empty tables record, person and person_search of identity's database with so many current
 * persons, each of one row, as the service would have: texts folded by its own functions, numbers sealed and
 * indexed with its keys. Names and places are the town's (tests/town), whole names as frequent as drawing
 * family and given name gives them, days of birth over 90 years. The secondary indexes of person_search are
 * made afterwards. ret receives sample persons, spread over all; those have codes of the synthetic block.
 */
ju_rc fill_file(const char *conninfo, const char *key_dir, int64_t persons, fill_person *ret, size_t samples,
                ju_err *err) JU_MUST_CHECK;

#endif
