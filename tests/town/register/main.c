#include "common/base/arena.h"
#include "common/base/parse.h"
#include "common/code/code.h"
#include "common/event/flat.h"
#include "juki/resident/v1/record.pb-c.h"
#include "tests/town/dictionary.h"
#include "tests/town/random.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * A whole register with its history as CSV, for `jukictl migrate`: a source of any size in the memory of one
 * person. Same options, same bytes. Names and places are the town's. Numbers are of its block (bodies 0000),
 * all of it: 999,999 codes; whoever comes after them has none.
 */
static const char usage[] =
    "usage: town-register [--persons N] [--seed N]\n"
    "Prints the columns of `jukictl migrate columns` and the rows of N residents (default 1000).\n";

enum { EXIT_REFUSED = 1, EXIT_USAGE = 2, ITEMS_MAX = 128, CODES = 999999, ROOM = 256 };
enum { DICTIONARY_BYTES = 256 * 1024 * 1024, HOUSEHOLD_MAX = 4 };

#define MUNICIPALITY "132071"

/* One household while its members are printed. */
typedef struct household {
    int64_t serial;
    int size;
    const town_name *family;
    const town_place *place;
    const town_place *old_place;
    char number[ROOM];
    char old_number[ROOM];
    int moves; /* 転居 */
    int since; /* year of moving in */
} household;

typedef struct writer {
    town_random random;
    town_dictionary dictionary;
    ju_arena arena;
    ju_flat_item item[ITEMS_MAX];
    size_t item_count;
    const town_place_list *home;
    const town_place_list *elsewhere;
    int64_t household;
    int64_t addressee;
} writer;

static void checked(char ret[16], int64_t serial)
{
    (void)snprintf(ret, 16, "%09" PRId64, serial);
    ret[9] = ju_code_check_digit(JU_CODE_ADDRESSEE, ret);
    ret[10] = '\0';
}

static const town_name *draw_name(writer *w, town_name_kind kind)
{
    const town_name_list *list = &w->dictionary.name[kind];
    size_t one = town_random_below(&w->random, list->count);
    size_t other = town_random_below(&w->random, list->count);
    return &list->item[one < other ? one : other];
}

static const town_place *draw_place(writer *w, const town_place_list *list)
{
    return &list->item[town_random_below(&w->random, list->count)];
}

static void draw_number(writer *w, char ret[ROOM])
{
    static const char *const DIGITS[] = {"１", "２", "３", "４", "５", "６", "７", "８", "９"};
    (void)snprintf(ret, ROOM, "%s番%s%s号", DIGITS[town_random_below(&w->random, 9)],
                   DIGITS[town_random_below(&w->random, 9)], DIGITS[town_random_below(&w->random, 9)]);
}

static household draw_household(writer *w)
{
    household h = {.serial = ++w->household, .size = town_random_between(&w->random, 1, HOUSEHOLD_MAX)};
    h.family = draw_name(w, TOWN_NAME_FAMILY);
    h.place = draw_place(w, w->home);
    h.old_place = draw_place(w, w->home);
    draw_number(w, h.number);
    draw_number(w, h.old_number);
    h.moves = town_random_chance(&w->random, 600) ? 1 : 0;
    h.since = town_random_between(&w->random, 1990, 2020);
    return h;
}

/* ---- rows ------------------------------------------------------------------------------------------------
 */

/* All texts of one person; rows of its history differ in few of them. */
typedef struct person {
    Juki__Resident__V1__PersonRecord record;
    Juki__Common__V1__WrittenDate birth;
    Juki__Common__V1__Address address;
    Juki__Common__V1__Address previous;
    char addressee[16];
    char household[16];
    char name[ROOM];
    char kana[ROOM];
    char born[16];
    char since[16];
    char moved[16];
    char number[JU_CODE_SIZE];
    char code[JU_CODE_SIZE];
    char domicile[ROOM];
    char telephone[ROOM];
} person;

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static void print_row(const writer *w, const person *p)
{
    char buffer[JU_FLAT_TEXT_SIZE];
    for (size_t i = 0; i < w->item_count; i++) {
        const ju_flat_item *item = &w->item[i];
        const char *value = !item->sealed ? ju_flat_text(&p->record.base, item, buffer)
                            : strcmp(item->name, "resident_code") == 0 ? p->code
                                                                       : p->number;
        (void)fputs(value, stdout);
        (void)fputc(',', stdout);
    }
}

