#ifndef RESIDENT_FILL_H
#define RESIDENT_FILL_H

/*
 * juki-resident --fill-search: makes the search rows that are missing, or were folded by other rules or
 * another table of variants. May run beside the service and be repeated; prints how many it wrote. The exit
 * code of the process.
 */
int fill_search_main(void);

#endif
