#ifndef RESIDENT_STATE_H
#define RESIDENT_STATE_H

#include "services/resident/kiosk.h"
#include "services/resident/variant.h"

#include "common/run/app.h"
#include "common/seal/seal.h"
#include "common/seal/sign.h"

/* The service's own state: its municipality and the keys of the audiences it seals to. */
typedef struct resident_state {
    const char *municipality;
    int64_t statistics_minimum; /* smaller counts do not leave */
    ju_keyring *resident;       /* at rest, and what counters send */
    ju_keyring *identity;
    ju_keyring *gateway;
    ju_keyring *card; /* 送付先情報 is sealed end to end */
    ju_keyring *audit;
    bool closed;             /* by a migration, as of the batch that runs */
    variant_table *variants; /* 異体字 for search */
    kiosk_service kiosk_service;
    ju_signers *kiosk_signers; /* the 証明書交付センター */
    ju_keyring *kiosk;         /* NULL when no key is trusted */
} resident_state;

ju_rc resident_state_open(const ju_settings *settings, void **ret_state, ju_err *err) JU_MUST_CHECK;
void resident_state_close(void *opaque);

/* The office's own table of variants, or the one the program carries. Free with variant_table_free. */
ju_rc resident_variants_open(const ju_settings *settings, variant_table **ret, ju_err *err) JU_MUST_CHECK;

#endif
