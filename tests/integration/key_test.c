/* The sealing keys of a service that runs: wrapped by a PKCS#11 token, though it is confined; a new period
 * without restart; a destroyed one, after which what it sealed is refused and everything else goes on; a file
 * that is away for a while, for which everything waits. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/token.h"

#include "common/event/topic_names.h"
#include "common/seal/keyfile.h"
#include "common/seal/seal.h"

#include <stdio.h>
#include <string.h>

typedef struct keys {
    world *w;
    PGconn *conn;
    char dir[320];
    char setting[352];
    process *resident;
} keys;

/* The register with a copy of the keys, which the counter seals with, too. */
static void open_keys(keys *k, world *w)
{
    *k = (keys){.w = w, .conn = world_database_of(w, "resident")->conn};
    (void)snprintf(k->dir, sizeof k->dir, "%s/keys", w->dir);
    world_shell("rm -rf %s && cp -r %s %s", k->dir, world_env("JUKI_TEST_KEYS"), k->dir);
    (void)snprintf(k->setting, sizeof k->setting, "JUKI_KEY_DIR=%s", k->dir);
    assert_int_equal(ju_keyring_open(k->dir, "resident", &w->resident, NULL), JU_OK);
    command_all_topics(w, 1);
}

static void change_keys(const keys *k, ju_rc (*change)(ju_key_list *list, ju_err *err))
{
    ju_key_list list;
    assert_int_equal(ju_keys_read(k->dir, "resident", JU_KEYS_AS_PROVIDED, &list, NULL), JU_OK);
    assert_int_equal(change(&list, NULL), JU_OK);
    assert_int_equal(ju_keys_write(k->dir, &list, NULL), JU_OK);
    ju_keys_wipe(&list);
}

static ju_rc add_2027(ju_key_list *list, ju_err *err)
{
    return ju_keys_add(list, "2027", false, err);
}

static ju_rc erase_2026(ju_key_list *list, ju_err *err)
{
    return ju_keys_erase(list, "resident/2026", err);
}

static bool sealed_under(const keys *k, const registered *person, const char *key)
{
    return sql_int(k->conn,
                   "SELECT count(*) FROM person_record WHERE addressee_number = '%s' "
                   "AND position('%s'::bytea IN number_keys) > 0",
                   person->addressee_number, key) > 0;
}

static int64_t erased_letters(const keys *k, command_id change)
{
    return sql_int(k->conn, "SELECT count(*) FROM dead_letter WHERE code = 'seal_erased' AND key = '%s'",
                   change.text);
}

/* Moves the person; whether that was refused because of the key. */
static bool move_is_refused(const keys *k, const registered *person, int place)
{
    char number[32];
    (void)snprintf(number, sizeof number, "９－%d", place);
    command_id move = command_move_within(k->w, person->addressee_number, number);
    AWAIT(command_status(k->w, move.text) == 1 || erased_letters(k, move) > 0);
    if (erased_letters(k, move) == 0) {
        command_approve(k->w, move.text);
        AWAIT(command_status(k->w, move.text) == 2 || erased_letters(k, move) > 0);
    }
    return command_status(k->w, move.text) != 2;
}

static void test_period_and_its_destruction(void **state)
{
    keys k;
    int moves = 1;
    open_keys(&k, *state);
    k.resident = process_start(k.w, "juki-resident", (const char *const[]){k.setting, NULL});
    registered old = command_register(k.w, 1);
    assert_true(sealed_under(&k, &old, "resident/2026"));

    change_keys(&k, add_2027);
    ju_keyring_free(k.w->resident);
    assert_int_equal(ju_keyring_open(k.dir, "resident", &k.w->resident, NULL), JU_OK);
    registered new =
        command_register(k.w, 2); /* the counter's seal names a key that the service has not met */
    assert_true(sealed_under(&k, &new, "resident/2027"));
    assert_false(move_is_refused(&k, &old, moves)); /* old data are readable */

    change_keys(&k, erase_2026);
    AWAIT(move_is_refused(&k, &old, ++moves)); /* at the latest a second after */
    assert_false(move_is_refused(&k, &new, ++moves));
    (void)command_register(k.w, 3);
    assert_int_equal(process_metric(k.resident, "juki_batch_retries_total"), 0);
    assert_false(process_ended(k.resident));
    process_stop(k.resident);
}

/* All keyrings of the copy, as `jukictl key wrap` does it. */
static void wrap_all(const keys *k, const char *provider)
{
    world_shell("cd %s && for file in *.keys; do JUKI_KEY_DIR=%s JUKI_KEY_PROVIDER='%s' %s/jukictl key wrap "
                "\"${file%%.keys}\" "
                "|| exit 1; done",
                k->dir, k->dir, provider, world_env("JUKI_TEST_BIN"));
    world_shell("! grep -LE ' wrapped:|^wrapped:' %s/*.keys %s/*.index | grep .", k->dir, k->dir);
}

