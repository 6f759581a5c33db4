/* Text of the register: what is text, how long it is for a reader, kana. */
#include "common/text/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <utf8proc.h>

/* 辻 with the variation selector of its one-dot form; a name with it is not the name without it. */
#define TSUJI_VARIANT "\u8fbb\U000E0102"

static ju_arena arena;

static int open_arena(void **state)
{
    (void)state;
    ju_arena_init(&arena, 1 << 20);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    ju_arena_done(&arena);
    return 0;
}

static bool valid(const char *text)
{
    return ju_text_valid(text, strlen(text));
}

static void takes_what_a_register_holds(void **state)
{
    (void)state;
    assert_true(valid(""));
    assert_true(valid("昭島市田中町１丁目１７番１号"));
    assert_true(valid(TSUJI_VARIANT "　花子"));
    assert_true(valid("\U00020B9F る")); /* 𠮟, outside the basic plane */
    assert_true(valid("\ue000 \U000F0000"));
    assert_true(valid("José O'Neil-Ñ"));
}

static void refuses_what_is_not_text(void **state)
{
    (void)state;
    static const char *const malformed[] = {
        "\xff",     "\x80",  "\xc0\xaf",     "\xe0\x80\xaf",         "\xed\xa0\x80", "\xf4\x90\x80\x80",
        "\xe3\x81", "a\xe3", "\xf0\x9f\x98", "\xf8\x88\x80\x80\x80",
    };
    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
        assert_false(valid(malformed[i]));
    }
    static const char *const unseen[] = {
        "a\tb",   "a\nb",   "\x7f",       "\xc2\x85", "\u2028",     "\u2029",
        "\ufdd0", "\uffff", "\U0001FFFE", "\u202e",   "\ufeff花子", "\u200b",
    };
    for (size_t i = 0; i < sizeof unseen / sizeof unseen[0]; i++) {
        assert_false(valid(unseen[i]));
    }
    assert_false(ju_text_valid("a\0b", 3));
    assert_true(ju_text_valid("a\0b", 1));
    assert_false(ju_text_valid("あ", 2)); /* never reads past the length */
}

static void counts_what_a_reader_sees(void **state)
{
    (void)state;
    assert_int_equal(ju_text_length(""), 0);
    assert_int_equal(ju_text_length("住民太郎"), 4);
    assert_int_equal(ju_text_length(TSUJI_VARIANT "花子"), 3);
    assert_int_equal(ju_text_length("\u2764\ufe0f!"), 2);
    assert_int_equal(ju_text_length("\U00020B9F"), 1);
    /* Composed and decomposed forms are different text: no normalisation. */
    assert_int_equal(ju_text_length("\u304c"), 1);
    assert_int_equal(ju_text_length("\u304b\u3099"), 2);
}

static void a_selector_joins_one_character_only(void **state)
{
    (void)state;
    assert_int_equal(ju_text_length(TSUJI_VARIANT "\U000E0101"), 2);
    assert_int_equal(ju_text_length("\U000E0102"), 1);
    assert_int_equal(ju_text_length("\U000E0102\U000E0102"), 2);
}

static void truncates_between_characters(void **state)
{
    (void)state;
    const char *name = "山" TSUJI_VARIANT "花";
    assert_int_equal(ju_text_truncate(name, 0), 0);
    assert_int_equal(ju_text_truncate(name, 1), 3);
    assert_int_equal(ju_text_truncate(name, 2), 3 + 3 + 4);
    assert_int_equal(ju_text_truncate(name, 3), strlen(name));
    assert_int_equal(ju_text_truncate(name, 99), strlen(name));
}

static void counts_characters_outside_the_repertoire(void **state)
{
    (void)state;
    assert_int_equal(ju_text_external_count("住民太郎"), 0);
    assert_int_equal(ju_text_external_count(TSUJI_VARIANT "花子"), 1);
    assert_int_equal(ju_text_external_count("\ue000花\U000F0001\U0010FFFD"), 3);
    assert_int_equal(ju_text_external_count("\ue000\U000E0101"), 1);
    assert_int_equal(ju_text_external_count("\u2764\ufe0f"), 0);
}

static void knows_a_phonetic_name(void **state)
{
    (void)state;
    assert_true(ju_text_is_katakana_name("ジュウミン　タロウ"));
    assert_true(ju_text_is_katakana_name("マリー・アンヌ デュポン"));
    assert_true(ju_text_is_katakana_name("ヴォ ァヺ"));
    assert_false(ju_text_is_katakana_name(""));
    assert_false(ju_text_is_katakana_name("　ー・ "));
    assert_false(ju_text_is_katakana_name("じゅうみん"));
    assert_false(ju_text_is_katakana_name("ｼﾞｭｳﾐﾝ"));
    assert_false(ju_text_is_katakana_name("住民"));
    assert_false(ju_text_is_katakana_name("タロウ2"));
    assert_false(ju_text_is_katakana_name("タ゛ロウ"));
}

