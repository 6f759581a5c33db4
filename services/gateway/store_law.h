#ifndef GATEWAY_STORE_LAW_H
#define GATEWAY_STORE_LAW_H

#include "common/event/batch.h"
#include "services/gateway/law.h"
#include "services/gateway/law_entry.h"
#include "services/gateway/law_file.h"

/* Most lines, differences or versions of one answer. */
enum { LAW_LINES_MAX = 200, LAW_DIFFERENCES_MAX = 500 };

/* Is this lawful? In ask and, with the number of the answer and the same question, in apply. day of the
 * question is the processing date (ctx->today), or another day to be explained. JU_FATAL when the arena is
 * full. */
ju_rc law_ask(ju_ctx *ctx, const law_question *question, ju_err *err) JU_MUST_CHECK;
/* The same of an inquiry that is held, by its permit. */
ju_rc law_ask_held(ju_ctx *ctx, const char *permit_id, ju_err *err) JU_MUST_CHECK;
ju_rc law_got(ju_ctx *ctx, int number, const law_question *question, law_answer *ret,
              ju_err *err) JU_MUST_CHECK;

/* ---- versions: texts live in the arena; JU_FATAL when it is full ----------------------------------------
 */

/* A version, locked until the batch is over. */
ju_rc law_ask_version(ju_ctx *ctx, const char *version, ju_err *err) JU_MUST_CHECK;
ju_rc law_got_version(const ju_ctx *ctx, law_known *ret, ju_err *err) JU_MUST_CHECK;

ju_rc law_ask_versions(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc law_got_versions(const ju_ctx *ctx, Juki__Gateway__V1__LawsReply *reply, ju_err *err) JU_MUST_CHECK;

/* The lines of a version, of one item or ("") of all; or those about an item in every active version. Up to
 * LAW_LINES_MAX + 1. number: of the answer. */
ju_rc law_ask_lines(ju_ctx *ctx, const char *version, const char *item, ju_err *err) JU_MUST_CHECK;
ju_rc law_ask_item(ju_ctx *ctx, const char *law_table, const char *item, ju_err *err) JU_MUST_CHECK;
ju_rc law_got_lines(const ju_ctx *ctx, int number, Juki__Gateway__V1__LawLine ***ret, size_t *ret_count,
                    ju_err *err) JU_MUST_CHECK;

/* Up to LAW_DIFFERENCES_MAX + 1. */
ju_rc law_ask_differing(ju_ctx *ctx, const Juki__Gateway__V1__CompareLaws *wish, ju_err *err) JU_MUST_CHECK;
ju_rc law_got_differing(const ju_ctx *ctx, int number, Juki__Gateway__V1__LawsCompared *reply,
                        ju_err *err) JU_MUST_CHECK;

ju_rc law_put_file(ju_ctx *ctx, const law_file *file, const char *digest, const char *loaded_by,
                   ju_err *err) JU_MUST_CHECK;
ju_rc law_put_decision(ju_ctx *ctx, const Juki__Gateway__V1__LawVersion *decided, ju_err *err) JU_MUST_CHECK;

#endif
