#ifndef RESIDENT_LOAD_H
#define RESIDENT_LOAD_H

#include "services/resident/entry.h"

#include "juki/resident/v1/migrate.pb-c.h"

#include <stdint.h>

enum {
    LOAD_ROWS_MAX = 200,   /* rows of one message */
    LOAD_REASON_MAX = 200, /* characters of an explanation */
};

/* A row of the source beside the one before it in the same message, NULL at the first. */
typedef struct load_row {
    const Juki__Resident__V1__PersonRecord *record;
    const Juki__Resident__V1__PersonRecord *before;
    const entry_numbers *numbers;
    bool latest; /* no younger row of the person follows */
} load_row;

/*
 * Checks one row of another system's register: key, order, form of dates, texts, codes and check digits, and
 * of a resident's latest row that the address lies here. It is data, not a notice: which reason may touch
 * what is not asked again. after is the 宛名番号 that was loaded before. False with *ret filled when refused.
 */
bool load_row_check(const load_row *row, const char *after, const char *today, const char *municipality,
                    refusal *ret);

/* The number that a serial of ours would have to pass: the body of a 宛名番号 or 世帯番号 of ten digits, 0
 * for one that our serials never make. */
int64_t load_serial_of(const char *number);

/* Whether a word is a reason of differences: value_converted (form or code changed on purpose), old_wrong
 * (the old system's error, corrected), late_change (changed after the extraction), not_migrated (an item or
 * person left behind on purpose), other. explanation must say it in words. */
bool load_reason_check(const char *word, const char *explanation, refusal *ret);

/* What a cut-over depends on. */
typedef struct load_standing {
    int state; /* juki.resident.v1.LoadState */
    int64_t unexplained;
    int64_t unconfirmed;
    const char *report_digest;
    const char *approved_by; /* "" when nobody asked yet */
} load_standing;

/* Whether this person's word for the report of this digest counts (M3: every difference explained by one and
 * confirmed by another, two persons for the cut-over). */
bool load_cut_over_check(const load_standing *standing, const char *operator_id, const char *report_digest,
                         refusal *ret);

#endif