static void turns_katakana_into_hiragana(void **state)
{
    (void)state;
    assert_string_equal(ju_text_hiragana("ジュウミン　タロウ", &arena), "じゅうみん　たろう");
    assert_string_equal(ju_text_hiragana("マリー・ヴォヵヶァヾ", &arena), "まりー・ゔぉゕゖぁゞ");
    assert_string_equal(ju_text_hiragana("ヷヺ辻abc", &arena), "ヷヺ辻abc");
    assert_string_equal(ju_text_hiragana("", &arena), "");
}

static void each_step_of_seion_is_its_own(void **state)
{
    (void)state;
    const char *name = "ヂャッキー　バ\u30db\u309a\u309b";
    assert_string_equal(ju_text_seion(name, 0, &arena), name);
    assert_string_equal(ju_text_seion(name, JU_SEION_VOICED, &arena), "チャッキー　ハホ");
    assert_string_equal(ju_text_seion(name, JU_SEION_SMALL, &arena), "ヂヤツキー　バ\u30db\u309a\u309b");
    assert_string_equal(ju_text_seion(name, JU_SEION_SPACE, &arena), "ヂャッキーバ\u30db\u309a\u309b");
    assert_string_equal(ju_text_seion(name, JU_SEION_LONG, &arena), "ヂャッキ　バ\u30db\u309a\u309b");
    unsigned all = JU_SEION_VOICED | JU_SEION_SMALL | JU_SEION_SPACE | JU_SEION_LONG;
    assert_string_equal(ju_text_seion(name, all, &arena), "チヤツキハホ");
    assert_string_equal(ju_text_seion("ぢゃっきー ゔゎゕゖ", all, &arena), "ちやつきうわかけ");
    assert_string_equal(ju_text_seion("ァィゥェォッャュョヮヵヶ", all, &arena), "アイウエオツヤユヨワカケ");
    assert_string_equal(ju_text_seion("辺﨑 ö", JU_SEION_VOICED, &arena), "辺﨑 ö");
}

/* The independent count: Unicode decomposition touches exactly 31 katakana and 27 hiragana. */
static void folds_every_voiced_kana(void **state)
{
    (void)state;
    int katakana = 0;
    int hiragana = 0;
    for (utf8proc_int32_t c = 0x3041; c <= 0x30fe; c++) {
        if (c >= 0x3097 && c <= 0x309c) {
            continue;
        }
        char kana[8] = "";
        (void)utf8proc_encode_char(c, (utf8proc_uint8_t *)kana);
        bool changed = strcmp(ju_text_seion(kana, JU_SEION_VOICED, &arena), kana) != 0;
        katakana += changed && c > 0x30a0;
        hiragana += changed && c < 0x30a0;
    }
    assert_int_equal(katakana, 31);
    assert_int_equal(hiragana, 27);
}

/* Text that was not validated may come out wrong but never reads or writes out of bounds. */
static void stays_in_bounds_on_malformed_text(void **state)
{
    (void)state;
    const char *broken = "\xff\xff\xff\xff\xe3\x82";
    assert_int_equal(ju_text_length(broken), 6);
    char *out = ju_text_seion(broken, JU_SEION_VOICED, &arena);
    assert_string_equal(out, "??????");
    assert_int_equal(ju_arena_block_size(out), strlen(broken) + 1);
}

static void says_when_the_arena_is_full(void **state)
{
    (void)state;
    ju_arena small;
    ju_arena_init(&small, 4);
    assert_null(ju_text_hiragana("ジュウミン", &small));
    assert_null(ju_text_seion("ジュウミン", JU_SEION_VOICED, &small));
    ju_arena_reset(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_a_register_holds),
        cmocka_unit_test(refuses_what_is_not_text),
        cmocka_unit_test(counts_what_a_reader_sees),
        cmocka_unit_test(a_selector_joins_one_character_only),
        cmocka_unit_test(truncates_between_characters),
        cmocka_unit_test(counts_characters_outside_the_repertoire),
        cmocka_unit_test(knows_a_phonetic_name),
        cmocka_unit_test(turns_katakana_into_hiragana),
        cmocka_unit_test(each_step_of_seion_is_its_own),
        cmocka_unit_test(folds_every_voiced_kana),
        cmocka_unit_test(stays_in_bounds_on_malformed_text),
        cmocka_unit_test(says_when_the_arena_is_full),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
