#ifndef JU_BASE_WORD_H
#define JU_BASE_WORD_H

#include <stdbool.h>
#include <stddef.h>

/* What a code is called to a person, in a table of them. */
typedef struct ju_word {
    const char *code;
    const char *text;
} ju_word;

/* The text of this code; otherwise, when the table does not have it. */
const char *ju_word_of(const ju_word *table, size_t count, const char *code, const char *otherwise);

/* Whether a list with single blanks between has this word; nothing with a blank in it, nor "", is one. */
bool ju_word_listed(const char *list, const char *word);

#endif
