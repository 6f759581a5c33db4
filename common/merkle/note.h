#ifndef JU_MERKLE_NOTE_H
#define JU_MERKLE_NOTE_H

#include "common/base/arena.h"
#include "common/merkle/hash.h"

#include <stdint.h>

/*
 * Signed notes (C2SP signed-note) and what a log and its witnesses sign: checkpoints (C2SP tlog-checkpoint)
 * and cosignatures (C2SP tlog-cosignature).
 *
 *   text, which ends with a line feed; an empty line; and lines "— <name> <base64 of key hash and signature>"
 *
 * The key hash is the first four bytes of SHA-256(name, line feed, kind, public key).
 */
typedef enum ju_note_kind {
    JU_NOTE_LOG = 1,     /* Ed25519 over the text */
    JU_NOTE_WITNESS = 4, /* Ed25519 over a moment and the text: "this is the latest tree that I saw" */
} ju_note_kind;

/* A name and its Ed25519 key, private to sign with, public to verify with. */
typedef struct ju_note_key ju_note_key;

/* From a PEM file. A name has no blank, "+" or line feed. JU_FATAL "note_key" when name or file is none. Free
 * with ju_note_key_free. */
ju_rc ju_note_key_open(const char *name, ju_note_kind kind, const char *path, ju_note_key **ret,
                       ju_err *err) JU_MUST_CHECK;
void ju_note_key_free(ju_note_key *key); /* may be NULL */

/* The key as others write it down: "<name>+<key hash>+<base64 of kind and public key>", in the arena. */
const char *ju_note_key_text(const ju_note_key *key, ju_arena *arena);
/* And back. JU_REJECT "note_key". */
ju_rc ju_note_key_read(const char *text, ju_note_key **ret, ju_err *err) JU_MUST_CHECK;

ju_note_kind ju_note_key_kind(const ju_note_key *key);

/* The line that this key adds below text (seconds: the moment of a witness). JU_FATAL when the key is not
 * private. */
ju_rc ju_note_sign(const ju_note_key *key, ju_arena *arena, const char *text, int64_t seconds,
                   const char **ret, ju_err *err) JU_MUST_CHECK;

/* Whether a note has a line of this key that is right. *ret_text: what was signed; *ret_seconds, which may be
 * NULL: when a witness saw it. JU_REJECT "note_invalid" (no note), "note_unsigned" (no line of this key),
 * "note_signature". */
ju_rc ju_note_check(const ju_note_key *key, ju_arena *arena, const char *note, const char **ret_text,
                    int64_t *ret_seconds, ju_err *err) JU_MUST_CHECK;

typedef struct ju_checkpoint {
    const char *origin; /* which log */
    int64_t size;
    ju_hash root;
} ju_checkpoint;

/* In arena memory; NULL when it is full. */
const char *ju_checkpoint_text(const ju_checkpoint *checkpoint, ju_arena *arena);
/* JU_REJECT "checkpoint_invalid". Lines behind the third are others' and passed over. */
ju_rc ju_checkpoint_read(const char *text, ju_arena *arena, ju_checkpoint *ret, ju_err *err) JU_MUST_CHECK;

#endif
