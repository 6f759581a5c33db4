#include "tests/integration/harness/feed.h"

#include "common/event/topic_names.h"
#include "juki/gateway/v1/snapshot.pb-c.h"
#include "juki/resident/v1/event.pb-c.h"
#include "juki/resident/v1/restraint.pb-c.h"
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/copy.h"
#include "tests/integration/harness/person_row.h"
#include "tests/integration/harness/process.h"

#include <stdio.h>
#include <string.h>

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

PGconn *feed_db(world *w)
{
    return world_database_of(w, "gateway")->conn;
}

/* ---- the register ------------------------------------------------------------------------------------- */

feed_key feed_number(int serial)
{
    feed_key n;
    (void)snprintf(n.text, sizeof n.text, "%015d", serial);
    return n;
}

/* One of them, with the texts he is made of. */
typedef struct feed_person {
    person_row row;
    Juki__Common__V1__WrittenDate birth;
    Juki__Common__V1__Address address;
    feed_key key;
    char integrated[16], household[16], name[32], number[32];
} feed_person;

static void make(int serial, feed_person *ret)
{
    ret->key = feed_number(serial);
    (void)snprintf(ret->integrated, sizeof ret->integrated, "9%014d", serial);
    (void)snprintf(ret->household, sizeof ret->household, "h%d", serial / 3);
    (void)snprintf(ret->name, sizeof ret->name, "住民 %d", serial);
    (void)snprintf(ret->number, sizeof ret->number, "%d番地", serial);
    juki__common__v1__written_date__init(&ret->birth);
    ret->birth.date = text("1990-01-15");
    juki__common__v1__address__init(&ret->address);
    ret->address.municipality_code = text("132071");
    ret->address.town = text("田中町");
    ret->address.number = ret->number;
    juki__gateway__v1__person_feed__init(&ret->row);
    ret->row.change_id = text("before");
    ret->row.addressee_number = ret->key.text;
    ret->row.state = text("resident");
    ret->row.integrated_number = ret->integrated;
    ret->row.household_number = ret->household;
    ret->row.name = ret->name;
    ret->row.birth_date = &ret->birth;
    ret->row.sex = serial % 2 == 0 ? JUKI__COMMON__V1__SEX__SEX_MALE : JUKI__COMMON__V1__SEX__SEX_FEMALE;
    ret->row.relationship = text("世帯主");
    ret->row.address = &ret->address;
}

/* So many persons who have been told to the gateway before, without 個人番号; written into its tables. */
static void fill(world *w, int persons)
{
    PGconn *db = feed_db(w);
    sql(db,
        "INSERT INTO integrated SELECT '9' || to_char(i, 'FM00000000000000') FROM generate_series(1, %d) i",
        persons);
    sql(db, "BEGIN");
    for (int serial = 1; serial <= persons; serial++) {
        feed_person person;
        make(serial, &person);
        person_row_put(db, &person.row);
    }
    sql(db, "COMMIT");
    sql(db, "ANALYZE person");
}

/* The nth change of a person; with a 個人番号 from the synthetic block. */
void feed_change(world *w, ju_keyring *ring, int serial, int64_t nth, bool restrained)
{
    Juki__Resident__V1__PersonChanged changed = JUKI__RESIDENT__V1__PERSON_CHANGED__INIT;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    Juki__Common__V1__Address address;
    command_id id = command_new_id();
    feed_key key = feed_number(serial);
    char name[64];
    ju_arena arena;
    ju_arena_init(&arena, 64 * 1024);
    (void)snprintf(name, sizeof name, "変更 %d 回 %d", serial, (int)nth);
    command_address(&address, TEST_MUNICIPALITY, restrained ? FEED_SECRET : "１－１");
    birth.date = text("1990-01-15");
    changed.change_id = id.text;
    changed.addressee_number = key.text;
    changed.restrained = restrained;
    changed.state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    changed.name = name;
    changed.birth_date = &birth;
    changed.sex = JUKI__COMMON__V1__SEX__SEX_MALE;
    changed.address = &address;
    changed.reason = text("move_within");
    changed.change_date = text(TEST_TODAY);
    changed.history_number = (int32_t)nth + 1;
    assert_int_equal(ju_seal_text(ring, &arena, "individual_number", key.text,
                                  person_of(serial).individual_number, &changed.individual_number, NULL),
                     JU_OK);
    bus_send(w, JU_TOPIC_RESIDENT_TO_GATEWAY,
             &(bus_event){.key = key.text, .sequence = nth, .message = &changed.base});
    ju_arena_done(&arena);
}

void feed_restrain(world *w, int serial, int64_t nth)
{
    Juki__Resident__V1__RestraintChanged changed = JUKI__RESIDENT__V1__RESTRAINT_CHANGED__INIT;
    command_id id = command_new_id();
    feed_key key = feed_number(serial);
    changed.request_id = id.text;
    changed.addressee_number = key.text;
    changed.restrained = true;
    bus_send(w, JU_TOPIC_RESIDENT_TO_GATEWAY,
             &(bus_event){.key = key.text, .sequence = nth, .message = &changed.base});
}

world *feed_open(void **state, int persons)
{
    world *w = *state;
    command_all_topics(w, COPY_PARTITIONS);
    process_stop(process_start(w, "juki-gateway", PROCESS_STATIC));
    fill(w, persons);
    return w;
}

/* ---- a consumer --------------------------------------------------------------------------------------- */

command_id feed_wish(world *w, const char *consumer)
{
    Juki__Gateway__V1__RequestSnapshot request = JUKI__GATEWAY__V1__REQUEST_SNAPSHOT__INIT;
    command_id id = command_new_id();
    char topic[64];
    (void)snprintf(topic, sizeof topic, "feed.%s.request", consumer);
    request.request_id = id.text;
    bus_send(w, topic, &(bus_event){.key = consumer, .message = &request.base});
    return id;
}

/* How often something refused the wish with this code. */
int feed_refusals(world *w, const char *consumer, const char *request_id, const char *code)
{
    char topic[64];
    int count = 0;
    (void)snprintf(topic, sizeof topic, "feed.%s", consumer);
    bus_records records = bus_read(w, topic);
    for (size_t i = 0; i < records.count; i++) {
        if (strcmp(records.item[i].type, "juki.gateway.v1.FeedRefused") != 0) {
            continue;
        }
        Juki__Gateway__V1__FeedRefused *refused =
            juki__gateway__v1__feed_refused__unpack(NULL, records.item[i].size, records.item[i].value);
        assert_non_null(refused);
        count += strcmp(refused->request_id, request_id) == 0 && strcmp(refused->refusal->code, code) == 0;
        juki__gateway__v1__feed_refused__free_unpacked(refused, NULL);
    }
    bus_free(&records);
    return count;
}

void feed_await_quiet(world *w)
{
    AWAIT(sql_int(feed_db(w), "SELECT count(*) FROM snapshot WHERE ended_at IS NULL") == 0);
    AWAIT(sql_int(feed_db(w), "SELECT count(*) FROM outbox") == 0);
}

void feed_expect_no_trace(world *w, const char *topic, const int *serial, size_t count)
{
    bus_records records = bus_read(w, topic);
    for (size_t i = 0; i < records.count; i++) {
        const bus_record *record = &records.item[i];
        assert_null(memmem(record->value, record->size, FEED_SECRET, strlen(FEED_SECRET)));
        for (size_t n = 0; n < count; n++) {
            const char *digits = person_of(serial[n]).individual_number;
            assert_null(memmem(record->value, record->size, digits, strlen(digits)));
            assert_null(strstr(record->key, digits));
        }
    }
    bus_free(&records);
}
