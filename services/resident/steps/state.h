#ifndef RESIDENT_STATE_H
#define RESIDENT_STATE_H

#include "services/resident/kiosk.h"
#include "services/resident/office.h"
#include "services/resident/steps/compare_schedule.h"
#include "services/resident/steps/signed.h"
#include "services/resident/variant.h"

#include "common/db/kept.h"
#include "common/run/app.h"
#include "common/seal/seal.h"
#include "common/seal/sign.h"
#include "common/staff/door.h"

/* Why an answer to a request for numbers is refused; the last stands for all other codes. */
#define RESIDENT_REFUSED_ANSWERS                                                                             \
    "request_unknown", "request_answered", "request_withdrawn", "request_mismatch", "code_mismatch",         \
        "number_unchanged", "number_in_use", "check_digit", "other"
enum { RESIDENT_REFUSED_ANSWER_COUNT = 9 };

/* The service's own state: its municipality and the keys of the audiences it seals to. */
typedef struct resident_state {
    const char *municipality;
    int64_t statistics_minimum; /* smaller counts do not leave */
    ju_keyring *resident;       /* at rest, and what counters send */
    ju_keeper keeper;           /* of the service's own tables */
    ju_keyring *identity;
    ju_keyring *gateway;
    ju_keyring *card;     /* 送付先情報 is sealed end to end */
    ju_keyring *delivery; /* digests of its items */
    ju_keyring *audit;
    office_places places; /* what 送付先情報 prints of the office */
    ju_arena places_arena;
    bool closed;          /* by a migration, as of the batch that runs */
    signed_trust *portal; /* who issues the certificates of online applicants */
    ju_counter *refused_answer[RESIDENT_REFUSED_ANSWER_COUNT];
    variant_table *variants; /* 異体字 for search */
    kiosk_service kiosk_service;
    ju_signers *kiosk_signers; /* the 証明書交付センター */
    ju_keyring *kiosk;         /* NULL when no key is trusted */
    compare_schedule schedule;
    ju_staff_door *door; /* of resident.command and resident.migrate */
} resident_state;

/* resident's own variables. */
extern const ju_config_part resident_config;

/* The bodies outside that resident writes to. */
enum { RESIDENT_LINKS = 4 };
extern ju_link *const resident_links;

ju_rc resident_state_open(const ju_settings *settings, void **ret_state, ju_err *err) JU_MUST_CHECK;
void resident_state_close(void *opaque);

void resident_metrics(void *opaque, ju_registry *registry);
/* Counts a refused answer under its code. */
void resident_note_refused(const resident_state *state, const char *code);
/* The office's own table of variants, or the one the program carries. Free with variant_table_free. */
ju_rc resident_variants_open(const ju_settings *settings, variant_table **ret, ju_err *err) JU_MUST_CHECK;

#endif
