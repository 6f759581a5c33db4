#ifndef DEMO_TALLY_H
#define DEMO_TALLY_H

#include "tests/demo/job.h"

#include <jansson.h>

/* What became of some jobs, as JSON: counts, refusals by code, latencies, and those that ended otherwise than
 * expected, each with its change id (at most 20 of them are listed). */
json_t *tally_jobs(const demo_job *jobs, size_t count);

#endif
