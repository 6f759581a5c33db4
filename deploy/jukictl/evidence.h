#ifndef JUKICTL_EVIDENCE_H
#define JUKICTL_EVIDENCE_H

#include "deploy/jukictl/bus.h"
#include "deploy/verify/check.h"
#include "juki/audit/v1/audit.pb-c.h"

/* What the commands about evidence share: the bus, and the eye that checks what comes over it. */
typedef struct evidence {
    const ctl *c;
    ctl_bus *bus;
    policy *policy; /* the log's own signature */
    verifier verifier;
    report report; /* prints to standard error */
} evidence;

/* Fills in ev, which evidence_close takes back also after a failure. */
ju_rc evidence_open(const ctl *c, evidence *ev, ju_err *err) JU_MUST_CHECK;
void evidence_close(evidence *ev);

/* "log <vkey>" of the key in the key folder, in the arena. */
ju_rc evidence_key(const ctl *c, ju_arena *arena, const char **ret, ju_err *err) JU_MUST_CHECK;

/* JU_REJECT with what the audit trail refuses. */
ju_rc evidence_ask(evidence *ev, const ProtobufCMessage *question, const Juki__Audit__V1__ProofReply **ret,
                   ju_err *err) JU_MUST_CHECK;
/* Asks again while the entry is not signed yet, until --timeout. */
ju_rc evidence_await(evidence *ev, const Juki__Audit__V1__QueryProof *question,
                     const Juki__Audit__V1__ProofReply **ret, ju_err *err) JU_MUST_CHECK;

/* A signed note out of a reply, in arena memory, and its checkpoint. JU_REJECT "note_wrong": it was reported.
 */
ju_rc evidence_note(evidence *ev, const ProtobufCBinaryData *bytes, const char **ret,
                    ju_checkpoint *ret_checkpoint, ju_err *err) JU_MUST_CHECK;
/* Hashes out of a reply. JU_REJECT "proof_malformed". */
ju_rc evidence_proof(const ProtobufCBinaryData *bytes, ju_proof *ret, ju_err *err) JU_MUST_CHECK;

/* Checks what was written as anybody would, and prints its size; the exit code. */
int evidence_written(evidence *ev, const char *path);

#endif
