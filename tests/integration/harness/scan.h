#ifndef HARNESS_SCAN_H
#define HARNESS_SCAN_H

#include "tests/integration/harness/process.h"

/* The search for numbers in clear, in all that the servers and programs have written. */

enum {
    SCAN_PLANTED_SERIAL = 999999,
    /* whose number another test has in clear at a played body, on purpose; it runs at the same time */
    SCAN_SHOWN_SERIAL = 999998,
};

typedef struct scan_result {
    int pages;      /* hits of the planted number in PostgreSQL's files, */
    int records;    /* in Kafka's, */
    int logs;       /* and in logs and metrics */
    int leaks;      /* any number of the synthetic blocks that is not the planted one */
    char leak[512]; /* a file with one, */
    char near[128]; /* and what stands around it, each digit as #, each byte that is no ASCII as . */
} scan_result;

/* Writes what the program shows at /metrics beside its log. */
void scan_save_metrics(world *w, process *p);

/* Reads every file of PostgreSQL, of Kafka and of the tests' logs under JUKI_RUN and JUKI_TEST_DIR. A number
 * is found by its block (bodies 00008 of person_of, 00009 of the played national body) and its check digit.
 */
scan_result scan_files(void);

#endif
