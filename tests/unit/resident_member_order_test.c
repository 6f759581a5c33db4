/* The order of a household on a certificate (standard 5.2, j1010). */
#include "services/resident/member_order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__PersonRecord record;

enum { PEOPLE_MAX = 12, ARENA_BYTES = 64 * 1024 };

/* A member in few words; an item that is NULL is not known. */
typedef struct member {
    const char *relationship;
    const char *birth;
    const char *name;
    const char *head; /* 筆頭者 */
    const char *domicile;
} member;

typedef struct people {
    record person[PEOPLE_MAX];
    Juki__Common__V1__WrittenDate birth[PEOPLE_MAX];
    char number[PEOPLE_MAX][12];
    record *order[PEOPLE_MAX];
    size_t count;
} people;

static char *text(const char *value)
{
    return (char *)(uintptr_t)(value == NULL ? "" : value);
}

/* The same numbers on every machine. */
static uint32_t draw(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 16) % below;
}

/* 宛名番号 follow the list. */
static void add(people *p, const member *m)
{
    size_t at = p->count++;
    record *person = &p->person[at];
    juki__resident__v1__person_record__init(person);
    juki__common__v1__written_date__init(&p->birth[at]);
    (void)snprintf(p->number[at], sizeof p->number[at], "%010zu", at);
    p->birth[at].date = text(m->birth);
    person->birth_date = m->birth == NULL ? NULL : &p->birth[at];
    person->addressee_number = p->number[at];
    person->relationship = text(m->relationship);
    person->name = text(m->name);
    person->family_register_head = text(m->head);
    person->registered_domicile = text(m->domicile);
    p->order[at] = person;
}

static void shuffle(people *p, uint32_t *seed)
{
    for (size_t i = p->count; i > 1; i--) {
        size_t other = draw(seed, (uint32_t)i);
        record *kept = p->order[i - 1];
        p->order[i - 1] = p->order[other];
        p->order[other] = kept;
    }
}

static void sort(people *p)
{
    ju_arena arena;
    ju_arena_init(&arena, ARENA_BYTES);
    assert_true(member_order(p->order, p->count, &arena));
    ju_arena_done(&arena);
}

/* The list stands in its order; from whatever order, that one comes out. */
static void check(const member *list, size_t count)
{
    people p = {0};
    uint32_t seed = 7;
    for (size_t i = 0; i < count; i++) {
        add(&p, &list[i]);
    }
    for (int turn = 0; turn < 50; turn++) {
        shuffle(&p, &seed);
        sort(&p);
        for (size_t i = 0; i < count; i++) {
            assert_ptr_equal(p.order[i], &p.person[i]);
        }
    }
}
#define CHECK(list) check(list, sizeof(list) / sizeof(list)[0])

static void j1010_all_places(void **state)
{
    (void)state;
    static const member LIST[] = {
        {.relationship = "世帯主"}, {.relationship = "妻"},     {.relationship = "子", .birth = "2001-01-01"},
        {.relationship = "子の妻"}, {.relationship = "子の子"}, {.relationship = "父"},
        {.relationship = "弟"},     {.relationship = "祖母"},   {.relationship = "妻の母"},
        {.relationship = "縁故者"}, {.relationship = "同居人"},
    };
    CHECK(LIST);
}

/* 1-3: by birth date, then 宛名番号. */
static void j1010_children_by_age(void **state)
{
    (void)state;
    static const member LIST[] = {
        {.relationship = "世帯主", .birth = "1990-01-01"}, {.relationship = "養子", .birth = "2010-01-01"},
        {.relationship = "子", .birth = "2011-01-01"},     {.relationship = "子", .birth = "2011-01-01"},
        {.relationship = "妻の子", .birth = "2000-01-01"},
    };
    CHECK(LIST);
}

/* 2: a 子 with a family comes behind one without, families by the birth of their 子. */
static void j1010_families_of_children(void **state)
{
    (void)state;
    static const member LIST[] = {
        {"世帯主", "1950-01-01", "試験　一", "試験　一", "曙町"},
        {"子", "1990-01-01", "試験　四", "試験　一", "曙町"},
        {"子", "1980-01-01", "試験　二", "試験　二", "錦町"},
        {"子の妻", "1985-01-01", "試験　花", "試験　二", "錦町"},
        {"子の子", "2010-01-01", "試験　月", "試験　二", "錦町"},
        {"子の子", "2012-01-01", "試験　星", "試験　二", "錦町"},
        {"子の子の子", "2025-01-01", "試験　風", "試験　二", "錦町"},
        {"子", "1982-01-01", "試験　三", "試験　三", "錦町"},
        {"子の妻", "1970-01-01", "試験　海", "試験　三", "錦町"},
        {"父", "1920-01-01", "試験　祖", "試験　祖", "柴崎町"},
    };
    CHECK(LIST);
}

