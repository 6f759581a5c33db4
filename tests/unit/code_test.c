/* Check digits, against published numbers and numbers worked by hand; none belongs to a person. */
#include "common/code/code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *const individual_numbers[] = {
    "123456789018", "983205673214", "454972364860", "200000000000", "000111111111", "621498320257",
    "465281266333", "111111111118", "379474484458", "507957100721", "100000000005", "500000000003",
    "012345678903", "000000000019", "000000000027", "999999999996", "345678901234", NULL,
};
static const char *const wrong_individual_numbers[] = {
    "123456789012", "123456789010", "123456789008", "621498320258", "507957100722", "000000000000", NULL,
};
static const char *const resident_codes[] = {
    "12345678903", "09876543211", "12345000001", "12345000010", "12345000060", "00000000060",
    "00000000019", "10000000006", "55555555554", "99999999995", NULL,
};
static const char *const wrong_resident_codes[] = {"12345678901", "00000000000", NULL};
/* 昭島, 札幌, 目黒, 熊谷, 千代田, 世田谷, 北海道, 札幌市中央区, 那覇, 与那国: remainders 0, 1 and 10 among
 * them. */
static const char *const municipalities[] = {
    "132071", "011002", "131105", "112020", "131016", "131121", "010006", "011011", "472018", "473821", NULL,
};
static const char *const wrong_municipalities[] = {"132070", "010000", "011010", "000000", NULL};
/* Serials 1, 12, 6 (remainder 1, our 0), 50 (remainder 4), 14 digits of 9, and zero-padded 1. */
static const char *const addressees[] = {"19", "124", "60", "507", "999999999999998", "000000000000019",
                                         NULL};
static const char *const wrong_addressees[] = {"18", "61", "0", "00", "999999999999999", NULL};
static const char *const corporates[] = {
    "7000012050002", "8000012010038",
    "5010401067252", "8700110005901",
    "7000020010006", "2010001163289",
    "1010601008968", "1012701000739",
    "1011203001683", "8000020132071",
    "9000020011002", "1000020131105",
    "3000020112020", NULL,
};
static const char *const wrong_corporates[] = {"7000012050003", "1000012050002", "0000000000000", NULL};

static const struct vectors {
    ju_code_kind kind;
    const char *const *good;
    const char *const *bad;
} vectors[] = {
    {JU_CODE_INDIVIDUAL_NUMBER, individual_numbers, wrong_individual_numbers},
    {JU_CODE_RESIDENT_CODE, resident_codes, wrong_resident_codes},
    {JU_CODE_MUNICIPALITY, municipalities, wrong_municipalities},
    {JU_CODE_ADDRESSEE, addressees, wrong_addressees},
    {JU_CODE_CORPORATE, corporates, wrong_corporates},
};
enum { VECTORS = sizeof vectors / sizeof vectors[0] };

static void accepts_published_numbers(void **state)
{
    (void)state;
    for (size_t v = 0; v < VECTORS; v++) {
        for (const char *const *text = vectors[v].good; *text != NULL; text++) {
            if (!ju_code_valid(vectors[v].kind, *text)) {
                fail_msg("kind %d refuses %s", (int)vectors[v].kind, *text);
            }
        }
    }
}

static void refuses_wrong_numbers(void **state)
{
    (void)state;
    for (size_t v = 0; v < VECTORS; v++) {
        for (const char *const *text = vectors[v].bad; *text != NULL; text++) {
            if (ju_code_valid(vectors[v].kind, *text)) {
                fail_msg("kind %d accepts %s", (int)vectors[v].kind, *text);
            }
        }
    }
}

static void makes_the_digit_of_each_published_number(void **state)
{
    (void)state;
    for (size_t v = 0; v < VECTORS; v++) {
        bool first = vectors[v].kind == JU_CODE_CORPORATE;
        for (const char *const *text = vectors[v].good; *text != NULL; text++) {
            size_t length = strlen(*text);
            char body[JU_CODE_SIZE] = "";
            memcpy(body, first ? *text + 1 : *text, length - 1);
            assert_int_equal(ju_code_check_digit(vectors[v].kind, body),
                             first ? (*text)[0] : (*text)[length - 1]);
        }
    }
}

static void remainder_tails_differ_by_kind(void **state)
{
    (void)state;
    /* Remainder 0. */
    assert_int_equal(ju_code_check_digit(JU_CODE_INDIVIDUAL_NUMBER, "45497236486"), '0');
    assert_int_equal(ju_code_check_digit(JU_CODE_RESIDENT_CODE, "1234500006"), '0');
    assert_int_equal(ju_code_check_digit(JU_CODE_MUNICIPALITY, "01101"), '1');
    /* Remainder 1. */
    assert_int_equal(ju_code_check_digit(JU_CODE_INDIVIDUAL_NUMBER, "20000000000"), '0');
    assert_int_equal(ju_code_check_digit(JU_CODE_MUNICIPALITY, "11202"), '0');
    assert_int_equal(ju_code_check_digit(JU_CODE_ADDRESSEE, "6"), '0');
    /* Remainder 10. */
    assert_int_equal(ju_code_check_digit(JU_CODE_INDIVIDUAL_NUMBER, "00011111111"), '1');
    assert_int_equal(ju_code_check_digit(JU_CODE_MUNICIPALITY, "13207"), '1');
    /* Modulo 9: a sum of 0 gives 9, never 0. */
    assert_int_equal(ju_code_check_digit(JU_CODE_CORPORATE, "000000000000"), '9');
}

