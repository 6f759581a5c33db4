#include "services/resident/steps/state.h"

#include "common/base/file.h"
#include "common/event/topic_names.h"
#include "services/resident/command_reply.h"

#include <stdlib.h>
#include <string.h>

static const char *const REFUSED_ANSWERS[RESIDENT_REFUSED_ANSWER_COUNT] = {RESIDENT_REFUSED_ANSWERS};

typedef struct resident_settings {
    char *portal_ca;
    char *link_key_dir;
    char *kiosk_hours;
    bool kiosk_individual_number;
    char *office_table;
    int64_t compare_every_ms;
    ju_staff_settings staff; /* whose word about operators is taken */
    ju_link link[RESIDENT_LINKS];
} resident_settings;

enum { KOSEKI, JUSTICE, PORTAL, KIOSK };

static resident_settings own_settings = {
    .link = {[KOSEKI] = {.peer = "koseki", .topic = JU_TOPIC_LINK_KOSEKI_OUT},
             [JUSTICE] = {.peer = "justice", .topic = JU_TOPIC_LINK_JUSTICE_OUT},
             [PORTAL] = {.peer = "portal", .topic = JU_TOPIC_LINK_PORTAL_OUT},
             [KIOSK] = {.peer = "kiosk", .topic = JU_TOPIC_LINK_KIOSK_OUT}},
};
ju_link *const resident_links = own_settings.link;

static const ju_config_item ITEMS[] = {
    {"JUKI_PORTAL_CA", JU_CONFIG_STRING, 0, offsetof(resident_settings, portal_ca), NULL,
     "certificates (PEM) of who issues those of online applicants; without it every application is refused",
     0, 0},
    {"JUKI_LINK_KEY_DIR", JU_CONFIG_STRING, 0, offsetof(resident_settings, link_key_dir), NULL,
     "folder of the public keys of the 証明書交付センター (common/seal/sign.h); without it every request is "
     "refused",
     0, 0},
    {"JUKI_KIOSK_HOURS", JU_CONFIG_STRING, 0, offsetof(resident_settings, kiosk_hours), "06:30-23:00",
     "when コンビニ交付 is served, in Japan; equal ends: never", 0, 0},
    {"JUKI_KIOSK_INDIVIDUAL_NUMBER", JU_CONFIG_BOOL, 0, offsetof(resident_settings, kiosk_individual_number),
     "false", "whether a certificate at a kiosk may show 個人番号", 0, 0},
    {"JUKI_OFFICE_TABLE", JU_CONFIG_STRING, 0, offsetof(resident_settings, office_table), NULL,
     "file of the places that 送付先情報 prints (services/resident/office.csv); without it they are empty", 0,
     0},
    {"JUKI_COMPARE_EVERY", JU_CONFIG_DURATION_MS, 0, offsetof(resident_settings, compare_every_ms), "24h",
     "how often the register is compared with identity (整合性確認); 0s: only when asked for", 0,
     366 * (int64_t)86400000},
    JU_LINK_ITEMS("KOSEKI", offsetof(resident_settings, link[KOSEKI])),
    JU_LINK_ITEMS("JUSTICE", offsetof(resident_settings, link[JUSTICE])),
    JU_LINK_ITEMS("PORTAL", offsetof(resident_settings, link[PORTAL])),
    JU_LINK_ITEMS("KIOSK", offsetof(resident_settings, link[KIOSK])),
    JU_STAFF_ITEMS(offsetof(resident_settings, staff)),
};

const ju_config_part resident_config = {ITEMS, sizeof ITEMS / sizeof ITEMS[0], &own_settings};

enum { VARIANTS_MAX_BYTES = 4 * 1024 * 1024, PLACES_MAX_BYTES = 64 * 1024 };

extern const char resident_variants[]; /* variants.csv, made into C by the Makefile */

ju_rc resident_variants_open(const ju_settings *settings, variant_table **ret, ju_err *err)
{
    char *own = NULL;
    size_t length = 0;
    if (settings->variant_table == NULL) {
        return variant_table_parse(resident_variants, ret, err);
    }
    JU_TRY(ju_file_read(settings->variant_table, VARIANTS_MAX_BYTES, &own, &length, err));
    ju_rc rc = variant_table_parse(own, ret, err);
    ju_file_release(own, length);
    return rc;
}

