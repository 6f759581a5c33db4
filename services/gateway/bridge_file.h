#ifndef GATEWAY_BRIDGE_FILE_H
#define GATEWAY_BRIDGE_FILE_H

#include "common/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Names and manifests of the files of ファイル連携, without I/O (共通機能標準仕様書 2.1, 庁内データ連携; seed
 * 002 R-58): CSV in UTF-8, encrypted to its consumer, and beside it a manifest in clear that names no person.
 */
enum { BRIDGE_NAME_SIZE = 96 };

typedef struct bridge_file {
    const char *consumer;
    int64_t number;
    const char *kind; /* full, diff */
    int64_t part;     /* of a full one, from 1 */
    bool last_part;
    const char *day; /* YYYY-MM-DD */
    int64_t after;   /* the part of the log that it holds: behind after up to until */
    int64_t until;
    int64_t rows;
    const char *sha256;        /* of the CSV */
    const char *sealed_sha256; /* of the file as it lies there */
    const char *previous;      /* SHA-256 of the manifest before, "" for none */
} bridge_file;

/* "pension_diff_0000000012_20260410" and the ending: ".csv.cms", ".json". */
void bridge_file_name(const bridge_file *file, const char *ending, char ret[BRIDGE_NAME_SIZE]);

/* The number in a name that bridge_file_name made for this consumer; 0 of any other text. */
int64_t bridge_file_number(const char *consumer, const char *name);

/* One line of JSON; NULL when memory is out. */
char *bridge_manifest(const bridge_file *file, ju_arena *arena);

#endif
