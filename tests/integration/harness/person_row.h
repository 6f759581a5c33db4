#ifndef HARNESS_PERSON_ROW_H
#define HARNESS_PERSON_ROW_H

#include "juki/gateway/v1/feed.pb-c.h"
#include "juki/gateway/v1/numbers.pb-c.h"
#include "tests/integration/harness/world.h"

/* What the gateway keeps of persons, as a test reads it and makes it: sealed or not is the same to who reads.
 */

typedef Juki__Gateway__V1__PersonFeed person_row;

/* The row of a person, NULL when there is none; free it by person_row_free. */
person_row *person_row_get(PGconn *gateway, const char *addressee_number);
void person_row_free(person_row *row);

/* How many of these rows have this name. */
int64_t person_rows_named(PGconn *gateway, const char *name);

/* How many rows of a table have this text in one of their columns, as it is or in bytes. */
int64_t person_rows_in_clear(PGconn *conn, const char *table, const char *words);

/* Puts a row in clear, in the place of what there is of this person. */
void person_row_put(PGconn *gateway, const person_row *row);

/* Gives a person another name. */
void person_row_rename(PGconn *gateway, const char *addressee_number, const char *name);

/* Makes the 個人番号 in the row of this person one that cannot be opened. */
void person_row_break_number(PGconn *gateway, const char *addressee_number);

/* The bytes of a message as PostgreSQL writes bytea; malloc'd. */
char *person_row_bytea(const ProtobufCMessage *message);

#endif
