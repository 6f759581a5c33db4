#ifndef GATEWAY_STORE_INQUIRY_H
#define GATEWAY_STORE_INQUIRY_H

#include "common/event/batch.h"
#include "services/gateway/inquiry.h"
#include "services/gateway/law.h"

/* The SQL of 情報照会, as store.h. */

/* An inquiry as it is kept; texts live in the arena. */
typedef struct inquiry_row {
    Juki__Gateway__V1__Inquiry as; /* what may be shown of it; its content is set */
    Juki__Gateway__V1__InquiryContent content;
    Juki__Common__V1__Operator asked_by;
    const char *integrated_number;
    const char *inquirer_kind;
} inquiry_row;

/* What the tables say of an inquiry that is to be entered. */
typedef struct inquiry_subject {
    const char *law_table;
    const char *inquirer_kind;
    const char *affair;
    const char *integrated_number;
    bool acquired;
} inquiry_subject;

/* The inquiry, locked; an id that is unknown finds nothing: *ret NULL. number: of the answer. */
ju_rc inquiry_ask_row(ju_ctx *ctx, const char *inquiry_id, ju_err *err) JU_MUST_CHECK;
ju_rc inquiry_got_row(ju_ctx *ctx, int number, inquiry_row **ret, ju_err *err) JU_MUST_CHECK;

/* The same to be shown, not locked. */
ju_rc inquiry_ask_one(ju_ctx *ctx, const char *inquiry_id, ju_err *err) JU_MUST_CHECK;

/* Whom it is about, and the lines of the law; the second answer is law_got's (store_law.h). */
ju_rc inquiry_ask_subject(ju_ctx *ctx, const Juki__Gateway__V1__InquiryContent *content,
                          ju_err *err) JU_MUST_CHECK;
ju_rc inquiry_got_subject(ju_ctx *ctx, int number, inquiry_subject *ret, ju_err *err) JU_MUST_CHECK;
ju_rc inquiry_ask_law(ju_ctx *ctx, const Juki__Gateway__V1__InquiryContent *content,
                      ju_err *err) JU_MUST_CHECK;

/* The same lines of the law for an inquiry that was entered, as they are today. */
ju_rc inquiry_ask_law_again(ju_ctx *ctx, const char *inquiry_id, ju_err *err) JU_MUST_CHECK;

/* Lists: the latest of offices of the operator's affair, and what has waited too long (locked). */
ju_rc inquiry_ask_latest(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc inquiry_ask_overdue(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc inquiry_got_rows(ju_ctx *ctx, int number, inquiry_row **ret, size_t *ret_count,
                       ju_err *err) JU_MUST_CHECK;
/* Without their purposes: that one cannot be opened must not keep an inquiry from its end. */
ju_rc inquiry_got_overdue(ju_ctx *ctx, int number, inquiry_row **ret, size_t *ret_count,
                          ju_err *err) JU_MUST_CHECK;

/* A new one, which may wait so long for its approval. */
ju_rc inquiry_put(ju_ctx *ctx, const inquiry_row *row, int64_t wait_ms, ju_err *err) JU_MUST_CHECK;

/* Its state, code, decided_by, permit_id and law version as they stand in row. wait_ms: how long it may wait
 * from now, 0: as before. */
ju_rc inquiry_put_move(ju_ctx *ctx, const inquiry_row *row, bool closed, int64_t wait_ms,
                       ju_err *err) JU_MUST_CHECK;

/* The result, sealed; NULL: there is none. */
ju_rc inquiry_put_result(ju_ctx *ctx, const char *inquiry_id, const Juki__Common__V1__Sealed *information,
                         int64_t kept_ms, ju_err *err) JU_MUST_CHECK;
ju_rc inquiry_ask_result(ju_ctx *ctx, const char *inquiry_id, ju_err *err) JU_MUST_CHECK;
Juki__Common__V1__Sealed *inquiry_got_result(const ju_ctx *ctx, int number);

/* The sealed 符号 of whom the inquiry is about; NULL: none is acquired. */
ju_rc inquiry_ask_code(ju_ctx *ctx, const char *inquiry_id, ju_err *err) JU_MUST_CHECK;
Juki__Common__V1__Sealed *inquiry_got_code(const ju_ctx *ctx, int number);

/* Results whose time is over: rows of inquiry_id; and that one goes. */
ju_rc inquiry_ask_due_results(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc inquiry_erase_result(ju_ctx *ctx, const char *inquiry_id, ju_err *err) JU_MUST_CHECK;

#endif
