#ifndef RESIDENT_SUBMIT_H
#define RESIDENT_SUBMIT_H

#include "services/resident/store.h"

#include "common/event/batch.h"
#include "juki/resident/v1/command.pb-c.h"

/* What SubmitChange and CorrectChange share. The entry is prepared by the claim and kept in ctx->work. */
typedef struct entry_source {
    ProtobufCBinaryData packed; /* the entry as it came */
    const char *corrected;      /* the 仮登録 whose place it takes; NULL: none */
    int move_in;                /* the answer about 転出証明書情報 (entry_ask_move_in) */
} entry_source;

/* How many questions entry_ask queues: what is asked besides comes after them. */
enum { ENTRY_ASKED = 3 };

ju_rc entry_claim(ju_ctx *ctx, const Juki__Resident__V1__SubmitChange *entry, ju_err *err) JU_MUST_CHECK;
ju_rc entry_ask(ju_ctx *ctx, const Juki__Resident__V1__SubmitChange *entry, const char *corrected,
                ju_err *err) JU_MUST_CHECK;
/* Decides and answers; *ret_entered: it has become 仮登録. */
ju_rc entry_apply(ju_ctx *ctx, const entry_source *source, bool *ret_entered, ju_err *err) JU_MUST_CHECK;

/* What was entered as this change, in the arena; an entry of nobody when there is no such change. */
ju_rc read_entry(ju_ctx *ctx, const stored_change *change, const Juki__Resident__V1__SubmitChange **ret,
                 ju_err *err) JU_MUST_CHECK;

#endif