static void refuses_other_widths_and_characters(void **state)
{
    (void)state;
    assert_false(ju_code_valid(JU_CODE_INDIVIDUAL_NUMBER, ""));
    assert_false(ju_code_valid(JU_CODE_INDIVIDUAL_NUMBER, "0123456789018"));
    assert_false(ju_code_valid(JU_CODE_INDIVIDUAL_NUMBER, "23456789018"));
    assert_false(ju_code_valid(JU_CODE_INDIVIDUAL_NUMBER, "123456789018 "));
    assert_false(ju_code_valid(JU_CODE_INDIVIDUAL_NUMBER, "1234-5678-9018"));
    assert_false(ju_code_valid(JU_CODE_INDIVIDUAL_NUMBER, "１２３４５６７８９０１８"));
    assert_false(ju_code_valid(JU_CODE_RESIDENT_CODE, "123456789018"));
    assert_false(ju_code_valid(JU_CODE_MUNICIPALITY, "13207"));
    assert_false(ju_code_valid(JU_CODE_ADDRESSEE, "0000000000000019"));
    assert_int_equal(ju_code_check_digit(JU_CODE_INDIVIDUAL_NUMBER, "1234567890"), 0);
    assert_int_equal(ju_code_check_digit(JU_CODE_INDIVIDUAL_NUMBER, "123456789012"), 0);
    assert_int_equal(ju_code_check_digit(JU_CODE_INDIVIDUAL_NUMBER, "1234567890x"), 0);
    assert_int_equal(ju_code_check_digit(JU_CODE_ADDRESSEE, ""), 0);
    assert_int_equal(ju_code_check_digit(JU_CODE_ADDRESSEE, "000000000000001"), 0);
}

/* Errors that pass, of every single wrong digit or swap of neighbours in many 個人番号. */
typedef struct misreadings {
    int tried;
    int passed;
} misreadings;

static void misread(misreadings *count, const char *number)
{
    count->tried++;
    count->passed += ju_code_valid(JU_CODE_INDIVIDUAL_NUMBER, number);
}

static void misread_digits(misreadings *count, const char *number)
{
    for (size_t place = 0; place < 12; place++) {
        char wrong[JU_CODE_SIZE];
        memcpy(wrong, number, 13);
        for (char digit = '0'; digit <= '9'; digit++) {
            wrong[place] = digit;
            if (digit != number[place]) {
                misread(count, wrong);
            }
        }
    }
}

static void swap_neighbours(misreadings *count, const char *number)
{
    for (size_t place = 0; place < 11; place++) {
        char wrong[JU_CODE_SIZE];
        memcpy(wrong, number, 13);
        wrong[place] = number[place + 1];
        wrong[place + 1] = number[place];
        if (wrong[place] != wrong[place + 1]) {
            misread(count, wrong);
        }
    }
}

static double share(misreadings count)
{
    return 100.0 * count.passed / count.tried;
}

/*
 * A check digit does not find everything: remainders 0 and 1 share the digit 0. Over these 2,000 numbers
 * 1.6 % of single wrong digits and 1.8 % of swapped neighbours pass; nothing may rely on fewer.
 */
static void finds_most_misreadings_but_not_all(void **state)
{
    (void)state;
    misreadings digits = {0};
    misreadings swaps = {0};
    uint64_t serial = 1;
    for (int i = 0; i < 2000; i++) {
        serial = serial * 6364136223846793005 + 1442695040888963407;
        char number[JU_CODE_SIZE];
        (void)snprintf(number, sizeof number, "%011llu", (unsigned long long)(serial % 100000000000));
        number[11] = ju_code_check_digit(JU_CODE_INDIVIDUAL_NUMBER, number);
        number[12] = '\0';
        misread_digits(&digits, number);
        swap_neighbours(&swaps, number);
    }
    print_message("passed: %.2f %% of wrong digits, %.2f %% of swaps\n", share(digits), share(swaps));
    assert_true(share(digits) > 1.0 && share(digits) < 2.2);
    assert_true(share(swaps) > 1.0 && share(swaps) < 2.5);
}

static void reads_the_words_of_kinds(void **state)
{
    (void)state;
    static const char *const words[] = {"individual-number", "resident-code", "municipality", "addressee",
                                        "corporate"};
    ju_code_kind kind = JU_CODE_KIND_MAX_;
    for (int i = 0; i < JU_CODE_KIND_MAX_; i++) {
        assert_true(ju_code_parse_kind(words[i], &kind));
        assert_int_equal(kind, i);
    }
    assert_false(ju_code_parse_kind("Corporate", &kind));
    assert_false(ju_code_parse_kind("", &kind));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_published_numbers),
        cmocka_unit_test(refuses_wrong_numbers),
        cmocka_unit_test(makes_the_digit_of_each_published_number),
        cmocka_unit_test(remainder_tails_differ_by_kind),
        cmocka_unit_test(refuses_other_widths_and_characters),
        cmocka_unit_test(finds_most_misreadings_but_not_all),
        cmocka_unit_test(reads_the_words_of_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
