#ifndef GATEWAY_STORE_PROVISION_H
#define GATEWAY_STORE_PROVISION_H

#include "common/event/batch.h"
#include "common/seal/seal.h"
#include "juki/gateway/v1/network.pb-c.h"

/* The SQL of 情報提供, as store.h. */

/* One question: whether the permit is used, and whose 符号 it is. code_index NULL: nobody's. */
ju_rc provision_ask(ju_ctx *ctx, const char *permit_id, const unsigned char *code_index,
                    ju_err *err) JU_MUST_CHECK;

typedef struct provision_person {
    bool permit_used;
    const char *integrated_number; /* NULL: nobody */
    const char *addressee_number;
} provision_person;
ju_rc provision_got(const ju_ctx *ctx, int number, provision_person *ret, ju_err *err) JU_MUST_CHECK;

/* Whether a 自己情報提供の求め was answered before; and that it is. */
ju_rc self_request_ask(ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;
bool self_request_known(const ju_ctx *ctx, int number);
ju_rc self_request_put(ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;

/* One inquiry as it is kept. */
typedef struct provision_row {
    const Juki__Gateway__V1__Permit *permit;
    const char *state; /* answered, refused, held, checked */
    const char *code;  /* why refused, or NULL */
    const char *integrated_number;
    const char *addressee_number; /* when read */
    const char *law_version;
    const char *received_at;
    const char *checked_by; /* "": nobody yet */
    const char *checked_digest;
} provision_row;

ju_rc provision_put(ju_ctx *ctx, const provision_row *row, ju_err *err) JU_MUST_CHECK;

/* One that is held, locked; the first 100 of them; or so many that are held for longer than wait_ms, locked.
 * Of each answer, how many and one of them; of the second, how many there are in all. */
ju_rc provision_ask_one(ju_ctx *ctx, const char *permit_id, ju_err *err) JU_MUST_CHECK;
ju_rc provision_ask_held(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc provision_ask_overdue(ju_ctx *ctx, int64_t wait_ms, int64_t count, ju_err *err) JU_MUST_CHECK;
size_t provision_count(const ju_ctx *ctx, int number);
int64_t provision_total(const ju_ctx *ctx, int number);
ju_rc provision_at(const ju_ctx *ctx, int number, int row, provision_row *ret, ju_err *err) JU_MUST_CHECK;

ju_rc provision_put_checked(ju_ctx *ctx, const char *permit_id, const char *operator_id, const char *digest,
                            ju_err *err) JU_MUST_CHECK;
/* row: state, code and law version of the decision. operator_id NULL: nobody's, its time was over. */
ju_rc provision_put_decided(ju_ctx *ctx, const provision_row *row, const char *operator_id,
                            ju_err *err) JU_MUST_CHECK;

typedef struct provision_manual {
    const char *record_id;
    const char *document;
    const char *operator_id;
    const char *approver_id;
    const char *witness_id;
} provision_manual;
ju_rc provision_put_manual(ju_ctx *ctx, const provision_manual *manual, ju_err *err) JU_MUST_CHECK;

#endif
