#include "common/text/kana.h"

#include "common/text/fold.h"

#include <string.h>

/* A letter of from becomes the letter at its place in to. */
typedef struct letters {
    const char32_t *from;
    const char32_t *to;
} letters;

/* 清音・濁音・半濁音 are one; ヂ ヅ ヴ stand in the two tables below. */
static const letters PLAIN = {
    U"ガギグゲゴザジズゼゾダデドバビブベボパピプペポヷヸヹヺヾ",
    U"カキクケコサシスセソタテトハヒフヘホハヒフヘホワヰヱヲヽ",
};
static const letters BY_MARK = {U"ヂヅヴ", U"チツウ"};
static const letters BY_SOUND = {U"ヂヅヴ", U"シスフ"};

/* 「ヴァ」と「バ」、「ヴィ」と「ビ」: ヴ and a small vowel are one sound. ヴェ and ヴォ likewise: ours. */
static const letters VU_AND_VOWEL = {U"ァィェォ", U"ハヒヘホ"};

/* 拗音・促音 「ッ」と「ツ」、「ャ」と「ヤ」; and the other small letters. */
static const letters LARGE = {U"ァィゥェォッャュョヮヵヶ", U"アイウエオツヤユヨワカケ"};

/* 「ワ」と「ハ」、「オ」と「ヲ」 */
static const letters SAME = {U"ワヲ", U"ハオ"};

/* 長音の有無を無視, with what is typed for it (入力ゆらぎ); ｰ － are ー - by now. ・, and marks alone: ours.
 */
static const char32_t DROPPED[] = U"ー―‐-‑‒–—−・\u3099\u309a";

/* オ段, as it is after the steps above. */
static const char32_t O_ROW[] = U"オコソトノホモヨロ";

static size_t place(const char32_t *list, char32_t c)
{
    size_t i = 0;
    while (list[i] != 0 && list[i] != c) {
        i++;
    }
    return i;
}

static bool among(const char32_t *list, char32_t c)
{
    return list[place(list, c)] != 0;
}

static char32_t become(const letters *table, char32_t c)
{
    size_t i = place(table->from, c);
    return table->from[i] == 0 ? c : table->to[i];
}

static char32_t katakana(char32_t c)
{
    bool hiragana = (c >= U'ぁ' && c <= U'ゖ') || c == U'ゝ' || c == U'ゞ';
    return hiragana ? c + (U'ァ' - U'ぁ') : c;
}

static void drop_long_marks(ju_fold_text *text)
{
    size_t kept = 0;
    for (size_t i = 0; i < text->count; i++) {
        char32_t c = katakana(text->point[i]);
        if (!among(DROPPED, c)) {
            text->point[kept++] = c;
        }
    }
    text->count = kept;
}

static void join_vu(ju_fold_text *text)
{
    size_t kept = 0;
    for (size_t i = 0; i < text->count; i++) {
        bool joined =
            text->point[i] == U'ヴ' && i + 1 < text->count && among(VU_AND_VOWEL.from, text->point[i + 1]);
        i += joined;
        text->point[kept++] = joined ? become(&VU_AND_VOWEL, text->point[i]) : text->point[i];
    }
    text->count = kept;
}

static char32_t letter(char32_t c, ju_kana_form form)
{
    c = become(form == JU_KANA_BY_MARK ? &BY_MARK : &BY_SOUND, c);
    return become(&SAME, become(&LARGE, become(&PLAIN, c)));
}

/* ２文字目以降が「ウ」で直前の文字が「オ段」の場合、「ウ」を「オ」に変換 */
static void lengthen_o(ju_fold_text *text)
{
    for (size_t i = 1; i < text->count; i++) {
        if (text->point[i] == U'ウ' && among(O_ROW, text->point[i - 1])) {
            text->point[i] = U'オ';
        }
    }
}

char *ju_kana_fold(const char *text, ju_kana_form form, ju_arena *arena)
{
    ju_fold_text points;
    ju_fold_decode(text, arena, &points);
    if (points.point == NULL) {
        return NULL;
    }
    drop_long_marks(&points);
    if (form == JU_KANA_BY_SOUND) {
        join_vu(&points);
    }
    for (size_t i = 0; i < points.count; i++) {
        points.point[i] = letter(points.point[i], form);
    }
    lengthen_o(&points);
    return ju_fold_encode(&points, arena);
}

bool ju_kana_is_searchable(const char *folded)
{
    static const char KATAKANA_A[] = "ァ";
    static const char KATAKANA_END[] = "ヿ";
    size_t i = 0;
    /* three bytes each; UTF-8 keeps the order of code points */
    while (folded[i] != '\0' && strncmp(folded + i, KATAKANA_A, 3) >= 0 &&
           strncmp(folded + i, KATAKANA_END, 3) <= 0) {
        i += 3;
    }
    return i > 0 && folded[i] == '\0';
}
