#ifndef JU_TEXT_KANA_H
#define JU_TEXT_KANA_H

#include "common/base/arena.h"

#include <stdbool.h>

/*
 * フリガナ for search (あいまい検索, 住民記録 standard 2.1.2 j330). The folded text is compared with folded
 * text only: names are kept as they were written.
 *
 * The standard wants ヂ to meet ジ (the same sound) and チ (the same letter without its mark), but not チ to
 * meet シ. No single form does that, so there are two, and names meet when any form of one is a form of the
 * other. Where a name has no ヂ ヅ ヴ its forms are equal.
 */
typedef enum ju_kana_form {
    JU_KANA_BY_MARK,  /* ヂ -> チ, ヅ -> ツ, ヴ -> ウ */
    JU_KANA_BY_SOUND, /* ヂ -> ジ -> シ, ヅ -> ズ -> ス, ヴァ -> バ -> ハ, ヴ -> ブ -> フ */
    JU_KANA_FORMS
} ju_kana_form;

/*
 * Takes any width and hiragana too; drops spaces, ・ and long marks of every kind. Text that is not
 * well-formed UTF-8 folds to "". NULL when the arena is full. Folding twice changes nothing.
 */
char *ju_kana_fold(const char *text, ju_kana_form form, ju_arena *arena);

/* Whether folded text is katakana alone, at least one: else it can meet no フリガナ. */
bool ju_kana_is_searchable(const char *folded);

#endif
