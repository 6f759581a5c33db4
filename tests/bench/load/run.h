#ifndef BENCH_RUN_H
#define BENCH_RUN_H

#include "tests/bench/load/message.h"

/* What a change must have reached outside the register, each counted in records. */
typedef enum load_end { LOAD_TAX, LOAD_WELFARE, LOAD_NOTICE, LOAD_CARD, LOAD_END_MAX_ } load_end;

/* A change on its way. Times are in microseconds of the wall clock; 0: not yet. */
typedef struct load_change {
    population_change plan;
    load_message submit;
    load_message review[2];     /* by as many as the register asks for (seed 002 R-22) */
    int missing[LOAD_END_MAX_]; /* records still to come */
    int reviews;                /* sent so far */
    bool registered;
    bool delivered[3];  /* submit and reviews, to the broker */
    int64_t due_us;     /* when it was to be submitted */
    int64_t told_us;    /* the word was sent that brings its notices: the last review, or the numbers */
    int64_t noticed_us; /* the last notice came */
    int64_t fed_us;     /* the last of the missing came */
    int64_t audited_us; /* its last audit record was seen in the database; written by the watch only */
} load_change;

/* One run: its changes and how many of them have come how far. */
typedef struct load_run {
    load_change *change;
    size_t count;
    char nonce[25]; /* 24 hex digits; with the index they are the trace id of every record of a change */
    size_t submitted;
    size_t registered;
    size_t fed;
    size_t refused;
    size_t surplus; /* records beyond those expected */
    ju_arena arena;
} load_run;

int64_t load_now_us(void);

/* Takes count changes that were planned before, packs and seals them. */
ju_rc load_run_open(load_run *run, const population_change *plan, size_t count, ju_keyring *resident,
                    ju_err *err) JU_MUST_CHECK;
void load_run_close(load_run *run);

/* ret has room for 56 bytes. */
void load_run_trace(const load_run *run, const load_change *change, char ret[56]);
/* The change that a traceparent belongs to; NULL when it is none of this run. */
load_change *load_run_find(const load_run *run, const char *traceparent, size_t size);
/* Likewise by change id. */
load_change *load_run_find_id(const load_run *run, const char *change_id);

/* One record of the kind has come for the change. */
void load_run_note(load_run *run, load_change *change, load_end end);

#endif
