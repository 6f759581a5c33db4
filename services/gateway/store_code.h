#ifndef GATEWAY_STORE_CODE_H
#define GATEWAY_STORE_CODE_H

#include "common/event/batch.h"
#include "common/seal/seal.h"
#include "juki/gateway/v1/provision.pb-c.h"
#include "services/gateway/subject_code.h"

/* The SQL of 符号取得, as store.h. */

/* The field of a sealed 符号; at rest its subject is the 団体内統合宛名番号. */
#define SUBJECT_CODE_FIELD "subject_code"

/* Somebody of whom a 符号 may be asked. */
typedef struct code_person {
    const char *integrated_number;
    const char *addressee_number; /* of a record with the 個人番号; "" when there is none */
    bool numbered;                /* he has a 個人番号, */
    Juki__Common__V1__Sealed *individual_number; /* sealed to this service, subject addressee_number; NULL:
                                                    his row cannot be opened */
    subject_code_state state;
} code_person;

/* For whom one is due, so many at most; or one person. */
ju_rc code_ask_due(ju_ctx *ctx, int64_t count, ju_err *err) JU_MUST_CHECK;
ju_rc code_ask_person(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
/* Of either answer, how many rows and one of them. Errors as ju_col_kept, but for JU_REJECT. */
int code_persons(const ju_ctx *ctx, int number);
ju_rc code_person_at(const ju_ctx *ctx, int number, int row, code_person *ret, ju_err *err) JU_MUST_CHECK;

ju_rc code_put_requested(ju_ctx *ctx, const char *integrated_number, const char *request_id,
                         ju_err *err) JU_MUST_CHECK;
/* Nothing can be asked of him until he is in the register with his 個人番号. */
ju_rc code_put_unasked(ju_ctx *ctx, const char *integrated_number, ju_err *err) JU_MUST_CHECK;

/* To a result. code_index NULL: it is a refusal. */
ju_rc code_ask_result(ju_ctx *ctx, const char *request_id, const unsigned char *code_index,
                      ju_err *err) JU_MUST_CHECK;

typedef struct code_result {
    bool known; /* there was such a request; else the rest is empty */
    const char *integrated_number;
    const char *addressee_number;
    bool counts; /* it is the person's latest */
    subject_code_state state;
    bool taken; /* somebody else has this 符号 */
} code_result;
ju_rc code_got_result(const ju_ctx *ctx, code_result *ret, ju_err *err) JU_MUST_CHECK;

/* The result of this request, which counts. */
ju_rc code_put_acquired(ju_ctx *ctx, const char *integrated_number, const char *request_id,
                        const Juki__Common__V1__Sealed *code,
                        const unsigned char code_index[JU_BLIND_INDEX_BYTES], ju_err *err) JU_MUST_CHECK;
ju_rc code_put_failed(ju_ctx *ctx, const char *integrated_number, const char *request_id, const char *reason,
                      ju_err *err) JU_MUST_CHECK;

/* Two questions: who is in this state, and how many are in each. They are answers 0 and 1. */
ju_rc code_ask_list(ju_ctx *ctx, const char *state, ju_err *err) JU_MUST_CHECK;
ju_rc code_got_list(ju_ctx *ctx, Juki__Gateway__V1__SubjectCodesReply *ret, ju_err *err) JU_MUST_CHECK;

#endif
