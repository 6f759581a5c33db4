#include "services/resident/steps/state.h"

#include <stdlib.h>

ju_rc resident_state_open(const ju_settings *settings, void **ret_state, ju_err *err)
{
    resident_state *state = calloc(1, sizeof *state);
    if (state == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    *ret_state = state;
    state->municipality = settings->municipality;
    state->statistics_minimum = settings->statistics_minimum;
    JU_TRY(ju_keyring_open(settings->key_dir, "resident", &state->resident, err));
    JU_TRY(ju_keyring_open(settings->key_dir, "identity", &state->identity, err));
    JU_TRY(ju_keyring_open(settings->key_dir, "gateway", &state->gateway, err));
    JU_TRY(ju_keyring_open(settings->key_dir, "card", &state->card, err));
    return ju_keyring_open(settings->key_dir, "audit", &state->audit, err);
}

void resident_state_close(void *opaque)
{
    resident_state *state = opaque;
    if (state != NULL) {
        ju_keyring_free(state->resident);
        ju_keyring_free(state->identity);
        ju_keyring_free(state->gateway);
        ju_keyring_free(state->card);
        ju_keyring_free(state->audit);
        free(state);
    }
}
