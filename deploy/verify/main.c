/* juki-verify: the audit trail checked by anybody, without a database, a broker or the service. */
#include "common/event/json.h"
#include "deploy/verify/check.h"
#include "juki/audit/v1/audit.pb-c.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What services/audit/VERIFY.md promises. */
enum { GOOD = 0, WRONG = 1, USAGE = 2, UNREADABLE = 3 };

static const char usage_text[] =
    "usage: juki-verify --policy FILE [--kept CHECKPOINT]... [--show] PATH...\n"
    "Checks bundles (files) and archives (folders) of the audit trail, and says what is wrong where.\n"
    "  --policy FILE      whose signatures count (C2SP tlog-policy): log, witness, group, quorum\n"
    "  --kept CHECKPOINT  a checkpoint that was kept before: the log has to have grown out of it\n"
    "  --show             prints what was proved, one JSON object to a line\n"
    "Exit status: 0 all is right, 1 something is wrong, 2 usage or policy, 3 a file cannot be read.\n";

typedef struct call {
    const char *policy;
    const char *kept[KEPT_MAX];
    int kept_count;
    bool show;
} call;

/* An archive's author chooses the names of its files: none of them writes a line of its own. */
static void print_name(const char *name)
{
    for (; *name != '\0'; name++) {
        (void)putchar((unsigned char)*name < ' ' || *name == 0x7f ? '?' : *name);
    }
}

static void print_finding(void *opaque, const finding *found)
{
    (void)opaque;
    print_name(found->file);
    if (found->line > 0) {
        (void)printf(":%lld", (long long)found->line);
    }
    if (found->entry > 0) {
        (void)printf(": entry %lld", (long long)found->entry);
    }
    (void)printf(": %s [%s]\n", found->text, found->code);
}

static void print_proved(void *opaque, int64_t entry, const unsigned char *record, size_t size)
{
    Juki__Audit__V1__AuditRecord *act = juki__audit__v1__audit_record__unpack(NULL, size, record);
    (void)opaque;
    if (act == NULL) {
        (void)printf("{\"index\": %lld, \"unreadable\": true}\n", (long long)entry);
        return;
    }
    json_t *json = ju_message_to_json(&act->base);
    if (json_object_set_new(json, "index", json_integer(entry)) == 0) {
        (void)json_dumpf(json, stdout, JSON_COMPACT);
    }
    (void)printf("\n");
    json_decref(json);
    juki__audit__v1__audit_record__free_unpacked(act, NULL);
}

static bool read_options(int argc, char **argv, call *ret)
{
    static const struct option options[] = {{"policy", required_argument, NULL, 'p'},
                                            {"kept", required_argument, NULL, 'k'},
                                            {"show", no_argument, NULL, 's'},
                                            {0}};
    for (int found = 0; (found = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (found) {
        case 'p':
            ret->policy = optarg;
            break;
        case 'k':
            if (ret->kept_count == KEPT_MAX) {
                return false;
            }
            ret->kept[ret->kept_count++] = optarg;
            break;
        case 's':
            ret->show = true;
            break;
        default:
            return false;
        }
    }
    return ret->policy != NULL && optind < argc;
}

static ju_rc check(verifier *v, const char *path, ju_err *err)
{
    int64_t before = v->report->count;
    JU_TRY(check_path(v, path, err));
    int64_t wrong = v->report->count - before;
    if (wrong == 0) {
        (void)fprintf(stderr, "%s: %lld entries of %s are in the log of %lld entries\n", path,
                      (long long)v->entries, v->checkpoint.origin, (long long)v->checkpoint.size);
        if (v->taken > 0) {
            (void)fprintf(stderr, "%s: %lld of them without their records, which were over their time\n",
                          path, (long long)v->taken);
        }
    } else {
        (void)fprintf(stderr, "%s: %lld findings\n", path, (long long)wrong);
    }
    return JU_OK;
}

int main(int argc, char **argv)
{
    call asked = {0};
    policy *signers = NULL;
    ju_err err = {0};
    report findings = {.tell = print_finding};
    verifier v = {0};
    if (!read_options(argc, argv, &asked)) {
        (void)fputs(usage_text, stderr);
        return USAGE;
    }
    if (policy_read(asked.policy, &signers, &err) != JU_OK) {
        (void)fprintf(stderr, "juki-verify: %s\n", err.message);
        return USAGE;
    }
    ju_rc rc = verifier_init(&v, signers, &findings, &err);
    v.proved = asked.show ? print_proved : NULL;
    for (int i = 0; rc == JU_OK && i < asked.kept_count; i++) {
        rc = verifier_keep(&v, asked.kept[i], &err);
    }
    for (int i = optind; rc == JU_OK && i < argc; i++) {
        rc = check(&v, argv[i], &err);
    }
    if (rc != JU_OK) {
        (void)fprintf(stderr, "juki-verify: %s\n", err.message);
    }
    verifier_done(&v);
    policy_free(signers);
    return rc != JU_OK ? UNREADABLE : findings.count > 0 ? WRONG : GOOD;
}