static void test_keys_of_a_token(void **state)
{
    keys k;
    char provider[512];
    char setting[560];
    char conf[352];
    open_keys(&k, *state);
    ju_keyring_free(k.w->resident); /* the counter has no token: it seals with the keys that were copied */
    k.w->resident = NULL;
    token_make(k.w->dir);
    token_make_key("kek", false);
    token_provider(k.w->dir, "juki test", "kek", "pin", provider, sizeof provider);
    wrap_all(&k, provider);
    (void)snprintf(setting, sizeof setting, "JUKI_KEY_PROVIDER=%s", provider);

    (void)snprintf(conf, sizeof conf, "SOFTHSM2_CONF=%s/softhsm2.conf", k.w->dir);
    process *bare = process_launch(k.w, "juki-resident", (const char *const[]){k.setting, NULL}, NULL);
    AWAIT(process_ended(bare)); /* without the token nothing opens */
    k.resident = process_start(k.w, "juki-resident", (const char *const[]){k.setting, setting, conf, NULL});
    registered person = command_register(k.w, 1);
    assert_true(sealed_under(&k, &person, "resident/2026"));
    sql(k.conn, "DELETE FROM person_search");
    assert_int_equal(process_fill_search(k.resident), 1); /* so does a program beside it */
    process_stop(k.resident);
}

/* ---- a file that is away for a while ---------------------------------------------------------------------
 */

/* Moves the person once the register has taken it in; the update is on its way then. */
static void move(const keys *k, const registered *person, const char *number)
{
    command_id move = command_move_within(k->w, person->addressee_number, number);
    AWAIT(command_status(k->w, move.text) == 1);
    command_approve(k->w, move.text);
    AWAIT(command_status(k->w, move.text) == 2);
}

static int64_t updates(PGconn *file)
{
    return sql_int(file, "SELECT count(*) FROM record");
}

static int64_t letters(PGconn *file)
{
    return sql_int(file, "SELECT count(*) FROM dead_letter WHERE resolved_at IS NULL");
}

/* Whether the body of identity's only dead letter is sealed under this key. */
static bool letter_is_under(const world *w, const char *key)
{
    bus_records letters = bus_read(w, JU_TOPIC_DEADLETTER_IDENTITY);
    assert_int_equal(letters.count, 1);
    bool under = memmem(letters.item[0].value, letters.item[0].size, key, strlen(key)) != NULL;
    bus_free(&letters);
    return under;
}

/* What comes while the keys cannot be read, from its writer or from a dead letter, waits for them. A letter
 * is under the key it came with; one that came in clear is kept under identity's own. */
static void keys_away(world *w, const char *sealing, const char *letter_key)
{
    keys k;
    char ref[64];
    open_keys(&k, w);
    PGconn *file = world_database_of(w, "identity")->conn;
    k.resident = process_start(w, "juki-resident", (const char *const[]){sealing, NULL});
    process *identity = process_start(w, "juki-identity", (const char *const[]){k.setting, NULL});
    registered person = command_register(w, 1);
    AWAIT(updates(file) == 1);
    (void)snprintf(ref, sizeof ref, "%s", sql_text(file, "SELECT register_ref FROM record"));
    ctl_expect(ctl(w, "op-1", "identity forbid %s --purpose check", ref), 0);
    move(&k, &person, "９－１");
    AWAIT(letters(file) == 1 && bus_count(w, JU_TOPIC_DEADLETTER_IDENTITY) == 1);
    assert_true(letter_is_under(w, letter_key));
    ctl_expect(ctl(w, "op-1", "identity allow %s --purpose done", ref), 0);

    world_shell("mv %s/identity.keys %s/away", k.dir, k.dir);
    pause_ms(1100); /* it is looked at once a second */
    int64_t retries = process_metric(identity, "juki_batch_retries_total");
    ctl_expect(ctl(w, "op-1", "deadletter replay --service identity"), 0);
    AWAIT(process_metric(identity, "juki_batch_retries_total") > retries);
    move(&k, &person, "９－２");
    HOLDS_FOR(500, letters(file) <= 1 && updates(file) == 1);
    world_shell("mv %s/away %s/identity.keys", k.dir, k.dir);
    AWAIT(updates(file) == 3 && letters(file) == 0);
    assert_int_equal(sql_int(file, "SELECT count(*) FROM dead_letter WHERE code <> 'update_forbidden'"), 0);
    assert_false(process_ended(identity));
}

static void test_file_away(void **state)
{
    keys_away(*state, "JUKI_SEAL_NAMES=true", "resident-identity/2026");
}

static void test_file_away_in_clear(void **state)
{
    keys_away(*state, "JUKI_SEAL_NAMES=false", "identity-self/2026");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_period_and_its_destruction, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_keys_of_a_token, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_file_away, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_file_away_in_clear, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("key", tests, NULL, NULL);
}
