#ifndef GATEWAY_BRIDGE_RECEIPT_H
#define GATEWAY_BRIDGE_RECEIPT_H

#include "common/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a consumer says of a file, without I/O: a JSON object with "file" and "sha256" as in its manifest,
 * "result" (accepted, or partial with "error": [{"line": 3, "code": "date_invalid"}, ...], lines of the CSV
 * in ascending order, its head being line 1).
 */
enum { BRIDGE_RECEIPT_MAX_BYTES = 1024 * 1024, BRIDGE_ERRORS_MAX = 10000 };

typedef struct bridge_receipt {
    const char *file;
    const char *sha256;
    const char *result;
    int64_t *line;
    const char **code;
    size_t errors;
} bridge_receipt;

/* The file that a receipt is about, as it stands. */
typedef struct bridge_receipt_of {
    bool found;
    const char *sha256;
    const char *state;
    int64_t rows;
} bridge_receipt_of;

/* Reads it into the arena. NULL, or the code of what is wrong with it. */
const char *bridge_receipt_read(const char *text, size_t size, ju_arena *arena, bridge_receipt *ret);

/* Holds it against the file. NULL, or the code of what is wrong with it. */
const char *bridge_receipt_check(const bridge_receipt *receipt, const bridge_receipt_of *file);

/* What its consumer is told, in Japanese. */
const char *bridge_receipt_text(const char *code);

#endif
