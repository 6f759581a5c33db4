#include "tests/integration/harness/asker.h"

#include "common/event/topic_names.h"
#include "tests/integration/harness/staff.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 8 << 20 };

static const char TERMINAL[] = "terminal1";

static char *text(const char *value)
{
    return (char *)(uintptr_t)(value == NULL ? "" : value);
}

void asker_open(asker *a, world *w, int partitions)
{
    *a = (asker){.w = w};
    ju_arena_init(&a->arena, ARENA_BYTES);
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "gateway", &a->ring, NULL), JU_OK);
    command_all_topics(w, partitions);
    a->replies = bus_follow(w, JU_TOPIC_GATEWAY_REPLY);
    a->tax = bus_follow(w, JU_TOPIC_FEED_TAX);
    a->welfare = bus_follow(w, JU_TOPIC_FEED_WELFARE);
}

void asker_close(asker *a)
{
    bus_unfollow(&a->replies);
    bus_unfollow(&a->tax);
    bus_unfollow(&a->welfare);
    ju_keyring_free(a->ring);
    ju_arena_done(&a->arena);
}

Juki__Common__V1__Sealed *asker_seal(asker *a, const char *subject, const char *number)
{
    Juki__Common__V1__Sealed *sealed = NULL;
    assert_int_equal(ju_seal_text(a->ring, &a->arena, "individual_number", subject, number, &sealed, NULL),
                     JU_OK);
    return sealed;
}

void asker_send(asker *a, const char *operator_id, const char *affair, const char *request_id,
                const ProtobufCMessage *command)
{
    a->w->affair = affair;
    char *token = staff_token(a->w, operator_id, TERMINAL);
    a->w->affair = NULL;
    bus_send(a->w, JU_TOPIC_GATEWAY_COMMAND,
             &(bus_event){.key = request_id, .message = command, .staff_token = token});
    free(token);
}

const void *asker_answer(asker *a, const char *request_id, const ProtobufCMessageDescriptor *type)
{
    int64_t until_ms = now_ms() + patience_ms();
    while (now_ms() < until_ms) {
        bus_follow_on(&a->replies, 20);
        for (size_t i = a->replies.records.count; i > 0; i--) {
            const bus_record *record = &a->replies.records.item[i - 1];
            if (strcmp(record->key, request_id) == 0) {
                assert_string_equal(record->type, type->name);
                return protobuf_c_message_unpack(type, &a->arena.allocator, record->size, record->value);
            }
        }
    }
    fail_msg("no answer to %s", request_id);
    return NULL;
}

void asker_tell(asker *a, const told *who)
{
    Juki__Resident__V1__PersonChanged changed = JUKI__RESIDENT__V1__PERSON_CHANGED__INIT;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    Juki__Common__V1__Address address;
    command_id id = command_new_id();
    command_address(&address, TEST_MUNICIPALITY, "１－１");
    birth.date = text(who->birth_date);
    changed.change_id = id.text;
    changed.addressee_number = text(who->addressee_number);
    changed.history_number = (int32_t)who->sequence;
    changed.state = who->state;
    changed.name = text(who->name);
    changed.birth_date = &birth;
    changed.address = &address;
    changed.individual_number =
        who->number == NULL ? NULL : asker_seal(a, who->addressee_number, who->number);
    bus_send(a->w, JU_TOPIC_RESIDENT_TO_GATEWAY,
             &(bus_event){.key = who->addressee_number, .sequence = who->sequence, .message = &changed.base});
}

Juki__Gateway__V1__PersonFeed *asker_told(asker *a, bus_follower *consumer, const char *number)
{
    bus_follow_on(consumer, 20);
    for (size_t i = consumer->records.count; i > 0; i--) {
        const bus_record *record = &consumer->records.item[i - 1];
        if (strcmp(record->key, number) == 0) {
            return juki__gateway__v1__person_feed__unpack(&a->arena.allocator, record->size, record->value);
        }
    }
    return NULL;
}
