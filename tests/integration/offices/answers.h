#ifndef OFFICES_ANSWERS_H
#define OFFICES_ANSWERS_H

#include "tests/integration/property/game.h"

/* Who lived with whom on a day, as the register, the tax office and the child-care office say it. */

enum { ANSWER_MAX = 4000, ADDRESS_SIZE = 160, ANSWER_SIZE = 256 };

/* A line per person: 世帯番号, 宛名番号, 続柄 and 住所; sorted. */
typedef struct answers {
    char line[ANSWER_MAX][ANSWER_SIZE];
    size_t count;
    size_t households;
} answers;

/* Every household that the game knows, asked one by one through the topics. preschool: only those with
 * somebody who was born after that day; NULL: all. */
void answers_of_register(game *g, const char *day, const char *preschool, answers *ret);
void answers_of_tax(world *w, const char *day, const char *known_at, answers *ret);
void answers_of_welfare(world *w, const char *day, answers *ret);

/* Fails the test, and shows the first difference. */
void answers_same(const answers *expected, const answers *given, const char *what, const char *day);

/* Runs a line of shell made as by printf and returns what it printed; its exit code must be wanted. Free it.
 */
char *answers_run(int wanted, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define TAX_PROGRAM     "JUKI_DB_CONNINFO='%s dbname=%s' %s/peer-tax"
#define WELFARE_PROGRAM "WELFARE_STATE=%s/welfare.sqlite /usr/bin/python3 tests/peers/welfare/welfare.py"

#endif
