#ifndef RESIDENT_STORE_SEARCH_H
#define RESIDENT_STORE_SEARCH_H

#include "services/resident/search.h"
#include "services/resident/store.h"

#include "common/db/kept.h"

/* 検索: the rows by which persons are found, and the questions asked. */

/* The row by which the person of this record is searched. before: the record that was his latest until now,
 * whose row stands, so that only what is another is written; NULL: all of it. */
ju_rc put_search(ju_ctx *ctx, const person_record *before, const person_record *record,
                 ju_err *err) JU_MUST_CHECK;

/* One question; an empty addressee number and NULL indexes find nobody. */
ju_rc ask_search_by_number(ju_ctx *ctx, const char *addressee_number, person_indexes indexes, bool removed,
                           ju_err *err) JU_MUST_CHECK;
ju_rc ask_search(ju_ctx *ctx, const Juki__Resident__V1__SearchPersons *question, const search_plan *plan,
                 ju_err *err) JU_MUST_CHECK;
/* How many were found, more than SEARCH_FOUND_MAX when too many, and of the page one more than it has, if
 * there is. plan: what ask_search was given, or NULL after ask_search_by_number. */
ju_rc read_search(ju_ctx *ctx, const Juki__Resident__V1__SearchPersons *question, const search_plan *plan,
                  int64_t *ret_found, record_list *ret, ju_err *err) JU_MUST_CHECK;

ju_rc put_search_question(ju_ctx *ctx, const Juki__Resident__V1__SearchPersons *question, int64_t found,
                          ju_err *err) JU_MUST_CHECK;
ju_rc ask_searches(ju_ctx *ctx, const char *operator_id, ju_err *err) JU_MUST_CHECK;
/* Rows of ask_searches: when, how many were found, and the question. */
ju_rc read_search_question(ju_ctx *ctx, const PGresult *rows, int row,
                           Juki__Resident__V1__SearchPersons **ret, ju_err *err) JU_MUST_CHECK;

/* What makes a row: which characters are one, and whose words are blind. */
typedef struct search_maker {
    const variant_table *variants;
    const ju_keeper *keeper;
} search_maker;

/* The parameters of one row of person_search_put.sql. Errors as ju_blind_word; JU_FATAL when the arena is
 * full. */
ju_rc arg_search_row(ju_args *args, const search_maker *maker, const person_record *record,
                     ju_err *err) JU_MUST_CHECK;

#endif
