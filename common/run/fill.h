#ifndef JU_RUN_FILL_H
#define JU_RUN_FILL_H

#include "common/db/kept.h"
#include "common/run/app.h"

/*
 * Rows that are made of what a service keeps, such as those by which persons are found, and are missing or
 * were made by another rule: filled beside the service, which may run, and as often as one likes.
 */
typedef struct ju_fill {
    const char *service;
    const ju_config_part *config; /* the service's own variables; NULL: none */
    const ju_sql *const *sql;
    const ju_sql *missing; /* asks for the next rows to be made, in order, and locks what they are made of */
    const ju_sql *put;     /* writes them; marked "-- rows" */
    /* Makes state out of the settings, and frees it, also after a failure. May be NULL. */
    ju_rc (*open)(const ju_settings *settings, void *state, ju_err *err);
    void (*close)(void *state);
    void (*begin)(void *state); /* nothing was seen yet */
    /* The parameters of missing: the row behind which it goes on, and the rule. */
    void (*arg_behind)(ju_args *args, const void *state);
    /* The parameters of put for a row that missing found, behind which it goes on from now. */
    ju_rc (*arg_row)(ju_args *args, const ju_keeper *keeper, const PGresult *rows, int row, void *state,
                     ju_err *err);
    void *state; /* how far it has come, and what it takes */
} ju_fill;

/*
 * Runs `missing` and `put` in a transaction each time, with the keys of the service, until nothing is
 * missing, and not from the beginning either: what is changed while it waits for its lock falls out of its
 * answer, and who changed it did not always write the row. Prints how many rows it wrote. The exit code of
 * the process: 0, or 70 with the reason on standard error.
 */
int ju_run_fill(const ju_fill *fill);

#endif
