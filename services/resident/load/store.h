#ifndef RESIDENT_LOAD_STORE_H
#define RESIDENT_LOAD_STORE_H

#include "services/resident/load_compare.h"
#include "services/resident/load_restraint.h"
#include "services/resident/store.h"

#include "juki/resident/v1/migrate.pb-c.h"

/* The tables of a migration; with ../store.h, whose ways of asking and putting are the same here. */

enum { LOAD_DIGEST_BYTES = 32, LOAD_WINDOW_ROWS = 1000 };

typedef struct stored_load {
    bool found;
    int state; /* juki.resident.v1.LoadState */
    const char *source_digest;
    int64_t expected_rows;
    int64_t expected_persons;
    int64_t rows;
    int64_t persons;
    const char *loaded_to;
    const char *compared_to;
    unsigned char digest[LOAD_STAGES][LOAD_DIGEST_BYTES]; /* zeros before the first comparison */
    int64_t differences;
    const char *approved_by; /* "" when nobody asked for the cut-over */
    const char *filled_to;
    bool filled;
} stored_load;

ju_rc ask_load(ju_ctx *ctx, const char *load_id, ju_err *err) JU_MUST_CHECK;
stored_load read_load(ju_ctx *ctx, int answer);

ju_rc ask_load_counts(ju_ctx *ctx, const char *load_id, ju_err *err) JU_MUST_CHECK;
ju_rc ask_load_room(ju_ctx *ctx, const char *load_id, ju_err *err) JU_MUST_CHECK;
ju_rc ask_load_closed(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc ask_load_differences(ju_ctx *ctx, const char *load_id, int64_t after, ju_err *err) JU_MUST_CHECK;
ju_rc read_load_difference(ju_ctx *ctx, const PGresult *rows, int row,
                           Juki__Resident__V1__LoadDifference **ret, ju_err *err) JU_MUST_CHECK;
ju_rc ask_load_numbers(ju_ctx *ctx, const char *const *number_index, const char *const *code_index,
                       size_t count, ju_err *err) JU_MUST_CHECK;
ju_rc ask_load_window(ju_ctx *ctx, const char *after, const char *up_to, ju_err *err) JU_MUST_CHECK;
/* Rows: 宛名番号, what stands against this person as load_restraint.h says; only of whom something does. */
ju_rc ask_load_window_restraints(ju_ctx *ctx, const char *after, const char *up_to,
                                 ju_err *err) JU_MUST_CHECK;
ju_rc ask_load_fill(ju_ctx *ctx, const char *load_id, ju_err *err) JU_MUST_CHECK;

/* Differences of one number, or with number 0 all of one item or kind. */
typedef struct load_choice {
    const char *load_id;
    int64_t number;
    const char *item;
    const char *operator_id;
} load_choice;
ju_rc ask_load_selected(ju_ctx *ctx, const load_choice *choice, ju_err *err) JU_MUST_CHECK;

ju_rc put_load(ju_ctx *ctx, const Juki__Resident__V1__BeginLoad *begin, ju_err *err) JU_MUST_CHECK;

/* A restraint of the person, who is covered by it; put_restraints_anew is due once the rows are put. */
ju_rc put_load_restraint(ju_ctx *ctx, const Juki__Resident__V1__LoadRows *message,
                         const person_record *record, const load_restraint *one, ju_err *err) JU_MUST_CHECK;

/* What a message of rows has added. */
typedef struct load_advance {
    const char *load_id;
    int state;
    int64_t rows;
    int64_t persons;
    const char *loaded_to;
    int64_t addressee_serial; /* the highest that ours must pass */
    int64_t household_serial;
} load_advance;
ju_rc put_load_advance(ju_ctx *ctx, const load_advance *advance, ju_err *err) JU_MUST_CHECK;

/* load is as it stands after the comparison; clear drops the differences of an earlier one. */
ju_rc put_load_compared(ju_ctx *ctx, const char *load_id, const stored_load *load, ju_err *err) JU_MUST_CHECK;
ju_rc put_load_clear(ju_ctx *ctx, const char *load_id, ju_err *err) JU_MUST_CHECK;
ju_rc put_load_difference(ju_ctx *ctx, const char *load_id, int64_t number, const load_difference *difference,
                          ju_err *err) JU_MUST_CHECK;
ju_rc put_load_reason(ju_ctx *ctx, const load_choice *choice, const char *word, const char *explanation,
                      ju_err *err) JU_MUST_CHECK;
ju_rc put_load_confirmed(ju_ctx *ctx, const load_choice *choice, ju_err *err) JU_MUST_CHECK;
ju_rc put_load_state(ju_ctx *ctx, const char *load_id, int state, const char *approved_by,
                     ju_err *err) JU_MUST_CHECK;
/* Our serials go on behind what was loaded. */
/* The restraints of the load are to be told to the trail: restrain_idle_begin. */
ju_rc put_load_untold(ju_ctx *ctx, const char *load_id, ju_err *err) JU_MUST_CHECK;
ju_rc put_load_serials(ju_ctx *ctx, const char *load_id, ju_err *err) JU_MUST_CHECK;
ju_rc put_register_empty(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc put_load_filled(ju_ctx *ctx, const char *load_id, const char *filled_to, bool filled,
                      ju_err *err) JU_MUST_CHECK;

#endif
