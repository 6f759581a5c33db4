/* What leaves the audit log when it is over its time: asked for by one, approved by another, each with the
 * segment of the archive before him. */
#include "common/base/hex.h"
#include "common/base/parse.h"
#include "common/event/topic_names.h"
#include "common/merkle/segment.h"
#include "deploy/jukictl/archive.h"
#include "deploy/verify/segment.h"

#include <stdio.h>
#include <string.h>

enum { HEX_SIZE = 2 * JU_HASH_BYTES + 1, MOMENT_SIZE = 32 };

static int ask(const ctl *c, const ProtobufCMessage *wish)
{
    return ctl_bus_ask_shown(c, JU_TOPIC_AUDIT_COMMAND, JU_TOPIC_AUDIT_REPLY, wish,
                             &juki__audit__v1__expiry_reply__descriptor);
}

int ctl_audit_segments(ctl *c)
{
    Juki__Audit__V1__QuerySegments wish = JUKI__AUDIT__V1__QUERY_SEGMENTS__INIT;
    int64_t after = 0;
    if (c->operand_count > 0 && !ju_parse_int64(c->operand[0], 0, INT32_MAX, &after)) {
        return CTL_USAGE;
    }
    wish.after = (int32_t)after;
    return ctl_has_purpose(c) ? ctl_bus_ask_shown(c, JU_TOPIC_AUDIT_COMMAND, JU_TOPIC_AUDIT_REPLY, &wish.base,
                                                  &juki__audit__v1__segments_reply__descriptor)
                              : CTL_USAGE;
}

/* A segment in the archive, which was checked. */
typedef struct checked {
    const char *path; /* in memory that lasts as long as the evidence */
    ju_segment segment;
    char digest[HEX_SIZE];
} checked;

