#ifndef HARNESS_PROCESS_H
#define HARNESS_PROCESS_H

#include "tests/integration/harness/world.h"

#include <sys/types.h>

/* A program under test, running on the test's own topics and the database of its owner. */
typedef struct process {
    char owner[32];
    pid_t pid; /* 0 when it has ended */
    int status;
    int http_port;
    char log[320];
} process;

/* For a program that is killed and started again: it takes the place of its former self in the group at once,
 * instead of waiting until that is missed. */
extern const char *const PROCESS_STATIC[];

/*
 * Starts a program of JUKI_TEST_BIN ("juki-resident", "test-ledger"); its owner is what follows the first
 * dash. env is a list NAME=VALUE that ends with NULL, on top of the usual; NULL: none. Returns once it is
 * started.
 */
process *process_start(world *w, const char *program, const char *const *env);

/* Makes the schema of a service in its empty database (world_empty_database) and gives its role its rights:
 * as deploy/local does it, with another role and certificate than the service's own. */
void process_migrate(world *w, const char *program);

/* As process_start, without waiting: for a program that will be killed at a call ("offset_store:1", see
 * crash/crash.c), or cannot start yet. */
process *process_launch(world *w, const char *program, const char *const *env, const char *crash);

/* Waits until its log says that it is started. */
void process_await_start(process *p);

/* Runs the program of a service that runs once more, with its environment and --fill-search; how many rows it
 * says that it wrote, -1 when it failed. */
int64_t process_fill_search(const process *service);
/* That everybody is searched in the state in which he is. */
void process_check_searched(PGconn *conn);
/* That of each person the row by which he is searched is the one that is made of his latest record. */
void process_check_search(const process *resident, PGconn *conn);

/* SIGTERM, and an end with exit code 0. */
void process_stop(process *p);
void process_kill(process *p);
/* Waits until it is dead by SIGKILL from within. */
void process_await_crash(process *p);
/* Whether it has ended by itself. */
bool process_ended(process *p);
void process_free(process *p);

/* A line of /metrics with a whole number, by all that stands before it; -1 when there is none. */
int64_t process_metric(process *p, const char *series);

/* Whether /readyz says so. */
bool process_ready(const process *p);

/* Writes all of /metrics into a file. */
void process_save_metrics(const process *p, const char *path);

/* How often a text stands in its log. */
int process_log_count(const process *p, const char *text);

#endif
