#ifndef VERIFY_REPORT_H
#define VERIFY_REPORT_H

#include <stdint.h>

/* What is wrong, and where. */
typedef struct finding {
    const char *code; /* snake_case, as services/audit/VERIFY.md lists them */
    const char *file;
    int64_t line;  /* of a text file, from 1; 0: of the whole file */
    int64_t entry; /* of the log, from 1; 0: of none in particular */
    const char *text;
} finding;

/* Who hears of findings; how many there were. Only the first FINDINGS_TOLD are told: what is broken from its
 * beginning is not worth a line for each of a million entries. */
enum { FINDINGS_TOLD = 100 };
typedef struct report {
    void (*tell)(void *opaque, const finding *found);
    void *opaque;
    int64_t count;
} report;

typedef struct place {
    const char *file;
    int64_t line;
    int64_t entry;
} place;

void report_add(report *to, place where, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
