#include "common/event/flat.h"

#include "juki/resident/v1/record.pb-c.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { ITEMS_MAX = 128 };

typedef Juki__Resident__V1__PersonRecord person_record;

static ju_flat_item items[ITEMS_MAX];
static size_t item_count;

static ju_arena arena;

static int read_items(void **state)
{
    (void)state;
    ju_arena_init(&arena, (size_t)1 << 16);
    item_count = ju_flat_items(&juki__resident__v1__person_record__descriptor, items, ITEMS_MAX);
    return 0;
}

static int free_arena(void **state)
{
    (void)state;
    ju_arena_done(&arena);
    return 0;
}

static const ju_flat_item *item_of(const char *name)
{
    for (size_t i = 0; i < item_count; i++) {
        if (strcmp(items[i].name, name) == 0) {
            return &items[i];
        }
    }
    fail_msg("no item %s", name);
    return NULL;
}

static const char *text_of(const person_record *record, const char *name)
{
    static char buffer[JU_FLAT_TEXT_SIZE];
    return ju_flat_text(&record->base, item_of(name), buffer);
}

static bool set(person_record *record, const char *name, char *text)
{
    return ju_flat_set(&record->base, item_of(name), text, &arena);
}

static void items_stand_in_their_order(void **state)
{
    (void)state;
    assert_string_equal(items[0].name, "addressee_number");
    assert_true(item_of("address.town") < item_of("address.number"));
    assert_true(item_of("individual_number")->sealed);
    assert_false(item_of("birth_date.uncertain")->sealed);
    ju_flat_item few[2];
    assert_int_equal(ju_flat_items(&juki__resident__v1__person_record__descriptor, few, 2), item_count);
}

static void texts_go_in_and_come_out(void **state)
{
    person_record record = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    (void)state;
    assert_true(set(&record, "name", (char[]){"山田"}));
    assert_true(set(&record, "history_number", (char[]){"12"}));
    assert_true(set(&record, "state", (char[]){"9"}));
    assert_true(set(&record, "address.town", (char[]){"田中町"}));
    assert_true(set(&record, "birth_date.uncertain", (char[]){"1"}));
    assert_string_equal(text_of(&record, "name"), "山田");
    assert_string_equal(text_of(&record, "history_number"), "12");
    assert_string_equal(text_of(&record, "state"), "9");
    assert_string_equal(text_of(&record, "address.town"), "田中町");
    assert_string_equal(text_of(&record, "birth_date.uncertain"), "1");
    assert_string_equal(record.address->town, "田中町");
    assert_string_equal(record.address->number, "");
}

/* A message that holds a PersonRecord, which holds an Address. */
typedef struct outer_message {
    ProtobufCMessage base;
    person_record *person;
} outer_message;

static void messages_may_be_nested_deeper(void **state)
{
    const ProtobufCFieldDescriptor field = {.name = "person",
                                            .label = PROTOBUF_C_LABEL_NONE,
                                            .type = PROTOBUF_C_TYPE_MESSAGE,
                                            .offset = offsetof(outer_message, person),
                                            .descriptor = &juki__resident__v1__person_record__descriptor};
    const ProtobufCMessageDescriptor type = {.n_fields = 1, .fields = &field};
    outer_message outer = {.base = {.descriptor = &type}};
    ju_flat_item deep[ITEMS_MAX];
    char buffer[JU_FLAT_TEXT_SIZE];
    (void)state;
    assert_int_equal(ju_flat_items(&type, deep, ITEMS_MAX), item_count);
    for (size_t i = 0; i < item_count; i++) {
        char text[] = "1";
        assert_int_equal(strncmp(deep[i].name, "person.", strlen("person.")), 0);
        assert_string_equal(deep[i].name + strlen("person."), items[i].name);
        if (!deep[i].sealed) {
            assert_string_equal(ju_flat_text(&outer.base, &deep[i], buffer), "");
            assert_true(ju_flat_set(&outer.base, &deep[i], text, &arena));
            assert_string_equal(ju_flat_text(&outer.base, &deep[i], buffer), "1");
        }
    }
    assert_true(outer.person != NULL && outer.person->previous_address != NULL);
}

static void what_is_absent_is_empty_and_stays_so(void **state)
{
    person_record record = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    (void)state;
    assert_string_equal(text_of(&record, "address.town"), "");
    assert_string_equal(text_of(&record, "state"), "");
    assert_true(set(&record, "address.town", (char[]){""}));
    assert_true(set(&record, "state", (char[]){""}));
    assert_null(record.address);
}

static void what_is_no_value_is_refused(void **state)
{
    static const struct {
        const char *item;
        const char *text;
    } rows[] = {{"state", "7"},          {"state", "-1"},
                {"state", "1x"},         {"sex", "3"},
                {"history_number", "a"}, {"history_number", "2147483648"},
                {"history_number", "01"}};
    person_record record = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[16];
        memcpy(text, rows[i].text, strlen(rows[i].text) + 1);
        if (set(&record, rows[i].item, text)) {
            fail_msg("%s took %s", rows[i].item, rows[i].text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_stand_in_their_order),
        cmocka_unit_test(texts_go_in_and_come_out),
        cmocka_unit_test(messages_may_be_nested_deeper),
        cmocka_unit_test(what_is_absent_is_empty_and_stays_so),
        cmocka_unit_test(what_is_no_value_is_refused),
    };
    return cmocka_run_group_tests_name("event_flat", tests, read_items, free_arena);
}
