/* What may stand in the messages of the links (seed 002 R-11): to 戸籍 and 出入国在留管理庁 no 個人番号, no
 * 住民票コード and no number of ours. */
#include "common/event/registry.h"
#include "juki/common/v1/common.pb-c.h"
#include "juki/resident/v1/link.pb-c.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void has_fields(const ProtobufCMessageDescriptor *message, const char *const *names)
{
    size_t count = 0;
    while (names[count] != NULL) {
        count++;
    }
    assert_int_equal(message->n_fields, count);
    for (unsigned i = 0; i < message->n_fields; i++) {
        assert_string_equal(message->fields[i].name, names[i]);
    }
}

static void the_family_register_gets_the_items_of_the_annex(void **state)
{
    static const char *const items[] = {"change_id",
                                        "person_ref",
                                        "registered_domicile",
                                        "family_register_head",
                                        "name",
                                        "birth_date",
                                        "sex",
                                        "address",
                                        "address_since",
                                        "destination",
                                        "state",
                                        "reason",
                                        "change_date",
                                        "restrained",
                                        "change_date_written",
                                        NULL};
    (void)state;
    has_fields(&juki__resident__v1__family_annex_notice__descriptor, items);
}

static void the_immigration_agency_gets_the_items_of_its_law(void **state)
{
    static const char *const items[] = {"change_id",
                                        "person_ref",
                                        "law",
                                        "state",
                                        "name",
                                        "birth_date",
                                        "sex",
                                        "nationality",
                                        "address",
                                        "previous_address",
                                        "destination",
                                        "foreign_resident_since",
                                        "reason",
                                        "change_date",
                                        "notified_date",
                                        "foreign_stay",
                                        "change_date_written",
                                        NULL};
    (void)state;
    has_fields(&juki__resident__v1__municipality_notice__descriptor, items);
}

/* By type, whatever a field is called: nothing sealed, no bytes, down to the last nested message. */
static void carries_no_number(const ProtobufCMessageDescriptor *message)
{
    for (unsigned i = 0; i < message->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->fields[i];
        assert_int_not_equal(field->type, PROTOBUF_C_TYPE_BYTES);
        assert_null(strstr(field->name, "individual_number"));
        assert_null(strstr(field->name, "resident_code"));
        assert_null(strstr(field->name, "addressee"));
        assert_null(strstr(field->name, "household"));
        if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
            assert_ptr_not_equal(field->descriptor, &juki__common__v1__sealed__descriptor);
            carries_no_number(field->descriptor);
        }
    }
}

static void no_number_leaves_or_enters(void **state)
{
    static const ProtobufCMessageDescriptor *const messages[] = {
        &juki__resident__v1__family_annex_notice__descriptor,
        &juki__resident__v1__family_annex_restraint__descriptor,
        &juki__resident__v1__municipality_notice__descriptor,
        &juki__resident__v1__residence_notice__descriptor,
        &juki__resident__v1__residence_notice_result__descriptor,
        &juki__resident__v1__application_status__descriptor,
    };
    (void)state;
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
        carries_no_number(messages[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_family_register_gets_the_items_of_the_annex),
        cmocka_unit_test(the_immigration_agency_gets_the_items_of_its_law),
        cmocka_unit_test(no_number_leaves_or_enters),
    };
    return cmocka_run_group_tests_name("link_items", tests, NULL, NULL);
}
