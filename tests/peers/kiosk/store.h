#ifndef KIOSK_STORE_H
#define KIOSK_STORE_H

#include "common/event/batch.h"
#include "juki/resident/v1/kiosk.pb-c.h"

/* In apply: what was answered, and how many 個人番号 of it could be opened. */
ju_rc kiosk_put_answer(ju_ctx *ctx, const Juki__Resident__V1__CertificateReply *reply, int64_t numbers,
                       ju_err *err) JU_MUST_CHECK;

/* Outside of a batch, for --ask. */
ju_rc kiosk_open_store(const char *conninfo, ju_db **ret, ju_err *err) JU_MUST_CHECK;
ju_rc kiosk_put_request(ju_db *db, ju_arena *arena, const Juki__Resident__V1__KioskQuestion *question,
                        ju_err *err) JU_MUST_CHECK;
/* One row (refusal code, 発行番号, persons) once it is there; *ret belongs to the caller (PQclear). */
ju_rc kiosk_get_answer(ju_db *db, ju_arena *arena, const char *request_id, PGresult **ret,
                       ju_err *err) JU_MUST_CHECK;

#endif
