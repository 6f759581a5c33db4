/* The destruction of a period's key, by which all goes that it sealed. Another person has approved just this
 * key, and how much it still has (kind key_destruction of common/staff/APPROVALS.md); the audit service keeps
 * the approval, and nothing is destroyed before it has said that it is used up now. The certificate
 * (消去証明) is opened in its register before the key goes, so that no key goes without an act. */
#include "common/base/parse.h"
#include "common/event/topic_names.h"
#include "common/seal/keyfile.h"
#include "deploy/jukictl/approval.h"
#include "deploy/jukictl/items.h"
#include "juki/audit/v1/register.pb-c.h"

#include <stdio.h>
#include <string.h>

enum { DEED_ITEMS = 3, ARENA_BYTES = 1 << 14 };

static const char KIND[] = "key_destruction";

/* How far it came; what a person has to do next hangs on it. */
typedef enum stage { NOTHING_DONE, APPROVAL_USED, KEY_GONE } stage;

typedef struct destruction {
    ctl_bus *bus;
    const char *dir;
    const char *id;
    const char *records;
    const char *approval_id;
    char audience[JU_KEY_ID_SIZE];
    char fingerprint[JU_KEY_FINGERPRINT_SIZE];
    char certificate[64]; /* number of its case */
    ju_approval_item item[DEED_ITEMS];
    ju_arena arena;
    stage stage;
} destruction;

/* ---- the key --------------------------------------------------------------------------------------------
 */

/* The keys without this one, of which the fingerprint is told; refused are an unknown, a current and a
 * destroyed one. Wipe them in any case. */
static ju_rc take_out(const destruction *d, ju_key_list *keys, char fingerprint[JU_KEY_FINGERPRINT_SIZE],
                      ju_err *err)
{
    JU_TRY(ju_keys_read(d->dir, d->audience, JU_KEYS_AS_PROVIDED, keys, err));
    const ju_seal_key *key = ju_keys_find(keys, d->id);
    if (key != NULL) {
        JU_TRY(ju_key_fingerprint(key, fingerprint, err));
    }
    return ju_keys_erase(keys, d->id, err);
}

/* What exactly is to be approved. What can be refused is refused before anything is said or done. */
static ju_rc describe(destruction *d, ju_err *err)
{
    ju_key_list keys = {0};
    ju_rc rc = take_out(d, &keys, d->fingerprint, err);
    ju_keys_wipe(&keys);
    d->item[0] = (ju_approval_item){"key", d->id};
    d->item[1] = (ju_approval_item){"fingerprint", d->fingerprint};
    d->item[2] = (ju_approval_item){"records", d->records};
    return rc;
}

static ju_rc erase_key(const destruction *d, ju_err *err)
{
    ju_key_list keys = {0};
    char fingerprint[JU_KEY_FINGERPRINT_SIZE] = "";
    ju_rc rc = take_out(d, &keys, fingerprint, err);
    if (rc == JU_OK && strcmp(fingerprint, d->fingerprint) != 0) {
        rc = ju_reject(err, "request_changed", "KEY-ID", "it has become another key meanwhile");
    }
    rc = rc == JU_OK ? ju_keys_write(d->dir, &keys, err) : rc;
    ju_keys_wipe(&keys);
    return rc;
}

/* A file may be in its place and still be called not written: its folder could not be synced. */
static bool is_gone(const destruction *d)
{
    ju_key_list keys = {0};
    ju_err err = {0};
    char fingerprint[JU_KEY_FINGERPRINT_SIZE];
    ju_rc rc = take_out(d, &keys, fingerprint, &err);
    ju_keys_wipe(&keys);
    return rc == JU_REJECT && strcmp(err.code, "seal_erased") == 0;
}

/* ---- the certificate ------------------------------------------------------------------------------------
 */

static ju_rc ask_case(const destruction *d, const ProtobufCMessage *wish,
                      const Juki__Audit__V1__RegisterCase **ret, ju_err *err)
{
    ProtobufCMessage *body = NULL;
    JU_TRY(ctl_bus_ask(d->bus, JU_TOPIC_AUDIT_COMMAND, wish, &juki__audit__v1__case_reply__descriptor, &body,
                       err));
    const Juki__Audit__V1__CaseReply *reply = (const Juki__Audit__V1__CaseReply *)body;
    if (reply->refusal != NULL) {
        return ju_reject(err, reply->refusal->code, reply->refusal->item, "%s", reply->refusal->message);
    }
    *ret = reply->case_;
    return JU_OK;
}

static ju_rc case_items(destruction *d, const ju_approval_item *pair, size_t count,
                        Juki__Audit__V1__CaseItem ***ret, ju_err *err)
{
    *ret = (Juki__Audit__V1__CaseItem **)ctl_pairs_messages(
        pair, count, &juki__audit__v1__case_item__descriptor, &d->arena);
    return *ret == NULL ? ju_no_memory(err) : JU_OK;
}

