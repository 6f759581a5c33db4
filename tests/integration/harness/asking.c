#include "tests/integration/harness/asking.h"

#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/link_key.h"
#include "tests/integration/harness/receiver.h"

#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "juki/resident/v1/event.pb-c.h"

#include <stdio.h>
#include <string.h>

#define LAW_TABLE "番号法第19条第8号に基づく主務省令 第2条の表"

enum { SETTINGS_MAX = 16, ARENA_BYTES = 1 << 16 };

/* Of a body: its key to sign with, which is trusted, and the certificate to which answers are encrypted. */
static void make_body(const world *w, const char *code)
{
    char key[64];
    char trusted[64];
    (void)snprintf(key, sizeof key, "%s.2026.key", code);
    (void)snprintf(trusted, sizeof trusted, "%s.2026.pem", code);
    link_key_make(w, key, trusted);
    (void)snprintf(trusted, sizeof trusted, "%s.crt", code);
    receiver *body = receiver_new(link_key_path(w, trusted), true);
    (void)snprintf(key, sizeof key, "%s.certificate.key", code);
    receiver_write_key(body, link_key_path(w, key));
    receiver_free(body);
}

static void make_law(PGconn *conn)
{
    sql(conn,
        "INSERT INTO law_version (version, law_table, digest, row_count, state, effective_from, loaded_by, "
        "decided_by, decided_at) VALUES ('test', '" LAW_TABLE
        "', '', 2, 'active', '2024-05-27', 'a', 'b', now())");
    sql(conn,
        "INSERT INTO law_row (version, line, item, inquirer, inquirer_kind, affair_code, affair, provider, "
        "provider_kind, information, source) VALUES "
        "('test', 2, '48', '市町村長', '{市町村長}', '48.1', '課税', '市町村長', '{市町村長}', "
        "'{地方税関係情報,住民票関係情報}', 'test'), "
        "('test', 3, '155', '市町村長', '{市町村長}', '155.1', '給付', '市町村長', '{市町村長}', "
        "'{住民票関係情報}', 'test')");
}

void asking_start_gateway(asking *s, const char *const *settings)
{
    static char text[6][352];
    const char *env[SETTINGS_MAX] = {NULL};
    const char *dir = s->w->dir;
    size_t count = 0;
    (void)snprintf(text[0], sizeof text[0], "JUKI_CLOCK=file:%s/today", dir);
    (void)snprintf(text[1], sizeof text[1], "JUKI_LINK_KEY_DIR=%s", dir);
    (void)snprintf(text[2], sizeof text[2], "JUKI_LINK_SIGNING_KEY=%s/" TEST_MUNICIPALITY ".2026.key", dir);
    (void)snprintf(text[3], sizeof text[3], "JUKI_INQUIRY_CERTIFICATE=%s/" TEST_MUNICIPALITY ".crt", dir);
    (void)snprintf(text[4], sizeof text[4], "JUKI_INQUIRY_KEY=%s/" TEST_MUNICIPALITY ".certificate.key", dir);
    (void)snprintf(text[5], sizeof text[5], "JUKI_SUPERVISORS=chief-1 chief-2 op-1");
    while (count < sizeof text / sizeof text[0]) {
        env[count] = text[count];
        count++;
    }
    env[count++] = PROCESS_STATIC[0];
    for (; settings != NULL && *settings != NULL; settings++) {
        assert_true(count + 1 < SETTINGS_MAX);
        env[count++] = *settings;
    }
    s->gateway = process_start(s->w, "juki-gateway", env);
}

void asking_start_network(asking *s)
{
    char clock[352];
    char keys[352];
    char signing[352];
    (void)snprintf(clock, sizeof clock, "JUKI_CLOCK=file:%s/today", s->w->dir);
    (void)snprintf(keys, sizeof keys, "JUKI_LINK_KEY_DIR=%s", s->w->dir);
    (void)snprintf(signing, sizeof signing, "JUKI_NETWORK_SIGNING_DIR=%s", s->w->dir);
    const char *const env[] = {clock, keys, signing, PROCESS_STATIC[0], NULL};
    s->network = process_start(s->w, "peer-network", env);
}

