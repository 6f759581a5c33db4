/*
 * Whose word an event is (common/event/SIGNATURES.md), on real Kafka: whatever a forger can do to a record
 * that he has seen, or makes himself, is refused before it is used, told to the trail by its place alone, and
 * holds nobody up; keys come and go while messages flow.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/event_sign.h"
#include "tests/integration/harness/ledger.h"

#include "common/base/uuid7.h"
#include "juki/audit/v1/audit.pb-c.h"
#include "juki/common/v1/common.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY "canary0key"

typedef struct state {
    world *w;
    char keys[320]; /* of the ledger alone: a copy, in which keys come and go */
    char env[352];
    process *ledger;
} state;

/* A record on its way: signed for the ledger's topic, then spoilt. */
typedef struct record {
    const char *topic;
    char key[32];
    char id[JU_UUID_SIZE];
    char sequence[8];
    unsigned char value[256];
    size_t size;
    event_signed sent;
    size_t count;
} record;

static int open_state(void **opaque)
{
    (void)world_setup(opaque);
    state *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->w = *opaque;
    (void)snprintf(s->keys, sizeof s->keys, "%s/keys", s->w->dir);
    (void)snprintf(s->env, sizeof s->env, "JUKI_KEY_DIR=%s", s->keys);
    world_shell("cp -r %s %s", world_env("JUKI_TEST_KEYS"), s->keys);
    ledger_topics(s->w, 2);
    s->ledger = process_start(s->w, "test-ledger", (const char *const[]){s->env, NULL});
    *opaque = s;
    return 0;
}

static int close_state(void **opaque)
{
    state *s = *opaque;
    void *w = s->w;
    free(s);
    return world_teardown(&w);
}

/* ---- records ------------------------------------------------------------------------------------------ */

static size_t pack_order(const char *code, unsigned char *ret)
{
    Juki__Common__V1__Refusal order = JUKI__COMMON__V1__REFUSAL__INIT;
    order.code = (char *)(uintptr_t)code;
    order.item = (char *)(uintptr_t) "canary0body";
    return juki__common__v1__refusal__pack(&order, ret);
}

/* As whoever has keys; NULL: the ledger with the key that all know. The record keeps its place in memory. */
static void sign_record(state *s, record *r, const char *topic, int sequence, const char *keys)
{
    ju_record_header headers[8];
    *r = (record){.topic = topic, .key = KEY};
    assert_int_equal(ju_uuid7(r->id, NULL), JU_OK);
    (void)snprintf(r->sequence, sizeof r->sequence, "%d", sequence);
    r->size = pack_order("note", r->value);
    size_t count = bus_headers(headers, r->id, juki__common__v1__refusal__descriptor.name, r->sequence);
    world other = {.keys = keys};
    r->count = event_sign(keys == NULL ? s->w : &other, topic, r->key, strlen(r->key), r->value, r->size,
                          headers, count, &r->sent);
    event_sign_end(&other);
}

static void send_record(state *s, const record *r)
{
    bus_send_plain(s->w, r->topic, r->key, strlen(r->key), r->value, r->size, r->sent.header, r->count);
}

static ju_record_header *header_of(record *r, const char *name)
{
    for (size_t i = 0; i < r->count; i++) {
        if (strcmp(r->sent.header[i].name, name) == 0) {
            return &r->sent.header[i];
        }
    }
    fail_msg("no header %s", name);
    return NULL;
}

/* ---- what a forger can do ----------------------------------------------------------------------------- */

static void unsigned_(record *r)
{
    r->count--; /* the signature is the last */
}

static void malformed(record *r)
{
    header_of(r, JU_HEADER_SIGNATURE)->size--;
}

static void of_another_record(record *r)
{
    r->sent.signature.byte[r->sent.signature.size - 1] ^= 1;
}

static void changed_value(record *r)
{
    r->size = pack_order("note2", r->value);
}

static void another_key(record *r)
{
    (void)snprintf(r->key, sizeof r->key, KEY "2");
}

static void another_topic(record *r)
{
    r->topic = "ledger.in";
}

static void another_id(record *r)
{
    r->id[0] ^= 1;
}

static void another_sequence(record *r)
{
    r->sequence[0]++;
}

static void another_time(record *r)
{
    *header_of(r, JU_HEADER_TIME) = (ju_record_header){JU_HEADER_TIME, "2026-04-11T00:00:00Z", 20};
}

