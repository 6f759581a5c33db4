/* Names, manifests and CSV of ファイル連携. */
#include "services/gateway/bridge_file.h"
#include "services/gateway/steps/bridge_csv.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static const bridge_file FILE_12 = {.consumer = "pension",
                                    .number = 12,
                                    .kind = "diff",
                                    .part = 1,
                                    .last_part = true,
                                    .day = "2026-04-10",
                                    .after = 40,
                                    .until = 57,
                                    .rows = 9,
                                    .sha256 = "aa",
                                    .sealed_sha256 = "bb",
                                    .previous = "cc"};

static void a_name_says_whose_what_and_when(void **state)
{
    char name[BRIDGE_NAME_SIZE];
    (void)state;
    bridge_file_name(&FILE_12, ".csv.cms", name);
    assert_string_equal(name, "pension_diff_0000000012_20260410.csv.cms");
    assert_int_equal(bridge_file_number("pension", name), 12);
    assert_int_equal(bridge_file_number("pension", "pension_full_9999999999_20260410.csv.cms"), 9999999999);
}

static void other_names_have_no_number(void **state)
{
    static const char *const OTHERS[] = {
        "",
        "pension",
        "pension_diff_0000000012_20260410.json",
        "pension_diff_0000000012_20260410.csv.cms.x",
        "pension_half_0000000012_20260410.csv.cms",
        "pension_diff_0000000000_20260410.csv.cms",
        "pension_diff_00000000-2_20260410.csv.cms",
        "pensions_diff_0000000012_20260410.csv.cms",
        "../pension_diff_0000000012_20260410.csv.cms",
    };
    (void)state;
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        assert_int_equal(bridge_file_number("pension", OTHERS[i]), 0);
    }
}

static void a_manifest_says_all_but_who(void **state)
{
    ju_arena arena;
    (void)state;
    ju_arena_init(&arena, 64 * 1024);
    assert_string_equal(
        bridge_manifest(&FILE_12, &arena),
        "{\"version\":1,\"consumer\":\"pension\",\"file\":\"pension_diff_0000000012_20260410.csv.cms\","
        "\"kind\":"
        "\"diff\",\"part\":1,\"last_part\":true,\"number\":12,\"day\":\"2026-04-10\",\"log_after\":40,"
        "\"log_until\":57,\"rows\":9,\"sha256\":\"aa\",\"encrypted_sha256\":\"bb\","
        "\"previous_manifest_sha256\":\"cc\"}\n");
    ju_arena_done(&arena);
}

static char *csv_of(const char *names, const Juki__Gateway__V1__PersonFeed *person)
{
    gateway_items items = 0;
    char *csv = NULL;
    size_t size = 0;
    ju_arena arena;
    ju_arena_init(&arena, 64 * 1024);
    FILE *out = open_memstream(&csv, &size);
    assert_non_null(out);
    assert_true(gateway_items_read(names, &items));
    bridge_csv_head(out, items);
    assert_true(bridge_csv_row(out, items, 3, person, &arena));
    assert_int_equal(fclose(out), 0);
    ju_arena_done(&arena);
    return csv;
}

/* Quotes where RFC 4180 wants them; the selector of a variant (IVS) stays; what is absent is empty. */
static void a_row_keeps_every_character(void **state)
{
    Juki__Gateway__V1__PersonFeed person = JUKI__GATEWAY__V1__PERSON_FEED__INIT;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    (void)state;
    person.addressee_number = text("000000000000001");
    person.restrained = true;
    person.name = text("葛\xf3\xa0\x84\x80城, \"花子\"\r\nミドル");
    birth.date = text("1990-01-15");
    person.birth_date = &birth;
    person.sex = JUKI__COMMON__V1__SEX__SEX_FEMALE;
    char *csv = csv_of("addressee_number restrained name birth_date sex", &person);
    assert_string_equal(
        csv,
        "sequence,addressee_number,restrained,name,birth_date.date,birth_date.uncertain,birth_date.written,"
        "sex\r\n3,000000000000001,1,\"葛\xf3\xa0\x84\x80城, \"\"花子\"\"\r\nミドル\",1990-01-15,,,2\r\n");
    free(csv);
}

static void a_history_is_json_and_a_number_is_sealed(void **state)
{
    Juki__Gateway__V1__PersonFeed person = JUKI__GATEWAY__V1__PERSON_FEED__INIT;
    Juki__Common__V1__HouseholdSpan span = JUKI__COMMON__V1__HOUSEHOLD_SPAN__INIT;
    Juki__Common__V1__HouseholdSpan *one[] = {&span};
    Juki__Common__V1__HouseholdHistory history = JUKI__COMMON__V1__HOUSEHOLD_HISTORY__INIT;
    Juki__Common__V1__Sealed sealed = JUKI__COMMON__V1__SEALED__INIT;
    unsigned char bytes[] = {0x0a, 0xff};
    (void)state;
    span.from = text("2020-04-01");
    history.n_span = 1;
    history.span = one;
    sealed.key_id = text("pension/2026");
    sealed.nonce = (ProtobufCBinaryData){1, bytes};
    sealed.ciphertext = (ProtobufCBinaryData){2, bytes};
    person.household_history = &history;
    person.individual_number = &sealed;
    char *csv = csv_of("individual_number household_history address_history", &person);
    assert_string_equal(
        csv, "sequence,individual_number,household_history,address_history\r\n3,pension/2026.0a.0aff,"
             "\"[{\"\"from\"\":\"\"2020-04-01\"\"}]\",\r\n");
    free(csv);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_says_whose_what_and_when),
        cmocka_unit_test(other_names_have_no_number),
        cmocka_unit_test(a_manifest_says_all_but_who),
        cmocka_unit_test(a_row_keeps_every_character),
        cmocka_unit_test(a_history_is_json_and_a_number_is_sealed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
