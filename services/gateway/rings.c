#include "services/gateway/rings.h"

#include <stdio.h>
#include <string.h>

ju_rc gateway_ring(gateway_rings *rings, const char *dir, const char *audience, ju_keyring **ret, ju_err *err)
{
    for (size_t i = 0; i < rings->count; i++) {
        if (strcmp(rings->item[i].audience, audience) == 0) {
            *ret = rings->item[i].ring;
            return JU_OK;
        }
    }
    if (rings->count == GATEWAY_RINGS_MAX || strlen(audience) >= GATEWAY_AUDIENCE_SIZE) {
        return ju_fail(err, JU_FATAL, "keyring", "more audiences than the gateway can serve");
    }
    JU_TRY(ju_keyring_open(dir, audience, ret, err));
    (void)snprintf(rings->item[rings->count].audience, GATEWAY_AUDIENCE_SIZE, "%s", audience);
    rings->item[rings->count++].ring = *ret;
    return JU_OK;
}

void gateway_rings_clear(gateway_rings *rings)
{
    while (rings->count > 0) {
        ju_keyring_free(rings->item[--rings->count].ring);
    }
}
