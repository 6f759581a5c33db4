#include "tests/integration/harness/asking.h"

#include "tests/integration/harness/ctl.h"

#include "common/base/hex.h"
#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "juki/gateway/v1/inquiry.pb-c.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

enum { SETTINGS_MAX = 16, TEXT_SIZE = 352, ARENA_BYTES = 1 << 18, DIGEST_BYTES = 32 };

void asking_start_gateway(asking *s, const char *const *settings)
{
    static char text[5][TEXT_SIZE];
    const char *env[SETTINGS_MAX] = {NULL};
    const char *dir = s->w->dir;
    size_t count = 0;
    (void)snprintf(text[0], TEXT_SIZE, "JUKI_CLOCK=file:%s/today", dir);
    (void)snprintf(text[1], TEXT_SIZE, "JUKI_LINK_KEY_DIR=%s", dir);
    (void)snprintf(text[2], TEXT_SIZE, "JUKI_LINK_SIGNING_KEY=%s/" TEST_MUNICIPALITY ".2026.key", dir);
    (void)snprintf(text[3], TEXT_SIZE, "JUKI_INQUIRY_CERTIFICATE=%s/" TEST_MUNICIPALITY ".crt", dir);
    (void)snprintf(text[4], TEXT_SIZE, "JUKI_INQUIRY_KEY=%s/" TEST_MUNICIPALITY ".certificate.key", dir);
    while (count < sizeof text / sizeof text[0]) {
        env[count] = text[count];
        count++;
    }
    env[count++] = "JUKI_SUPERVISORS=chief-1 chief-2 op-1";
    env[count++] = PROCESS_STATIC[0];
    for (; settings != NULL && *settings != NULL; settings++) {
        assert_true(count + 1 < SETTINGS_MAX);
        env[count++] = *settings;
    }
    s->gateway = process_start(s->w, "juki-gateway", env);
}

void asking_open(asking *s, world *w, const char *const *settings)
{
    *s = (asking){.w = w,
                  .conn = world_database_of(w, "gateway")->conn,
                  .theirs = world_database_of(w, "network")->conn};
    network_open(w);
    asking_start_gateway(s, settings);
    s->network = network_start_peer(w);
    network_put_law(w);
    w->affair = AFFAIR_TAX;
    asking_provide(s, "income", "3500000");
    asking_provide(s, "note", "髙\xf3\xa0\x84\x80橋　"); /* 外字 with its variant, and a blank behind */
}

const char *asking_person(asking *s, int serial)
{
    static char numbers[8][16];
    network_tell(s->w, &(network_person){.serial = serial});
    network_await_code(s->w, serial);
    (void)snprintf(numbers[serial % 8], sizeof numbers[0], "%s", network_addressee(serial));
    return numbers[serial % 8];
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
                   "inquiry ask consumer=tax item=48 provider=" NETWORK_BODY
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

/* ---- what the office gets, and what is written down --------------------------------------------------- */

const char *asking_relayed(asking *s, const char *inquiry_id, size_t *ret_count)
{
    static char hex[2 * DIGEST_BYTES + 1];
    bus_records all = bus_read(s->w, JU_TOPIC_INQUIRY_TAX);
    ju_arena arena;
    ju_keyring *ring = NULL;
    ju_err err;
    ju_arena_init(&arena, ARENA_BYTES);
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "tax", &ring, &err), JU_OK);
    const char *last = "";
    *hex = '\0';
    *ret_count = 0;
    for (size_t i = 0; i < all.count; i++) {
        if (strcmp(all.item[i].key, inquiry_id) != 0 ||
            strcmp(all.item[i].type, juki__gateway__v1__inquiry_result__descriptor.name) != 0 ||
            strcmp(all.item[i].id, last) == 0) { /* a relay that was killed brings what it brought again */
            continue;
        }
        last = all.item[i].id;
        unsigned char digest[DIGEST_BYTES];
        ProtobufCBinaryData clear;
        Juki__Gateway__V1__InquiryResult *result =
            juki__gateway__v1__inquiry_result__unpack(NULL, all.item[i].size, all.item[i].value);
        assert_non_null(result);
        assert_int_equal(
            ju_unseal(ring, &arena, "provided_information", inquiry_id, result->information, &clear, &err),
            JU_OK);
        assert_int_equal(EVP_Digest(clear.data, clear.len, digest, NULL, EVP_sha256(), NULL), 1);
        ju_hex(digest, sizeof digest, hex);
        juki__gateway__v1__inquiry_result__free_unpacked(result, NULL);
        (*ret_count)++;
    }
    ju_keyring_free(ring);
    ju_arena_done(&arena);
    bus_free(&all);
    return hex;
}

int asking_told(asking *s, const char *inquiry_id, char ret_code[64])
{
    bus_records all = bus_read(s->w, JU_TOPIC_INQUIRY_TAX);
    int state = -1;
    *ret_code = '\0';
    for (size_t i = 0; i < all.count; i++) {
        if (strcmp(all.item[i].key, inquiry_id) != 0 ||
            strcmp(all.item[i].type, juki__gateway__v1__inquiry_status__descriptor.name) != 0) {
            continue;
        }
        Juki__Gateway__V1__InquiryStatus *status =
            juki__gateway__v1__inquiry_status__unpack(NULL, all.item[i].size, all.item[i].value);
        assert_non_null(status);
        state = (int)status->state;
        (void)snprintf(ret_code, 64, "%s", status->refusal == NULL ? "" : status->refusal->code);
        juki__gateway__v1__inquiry_status__free_unpacked(status, NULL);
    }
    bus_free(&all);
    return state;
}

int64_t asking_records(asking *s, const char *outcome)
{
    return sql_int(s->conn,
                   "SELECT count(*) FROM exchange_record WHERE direction = 'asked' AND outcome = '%s'",
                   outcome);
}

int64_t asking_letters_refused(asking *s, const char *code)
{
    return sql_int(s->theirs, "SELECT count(*) FROM refused WHERE direction = 'out' AND code = '%s'", code);
}
