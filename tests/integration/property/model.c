#include "tests/integration/property/model.h"

#include "tests/integration/harness/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RESIDENT = 1, OPS_MAX = 1024 };

void model_free(model *m)
{
    for (int i = 0; i < m->person_count; i++) {
        free(m->person[i].op);
    }
    for (int i = 0; i < m->household_count; i++) {
        free(m->household[i].member);
    }
    free(m->person);
    free(m->persons.at);
    free(m->household);
    free(m->households.at);
    *m = (model){0};
}

static void *grown(void *list, int count, size_t size)
{
    list = realloc(list, ((size_t)count + 1) * size);
    assert_non_null(list);
    memset((char *)list + (size_t)count * size, 0, size);
    return list;
}

static int serial_of(const char *number)
{
    int serial = 0;
    assert_int_equal(strlen(number), 10);
    assert_int_equal(sscanf(number, "%9d", &serial), 1);
    return serial;
}

static int find(const model_map *map, const char *number)
{
    int serial = serial_of(number);
    return serial < map->size ? map->at[serial] - 1 : -1;
}

static void note(model_map *map, const char *number, int position)
{
    int serial = serial_of(number);
    if (find(map, number) >= 0) {
        fail_msg("the number %s was given twice", number);
    }
    if (serial >= map->size) {
        int size = serial + 1024;
        map->at = realloc(map->at, (size_t)size * sizeof *map->at);
        assert_non_null(map->at);
        memset(map->at + map->size, 0, (size_t)(size - map->size) * sizeof *map->at);
        map->size = size;
    }
    map->at[serial] = position + 1;
}

int model_find_person(const model *m, const char *number)
{
    return find(&m->persons, number);
}

int model_find_household(const model *m, const char *number)
{
    return find(&m->households, number);
}

int model_new_person(model *m, const char *number, int serial)
{
    note(&m->persons, number, m->person_count);
    m->person = grown(m->person, m->person_count, sizeof *m->person);
    model_person *person = &m->person[m->person_count];
    (void)snprintf(person->number, sizeof person->number, "%s", number);
    person->serial = serial;
    return m->person_count++;
}

int model_new_household(model *m, const char *number)
{
    note(&m->households, number, m->household_count);
    m->household = grown(m->household, m->household_count, sizeof *m->household);
    (void)snprintf(m->household[m->household_count].number, sizeof m->household->number, "%s", number);
    return m->household_count++;
}

/* ---- replay ---------------------------------------------------------------------------------------------
 */

/* A 取消し takes its op back; one that takes a 取消し back makes that one's victim count again, and so on. */
static void take_back(const model_person *person, int at, bool taken_back[OPS_MAX])
{
    bool back = true;
    for (int i = at; i >= 0; i = person->op[i].cancels) {
        taken_back[i] = back;
        back = !back;
    }
}

bool model_as_of(const model_person *person, int day, int known_changes, int without, model_state *ret)
{
    bool taken_back[OPS_MAX] = {false};
    bool begun = false;
    bool on_record = false;
    *ret = (model_state){0};
    assert_true(person->op_count <= OPS_MAX);
    for (int i = 0; i < person->op_count && person->op[i].change <= known_changes; i++) {
        take_back(person, person->op[i].cancels, taken_back);
    }
    take_back(person, without, taken_back);
    for (int i = 0; i < person->op_count && person->op[i].change <= known_changes; i++) {
        const model_op *op = &person->op[i];
        if (taken_back[i]) {
            continue;
        }
        on_record |= !begun && op->day <= day;
        begun = true;
        for (int item = 0; op->day <= day && item < MODEL_ITEMS; item++) {
            if ((op->said & MODEL_BIT(item)) != 0) {
                ret->item[item] = op->value.item[item];
            }
        }
    }
    return on_record;
}

bool model_stands(const model_person *person, int op)
{
    bool taken_back[OPS_MAX] = {false};
    for (int i = 0; i < person->op_count; i++) {
        take_back(person, person->op[i].cancels, taken_back);
    }
    return !taken_back[op];
}

/* ---- now ------------------------------------------------------------------------------------------------
 */

static void leave(model_household *household, int person)
{
    for (int i = 0; i < household->member_count; i++) {
        if (household->member[i] == person) {
            household->member[i] = household->member[--household->member_count];
            return;
        }
    }
    fail_msg("person %d is no member of %s", person, household->number);
}

static void join(model_household *household, int person)
{
    household->member = grown(household->member, household->member_count, sizeof *household->member);
    household->member[household->member_count++] = person;
}

void model_add(model *m, int who, const model_op *op)
{
    model_person *person = &m->person[who];
    const model_state before = person->now;
    person->op = grown(person->op, person->op_count, sizeof *person->op);
    person->op[person->op_count++] = *op;
    (void)model_as_of(person, INT32_MAX, INT32_MAX, -1, &person->now);
    if (before.item[MODEL_STATE] == RESIDENT) {
        leave(&m->household[before.item[MODEL_HOUSEHOLD]], who);
    }
    if (person->now.item[MODEL_STATE] == RESIDENT) {
        join(&m->household[person->now.item[MODEL_HOUSEHOLD]], who);
    }
}
