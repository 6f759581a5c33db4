#ifndef TESTS_UNIT_RESIDENT_DECISION_H
#define TESTS_UNIT_RESIDENT_DECISION_H

#include "tests/unit/resident_sample.h"

/* What entry_check says to the entry; the asserting ones end a test that they fail. */
bool entry_accepts(const sample_entry *s, refusal *why);
void entry_accepted(const sample_entry *s);
void entry_refused(const sample_entry *s, const char *code, const char *item);

/* One decision about an entry, over the sample register. */
typedef struct decision {
    sample_register reg;
    sample_entry s;
    Juki__Resident__V1__PersonRecord *named[SAMPLE_ENTRY_MAX];
    ju_arena arena;
    change_result result;
    Juki__Resident__V1__PersonRecord *before[SAMPLE_ENTRY_MAX]; /* the rows before a cancelled change */
    char *confirmed[1];
    restraint_list restraints;    /* what stands against persons of the register */
    bool taken[SAMPLE_ENTRY_MAX]; /* a number given is somebody else's */
} decision;

#define DECISION_NOW           SAMPLE_TODAY "T09:30:00"
#define DECISION_NEW_HOUSEHOLD "0000000035" /* the number that a new household gets */

void decision_begin(decision *d);
void decision_end(decision *d);

/* A valid entry, naming the persons of the register whose 宛名番号 it has. */
void decision_enter(decision *d, const char *reason_code, size_t count);

/* The clerk confirms this alert, and only it. */
void decision_confirm(decision *d, const char *alert);

/* Puts a person of the register, e.g. SAMPLE_WIFE, in place of person number at. */
void decision_name(decision *d, size_t at, int registered);

/*
 * Decides twice and asserts that neither entry nor register was written to and that both answers are the
 * same. New persons get 宛名番号 00000000077, 00000000085, 00000000093 and register_ref ref-new-1 to 3.
 */
bool decision_decide(decision *d, refusal *why);

void decision_accepted(decision *d);
void decision_refused(decision *d, const char *code, const char *item);

/* What every new record bears: the marks of its change, and this 履歴番号. */
void decision_marks(const decision *d, const Juki__Resident__V1__PersonRecord *after, int32_t history_number);

/* Every item but the marks and the listed ones stands as it stood, by descriptor. */
void decision_only_changed(const Juki__Resident__V1__PersonRecord *before,
                           const Juki__Resident__V1__PersonRecord *after, const char *const *changed);

#endif
