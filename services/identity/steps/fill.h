#ifndef IDENTITY_STEPS_FILL_H
#define IDENTITY_STEPS_FILL_H

#include "common/config/config.h"

/*
 * juki-identity --fill-search: makes the search rows that are missing (of a file that was there before its
 * search was), or were folded by other rules. May run beside the service and be repeated; prints how many it
 * wrote. own: the service's own variables. The exit code of the process.
 */
int identity_fill_main(const ju_config_part *own);

#endif
