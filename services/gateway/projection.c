#include "services/gateway/projection.h"

#include <assert.h>
#include <string.h>

#define FEED (&juki__gateway__v1__person_feed__descriptor)

static gateway_items bit(unsigned field)
{
    return UINT64_C(1) << field;
}

/* The set of the field whose name is these bytes; empty when there is none. */
static gateway_items item_named(const char *name, size_t length)
{
    assert(FEED->n_fields <= 64);
    for (unsigned i = 0; i < FEED->n_fields; i++) {
        if (strlen(FEED->fields[i].name) == length && memcmp(FEED->fields[i].name, name, length) == 0) {
            return bit(i);
        }
    }
    return 0;
}

bool gateway_items_read(const char *names, gateway_items *ret)
{
    gateway_items items = 0;
    while (*names != '\0') {
        size_t length = strcspn(names, " ");
        gateway_items item = item_named(names, length);
        if (item == 0) {
            return false;
        }
        items |= item;
        names += length;
        names += *names == ' ';
    }
    *ret = items;
    return true;
}

bool gateway_items_has(gateway_items items, const char *name)
{
    return (items & item_named(name, strlen(name))) != 0;
}

static const char *state_word(Juki__Resident__V1__PersonState state)
{
    switch (state) {
    case JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT:
        return "resident";
    case JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT:
        return "moved_out";
    case JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DEAD:
        return "dead";
    case JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DELETED:
        return "deleted";
    default:
        return "";
    }
}

Juki__Gateway__V1__PersonFeed gateway_feed_full(const Juki__Resident__V1__PersonChanged *changed,
                                                const char *integrated_number)
{
    Juki__Gateway__V1__PersonFeed feed = JUKI__GATEWAY__V1__PERSON_FEED__INIT;
    feed.change_id = changed->change_id;
    feed.addressee_number = changed->addressee_number;
    feed.restrained = changed->restrained;
    feed.state = (char *)(uintptr_t)state_word(changed->state);
    feed.integrated_number = (char *)(uintptr_t)integrated_number;
    feed.household_number = changed->household_number;
    feed.name = changed->name;
    feed.name_kana = changed->name_kana;
    feed.birth_date = changed->birth_date;
    feed.sex = changed->sex;
    feed.relationship = changed->relationship;
    feed.address = changed->address;
    feed.individual_number = changed->individual_number;
    feed.resident_since = changed->resident_since;
    feed.address_since = changed->address_since;
    feed.previous_address = changed->previous_address;
    feed.destination = changed->destination;
    feed.reason = changed->reason;
    feed.change_date = changed->change_date;
    feed.household_history = changed->household_history;
    feed.address_history = changed->address_history;
    return feed;
}

void gateway_feed_outside(const Juki__Gateway__V1__NonresidentBasics *basics, gateway_outside *ret)
{
    juki__common__v1__written_date__init(&ret->birth_date);
    ret->birth_date.date = basics->birth_date;
    ret->birth_date.uncertain = basics->birth_date_uncertain;
    ret->birth_date.written = basics->birth_date_written;
    juki__common__v1__address__init(&ret->address);
    ret->address.postal_code = basics->postal_code;
    ret->address.municipality_code = basics->municipality_code;
    ret->address.town_code = basics->town_code;
    ret->address.prefecture = basics->prefecture;
    ret->address.municipality = basics->municipality;
    ret->address.town = basics->town;
    ret->address.number = basics->number;
    ret->address.building = basics->building;
    juki__gateway__v1__person_feed__init(&ret->feed);
    ret->feed.name = basics->name;
    ret->feed.name_kana = basics->name_kana;
    ret->feed.birth_date = *basics->birth_date == '\0' ? NULL : &ret->birth_date;
    ret->feed.sex = basics->sex;
    ret->feed.address = &ret->address;
    ret->feed.individual_number = basics->individual_number;
}

static size_t value_size(const ProtobufCFieldDescriptor *field)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE:
        return sizeof(void *);
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_ENUM:
        return sizeof(int);
    default:
        assert(!"a type that the feed does not use");
        return 0;
    }
}

/* Gives every field outside of items the value of an empty message, which is absent on the wire. */
static void blank(Juki__Gateway__V1__PersonFeed *feed, gateway_items items)
{
    Juki__Gateway__V1__PersonFeed empty = JUKI__GATEWAY__V1__PERSON_FEED__INIT;
    for (unsigned i = 0; i < FEED->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &FEED->fields[i];
        if ((items & bit(i)) == 0) {
            memcpy((char *)feed + field->offset, (const char *)&empty + field->offset, value_size(field));
        }
    }
}

Juki__Gateway__V1__PersonFeed gateway_feed_for(const Juki__Gateway__V1__PersonFeed *full, gateway_items items,
                                               bool restrained_place, Juki__Common__V1__Sealed *number)
{
    Juki__Gateway__V1__PersonFeed feed = *full;
    feed.individual_number = number;
    if (feed.restrained && !restrained_place) {
        feed.address = NULL;
        feed.previous_address = NULL;
        feed.destination = NULL;
        feed.address_history = NULL;
    }
    blank(&feed, items);
    return feed;
}
