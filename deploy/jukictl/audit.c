#include "deploy/jukictl/audit.h"
#include "common/base/clock.h"
#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "common/merkle/note.h"
#include "common/merkle/tree.h"
#include "deploy/jukictl/journey.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ARENA_BYTES = 16 * 1024 * 1024, PATH_BYTES = 4096, NAME_BYTES = 256, PAUSE_NS = 200 * 1000 * 1000 };

static ju_rc open_bus(const ctl *c, ctl_bus **ret, ju_err *err)
{
    const char *topics[] = {JU_TOPIC_AUDIT_REPLY};
    return ctl_bus_open(c, topics, 1, ret, err);
}

ju_rc ctl_audit_refused_error(const Juki__Common__V1__Refusal *refusal, ju_err *err)
{
    return refusal == NULL ? JU_OK : ju_reject(err, refusal->code, refusal->item, "%s", refusal->message);
}

void ctl_audit_tell_expired(int segment)
{
    if (segment > 0) {
        (void)fprintf(stderr, "jukictl: %s %d\n",
                      ctl_tr("older acts may stand in the archive alone, up to segment",
                             "保存期間を過ぎた記録は保存区分にのみあります。区分"),
                      segment);
    }
}

/* ---- verify ----------------------------------------------------------------------------------------------
 */

/* What was signed when the first page came is verified; the log may grow meanwhile. */
typedef struct verification {
    ju_arena *arena;
    ju_hasher *hasher;
    ju_note_key *key;
    ju_tree tree; /* of the entries read so far */
    int64_t expired;
    int segment; /* of the archive, where the last of these stands */
    ju_checkpoint target;
    ju_err broken; /* code empty: not broken so far */
} verification;

static ju_rc ask_page(ctl_bus *bus, int64_t from_index, const Juki__Audit__V1__AuditReply **ret, ju_err *err)
{
    Juki__Audit__V1__QueryChain question = JUKI__AUDIT__V1__QUERY_CHAIN__INIT;
    ProtobufCMessage *body = NULL;
    question.from_index = from_index;
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_AUDIT_COMMAND, &question.base, &juki__audit__v1__audit_reply__descriptor,
                       &body, err));
    *ret = (const Juki__Audit__V1__AuditReply *)body;
    return ctl_audit_refused_error((*ret)->refusal, err);
}

/* A checkpoint that is not the log's own is a finding. */
static ju_rc read_checkpoint(verification *v, const ProtobufCBinaryData *bytes, ju_err *err)
{
    const char *text = NULL;
    const char *note = ju_arena_printf(v->arena, "%.*s", (int)bytes->len, (const char *)bytes->data);
    if (note == NULL) {
        return ju_no_memory(err);
    }
    ju_rc rc = ju_note_check(v->key, v->arena, note, &text, NULL, &v->broken);
    rc = rc == JU_OK ? ju_checkpoint_read(text, v->arena, &v->target, &v->broken) : rc;
    if (rc == JU_FATAL) {
        *err = v->broken;
        return rc;
    }
    return JU_OK;
}

/* All that stood in the log at the first question is to be verified: what was not signed then soon will be.
 */
static ju_rc await_checkpoint(const ctl *c, ctl_bus *bus, verification *v, ju_err *err)
{
    int64_t until_ms = ju_clock_monotonic_ms() + c->options.timeout_ms;
    int64_t last_index = 0;
    for (;;) {
        const Juki__Audit__V1__AuditReply *reply = NULL;
        JU_TRY(ask_page(bus, 1, &reply, err));
        last_index = last_index == 0 ? reply->last_index : last_index;
        if (reply->checkpoint.len > 0) {
            JU_TRY(read_checkpoint(v, &reply->checkpoint, err));
        }
        bool late = ju_clock_monotonic_ms() > until_ms;
        if (*v->broken.code != '\0' || v->target.size >= last_index || (late && v->target.size > 0)) {
            return JU_OK;
        }
        if (late) {
            return ju_reject(err, "checkpoint_missing", "checkpoint", "%s",
                             ctl_tr("the log has not been signed yet", "記録にまだ署名がありません"));
        }
        (void)nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
    }
}

