#include "services/resident/office.h"

#include "common/text/csv.h"
#include "common/text/text.h"

#include <string.h>

typedef Juki__Delivery__V1__DeliveryPlace delivery_place;

enum { PLACE, NAME, POSTAL_CODE, ADDRESS, TELEPHONE, COLUMNS };
enum { POSTAL_CODE_DIGITS = 7, TEXT_MAX_CHARACTERS = 100 };

static const char HEADER[] = "place,name,postal_code,address,telephone";
static const char DIGITS[] = "0123456789";

/* The place of this word, to be filled; NULL for any other word. */
static delivery_place **slot_of(const char *word, office_places *places)
{
    if (strcmp(word, "office") == 0) {
        return &places->office;
    }
    if (strcmp(word, "issue") == 0) {
        return &places->issue_place;
    }
    return strcmp(word, "card") == 0 ? &places->card_place : NULL;
}

static bool is_text(const ju_csv_field *field)
{
    return ju_text_valid(field->text, field->length) && ju_text_length(field->text) <= TEXT_MAX_CHARACTERS;
}

static bool is_good(const ju_csv_field column[COLUMNS], bool named)
{
    const char *telephone = column[TELEPHONE].text;
    return named == (column[NAME].length > 0) && is_text(&column[NAME]) &&
           strspn(column[POSTAL_CODE].text, DIGITS) == POSTAL_CODE_DIGITS &&
           column[POSTAL_CODE].length == POSTAL_CODE_DIGITS && column[ADDRESS].length > 0 &&
           is_text(&column[ADDRESS]) && column[TELEPHONE].length > 0 &&
           strspn(telephone, "0123456789-") == column[TELEPHONE].length;
}

static delivery_place *make_place(const ju_csv_field column[COLUMNS], ju_arena *arena)
{
    delivery_place *place = ju_arena_alloc(arena, sizeof *place);
    if (place == NULL) {
        return NULL;
    }
    juki__delivery__v1__delivery_place__init(place);
    place->name = ju_arena_strdup(arena, column[NAME].text);
    place->postal_code = ju_arena_strdup(arena, column[POSTAL_CODE].text);
    place->address = ju_arena_strdup(arena, column[ADDRESS].text);
    place->telephone = ju_arena_strdup(arena, column[TELEPHONE].text);
    place->name_external_characters = (int32_t)ju_text_external_count(column[NAME].text);
    place->address_external_characters = (int32_t)ju_text_external_count(column[ADDRESS].text);
    return arena->full ? NULL : place;
}

static bool read_line(char *line, ju_arena *arena, office_places *places)
{
    ju_csv_field column[COLUMNS];
    size_t count = 0;
    if (!ju_csv_split(line, strlen(line), column, COLUMNS, &count) || count != COLUMNS) {
        return false;
    }
    delivery_place **slot = slot_of(column[PLACE].text, places);
    if (slot == NULL || *slot != NULL || !is_good(column, slot != &places->office)) {
        return false;
    }
    *slot = make_place(column, arena);
    return *slot != NULL;
}

ju_rc office_places_parse(char *csv, ju_arena *arena, office_places *ret, ju_err *err)
{
    size_t number = 0;
    *ret = (office_places){0};
    for (char *line = strsep(&csv, "\n"); line != NULL; line = strsep(&csv, "\n")) {
        bool good = number++ == 0 ? strcmp(line, HEADER) == 0 : *line == '\0' || read_line(line, arena, ret);
        if (!good) {
            return ju_fail(err, JU_FATAL, "office_table", "line %zu of the office's places is not \"%s\"",
                           number, HEADER);
        }
    }
    return JU_OK;
}
