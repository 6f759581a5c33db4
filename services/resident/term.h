#ifndef RESIDENT_TERM_H
#define RESIDENT_TERM_H

#include "common/base/arena.h"

#include <stddef.h>

/*
 * What a person is looked up by: words of a kind and a folded text, in one list, both in person_search and in
 * a search. A person is found who has every term of the search. A part of a name is looked up by its pairs of
 * neighbouring characters; that they stand together is then compared.
 */
typedef enum term_kind {
    TERM_KANA = 'K',       /* フリガナ, whole */
    TERM_GIVEN_KANA = 'G', /* of the 名 */
    TERM_KANA_PAIR = 'k',
    TERM_NAME = 'N', /* 氏名, whole */
    TERM_GIVEN_NAME = 'M',
    TERM_NAME_PAIR = 'n',
    TERM_BIRTH = 'B', /* representative day */
    TERM_TOWN = 'T',  /* 町字コード */
    TERM_HOUSEHOLD = 'H',
} term_kind;

typedef struct term_list {
    char *text; /* the terms with spaces between */
    size_t used;
    size_t room;
} term_list;

/* Room for the terms of texts of text_bytes in all, each used twice at most. False when the arena is full. */
bool term_list_init(term_list *list, size_t text_bytes, ju_arena *arena);

/* An empty text, or one with a space inside, makes no term. */
void term_add(term_list *list, term_kind kind, const char *text);
void term_add_pairs(term_list *list, term_kind kind, const char *text);

#endif
