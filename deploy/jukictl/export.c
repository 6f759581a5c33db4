/* Entries of the audit log, written for juki-verify. */
#include "common/base/parse.h"
#include "deploy/jukictl/audit.h"
#include "deploy/jukictl/evidence.h"
#include "deploy/verify/bundle.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    AT_ONCE = 64,
    ENTRIES_MAX = 1000000,
    JOURNEY_ENTRIES = 500,
    JOURNEY_BYTES = 190 * 1024,
    WORD_BYTES = 128
};

/* ---- which entries ------------------------------------------------------------------------------------ */

typedef struct selection {
    int64_t *index;
    size_t count;
    int64_t earlier; /* 0: no proof of growth is wanted */
} selection;

static ju_rc too_many(ju_err *err)
{
    return ju_reject(
        err, "entries_too_many", "entry", "%s",
        ctl_tr("too many entries for one file; name them in parts", "1つのファイルには多すぎます"));
}

static ju_rc bad_item(const char *item, ju_err *err)
{
    return ju_reject(err, "item_invalid", item, "%s",
                     ctl_tr("an item is entry=N, entry=N-M, record=ID, change=ID or earlier=SIZE",
                            "項目は entry=N, entry=N-M, record=ID, change=ID, earlier=SIZE のいずれか"));
}

static ju_rc select_range(selection *s, int64_t from, int64_t until, ju_err *err)
{
    if (until - from >= ENTRIES_MAX - (int64_t)s->count) {
        return too_many(err);
    }
    for (int64_t i = from; i <= until; i++) {
        s->index[s->count++] = i;
    }
    return JU_OK;
}

static ju_rc select_entries(selection *s, const char *item, const char *range, ju_err *err)
{
    char first[WORD_BYTES];
    int64_t from = 0;
    int64_t until = 0;
    const char *dash = strchr(range, '-');
    size_t length = dash == NULL ? strlen(range) : (size_t)(dash - range);
    if (length >= sizeof first) {
        return bad_item(item, err);
    }
    memcpy(first, range, length);
    first[length] = '\0';
    if (!ju_parse_int64(first, 1, INT64_MAX, &from) ||
        !ju_parse_int64(dash == NULL ? first : dash + 1, from, INT64_MAX, &until)) {
        return bad_item(item, err);
    }
    return select_range(s, from, until, err);
}

static ju_rc select_record(evidence *ev, selection *s, char *id, ju_err *err)
{
    const Juki__Audit__V1__ProofReply *reply = NULL;
    Juki__Audit__V1__QueryProof question = JUKI__AUDIT__V1__QUERY_PROOF__INIT;
    question.record_id = id;
    JU_TRY(evidence_await(ev, &question, &reply, err));
    return reply->n_entry == 1 ? select_range(s, reply->entry[0]->index, reply->entry[0]->index, err)
                               : bad_item(id, err);
}

/* A journey that fills its answer may not be whole. */
static ju_rc select_change(evidence *ev, selection *s, char *id, ju_err *err)
{
    const Juki__Audit__V1__AuditReply *reply = NULL;
    size_t bytes = 0;
    JU_TRY(ctl_ask_journey(ev->bus, id, &reply, err));
    for (size_t i = 0; i < reply->n_entry; i++) {
        bytes += reply->entry[i]->record.len + reply->entry[i]->hash.len;
        JU_TRY(select_range(s, reply->entry[i]->index, reply->entry[i]->index, err));
    }
    return reply->n_entry >= JOURNEY_ENTRIES || bytes > JOURNEY_BYTES ? too_many(err) : JU_OK;
}

/* What stands behind the name and "="; NULL: it is another item. */
static char *value_of(char *item, const char *name)
{
    size_t length = strlen(name);
    return strncmp(item, name, length) == 0 && item[length] == '=' ? item + length + 1 : NULL;
}

static ju_rc select_item(evidence *ev, selection *s, char *item, ju_err *err)
{
    char *value = NULL;
    if ((value = value_of(item, "entry")) != NULL) {
        return select_entries(s, item, value, err);
    }
    if ((value = value_of(item, "record")) != NULL) {
        return select_record(ev, s, value, err);
    }
    if ((value = value_of(item, "change")) != NULL) {
        return select_change(ev, s, value, err);
    }
    value = value_of(item, "earlier");
    return value != NULL && ju_parse_int64(value, 1, INT64_MAX, &s->earlier) ? JU_OK : bad_item(item, err);
}

static int compare(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a;
    int64_t other = *(const int64_t *)b;
    return (one > other) - (one < other);
}

