/* フリガナ for search, rule by rule as in the standard: 2.1.2 検索文字入力 (j330). */
#include "common/text/kana.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ARENA_BYTES = 1 << 20 };

typedef struct name_pair {
    const char *left;
    const char *right;
} name_pair;

static bool meet(const char *left, const char *right)
{
    bool found = false;
    ju_arena arena;
    ju_arena_init(&arena, ARENA_BYTES);
    for (int l = 0; l < JU_KANA_FORMS; l++) {
        for (int r = 0; r < JU_KANA_FORMS; r++) {
            found = found || strcmp(ju_kana_fold(left, (ju_kana_form)l, &arena),
                                    ju_kana_fold(right, (ju_kana_form)r, &arena)) == 0;
        }
    }
    ju_arena_done(&arena);
    return found;
}

static void check_pairs(const name_pair *row, bool expected)
{
    for (; row->left != NULL; row++) {
        if (meet(row->left, row->right) != expected || meet(row->right, row->left) != expected) {
            fail_msg("%s and %s %s", row->left, row->right, expected ? "do not meet" : "meet");
        }
    }
}

static void j330_voiced_and_plain_are_one(void **state)
{
    (void)state;
    static const name_pair rows[] = {
        {"ヂ", "ジ"},
        {"ズ", "ヅ"},
        {"ワ", "ハ"},
        {"ヴァ", "バ"},
        {"ヴィ", "ビ"},
        {"ヴ", "ブ"},
        {"オ", "ヲ"},
        {"ヒ", "ピ"},
        {"ガ", "カ"},
        {"ゾ", "ソ"},
        {"ヂ", "チ"},
        {"ヅ", "ツ"},
        {"ヴ", "ウ"},
        {"ヴェラ", "ベラ"},
        {"ヴォ", "ボ"},
        {"ナカジマ", "ナカシマ"},
        {"ミツカヅ", "ミツカズ"},
        {"ヷ", "ワ"},
        {"バ", "パ"},
        {NULL, NULL},
    };
    check_pairs(rows, true);
}

static void j330_small_and_large_are_one(void **state)
{
    (void)state;
    static const name_pair rows[] = {
        {"ッ", "ツ"}, {"ャ", "ヤ"}, {"ュ", "ユ"},
        {"ョ", "ヨ"}, {"ァ", "ア"}, {"ヶ", "ケ"},
        {"ヵ", "カ"}, {"ヮ", "ハ"}, {"ハットリ", "ハツトリ"},
        {NULL, NULL},
    };
    check_pairs(rows, true);
}

static void j330_space_between_names_is_ignored(void **state)
{
    (void)state;
    static const name_pair rows[] = {
        {"サトウ　ハナコ", "サトウハナコ"},
        {"サトウ ハナコ", "サトウ　ハナコ"},
        {"サト　ウメ", "サトウメ"}, /* ウ after オ段 also where the space was */
        {NULL, NULL},
    };
    check_pairs(rows, true);
}

static void j330_u_after_o_row_is_o(void **state)
{
    (void)state;
    static const name_pair same[] = {
        {"サトウ", "サトオ"}, {"オウノ", "オオノ"},     {"コウジ", "コオジ"}, {"ヨウコ", "ヨオコ"},
        {"ショウ", "シヨオ"}, {"ドウモト", "ドオモト"}, {"ヲウ", "オオ"},     {NULL, NULL},
    };
    static const name_pair different[] = {
        {"ウメ", "オメ"}, {"スウ", "スオ"}, {"アウ", "アオ"}, {"コエ", "コウ"}, {NULL, NULL},
    };
    check_pairs(same, true);
    check_pairs(different, false);
}

