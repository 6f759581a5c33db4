#ifndef JU_CONFIG_CONFIG_H
#define JU_CONFIG_CONFIG_H

#include "common/base/err.h"

#include <stddef.h>
#include <stdio.h>

/*
 * Configuration from the environment, by static tables: one for what all programs share, one of the program.
 * Only this module reads the environment.
 *
 * Every item NAME may instead be given as NAME_FILE, the path of a file that holds the value (newlines at its
 * end do not count); both at once are an error. An empty variable counts as absent, because compose files
 * cannot leave one out.
 */
typedef enum ju_config_type {
    JU_CONFIG_STRING,      /* char *; NULL when absent without fallback */
    JU_CONFIG_INT,         /* int64_t from min to max */
    JU_CONFIG_BOOL,        /* bool, "true" or "false" */
    JU_CONFIG_DURATION_MS, /* int64_t of milliseconds from min to max, written "250ms", "5s", "4h", "7d" */
    JU_CONFIG_SIZE,        /* int64_t of bytes from min to max, written "4096", "256KiB", "1MiB" */
} ju_config_type;

enum {
    JU_CONFIG_REQUIRED = 1,
    JU_CONFIG_SECRET = 2, /* never shown: not by ju_config_print, not in an error */
};

typedef struct ju_config_item {
    const char *name; /* JUKI_... */
    ju_config_type type;
    unsigned flags;
    size_t offset;        /* of the value in the struct that ju_config_part.values points to */
    const char *fallback; /* written as in the environment; NULL: zero, false or a NULL string */
    const char *help;     /* one line */
    long long min;        /* of a number; min and max both 0: from 0 up to the largest */
    long long max;
} ju_config_item;

/* A table and the struct it fills. */
typedef struct ju_config_part {
    const ju_config_item *items;
    size_t item_count;
    void *values;
} ju_config_part;

typedef struct ju_config_report {
    void (*error)(void *opaque, const char *text);   /* the program cannot run */
    void (*warning)(void *opaque, const char *text); /* it can, but this may be a slip */
    void *opaque;
} ju_config_report;

/*
 * Fills the structs of all parts. Reports every error, and as a warning each JUKI_ variable that no table
 * has. JU_FATAL when there was an error. Release the strings with ju_config_free, in either case.
 */
ju_rc ju_config_load(const ju_config_part *parts, size_t part_count, const ju_config_report *report,
                     ju_err *err) JU_MUST_CHECK;

/* Frees the strings (secrets are wiped) and sets them to NULL. */
void ju_config_free(const ju_config_part *parts, size_t part_count);

/* Writes each item as a comment with its help and a NAME=value line; secrets as ***. */
void ju_config_print(const ju_config_part *parts, size_t part_count, FILE *out);

#endif
