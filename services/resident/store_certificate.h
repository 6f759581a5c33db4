#ifndef RESIDENT_STORE_CERTIFICATE_H
#define RESIDENT_STORE_CERTIFICATE_H

#include "services/resident/alias_acts.h"
#include "services/resident/store.h"

#include "common/event/batch.h"

/* The SQL of certificates and of what became of them; as store.h. */

/* 3 answers. By 宛名番号 or, when that is NULL, by the index of the 利用者証明用電子証明書
 * (user_certificate). */
ju_rc ask_certificate(ju_ctx *ctx, const char *number, const unsigned char *card, ju_err *err) JU_MUST_CHECK;
ju_rc ask_certificate_history(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
ju_rc read_certificate_purpose(ju_ctx *ctx, const PGresult *rows, int row, char **ret,
                               ju_err *err) JU_MUST_CHECK;
/* One row for each of the persons shown. */
ju_rc put_certificate(ju_ctx *ctx, const Juki__Resident__V1__CertificateIssue *issue, unsigned shown,
                      const record_list *persons, ju_err *err) JU_MUST_CHECK;

/* Rows of alias_row behind the 宛名番号, of the persons of ask_certificate. */
ju_rc ask_certificate_alias(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
/* Those of one person; *ret lives in the arena, JU_FATAL when it is full. */
ju_rc read_certificate_alias(ju_ctx *ctx, int answer, const char *addressee_number, alias_row **ret,
                             size_t *ret_count, ju_err *err) JU_MUST_CHECK;

/* Rows of read_remark (store_note.h) behind the 宛名番号, of the same persons. */
ju_rc ask_certificate_remarks(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;

/* Rows: 宛名番号 of who is shown, kind and step of the latest end (0: open). */
ju_rc ask_certificate_end(ju_ctx *ctx, const char *issue_number, ju_err *err) JU_MUST_CHECK;
ju_rc put_certificate_end(ju_ctx *ctx, const Juki__Resident__V1__ConfirmCertificate *end, int64_t step,
                          ju_err *err) JU_MUST_CHECK;
/* Rows: issue number, then the items of CertificateEnd. */
ju_rc ask_certificate_ends(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
ju_rc read_certificate_end_reason(ju_ctx *ctx, const PGresult *rows, int row, char **ret,
                                  ju_err *err) JU_MUST_CHECK;

/* Issued, and to be confirmed. */
ju_rc put_certificate_open(ju_ctx *ctx, const char *issue_number, ju_err *err) JU_MUST_CHECK;
/* Rows as of ask_certificate_history. */
ju_rc ask_certificates_open(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;

#endif