static ju_rc open_certificate(destruction *d, const char *day, ju_err *err)
{
    const Juki__Audit__V1__RegisterCase *of = NULL;
    Juki__Audit__V1__OpenCase wish = JUKI__AUDIT__V1__OPEN_CASE__INIT;
    const ju_approval_item pairs[] = {
        {"erased_on", day},           {"kind", d->id},
        {"place", "JUKI_KEY_DIR"},    {"basis", KIND},
        {"records", d->records},      {"method", "key destroyed"},
        {"approval", d->approval_id},
    };
    wish.register_ = (char *)(uintptr_t) "erasure";
    wish.n_item = sizeof pairs / sizeof pairs[0];
    JU_TRY(case_items(d, pairs, wish.n_item, &wish.item, err));
    JU_TRY(ask_case(d, &wish.base, &of, err));
    (void)snprintf(d->certificate, sizeof d->certificate, "%s", of->case_id);
    return JU_OK;
}

static ju_rc complete_certificate(destruction *d, ju_err *err)
{
    const Juki__Audit__V1__RegisterCase *of = NULL;
    Juki__Audit__V1__AmendCase wish = JUKI__AUDIT__V1__AMEND_CASE__INIT;
    const ju_approval_item pairs[] = {{"copies", "see KEYS.md: backups of the keys"},
                                      {"evidence", d->fingerprint}};
    wish.case_id = d->certificate;
    wish.complete = true;
    wish.n_item = sizeof pairs / sizeof pairs[0];
    JU_TRY(case_items(d, pairs, wish.n_item, &wish.item, err));
    return ask_case(d, &wish.base, &of, err);
}

/* ---- the commands ---------------------------------------------------------------------------------------
 */

static ju_rc destroy(destruction *d, ju_err *err)
{
    const Juki__Common__V1__Approval *used = NULL;
    JU_TRY(describe(d, err));
    JU_TRY(ctl_approval_spend(d->bus, KIND, d->approval_id, d->item, DEED_ITEMS, &used, err));
    d->stage = APPROVAL_USED;
    JU_TRY(open_certificate(d, used->used_on, err));
    JU_TRY(erase_key(d, err));
    d->stage = KEY_GONE;
    return complete_certificate(d, err);
}

/* What is to be done about what was begun; a repeat with the same approval is refused. */
static void tell_stage(const destruction *d, const ju_err *err)
{
    const stage at = d->stage == APPROVAL_USED && is_gone(d) ? KEY_GONE : d->stage;
    if (at == APPROVAL_USED) {
        (void)fprintf(
            stderr, "%s\n",
            ctl_tr("The approval is used up and the key still there: ask for its destruction anew (key ask).",
                   "承認は使用済みで、鍵は残っています。key ask で改めて申請してください。"));
    } else if (at == KEY_GONE) {
        (void)fprintf(
            stderr, "%s %s copies=... evidence=%s\n",
            ctl_tr("The key is destroyed; what is left is to complete its certificate: jukictl case complete",
                   "鍵は破棄されました。消去証明の記載を完了してください: jukictl case complete"),
            d->certificate, d->fingerprint);
    } else if (err->rc == JU_RETRY) {
        (void)fprintf(
            stderr, "%s %s %s\n",
            ctl_tr("The key is still there; whether the approval was used up, tells: jukictl approval show",
                   "鍵は残っています。承認が使用されたかは次で確認できます: jukictl approval show"),
            KIND, d->approval_id);
    }
}

/* False, and told: there is no folder of keys, or the records are no count. */
static bool begin(const ctl *c, destruction *d)
{
    int64_t count = 0;
    *d = (destruction){.dir = c->settings.key_dir, .id = c->operand[0], .records = c->operand[1]};
    (void)snprintf(d->audience, sizeof d->audience, "%.*s", (int)strcspn(d->id, "/"), d->id);
    if (d->dir == NULL) {
        (void)ctl_usage("JUKI_KEY_DIR is not set", "JUKI_KEY_DIR が設定されていません");
        return false;
    }
    if (!ju_parse_int64(d->records, 0, INT32_MAX, &count)) {
        (void)ctl_usage("RECORDS is a count", "RECORDS は件数で指定してください");
        return false;
    }
    return true;
}

int ctl_key_ask(ctl *c)
{
    ju_err err = {0};
    destruction d;
    if (!ctl_has_purpose(c) || !begin(c, &d)) {
        return CTL_USAGE;
    }
    return describe(&d, &err) == JU_OK ? ctl_approval_request(c, KIND, d.item, DEED_ITEMS) : ctl_report(&err);
}

int ctl_key_destroy(ctl *c)
{
    static const char *const replies[] = {JU_TOPIC_AUDIT_REPLY};
    ju_err err = {0};
    destruction d;
    if (!begin(c, &d)) {
        return CTL_USAGE;
    }
    d.approval_id = c->operand[2];
    ju_arena_init(&d.arena, ARENA_BYTES);
    ju_rc rc = ctl_bus_open(c, replies, 1, &d.bus, &err);
    rc = rc == JU_OK ? destroy(&d, &err) : rc;
    ctl_bus_close(d.bus);
    ju_arena_done(&d.arena);
    if (rc != JU_OK) {
        int code = ctl_report(&err);
        tell_stage(&d, &err);
        return code;
    }
    ctl_print(c, json_pack("{s:s, s:s, s:s}", "key", d.id, "state", "erased", "certificate", d.certificate));
    return CTL_DONE;
}