static ju_rc check(evidence *ev, int64_t number, checked *ret, ju_err *err)
{
    const char *text = NULL;
    ju_hash digest;
    ret->path = segments_path(&ev->verifier.kept_arena, ev->c->operand[0], number);
    if (ret->path == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(segments_verify(ev, ret->path, &text, &ret->segment, err));
    JU_TRY(ju_segment_digest(text, &digest, err));
    ju_hex(digest.byte, sizeof digest.byte, ret->digest);
    return JU_OK;
}

/* The number of a segment as it was typed; 0, and the usage is shown: it is none, or there is no purpose. */
static int64_t number_of(const ctl *c, const char *word)
{
    int64_t number = 0;
    if (ctl_has_purpose(c) && !ju_parse_int64(word, 1, INT32_MAX, &number)) {
        (void)ctl_usage("SEGMENT is a number from 1", "SEGMENT は1以上の数です");
    }
    return number;
}

int ctl_audit_expire_preview(ctl *c)
{
    Juki__Audit__V1__RequestExpiry wish = JUKI__AUDIT__V1__REQUEST_EXPIRY__INIT;
    wish.segment = (int32_t)number_of(c, c->operand[0]);
    wish.preview = true;
    wish.archive = c->options.archive;
    return wish.segment > 0 ? ask(c, &wish.base) : CTL_USAGE;
}

int ctl_audit_expire(ctl *c)
{
    ju_err err = {0};
    evidence ev;
    checked of;
    Juki__Audit__V1__RequestExpiry wish = JUKI__AUDIT__V1__REQUEST_EXPIRY__INIT;
    wish.segment = (int32_t)number_of(c, c->operand[1]);
    wish.archive = c->options.archive;
    if (wish.segment == 0) {
        return CTL_USAGE;
    }
    ju_rc rc = evidence_open(c, &ev, &err);
    rc = rc == JU_OK ? check(&ev, wish.segment, &of, &err) : rc;
    evidence_close(&ev);
    wish.digest = of.digest;
    return rc == JU_OK ? ask(c, &wish.base) : ctl_report(&err);
}

static int decide(const ctl *c, const char *expiry_id, const char *digest, bool approved)
{
    Juki__Audit__V1__DecideExpiry wish = JUKI__AUDIT__V1__DECIDE_EXPIRY__INIT;
    wish.expiry_id = (char *)(uintptr_t)expiry_id;
    wish.digest = (char *)(uintptr_t)digest;
    wish.approved = approved;
    return ask(c, &wish.base);
}

int ctl_audit_expire_approve(ctl *c)
{
    ju_err err = {0};
    evidence ev;
    known_segment known;
    checked of = {.digest = ""};
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    ju_rc rc = evidence_open(c, &ev, &err);
    rc = rc == JU_OK ? segments_find(&ev, c->operand[1], &known, &err) : rc;
    if (rc == JU_OK && known.number > 0) { /* the trail says it when there is none */
        rc = check(&ev, known.number, &of, &err);
    }
    evidence_close(&ev);
    return rc == JU_OK ? decide(c, c->operand[1], of.digest, true) : ctl_report(&err);
}

int ctl_audit_expire_refuse(ctl *c)
{
    return decide(c, c->operand[0], "", false);
}

/* ---- out of the archive ------------------------------------------------------------------------------- */

/* The last day of the class of an action; NULL: none. */
static const char *day_of(const char *days, const char *action)
{
    const char *otherwise = NULL;
    size_t length = strcspn(action, ".");
    for (const char *at = days; at != NULL; at = strchr(at, ' ')) {
        at += *at == ' ' ? 1 : 0;
        size_t name = strcspn(at, "=");
        otherwise = name == 0 ? at + 1 : otherwise;
        if (name == length && strncmp(at, action, length) == 0) {
            return at + name + 1;
        }
    }
    return otherwise;
}

/* Whether it was made by the last day of its class, in Japan. */
static bool is_over(void *opaque, const unsigned char *bytes, size_t size)
{
    char before[MOMENT_SIZE];
    Juki__Audit__V1__AuditRecord *record = juki__audit__v1__audit_record__unpack(NULL, size, bytes);
    const char *day = record == NULL ? NULL : day_of(opaque, record->action);
    (void)snprintf(before, sizeof before, "%.10sT15:00:00",
                   day == NULL ? "" : day); /* midnight, told in UTC */
    bool over = day != NULL && strncmp(record->time, before, strlen(before)) < 0;
    juki__audit__v1__audit_record__free_unpacked(record, NULL);
    return over;
}

static ju_rc purge(evidence *ev, char *expiry_id, Juki__Audit__V1__TellPurged *told, checked *of, ju_err *err)
{
    known_segment known;
    JU_TRY(segments_find(ev, expiry_id, &known, err));
    if (known.days == NULL) {
        return ju_reject(err, "expiry_not_approved", expiry_id, "%s",
                         ctl_tr("no such expiry out of the archive was approved",
                                "保存区分からの消去は承認されていません"));
    }
    JU_TRY(check(ev, known.number, of, err));
    const char *word = ju_arena_printf(&ev->verifier.kept_arena, "%s %s", expiry_id, known.days);
    if (word == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(segment_take_out(of->path, &of->segment, word, is_over, (void *)(uintptr_t)known.days,
                            &told->entries, err));
    told->digest = of->digest;
    return check(ev, known.number, of, err);
}

int ctl_audit_purge(ctl *c)
{
    ju_err err = {0};
    evidence ev;
    checked of;
    Juki__Audit__V1__TellPurged told = JUKI__AUDIT__V1__TELL_PURGED__INIT;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    told.expiry_id = c->operand[1];
    ju_rc rc = evidence_open(c, &ev, &err);
    rc = rc == JU_OK ? purge(&ev, c->operand[1], &told, &of, &err) : rc;
    evidence_close(&ev);
    if (rc != JU_OK) {
        return ctl_report(&err);
    }
    (void)fprintf(stderr, "%s: %lld\n",
                  ctl_tr("records taken out of the archive", "保存区分から消去した記録"),
                  (long long)told.entries);
    return ask(c, &told.base);
}
