#include "tests/integration/harness/gate.h"

#include "tests/integration/harness/bus.h"

#include "common/db/kept.h"
#include "common/event/topic_names.h"
#include "common/seal/item_digest.h"
#include "juki/delivery/v1/delivery.pb-c.h"
#include "juki/delivery/v1/gate.pb-c.h"

#include <stdio.h>

typedef Juki__Delivery__V1__DeliveryRecord delivery_record;
typedef Juki__Delivery__V1__DeliveryPerson person_block;
typedef Juki__Delivery__V1__ItemsNow items_now;
typedef Juki__Delivery__V1__ItemDigest item_digest;

/* What the register answers with. */
typedef struct register_keys {
    ju_keyring *ring;
    ju_arena arena;
} register_keys;

static void digest_items(register_keys *keys, const char *salt, const ProtobufCMessage *message,
                         items_now *ret)
{
    unsigned count = message->descriptor->n_fields;
    juki__delivery__v1__items_now__init(ret);
    ret->item = ju_arena_alloc(&keys->arena, count * sizeof *ret->item);
    for (unsigned i = 0; i < count; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        item_digest *item = ju_arena_alloc(&keys->arena, sizeof *item);
        unsigned char *digest = ju_arena_alloc(&keys->arena, JU_BLIND_INDEX_BYTES);
        assert_true(ret->item != NULL && item != NULL && digest != NULL);
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            continue;
        }
        assert_int_equal(ju_item_digest(keys->ring, salt, message, field, &keys->arena, digest, NULL), JU_OK);
        juki__delivery__v1__item_digest__init(item);
        item->item = (char *)(uintptr_t)field->name;
        item->digest = (ProtobufCBinaryData){.data = digest, .len = JU_BLIND_INDEX_BYTES};
        ret->item[ret->n_item++] = item;
    }
}

/* The one person of a record: of its block or, in the form before there were blocks, of the record itself. */
static person_block *person_of_record(delivery_record *record, char *key, person_block *ret)
{
    const delivery_record none = JUKI__DELIVERY__V1__DELIVERY_RECORD__INIT;
    if (record->n_person == 1) {
        return record->person[0];
    }
    assert_int_equal(record->n_person, 0);
    juki__delivery__v1__delivery_person__init(ret);
    ret->register_ref = key;
    ret->resident_code = record->resident_code;
    ret->name = record->name;
    ret->name_kana = record->name_kana;
    ret->address = record->address;
    ret->birth_date = record->birth_date;
    ret->individual_number = record->individual_number;
    record->resident_code = record->individual_number = NULL;
    record->name = record->name_kana = none.name;
    record->address = NULL;
    record->birth_date = NULL;
    return ret;
}

/* As the register would make the same record. */
static void answer_one(world *w, register_keys *keys, const delivery_record *held, const char *check_id,
                       char *key)
{
    Juki__Delivery__V1__RecordChecked answer = JUKI__DELIVERY__V1__RECORD_CHECKED__INIT;
    delivery_record record = *held;
    person_block block;
    items_now addressee;
    items_now person;
    items_now *persons[] = {&person};
    digest_items(keys, check_id, &person_of_record(&record, key, &block)->base, &person);
    digest_items(keys, check_id, &record.base, &addressee);
    answer.check_id = (char *)(uintptr_t)check_id;
    answer.addressee = &addressee;
    answer.person = persons;
    answer.n_person = 1;
    bus_send(w, JU_TOPIC_RESIDENT_TO_DELIVERY, &(bus_event){.key = key, .message = &answer.base});
}

ProtobufCBinaryData gate_held(PGconn *delivery, const char *condition, ju_arena *arena)
{
    ProtobufCBinaryData bytes;
    ju_keeper keeper;
    const char *query = ju_arena_printf(arena, "SELECT event_id, payload FROM held WHERE %s", condition);
    assert_int_equal(ju_keeper_open(world_env("JUKI_TEST_KEYS"), "delivery", true, &keeper, NULL), JU_OK);
    PGresult *rows = PQexec(delivery, query);
    assert_int_equal(PQntuples(rows), 1);
    const ju_kept at = {"held", ju_col(rows, 0, 0)};
    assert_int_equal(ju_col_kept_bytes(rows, 0, 1, &keeper, at, arena, &bytes, NULL), JU_OK);
    PQclear(rows);
    ju_keeper_close(&keeper);
    return bytes;
}

#define UNANSWERED "check_id IS NOT NULL AND checked_on IS NULL"

void gate_answer(world *w, PGconn *delivery)
{
    register_keys keys;
    char check_id[64];
    char key[64];
    ju_arena_init(&keys.arena, 1 << 20);
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "delivery", &keys.ring, NULL), JU_OK);
    AWAIT(sql_int(delivery, "SELECT count(*) FROM held WHERE " UNANSWERED) == 1);
    (void)snprintf(check_id, sizeof check_id, "%s",
                   sql_text(delivery, "SELECT check_id FROM held WHERE " UNANSWERED));
    (void)snprintf(key, sizeof key, "%s",
                   sql_text(delivery, "SELECT register_ref FROM held WHERE " UNANSWERED));
    ProtobufCBinaryData bytes = gate_held(delivery, UNANSWERED, &keys.arena);
    delivery_record *record = juki__delivery__v1__delivery_record__unpack(NULL, bytes.len, bytes.data);
    assert_non_null(record);
    answer_one(w, &keys, record, check_id, key);
    juki__delivery__v1__delivery_record__free_unpacked(record, NULL);
    ju_keyring_free(keys.ring);
    ju_arena_done(&keys.arena);
}
