#ifndef PROPERTY_MODEL_H
#define PROPERTY_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A register in memory, as simple as it can be: each person has the list of what was registered about him,
 * and every question is answered by replaying that list from its beginning. It knows what each notice said,
 * not the rows that the register made of it.
 */

typedef enum model_item {
    MODEL_STATE, /* 住民状態; 0 is nothing */
    MODEL_NAME,  /* texts are numbers here; the player spells them */
    MODEL_FORMER_NAME,
    MODEL_BIRTH, /* days since 1970 */
    MODEL_HOUSEHOLD,
    MODEL_RELATIONSHIP,
    MODEL_STREET,
    MODEL_ADDRESS_SINCE,
    MODEL_RESIDENT_SINCE,
    MODEL_ITEMS,
} model_item;

#define MODEL_BIT(item) (1U << (unsigned)(item))
#define MODEL_ALL       (MODEL_BIT(MODEL_ITEMS) - 1)

typedef struct model_state {
    int item[MODEL_ITEMS];
} model_state;

/* One change of one person. */
typedef struct model_op {
    int change;  /* in the order of registration, from 1 */
    int day;     /* 異動日 */
    int cancels; /* the op that it takes back, by position; -1 for none */
    unsigned said;
    model_state value; /* of the items said */
} model_op;

typedef struct model_person {
    model_op *op;
    int op_count;
    char number[16]; /* 宛名番号 */
    model_state now;
    int serial;    /* of his 個人番号 and 住民票コード; 0 for none */
    int busy_wave; /* the last wave in which a change of his was under way */
} model_person;

typedef struct model_household {
    char number[16]; /* 世帯番号 */
    int *member;     /* persons who are current members */
    int member_count;
    int sibling; /* from 1: one that was at the same address when this one began; 0 for none */
    int busy_wave;
} model_household;

/* From the serial number within a 宛名番号 or 世帯番号 to a position from 1; 0 for none. */
typedef struct model_map {
    int *at;
    int size;
} model_map;

typedef struct model {
    model_person *person;
    int person_count;
    model_map persons;
    model_household *household;
    int household_count;
    model_map households;
    int changes; /* registered so far */
} model;

void model_free(model *m);

/* Both fail the test when the number is already somebody's: numbers are never given twice. */
int model_new_person(model *m, const char *number, int serial);
int model_new_household(model *m, const char *number);

/* By number; -1 when there is none. */
int model_find_person(const model *m, const char *number);
int model_find_household(const model *m, const char *number);

/* Takes in one op and brings the person's state of now and the members up to date. */
void model_add(model *m, int who, const model_op *op);

/*
 * The state at the end of a day, as known after so many changes; false: not on record. without, from 0, is
 * an op to leave out (what a 取消し would go back to), or -1.
 */
bool model_as_of(const model_person *person, int day, int known_changes, int without, model_state *ret);

/* Whether an op, by position, counts as all is known: it was not taken back. */
bool model_stands(const model_person *person, int op);

#endif
