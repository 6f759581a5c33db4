#ifndef GATEWAY_STORE_IMPORT_H
#define GATEWAY_STORE_IMPORT_H

#include "common/text/sheet.h"
#include "services/gateway/store_item.h"

/* Entries that take effect, and the values of their lines: sealed until then. */

/* The value of a line as a parameter, NULL when it has none; and of a row's column. */
ju_rc copy_arg_value(const ju_ctx *ctx, ju_args *args, const char *entry_id, const ju_sheet_line *line,
                     ju_err *err) JU_MUST_CHECK;
ju_rc copy_got_value(const ju_ctx *ctx, const PGresult *rows, int row, int column, const char *entry_id,
                     int64_t line, char **ret, ju_err *err) JU_MUST_CHECK;

/* Asks for all lines of an entry. */
ju_rc copy_ask_import(ju_ctx *ctx, const char *entry_id, ju_err *err) JU_MUST_CHECK;

/* The flag counts; or the lines become 副本 or withdraw them, unless these are newer (seed 004_001 K57).
 * number: of the answer with the lines. Errors as ju_col_kept. */
ju_rc copy_put_approved(ju_ctx *ctx, const Juki__Gateway__V1__CopyEntry *entry, int number,
                        ju_err *err) JU_MUST_CHECK;

#endif
