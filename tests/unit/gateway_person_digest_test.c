#include "services/gateway/person_digest.h"

#include "common/base/hex.h"

#include <openssl/sha.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Gateway__V1__PersonFeed person_feed;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static void expect_digest_of(const person_feed *feed, const char *lines)
{
    unsigned char got[GATEWAY_DIGEST_BYTES];
    unsigned char wanted[GATEWAY_DIGEST_BYTES];
    assert_int_equal(gateway_person_digest(feed, got, NULL), JU_OK);
    (void)SHA256((const unsigned char *)lines, strlen(lines), wanted);
    assert_memory_equal(got, wanted, sizeof got);
}

/* The lines of snapshot.proto, written out: a consumer in another language makes the same. */
static void a_digest_covers_the_lines_of_the_contract(void **state)
{
    (void)state;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    Juki__Common__V1__Sealed sealed = JUKI__COMMON__V1__SEALED__INIT;
    Juki__Common__V1__HouseholdSpan span[2] = {JUKI__COMMON__V1__HOUSEHOLD_SPAN__INIT,
                                               JUKI__COMMON__V1__HOUSEHOLD_SPAN__INIT};
    Juki__Common__V1__HouseholdSpan *spans[] = {&span[0], &span[1]};
    Juki__Common__V1__HouseholdHistory history = JUKI__COMMON__V1__HOUSEHOLD_HISTORY__INIT;
    person_feed feed = JUKI__GATEWAY__V1__PERSON_FEED__INIT;
    expect_digest_of(&feed, "");
    birth.date = text("1990-01-15");
    birth.uncertain = true;
    span[0].from = text("2020-04-01");
    span[1].from = text("2021-05-02");
    span[1].relationship = text("妻");
    history.n_span = 2;
    history.span = spans;
    feed.change_id = text("01234567-0000-7000-8000-000000000000");
    feed.addressee_number = text("000000000000019");
    feed.restrained = true;
    feed.state = text("resident");
    feed.name = text("試験　花子");
    feed.birth_date = &birth;
    feed.sex = JUKI__COMMON__V1__SEX__SEX_FEMALE;
    feed.individual_number = &sealed;
    feed.household_history = &history;
    expect_digest_of(&feed, "addressee_number=000000000000019\n"
                            "restrained=1\n"
                            "state=resident\n"
                            "name=試験　花子\n"
                            "birth_date.date=1990-01-15\n"
                            "birth_date.uncertain=1\n"
                            "sex=2\n"
                            "individual_number=1\n"
                            "household_history.span[0].from=2020-04-01\n"
                            "household_history.span[1].from=2021-05-02\n"
                            "household_history.span[1].relationship=妻\n");
}

/* Whatever the change was that told of the person, and however the number is sealed, he is the same. */
static void a_change_without_effect_leaves_the_digest(void **state)
{
    (void)state;
    unsigned char cipher[] = "another nonce";
    Juki__Common__V1__Sealed one = JUKI__COMMON__V1__SEALED__INIT;
    Juki__Common__V1__Sealed other = JUKI__COMMON__V1__SEALED__INIT;
    Juki__Common__V1__Address empty = JUKI__COMMON__V1__ADDRESS__INIT;
    person_feed feed = JUKI__GATEWAY__V1__PERSON_FEED__INIT;
    unsigned char before[GATEWAY_DIGEST_BYTES];
    unsigned char after[GATEWAY_DIGEST_BYTES];
    feed.name = text("試験");
    feed.individual_number = &one;
    assert_int_equal(gateway_person_digest(&feed, before, NULL), JU_OK);
    other.ciphertext = (ProtobufCBinaryData){sizeof cipher, cipher};
    feed.individual_number = &other;
    feed.change_id = text("another change");
    feed.address = &empty;
    assert_int_equal(gateway_person_digest(&feed, after, NULL), JU_OK);
    assert_memory_equal(before, after, sizeof before);
    feed.individual_number = NULL;
    assert_int_equal(gateway_person_digest(&feed, after, NULL), JU_OK);
    assert_memory_not_equal(before, after, sizeof before);
}

static void sums_do_not_depend_on_the_order(void **state)
{
    (void)state;
    unsigned char digest[3][GATEWAY_DIGEST_BYTES];
    gateway_digest_sum forth = {0};
    gateway_digest_sum back = {0};
    memset(digest[0], 0xff, GATEWAY_DIGEST_BYTES);
    memset(digest[1], 0x80, GATEWAY_DIGEST_BYTES);
    memset(digest[2], 0x01, GATEWAY_DIGEST_BYTES);
    for (int i = 0; i < 3; i++) {
        gateway_digest_add(&forth, digest[i]);
        gateway_digest_add(&back, digest[2 - i]);
    }
    assert_int_equal(forth.persons, 3);
    assert_memory_equal(forth.digest, back.digest, GATEWAY_DIGEST_BYTES);
    /* -1 + 0x8080… + 0x0101… modulo 2^256 */
    assert_int_equal(forth.digest[GATEWAY_DIGEST_BYTES - 1], 0x80);
    assert_int_equal(forth.digest[0], 0x81);
}

/* Carried through every byte, and away at the end. */
static void a_sum_is_modulo_2_to_256(void **state)
{
    (void)state;
    unsigned char all[GATEWAY_DIGEST_BYTES];
    unsigned char one[GATEWAY_DIGEST_BYTES] = {0};
    unsigned char zero[GATEWAY_DIGEST_BYTES] = {0};
    gateway_digest_sum sum = {0};
    memset(all, 0xff, sizeof all);
    one[GATEWAY_DIGEST_BYTES - 1] = 1;
    gateway_digest_add(&sum, all);
    gateway_digest_add(&sum, one);
    assert_memory_equal(sum.digest, zero, sizeof zero);
    assert_int_equal(sum.persons, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_digest_covers_the_lines_of_the_contract),
        cmocka_unit_test(a_change_without_effect_leaves_the_digest),
        cmocka_unit_test(sums_do_not_depend_on_the_order),
        cmocka_unit_test(a_sum_is_modulo_2_to_256),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
