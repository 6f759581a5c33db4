#ifndef PROPERTY_CENSUS_H
#define PROPERTY_CENSUS_H

#include "tests/integration/property/player.h"

#include "juki/resident/v1/statistics.pb-c.h"

/* The model's persons counted one by one, against what the register's statistics say. */

typedef enum census_kind { CENSUS_POPULATION = 1, CENSUS_HOUSEHOLDS, CENSUS_CHANGES } census_kind;

/* Fails the test unless every cell by district is the count; first and last are the same day but for changes.
 * where tells which question it was. */
void census_check(const player *p, census_kind kind, int first, int last,
                  const Juki__Resident__V1__StatisticsReply *reply, const char *where);

#endif
