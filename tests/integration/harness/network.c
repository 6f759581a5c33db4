#include "tests/integration/harness/network.h"

#include "tests/integration/harness/command.h"
#include "tests/integration/harness/link_key.h"

#include "common/base/hex.h"
#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "common/seal/sign.h"
#include "juki/audit/v1/audit.pb-c.h"
#include "juki/resident/v1/event.pb-c.h"
#include "juki/resident/v1/restraint.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 256 * 1024, TEXT_SIZE = 512, ENV_MAX = 6 };

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

/* ---- the scene ----------------------------------------------------------------------------------------- */

static void make_keys(const world *w)
{
    link_key_make(w, "network.2026.key", "network.2026.pem");
    link_key_make(w, TEST_MUNICIPALITY ".2026.key", TEST_MUNICIPALITY ".2026.pem");
    link_key_make(w, NETWORK_BODY ".2026.key", NETWORK_BODY ".2026.pem");
    world_shell("deploy/local/certificate.sh %s " NETWORK_BODY, w->dir);
    world_shell("deploy/local/certificate.sh %s " TEST_MUNICIPALITY, w->dir);
}

void network_put_law(world *w)
{
    sql(world_database_of(w, "gateway")->conn,
        "INSERT INTO law_version (version, law_table, digest, row_count, state, effective_from, loaded_by, "
        "decided_by, "
        "decided_at) VALUES ('test-1', '" NETWORK_TABLE
        "', 'digest', 4, 'active', '2025-01-01', 'one', 'two', now());"
        "INSERT INTO law_row (version, line, item, inquirer, inquirer_kind, affair_code, affair, provider, "
        "provider_kind, "
        "information, valid_to, source) VALUES"
        " ('test-1', 1, '17', '市町村長', '{市町村長}', '17.1', '', '市町村長', '{市町村長}', "
        "'{地方税関係情報}', NULL, ''),"
        " ('test-1', 2, '48', '市町村長', '{市町村長}', '48.1', '', '市町村長', '{市町村長}', "
        "'{地方税関係情報,住民票関係情報}', NULL, ''),"
        " ('test-1', 3, '155', '市町村長', '{市町村長}', '155.1', '', '市町村長', '{市町村長}', "
        "'{地方税関係情報,住民票関係情報}', NULL, ''),"
        " ('test-1', 4, '9', '市町村長', '{市町村長}', '9.1', '', '市町村長', '{市町村長}', "
        "'{住民票関係情報}', '2025-12-31', '')");
}

/* A variable whose value is a path in the world's directory, or (no path) as it stands. */
typedef struct setting {
    const char *name;
    const char *path;
    const char *value;
} setting;

static process *start(world *w, const char *program, const setting *settings, int count)
{
    char *env[ENV_MAX] = {NULL};
    assert_true(count < ENV_MAX);
    for (int i = 0; i < count; i++) {
        const setting *it = &settings[i];
        assert_true(it->value == NULL ? asprintf(&env[i], "%s=%s%s", it->name, w->dir, it->path) > 0
                                      : asprintf(&env[i], "%s=%s", it->name, it->value) > 0);
    }
    process *p = process_start(w, program, (const char *const *)env);
    for (int i = 0; i < count; i++) {
        free(env[i]);
    }
    return p;
}

process *network_start_gateway(world *w)
{
    char clock[TEXT_SIZE];
    (void)snprintf(clock, sizeof clock, "file:%s/today", w->dir);
    const setting settings[] = {
        {"JUKI_LINK_KEY_DIR", "", NULL},
        {"JUKI_LINK_SIGNING_KEY", "/" TEST_MUNICIPALITY ".2026.key", NULL},
        {"JUKI_CLOCK", NULL, clock},
        {"JUKI_SUPERVISORS", NULL, "boss " NETWORK_CHIEF},
        {"JUKI_KAFKA_PROPERTIES", NULL, "group.instance.id=one;session.timeout.ms=6000"},
    };
    return start(w, "juki-gateway", settings, sizeof settings / sizeof settings[0]);
}

