#ifndef IDENTITY_MEDIA_FILE_H
#define IDENTITY_MEDIA_FILE_H

#include "services/identity/numbers.h"

/* A person of the file, both numbers as they rest here. */
typedef struct media_row {
    const char *register_ref;
    const Juki__Common__V1__Sealed *resident_code;
    const Juki__Common__V1__Sealed *individual_number;
    const char *item[6]; /* 氏名, 生年月日, 男女の別, 住所, 異動事由, 異動年月日 */
} media_row;

/*
 * The file before it is encrypted: CSV (RFC 4180) in UTF-8 with a line of names, the 8 items of 住基法30条の6
 * and nothing else. It holds numbers in clear: the caller wipes it. JU_REJECT as ju_unseal, JU_FATAL when the
 * arena is full.
 */
ju_rc media_file_make(const identity_rings *rings, ju_arena *arena, const media_row *rows, size_t count,
                      char **ret, size_t *ret_size, ju_err *err) JU_MUST_CHECK;

#endif
