#include "services/gateway/projection.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FEED (&juki__gateway__v1__person_feed__descriptor)

enum { ROUNDS = 5000, BYTES_MAX = 4096, NAMES_MAX = 1024 };

static unsigned char own_cipher[] = "sealed to the gateway";
static unsigned char reader_cipher[] = "sealed to one reader";

/* Messages of protobuf-c do not know const. */
static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

/* A change with every item filled. */
typedef struct sample {
    Juki__Resident__V1__PersonChanged changed;
    Juki__Common__V1__WrittenDate birth_date;
    Juki__Common__V1__Address address;
    Juki__Common__V1__Address previous_address;
    Juki__Common__V1__Address destination;
    Juki__Common__V1__Sealed number;
    Juki__Common__V1__HouseholdSpan household_span;
    Juki__Common__V1__HouseholdSpan *household_spans[1];
    Juki__Common__V1__HouseholdHistory household_history;
    Juki__Common__V1__AddressSpan address_span;
    Juki__Common__V1__AddressSpan *address_spans[1];
    Juki__Common__V1__AddressHistory address_history;
} sample;

static Juki__Common__V1__Address address(char *town)
{
    Juki__Common__V1__Address ret = JUKI__COMMON__V1__ADDRESS__INIT;
    ret.town = town;
    return ret;
}

static Juki__Common__V1__Sealed sealed(unsigned char *cipher, size_t size)
{
    Juki__Common__V1__Sealed ret = JUKI__COMMON__V1__SEALED__INIT;
    ret.ciphertext = (ProtobufCBinaryData){.len = size - 1, .data = cipher};
    return ret;
}

static void fill_histories(sample *s)
{
    juki__common__v1__household_span__init(&s->household_span);
    juki__common__v1__household_history__init(&s->household_history);
    juki__common__v1__address_span__init(&s->address_span);
    juki__common__v1__address_history__init(&s->address_history);
    s->household_spans[0] = &s->household_span;
    s->household_history.span = s->household_spans;
    s->household_history.n_span = 1;
    s->household_span.from = s->address_span.from = text("2001-01-01");
    s->household_span.household_number = text("27");
    s->address_spans[0] = &s->address_span;
    s->address_history.span = s->address_spans;
    s->address_history.n_span = 1;
    s->changed.household_history = &s->household_history;
    s->changed.address_history = &s->address_history;
}

static void fill(sample *s)
{
    juki__resident__v1__person_changed__init(&s->changed);
    juki__common__v1__written_date__init(&s->birth_date);
    s->birth_date.date = text("2000-01-01");
    s->address = address(text("本町"));
    s->previous_address = address(text("旧町"));
    s->destination = address(text("新町"));
    s->number = sealed(own_cipher, sizeof own_cipher);
    s->changed.change_id = text("change");
    s->changed.addressee_number = text("19");
    s->changed.state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT;
    s->changed.household_number = text("27");
    s->changed.name = text("昭島 一郎");
    s->changed.name_kana = text("アキシマ イチロウ");
    s->changed.birth_date = &s->birth_date;
    s->changed.sex = JUKI__COMMON__V1__SEX__SEX_MALE;
    s->changed.relationship = text("世帯主");
    s->changed.address = &s->address;
    s->changed.individual_number = &s->number;
    s->changed.resident_since = text("2001-01-01");
    s->changed.address_since = text("2002-01-01");
    s->changed.previous_address = &s->previous_address;
    s->changed.destination = &s->destination;
    s->changed.reason = text("国内転出");
    s->changed.change_date = text("2026-04-01");
    s->changed.notified_date = text("2026-04-02");
    s->changed.history_number = 3;
    fill_histories(s);
}

/* The fields that really stand in the bytes, read without our code: tags and lengths of the wire. */
static gateway_items fields_on_wire(const unsigned char *bytes, size_t size)
{
    gateway_items found = 0;
    for (size_t at = 0; at < size;) {
        uint64_t tag = bytes[at++];
        assert_true(tag < 0x80 || at < size);
        if (tag >= 0x80) {
            tag = (tag & 0x7f) | (uint64_t)bytes[at++] << 7;
        }
        for (unsigned i = 0; i < FEED->n_fields; i++) {
            found |= FEED->fields[i].id == tag >> 3 ? UINT64_C(1) << i : 0;
        }
        uint64_t value = bytes[at++];
        assert_true(value < 0x80); /* every sample value is short */
        at += (tag & 7) == 2 ? value : 0;
    }
    return found;
}

