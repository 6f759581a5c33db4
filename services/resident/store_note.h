#ifndef RESIDENT_STORE_NOTE_H
#define RESIDENT_STORE_NOTE_H

#include "services/resident/note.h"

#include "common/event/batch.h"
#include "juki/resident/v1/certificate.pb-c.h"

/* The SQL of メモ and 備考, as store.h. */

/* note_id "": a new one of this person. */
ju_rc ask_note(ju_ctx *ctx, const char *note_id, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
ju_rc read_note_case(ju_ctx *ctx, int answer, const char *note_id, note_case *ret, ju_err *err) JU_MUST_CHECK;
ju_rc put_note(ju_ctx *ctx, const note *row, ju_err *err) JU_MUST_CHECK;

ju_rc ask_notes(ju_ctx *ctx, const Juki__Resident__V1__QueryNotes *question, ju_err *err) JU_MUST_CHECK;
ju_rc read_notes(ju_ctx *ctx, int answer, Juki__Resident__V1__Note ***ret, size_t *ret_count,
                 ju_err *err) JU_MUST_CHECK;

/* A 備考 of ask_certificate_remarks. */
ju_rc read_remark(ju_ctx *ctx, const PGresult *rows, int row, Juki__Resident__V1__CertificateRemark *ret,
                  ju_err *err) JU_MUST_CHECK;

#endif