/* Of two 子 without 戸籍 in common nobody knows whose wife she is: behind the families that are known. */
static void j1010_family_unknown(void **state)
{
    (void)state;
    static const member LIST[] = {
        {"世帯主", "1950-01-01", "試験　一", "試験　一", "曙町"},
        {"子", "1990-01-01", "試験　四", "試験　一", "曙町"},
        {"子", "1991-01-01", "試験　二", "試験　二", "錦町"},
        {"子の夫", "1992-01-01", "試験　三", "試験　二", "錦町"},
        {.relationship = "子の妻", .birth = "1960-01-01", .name = "GUEST"},
        {"子の子", "2000-01-01", "試験　同", "試験　二",
         "柴崎町"}, /* the name of 筆頭者 alone says nothing */
        {.relationship = "母", .birth = "1920-01-01"},
    };
    CHECK(LIST);
}

/* Of the only 子 she must be the wife, though a foreign resident has no 戸籍. */
static void j1010_family_of_an_only_child(void **state)
{
    (void)state;
    static const member LIST[] = {
        {"世帯主", "1950-01-01", "試験　一", "試験　一", "曙町"},
        {"子", "1980-01-01", "試験　二", "試験　二", "錦町"},
        {.relationship = "子の妻", .birth = "1985-01-01", .name = "GUEST"},
        {"子の子", "2010-01-01", "試験　月", "試験　二", "錦町"},
    };
    CHECK(LIST);
}

/* 3-1, 3-3: the 筆頭者 first, though younger; else by birth date. */
static void j1010_family_register_head(void **state)
{
    (void)state;
    static const member LIST[] = {
        {"父", "1955-01-01", "試験　一", "試験　一", ""},
        {"母", "1950-01-01", "試験　二", "試験　一", ""},
        {"姉", "1970-01-01", "試験　三", "試験　零", ""},
        {"兄", "1980-01-01", "試験　四", "試験　四", ""},
        {"祖父", "1925-01-01", "試験　五", "試験　五", ""},
        {"祖母", "1920-01-01", "試験　六", "試験　五", ""},
    };
    CHECK(LIST);
}

/* One order, whoever lives there and in whatever order they are given. */
static void j1010_total_order(void **state)
{
    (void)state;
    static const char *const RELATIONSHIP[] = {"世帯主", "妻",     "子", "子の妻",    "子の子",
                                               "父",     "母",     "弟", "祖母",      "妻の母",
                                               "同居人", "縁故者", "",   "子の子の子"};
    static const char *const BIRTH[] = {"1950-01-01", "1980-02-03", NULL};
    static const char *const NAME[] = {"試験　一", "試験　二"};
    static const char *const DOMICILE[] = {"曙町", "錦町", ""};
    for (uint32_t seed = 1; seed <= 300; seed++) {
        uint32_t random = seed;
        people p = {0};
        record *first[PEOPLE_MAX];
        for (int i = 0; i < PEOPLE_MAX; i++) {
            add(&p, &(member){RELATIONSHIP[draw(&random, 14)], BIRTH[draw(&random, 3)],
                              NAME[draw(&random, 2)], NAME[draw(&random, 2)], DOMICILE[draw(&random, 3)]});
        }
        sort(&p);
        memcpy(first, p.order, sizeof first);
        for (int turn = 0; turn < 20; turn++) {
            shuffle(&p, &random);
            sort(&p);
            assert_memory_equal(first, p.order, sizeof first);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(j1010_all_places),
        cmocka_unit_test(j1010_children_by_age),
        cmocka_unit_test(j1010_families_of_children),
        cmocka_unit_test(j1010_family_unknown),
        cmocka_unit_test(j1010_family_register_head),
        cmocka_unit_test(j1010_total_order),
        cmocka_unit_test(j1010_family_of_an_only_child),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
