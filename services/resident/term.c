#include "services/resident/term.h"

#include <string.h>

/* A kind and a space beside each text, and beside each of the runs that begin at a character of one byte. */
enum { ROOM_PER_BYTE = 14, ROOM_BESIDE = 128 };

bool term_list_init(term_list *list, size_t text_bytes, ju_arena *arena)
{
    size_t room = text_bytes * ROOM_PER_BYTE + ROOM_BESIDE;
    *list = (term_list){.text = ju_arena_alloc(arena, room), .room = room};
    return list->text != NULL;
}

static bool add(term_list *list, term_kind kind, const char *text, size_t size)
{
    if (size == 0 || memchr(text, ' ', size) != NULL || list->used + size + 3 > list->room) {
        return false;
    }
    if (list->used > 0) {
        list->text[list->used++] = ' ';
    }
    list->text[list->used++] = (char)kind;
    memcpy(list->text + list->used, text, size);
    list->used += size;
    list->text[list->used] = '\0';
    return true;
}

void term_add(term_list *list, term_kind kind, const char *text)
{
    list->narrow = add(list, kind, text, strlen(text)) || list->narrow;
}

/* The size of the character that begins here; 0 at the end. */
static size_t character(const char *text)
{
    size_t size = *text != '\0';
    while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80) {
        size++;
    }
    return size;
}

/* The size of the first characters; 0 when there are fewer. */
static size_t run(const char *text, size_t length)
{
    size_t size = 0;
    size_t next = 1;
    for (size_t i = 0; next > 0 && i < length; i++) {
        next = character(text + size);
        size += next;
    }
    return next > 0 ? size : 0;
}

void term_add_runs(term_list *list, term_kind kind, const char *text, size_t length)
{
    for (size_t size = 0; (size = run(text, length)) > 0; text += character(text)) {
        list->narrow = (add(list, kind, text, size) && length > 1) || list->narrow;
    }
}
