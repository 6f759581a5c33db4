#ifndef HARNESS_IDENTITY_FILE_H
#define HARNESS_IDENTITY_FILE_H

#include "tests/integration/harness/world.h"

#include "common/base/arena.h"
#include "juki/identity/v1/record.pb-c.h"

#include <libpq-fe.h>

/* 本人確認情報ファイル, opened with identity's key as the service opens it. */

typedef Juki__Identity__V1__IdentityRecord identity_file_record;

/* A row out of the columns register_ref, update_number and content, which are the first; in arena. */
identity_file_record *identity_file_read(const PGresult *rows, int row, ju_arena *arena);

/* The latest row of a person, who has one; in arena. */
identity_file_record *identity_file_latest(world *w, const char *register_ref, ju_arena *arena);

/* How many rows there are with this reason, or of which this is true. */
int identity_file_with(world *w, const char *reason);
int identity_file_count(world *w, bool (*is)(const identity_file_record *record));

/* Adds a row behind the latest of this person and makes it current, as if the register had told so. */
void identity_file_alter(world *w, const char *register_ref, void (*alter)(identity_file_record *record));

#endif
