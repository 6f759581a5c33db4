#include "tests/town/source.h"

#include "common/code/code.h"

#include <stdarg.h>
#include <stdio.h>

/*
 * Serials run through their range in steps that share no factor with its size, so each comes once and
 * neighbours get numbers that do not look alike. The first digit after 0000 is 1 to 7.
 */
enum {
    INDIVIDUAL_SERIALS = 7000000,
    INDIVIDUAL_FIRST = 1000000,
    INDIVIDUAL_STEP = 3141591,
    RESIDENT_SERIALS = 700000,
    RESIDENT_FIRST = 100000,
    RESIDENT_STEP = 314159,
};

const char *town_source_text(town_source *source, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const char *copy = ju_arena_strdup(&source->arena, text);
    source->out_of_memory |= copy == NULL;
    return copy == NULL ? "" : copy;
}

void *town_source_alloc(town_source *source, size_t size_bytes)
{
    void *memory = ju_arena_alloc(&source->arena, size_bytes);
    source->out_of_memory |= memory == NULL;
    return memory;
}

ju_rc town_source_check(const town_source *source, ju_err *err)
{
    return source->out_of_memory ? ju_fail(err, JU_FATAL, "out_of_memory", "no memory for the town") : JU_OK;
}

const char *town_source_digits(town_source *source, int number)
{
    char digits[12];
    char wide[sizeof digits * 3] = "";
    (void)snprintf(digits, sizeof digits, "%d", number);
    size_t length = 0;
    for (const char *digit = digits; *digit != '\0'; digit++) {
        /* U+FF10 to U+FF19 are EF BC 90 to EF BC 99. */
        length += (size_t)snprintf(wide + length, sizeof wide - length, "\xEF\xBC%c", 0x90 + (*digit - '0'));
    }
    return town_source_text(source, "%s", wide);
}

const town_name *town_source_name(town_source *source, town_name_kind kind)
{
    const town_name_list *list = &source->dictionary.name[kind];
    enum { COMMON_DRAWS = 8 }; /* the list is sorted: the lowest of more draws is commoner */
    size_t lowest = list->count;
    for (int draw = 0; draw < COMMON_DRAWS; draw++) {
        size_t drawn = town_random_below(&source->random, list->count);
        lowest = drawn < lowest ? drawn : lowest;
    }
    return &list->item[lowest];
}

/* About half of the dwellings are flats with a name (方書). */
static const char *building(town_source *source, const char *town)
{
    static const char *const names[] = {"コーポ",     "ハイツ",         "メゾン",
                                        "サンハイム", "グリーンコート", "パークハウス"};
    if (town_random_chance(&source->random, 500)) {
        return "";
    }
    const char *name = names[town_random_below(&source->random, sizeof names / sizeof *names)];
    int room = town_random_between(&source->random, 1, 6) * 100 + town_random_between(&source->random, 1, 12);
    return town_source_text(source, "%s%s　%s号", name, town, town_source_digits(source, room));
}

town_address town_source_address(town_source *source, size_t municipality)
{
    static const char *const blocks[] = {"一", "二", "三", "四", "五", "六"};
    const town_place_list *list = &source->dictionary.place[municipality];
    const town_place *place = &list->item[town_random_below(&source->random, list->count)];
    const char *block = blocks[town_random_below(&source->random, sizeof blocks / sizeof *blocks)];
    const char *lot = town_source_digits(source, town_random_between(&source->random, 1, 40));
    const char *house = town_source_digits(source, town_random_between(&source->random, 1, 25));
    bool has_blocks = town_random_chance(&source->random, 700);
    const char *town = has_blocks ? town_source_text(source, "%s%s丁目", place->town, block) : place->town;
    return (town_address){
        .postal_code = place->postal_code,
        .municipality_code = list->municipality->code,
        .town_code = "0000000",
        .prefecture = list->municipality->prefecture,
        .municipality = list->municipality->name,
        .town = town,
        .number = has_blocks ? town_source_text(source, "%s番%s号", lot, house)
                             : town_source_text(source, "%s番地の%s", lot, house),
        .building = building(source, place->town),
    };
}

size_t town_source_elsewhere(town_source *source)
{
    size_t other = town_random_below(&source->random, town_municipality_count - 1);
    return other < source->home ? other : other + 1;
}

/* start + index steps, within the serials; 64 bits hold the product. */
static unsigned serial(size_t start, size_t index, unsigned step, unsigned serials, unsigned first)
{
    return first + (unsigned)((start + index * step) % serials);
}

ju_rc town_source_number(town_source *source, town_person *person, ju_err *err)
{
    if (source->numbered == RESIDENT_SERIALS) {
        return ju_fail(err, JU_FATAL, "block_used_up", "the synthetic block has %d numbers",
                       RESIDENT_SERIALS);
    }
    size_t index = source->numbered++;
    char body[JU_CODE_SIZE];
    (void)snprintf(body, sizeof body, "0000%07u",
                   serial(source->individual_number_start, index, INDIVIDUAL_STEP, INDIVIDUAL_SERIALS,
                          INDIVIDUAL_FIRST));
    (void)snprintf(person->individual_number, sizeof person->individual_number, "%.11s%c", body,
                   ju_code_check_digit(JU_CODE_INDIVIDUAL_NUMBER, body));
    (void)snprintf(
        body, sizeof body, "0000%06u",
        serial(source->resident_code_start, index, RESIDENT_STEP, RESIDENT_SERIALS, RESIDENT_FIRST));
    (void)snprintf(person->resident_code, sizeof person->resident_code, "%.10s%c", body,
                   ju_code_check_digit(JU_CODE_RESIDENT_CODE, body));
    return JU_OK;
}