void asking_open(asking *s, world *w, const char *const *settings)
{
    *s = (asking){.w = w,
                  .conn = world_database_of(w, "gateway")->conn,
                  .theirs = world_database_of(w, "network")->conn};
    command_all_topics(w, 1);
    world_set_day(w, TEST_TODAY);
    make_body(w, TEST_MUNICIPALITY);
    make_body(w, ASKING_PROVIDER);
    link_key_make(w, "network.2026.key", "network.2026.pem");
    asking_start_gateway(s, settings);
    asking_start_network(s);
    make_law(s->conn);
    asking_provide(s, "income", "3500000");
    asking_provide(s, "note", "髙󠄀橋　"); /* 外字 with its variant, and a blank behind */
}

static void send_person(asking *s, const char *addressee_number, int serial)
{
    ju_arena arena;
    ju_keyring *ring = NULL;
    ju_err err;
    test_person person = person_of(serial);
    Juki__Resident__V1__PersonChanged changed = JUKI__RESIDENT__V1__PERSON_CHANGED__INIT;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    command_id change = command_new_id();
    ju_arena_init(&arena, ARENA_BYTES);
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "gateway", &ring, &err), JU_OK);
    assert_int_equal(ju_seal_text(ring, &arena, "individual_number", addressee_number,
                                  person.individual_number, &changed.individual_number, &err),
                     JU_OK);
    birth.date = (char *)(uintptr_t) "1980-03-01";
    changed.change_id = change.text;
    changed.addressee_number = (char *)(uintptr_t)addressee_number;
    changed.state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    changed.name = person.name;
    changed.birth_date = &birth;
    bus_send(s->w, JU_TOPIC_RESIDENT_TO_GATEWAY,
             &(bus_event){.key = addressee_number, .sequence = 1, .message = &changed.base});
    ju_keyring_free(ring);
    ju_arena_done(&arena);
}

const char *asking_person(asking *s, int serial)
{
    static char numbers[8][16];
    char *number = numbers[serial % 8];
    (void)snprintf(number, sizeof numbers[0], "%d", 9000 + serial);
    send_person(s, number, serial);
    AWAIT(sql_int(s->conn,
                  "SELECT count(*) FROM person p JOIN subject_code c USING (integrated_number) WHERE "
                  "p.addressee_number = '%s' AND c.state = 'acquired'",
                  number) == 1);
    return number;
}

/* ---- the provider -------------------------------------------------------------------------------------- */

void asking_provide(asking *s, const char *name, const char *value)
{
    sql(s->theirs, "INSERT INTO provided VALUES ('地方税関係情報', '%s', '%s')", name, value);
}

void asking_mode(asking *s, const char *mode)
{
    sql(s->theirs, "DELETE FROM provider_mode");
    if (*mode != '\0') {
        sql(s->theirs, "INSERT INTO provider_mode VALUES ('%s')", mode);
    }
}

void asking_answer(asking *s, const char *inquiry_id, const char *mode)
{
    sql(s->theirs, "INSERT INTO provider_call (inquiry_id, mode) VALUES ('%s', '%s')", inquiry_id, mode);
    AWAIT(sql_int(s->theirs, "SELECT count(*) FROM provider_call WHERE NOT done") == 0);
}

/* ---- the office ---------------------------------------------------------------------------------------- */

const char *asking_enter(asking *s, const char *addressee_number)
{
    static char id[64];
    ctl_expect(ctl(s->w, "op-1",
                   "inquiry ask consumer=tax item=48 provider=" ASKING_PROVIDER
                   " information=地方税関係情報 asked_item=income,note addressee_number=%s --purpose 課税",
                   addressee_number),
               0);
    (void)snprintf(id, sizeof id, "%s",
                   sql_text(s->conn, "SELECT inquiry_id FROM inquiry ORDER BY inquiry_id DESC LIMIT 1"));
    return id;
}

void asking_approve(asking *s, const char *inquiry_id)
{
    char digest[80];
    (void)snprintf(digest, sizeof digest, "%s",
                   sql_text(s->conn, "SELECT digest FROM inquiry WHERE inquiry_id = '%s'", inquiry_id));
    ctl_expect(ctl(s->w, "chief-1", "inquiry approve %s %s", inquiry_id, digest), 0);
}

bool asking_is(asking *s, const char *inquiry_id, const char *state)
{
    return sql_int(s->conn, "SELECT count(*) FROM inquiry WHERE inquiry_id = '%s' AND state = '%s'",
                   inquiry_id, state) == 1;
}
