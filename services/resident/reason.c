#include "services/resident/reason.h"

#include <string.h>

static const reason REASONS[] = {
#include "services/resident/reasons_table.h"
};

const reason *reason_at(size_t at)
{
    return at < sizeof REASONS / sizeof REASONS[0] ? &REASONS[at] : NULL;
}

const reason *reason_find(const char *code)
{
    for (size_t i = 0; i < sizeof REASONS / sizeof REASONS[0]; i++) {
        if (strcmp(REASONS[i].code, code) == 0) {
            return &REASONS[i];
        }
    }
    return NULL;
}

bool reason_follows_fact(const reason *why)
{
    return why->basis == REASON_BY_NOTICE && !why->future;
}

const reason *reason_struck(const reason *why)
{
    const char *end = strrchr(why->code, '_');
    size_t stem = end == NULL ? 0 : (size_t)(end - why->code) + 1;
    for (size_t i = 0; i < sizeof REASONS / sizeof REASONS[0]; i++) {
        if (REASONS[i].rule == REASON_RULE_DERIVED && strncmp(REASONS[i].code, why->code, stem) == 0) {
            return &REASONS[i];
        }
    }
    return NULL;
}

bool reason_allows(const char *const *items, const char *field)
{
    for (; *items != NULL; items++) {
        if (strcmp(*items, field) == 0) {
            return true;
        }
    }
    return false;
}
