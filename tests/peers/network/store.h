#ifndef PEER_NETWORK_STORE_H
#define PEER_NETWORK_STORE_H

#include "common/event/batch.h"
#include "common/seal/seal.h"
#include "juki/gateway/v1/network.pb-c.h"

/* What the network holds; ask_ in ask, the others in apply. Texts of rows live as long as answers. */

/* The 符号 of a person with a body. */
ju_rc network_ask_code(ju_ctx *ctx, const unsigned char number_index[JU_BLIND_INDEX_BYTES], const char *body,
                       ju_err *err) JU_MUST_CHECK;
/* "" without; *ret_unknown: the network does not know the person. */
const char *network_got_code(const ju_ctx *ctx, bool *ret_unknown);
ju_rc network_put_code(ju_ctx *ctx, const unsigned char number_index[JU_BLIND_INDEX_BYTES], const char *body,
                       const char *code, ju_err *err) JU_MUST_CHECK;
ju_rc network_put_code_request(ju_ctx *ctx, const char *request_id, const char *refused,
                               ju_err *err) JU_MUST_CHECK;

/* Whether the network's own list allows a question about whom the inquirer knows by this 符号. */
ju_rc network_ask_permit(ju_ctx *ctx, const Juki__Gateway__V1__Question *question, const char *code,
                         ju_err *err) JU_MUST_CHECK;

typedef struct network_allowed {
    bool listed;
    unsigned char *number_index; /* NULL: nobody has that 符号 */
    const char *code;            /* with the provider; "" when it has none yet */
} network_allowed;
network_allowed network_got_permit(const ju_ctx *ctx);
ju_rc network_put_permit(ju_ctx *ctx, const char *permit_id, const char *inquiry_id, const char *refused,
                         ju_err *err) JU_MUST_CHECK;

/* Inquiries to carry; rows of the first answer. */
ju_rc network_ask_calls(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
int network_calls(const ju_ctx *ctx);

typedef struct network_call {
    int64_t id;
    const char *permit_id;
    const char *code;  /* 符号 with the house */
    const char *asked; /* items, with commas between */
    const char *fault;
    bool listed;                          /* the network's own list allows it */
    Juki__Gateway__V1__Question question; /* without items */
} network_call;
ju_rc network_call_at(ju_ctx *ctx, int row, network_call *ret, ju_err *err) JU_MUST_CHECK;
/* refused: why it is not carried, or NULL. */
ju_rc network_call_done(ju_ctx *ctx, int64_t id, const char *refused, ju_err *err) JU_MUST_CHECK;

/* Who asked; "" when nobody did. */
ju_rc network_ask_inquirer(ju_ctx *ctx, const char *inquiry_id, ju_err *err) JU_MUST_CHECK;
const char *network_got_inquirer(const ju_ctx *ctx);

typedef struct network_answer {
    const Juki__Gateway__V1__Answer *answer;
    const char *as_of;
    const char *items; /* name=value, one a line */
} network_answer;
ju_rc network_put_answer(ju_ctx *ctx, const network_answer *row, ju_err *err) JU_MUST_CHECK;

/* A letter that was not taken: of the gateway (in), or of the network by the gateway (out). */
ju_rc network_put_refused(ju_ctx *ctx, const char *event_id, const char *direction, const char *code,
                          ju_err *err) JU_MUST_CHECK;

/* Outside of a batch, for --ask. */
ju_rc network_open_store(const char *conninfo, ju_db **ret, ju_err *err) JU_MUST_CHECK;
/* JU_REJECT "subject_unknown": the person has no 符号 with the body. *ret lives in arena. */
ju_rc network_find_code(ju_db *db, ju_arena *arena, const unsigned char number_index[JU_BLIND_INDEX_BYTES],
                        const char *body, const char **ret, ju_err *err) JU_MUST_CHECK;
/* operand: item, affair, inquirer kind, inquirer, information, items with commas between. */
ju_rc network_put_call(ju_db *db, ju_arena *arena, const char *inquiry_id, const char *code, char **operand,
                       ju_err *err) JU_MUST_CHECK;
/* A row (code, law version, as of, items) once it is there; *ret belongs to the caller (PQclear). */
ju_rc network_get_answer(ju_db *db, ju_arena *arena, const char *inquiry_id, PGresult **ret,
                         ju_err *err) JU_MUST_CHECK;

#endif
