#include "common/base/hex.h"
#include "common/event/topic_names.h"
#include "common/merkle/segment.h"
#include "deploy/jukictl/archive.h"
#include "deploy/verify/archive.h"
#include "deploy/verify/segment.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* As the service takes it (services/audit/retention.h). */
enum { SEGMENT_ENTRIES_MAX = 1 << 18, SEGMENT_ARENA_BYTES = 4 * 1024 * 1024 };

typedef Juki__Audit__V1__AuditReply audit_reply;
typedef Juki__Audit__V1__SegmentsReply segments_reply;

/* ---- what the trail knows ----------------------------------------------------------------------------- */

static ju_rc ask(evidence *ev, const ProtobufCMessage *question, const segments_reply **ret, ju_err *err)
{
    ProtobufCMessage *body = NULL;
    JU_TRY(ctl_bus_ask(ev->bus, JU_TOPIC_AUDIT_COMMAND, question,
                       &juki__audit__v1__segments_reply__descriptor, &body, err));
    *ret = (const segments_reply *)body;
    const Juki__Common__V1__Refusal *refusal = (*ret)->refusal;
    return refusal == NULL ? JU_OK : ju_reject(err, refusal->code, refusal->item, "%s", refusal->message);
}

static void take(const Juki__Audit__V1__Segment *one, known_segment *ret)
{
    ret->number = one->number;
    ret->last = one->last;
    for (size_t i = 0; i < JU_HASH_BYTES && strlen(one->digest) == (size_t)2 * JU_HASH_BYTES; i++) {
        unsigned high = (unsigned)ju_hex_value(one->digest[2 * i]);
        unsigned low = (unsigned)ju_hex_value(one->digest[2 * i + 1]);
        ret->digest.byte[i] = (unsigned char)(high << 4 | low);
    }
}

/* What an expiry lets go out of the archive, when it was approved. */
static const char *approved_days(const Juki__Audit__V1__Expiry *expiry, ju_arena *arena)
{
    bool approved = expiry != NULL && expiry->archive &&
                    (strcmp(expiry->state, "approved") == 0 || strcmp(expiry->state, "done") == 0);
    return approved ? ju_arena_strdup(arena, expiry->days) : NULL;
}

ju_rc segments_find(evidence *ev, const char *expiry_id, known_segment *ret, ju_err *err)
{
    Juki__Audit__V1__QuerySegments question = JUKI__AUDIT__V1__QUERY_SEGMENTS__INIT;
    const segments_reply *reply = NULL;
    *ret = (known_segment){0};
    do {
        JU_TRY(ask(ev, &question.base, &reply, err));
        for (size_t i = 0; i < reply->n_segment; i++) {
            const Juki__Audit__V1__Segment *one = reply->segment[i];
            bool wanted =
                expiry_id == NULL || (one->expiry != NULL && strcmp(one->expiry->expiry_id, expiry_id) == 0);
            if (wanted) {
                take(one, ret);
                ret->days = approved_days(one->expiry, &ev->verifier.kept_arena);
            }
            question.after = one->number;
        }
    } while (reply->more);
    return JU_OK;
}

const char *segments_path(ju_arena *arena, const char *folder, int64_t number)
{
    char name[SEGMENT_NAME_SIZE];
    segment_name(number, name);
    return ju_arena_printf(arena, "%s/%s", folder, name);
}

ju_rc segments_verify(evidence *ev, const char *path, const char **ret_text, ju_segment *ret, ju_err *err)
{
    int64_t before = ev->report.count;
    JU_TRY(check_path(&ev->verifier, path, err));
    if (ev->report.count != before) {
        return ju_reject(err, "segment_wrong", path, "%s",
                         ctl_tr("the segment in the archive is not right", "保存区分が正しくありません"));
    }
    return segment_read(path, &ev->verifier.arena, ret_text, ret, err);
}

/* ---- writing ------------------------------------------------------------------------------------------ */

