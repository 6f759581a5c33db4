#include "deploy/jukictl/evidence.h"

#include "common/base/clock.h"
#include "common/event/topic_names.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { PATH_BYTES = 4096, NAME_BYTES = 256, PAUSE_NS = 200 * 1000 * 1000 };

static void print_finding(void *opaque, const finding *found)
{
    (void)opaque;
    (void)fprintf(stderr, "jukictl: %s:%lld: %lld: %s [%s]\n", found->file, (long long)found->line,
                  (long long)found->entry, found->text, found->code);
}

ju_rc evidence_key(const ctl *c, ju_arena *arena, const char **ret, ju_err *err)
{
    char name[NAME_BYTES];
    char path[PATH_BYTES];
    ju_note_key *key = NULL;
    (void)snprintf(name, sizeof name, "%s/audit", c->settings.topic_prefix);
    (void)snprintf(path, sizeof path, "%s/audit-log.pub.pem", c->settings.key_dir);
    JU_TRY(ju_note_key_open(name, JU_NOTE_LOG, path, &key, err));
    *ret = ju_note_key_text(key, arena);
    ju_note_key_free(key);
    return *ret == NULL ? ju_no_memory(err) : JU_OK;
}

ju_rc evidence_open(const ctl *c, evidence *ev, ju_err *err)
{
    const char *topics[] = {JU_TOPIC_AUDIT_REPLY};
    const char *vkey = NULL;
    *ev = (evidence){.c = c, .report = {.tell = print_finding}};
    JU_TRY(verifier_init(&ev->verifier, NULL, &ev->report, err));
    JU_TRY(evidence_key(c, &ev->verifier.arena, &vkey, err));
    JU_TRY(policy_of_log(vkey, &ev->policy, err));
    ev->verifier.policy = ev->policy;
    return ctl_bus_open(c, topics, 1, &ev->bus, err);
}

void evidence_close(evidence *ev)
{
    ctl_bus_close(ev->bus);
    verifier_done(&ev->verifier);
    policy_free(ev->policy);
}

ju_rc evidence_ask(evidence *ev, const ProtobufCMessage *question, const Juki__Audit__V1__ProofReply **ret,
                   ju_err *err)
{
    ProtobufCMessage *body = NULL;
    JU_TRY(ctl_bus_ask(ev->bus, JU_TOPIC_AUDIT_COMMAND, question, &juki__audit__v1__proof_reply__descriptor,
                       &body, err));
    *ret = (const Juki__Audit__V1__ProofReply *)body;
    const Juki__Common__V1__Refusal *refusal = (*ret)->refusal;
    return refusal == NULL ? JU_OK : ju_reject(err, refusal->code, refusal->item, "%s", refusal->message);
}

ju_rc evidence_await(evidence *ev, const Juki__Audit__V1__QueryProof *question,
                     const Juki__Audit__V1__ProofReply **ret, ju_err *err)
{
    int64_t until_ms = ju_clock_monotonic_ms() + ev->c->options.timeout_ms;
    for (;;) {
        ju_rc rc = evidence_ask(ev, &question->base, ret, err);
        bool early = rc == JU_REJECT &&
                     (strcmp(err->code, "not_signed") == 0 || strcmp(err->code, "checkpoint_unknown") == 0);
        if (!early || question->size > 0 || ju_clock_monotonic_ms() > until_ms) {
            return rc;
        }
        (void)nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
    }
}

ju_rc evidence_note(evidence *ev, const ProtobufCBinaryData *bytes, const char **ret,
                    ju_checkpoint *ret_checkpoint, ju_err *err)
{
    ju_arena *arena = &ev->verifier.arena;
    *ret = ju_arena_printf(arena, "%.*s", (int)bytes->len, (const char *)bytes->data);
    if (*ret == NULL) {
        return ju_no_memory(err);
    }
    return policy_check(ev->policy, *ret, arena, &ev->report, (place){"checkpoint", 0, 0}, ret_checkpoint)
               ? JU_OK
               : ju_reject(err, "note_wrong", "checkpoint", "%s",
                           ctl_tr("the checkpoint is not the log's", "署名が監査証跡のものではありません"));
}

ju_rc evidence_proof(const ProtobufCBinaryData *bytes, ju_proof *ret, ju_err *err)
{
    if (bytes->len % JU_HASH_BYTES != 0 || bytes->len > sizeof ret->hash) {
        return ju_reject(err, "proof_malformed", "path", "%s",
                         ctl_tr("this is no list of hashes", "ハッシュの列ではありません"));
    }
    ret->count = bytes->len / JU_HASH_BYTES;
    if (bytes->len > 0) {
        memcpy(ret->hash, bytes->data, bytes->len);
    }
    return JU_OK;
}

int evidence_written(evidence *ev, const char *path)
{
    ju_err err = {0};
    if (check_path(&ev->verifier, path, &err) != JU_OK) {
        return ctl_report(&err);
    }
    ctl_print(ev->c,
              json_pack("{s:s, s:I, s:I, s:b}", "written", path, "entries", (json_int_t)ev->verifier.entries,
                        "size", (json_int_t)ev->verifier.checkpoint.size, "verified", ev->report.count == 0));
    return ev->report.count == 0 ? CTL_DONE : CTL_REFUSED;
}