/* 支援措置 of one person in five hundred, in his latest row. */
static void print_restraints(const writer *w, bool latest)
{
    if (latest && w->addressee % 500 == 0) {
        (void)printf("S%" PRId64 "/1/1/2//2026-04-01/2027-03-31", w->addressee);
    }
    (void)fputc('\n', stdout);
}

static void set_address(Juki__Common__V1__Address *address, const town_place_list *list,
                        const town_place *place, const char *number)
{
    juki__common__v1__address__init(address);
    address->postal_code = text(place->postal_code);
    address->municipality_code = text(list->municipality->code);
    address->town_code = text("0000000");
    address->prefecture = text(list->municipality->prefecture);
    address->municipality = text(list->municipality->name);
    address->town = text(place->town);
    address->number = text(number);
}

static void set_numbers(person *p, int64_t serial)
{
    enum { STEP = 7919, FIRST = 1000000, RANGE = 6999997 };
    char body[32];
    if (serial > CODES) {
        return;
    }
    (void)snprintf(body, sizeof body, "0000%07" PRId64, FIRST + serial * STEP % RANGE);
    (void)snprintf(p->number, sizeof p->number, "%.11s%c", body,
                   ju_code_check_digit(JU_CODE_INDIVIDUAL_NUMBER, body));
    (void)snprintf(body, sizeof body, "0000%06" PRId64, serial);
    (void)snprintf(p->code, sizeof p->code, "%.10s%c", body,
                   ju_code_check_digit(JU_CODE_RESIDENT_CODE, body));
}

static void set_name(writer *w, const household *h, int at, person *p)
{
    static const char *const RELATIONSHIPS[HOUSEHOLD_MAX] = {"世帯主", "妻", "子", "子"};
    bool female = at == 1 || (at > 1 && town_random_chance(&w->random, 500));
    const town_name *given = draw_name(w, female ? TOWN_NAME_FEMALE : TOWN_NAME_MALE);
    (void)snprintf(p->name, sizeof p->name, "%s　%s", h->family->written, given->written);
    (void)snprintf(p->kana, sizeof p->kana, "%s　%s", h->family->kana, given->kana);
    p->record.sex = female ? JUKI__COMMON__V1__SEX__SEX_FEMALE : JUKI__COMMON__V1__SEX__SEX_MALE;
    p->record.relationship = text(RELATIONSHIPS[at]);
    int age = at < 2 ? town_random_between(&w->random, 22, 60) : town_random_between(&w->random, 0, 20);
    (void)snprintf(p->born, sizeof p->born, "%04d-%02d-%02d", h->since - age,
                   town_random_between(&w->random, 1, 12), town_random_between(&w->random, 1, 28));
}

static void fill_person(writer *w, const household *h, int at, person *p)
{
    Juki__Resident__V1__PersonRecord *r = &p->record;
    *p = (person){0};
    juki__resident__v1__person_record__init(r);
    juki__common__v1__written_date__init(&p->birth);
    checked(p->addressee, ++w->addressee);
    checked(p->household, h->serial);
    set_name(w, h, at, p);
    set_numbers(p, w->addressee);
    (void)snprintf(p->since, sizeof p->since, "%04d-%02d-%02d", h->since,
                   town_random_between(&w->random, 1, 12), town_random_between(&w->random, 1, 28));
    (void)snprintf(p->moved, sizeof p->moved, "%04d-%02d-%02d", town_random_between(&w->random, 2021, 2025),
                   town_random_between(&w->random, 1, 12), town_random_between(&w->random, 1, 28));
    (void)snprintf(p->domicile, sizeof p->domicile, "%s%s%s", w->elsewhere->municipality->prefecture,
                   w->elsewhere->municipality->name, h->old_place->town);
    r->addressee_number = p->addressee;
    r->household_number = p->household;
    r->state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    r->name = p->name;
    r->name_kana = p->kana;
    p->birth.date = p->born;
    r->birth_date = &p->birth;
    r->resident_since = p->since;
    r->registered_domicile = p->domicile;
    r->family_register_head = p->name;
    r->resident_kind = JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_JAPANESE;
    r->operator_id = text("old-system");
    r->terminal_id = text("old-terminal");
    /* no number begins 090-0 */
    (void)snprintf(p->telephone, sizeof p->telephone, "090-0%03" PRId64 "-%04" PRId64,
                   w->addressee / 10000 % 1000, w->addressee % 10000);
    r->telephone_kind = text("1");
    r->telephone = p->telephone;
    set_address(&p->previous, w->elsewhere, draw_place(w, w->elsewhere), "１番地");
    r->previous_address = &p->previous;
    r->address = &p->address;
}

