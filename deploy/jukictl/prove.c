/* Proofs about the audit log, checked before they are shown. */
#include "common/base/parse.h"
#include "common/event/json.h"
#include "common/merkle/base64.h"
#include "deploy/jukictl/evidence.h"

#include <stdio.h>

enum { SHOWN_BYTES = 64 * 1024 };

int ctl_audit_policy(ctl *c)
{
    ju_err err = {0};
    ju_arena arena;
    const char *vkey = NULL;
    ju_arena_init(&arena, SHOWN_BYTES);
    ju_rc rc = evidence_key(c, &arena, &vkey, &err);
    if (rc == JU_OK) {
        (void)printf("log %s\nquorum none\n", vkey);
    }
    ju_arena_done(&arena);
    return rc == JU_OK ? CTL_DONE : ctl_report(&err);
}

static json_t *hashes_json(const ju_proof *proof, ju_arena *arena)
{
    json_t *list = json_array();
    for (size_t i = 0; i < proof->count; i++) {
        (void)json_array_append_new(list, json_string(ju_base64(arena, proof->hash[i].byte, JU_HASH_BYTES)));
    }
    return list;
}

static json_t *record_json(const ProtobufCBinaryData *record)
{
    Juki__Audit__V1__AuditRecord *act =
        juki__audit__v1__audit_record__unpack(NULL, record->len, record->data);
    json_t *json = act == NULL ? json_null() : ju_message_to_json(&act->base);
    juki__audit__v1__audit_record__free_unpacked(act, NULL);
    return json;
}

static ju_rc wrong(ju_err *err)
{
    return ju_reject(err, "proof_wrong", "path", "%s",
                     ctl_tr("the proof does not lead to what was signed", "証明が署名と一致しません"));
}

static ju_rc show_entry(evidence *ev, const Juki__Audit__V1__ProofReply *reply, ju_err *err)
{
    verifier *v = &ev->verifier;
    const char *note = NULL;
    ju_checkpoint checkpoint = {0};
    ju_proof path;
    JU_TRY(evidence_note(ev, &reply->checkpoint, &note, &checkpoint, err));
    if (reply->n_entry != 1) {
        return wrong(err);
    }
    const Juki__Audit__V1__ProvedEntry *entry = reply->entry[0];
    JU_TRY(evidence_proof(&entry->path, &path, err));
    ju_hash leaf = ju_hash_leaf(v->hasher, entry->record.data, entry->record.len);
    if (!ju_check_inclusion(v->hasher, entry->index - 1, checkpoint.size, &leaf, &checkpoint.root, &path)) {
        return wrong(err);
    }
    ctl_print(ev->c,
              json_pack("{s:b, s:I, s:I, s:o, s:o, s:s}", "verified", true, "index", (json_int_t)entry->index,
                        "size", (json_int_t)checkpoint.size, "record", record_json(&entry->record), "path",
                        hashes_json(&path, &v->arena), "checkpoint", note));
    return ju_hasher_check(v->hasher, err);
}

int ctl_audit_prove(ctl *c)
{
    ju_err err = {0};
    evidence ev;
    int64_t index = 0;
    const Juki__Audit__V1__ProofReply *reply = NULL;
    Juki__Audit__V1__QueryProof question = JUKI__AUDIT__V1__QUERY_PROOF__INIT;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    if (ju_parse_int64(c->operand[0], 1, INT64_MAX, &index)) {
        question.index = &index;
        question.n_index = 1;
    } else {
        question.record_id = c->operand[0];
    }
    ju_rc rc = evidence_open(c, &ev, &err);
    rc = rc == JU_OK ? evidence_await(&ev, &question, &reply, &err) : rc;
    rc = rc == JU_OK ? show_entry(&ev, reply, &err) : rc;
    evidence_close(&ev);
    return rc == JU_OK ? CTL_DONE : ctl_report(&err);
}

static ju_rc show_growth(evidence *ev, const Juki__Audit__V1__ProofReply *reply, ju_err *err)
{
    verifier *v = &ev->verifier;
    const char *note = NULL;
    const char *earlier_note = NULL;
    ju_checkpoint checkpoint = {0};
    ju_checkpoint earlier = {0};
    ju_proof growth;
    JU_TRY(evidence_note(ev, &reply->checkpoint, &note, &checkpoint, err));
    JU_TRY(evidence_note(ev, &reply->earlier, &earlier_note, &earlier, err));
    JU_TRY(evidence_proof(&reply->growth, &growth, err));
    if (!ju_check_consistency(v->hasher, earlier.size, checkpoint.size, &earlier.root, &checkpoint.root,
                              &growth)) {
        return wrong(err);
    }
    ctl_print(ev->c, json_pack("{s:b, s:I, s:I, s:o, s:s, s:s}", "verified", true, "earlier_size",
                               (json_int_t)earlier.size, "size", (json_int_t)checkpoint.size, "growth",
                               hashes_json(&growth, &v->arena), "earlier", earlier_note, "checkpoint", note));
    return ju_hasher_check(v->hasher, err);
}

int ctl_audit_prove_growth(ctl *c)
{
    ju_err err = {0};
    evidence ev;
    const Juki__Audit__V1__ProofReply *reply = NULL;
    Juki__Audit__V1__QueryGrowth question = JUKI__AUDIT__V1__QUERY_GROWTH__INIT;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    if (!ju_parse_int64(c->operand[0], 1, INT64_MAX, &question.earlier) ||
        (c->operand_count > 1 && !ju_parse_int64(c->operand[1], 1, INT64_MAX, &question.size))) {
        return ctl_usage("SIZE is a number from 1", "SIZE は1以上の数です");
    }
    ju_rc rc = evidence_open(c, &ev, &err);
    rc = rc == JU_OK ? evidence_ask(&ev, &question.base, &reply, &err) : rc;
    rc = rc == JU_OK ? show_growth(&ev, reply, &err) : rc;
    evidence_close(&ev);
    return rc == JU_OK ? CTL_DONE : ctl_report(&err);
}
