#include "services/audit/steps/told.h"

#include "common/log/mask.h"

#include <string.h>

enum { MASKED_DIGITS = 8 };

void told_keep(const char *from, size_t length, char *ret, size_t size)
{
    char printable[512];
    size_t kept = length < sizeof printable ? length : sizeof printable - 1;
    for (size_t i = 0; i < kept; i++) {
        printable[i] = from[i] >= ' ' && from[i] <= '~' ? from[i] : '?';
    }
    printable[kept] = '\0';
    ju_mask_digits(printable, MASKED_DIGITS, ret, size);
}

bool told_shaped(const char *text, const char *shape)
{
    for (; *shape != '\0'; text++, shape++) {
        if (*shape == '0' ? *text < '0' || *text > '9' : *text != *shape) {
            return false;
        }
    }
    return true;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool is_equal(const told_act *a, const told_act *b)
{
    return strcmp(a->action, b->action) == 0 && same_text(a->code, b->code) && strcmp(a->who, b->who) == 0 &&
           strcmp(a->host, b->host) == 0 && strcmp(a->what, b->what) == 0;
}

bool told_add(told_act list[TOLD_MAX], size_t *count, const told_act *one)
{
    for (size_t i = 0; i < *count; i++) {
        if (is_equal(&list[i], one)) {
            list[i].count++;
            return true;
        }
    }
    if (*count == TOLD_MAX) {
        return false;
    }
    list[(*count)++] = *one;
    return true;
}
