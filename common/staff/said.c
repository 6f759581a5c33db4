#include "common/staff/said.h"

#include <stdlib.h>
#include <string.h>

static const size_t TEXTS[] = {
    offsetof(ju_staff_token, operator_id),  offsetof(ju_staff_token, terminal_id),
    offsetof(ju_staff_token, affair),       offsetof(ju_staff_token, department),
    offsetof(ju_staff_token, person_class), offsetof(ju_staff_token, roles),
    offsetof(ju_staff_token, organisation), offsetof(ju_staff_token, place),
    offsetof(ju_staff_token, factors),      offsetof(ju_staff_token, id),
    offsetof(ju_staff_token, key_id),       offsetof(ju_staff_token, issuer),
    offsetof(ju_staff_token, audience),
};

enum { TEXT_COUNT = sizeof TEXTS / sizeof TEXTS[0] };

static const char **text_of(ju_staff_token *token, size_t i)
{
    return (const char **)(void *)((char *)token + TEXTS[i]);
}

static size_t texts_size(ju_staff_token token)
{
    size_t size = 0;
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        size += strlen(*text_of(&token, i)) + 1;
    }
    return size;
}

/* Moves the texts of a token to where there is room for them. */
static void move_texts(ju_staff_token *token, char *to)
{
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        const char **text = text_of(token, i);
        size_t size = strlen(*text) + 1;
        *text = memcpy(to, *text, size);
        to += size;
    }
}

ju_rc ju_staff_token_copy(const ju_staff_token *token, ju_arena *arena, ju_staff_token *ret, ju_err *err)
{
    char *texts = ju_arena_alloc(arena, texts_size(*token));
    if (texts == NULL) {
        return ju_no_memory(err);
    }
    *ret = *token;
    move_texts(ret, texts);
    return JU_OK;
}

ju_staff_token *ju_staff_token_keep(const ju_staff_token *token)
{
    ju_staff_token *kept = malloc(sizeof *kept + texts_size(*token));
    if (kept != NULL) {
        *kept = *token;
        move_texts(kept, (char *)(kept + 1));
    }
    return kept;
}
