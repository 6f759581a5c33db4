#ifndef JU_MERKLE_KEPT_H
#define JU_MERKLE_KEPT_H

#include "common/base/arena.h"

/*
 * What a signer remembers of what it signed: the last note, in a file of its own. It is replaced as a whole
 * and durable before the signature is given away, so that no crash and no second process makes it forget.
 */
enum { JU_KEPT_BYTES_MAX = 16 * 1024 };

/* Waits until no other process works on the file, and keeps others out until ju_kept_unlock. JU_FATAL "file".
 */
ju_rc ju_kept_lock(const char *path, int *ret_lock, ju_err *err) JU_MUST_CHECK;
void ju_kept_unlock(int lock);

/* The note in arena memory; "" when nothing was kept so far. JU_FATAL "file". */
ju_rc ju_kept_read(const char *path, ju_arena *arena, const char **ret, ju_err *err) JU_MUST_CHECK;

/* Durable when it returns. JU_FATAL "file"; then the former note is kept. */
ju_rc ju_kept_write(const char *path, const char *note, ju_err *err) JU_MUST_CHECK;

#endif
