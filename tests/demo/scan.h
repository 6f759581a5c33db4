#ifndef DEMO_SCAN_H
#define DEMO_SCAN_H

#include "tests/demo/client.h"

#include <stdint.h>

/* A set of numbers; wiped by scan_numbers_free. */
typedef struct scan_numbers {
    uint64_t *slot; /* open addressing; 0 is free */
    size_t slot_count;
    size_t count;
    size_t searched; /* those of 11 and 12 digits */
} scan_numbers;

/*
 * 個人番号 (12 digits) and 住民票コード (11) are looked for. 宛名番号 and 世帯番号 (10) and
 * 団体内統合宛名番号 (15) are no secret: where one of them stands behind its own length, as in protobuf and
 * in the files of PostgreSQL and Kafka, a byte behind it that is a digit by chance makes no number; nor does
 * a part of one that stands between other bytes than digits (a page of the write-ahead log, compressed, has
 * no lengths). Others (an empty one) are passed over.
 */
ju_rc scan_numbers_add(scan_numbers *numbers, const char *number, ju_err *err) JU_MUST_CHECK;
void scan_numbers_free(scan_numbers *numbers);

/* How often one that is looked for stands in the bytes in clear, as ASCII digits. */
size_t scan_bytes(const scan_numbers *numbers, const void *data, size_t size_bytes);

/* What a scan went through, and what it found. */
typedef struct scan_result {
    uint64_t bytes;
    size_t found;
    char first[512]; /* place of the first find: a topic or a file */
} scan_result;

/* All files below a folder. Files that vanish meanwhile are passed over; a missing folder is JU_FATAL. */
ju_rc scan_folder(const scan_numbers *numbers, const char *path, scan_result *result,
                  ju_err *err) JU_MUST_CHECK;

/* Every record (key, headers, value) that the topics with the prefix of settings hold now. */
ju_rc scan_topics(const scan_numbers *numbers, const client_settings *settings, scan_result *result,
                  ju_err *err) JU_MUST_CHECK;

#endif
