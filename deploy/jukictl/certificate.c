#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "deploy/jukictl/bus.h"
#include "juki/resident/v1/certificate.pb-c.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef Juki__Resident__V1__CertificateReply certificate_reply;
typedef Juki__Resident__V1__CertificateItem certificate_item;

enum { ITEM_COUNT = 12, PROGRAM_SIZE = 4096, OPENED_BYTES = 64 * 1024 };
enum { MEMBERS_MAX = 101 }; /* one more than a certificate takes, so that none is left out unseen */
static const char *const ITEMS[ITEM_COUNT] = {
    "domicile",    "relationship", "individual-number", "resident-code", "nationality",   "stay-section",
    "stay-status", "stay-period",  "stay-until",        "card-number",   "alias-history", "remarks",
};

/* ---- asking -------------------------------------------------------------------------------------------- */

/* Reads --with; false for an unknown item, or for more than there are. */
static bool read_items(const char *with, certificate_item items[ITEM_COUNT], size_t *ret_count)
{
    while (with != NULL && *with != '\0') {
        size_t length = strcspn(with, ",");
        size_t i = 0;
        while (i < ITEM_COUNT && (strlen(ITEMS[i]) != length || strncmp(ITEMS[i], with, length) != 0)) {
            i++;
        }
        if (i == ITEM_COUNT || *ret_count == ITEM_COUNT) {
            return false;
        }
        items[(*ret_count)++] = (certificate_item)(i + 1);
        with += length + (with[length] == ',');
    }
    return true;
}

/* ---- drawing: the program juki-certificate beside this one -----------------------------------------------
 */

/* Numbers are opened here, in memory, and reach the drawing program through a pipe only. */
static ju_rc open_number(ju_keyring *ring, ju_arena *arena, const char *field, const char *request_id,
                         const Juki__Common__V1__Sealed *sealed, json_t *person, ju_err *err)
{
    char *clear = NULL;
    if (sealed == NULL) {
        return JU_OK;
    }
    JU_TRY(ju_unseal_text(ring, arena, field, request_id, sealed, &clear, err));
    int failed = json_object_set_new(person, field, json_string(clear));
    explicit_bzero(clear, strlen(clear));
    return failed == 0 ? JU_OK : ju_fail(err, JU_FATAL, "memory", "out of memory");
}

static ju_rc open_numbers(const certificate_reply *reply, ju_keyring *ring, json_t *json, ju_err *err)
{
    ju_arena arena;
    ju_rc rc = JU_OK;
    ju_arena_init(&arena, OPENED_BYTES);
    for (size_t i = 0; rc == JU_OK && i < reply->n_person; i++) {
        json_t *person = json_array_get(json_object_get(json, "person"), i);
        rc = open_number(ring, &arena, "individual_number", reply->request_id,
                         reply->person[i]->individual_number, person, err);
        if (rc == JU_OK) {
            rc = open_number(ring, &arena, "resident_code", reply->request_id,
                             reply->person[i]->resident_code, person, err);
        }
    }
    ju_arena_done(&arena);
    return rc;
}

static bool carries_numbers(const certificate_reply *reply)
{
    for (size_t i = 0; i < reply->n_person; i++) {
        if (reply->person[i]->individual_number != NULL || reply->person[i]->resident_code != NULL) {
            return true;
        }
    }
    return false;
}

static bool find_program(char program[PROGRAM_SIZE])
{
    static const char NAME[] = "juki-certificate";
    ssize_t length = readlink("/proc/self/exe", program, PROGRAM_SIZE - sizeof NAME);
    if (length <= 0) {
        return false;
    }
    program[length] = '\0';
    memcpy(strrchr(program, '/') + 1, NAME, sizeof NAME);
    return true;
}

static bool start(const ctl *c, int input, int other_end, pid_t *ret)
{
    char program[PROGRAM_SIZE];
    const char *layout = c->options.layout != NULL ? c->options.layout : c->settings.certificate_template;
    char *argv[] = {program, (char *)(uintptr_t)c->options.out, (char *)(uintptr_t)layout, NULL};
    posix_spawn_file_actions_t actions;
    if (!find_program(program) || posix_spawn_file_actions_init(&actions) != 0) {
        return false;
    }
    bool started = posix_spawn_file_actions_addclose(&actions, other_end) == 0 &&
                   posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO) == 0 &&
                   posix_spawn_file_actions_addclose(&actions, input) == 0 &&
                   posix_spawn(ret, program, &actions, NULL, argv, environ) == 0;
    (void)posix_spawn_file_actions_destroy(&actions);
    return started;
}

