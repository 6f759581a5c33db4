#include "tests/integration/harness/asking.h"

#include "tests/integration/harness/ctl.h"

#include <stdio.h>
#include <string.h>

enum { SETTINGS_MAX = 16, TEXT_SIZE = 352 };

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
