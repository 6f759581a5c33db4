#ifndef GATEWAY_STORE_PERSON_H
#define GATEWAY_STORE_PERSON_H

#include "common/event/batch.h"
#include "juki/gateway/v1/feed.pb-c.h"
#include "juki/gateway/v1/numbers.pb-c.h"

/* What the gateway keeps of persons, sealed row by row (common/db/kept.h): the tables person and
 * nonresident_record. A row that is not what was sealed for it is refused as "seal_broken". */

/* Puts the current row of a person in the place of the one before. */
ju_rc gateway_put_person(ju_ctx *ctx, int32_t history_number, const Juki__Gateway__V1__PersonFeed *full,
                         ju_err *err) JU_MUST_CHECK;

/* Since when the person is a resident no more: today, unless that is known; nothing, of a resident. */
ju_rc gateway_put_removed(ju_ctx *ctx, const Juki__Gateway__V1__PersonFeed *full, ju_err *err) JU_MUST_CHECK;

/* The current row of a person, NULL when there is none; JU_FATAL when the arena is full. */
ju_rc gateway_ask_person(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
ju_rc gateway_person_answer(ju_ctx *ctx, Juki__Gateway__V1__PersonFeed **ret, ju_err *err) JU_MUST_CHECK;

/* Who was carried (引継) and lives elsewhere, as the affairs know him that use his number; NULL when nobody
 * does. *ret_affairs: these, AFFAIR_END between. */
ju_rc gateway_ask_carried(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
ju_rc gateway_carried_answer(ju_ctx *ctx, int of, Juki__Gateway__V1__PersonFeed **ret,
                             const char **ret_affairs, ju_err *err) JU_MUST_CHECK;

/* The columns of a kept person in an answer. Of a 住登外者 whom an affair uses there are three more. */
typedef enum gateway_person_column {
    GATEWAY_COL_NUMBER,     /* 宛名番号 */
    GATEWAY_COL_HISTORY,    /* the row that the content was sealed for */
    GATEWAY_COL_RESTRAINED, /* counts above what stands in the content */
    GATEWAY_COL_CONTENT,
    GATEWAY_PERSON_COLUMNS,
    GATEWAY_COL_STATE = GATEWAY_PERSON_COLUMNS, /* null: he is no 住登外者 */
    GATEWAY_COL_INTEGRATED,
    GATEWAY_COL_REQUEST,
    GATEWAY_OUTSIDE_COLUMNS
} gateway_person_column;

/* Reads one of a row whose columns begin so: of the register, and a 住登外者 as feeds tell of him. Texts in
 * the arena. Errors as ju_col_kept. */
ju_rc gateway_read_person(const ju_ctx *ctx, const PGresult *rows, int row,
                          Juki__Gateway__V1__PersonFeed **ret, ju_err *err) JU_MUST_CHECK;
ju_rc gateway_read_outside(const ju_ctx *ctx, const PGresult *rows, int row,
                           Juki__Gateway__V1__PersonFeed **ret, ju_err *err) JU_MUST_CHECK;

/* The content of a row of person or nonresident_record, by its 宛名番号 and the history_number that it was
 * sealed for. Errors as ju_col_kept. */
ju_rc gateway_open_person(const ju_ctx *ctx, const PGresult *rows, int row, int number, int history,
                          int content, Juki__Gateway__V1__PersonFeed **ret, ju_err *err) JU_MUST_CHECK;
ju_rc gateway_open_basics(const ju_ctx *ctx, const PGresult *rows, int row, int number, int history,
                          int content, Juki__Gateway__V1__NonresidentBasics **ret, ju_err *err) JU_MUST_CHECK;

/* Appends the content of a new row of nonresident_record. Errors as ju_arg_kept. */
ju_rc gateway_arg_basics(const ju_ctx *ctx, ju_args *args, const char *addressee_number,
                         int32_t history_number, const Juki__Gateway__V1__NonresidentBasics *basics,
                         ju_err *err) JU_MUST_CHECK;

#endif
