#ifndef IDENTITY_STORE_FILL_H
#define IDENTITY_STORE_FILL_H

#include "common/config/config.h"

/*
 * juki-identity --fill-search: makes the search rows that are missing (of a file that was there before its
 * search was), or were folded by other rules (common/run/fill.h). own: the service's own variables. The exit
 * code of the process.
 */
int identity_fill_main(const ju_config_part *own);

#endif
