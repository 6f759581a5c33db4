#ifndef RESIDENT_STORE_KEPT_H
#define RESIDENT_STORE_KEPT_H

#include "common/db/kept.h"
#include "common/event/batch.h"

/*
 * What rests in the register's tables and may name a person or a place, as common/db/kept.h keeps it, by the
 * keeper of the service: entries as they came, and what was written freely. Errors as there.
 */
ju_rc keep_bytes(ju_ctx *ctx, ju_args *args, ju_kept at, const void *data, size_t size_bytes,
                 ju_err *err) JU_MUST_CHECK;
ju_rc keep_text(ju_ctx *ctx, ju_args *args, ju_kept at, const char *text, ju_err *err) JU_MUST_CHECK;

ju_rc kept_bytes(ju_ctx *ctx, const PGresult *rows, int row, int column, ju_kept at, ProtobufCBinaryData *ret,
                 ju_err *err) JU_MUST_CHECK;
ju_rc kept_text(ju_ctx *ctx, const PGresult *rows, int row, int column, ju_kept at, char **ret,
                ju_err *err) JU_MUST_CHECK;

ju_rc keep_message(ju_ctx *ctx, ju_args *args, ju_kept at, const ProtobufCMessage *message,
                   ju_err *err) JU_MUST_CHECK;
ju_rc kept_message(ju_ctx *ctx, const PGresult *rows, int row, int column, ju_kept at,
                   const ProtobufCMessageDescriptor *descriptor, ProtobufCMessage **ret,
                   ju_err *err) JU_MUST_CHECK;

/* The key of a row that has two columns for it; NULL when the arena is full. */
const char *keep_key(ju_ctx *ctx, const char *id, int64_t number);

#endif