process *network_start_peer(world *w)
{
    char clock[TEXT_SIZE];
    (void)snprintf(clock, sizeof clock, "file:%s/today", w->dir);
    const setting settings[] = {
        {"JUKI_LINK_KEY_DIR", "", NULL},
        {"JUKI_NETWORK_SIGNING_DIR", "", NULL},
        {"JUKI_CLOCK", NULL, clock},
    };
    return start(w, "peer-network", settings, sizeof settings / sizeof settings[0]);
}

void network_open(world *w)
{
    command_all_topics(w, 1);
    world_set_day(w, TEST_TODAY);
    make_keys(w);
}

/* ---- persons ------------------------------------------------------------------------------------------- */

static ju_keyring *open_ring(const char *audience)
{
    ju_keyring *ring = NULL;
    ju_err err;
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), audience, &ring, &err), JU_OK);
    return ring;
}

const char *network_addressee(int serial)
{
    static char number[16];
    (void)snprintf(number, sizeof number, "0000077%08d", serial);
    return number;
}

void network_tell(world *w, const network_person *person)
{
    ju_arena arena;
    ju_err err;
    char change_id[64];
    char household[16];
    Juki__Resident__V1__PersonChanged changed = JUKI__RESIDENT__V1__PERSON_CHANGED__INIT;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    int number_serial = person->number_serial == 0 ? person->serial : person->number_serial;
    int64_t sequence = person->sequence == 0 ? 1 : person->sequence;
    test_person who = person_of(number_serial < 0 ? person->serial : number_serial);
    ju_keyring *ring = open_ring("gateway");
    ju_arena_init(&arena, ARENA_BYTES);
    (void)snprintf(change_id, sizeof change_id, "%s", command_new_id().text);
    (void)snprintf(household, sizeof household, "0000088%08d", person->serial);
    birth.date = text("1990-01-15");
    changed.change_id = change_id;
    changed.addressee_number = text(network_addressee(person->serial));
    changed.restrained = person->restrained;
    changed.state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    changed.household_number = household;
    changed.name = who.name;
    changed.birth_date = &birth;
    changed.relationship = text(person->relationship == NULL ? "世帯主" : person->relationship);
    changed.history_number = (int32_t)sequence;
    changed.reason = text("domestic_move_in");
    changed.change_date = text(TEST_TODAY);
    if (number_serial > 0) {
        assert_int_equal(ju_seal_text(ring, &arena, "individual_number", changed.addressee_number,
                                      who.individual_number, &changed.individual_number, &err),
                         JU_OK);
    }
    bus_send(w, JU_TOPIC_RESIDENT_TO_GATEWAY,
             &(bus_event){.key = changed.addressee_number, .sequence = sequence, .message = &changed.base});
    ju_arena_done(&arena);
    ju_keyring_free(ring);
}

void network_restrain(world *w, int serial, int64_t sequence, bool restrained)
{
    command_id id = command_new_id();
    Juki__Resident__V1__RestraintChanged changed = JUKI__RESIDENT__V1__RESTRAINT_CHANGED__INIT;
    changed.request_id = id.text;
    changed.addressee_number = text(network_addressee(serial));
    changed.restrained = restrained;
    bus_send(w, JU_TOPIC_RESIDENT_TO_GATEWAY,
             &(bus_event){.key = changed.addressee_number, .sequence = sequence, .message = &changed.base});
}

/* ---- 符号 ---------------------------------------------------------------------------------------------- */

const char *network_code_state(world *w, int serial)
{
    return sql_text(world_database_of(w, "gateway")->conn,
                    "SELECT s.state FROM subject_code s JOIN person p USING (integrated_number) WHERE "
                    "p.addressee_number = '%s'",
                    network_addressee(serial));
}

void network_await_code(world *w, int serial)
{
    AWAIT(strcmp(network_code_state(w, serial), "acquired") == 0);
}

const char *network_code(world *w, int serial)
{
    unsigned char index[JU_BLIND_INDEX_BYTES];
    char hex[2 * JU_BLIND_INDEX_BYTES + 1];
    ju_err err;
    ju_keyring *ring = open_ring("network");
    assert_int_equal(
        ju_blind_index(ring, "individual_number", person_of(serial).individual_number, index, &err), JU_OK);
    ju_keyring_free(ring);
    ju_hex(index, sizeof index, hex);
    return sql_text(world_database_of(w, "network")->conn,
                    "SELECT code FROM code WHERE number_index = '\\x%s' AND body = '" TEST_MUNICIPALITY "'",
                    hex);
}

