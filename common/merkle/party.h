#ifndef JU_MERKLE_PARTY_H
#define JU_MERKLE_PARTY_H

#include "common/merkle/note.h"

/*
 * Who signs, by the lines "log <vkey> [<url>]" and "witness <name> <vkey> [<url>]" of a policy (C2SP
 * tlog-policy): one file for the log, which asks the witnesses, for a witness, which has to know its logs,
 * and for who verifies. Only the last looks at groups and quorum (juki-verify).
 */
typedef struct ju_party {
    const char *name; /* of a log: its origin */
    const char *vkey;
    const char *url; /* "": none is given */
} ju_party;

/* Gives every party of this kind to take, whose strings last as long as the call. JU_FATAL "file", "policy";
 * else what take answers. */
ju_rc ju_parties_read(const char *path, ju_note_kind kind,
                      ju_rc (*take)(void *opaque, const ju_party *party, ju_err *err), void *opaque,
                      ju_err *err) JU_MUST_CHECK;

#endif
