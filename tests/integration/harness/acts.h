#ifndef HARNESS_ACTS_H
#define HARNESS_ACTS_H

#include "tests/integration/harness/world.h"

#include "common/base/uuid7.h"

enum { ACTS_TELL_MAX = 200 };

/* Tells the trail of so many acts, at most ACTS_TELL_MAX, in one message; the first `of_change` of them
 * belong to the change (NULL: none). ret_ids: their record ids, or NULL. */
void acts_tell(world *w, size_t count, const char *change_id, size_t of_change,
               char (*ret_ids)[JU_UUID_SIZE]);

#endif