static bool holds(const unsigned char *bytes, size_t size, const unsigned char *part, size_t part_size)
{
    return memmem(bytes, size, part, part_size - 1) != NULL;
}

/* A random list of names, as a consumer's row would have it, and the set it stands for. */
static gateway_items random_list(char names[NAMES_MAX])
{
    gateway_items approved = 0;
    size_t used = 0;
    names[0] = '\0';
    for (unsigned i = 0; i < FEED->n_fields; i++) {
        if (random() % 2 == 0) {
            approved |= UINT64_C(1) << i;
            used += (size_t)snprintf(names + used, NAMES_MAX - used, "%s%s", used == 0 ? "" : " ",
                                     FEED->fields[i].name);
        }
    }
    return approved;
}

static size_t pack_for(const sample *s, gateway_items items, bool restrained_place,
                       Juki__Common__V1__Sealed *number, unsigned char bytes[BYTES_MAX])
{
    Juki__Gateway__V1__PersonFeed full = gateway_feed_full(&s->changed, "000000000000019");
    Juki__Gateway__V1__PersonFeed feed = gateway_feed_for(&full, items, restrained_place, number);
    assert_true(protobuf_c_message_get_packed_size(&feed.base) <= BYTES_MAX);
    return protobuf_c_message_pack(&feed.base, bytes);
}

static void a_feed_holds_exactly_the_approved_items(void **state)
{
    (void)state;
    srandom(20260401);
    for (int round = 0; round < ROUNDS; round++) {
        sample s;
        char names[NAMES_MAX];
        unsigned char bytes[BYTES_MAX];
        gateway_items items = 0;
        fill(&s);
        s.changed.restrained = random() % 4 == 0;
        bool restrained_place = random() % 3 == 0;
        gateway_items approved = random_list(names);
        assert_true(gateway_items_read(names, &items));
        Juki__Common__V1__Sealed number = sealed(reader_cipher, sizeof reader_cipher);
        size_t size = pack_for(&s, items, restrained_place, &number, bytes);
        gateway_items found = fields_on_wire(bytes, size);
        assert_true((found & ~approved) == 0);
        gateway_items masked = 0;
        if (s.changed.restrained && restrained_place) {
            masked = 0;
        } else if (s.changed.restrained) {
            assert_true(gateway_items_read("address previous_address destination address_history", &masked));
        } else {
            assert_true(gateway_items_read("restrained", &masked)); /* false is absent in proto3 */
        }
        assert_true(found == (approved & ~masked));
        assert_false(holds(bytes, size, own_cipher, sizeof own_cipher));
        assert_int_equal(holds(bytes, size, reader_cipher, sizeof reader_cipher),
                         gateway_items_has(items, "individual_number"));
    }
}

static void without_a_number_for_the_reader_no_sealed_value_is_sent(void **state)
{
    (void)state;
    sample s;
    unsigned char bytes[BYTES_MAX];
    fill(&s);
    size_t size = pack_for(&s, UINT64_MAX, false, NULL, bytes);
    assert_false(holds(bytes, size, own_cipher, sizeof own_cipher));
    assert_false(gateway_items_has(fields_on_wire(bytes, size), "individual_number"));
}

static void states_have_their_words(void **state)
{
    (void)state;
    static const char *const words[] = {
        [1] = "resident", [2] = "moved_out", [3] = "dead", [9] = "deleted", [10] = NULL};
    for (int i = 1; i < 10; i++) {
        if (words[i] != NULL) {
            sample s;
            fill(&s);
            s.changed.state = (Juki__Resident__V1__PersonState)i;
            assert_string_equal(gateway_feed_full(&s.changed, "1").state, words[i]);
        }
    }
}

static void unknown_items_are_told(void **state)
{
    (void)state;
    gateway_items items = 0;
    assert_true(gateway_items_read("", &items));
    assert_true(items == 0);
    assert_true(gateway_items_read("name address", &items));
    assert_true(gateway_items_has(items, "name"));
    assert_false(gateway_items_has(items, "name_kana"));
    assert_false(gateway_items_read("name shoe_size", &items));
    assert_false(gateway_items_read("name  address", &items));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_feed_holds_exactly_the_approved_items),
        cmocka_unit_test(without_a_number_for_the_reader_no_sealed_value_is_sent),
        cmocka_unit_test(states_have_their_words),
        cmocka_unit_test(unknown_items_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
