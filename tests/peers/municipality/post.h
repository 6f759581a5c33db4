#ifndef PEER_MUNICIPALITY_POST_H
#define PEER_MUNICIPALITY_POST_H

#include "common/run/app.h"
#include "common/seal/seal.h"
#include "juki/identity/v1/move_in.pb-c.h"

/* The municipality whose CS they talk to. */
const char *town_house(void);

ju_rc town_open(const ju_settings *settings, void **ret_state, ju_err *err) JU_MUST_CHECK;
void town_close(void *opaque);

/* Signs the word as the municipality signed_by and sends it; from, to and the rest of the envelope are filled
 * here. */
ju_rc town_post(ju_ctx *ctx, Juki__Identity__V1__MunicipalityWord *word, const char *from,
                const char *signed_by, ju_err *err) JU_MUST_CHECK;

/* 転出証明書情報 of a move, rows as of move_get: sent with the municipality's signature. request_id: of what
 * it answers, or "". */
ju_rc town_send_certificate(ju_ctx *ctx, const PGresult *move, const char *move_ref, const char *signed_by,
                            const char *request_id, ju_err *err) JU_MUST_CHECK;

/* Opens what was sent to one of them: how many persons, all of whose numbers open. */
ju_rc town_open_certificate(ju_ctx *ctx, const Juki__Identity__V1__CertificateSent *sent, size_t *ret_persons,
                            ju_err *err) JU_MUST_CHECK;

#endif
