#ifndef PEER_NUMBER_H
#define PEER_NUMBER_H

#include "common/code/code.h"
#include "common/run/app.h"
#include "common/seal/seal.h"

/* For a peer whose only state (ctx->app) is the keyring of one audience. */
ju_rc peer_open_ring(const ju_settings *settings, const char *audience, void **ret_state,
                     ju_err *err) JU_MUST_CHECK;
void peer_close_ring(void *state);

/*
 * Opens a 個人番号 or 住民票コード that was sealed to the peer, checks its digits and wipes it. ret_index,
 * which may be NULL, receives its blind index (JU_BLIND_INDEX_BYTES). JU_REJECT: as ju_unseal, and
 * "check_digit".
 */
ju_rc peer_open_number(ju_ctx *ctx, ju_code_kind kind, const char *subject,
                       const Juki__Common__V1__Sealed *sealed, unsigned char *ret_index,
                       ju_err *err) JU_MUST_CHECK;
/* The same of a peer that has more than one keyring. */
ju_rc peer_open_number_of(ju_ctx *ctx, ju_keyring *ring, ju_code_kind kind, const char *subject,
                          const Juki__Common__V1__Sealed *sealed, unsigned char *ret_index,
                          ju_err *err) JU_MUST_CHECK;

#endif
