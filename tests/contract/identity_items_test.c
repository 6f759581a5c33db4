/* What may stand in the messages of identity and delivery (seed 002 ). */
#include "juki/delivery/v1/delivery.pb-c.h"
#include "juki/delivery/v1/file.pb-c.h"
#include "juki/identity/v1/identity.pb-c.h"
#include "juki/identity/v1/inquiry.pb-c.h"
#include "juki/identity/v1/search.pb-c.h"
#include "juki/resident/v1/event.pb-c.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void a_notice_has_the_eight_items(void **state)
{
    static const char *const items[] = {"resident_code",     "name",   "birth_date", "sex", "address",
                                        "individual_number", "reason", "change_date"};
    const ProtobufCMessageDescriptor *notice = &juki__identity__v1__resident_notice__descriptor;
    (void)state;
    assert_int_equal(notice->n_fields, 8);
    for (size_t i = 0; i < 8; i++) {
        assert_string_equal(notice->fields[i].name, items[i]);
    }
}

static void neither_service_sees_an_addressee_number(void **state)
{
    static const ProtobufCMessageDescriptor *const messages[] = {
        &juki__resident__v1__identity_changed__descriptor,
        &juki__resident__v1__number_requested__descriptor,
        &juki__identity__v1__resident_notice__descriptor,
        &juki__identity__v1__number_generation_requested__descriptor,
        &juki__identity__v1__number_generated__descriptor,
        &juki__identity__v1__number_assigned__descriptor,
        &juki__identity__v1__query_notices__descriptor,
        &juki__identity__v1__notices_reply__descriptor,
        &juki__identity__v1__search_identity__descriptor,
        &juki__identity__v1__search_identity_reply__descriptor,
        &juki__identity__v1__found_identity__descriptor,
        &juki__identity__v1__show_identity__descriptor,
        &juki__identity__v1__show_identity_reply__descriptor,
        &juki__identity__v1__identity_inquiry__descriptor,
        &juki__identity__v1__identity_inquiry_answered__descriptor,
        &juki__identity__v1__inquired_person__descriptor,
        &juki__delivery__v1__delivery_record__descriptor,
        &juki__delivery__v1__delivery_withdrawn__descriptor,
    };
    (void)state;
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
        for (unsigned n = 0; n < messages[i]->n_fields; n++) {
            assert_null(strstr(messages[i]->fields[n].name, "addressee"));
            assert_null(strstr(messages[i]->fields[n].name, "household"));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_notice_has_the_eight_items),
        cmocka_unit_test(neither_service_sees_an_addressee_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
