#ifndef HARNESS_COPY_H
#define HARNESS_COPY_H

#include "juki/gateway/v1/snapshot.pb-c.h"
#include "services/gateway/person_digest.h"
#include "tests/integration/harness/bus.h"

#include <search.h>

/*
 * What a consumer holds that keeps to snapshot.proto, made from all records of its feed; and what it has seen
 * of snapshots. Every record is checked on the way: a person's numbers without gap, each once; nothing that
 * the consumer is not approved for; nobody restrained with a place. The test fails otherwise.
 */
enum { COPY_MAX = 65536, COPY_SNAPSHOTS_MAX = 8, COPY_PARTITIONS = 4 };

typedef struct copy_person {
    char addressee_number[16];
    char name[64];
    int64_t sequence;
    bool restrained;
    bool gone; /* state out_of_scope */
    unsigned char digest[GATEWAY_DIGEST_BYTES];
} copy_person;

typedef struct copy_snapshot {
    char id[64];
    char request_id[64];
    bool begun[COPY_PARTITIONS];
    bool ended[COPY_PARTITIONS];
    int64_t persons; /* as the end says */
    unsigned char digest[GATEWAY_DIGEST_BYTES];
    gateway_digest_sum told; /* as its records say */
} copy_snapshot;

typedef struct copy {
    copy_person *person;
    size_t count;
    struct hsearch_data by_number;
    struct hsearch_data ids;
    char **id; /* of records, to be freed */
    size_t id_count;
    copy_snapshot snapshot[COPY_SNAPSHOTS_MAX];
    size_t snapshots;
    char items[1024]; /* approved, separated by blanks */
    size_t changes;   /* PersonFeed records */
    size_t resent;    /* SnapshotPerson records of 照合 */
    size_t erased;    /* of them those out of scope */
} copy;

/* Reads all of feed.<consumer>. Free it. */
copy copy_read(world *w, const char *consumer);
void copy_free(copy *c);

copy_person *copy_find(const copy *c, const char *addressee_number);
/* The snapshot of this id or request id; NULL when none was begun. */
const copy_snapshot *copy_snapshot_of(const copy *c, const char *id);
/* Begun and ended in each partition; count and digest are those of its records. */
void copy_check_snapshot(const copy_snapshot *snapshot);

/* Those it holds, in ascending order; returns how many. */
size_t copy_sorted(copy *c, copy_person ***ret);

#endif
