#include "tests/integration/harness/gate.h"

#include "tests/integration/harness/bus.h"

#include "common/event/topic_names.h"
#include "common/seal/item_digest.h"
#include "juki/delivery/v1/delivery.pb-c.h"
#include "juki/delivery/v1/gate.pb-c.h"

#include <string.h>

typedef Juki__Delivery__V1__DeliveryRecord delivery_record;
typedef Juki__Delivery__V1__RecordToCheck record_to_check;
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

/* The record of this number among those that were sent; NULL: none. */
static delivery_record *find_record(const bus_records *told, const char *delivery_number)
{
    for (size_t i = 0; i < told->count; i++) {
        delivery_record *record = NULL;
        if (strcmp(told->item[i].type, juki__delivery__v1__delivery_record__descriptor.name) == 0) {
            record =
                juki__delivery__v1__delivery_record__unpack(NULL, told->item[i].size, told->item[i].value);
        }
        if (record != NULL && strcmp(record->delivery_number, delivery_number) == 0) {
            return record;
        }
        juki__delivery__v1__delivery_record__free_unpacked(record, NULL);
    }
    return NULL;
}

static void answer_one(world *w, register_keys *keys, const bus_records *told, const bus_record *asked)
{
    record_to_check *question = juki__delivery__v1__record_to_check__unpack(NULL, asked->size, asked->value);
    assert_non_null(question);
    delivery_record *record = find_record(told, question->delivery_number);
    assert_non_null(record);
    Juki__Delivery__V1__RecordChecked answer = JUKI__DELIVERY__V1__RECORD_CHECKED__INIT;
    items_now addressee;
    items_now person[8];
    items_now *persons[8];
    assert_true(record->n_person > 0 && record->n_person <= 8);
    digest_items(keys, question->check_id, &record->base, &addressee);
    for (size_t i = 0; i < record->n_person; i++) {
        digest_items(keys, question->check_id, &record->person[i]->base, &person[i]);
        persons[i] = &person[i];
    }
    answer.check_id = question->check_id;
    answer.addressee = &addressee;
    answer.person = persons;
    answer.n_person = record->n_person;
    bus_send(w, JU_TOPIC_RESIDENT_TO_DELIVERY, &(bus_event){.key = asked->key, .message = &answer.base});
    juki__delivery__v1__delivery_record__free_unpacked(record, NULL);
    juki__delivery__v1__record_to_check__free_unpacked(question, NULL);
}

void gate_answer(world *w, size_t questions)
{
    register_keys keys;
    ju_arena_init(&keys.arena, 1 << 20);
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "delivery", &keys.ring, NULL), JU_OK);
    AWAIT(bus_count(w, JU_TOPIC_DELIVERY_TO_RESIDENT) >= questions);
    bus_records told = bus_read(w, JU_TOPIC_RESIDENT_TO_DELIVERY);
    bus_records asked = bus_read(w, JU_TOPIC_DELIVERY_TO_RESIDENT);
    for (size_t i = 0; i < asked.count; i++) {
        answer_one(w, &keys, &told, &asked.item[i]);
    }
    bus_free(&asked);
    bus_free(&told);
    ju_keyring_free(keys.ring);
    ju_arena_done(&keys.arena);
}
