#ifndef RESIDENT_STORE_FILL_H
#define RESIDENT_STORE_FILL_H

/*
 * juki-resident --fill-search: makes the search rows that are missing, or were folded by other rules or
 * another table of variants (common/run/fill.h). The exit code of the process.
 */
int fill_search_main(void);

#endif