static void another_source(record *r)
{
    *header_of(r, JU_HEADER_SOURCE) =
        (ju_record_header){JU_HEADER_SOURCE, "/" TEST_MUNICIPALITY "/audit", 13};
}

static void header_twice(record *r)
{
    r->sent.header[r->count] = *header_of(r, JU_HEADER_ID);
    r->count++;
}

static void as_it_is(record *r)
{
    (void)r;
}

enum { OWN, FORGED, UNKNOWN, ENDED, OTHER, FOLDERS };

static const struct {
    void (*spoil)(record *r);
    const char *code;
    int folder; /* with whose keys it is signed */
    const char *topic;
} ATTACKS[] = {
    {unsigned_, "signature_missing", OWN, "ledger.in"},
    {malformed, "signature_malformed", OWN, "ledger.in"},
    {of_another_record, "signature_invalid", OWN, "ledger.in"},
    {changed_value, "signature_invalid", OWN, "ledger.in"},
    {another_key, "signature_invalid", OWN, "ledger.in"},
    {another_topic, "signature_invalid", OWN, "ledger.command"},
    {another_id, "signature_invalid", OWN, "ledger.in"},
    {another_sequence, "signature_invalid", OWN, "ledger.in"},
    {another_time, "signature_invalid", OWN, "ledger.in"},
    {another_source, "signature_source", OWN, "ledger.in"},
    {header_twice, "signature_headers", OWN, "ledger.in"},
    {as_it_is, "signature_invalid", FORGED, "ledger.in"}, /* a key of the same name */
    {as_it_is, "signature_key", UNKNOWN, "ledger.in"},
    {as_it_is, "signature_key", ENDED, "ledger.in"},
    {as_it_is, "signature_writer", OTHER, "ledger.in"}, /* a good key, of who may not write there */
};
enum { ATTACK_COUNT = sizeof ATTACKS / sizeof ATTACKS[0] };

/* Folders with keys under which a forger signs; the ended one is known to the service. */
static void make_folders(state *s, char ret[FOLDERS][384])
{
    for (int i = FORGED; i < FOLDERS; i++) {
        (void)snprintf(ret[i], sizeof ret[i], "%s/folder%d", s->w->dir, i);
    }
    world_shell("period=$(basename %s/sign/ledger.*.key .key); "
                "deploy/local/keys.sh --sign ${period#ledger.} %s ledger",
                s->keys, ret[FORGED]);
    world_shell("deploy/local/keys.sh --sign 20200101-21991231 %s ledger", ret[UNKNOWN]);
    /* it ended for the service; the forger goes on */
    world_shell("deploy/local/keys.sh --sign 20200101-21991230 %s ledger && cp %s/verify/*.pem "
                "%s/verify/ledger.20200101-20200102.pem",
                ret[ENDED], ret[ENDED], s->keys);
    world_shell("mkdir -p %s/sign && for key in %s/sign/resident.*.key; do name=${key##*/}; "
                "cp $key %s/sign/ledger.${name#resident.}; done",
                ret[OTHER], s->keys, ret[OTHER]);
}

static int64_t dead_with(state *s, const char *code)
{
    return sql_int(ledger_db(s->w), "SELECT count(*) FROM dead_letter WHERE code = '%s'", code);
}

static bool in_acts(state *s, const char *text)
{
    bus_records records = bus_read(s->w, "audit.record");
    bool found = false;
    for (size_t i = 0; i < records.count; i++) {
        found = found || memmem(records.item[i].value, records.item[i].size, text, strlen(text)) != NULL;
    }
    bus_free(&records);
    return found;
}

static void rename_signer(record *r, const char *from, const char *to)
{
    ju_signature *signature = &r->sent.signature;
    unsigned char *at = memmem(signature->byte, signature->size, from, strlen(from));
    assert_non_null(at);
    assert_int_equal(strlen(from), strlen(to));
    memcpy(at, to, strlen(to));
}

/* The key id is what the forger says it is. */
static void say_who(record *r, int folder)
{
    if (folder == ENDED) {
        rename_signer(r, "ledger/20200101-21991230", "ledger/20200101-20200102");
    } else if (folder == OTHER) { /* one byte more: the header is made anew */
        ju_signed_place place;
        char period[32];
        assert_int_equal(ju_signature_read(r->sent.signature.byte, r->sent.signature.size, &place, NULL),
                         JU_OK);
        (void)snprintf(period, sizeof period, "%.17s", place.key_id + strlen("ledger/"));
        (void)snprintf(place.key_id, sizeof place.key_id, "resident/%s", period);
        ju_signature_write(&place, &r->sent.signature);
        *header_of(r, JU_HEADER_SIGNATURE) =
            (ju_record_header){JU_HEADER_SIGNATURE, r->sent.signature.byte, r->sent.signature.size};
    }
}

