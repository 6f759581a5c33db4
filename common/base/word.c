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
