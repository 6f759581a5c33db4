#ifndef RESIDENT_TERM_H
#define RESIDENT_TERM_H

#include "common/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * What a person is looked up by: a kind and a folded text, in one list, both of a record and of a search;
 * what rests in person_search is the blind word of each. A person is found who has every term of the search.
 * A part of a name is looked up by its runs of three neighbouring characters (a shorter one by itself); that
 * they stand together is then compared.
 */
typedef enum term_kind {
    TERM_KANA = 'K',       /* フリガナ, whole */
    TERM_GIVEN_KANA = 'G', /* of the 名 */
    TERM_KANA_RUN = 'k',
    TERM_NAME = 'N', /* 氏名, whole */
    TERM_GIVEN_NAME = 'M',
    TERM_NAME_RUN = 'n',
    TERM_BIRTH = 'B', /* representative day */
    TERM_TOWN = 'T',  /* 町字コード */
    TERM_HOUSEHOLD = 'H',
} term_kind;

enum { TERM_RUN_MAX = 3 };

typedef struct term_list {
    char *text; /* the terms with spaces between */
    size_t used;
    size_t room;
    bool narrow; /* holds more than single characters */
} term_list;

/* Room for the terms of texts of text_bytes in all, each used twice at most. False when the arena is full. */
bool term_list_init(term_list *list, size_t text_bytes, ju_arena *arena);

/* An empty text, or one with a space inside, makes no term. */
void term_add(term_list *list, term_kind kind, const char *text);
/* Every run of so many neighbouring characters. */
void term_add_runs(term_list *list, term_kind kind, const char *text, size_t length);

#endif
