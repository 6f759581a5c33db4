#ifndef INTEGRATION_TAMPER_H
#define INTEGRATION_TAMPER_H

#include "common/merkle/hash.h"
#include "deploy/verify/policy.h"
#include "tests/integration/harness/world.h"

/* The tables of the audit trail: changes of them, and what is exported of them as the service and jukictl do.
 */

enum { TAMPER_PATH_BYTES = 512, TAMPER_SQL_BYTES = 1024 };

/* Nothing is written to the database meanwhile. */
typedef struct scene {
    world *w;
    PGconn *db;
    policy *signers;
    ju_hasher *hasher;
    int64_t size;    /* of the last checkpoint */
    int64_t earlier; /* of the first one */
    char archive[TAMPER_PATH_BYTES];
    char bundle[TAMPER_PATH_BYTES];
    char kept[TAMPER_PATH_BYTES]; /* the last checkpoint */
    ju_arena arena;               /* of a try */
} scene;

/* What was found wrong. */
typedef struct heard {
    int64_t count;
    int64_t entry; /* the first one that is named; 0: none */
    char first[512];
} heard;

/* Exports and verifies the whole log, or one entry with the growth out of an earlier checkpoint. Where
 * jukictl would refuse to export, that is heard, with the entry that it names. */
void export_archive(scene *s, heard *h);
void export_bundle(scene *s, int64_t entry, heard *h);

/* A change of the tables. Either the archive tells, and names the entry, or else the bundle does. */
typedef struct change {
    const char *way;
    char statement[TAMPER_SQL_BYTES];
    int64_t entry; /* 0: it is found, but of no entry in particular */
    bool in_bundle;
} change;

/* Random numbers from this seed on. */
void change_seed(uint64_t seed);
void change_draw(const scene *s, change *ret);

#endif
