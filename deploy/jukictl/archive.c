/* The whole of the audit log, written for juki-verify, and its closed segments. */
#include "deploy/jukictl/archive.h"

#include "common/event/topic_names.h"
#include "common/text/date.h"
#include "deploy/verify/archive.h"

#include <string.h>

ju_rc archive_ask_page(evidence *ev, int64_t from_index, const Juki__Audit__V1__AuditReply **ret, ju_err *err)
{
    Juki__Audit__V1__QueryChain question = JUKI__AUDIT__V1__QUERY_CHAIN__INIT;
    ProtobufCMessage *body = NULL;
    question.from_index = from_index;
    JU_TRY(ctl_bus_ask(ev->bus, JU_TOPIC_AUDIT_COMMAND, &question.base,
                       &juki__audit__v1__audit_reply__descriptor, &body, err));
    *ret = (const Juki__Audit__V1__AuditReply *)body;
    const Juki__Common__V1__Refusal *refusal = (*ret)->refusal;
    return refusal == NULL ? JU_OK : ju_reject(err, refusal->code, refusal->item, "%s", refusal->message);
}

/* Entries as they stand in the log, with the hashes that stand in its tree, whether or not they fit: that is
 * for who verifies. */
static ju_rc write_entry(archive_writer *w, const Juki__Audit__V1__ChainEntry *entry, int64_t index,
                         ju_err *err)
{
    ju_hash leaf;
    if (entry->index != index || entry->hash.len != sizeof leaf.byte) {
        return ju_reject(err, "entry_missing", "index", "%s: %lld",
                         ctl_tr("an entry is missing, or its hash", "記録またはそのハッシュがありません"),
                         (long long)index);
    }
    if (entry->segment > 0) {
        return ju_reject(err, "entry_expired", "index", "%s: %lld (%d)",
                         ctl_tr("the content of an entry is in a segment of the archive alone",
                                "記録の内容は保存区分にのみあります"),
                         (long long)index, entry->segment);
    }
    memcpy(leaf.byte, entry->hash.data, sizeof leaf.byte);
    return archive_entry(w, entry->record.data, entry->record.len, &leaf, err);
}

static ju_rc write_entries(evidence *ev, archive_writer *w, int64_t size, ju_err *err)
{
    int64_t index = 1;
    while (index <= size) {
        const Juki__Audit__V1__AuditReply *reply = NULL;
        JU_TRY(archive_ask_page(ev, index, &reply, err));
        for (size_t i = 0; i < reply->n_entry && index <= size; i++) {
            JU_TRY(write_entry(w, reply->entry[i], index, err));
            index++;
        }
        if (reply->n_entry == 0) {
            return ju_reject(err, "entry_missing", "index", "%s: %lld",
                             ctl_tr("entries are missing at the end", "末尾の記録がありません"),
                             (long long)index);
        }
    }
    return JU_OK;
}

static ju_rc write_archive(evidence *ev, const char *path, ju_err *err)
{
    const Juki__Audit__V1__AuditReply *reply = NULL;
    const char *note = NULL;
    ju_checkpoint checkpoint = {0};
    archive_writer *w = NULL;
    JU_TRY(archive_ask_page(ev, 1, &reply, err));
    JU_TRY(evidence_note(ev, &reply->checkpoint, &note, &checkpoint, err));
    JU_TRY(archive_open(path, ev->verifier.hasher, &w, err));
    ju_rc rc = write_entries(ev, w, checkpoint.size, err);
    rc = rc == JU_OK ? archive_end(w, note, err) : rc;
    archive_close(w);
    return rc;
}

static int archive_whole(evidence *ev, const char *path)
{
    ju_err err = {0};
    return write_archive(ev, path, &err) == JU_OK ? evidence_written(ev, path) : ctl_report(&err);
}

static int archive_segments(evidence *ev, const char *folder, const char *until)
{
    ju_err err = {0};
    json_t *list = json_array();
    ju_rc rc = segments_write(ev, folder, until, list, &err);
    if (rc == JU_OK || json_array_size(list) > 0) {
        ctl_print(ev->c, json_pack("{s:s, s:o}", "folder", folder, "segments", list));
    } else {
        json_decref(list);
    }
    return rc == JU_OK ? CTL_DONE : ctl_report(&err);
}

int ctl_audit_archive(ctl *c)
{
    ju_err err = {0};
    evidence ev;
    ju_date day;
    const char *until = c->options.until;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    if (until != NULL && !ju_date_parse(until, &day)) {
        return ctl_usage("--until takes a day, YYYY-MM-DD", "--until は YYYY-MM-DD で指定してください");
    }
    ju_rc rc = evidence_open(c, &ev, &err);
    int code = rc != JU_OK     ? ctl_report(&err)
               : until == NULL ? archive_whole(&ev, c->operand[0])
                               : archive_segments(&ev, c->operand[0], until);
    evidence_close(&ev);
    return code;
}
