#ifndef JU_DB_ARGS_H
#define JU_DB_ARGS_H

#include "common/base/arena.h"

#include <stdint.h>

enum { JU_ARGS_MAX = 96 };

typedef struct ju_arg {
    const char *value;
    int length;
    int format;
} ju_arg;

/* Parameters $1.. of one statement. Values are kept in the arena or belong to the caller until sent. */
typedef struct ju_args {
    ju_arena *arena;
    int count;
    bool failed; /* too many arguments or out of memory; ju_db_send then refuses */
    ju_arg arg[JU_ARGS_MAX];
} ju_args;

/* An empty list that formats numbers and arrays into the arena. */
void ju_args_init(ju_args *args, ju_arena *arena);

void ju_arg_text(ju_args *args, const char *text); /* NULL stays NULL */
void ju_arg_opt(ju_args *args, const char *text);  /* "" becomes NULL: protobuf's absent text */
void ju_arg_i64(ju_args *args, int64_t value);
void ju_arg_bool(ju_args *args, bool value);
void ju_arg_bytes(ju_args *args, const void *data, size_t size_bytes); /* bytea; NULL data is NULL */

/* A copy in arena that is as large as what it holds, to be read only; NULL when memory is out. */
const ju_args *ju_args_keep(const ju_args *args, ju_arena *arena);

/*
 * Turns count rows of arguments, all from the same calls, into one array per argument, for a statement that
 * takes many rows: bytea[] for what ju_arg_bytes gave, text[] for all else. ret->failed when memory is out or
 * PostgreSQL's binary form cannot hold it.
 */
void ju_args_rows(ju_args *ret, ju_arena *arena, const ju_args *const *row, size_t count);

/* text[] of count items, NULL items null elements, in binary form: what takes many of them reads it in less
 * time than the text below. For a parameter that is text[] and no other array, and not in a row of
 * ju_args_rows. */
void ju_arg_texts(ju_args *args, const char *const *item, size_t count);

/* uuid[], timestamptz[] (microseconds since 1970, UTC) and bigint[] in binary form, for parameters that are
 * just that and not in a row of ju_args_rows: what takes hundreds of them reads no text. An item that is no
 * UUID fails. */
void ju_arg_uuids(ju_args *args, const char *const *item, size_t count);
void ju_arg_moments(ju_args *args, const int64_t *item, size_t count);
void ju_arg_i64s(ju_args *args, const int64_t *item, size_t count);

/* An array of count items as text, of whatever type the parameter has; NULL items are null elements. */
void ju_arg_text_array(ju_args *args, const char *const *item, size_t count);

/* bigint[] of count items. */
void ju_arg_i64_array(ju_args *args, const int64_t *item, size_t count);

#endif