/* An entry that does not hold is a finding, not a failure of the call. */
static void follow_entry(verification *v, const Juki__Audit__V1__ChainEntry *entry)
{
    ju_hash leaf = ju_hash_leaf(v->hasher, entry->record.data, entry->record.len);
    if (entry->segment > 0 && entry->record.len == 0 && entry->hash.len == sizeof leaf.byte) {
        memcpy(leaf.byte, entry->hash.data,
               sizeof leaf.byte); /* its content has left the log; the tree has not */
        v->expired++;
        v->segment = entry->segment;
    }
    if (entry->index != v->tree.size + 1) {
        (void)ju_reject(&v->broken, "entry_missing", "index", "entry %lld stands where entry %lld belongs",
                        (long long)entry->index, (long long)v->tree.size + 1);
    } else if (entry->hash.len != sizeof leaf.byte ||
               memcmp(entry->hash.data, leaf.byte, sizeof leaf.byte) != 0) {
        (void)ju_reject(&v->broken, "entry_changed", "index", "entry %lld is not what its hash was made of",
                        (long long)entry->index);
    } else if (*entry->columns_differ != '\0') {
        (void)ju_reject(&v->broken, "columns_differ", entry->columns_differ,
                        "entry %lld is looked up by what it does not say: %s", (long long)entry->index,
                        entry->columns_differ);
    } else {
        ju_tree_append(v->hasher, &v->tree, &leaf);
    }
}

static void check_root(verification *v)
{
    ju_hash root = ju_tree_root(v->hasher, &v->tree);
    if (!ju_hash_equal(&root, &v->target.root)) {
        (void)ju_reject(&v->broken, "tree_differs", "checkpoint",
                        "the entries are not those that the log signed: they were rewritten together");
    }
}

static ju_rc verify(const ctl *c, ctl_bus *bus, verification *v, ju_err *err)
{
    JU_TRY(await_checkpoint(c, bus, v, err));
    while (*v->broken.code == '\0' && v->tree.size < v->target.size) {
        const Juki__Audit__V1__AuditReply *reply = NULL;
        JU_TRY(ask_page(bus, v->tree.size + 1, &reply, err));
        for (size_t i = 0; i < reply->n_entry && *v->broken.code == '\0' && v->tree.size < v->target.size;
             i++) {
            follow_entry(v, reply->entry[i]);
        }
        if (reply->n_entry == 0) {
            (void)ju_reject(&v->broken, "entry_missing", "index", "entries are missing at the end");
        }
    }
    if (*v->broken.code == '\0') {
        check_root(v);
    }
    return ju_hasher_check(v->hasher, err);
}

static void print_verification(const ctl *c, const verification *v)
{
    bool good = *v->broken.code == '\0';
    long long broken_at = (long long)v->tree.size + 1;
    if (c->options.json) {
        json_t *json =
            json_pack("{s:b, s:I, s:I, s:i}", "verified", good, "entries", (json_int_t)v->tree.size,
                      "expired", (json_int_t)v->expired, "expired_segment", v->segment);
        if (!good) {
            (void)json_object_set_new(json, "broken_index", json_integer(broken_at));
            (void)json_object_set_new(json, "code", json_string(v->broken.code));
        }
        ctl_print(c, json);
    } else if (good) {
        (void)printf("%s: %lld\n", ctl_tr("verified entries", "確認できた記録"), (long long)v->tree.size);
        if (v->expired > 0) {
            (void)printf(
                "%s: %lld (%s %d)\n",
                ctl_tr("of these expired, by their hashes alone", "うち内容が消去済み (ハッシュのみ確認)"),
                (long long)v->expired, ctl_tr("up to archive segment", "保存区分"), v->segment);
        }
    } else {
        (void)printf("%s: %lld (%s)\n", ctl_tr("broken at index", "壊れている番号"), broken_at,
                     v->broken.message);
    }
}

/* Whose signature counts: the log's own, by the name that it has from its topics. */
static ju_rc open_key(const ctl *c, ju_note_key **ret, ju_err *err)
{
    char name[NAME_BYTES];
    char path[PATH_BYTES];
    (void)snprintf(name, sizeof name, "%s/audit", c->settings.topic_prefix);
    (void)snprintf(path, sizeof path, "%s/audit-log.pub.pem", c->settings.key_dir);
    return ju_note_key_open(name, JU_NOTE_LOG, path, ret, err);
}

int ctl_audit_verify(ctl *c)
{
    ju_err err = {0};
    ju_arena arena;
    ctl_bus *bus = NULL;
    verification v = {.arena = &arena};
    ju_arena_init(&arena, ARENA_BYTES);
    ju_rc rc = ju_hasher_new(&v.hasher, &err);
    rc = rc == JU_OK ? open_key(c, &v.key, &err) : rc;
    rc = rc == JU_OK ? open_bus(c, &bus, &err) : rc;
    rc = rc == JU_OK ? verify(c, bus, &v, &err) : rc;
    ctl_bus_close(bus);
    if (rc == JU_OK) {
        print_verification(c, &v);
    }
    bool broken = *v.broken.code != '\0';
    ju_note_key_free(v.key);
    ju_hasher_free(v.hasher);
    ju_arena_done(&arena);
    return rc != JU_OK ? ctl_report(&err) : broken ? CTL_REFUSED : CTL_DONE;
}

