#ifndef AUDIT_STORE_PROVE_H
#define AUDIT_STORE_PROVE_H

#include "common/event/batch.h"
#include "services/audit/prove.h"

/* A signed checkpoint. size 0: there is none such. */
typedef struct prove_note {
    int64_t size;
    ProtobufCBinaryData note; /* in the arena */
} prove_note;

ju_rc prove_ask_note(ju_ctx *ctx, int64_t size, ju_err *err) JU_MUST_CHECK;
ju_rc prove_note_got(const ju_ctx *ctx, int asked, prove_note *ret, ju_err *err) JU_MUST_CHECK;

/* What is to be proved: entries by index or, when record_id is not NULL, by that; in the tree of the
 * checkpoint of this size, 0: of the last one. */
typedef struct prove_wish {
    const int64_t *index;
    size_t count;
    const char *record_id;
    int64_t size;
} prove_wish;

ju_rc prove_ask_entries(ju_ctx *ctx, const prove_wish *wish, ju_err *err) JU_MUST_CHECK;
/* *ret_expired: the segment of the archive where the content of one of them stands alone; 0: all are here. */
ju_rc prove_entries_got(const ju_ctx *ctx, int asked, Juki__Audit__V1__ProofReply *reply,
                        int64_t *ret_expired, ju_err *err) JU_MUST_CHECK;

/* The checkpoint and the tiles that its proofs need. */
ju_rc prove_ask_tiles(ju_ctx *ctx, const prove_wish *wish, ju_err *err) JU_MUST_CHECK;
ju_rc prove_tiles_got(const PGresult *rows, ju_arena *arena, prove_note *ret_note, prove_tiles *ret,
                      ju_err *err) JU_MUST_CHECK;

#endif
