#include "services/resident/term.h"

#include <string.h>

/* A kind and a space beside each text, and for each of its bytes a pair of two characters of four bytes. */
enum { ROOM_PER_BYTE = 12, ROOM_BESIDE = 128 };

bool term_list_init(term_list *list, size_t text_bytes, ju_arena *arena)
{
    size_t room = text_bytes * ROOM_PER_BYTE + ROOM_BESIDE;
    *list = (term_list){.text = ju_arena_alloc(arena, room), .room = room};
    return list->text != NULL;
}

static void add(term_list *list, term_kind kind, const char *text, size_t size)
{
    if (size == 0 || memchr(text, ' ', size) != NULL || list->used + size + 3 > list->room) {
        return;
    }
    if (list->used > 0) {
        list->text[list->used++] = ' ';
    }
    list->text[list->used++] = (char)kind;
    memcpy(list->text + list->used, text, size);
    list->used += size;
    list->text[list->used] = '\0';
}

void term_add(term_list *list, term_kind kind, const char *text)
{
    add(list, kind, text, strlen(text));
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

void term_add_pairs(term_list *list, term_kind kind, const char *text)
{
    size_t size = character(text);
    for (size_t next = 0; size > 0 && (next = character(text + size)) > 0; text += size, size = next) {
        add(list, kind, text, size + next);
    }
}
