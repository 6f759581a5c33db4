/*
 * 住登外者 and who was carried (引継) in what is told again: 照合 and a snapshot know them as the office was
 * told of them, and a restraint restrains that. The test plays the register and the tax office.
 */
#include "tests/integration/harness/asker.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"
#include "juki/gateway/v1/snapshot.pb-c.h"
#include "juki/resident/v1/restraint.pb-c.h"
#include "services/gateway/person_digest.h"

#include <string.h>

#define TAX     "地方税の賦課徴収"
#define CARRIED "0000000200"

typedef Juki__Gateway__V1__PersonFeed person_feed;

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

/* processing "1": who has left is carried under his 住民宛名番号. Returns the 宛名番号, in the arena. */
static const char *number_one(asker *a, const char *processing, const char *addressee_number,
                              const char *name, const char *number)
{
    Juki__Gateway__V1__RegisterNonresident wish = JUKI__GATEWAY__V1__REGISTER_NONRESIDENT__INIT;
    Juki__Gateway__V1__NonresidentBasics basics = JUKI__GATEWAY__V1__NONRESIDENT_BASICS__INIT;
    Juki__Common__V1__Operator by = JUKI__COMMON__V1__OPERATOR__INIT;
    command_id id = command_new_id();
    by.operator_id = text("clerk1");
    by.terminal_id = text("terminal1");
    basics.name = text(name);
    basics.birth_date = text("1960-06-06");
    basics.sex = JUKI__COMMON__V1__SEX__SEX_MALE;
    basics.municipality = text("千代田区");
    basics.individual_number = number == NULL ? NULL : asker_seal(a, id.text, number);
    wish.request_id = id.text;
    wish.operator_ = &by;
    wish.purpose = text("業務");
    wish.processing = text(processing);
    wish.addressee_number = text(addressee_number);
    wish.basics = &basics;
    asker_send(a, "clerk1", TAX, id.text, &wish.base);
    const Juki__Gateway__V1__NonresidentReply *reply =
        asker_answer(a, id.text, &juki__gateway__v1__nonresident_reply__descriptor);
    assert_null(reply->refusal);
    return reply->nonresident->addressee_number;
}

/* A range with him alone, with the digest of what was told when he was numbered, is settled. */
static void check_fed_again(asker *a, PGconn *conn, const char *number)
{
    char before[16] = "";
    unsigned char digest[GATEWAY_DIGEST_BYTES];
    unsigned char nobody[GATEWAY_DIGEST_BYTES] = {0};
    Juki__Gateway__V1__RequestReconcile wish = JUKI__GATEWAY__V1__REQUEST_RECONCILE__INIT;
    Juki__Gateway__V1__ReconcileRange range[3];
    Juki__Gateway__V1__ReconcileRange *ranges[] = {&range[0], &range[1], &range[2]};
    command_id id = command_new_id();
    AWAIT(asker_told(a, &a->tax, number) != NULL);
    assert_int_equal(gateway_person_digest(asker_told(a, &a->tax, number), digest, NULL), JU_OK);
    memcpy(before, number, strlen(number) - 1); /* without its check digit: ahead of him alone */
    for (int i = 0; i < 3; i++) {
        juki__gateway__v1__reconcile_range__init(&range[i]);
        range[i].digest = (ProtobufCBinaryData){sizeof digest, i == 1 ? digest : nobody};
        range[i].until = text(i == 0 ? before : i == 1 ? number : "");
    }
    range[1].persons = 1;
    wish.request_id = id.text;
    wish.range = ranges;
    wish.n_range = 3;
    bus_send(a->w, JU_TOPIC_FEED_TAX_REQUEST, &(bus_event){.key = "tax", .message = &wish.base});
    AWAIT(sql_int(conn, "SELECT count(*) FROM reconcile_range WHERE number = 2 AND phase = 'settled'") == 1);
}

/* While he is carried, a correction of his 除票 is nothing to the office that uses him, and a restraint
 * restrains what it has of him; others know the former resident. */
static void check_carried(asker *a, told *left)
{
    Juki__Resident__V1__RestraintChanged changed = JUKI__RESIDENT__V1__RESTRAINT_CHANGED__INIT;
    command_id id = command_new_id();
    AWAIT(asker_told(a, &a->welfare, CARRIED) != NULL && asker_told(a, &a->tax, CARRIED) != NULL);
    left->sequence = 3;
    left->name = "渡辺　五朗";
    asker_tell(a, left);
    AWAIT(asker_told(a, &a->welfare, CARRIED) != NULL &&
          strcmp(asker_told(a, &a->welfare, CARRIED)->name, left->name) == 0);
    assert_string_equal(asker_told(a, &a->tax, CARRIED)->name, "渡辺　五郎");
    changed.request_id = id.text;
    changed.addressee_number = text(CARRIED);
    changed.restrained = true;
    bus_send(a->w, JU_TOPIC_RESIDENT_TO_GATEWAY,
             &(bus_event){.key = CARRIED, .sequence = 4, .message = &changed.base});
    AWAIT(asker_told(a, &a->welfare, CARRIED) != NULL && asker_told(a, &a->welfare, CARRIED)->restrained);
    AWAIT(asker_told(a, &a->tax, CARRIED) != NULL && asker_told(a, &a->tax, CARRIED)->restrained);
    const person_feed *known = asker_told(a, &a->tax, CARRIED);
    assert_string_equal(known->state, "non_resident");
    assert_string_equal(known->name, "渡辺　五郎");
    assert_null(known->address);
    assert_string_equal(asker_told(a, &a->welfare, CARRIED)->state, "moved_out");
}

static void outside_and_carried_are_told_again(void **state)
{
    asker a;
    world *w = *state;
    PGconn *conn = world_database_of(w, "gateway")->conn;
    told left = {CARRIED,
                 1,
                 person_of(42).individual_number,
                 "渡辺　五郎",
                 "1960-06-06",
                 JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT};
    asker_open(&a, w, 1);
    (void)process_start(w, "juki-gateway", PROCESS_STATIC);
    asker_tell(&a, &left);
    left.sequence = 2;
    left.state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT;
    asker_tell(&a, &left);
    AWAIT(sql_int(conn, "SELECT count(*) FROM person WHERE state = 'moved_out'") == 1);
    (void)number_one(&a, "1", CARRIED, left.name, NULL);
    check_carried(&a, &left);
    check_fed_again(&a, conn, number_one(&a, "0", "", "山口　八郎", person_of(45).individual_number));
    left.sequence = 5; /* and back: what he is from then on is for all */
    left.state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    asker_tell(&a, &left);
    AWAIT(asker_told(&a, &a.tax, CARRIED) != NULL &&
          strcmp(asker_told(&a, &a.tax, CARRIED)->state, "resident") == 0);
    assert_int_equal(bus_count(w, "deadletter.gateway"), 0);
    asker_close(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(outside_and_carried_are_told_again, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("nonresident_feed", tests, NULL, NULL);
}