static void test_forged(void **opaque)
{
    state *s = *opaque;
    char folders[FOLDERS][384];
    record good;
    make_folders(s, folders);
    sign_record(s, &good, "ledger.in", 1, NULL);
    for (int i = 0; i < ATTACK_COUNT; i++) {
        record r;
        sign_record(s, &r, ATTACKS[i].topic, 1, ATTACKS[i].folder == OWN ? NULL : folders[ATTACKS[i].folder]);
        say_who(&r, ATTACKS[i].folder);
        ATTACKS[i].spoil(&r);
        send_record(s, &r);
    }
    /* the forger takes the very id and number of a record that is to come */
    record early = good;
    early.sent.header[early.count - 1].size--;
    send_record(s, &early);
    AWAIT(ledger_dead(s->w) == ATTACK_COUNT + 1);
    for (int i = 0; i < ATTACK_COUNT; i++) {
        assert_true(dead_with(s, ATTACKS[i].code) >= 1);
    }
    assert_int_equal(dead_with(s, "signature_invalid"), 8);
    assert_int_equal(ledger_entries(s->w, NULL), 0);
    assert_int_equal(sql_int(ledger_db(s->w), "SELECT count(*) FROM inbox"), 0);
    assert_int_equal(sql_int(ledger_db(s->w), "SELECT count(*) FROM parked"), 0);
    assert_int_equal(sql_int(ledger_db(s->w),
                             "SELECT count(*) FROM dead_letter WHERE source NOT LIKE 'kafka:%%' OR "
                             "key LIKE '%%" KEY "%%' OR sequence <> 0"),
                     0);
    send_record(s, &good);
    AWAIT(ledger_entries(s->w, KEY) == 1);
    send_record(s, &good); /* once more: known */
    ledger_send(s->w, "ledger.in", &(ledger_order){.key = KEY, .sequence = 2, .code = "note", .item = "x"});
    AWAIT(ledger_entries(s->w, KEY) == 2);
    assert_string_equal(ledger_sequence(s->w, KEY), "1 2");
    AWAIT(bus_acts(s->w, "message.dead_letter") == ATTACK_COUNT + 1);
    assert_false(in_acts(s, "canary"));
    assert_true(in_acts(s, "signature_writer"));
}

/* A flood of them costs others nothing but time: what comes behind is applied. */
static void test_flood(void **opaque)
{
    enum { FLOOD = 300 };
    state *s = *opaque;
    record r;
    for (int i = 0; i < FLOOD; i++) {
        sign_record(s, &r, "ledger.in", 1, NULL);
        of_another_record(&r);
        send_record(s, &r);
    }
    ledger_tell(s->w, 0, 10);
    AWAIT(ledger_dead(s->w) == FLOOD && ledger_entries(s->w, NULL) == 20);
}

/* ---- keys that come and go ---------------------------------------------------------------------------- */

static void test_rotation(void **opaque)
{
    state *s = *opaque;
    record before;
    ledger_tell(s->w, 0, 20);
    AWAIT(ledger_entries(s->w, NULL) == 40);
    sign_record(s, &before, "ledger.in", 1, NULL);
    /* a new key, which begins today and so goes before the old one of the same day because it lasts longer */
    world_shell("deploy/local/keys.sh --sign $(TZ=JST-9 date +%%Y%%m%%d)-21991231 %s ledger", s->keys);
    ledger_tell(s->w, 20, 20);
    AWAIT(ledger_entries(s->w, NULL) == 80);
    /* the old one is taken away: what it signed is worth nothing any more, and what goes on is under the new
     * one */
    world_shell(
        "for key in %s/verify/ledger.*.pem; do case $key in *-21991231.pem) ;; *) rm $key ;; esac; done",
        s->keys);
    send_record(s, &before);
    AWAIT(dead_with(s, "signature_key") == 1);
    char own[352]; /* the test plays on with the new key */
    (void)snprintf(own, sizeof own, "%s-own", s->keys);
    world_shell("cp -r %s %s", s->keys, own);
    event_sign_end(s->w);
    s->w->signer_count = 0;
    s->w->keys = own;
    ledger_tell(s->w, 40, 20);
    AWAIT(ledger_entries(s->w, NULL) == 120);
    assert_int_equal(ledger_dead(s->w), 1);
    /* without a key that counts nothing leaves, and nothing is lost */
    world_shell("mkdir %s/away && mv %s/sign/ledger.* %s/away/", s->keys, s->keys, s->keys);
    ledger_tell(s->w, 60, 1);
    AWAIT(ledger_entries(s->w, NULL) == 121);
    AWAIT(process_metric(s->ledger, "juki_relay_failures") > 0);
    assert_true(sql_int(ledger_db(s->w), "SELECT count(*) FROM outbox") > 0);
    world_shell("mv %s/away/ledger.* %s/sign/", s->keys, s->keys);
    AWAIT(ledger_entries(s->w, NULL) == 122 && sql_int(ledger_db(s->w), "SELECT count(*) FROM outbox") == 0);
}