typedef struct writing {
    evidence *ev;
    archive_writer *w;
    char before[32]; /* the first moment that is too late, in UTC */
    int64_t first;
    int64_t next; /* entry */
    int64_t size; /* that was signed */
    bool ended;   /* what follows is later, or not signed */
    ju_hash leaf; /* of the last entry that fills a tile */
    int64_t last; /* that entry; 0: no tile is full */
} writing;

/* Whether the entry was made by the end of the day. */
static bool is_by(const writing *s, const Juki__Audit__V1__ChainEntry *entry)
{
    Juki__Audit__V1__AuditRecord *record =
        juki__audit__v1__audit_record__unpack(NULL, entry->record.len, entry->record.data);
    bool by = record != NULL && strncmp(record->time, s->before, strlen(s->before)) < 0;
    juki__audit__v1__audit_record__free_unpacked(record, NULL);
    return by;
}

static ju_rc write_entry(writing *s, const Juki__Audit__V1__ChainEntry *entry, ju_err *err)
{
    ju_hash leaf;
    if (entry->index != s->next || entry->hash.len != sizeof leaf.byte || entry->record.len == 0) {
        return ju_reject(err, "entry_missing", "index", "%s: %lld",
                         ctl_tr("an entry is missing, or its hash", "記録またはそのハッシュがありません"),
                         (long long)s->next);
    }
    memcpy(leaf.byte, entry->hash.data, sizeof leaf.byte);
    JU_TRY(archive_entry(s->w, entry->record.data, entry->record.len, &leaf, err));
    if (s->next % JU_TILE_WIDTH == 0) {
        s->leaf = leaf;
        s->last = s->next;
    }
    s->next++;
    return JU_OK;
}

static ju_rc write_page(writing *s, ju_err *err)
{
    const audit_reply *reply = NULL;
    const char *note = NULL;
    ju_checkpoint checkpoint = {0};
    JU_TRY(archive_ask_page(s->ev, s->next, &reply, err));
    if (s->size == 0 && reply->checkpoint.len > 0) {
        JU_TRY(evidence_note(s->ev, &reply->checkpoint, &note, &checkpoint, err));
        s->size = checkpoint.size;
    }
    for (size_t i = 0; i < reply->n_entry && !s->ended; i++) {
        const Juki__Audit__V1__ChainEntry *entry = reply->entry[i];
        s->ended = s->next > s->size || s->next - s->first == SEGMENT_ENTRIES_MAX || !is_by(s, entry);
        JU_TRY(s->ended ? JU_OK : write_entry(s, entry, err));
    }
    s->ended = s->ended || reply->n_entry == 0;
    return JU_OK;
}

/* What describes the segment, with the proofs of its ends. */
static ju_rc describe(const writing *s, const known_segment *before, ju_arena *arena, const char **ret,
                      ju_err *err)
{
    const Juki__Audit__V1__ProofReply *reply = NULL;
    ju_checkpoint checkpoint = {0};
    int64_t ends[] = {s->first, s->last};
    Juki__Audit__V1__QueryProof question = JUKI__AUDIT__V1__QUERY_PROOF__INIT;
    ju_segment segment = {
        .number = before->number + 1, .first = s->first, .last = s->last, .previous = before->digest};
    question.index = ends;
    question.n_index = 2;
    JU_TRY(evidence_ask(s->ev, &question.base, &reply, err));
    JU_TRY(evidence_note(s->ev, &reply->checkpoint, &segment.note, &checkpoint, err));
    if (reply->n_entry != 2) {
        return ju_reject(err, "entry_missing", "index", "%s",
                         ctl_tr("the ends of the segment are not there", "区分の両端の記録がありません"));
    }
    JU_TRY(evidence_proof(&reply->entry[0]->path, &segment.before, err));
    JU_TRY(evidence_proof(&reply->entry[1]->path, &segment.after, err));
    segment.root =
        ju_root_at_leaf(s->ev->verifier.hasher, s->last - 1, checkpoint.size, &s->leaf, &segment.after);
    *ret = ju_segment_text(&segment, arena);
    return *ret == NULL ? ju_no_memory(err) : JU_OK;
}

