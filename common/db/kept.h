#ifndef JU_DB_KEPT_H
#define JU_DB_KEPT_H

#include "common/db/args.h"
#include "common/db/db.h"
#include "common/seal/seal.h"

/*
 * What a service keeps about persons in its own tables: a message, or bytes, in one bytea column, sealed for
 * the service itself, so that names and addresses do not stand in the database, its log and its dumps (design
 * section 6, seed 002 R-49). Beside it stand only the columns that statements look up, compare or count by.
 *
 * A value is bound to its table and the key of its row: one that was moved to another row is refused. Who
 * reads opens what is sealed, whatever the setting says, and takes what is not.
 */
typedef struct ju_keeper {
    ju_keyring *ring; /* <service>-self, which nobody else has */
    bool seals;       /* JUKI_SEAL_NAMES */
} ju_keeper;

/* Where a value is kept. Both texts are part of what is sealed: never change how a table's key is written. A
 * key that is NULL is an arena that was full when it was made: JU_FATAL "memory" from each function. */
typedef struct ju_kept {
    const char *table; /* "table", or "table column" where a table has several */
    const char *key;   /* of the row: its columns with a blank between */
} ju_kept;

/* seals is JUKI_SEAL_NAMES; the build that measures without protection (FLAVOUR=bare) never seals. Errors as
 * ju_keyring_open. Close with ju_keeper_close, also after a failure. Used by one thread at a time. */
ju_rc ju_keeper_open(const char *key_dir, const char *service, bool seals, ju_keeper *ret,
                     ju_err *err) JU_MUST_CHECK;
void ju_keeper_close(ju_keeper *keeper);

/* Appends a value as one bytea parameter; NULL stays NULL. Errors as ju_seal. */
ju_rc ju_arg_kept(ju_args *args, const ju_keeper *keeper, ju_kept at, const ProtobufCMessage *message,
                  ju_err *err) JU_MUST_CHECK;
ju_rc ju_arg_kept_bytes(ju_args *args, const ju_keeper *keeper, ju_kept at, const void *data,
                        size_t size_bytes, ju_err *err) JU_MUST_CHECK;
ju_rc ju_arg_kept_text(ju_args *args, const ju_keeper *keeper, ju_kept at, const char *text,
                       ju_err *err) JU_MUST_CHECK;

/*
 * Reads a value into the arena; NULL (data NULL, the text "") when the column is null. Errors as ju_unseal,
 * JU_REJECT "malformed" when no such message is in it.
 */
ju_rc ju_col_kept(const PGresult *result, int row, int column, const ju_keeper *keeper, ju_kept at,
                  const ProtobufCMessageDescriptor *descriptor, ju_arena *arena, ProtobufCMessage **ret,
                  ju_err *err) JU_MUST_CHECK;
ju_rc ju_col_kept_bytes(const PGresult *result, int row, int column, const ju_keeper *keeper, ju_kept at,
                        ju_arena *arena, ProtobufCBinaryData *ret, ju_err *err) JU_MUST_CHECK;
ju_rc ju_col_kept_text(const PGresult *result, int row, int column, const ju_keeper *keeper, ju_kept at,
                       ju_arena *arena, char **ret, ju_err *err) JU_MUST_CHECK;

/* Likewise a message whose bytes were read by other means than a column of their own. */
ju_rc ju_kept_open(const ju_keeper *keeper, ju_kept at, ProtobufCBinaryData value,
                   const ProtobufCMessageDescriptor *descriptor, ju_arena *arena, ProtobufCMessage **ret,
                   ju_err *err) JU_MUST_CHECK;

/*
 * For who reads many rows: a row that cannot be opened (rc JU_REJECT of the calls above) stops no other. Its
 * code is *ret_fault, in arena memory, and the answer JU_OK; else *ret_fault is NULL and the answer rc.
 */
ju_rc ju_kept_alone(ju_rc rc, ju_arena *arena, const char **ret_fault, ju_err *err) JU_MUST_CHECK;

/*
 * A word by which sealed values are found: the first eight bytes of its blind index as a number (a bigint
 * column), the same for equal words of one field. Who finds rows by words compares what they keep, since two
 * words may have the same number. Errors as ju_blind_index.
 */
ju_rc ju_blind_word(const ju_keeper *keeper, const char *field, const char *word, int64_t *ret,
                    ju_err *err) JU_MUST_CHECK;

#endif
