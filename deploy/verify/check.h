#ifndef VERIFY_CHECK_H
#define VERIFY_CHECK_H

#include "common/merkle/proof.h"
#include "deploy/verify/policy.h"

/* A checkpoint that was kept before: what is verified has to have grown out of it. */
typedef struct kept_checkpoint {
    const char *file;
    ju_checkpoint checkpoint;
    bool found; /* proved, or reported */
} kept_checkpoint;

/* An entry that was proved: the bytes of juki.audit.v1.AuditRecord. */
typedef void proved_fn(void *opaque, int64_t entry, const unsigned char *record, size_t size);

enum { KEPT_MAX = 64 };

/* The segment of an archive that was read last: the next continues it. */
typedef struct segment_mark {
    int64_t number; /* 0: none */
    int64_t last;
    ju_hash digest;
} segment_mark;

/* One verification; what is wrong goes to report. */
typedef struct verifier {
    ju_hasher *hasher;
    ju_arena arena; /* for the path that is being checked */
    ju_arena kept_arena;
    const policy *policy;
    report *report;
    proved_fn *proved; /* may be NULL */
    void *opaque;
    kept_checkpoint kept[KEPT_MAX];
    int kept_count;
    segment_mark segment;
    int64_t entries;          /* that were read */
    int64_t taken;            /* of these without their records, which were taken out of a segment */
    ju_checkpoint checkpoint; /* against which */
} verifier;

/* Free with verifier_done. */
ju_rc verifier_init(verifier *v, const policy *signers, report *to, ju_err *err) JU_MUST_CHECK;
void verifier_done(verifier *v);

/* Takes in a checkpoint that was kept; one that is not good is reported. path must stay. JU_FATAL "file". */
ju_rc verifier_keep(verifier *v, const char *path, ju_err *err) JU_MUST_CHECK;

/* Verifies a bundle (bundle.h), an archive (archive.h) or segments of one (segment.h). JU_FATAL "file": it
 * cannot be read; then nothing is said of it. */
ju_rc check_path(verifier *v, const char *path, ju_err *err) JU_MUST_CHECK;

/* For those two: compares a root that is proved with what was kept of the same log; at the end, when all was
 * read, tells what was never come by, and when nothing was kept of this log. */
void check_kept(verifier *v, place where, int64_t size, const ju_hash *root);
void check_kept_end(verifier *v, const char *path, bool whole);

#endif