/* ---- journey ---------------------------------------------------------------------------------------------
 */

ju_rc ctl_ask_journey(ctl_bus *bus, char *change_id, const Juki__Audit__V1__AuditReply **ret, ju_err *err)
{
    Juki__Audit__V1__QueryJourney question = JUKI__AUDIT__V1__QUERY_JOURNEY__INIT;
    ProtobufCMessage *body = NULL;
    question.change_id = change_id;
    question.purpose = (char *)(uintptr_t) "異動の経過の確認"; /* unless --purpose says another */
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_AUDIT_COMMAND, &question.base, &juki__audit__v1__audit_reply__descriptor,
                       &body, err));
    *ret = (const Juki__Audit__V1__AuditReply *)body;
    return ctl_audit_refused_error((*ret)->refusal, err);
}

/* Who could not show who he is is known by the address he came from. */
static const char *who_of(const Juki__Audit__V1__AuditRecord *record)
{
    const Juki__Common__V1__Operator *who = record->operator_;
    if (who == NULL) {
        return "-";
    }
    return *who->operator_id == '\0' ? who->terminal_id : who->operator_id;
}

/* As lines, or into the list for ctl_print. */
static void show_entries(const ctl *c, json_t *list, const ctl_entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Juki__Audit__V1__AuditRecord *record = entries[i].record;
        if (c->options.json) {
            json_t *json = ju_message_to_json(&record->base);
            (void)json_object_set_new(json, "index", json_integer(entries[i].index));
            (void)json_array_append_new(list, json);
        } else {
            (void)printf("%8lld %s %-9s %-20s %s %s %s\n", (long long)entries[i].index, record->time,
                         record->service, record->action, who_of(record), record->detail, record->code);
        }
    }
}

static void print_list(const ctl *c, json_t *list)
{
    if (c->options.json) {
        ctl_print(c, list);
    } else {
        json_decref(list);
    }
}

int ctl_audit_journey(ctl *c)
{
    ju_err err = {0};
    ju_arena arena;
    ctl_bus *bus = NULL;
    const Juki__Audit__V1__AuditReply *reply = NULL;
    ctl_entry *entries = NULL;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    ju_arena_init(&arena, ARENA_BYTES);
    ju_rc rc = open_bus(c, &bus, &err);
    rc = rc == JU_OK ? ctl_ask_journey(bus, c->operand[0], &reply, &err) : rc;
    rc = rc == JU_OK ? ctl_journey_entries(reply, &arena, &entries, &err) : rc;
    if (rc == JU_OK) {
        json_t *list = json_array();
        show_entries(c, list, entries, reply->n_entry);
        print_list(c, list);
        ctl_audit_tell_expired(reply->expired_segment);
    }
    ctl_bus_close(bus);
    ju_arena_done(&arena);
    return rc == JU_OK ? CTL_DONE : ctl_report(&err);
}

/* ---- refused connections
 * -----------------------------------------------------------------------------------
 */

static size_t keep_refused(ctl_entry *entries, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(entries[i].record->action, "transport.refused") == 0) {
            entries[kept++] = entries[i];
        }
    }
    return kept;
}

/* Shows those of a page, and tells where the next begins; 0: this was the last. */
static ju_rc show_page(const ctl *c, ctl_bus *bus, json_t *list, int64_t *index, ju_err *err)
{
    ju_arena arena;
    const Juki__Audit__V1__AuditReply *reply = NULL;
    ctl_entry *entries = NULL;
    JU_TRY(ask_page(bus, *index, &reply, err));
    ju_arena_init(&arena, ARENA_BYTES);
    ju_rc rc = ctl_journey_entries(reply, &arena, &entries, err);
    if (rc == JU_OK) {
        int64_t last = reply->n_entry == 0 ? reply->last_index : entries[reply->n_entry - 1].index;
        show_entries(c, list, entries, keep_refused(entries, reply->n_entry));
        *index = last < reply->last_index ? last + 1 : 0;
    }
    ju_arena_done(&arena);
    return rc;
}

int ctl_audit_refused(ctl *c)
{
    ju_err err = {0};
    ctl_bus *bus = NULL;
    json_t *list = json_array();
    int64_t index = 1;
    ju_rc rc = open_bus(c, &bus, &err);
    while (rc == JU_OK && index > 0) {
        rc = show_page(c, bus, list, &index, &err);
    }
    ctl_bus_close(bus);
    if (rc != JU_OK) {
        json_decref(list);
        return ctl_report(&err);
    }
    print_list(c, list);
    return CTL_DONE;
}
