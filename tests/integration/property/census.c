#include "tests/integration/property/census.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RESIDENT = 1, ROWS_MAX = 40 };

typedef struct census_row {
    const char *reason; /* "" for residents */
    int count[PLAYER_TOWNS];
} census_row;

typedef struct census {
    census_row row[ROWS_MAX];
    int rows;
} census;

static void tally(census *c, const char *reason, int street, int by)
{
    int at = 0;
    while (at < c->rows && strcmp(c->row[at].reason, reason) != 0) {
        at++;
    }
    if (at == c->rows) {
        assert_true(c->rows < ROWS_MAX);
        c->row[c->rows++] = (census_row){.reason = reason};
    }
    c->row[at].count[street % PLAYER_TOWNS] += by;
}

static bool resides(const model_person *person, int day, model_state *ret)
{
    return model_as_of(person, day, INT32_MAX, -1, ret) && ret->item[MODEL_STATE] == RESIDENT;
}

static void count_population(const player *p, int day, census *c)
{
    model_state state;
    for (int i = 0; i < p->m.person_count; i++) {
        if (resides(&p->m.person[i], day, &state)) {
            tally(c, "", state.item[MODEL_STREET], 1);
        }
    }
}

/* A household counts where its member of the lowest 宛名番号 lives. */
static void count_households(const player *p, int day, census *c)
{
    model_state state;
    int *first = malloc(((size_t)p->m.household_count + 1) * sizeof *first);
    assert_non_null(first);
    memset(first, -1, (size_t)p->m.household_count * sizeof *first);
    for (int i = 0; i < p->m.person_count; i++) {
        if (!resides(&p->m.person[i], day, &state)) {
            continue;
        }
        int *of = &first[state.item[MODEL_HOUSEHOLD]];
        *of = *of < 0 || strcmp(p->m.person[i].number, p->m.person[*of].number) < 0 ? i : *of;
    }
    for (int h = 0; h < p->m.household_count; h++) {
        if (first[h] >= 0) {
            (void)resides(&p->m.person[first[h]], day, &state);
            tally(c, "", state.item[MODEL_STREET], 1);
        }
    }
    free(first);
}

static void count_changes(const player *p, int first, int last, census *c)
{
    for (int i = 0; i < p->m.person_count; i++) {
        const model_person *person = &p->m.person[i];
        for (int o = 0; o < person->op_count; o++) {
            const model_op *op = &person->op[o];
            model_state then;
            if (op->day < first || op->day > last || !model_stands(person, o)) {
                continue;
            }
            (void)model_as_of(person, INT32_MAX, op->change, -1, &then);
            tally(c, p->past[op->change - 1].reason, then.item[MODEL_STREET], 1);
        }
    }
}

void census_check(const player *p, census_kind kind, int first, int last,
                  const Juki__Resident__V1__StatisticsReply *reply, const char *where)
{
    census c = {.rows = 0};
    if (reply->refusal != NULL) {
        fail_msg("%s: refused, %s", where, reply->refusal->code);
    }
    int64_t total = 0;
    if (kind == CENSUS_CHANGES) {
        count_changes(p, first, last, &c);
    } else {
        (kind == CENSUS_HOUSEHOLDS ? count_households : count_population)(p, last, &c);
    }
    for (size_t i = 0; i < reply->n_cell; i++) {
        const Juki__Resident__V1__StatisticsCell *cell = reply->cell[i];
        tally(&c, cell->reason, player_town_number(cell->district), -(int)cell->count);
        total += cell->count;
    }
    assert_int_equal(reply->total->count, total);
    for (int r = 0; r < c.rows; r++) {
        for (int t = 0; t < PLAYER_TOWNS; t++) {
            if (c.row[r].count[t] != 0) {
                fail_msg("%s: the model counts %+d more of %s in %s", where, c.row[r].count[t],
                         c.row[r].reason, player_town(t));
            }
        }
    }
}
