#include "services/resident/member_order.h"

#include <stdlib.h>
#include <string.h>

typedef Juki__Resident__V1__PersonRecord person_record;

/* The places of 5.2, by their numbers there: 1-1 is 11. A 子 with a family stands at 21. */
enum {
    HEAD = 11,
    SPOUSE = 12,
    CHILD = 13,
    CHILD_WITH_FAMILY = 21,
    SPOUSE_OF_CHILD = 22,
    CHILD_OF_CHILD = 23,
    OTHER_OF_CHILD = 24,
    PARENT = 31,
    SIBLING = 32,
    GRANDPARENT = 33,
    RELATIVE = 41,
    ACQUAINTANCE = 42,
    LODGER = 43,
};
#define OF_CHILD "子の"

/* 続柄 by their place; every other one is 親族, or one of a child's family. */
static const struct {
    const char *relationship;
    int place;
} PLACES[] = {
    {"世帯主", HEAD},
    {"夫", SPOUSE},
    {"妻", SPOUSE},
    {"夫（未届）", SPOUSE},
    {"妻（未届）", SPOUSE},
    {"子", CHILD},
    {"養子", CHILD},
    {"長男", CHILD},
    {"長女", CHILD},
    {"子の夫", SPOUSE_OF_CHILD},
    {"子の妻", SPOUSE_OF_CHILD},
    {"子の夫（未届）", SPOUSE_OF_CHILD},
    {"子の妻（未届）", SPOUSE_OF_CHILD},
    {"子（子の夫）", SPOUSE_OF_CHILD},
    {"子（子の妻）", SPOUSE_OF_CHILD},
    {"子の子", CHILD_OF_CHILD},
    {"父", PARENT},
    {"母", PARENT},
    {"養父", PARENT},
    {"養母", PARENT},
    {"兄", SIBLING},
    {"弟", SIBLING},
    {"姉", SIBLING},
    {"妹", SIBLING},
    {"祖父", GRANDPARENT},
    {"祖母", GRANDPARENT},
    {"父の父", GRANDPARENT},
    {"父の母", GRANDPARENT},
    {"母の父", GRANDPARENT},
    {"母の母", GRANDPARENT},
    {"縁故者", ACQUAINTANCE},
    {"同居人", LODGER},
};

typedef struct placed {
    person_record *person;
    int place;
    const person_record *child; /* 子 whose family it is; NULL: none, or not known */
} placed;

static int place_of(const person_record *record)
{
    for (size_t i = 0; i < sizeof PLACES / sizeof PLACES[0]; i++) {
        if (strcmp(PLACES[i].relationship, record->relationship) == 0) {
            return PLACES[i].place;
        }
    }
    return strncmp(record->relationship, OF_CHILD, strlen(OF_CHILD)) == 0 ? OTHER_OF_CHILD : RELATIVE;
}

static bool is_of_childs_family(int place)
{
    return place >= SPOUSE_OF_CHILD && place <= OTHER_OF_CHILD;
}

/* By birth date, then 宛名番号. */
static int compare_age(const person_record *a, const person_record *b)
{
    int order = strcmp(a->birth_date == NULL ? "" : a->birth_date->date,
                       b->birth_date == NULL ? "" : b->birth_date->date);
    return order != 0 ? order : strcmp(a->addressee_number, b->addressee_number);
}

static bool is_same_family_register(const person_record *a, const person_record *b)
{
    return *a->registered_domicile != '\0' && strcmp(a->registered_domicile, b->registered_domicile) == 0 &&
           strcmp(a->family_register_head, b->family_register_head) == 0;
}

/* The eldest 子 of the same 戸籍, or the only 子. */
static placed *find_child(placed *item, size_t count, const person_record *member)
{
    placed *found = NULL;
    placed *last = NULL;
    size_t children = 0;
    for (size_t i = 0; i < count; i++) {
        if (item[i].place != CHILD && item[i].place != CHILD_WITH_FAMILY) {
            continue;
        }
        children++;
        last = &item[i];
        if (is_same_family_register(item[i].person, member) &&
            (found == NULL || compare_age(item[i].person, found->person) < 0)) {
            found = &item[i];
        }
    }
    return found != NULL || children != 1 ? found : last;
}

static void find_families(placed *item, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        placed *child = is_of_childs_family(item[i].place) ? find_child(item, count, item[i].person) : NULL;
        if (child != NULL) {
            child->place = CHILD_WITH_FAMILY;
            child->child = item[i].child = child->person;
        }
    }
}

/* Families by their 子; who belongs to none that is known comes behind them. */
static int compare_families(const placed *a, const placed *b)
{
    if (a->child == NULL || b->child == NULL) {
        return (a->child == NULL) - (b->child == NULL);
    }
    return compare_age(a->child, b->child);
}

/* Of parents and of grandparents the 筆頭者 comes first. */
static int after_head(const placed *item)
{
    const person_record *person = item->person;
    bool counts = item->place == PARENT || item->place == GRANDPARENT;
    return counts && (*person->name == '\0' || strcmp(person->name, person->family_register_head) != 0);
}

static int rank_of(const placed *item)
{
    return item->place >= CHILD_WITH_FAMILY && item->place <= OTHER_OF_CHILD ? CHILD_WITH_FAMILY
                                                                             : item->place;
}

static int compare(const void *left, const void *right)
{
    const placed *a = left;
    const placed *b = right;
    int order = rank_of(a) - rank_of(b);
    if (order == 0) {
        order = compare_families(a, b);
    }
    if (order == 0) {
        order = a->place - b->place;
    }
    if (order == 0) {
        order = after_head(a) - after_head(b);
    }
    return order != 0 ? order : compare_age(a->person, b->person);
}

bool member_order(person_record **member, size_t count, ju_arena *arena)
{
    placed *item = ju_arena_alloc(arena, (count + 1) * sizeof *item);
    if (item == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        item[i] = (placed){.person = member[i], .place = place_of(member[i])};
    }
    find_families(item, count);
    qsort(item, count, sizeof *item, compare);
    for (size_t i = 0; i < count; i++) {
        member[i] = item[i].person;
    }
    return true;
}
