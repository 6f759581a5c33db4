#ifndef GATEWAY_STORE_ITEM_H
#define GATEWAY_STORE_ITEM_H

#include "common/event/batch.h"
#include "juki/gateway/v1/copy.pb-c.h"

/* The items of 副本, of which no value stands in the table (common/db/kept.h). */

/* 特定個人情報 that the register is the original of: the household part of 住基法7条4号 and nothing else. Its
 * items: householder (世帯主である旨), or householder_name (世帯主の氏名) and relationship (世帯主との続柄).
 */
#define COPY_RESIDENT "住民票関係情報"

/*
 * Fills item of *ret, by their names, from eight columns of a row: 団体内統合宛名番号 and information (its
 * key), content, relationship, whether it has the name of a 世帯主, 宛名番号, history_number and content of
 * that person. *ret_whole: false when the name is no more the one that this 副本 was made with; it is then
 * left out. Errors as ju_col_kept.
 */
ju_rc copy_items_of(const ju_ctx *ctx, const PGresult *rows, int row, int first, Juki__Gateway__V1__Copy *ret,
                    bool *ret_whole, ju_err *err) JU_MUST_CHECK;

/* The same of an office's 副本, from its content alone. NULL when there is none. */
ju_rc copy_items_kept(const ju_ctx *ctx, const PGresult *rows, int row, int column,
                      const char *integrated_number, const char *information, ju_arena *arena,
                      Juki__Gateway__V1__Copy **ret, ju_err *err) JU_MUST_CHECK;

/* Appends the content of an office's 副本; NULL when items is NULL. */
ju_rc copy_arg_items(const ju_ctx *ctx, ju_args *args, const char *integrated_number, const char *information,
                     const Juki__Gateway__V1__Copy *items, ju_err *err) JU_MUST_CHECK;

/* SHA-256 of the items as a JSON object, its names by length and then by their bytes, in hexadecimal. */
ju_rc copy_items_digest(ju_arena *arena, const Juki__Gateway__V1__Copy *of, char **ret,
                        ju_err *err) JU_MUST_CHECK;

#endif
