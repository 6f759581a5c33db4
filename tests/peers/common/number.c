#include "tests/peers/common/number.h"

#include <string.h>

ju_rc peer_open_ring(const ju_settings *settings, const char *audience, void **ret_state, ju_err *err)
{
    ju_keyring *ring = NULL;
    ju_rc rc = ju_keyring_open(settings->key_dir, audience, &ring, err);
    *ret_state = ring;
    return rc;
}

void peer_close_ring(void *state)
{
    ju_keyring_free(state);
}

ju_rc peer_open_number(ju_ctx *ctx, ju_code_kind kind, const char *subject,
                       const Juki__Common__V1__Sealed *sealed, unsigned char *ret_index, ju_err *err)
{
    return peer_open_number_of(ctx, ctx->app, kind, subject, sealed, ret_index, err);
}

ju_rc peer_open_number_of(ju_ctx *ctx, ju_keyring *ring, ju_code_kind kind, const char *subject,
                          const Juki__Common__V1__Sealed *sealed, unsigned char *ret_index, ju_err *err)
{
    const char *field = kind == JU_CODE_RESIDENT_CODE ? "resident_code" : "individual_number";
    char *plain = NULL;
    JU_TRY(ju_unseal_text(ring, ctx->arena, field, subject, sealed, &plain, err));
    ju_rc rc = ju_code_valid(kind, plain) ? JU_OK : ju_reject(err, "check_digit", field, "not such a number");
    if (rc == JU_OK && ret_index != NULL) {
        rc = ju_blind_index(ring, field, plain, ret_index, err);
    }
    explicit_bzero(plain, strlen(plain));
    return rc;
}