/* ---- dead letters ------------------------------------------------------------------------------------- */

/* Sends the first letter of this code again, as jukictl deadletter replay does. */
static void replay(state *s, const char *code)
{
    bus_records letters = bus_read(s->w, LEDGER_DEAD);
    for (size_t i = 0; i < letters.count; i++) {
        Juki__Common__V1__DeadLetter *letter =
            juki__common__v1__dead_letter__unpack(NULL, letters.item[i].size, letters.item[i].value);
        ju_record_header headers[16];
        assert_non_null(letter);
        assert_true(letter->n_header <= 16);
        for (size_t h = 0; h < letter->n_header; h++) {
            headers[h] = (ju_record_header){letter->header[h]->name, letter->header[h]->value.data,
                                            letter->header[h]->value.len};
        }
        bool wanted = strcmp(letter->code, code) == 0;
        if (wanted) {
            bus_send_plain(s->w, letter->topic, letter->key.data, letter->key.len, letter->value.data,
                           letter->value.len, headers, letter->n_header);
        }
        juki__common__v1__dead_letter__free_unpacked(letter, NULL);
        if (wanted) {
            bus_free(&letters);
            return;
        }
    }
    fail_msg("no letter of code %s", code);
}

/* A letter sent again is still its writer's word, also of a message that waited and lost its record. */
static void test_replay(void **opaque)
{
    state *s = *opaque;
    ledger_send(s->w, "ledger.in", &(ledger_order){.key = KEY, .sequence = 2, .code = "gate", .item = "x"});
    AWAIT(sql_int(ledger_db(s->w), "SELECT count(*) FROM parked WHERE octet_length(signature) > 64") == 1);
    ledger_send(s->w, "ledger.in", &(ledger_order){.key = KEY, .sequence = 1, .code = "note", .item = "x"});
    AWAIT(ledger_dead(s->w) == 1 && ledger_entries(s->w, KEY) == 1);
    AWAIT(bus_count(s->w, LEDGER_DEAD) == 1);
    sql(ledger_db(s->w), "INSERT INTO gate VALUES ('x')");
    replay(s, "gate_closed");
    AWAIT(ledger_entries(s->w, KEY) == 2 && ledger_dead(s->w) == 0);
    /* one that was refused because its key was not known here comes good when the key is there */
    record r;
    char folder[384];
    (void)snprintf(folder, sizeof folder, "%s/folder", s->w->dir);
    world_shell("deploy/local/keys.sh --sign 20200101-21991231 %s ledger", folder);
    sign_record(s, &r, "ledger.in", 3, folder);
    send_record(s, &r);
    AWAIT(dead_with(s, "signature_key") == 1 && bus_count(s->w, LEDGER_DEAD) == 2);
    world_shell("cp %s/verify/*.pem %s/verify/", folder, s->keys);
    replay(s, "signature_key");
    AWAIT(ledger_entries(s->w, KEY) == 3);
    assert_string_equal(ledger_sequence(s->w, KEY), "1 2 3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_forged, open_state, close_state),
        cmocka_unit_test_setup_teardown(test_flood, open_state, close_state),
        cmocka_unit_test_setup_teardown(test_rotation, open_state, close_state),
        cmocka_unit_test_setup_teardown(test_replay, open_state, close_state),
    };
    return cmocka_run_group_tests_name("signature", tests, NULL, NULL);
}
