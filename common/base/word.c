#include "common/base/word.h"

#include <string.h>

const char *ju_word_of(const ju_word *table, size_t count, const char *code, const char *otherwise)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(table[i].code, code) == 0) {
            return table[i].text;
        }
    }
    return otherwise;
}

bool ju_word_listed(const char *list, const char *word)
{
    size_t length = strlen(word);
    if (length == 0 || strchr(word, ' ') != NULL) {
        return false;
    }
    for (const char *at = list; (at = strstr(at, word)) != NULL; at += length) {
        bool begins = at == list || at[-1] == ' ';
        if (begins && (at[length] == '\0' || at[length] == ' ')) {
            return true;
        }
    }
    return false;
}