static void j330_long_marks_do_not_count(void **state)
{
    (void)state;
    static const name_pair rows[] = {
        {"スーザン", "スザン"}, {"ス―ザン", "スザン"},   {"ス－ザン", "スザン"}, {"ス‐ザン", "スザン"},
        {"スｰザン", "スザン"},  {"ス-ザン", "スーザン"}, {"メアリー", "メアリ"}, {NULL, NULL},
    };
    check_pairs(rows, true);
}

static void input_of_any_width_and_hiragana_is_taken(void **state)
{
    (void)state;
    static const name_pair rows[] = {
        {"ｻﾄｳ ﾊﾅｺ", "サトウ　ハナコ"},
        {"ｶﾞｯｺｳ", "ガッコウ"},
        {"さとう　はなこ", "サトウ　ハナコ"},
        {"マリア・テレサ", "マリアテレサ"},
        {"カ゛", "ガ"},
        {"ｳﾞｧ", "バ"},
        {NULL, NULL},
    };
    check_pairs(rows, true);
}

static void different_names_do_not_meet(void **state)
{
    (void)state;
    static const name_pair rows[] = {
        {"チバ", "シバ"},     {"ツダ", "スダ"},     {"ウエノ", "フエノ"}, {"ハラ", "アラ"},
        {"ヤマダ", "ヤマナ"}, {"イトウ", "エトウ"}, {"サトウ", "サト"},   {NULL, NULL},
    };
    check_pairs(rows, false);
}

static void folding_twice_changes_nothing(void **state)
{
    (void)state;
    static const char *const names[] = {
        "ヴァヂヅ　ッャー", "ショウジ　ヨウコ", "ヾヽゝ", "abc", "", "ウウウ"};
    ju_arena arena;
    ju_arena_init(&arena, ARENA_BYTES);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        for (int form = 0; form < JU_KANA_FORMS; form++) {
            const char *once = ju_kana_fold(names[i], (ju_kana_form)form, &arena);
            assert_string_equal(ju_kana_fold(once, (ju_kana_form)form, &arena), once);
        }
    }
    ju_arena_done(&arena);
}

static void only_katakana_can_be_searched(void **state)
{
    (void)state;
    assert_true(ju_kana_is_searchable("サトオ"));
    assert_true(ju_kana_is_searchable("ヽ"));
    assert_false(ju_kana_is_searchable(""));
    assert_false(ju_kana_is_searchable("サトu"));
    assert_false(ju_kana_is_searchable("佐藤"));
    assert_false(ju_kana_is_searchable("さとう"));
    assert_false(ju_kana_is_searchable("\xe3\x82"));
}

static void broken_or_endless_text_is_survived(void **state)
{
    (void)state;
    ju_arena small;
    ju_arena large;
    static char endless[200001];
    ju_arena_init(&small, 4096);
    ju_arena_init(&large, (size_t)8 << 20);
    memset(endless, 'a', sizeof endless - 1);
    assert_null(ju_kana_fold(endless, JU_KANA_BY_MARK, &small));
    assert_int_equal(strlen(ju_kana_fold(endless, JU_KANA_BY_MARK, &large)), sizeof endless - 1);
    assert_string_equal(ju_kana_fold("\xff\xfe", JU_KANA_BY_MARK, &large), "");
    assert_string_equal(ju_kana_fold("ア\xe3\x82", JU_KANA_BY_SOUND, &large), "");
    ju_arena_done(&small);
    ju_arena_done(&large);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(j330_voiced_and_plain_are_one),
        cmocka_unit_test(j330_small_and_large_are_one),
        cmocka_unit_test(j330_space_between_names_is_ignored),
        cmocka_unit_test(j330_u_after_o_row_is_o),
        cmocka_unit_test(j330_long_marks_do_not_count),
        cmocka_unit_test(input_of_any_width_and_hiragana_is_taken),
        cmocka_unit_test(different_names_do_not_meet),
        cmocka_unit_test(folding_twice_changes_nothing),
        cmocka_unit_test(only_katakana_can_be_searched),
        cmocka_unit_test(broken_or_endless_text_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