static ju_rc write_parts(writing *s, const known_segment *before, ju_arena *arena, ju_err *err)
{
    const char *text = NULL;
    while (!s->ended) {
        JU_TRY(write_page(s, err));
    }
    if (s->last == 0) {
        return JU_OK;
    }
    JU_TRY(describe(s, before, arena, &text, err));
    return archive_end(s->w, text, err);
}

/* The next segment under its name; *ret_written false: there is no whole tile of that time. What was begun by
 * a call that was cut off is begun anew. */
static ju_rc write_segment(writing *s, const known_segment *before, const char *path, ju_arena *arena,
                           bool *ret_written, ju_err *err)
{
    const char *part = ju_arena_printf(arena, "%s.part", path);
    if (part == NULL) {
        return ju_no_memory(err);
    }
    archive_remove(part);
    JU_TRY(archive_open_segment(part, s->ev->verifier.hasher, s->first - 1, &s->w, err));
    ju_rc rc = write_parts(s, before, arena, err);
    archive_close(s->w);
    *ret_written = rc == JU_OK && s->last > 0;
    if (*ret_written) {
        return archive_place(part, path, err);
    }
    archive_remove(part);
    return rc;
}

/* ---- one after the other ------------------------------------------------------------------------------ */

/* Tells the trail; what is there already from a call that was cut off is told now. */
static ju_rc close_segment(evidence *ev, const known_segment *before, const char *path, json_t *list,
                           known_segment *ret, ju_err *err)
{
    const char *text = NULL;
    ju_segment segment;
    const segments_reply *reply = NULL;
    Juki__Audit__V1__CloseSegment wish = JUKI__AUDIT__V1__CLOSE_SEGMENT__INIT;
    ev->verifier.segment = (segment_mark){before->number, before->last, before->digest};
    JU_TRY(segments_verify(ev, path, &text, &segment, err));
    wish.text = (ProtobufCBinaryData){.len = strlen(text), .data = (uint8_t *)(uintptr_t)text};
    JU_TRY(ask(ev, &wish.base, &reply, err));
    if (reply->n_segment != 1) {
        return ju_reject(err, "segment_unknown", path, "the trail does not tell of the segment");
    }
    const Juki__Audit__V1__Segment *one = reply->segment[0];
    (void)json_array_append_new(list, json_pack("{s:i, s:I, s:I, s:s}", "number", one->number, "first",
                                                (json_int_t)one->first, "last", (json_int_t)one->last,
                                                "digest", one->digest));
    take(one, ret);
    return JU_OK;
}

static ju_rc write_next(evidence *ev, const char *folder, const char *before, known_segment *last,
                        json_t *list, bool *ret_more, ju_err *err)
{
    ju_arena arena;
    ju_arena_init(&arena, SEGMENT_ARENA_BYTES);
    const char *path = segments_path(&arena, folder, last->number + 1);
    ju_rc rc = path == NULL ? ju_no_memory(err) : JU_OK;
    *ret_more = rc == JU_OK && access(path, F_OK) == 0;
    if (rc == JU_OK && !*ret_more) {
        writing s = {.ev = ev, .first = last->last + 1, .next = last->last + 1};
        (void)snprintf(s.before, sizeof s.before, "%s", before);
        rc = write_segment(&s, last, path, &arena, ret_more, err);
    }
    if (rc == JU_OK && *ret_more) {
        rc = close_segment(ev, last, path, list, last, err);
    }
    ju_arena_done(&arena);
    return rc;
}

ju_rc segments_write(evidence *ev, const char *folder, const char *until, json_t *list, ju_err *err)
{
    char before[32];
    known_segment last;
    bool more = true;
    (void)snprintf(before, sizeof before, "%.10sT15:00:00", until); /* midnight in Japan, told in UTC */
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        char why[128];
        return ju_reject(err, "output_failed", folder, "%s", strerror_r(errno, why, sizeof why));
    }
    JU_TRY(segments_find(ev, NULL, &last, err));
    while (more) {
        JU_TRY(write_next(ev, folder, before, &last, list, &more, err));
    }
    return JU_OK;
}