/* In rising order, each once. */
static ju_rc select_all(evidence *ev, const ctl *c, selection *s, ju_err *err)
{
    size_t kept = 0;
    s->index = malloc(ENTRIES_MAX * sizeof *s->index);
    if (s->index == NULL) {
        return ju_no_memory(err);
    }
    for (int i = 1; i < c->operand_count; i++) {
        JU_TRY(select_item(ev, s, c->operand[i], err));
    }
    if (s->count == 0) {
        return ju_reject(err, "entries_none", "entry", "%s",
                         ctl_tr("there are no such entries", "該当する記録がありません"));
    }
    qsort(s->index, s->count, sizeof *s->index, compare);
    for (size_t i = 0; i < s->count; i++) {
        if (i == 0 || s->index[i] != s->index[i - 1]) {
            s->index[kept++] = s->index[i];
        }
    }
    s->count = kept;
    return JU_OK;
}

/* ---- a bundle ----------------------------------------------------------------------------------------- */

static ju_rc write_earlier(evidence *ev, bundle_writer *w, int64_t earlier, int64_t size, ju_err *err)
{
    const Juki__Audit__V1__ProofReply *reply = NULL;
    const char *note = NULL;
    ju_checkpoint checkpoint = {0};
    ju_proof growth;
    Juki__Audit__V1__QueryGrowth question = JUKI__AUDIT__V1__QUERY_GROWTH__INIT;
    question.earlier = earlier;
    question.size = size;
    JU_TRY(evidence_ask(ev, &question.base, &reply, err));
    JU_TRY(evidence_note(ev, &reply->earlier, &note, &checkpoint, err));
    JU_TRY(evidence_proof(&reply->growth, &growth, err));
    bundle_earlier(w, note, &growth);
    return JU_OK;
}

static ju_rc write_page(evidence *ev, bundle_writer *w, int64_t *index, size_t count, int64_t size,
                        ju_err *err)
{
    const Juki__Audit__V1__ProofReply *reply = NULL;
    ju_proof path;
    Juki__Audit__V1__QueryProof question = JUKI__AUDIT__V1__QUERY_PROOF__INIT;
    question.index = index;
    question.n_index = count;
    question.size = size;
    JU_TRY(evidence_ask(ev, &question.base, &reply, err));
    for (size_t i = 0; i < reply->n_entry; i++) {
        const Juki__Audit__V1__ProvedEntry *entry = reply->entry[i];
        JU_TRY(evidence_proof(&entry->path, &path, err));
        bundle_entry(w, entry->index, entry->record.data, entry->record.len, &path);
    }
    return JU_OK;
}

static ju_rc write_parts(evidence *ev, const selection *s, bundle_writer *w, int64_t size, ju_err *err)
{
    if (s->earlier > 0) {
        JU_TRY(write_earlier(ev, w, s->earlier, size, err));
    }
    for (size_t at = 0; at < s->count; at += AT_ONCE) {
        size_t left = s->count - at;
        JU_TRY(write_page(ev, w, s->index + at, left < AT_ONCE ? left : AT_ONCE, size, err));
    }
    return JU_OK;
}

/* All proofs are for one checkpoint: the first that has the last of the entries. */
static ju_rc write_bundle(evidence *ev, const ctl *c, const selection *s, ju_err *err)
{
    const Juki__Audit__V1__ProofReply *reply = NULL;
    const char *note = NULL;
    ju_checkpoint checkpoint = {0};
    bundle_writer *w = NULL;
    Juki__Audit__V1__QueryProof question = JUKI__AUDIT__V1__QUERY_PROOF__INIT;
    question.index = &s->index[s->count - 1];
    question.n_index = 1;
    JU_TRY(evidence_await(ev, &question, &reply, err));
    JU_TRY(evidence_note(ev, &reply->checkpoint, &note, &checkpoint, err));
    JU_TRY(bundle_open(c->operand[0], &w, err));
    bundle_checkpoint(w, note);
    ju_rc rc = write_parts(ev, s, w, checkpoint.size, err);
    ju_err closing = {0};
    ju_rc closed = bundle_close(w, rc == JU_OK ? err : &closing);
    rc = rc == JU_OK ? closed : rc;
    if (rc != JU_OK) { /* half a bundle is none */
        (void)unlink(c->operand[0]);
    }
    return rc;
}

int ctl_audit_export(ctl *c)
{
    ju_err err = {0};
    evidence ev;
    selection chosen = {0};
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    ju_rc rc = evidence_open(c, &ev, &err);
    rc = rc == JU_OK ? select_all(&ev, c, &chosen, &err) : rc;
    rc = rc == JU_OK ? write_bundle(&ev, c, &chosen, &err) : rc;
    int code = rc == JU_OK ? evidence_written(&ev, c->operand[0]) : ctl_report(&err);
    free(chosen.index);
    evidence_close(&ev);
    return code;
}
