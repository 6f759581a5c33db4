#ifndef DEMO_PRINT_H
#define DEMO_PRINT_H

#include "tests/demo/findings.h"

/* The closing table, and where to look next; path: of summary.json. */
void print_summary(const demo_findings *findings, const char *path);

#endif
