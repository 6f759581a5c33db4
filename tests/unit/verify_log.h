#ifndef TESTS_UNIT_VERIFY_LOG_H
#define TESTS_UNIT_VERIFY_LOG_H

#include "common/merkle/note.h"
#include "common/merkle/proof.h"
#include "deploy/verify/policy.h"

/*
 * A log of random records in memory, with a key of its own and two witnesses, written as what is exported of
 * it. Failures end the test.
 */
enum { LOG_RECORD_MAX = 400 };

typedef struct sample_log {
    char dir[64]; /* everything is below it: log.policy, bundle, archive, kept */
    ju_hasher *hasher;
    ju_note_key *key;
    ju_note_key *witness[2];
    int64_t size;
    ju_hash *leaf;
    unsigned char (*record)[LOG_RECORD_MAX];
    size_t *record_size;
} sample_log;

/* Draws from here on. */
void log_seed(uint64_t seed);
/* 0 <= result < below. */
int64_t log_draw(int64_t below);

/* Makes the log and its policy; kept is the checkpoint of its first half. */
void log_make(sample_log *log, int64_t size);
/* Writes <dir>/bundle: some entries, and its growth out of a smaller one. */
void log_bundle(const sample_log *log);
/* Writes <dir>/archive. */
void log_archive(const sample_log *log);
/* Writes <dir>/segments: so many of so many tiles each, signed with the whole log. */
void log_segments(const sample_log *log, int count, int tiles);
/* Takes it away with its folder. */
void log_free(sample_log *log);

/* The checkpoint of the first entries, signed by the log and its witnesses; in the arena. */
const char *log_note(const sample_log *log, ju_arena *arena, int64_t size);

#endif
