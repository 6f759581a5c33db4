/* The destruction of a period's key, by which all goes that it sealed. Two persons have approved it in the
 * register "key" of the audit trail (services/audit/REGISTERS.md): the one who held the case to be complete
 * and the one who closed it. The certificate (消去証明) is opened there before the key goes, so that no key
 * goes without an act. */
#include "common/event/topic_names.h"
#include "common/seal/keyfile.h"
#include "common/text/date.h"
#include "deploy/jukictl/bus.h"
#include "juki/audit/v1/register.pb-c.h"

#include <stdio.h>
#include <string.h>

/* An approval that was not used for so long was for another situation. */
enum { APPROVAL_DAYS = 7, ITEMS_MAX = 6 };

typedef Juki__Audit__V1__RegisterCase key_case;
typedef Juki__Audit__V1__CaseItem case_item;

typedef struct destruction {
    ctl_bus *bus;
    const char *dir;
    const char *id;
    char audience[JU_KEY_ID_SIZE];
    const char *case_id;
    const char *day;
    const char *purpose;
    char fingerprint[JU_KEY_FINGERPRINT_SIZE];
    char records[24];
    char certificate[64]; /* number of its case */
    ju_key_list keys;
} destruction;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static ju_rc ask(const destruction *d, const ProtobufCMessage *wish, const key_case **ret, ju_err *err)
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

/* ---- the approval ---------------------------------------------------------------------------------------
 */

static const char *value_of(const key_case *of, const char *name)
{
    for (size_t i = 0; i < of->n_item; i++) {
        if (strcmp(of->item[i]->name, name) == 0) {
            return of->item[i]->value;
        }
    }
    return "";
}

static bool is_fresh(const key_case *of, const char *day)
{
    ju_date closed;
    ju_date now;
    const Juki__Audit__V1__CaseStep *last = of->n_history == 0 ? NULL : of->history[of->n_history - 1];
    if (last == NULL || of->more || !ju_date_parse(last->entered_on, &closed) || !ju_date_parse(day, &now)) {
        return false;
    }
    int64_t age = (int64_t)ju_date_to_days(now) - (int64_t)ju_date_to_days(closed);
    return age >= 0 && age <= APPROVAL_DAYS;
}

static ju_rc check_approval(destruction *d, ju_err *err)
{
    const key_case *of = NULL;
    Juki__Audit__V1__ShowCase wish = JUKI__AUDIT__V1__SHOW_CASE__INIT;
    wish.case_id = text(d->case_id);
    wish.purpose = text(d->purpose);
    JU_TRY(ask(d, &wish.base, &of, err));
    if (strcmp(of->register_, "key") != 0 || strcmp(of->state, "closed") != 0) {
        return ju_reject(err, "approval_missing", "CASE-ID", "two persons have not approved it");
    }
    if (strcmp(value_of(of, "key"), d->id) != 0 || strcmp(value_of(of, "fingerprint"), d->fingerprint) != 0) {
        return ju_reject(err, "approval_other", "CASE-ID", "what was approved is another key");
    }
    if (!is_fresh(of, d->day)) {
        return ju_reject(err, "approval_old", "CASE-ID", "it was not approved within the last %d days",
                         APPROVAL_DAYS);
    }
    (void)snprintf(d->records, sizeof d->records, "%s", value_of(of, "records"));
    return JU_OK;
}

/* ---- the certificate -------------------------------------------------------------------------------------
 */

static size_t fill_items(case_item *item, case_item **list, const char *const (*pairs)[2], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        juki__audit__v1__case_item__init(&item[i]);
        item[i].name = text(pairs[i][0]);
        item[i].value = text(pairs[i][1]);
        list[i] = &item[i];
    }
    return count;
}

static ju_rc open_certificate(destruction *d, ju_err *err)
{
    const key_case *of = NULL;
    case_item item[ITEMS_MAX];
    case_item *list[ITEMS_MAX];
    Juki__Audit__V1__OpenCase wish = JUKI__AUDIT__V1__OPEN_CASE__INIT;
    const char *const pairs[ITEMS_MAX][2] = {
        {"erased_on", d->day}, {"kind", d->id},         {"place", "JUKI_KEY_DIR"},
        {"basis", d->case_id}, {"records", d->records}, {"method", "key destroyed"},
    };
    wish.register_ = text("erasure");
    wish.item = list;
    wish.n_item = fill_items(item, list, pairs, ITEMS_MAX);
    JU_TRY(ask(d, &wish.base, &of, err));
    (void)snprintf(d->certificate, sizeof d->certificate, "%s", of->case_id);
    return JU_OK;
}

static ju_rc complete_certificate(const destruction *d, ju_err *err)
{
    const key_case *of = NULL;
    case_item item[2];
    case_item *list[2];
    Juki__Audit__V1__AmendCase wish = JUKI__AUDIT__V1__AMEND_CASE__INIT;
    const char *const pairs[2][2] = {{"copies", "see KEYS.md: backups of the keys"},
                                     {"evidence", d->fingerprint}};
    wish.case_id = text(d->certificate);
    wish.complete = true;
    wish.item = list;
    wish.n_item = fill_items(item, list, pairs, 2);
    return ask(d, &wish.base, &of, err);
}

/* ---- the key --------------------------------------------------------------------------------------------
 */

/* What can be refused is refused before anything is said or done. */
static ju_rc find_key(destruction *d, ju_err *err)
{
    JU_TRY(ju_keys_read(d->dir, d->audience, JU_KEYS_AS_PROVIDED, &d->keys, err));
    const ju_seal_key *key = ju_keys_find(&d->keys, d->id);
    if (key != NULL) {
        JU_TRY(ju_key_fingerprint(key, d->fingerprint, err));
    }
    return ju_keys_erase(&d->keys, d->id, err);
}

static ju_rc destroy(destruction *d, ju_err *err)
{
    JU_TRY(find_key(d, err));
    JU_TRY(check_approval(d, err));
    JU_TRY(open_certificate(d, err));
    JU_TRY(ju_keys_write(d->dir, &d->keys, err));
    return complete_certificate(d, err);
}

int ctl_key_destroy(ctl *c)
{
    static const char *const replies[] = {JU_TOPIC_AUDIT_REPLY};
    ju_err err = {0};
    destruction d = {.dir = c->settings.key_dir,
                     .id = c->operand[0],
                     .case_id = c->operand[1],
                     .day = c->operand[2],
                     .purpose = c->options.purpose};
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    if (d.dir == NULL) {
        return ctl_usage("JUKI_KEY_DIR is not set", "JUKI_KEY_DIR が設定されていません");
    }
    (void)snprintf(d.audience, sizeof d.audience, "%.*s", (int)strcspn(d.id, "/"), d.id);
    ju_rc rc = ctl_bus_open(c, replies, 1, &d.bus, &err);
    rc = rc == JU_OK ? destroy(&d, &err) : rc;
    ctl_bus_close(d.bus);
    ju_keys_wipe(&d.keys);
    if (rc != JU_OK) {
        return ctl_report(&err);
    }
    ctl_print(c, json_pack("{s:s, s:s, s:s}", "key", d.id, "state", "erased", "certificate", d.certificate));
    return CTL_DONE;
}