static ju_rc open_kiosk(const ju_settings *settings, resident_state *state, ju_err *err)
{
    state->kiosk_service.municipality = settings->municipality;
    state->kiosk_service.individual_number = own_settings.kiosk_individual_number;
    if (!kiosk_hours_parse(own_settings.kiosk_hours, &state->kiosk_service.hours)) {
        return ju_fail(err, JU_FATAL, "config", "JUKI_KIOSK_HOURS is written HH:MM-HH:MM");
    }
    if (own_settings.link_key_dir != NULL) {
        JU_TRY(ju_keyring_open(settings->key_dir, "kiosk", &state->kiosk, err));
    }
    return ju_signers_open(own_settings.link_key_dir, "kiosk", &state->kiosk_signers, err);
}

static ju_rc open_places(resident_state *state, ju_err *err)
{
    char *csv = NULL;
    size_t length = 0;
    ju_arena_init(&state->places_arena, PLACES_MAX_BYTES);
    if (own_settings.office_table == NULL) {
        return JU_OK;
    }
    JU_TRY(ju_file_read(own_settings.office_table, PLACES_MAX_BYTES, &csv, &length, err));
    ju_rc rc = office_places_parse(csv, &state->places_arena, &state->places, err);
    ju_file_release(csv, length);
    return rc;
}

ju_rc resident_state_open(const ju_settings *settings, void **ret_state, ju_err *err)
{
    resident_state *state = calloc(1, sizeof *state);
    if (state == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    *ret_state = state;
    state->municipality = settings->municipality;
    state->statistics_minimum = settings->statistics_minimum;
    state->schedule.every_ms = own_settings.compare_every_ms;
    JU_TRY(ju_keyring_open(settings->key_dir, "resident", &state->resident, err));
    JU_TRY(ju_keeper_open(settings->key_dir, "resident", settings->seal_names, &state->keeper, err));
    JU_TRY(ju_keyring_open(settings->key_dir, "identity", &state->identity, err));
    JU_TRY(ju_keyring_open(settings->key_dir, "gateway", &state->gateway, err));
    JU_TRY(ju_keyring_open(settings->key_dir, "card", &state->card, err));
    JU_TRY(ju_keyring_open(settings->key_dir, "delivery", &state->delivery, err));
    JU_TRY(signed_trust_open(own_settings.portal_ca, &state->portal, err));
    JU_TRY(ju_keyring_open(settings->key_dir, "audit", &state->audit, err));
    JU_TRY(open_kiosk(settings, state, err));
    JU_TRY(ju_staff_door_open(&own_settings.staff, &(ju_staff_table){.reply_of = command_reply}, &state->door,
                              err));
    JU_TRY(open_places(state, err));
    return resident_variants_open(settings, &state->variants, err);
}

void resident_state_close(void *opaque)
{
    resident_state *state = opaque;
    if (state != NULL) {
        ju_keyring_free(state->resident);
        ju_keeper_close(&state->keeper);
        ju_keyring_free(state->identity);
        ju_keyring_free(state->gateway);
        ju_keyring_free(state->card);
        ju_keyring_free(state->delivery);
        ju_keyring_free(state->audit);
        signed_trust_free(state->portal);
        ju_keyring_free(state->kiosk);
        ju_signers_free(state->kiosk_signers);
        ju_staff_door_close(state->door);
        variant_table_free(state->variants);
        ju_arena_done(&state->places_arena);
        free(state);
    }
}

void resident_metrics(void *opaque, ju_registry *registry)
{
    resident_state *state = opaque;
    for (size_t i = 0; i < RESIDENT_REFUSED_ANSWER_COUNT; i++) {
        state->refused_answer[i] = ju_counter_new(registry, "juki_number_answers_refused_total",
                                                  "Answers to requests for numbers that were refused",
                                                  JU_LABELS("code", REFUSED_ANSWERS[i]));
    }
    compare_schedule_metrics(&state->schedule, registry);
}

void resident_note_refused(const resident_state *state, const char *code)
{
    size_t at = 0;
    while (at < RESIDENT_REFUSED_ANSWER_COUNT - 1 && strcmp(REFUSED_ANSWERS[at], code) != 0) {
        at++;
    }
    ju_counter_add(state->refused_answer[at], 1);
}
