#ifndef GATEWAY_STORE_ENTRY_H
#define GATEWAY_STORE_ENTRY_H

#include "common/event/batch.h"
#include "services/gateway/copy_entry.h"
#include "services/gateway/copy_file.h"

/* What persons enter about 副本. Numbers are those of answers; texts live in the arena; JU_FATAL when it is
 * full. */
enum { COPY_LINES_SHOWN = 500 };

/* affair: whose entries and information alone are looked for; NULL: of any. */

/* An entry, locked until the batch is over. */
ju_rc copy_ask_entry(ju_ctx *ctx, const char *entry_id, const char *affair, ju_err *err) JU_MUST_CHECK;
ju_rc copy_got_entry(const ju_ctx *ctx, int number, copy_known *ret, ju_err *err) JU_MUST_CHECK;

ju_rc copy_ask_entries(ju_ctx *ctx, const char *affair, ju_err *err) JU_MUST_CHECK;
ju_rc copy_got_entries(const ju_ctx *ctx, Juki__Gateway__V1__CopyEntriesReply *reply,
                       ju_err *err) JU_MUST_CHECK;
/* Lines behind after_line; whether there are more than these is told. */
ju_rc copy_ask_lines(ju_ctx *ctx, const char *entry_id, int64_t after_line, ju_err *err) JU_MUST_CHECK;
ju_rc copy_got_lines(const ju_ctx *ctx, int number, const char *entry_id,
                     Juki__Gateway__V1__CopyEntriesReply *reply, ju_err *err) JU_MUST_CHECK;

/* Of whom the lines of an entry are: a row each with the 宛名番号. */
ju_rc copy_ask_entry_persons(ju_ctx *ctx, const char *entry_id, ju_err *err) JU_MUST_CHECK;

/* The items that files may have. */
ju_rc copy_ask_kinds(ju_ctx *ctx, const char *affair, ju_err *err) JU_MUST_CHECK;
ju_rc copy_got_kinds(const ju_ctx *ctx, int number, copy_kind **ret, size_t *ret_count,
                     ju_err *err) JU_MUST_CHECK;

/* The place of the first of these 宛名番号, from 0, of whom nothing is known; or who is somebody that stands
 * before him under another 宛名番号. -1: none. */
ju_rc copy_ask_unknown(ju_ctx *ctx, const char *const *addressee_number, size_t count,
                       ju_err *err) JU_MUST_CHECK;
ju_rc copy_ask_twice(ju_ctx *ctx, const char *const *addressee_number, size_t count,
                     ju_err *err) JU_MUST_CHECK;
int64_t copy_got_place(const ju_ctx *ctx, int number);

/* How many 副本 are newer than what this entry has of them. */
ju_rc copy_ask_older(ju_ctx *ctx, const char *entry_id, ju_err *err) JU_MUST_CHECK;
int64_t copy_got_older(const ju_ctx *ctx, int number);

/* Of the operator's affair. lines: of an import, else NULL. */
ju_rc copy_put_entry(ju_ctx *ctx, const Juki__Gateway__V1__CopyEntry *entry, const ju_sheet *lines,
                     ju_err *err) JU_MUST_CHECK;
ju_rc copy_put_check(ju_ctx *ctx, const char *entry_id, const char *operator_id, ju_err *err) JU_MUST_CHECK;
/* What is approved takes effect by copy_put_approved. */
ju_rc copy_put_decision(ju_ctx *ctx, const Juki__Gateway__V1__CopyEntry *entry, ju_err *err) JU_MUST_CHECK;

#endif
