#ifndef GATEWAY_STEPS_BRIDGE_FOLDER_H
#define GATEWAY_STEPS_BRIDGE_FOLDER_H

#include "common/base/arena.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* A consumer's folder: files it gets (out) and its answers (in). Every failure is JU_RETRY "folder". */
typedef struct bridge_folder {
    int out;
    int in;
} bridge_folder;

/* Opens both, making them when they are missing. Close with bridge_folder_close. */
ju_rc bridge_folder_open(const char *dir, const char *consumer, bridge_folder *ret,
                         ju_err *err) JU_MUST_CHECK;
void bridge_folder_close(bridge_folder *folder);

/* Writes the bytes so that they are on disk when this returns; an older file of the name is replaced. */
ju_rc bridge_folder_write(int folder, const char *name, const void *bytes, size_t size,
                          ju_err *err) JU_MUST_CHECK;
/* Gives a file its final name, durably. */
ju_rc bridge_folder_rename(int folder, const char *from, const char *to, ju_err *err) JU_MUST_CHECK;

/* Both: nobody ever finds half of it under its name. Errors as those of the two. */
ju_rc bridge_folder_place(int folder, const char *name, const void *bytes, size_t size,
                          ju_err *err) JU_MUST_CHECK;
/* What is not there counts as taken away. */
ju_rc bridge_folder_remove(int folder, const char *name, ju_err *err) JU_MUST_CHECK;

/* Reads a plain file up to most bytes and one more; links and all else that is no plain file are *ret NULL,
 * as is what is not there. */
ju_rc bridge_folder_read(int folder, const char *name, size_t most, ju_arena *arena, unsigned char **ret,
                         size_t *ret_size, ju_err *err) JU_MUST_CHECK;

/* The names of plain files in it in their order, at most max; in the arena. Those that begin with a dot or
 * end in .part or .tmp are being written and left out. *ret_unreadable: some are left out that we may not
 * read. */
ju_rc bridge_folder_list(int folder, size_t max, ju_arena *arena, const char **ret, size_t *ret_count,
                         bool *ret_unreadable, ju_err *err) JU_MUST_CHECK;

#endif
