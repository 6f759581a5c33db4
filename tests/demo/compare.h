#ifndef DEMO_COMPARE_H
#define DEMO_COMPARE_H

#include "tests/demo/held.h"
#include "tests/demo/house.h"

/* What one place must hold because another does. */
typedef struct comparison {
    const char *name;
    bool secret_key; /* keys are 住民票コード: never shown */
    ju_rc (*should)(const demo_house *house, demo_held *ret, ju_err *err);
    ju_rc (*is)(const demo_house *house, demo_held *ret, ju_err *err);
} comparison;

/*
 * The register against what tax, prefecture, child care and card system hold: person by person, every item
 * that each of them gets, numbers opened with each one's keys; and the acts of all services against the audit
 * trail. Ends with a NULL name.
 */
extern const comparison comparisons[];

/* Every 住民票コード in the register as a key, with "|" and the 個人番号 as its content. */
ju_rc compare_register_numbers(const demo_house *house, demo_held *ret, ju_err *err) JU_MUST_CHECK;

#endif