/* ---- inquiries ----------------------------------------------------------------------------------------- */

const char *network_call(world *w, int serial, const char *columns, const char *values)
{
    static command_id id;
    char code[128];
    (void)snprintf(code, sizeof code, "%s", network_code(w, serial));
    id = command_new_id();
    sql(world_database_of(w, "network")->conn,
        "INSERT INTO call (inquiry_id, code%s%s) VALUES ('%s', '%s'%s%s)", columns == NULL ? "" : ", ",
        columns == NULL ? "" : columns, id.text, *code == '\0' ? "nobody" : code, values == NULL ? "" : ", ",
        values == NULL ? "" : values);
    return id.text;
}

const char *network_answer(world *w, const char *inquiry_id, int nth)
{
    PGconn *network = world_database_of(w, "network")->conn;
    AWAIT(sql_int(network, "SELECT count(*) FROM answer WHERE inquiry_id = '%s'", inquiry_id) >= nth);
    return sql_text(
        network,
        "SELECT a.code FROM answer a JOIN journal j ON j.ce_id = a.event_id WHERE a.inquiry_id = '%s' "
        "ORDER BY j.id OFFSET %d LIMIT 1",
        inquiry_id, nth - 1);
}

/* ---- letters ------------------------------------------------------------------------------------------- */

static ProtobufCBinaryData pack(const network_letter *letter)
{
    ProtobufCBinaryData bytes = {.len = letter->bytes == NULL
                                            ? protobuf_c_message_get_packed_size(&letter->word->base)
                                            : strlen(letter->bytes)};
    bytes.data = malloc(bytes.len + 1);
    assert_non_null(bytes.data);
    if (letter->bytes == NULL) {
        (void)protobuf_c_message_pack(&letter->word->base, bytes.data);
    } else {
        memcpy(bytes.data, letter->bytes, bytes.len);
    }
    return bytes;
}

void network_send(world *w, const network_letter *letter)
{
    char path[TEXT_SIZE];
    unsigned char signature[JU_SIGNATURE_BYTES];
    ju_err err;
    Juki__Gateway__V1__NetworkLetter record = JUKI__GATEWAY__V1__NETWORK_LETTER__INIT;
    record.word = pack(letter);
    (void)snprintf(path, sizeof path, "%s/%s.2026.key", w->dir,
                   letter->signer == NULL ? "network" : letter->signer);
    assert_int_equal(ju_sign(path, JU_TOPIC_LINK_NETWORK_IN, &record.word, signature, &err), JU_OK);
    record.signature = (ProtobufCBinaryData){.len = sizeof signature, .data = signature};
    record.key_id = text(letter->key_id == NULL ? "network/2026" : letter->key_id);
    record.version = letter->version < 0 ? 2 : 1;
    bus_send(w, JU_TOPIC_LINK_NETWORK_IN,
             &(bus_event){.key = letter->key, .id = letter->id, .message = &record.base});
    free(record.word.data);
}

static int acts_in(const bus_record *record, const char *action, const char *refused)
{
    int count = 0;
    Juki__Audit__V1__AuditRecords *acts =
        juki__audit__v1__audit_records__unpack(NULL, record->size, record->value);
    assert_non_null(acts);
    for (size_t i = 0; i < acts->n_record; i++) {
        count += strcmp(acts->record[i]->action, action) == 0 && strcmp(acts->record[i]->code, refused) == 0;
    }
    juki__audit__v1__audit_records__free_unpacked(acts, NULL);
    return count;
}

int network_acts(world *w, const char *action, const char *refused)
{
    bus_records records = bus_read(w, JU_TOPIC_AUDIT_RECORD);
    int count = 0;
    for (size_t i = 0; i < records.count; i++) {
        count += acts_in(&records.item[i], action, refused);
    }
    bus_free(&records);
    return count;
}
