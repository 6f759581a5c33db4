/* 異体字 for search: the examples of the standard (2.1.2, j330), the committed table, tables that are wrong.
 */
#include "services/resident/variant.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ARENA_BYTES = 1 << 20, TABLE_BYTES = 1 << 16 };

static variant_table *committed(void)
{
    static char csv[TABLE_BYTES];
    variant_table *table = NULL;
    ju_err err = {0};
    FILE *file = fopen("services/resident/variants.csv", "re");
    assert_non_null(file);
    csv[fread(csv, 1, sizeof csv - 1, file)] = '\0';
    (void)fclose(file);
    if (variant_table_parse(csv, &table, &err) != JU_OK) {
        fail_msg("%s", err.message);
    }
    return table;
}

static void j330_variants_meet(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"渡辺", "渡邊"},
        {"渡辺", "渡边"},
        {"渡辺", "渡邉"},
        {"渡辺", "渡𨘢"},
        {"浜田", "濱田"},
        {"浜田", "濵田"},
        {"浜田", "滨田"},
        {"藤井", "籘井"},
        {"藤井", "籐井"},
        {"藤井", "䕨井"},
        {"斎藤", "齊藤"},
        {"斉藤", "齋藤"},
        {"高橋", "髙橋"},
        {"山崎", "山﨑"},
        {"吉田", "𠮷田"},
        {"神田", "神田"},
        {"佐藤　花子", "佐藤花子"},
        {"SMITH　ｊｏｈｎ", "Smith John"},
        {"葛\xf3\xa0\x84\x80"
         "西",
         "葛西"}, /* with a variation selector */
    };
    variant_table *table = committed();
    ju_arena arena;
    ju_arena_init(&arena, ARENA_BYTES);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *left = variant_fold(table, rows[i][0], &arena);
        assert_string_equal(left, variant_fold(table, rows[i][1], &arena));
        assert_string_equal(left, variant_fold(table, left, &arena));
    }
    assert_string_not_equal(variant_fold(table, "渡部", &arena), variant_fold(table, "渡辺", &arena));
    assert_string_equal(variant_fold(table, "\xff", &arena), "");
    ju_arena_done(&arena);
    variant_table_free(table);
}

static void the_offices_own_table_with_external_characters(void **state)
{
    (void)state;
    variant_table *table = NULL;
    ju_err err = {0};
    ju_arena arena;
    ju_arena_init(&arena, ARENA_BYTES);
    assert_int_equal(variant_table_parse("# ours\n\n辺,\xee\x80\x80\n", &table, &err), JU_OK);
    assert_string_equal(variant_fold(table, "渡\xee\x80\x80", &arena), "渡辺");
    uint32_t mark = variant_table_mark(table);
    variant_table_free(table);
    assert_int_equal(variant_table_parse("", &table, &err), JU_OK);
    assert_string_equal(variant_fold(table, "渡邊", &arena), "渡邊");
    assert_true(variant_table_mark(table) != mark);
    variant_table_free(table);
    ju_arena_done(&arena);
}

static void a_wrong_table_is_refused(void **state)
{
    (void)state;
    static const char *const tables[] = {
        "辺\n",           "辺,\n",   ",邊\n",     "辺辺,邊\n", "辺,邊\n浜,邊\n",
        "辺,邊\n邊,浜\n", "辺,辺\n", "\xff,邊\n", "神,神\n",
    };
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        variant_table *table = NULL;
        ju_err err = {0};
        assert_int_equal(variant_table_parse(tables[i], &table, &err), JU_FATAL);
        assert_string_equal(err.code, "variants");
        assert_null(table);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(j330_variants_meet),
        cmocka_unit_test(the_offices_own_table_with_external_characters),
        cmocka_unit_test(a_wrong_table_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
