/* Reports about the trail: made, shown again, listed. */
#include "common/base/hex.h"
#include "common/event/check.h"
#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/audit.h"
#include "deploy/jukictl/cell.h"
#include "deploy/jukictl/report_page.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

enum { REPORT_BYTES = 1024 * 1024, DIGEST_BYTES = 32, WHO_WIDTH = 16, OFFICE_WIDTH = 12, MOMENT_WIDTH = 19 };

typedef Juki__Audit__V1__Report report;
typedef Juki__Audit__V1__ReportReply report_reply;

/* ---- one report ---------------------------------------------------------------------------------------- */

static void print_finding(const Juki__Audit__V1__ReportFinding *one)
{
    ctl_print_cell(one->who, WHO_WIDTH);
    ctl_print_cell(one->office, OFFICE_WIDTH);
    ctl_print_cell(one->from, MOMENT_WIDTH);
    ctl_print_cell(one->to, MOMENT_WIDTH);
    (void)printf("%8lld  #%lld  %s\n", (long long)one->count, (long long)one->index, one->detail);
}

static void print_text(const report *r, const report_reply *reply)
{
    (void)printf("%s (%s)  %s - %s\n%s\n\n", r->title, r->name, r->begins, r->ends, r->meaning);
    for (size_t i = 0; i < r->n_limit; i++) {
        (void)printf("%s: %s\n", r->limit[i]->name, r->limit[i]->value);
    }
    (void)printf("%s: %lld, %s: %lld, %s: %s\n", ctl_tr("acts of these days", "期間の記録の件数"),
                 (long long)r->acts, ctl_tr("last entry of the log", "記録の最終番号"),
                 (long long)r->last_index, ctl_tr("made", "作成"), r->made);
    (void)printf("%s: %s, SHA-256: %s\n", ctl_tr("report", "報告書"), reply->report_id, reply->digest);
    (void)printf("%s: %lld\n", ctl_tr("findings", "該当"), (long long)r->found);
    for (size_t i = 0; i < r->n_finding; i++) {
        print_finding(r->finding[i]);
    }
    if (r->found > (int64_t)r->n_finding) {
        (void)printf("+ %lld\n", (long long)(r->found - (int64_t)r->n_finding));
    }
    if (r->n_usual > 0) {
        (void)printf("%s:\n", ctl_tr("as usual", "想定内"));
    }
    for (size_t i = 0; i < r->n_usual; i++) {
        print_finding(r->usual[i]);
    }
}

static void print_json(const ctl *c, const report *r, const report_reply *reply)
{
    json_t *json = ju_message_to_json(&r->base);
    (void)json_object_set_new(json, "found", json_integer(r->found)); /* also when it is none */
    ctl_print(c, json_pack("{s:s, s:s, s:o}", "report_id", reply->report_id, "digest", reply->digest,
                           "report", json));
}

/* Whether the bytes are those of the digest, which the trail has, too. */
static ju_rc check_digest(const report_reply *reply, ju_err *err)
{
    unsigned char digest[DIGEST_BYTES];
    char hex[2 * DIGEST_BYTES + 1];
    if (EVP_Digest(reply->report.data, reply->report.len, digest, NULL, EVP_sha256(), NULL) != 1) {
        return ju_fail(err, JU_FATAL, "digest", "SHA-256 failed");
    }
    ju_hex(digest, sizeof digest, hex);
    return strcmp(hex, reply->digest) == 0
               ? JU_OK
               : ju_reject(err, "digest_differs", "", "the report is not the one that was made");
}

static ju_rc print_report(const ctl *c, const report_reply *reply, ju_arena *arena, ju_err *err)
{
    ProtobufCMessage *body = NULL;
    JU_TRY(ctl_audit_refused_error(reply->refusal, err));
    JU_TRY(check_digest(reply, err));
    JU_TRY(ju_unpack(&juki__audit__v1__report__descriptor, reply->report.data, reply->report.len, false,
                     arena, &body, err));
    const report *r = (const report *)body;
    if (c->options.html) {
        ctl_print_report_page(r, reply->report_id, reply->digest);
    } else if (c->options.json) {
        print_json(c, r, reply);
    } else {
        print_text(r, reply);
    }
    return JU_OK;
}

static int ask_report(const ctl *c, const ProtobufCMessage *wish)
{
    const char *topics[] = {JU_TOPIC_AUDIT_REPLY};
    ProtobufCMessage *body = NULL;
    ju_err err = {0};
    ctl_bus *bus = NULL;
    ju_arena arena;
    ju_arena_init(&arena, REPORT_BYTES);
    ju_rc rc = ctl_bus_open(c, topics, 1, &bus, &err);
    rc = rc == JU_OK ? ctl_bus_ask(bus, JU_TOPIC_AUDIT_COMMAND, wish,
                                   &juki__audit__v1__report_reply__descriptor, &body, &err)
                     : rc;
    rc = rc == JU_OK ? print_report(c, (const report_reply *)body, &arena, &err) : rc;
    ctl_bus_close(bus);
    ju_arena_done(&arena);
    return rc == JU_OK ? CTL_DONE : ctl_report(&err);
}

int ctl_audit_report(ctl *c)
{
    Juki__Audit__V1__MakeReport wish = JUKI__AUDIT__V1__MAKE_REPORT__INIT;
    const char *period = c->options.day == NULL ? c->options.month : c->options.day;
    if (c->options.day != NULL && c->options.month != NULL) {
        return ctl_usage("--day or --month, not both", "--day と --month は同時に指定できません");
    }
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    wish.name = c->operand[0];
    wish.period = period == NULL ? wish.period : (char *)(uintptr_t)period;
    return ask_report(c, &wish.base);
}

int ctl_audit_report_show(ctl *c)
{
    Juki__Audit__V1__ShowReport wish = JUKI__AUDIT__V1__SHOW_REPORT__INIT;
    wish.report_id = c->operand[0];
    return ctl_has_purpose(c) ? ask_report(c, &wish.base) : CTL_USAGE;
}

/* ---- the list ------------------------------------------------------------------------------------------ */

int ctl_audit_reports(ctl *c)
{
    Juki__Audit__V1__QueryReports wish = JUKI__AUDIT__V1__QUERY_REPORTS__INIT;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    wish.name = c->operand_count > 0 ? c->operand[0] : wish.name;
    wish.from = c->options.start == NULL ? wish.from : (char *)(uintptr_t)c->options.start;
    wish.to = c->options.end == NULL ? wish.to : (char *)(uintptr_t)c->options.end;
    return ctl_bus_ask_shown(c, JU_TOPIC_AUDIT_COMMAND, JU_TOPIC_AUDIT_REPLY, &wish.base,
                             &juki__audit__v1__reports_reply__descriptor);
}