static ju_rc draw(const ctl *c, const json_t *json, ju_err *err)
{
    int ends[2];
    int status = -1;
    pid_t child = 0;
    if (pipe(ends) != 0) {
        return ju_fail(err, JU_FATAL, "draw", "no pipe: %s", strerror(errno));
    }
    bool started = start(c, ends[0], ends[1], &child);
    (void)close(ends[0]);
    bool written = started && json_dumpfd(json, ends[1], JSON_COMPACT) == 0;
    (void)close(ends[1]);
    if (!started) {
        return ju_fail(err, JU_FATAL, "draw", "juki-certificate cannot be started");
    }
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0 || !written) {
        return ju_fail(err, JU_FATAL, "draw", "the certificate was issued but could not be drawn");
    }
    return JU_OK;
}

static ju_rc finish(const ctl *c, const certificate_reply *reply, ju_err *err)
{
    ju_keyring *ring = NULL;
    ju_rc rc = JU_OK;
    json_t *json = ju_message_to_json(&reply->base);
    if (carries_numbers(reply)) {
        rc = c->settings.key_dir == NULL
                 ? ju_fail(err, JU_FATAL, "setting_missing", "JUKI_KEY_DIR is not set")
                 : ju_keyring_open(c->settings.key_dir, "resident", &ring, err);
    }
    rc = rc == JU_OK ? open_numbers(reply, ring, json, err) : rc;
    rc = rc == JU_OK ? draw(c, json, err) : rc;
    ju_keyring_free(ring);
    json_decref(json);
    return rc;
}

/* ---- commands ------------------------------------------------------------------------------------------ */

static ju_rc ask(const ctl *c, int kind, certificate_item *items, size_t count, ctl_bus *bus,
                 const certificate_reply **ret, ju_err *err)
{
    char *alert[CTL_ALERTS_MAX];
    char *member[MEMBERS_MAX];
    Juki__Resident__V1__IssueCertificate question = JUKI__RESIDENT__V1__ISSUE_CERTIFICATE__INIT;
    ProtobufCMessage *body = NULL;
    question.addressee_number = c->operand[0];
    question.kind = (Juki__Resident__V1__CertificateKind)kind;
    question.household = c->options.household;
    question.shown = items;
    question.n_shown = count;
    question.confirmed_alert = alert;
    question.n_confirmed_alert = ctl_alerts(c, alert);
    question.member = member;
    question.n_member = ctl_words(c->options.only, member, MEMBERS_MAX);
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_RESIDENT_COMMAND, &question.base,
                       &juki__resident__v1__certificate_reply__descriptor, &body, err));
    *ret = (const certificate_reply *)body;
    return JU_OK;
}

static int certificate(const ctl *c, int kind)
{
    const char *topics[] = {JU_TOPIC_RESIDENT_REPLY};
    certificate_item items[ITEM_COUNT];
    size_t count = 0;
    ju_err err = {0};
    ctl_bus *bus = NULL;
    const certificate_reply *reply = NULL;
    int code = CTL_DONE;
    if (c->options.purpose == NULL || c->options.out == NULL) {
        return ctl_usage("--purpose and --out are needed", "--purpose と --out が必要です");
    }
    if (!read_items(c->options.with, items, &count)) {
        return ctl_usage("--with names an unknown item", "--with の項目が正しくありません");
    }
    ju_rc rc = ctl_bus_open(c, topics, 1, &bus, &err);
    rc = rc == JU_OK ? ask(c, kind, items, count, bus, &reply, &err) : rc;
    if (rc == JU_OK && reply->refusal != NULL) {
        code = ctl_refused(reply->refusal);
    } else {
        rc = rc == JU_OK ? finish(c, reply, &err) : rc;
        if (rc != JU_OK) {
            code = ctl_report(&err);
        } else {
            ctl_print(c,
                      json_pack("{s:s, s:s}", "issue_number", reply->issue_number, "file", c->options.out));
        }
    }
    ctl_bus_close(bus);
    return code;
}

int ctl_certificate_resident(ctl *c)
{
    return certificate(c, JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_RESIDENT);
}

int ctl_certificate_items(ctl *c)
{
    return certificate(c, JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_ITEMS);
}

int ctl_certificate_removed(ctl *c)
{
    return certificate(c, JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_REMOVED);
}

int ctl_certificate_moved_out(ctl *c)
{
    return certificate(c, JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_MOVED_OUT);
}

int ctl_certificate_removed_items(ctl *c)
{
    return certificate(c, JUKI__RESIDENT__V1__CERTIFICATE_KIND__CERTIFICATE_KIND_REMOVED_ITEMS);
}