static void print_event(const writer *w, person *p, const char *reason, char *day, bool latest)
{
    Juki__Resident__V1__PersonRecord *r = &p->record;
    r->history_number++;
    r->reason = text(reason);
    r->change_date = day;
    r->notified_date = day;
    r->processed_date = day;
    print_row(w, p);
    print_restraints(w, latest);
}

/* 転入, 転居 with the household, and for one in five a 軽微な修正 afterwards. */
static void print_person(writer *w, const household *h, int at)
{
    person p;
    fill_person(w, h, at, &p);
    bool corrected = town_random_chance(&w->random, 400);
    set_address(&p.address, w->home, h->moves > 0 ? h->old_place : h->place,
                h->moves > 0 ? h->old_number : h->number);
    p.record.address_since = p.since;
    print_event(w, &p, "domestic_move_in", p.since, h->moves == 0 && !corrected);
    if (h->moves > 0) {
        set_address(&p.address, w->home, h->place, h->number);
        p.record.address_since = p.moved;
        print_event(w, &p, "move_within", p.moved, !corrected);
    }
    if (corrected) {
        p.record.family_register_head = text("（修正）");
        print_event(w, &p, "minor_correction", text("2025-12-01"), true);
    }
}

static void print_register(writer *w, int64_t persons)
{
    for (size_t i = 0; i < w->item_count; i++) {
        (void)printf("%s,", w->item[i].name);
    }
    (void)puts("restraints");
    while (w->addressee < persons) {
        const household h = draw_household(w);
        for (int at = 0; at < h.size && w->addressee < persons; at++) {
            print_person(w, &h, at);
        }
    }
}

static bool prepare(writer *w, uint64_t seed)
{
    ju_err err = {0};
    size_t count = 0;
    w->random.state = seed;
    ju_arena_init(&w->arena, DICTIONARY_BYTES);
    if (town_dictionary_read(&w->dictionary, &w->arena, TOWN_SKK_DIR, TOWN_IPADIC_DIR, &err) != JU_OK) {
        (void)fprintf(stderr, "town-register: %s\n", err.message);
        return false;
    }
    for (size_t i = 0; i < town_municipality_count; i++) {
        bool home = strcmp(town_municipalities[i].code, MUNICIPALITY) == 0;
        *(home ? &w->home : &w->elsewhere) = &w->dictionary.place[i];
    }
    ju_flat_item all[ITEMS_MAX];
    count = ju_flat_items(&juki__resident__v1__person_record__descriptor, all, ITEMS_MAX);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(all[i].name, "register_ref") != 0 && strcmp(all[i].name, "change_id") != 0 &&
            strcmp(all[i].name, "move_out.change_id") != 0) {
            w->item[w->item_count++] = all[i];
        }
    }
    return w->home != NULL && w->elsewhere != NULL;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"persons", required_argument, NULL, 'p'}, {"seed", required_argument, NULL, 's'}, {0}};
    static writer w;
    int64_t persons = 1000;
    int64_t seed = 1;
    for (int found = 0; (found = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        int64_t *to = found == 'p' ? &persons : &seed;
        if (found == '?' || !ju_parse_int64(optarg, 1, 100000000, to)) {
            (void)fputs(usage, stderr);
            return EXIT_USAGE;
        }
    }
    bool good = prepare(&w, (uint64_t)seed);
    if (good) {
        print_register(&w, persons);
    }
    town_dictionary_done(&w.dictionary);
    ju_arena_done(&w.arena);
    return good && fflush(stdout) == 0 ? 0 : EXIT_REFUSED;
}
