#ifndef WITNESS_WITNESS_H
#define WITNESS_WITNESS_H

#include "common/http/http.h"
#include "common/merkle/note.h"

/*
 * A witness of logs (C2SP tlog-witness): it cosigns a checkpoint only when that proves to have grown out of
 * the last one that it cosigned, which it keeps in a file. So whoever asks for its cosignature cannot be
 * shown another past than others were. It keeps no entry and learns none.
 */
typedef struct witness witness;

typedef struct witness_setup {
    const char *name; /* of its key */
    const char *key;  /* PEM file, Ed25519, private */
    const char *logs; /* policy whose "log" lines it cosigns for (common/merkle/party.h) */
    const char *dir;  /* for what it keeps */
} witness_setup;

/* JU_FATAL: key, policy or folder cannot be used. Free with witness_close. */
ju_rc witness_open(const witness_setup *setup, witness **ret, ju_err *err) JU_MUST_CHECK;
void witness_close(witness *w); /* may be NULL */

/* POST /add-checkpoint; anything else is not found. A ju_http_responder with the witness as opaque. */
enum { WITNESS_BODY_MAX = 64 * 1024 };
void witness_respond(void *opaque, ju_http_exchange *exchange);

#endif
