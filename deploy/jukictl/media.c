/* Exports to 電子記録媒体: the permission, and the file that identity records before it lets a byte of it go.
 */
#include "common/base/hex.h"
#include "common/base/parse.h"
#include "common/base/uuid7.h"
#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/identity/v1/media.pb-c.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { DIGEST_BYTES = 32 };

int ctl_media_permit(ctl *c)
{
    int64_t persons = 0;
    Juki__Identity__V1__RequestMediaPermit wish = JUKI__IDENTITY__V1__REQUEST_MEDIA_PERMIT__INIT;
    if (!ju_parse_int64(c->operand[2], 1, INT32_MAX, &persons)) {
        return ctl_usage("PERSONS is a number from 1", "PERSONS は1以上の数です");
    }
    wish.kind = c->operand[0];
    wish.receiver = c->operand[1];
    wish.max_persons = (int32_t)persons;
    return ctl_ask_identity(c, &wish.base, &juki__identity__v1__media_permit_reply__descriptor);
}

static int decide(const ctl *c, bool granted)
{
    Juki__Identity__V1__DecideMediaPermit wish = JUKI__IDENTITY__V1__DECIDE_MEDIA_PERMIT__INIT;
    wish.permit_id = c->operand[0];
    wish.granted = granted;
    wish.digest = granted ? c->operand[1] : wish.digest;
    return ctl_ask_identity(c, &wish.base, &juki__identity__v1__media_permit_reply__descriptor);
}

int ctl_media_approve(ctl *c)
{
    return decide(c, true);
}

int ctl_media_refuse(ctl *c)
{
    return decide(c, false);
}

int ctl_media_list(ctl *c)
{
    Juki__Identity__V1__QueryMediaPermits query = JUKI__IDENTITY__V1__QUERY_MEDIA_PERMITS__INIT;
    return ctl_ask_identity(c, &query.base, &juki__identity__v1__media_permits_reply__descriptor);
}

/* ---- the file ---------------------------------------------------------------------------------------- */

typedef struct output {
    const char *path;
    int fd;
    EVP_MD_CTX *digest;
    int64_t size;
} output;

static ju_rc write_failed(const output *file, ju_err *err)
{
    char why[128];
    return ju_reject(err, "output_failed", file->path, "%s", strerror_r(errno, why, sizeof why));
}

/* Looked at before the permission is used up by the export. */
static ju_rc check_path(const char *path, ju_err *err)
{
    char folder[512];
    (void)snprintf(folder, sizeof folder, "%s", path);
    char *end = strrchr(folder, '/');
    if (end != NULL) {
        *end = '\0';
    }
    if (access(path, F_OK) == 0) {
        return ju_reject(err, "output_exists", path, "%s",
                         ctl_tr("there is such a file already", "同名のファイルが既にあります"));
    }
    if (access(end == NULL ? "." : end == folder ? "/" : folder, W_OK) != 0) {
        return write_failed(&(output){.path = path}, err);
    }
    return JU_OK;
}

static ju_rc open_output(const char *path, output *ret, ju_err *err)
{
    *ret = (output){.path = path, .digest = EVP_MD_CTX_new()};
    (void)signal(SIGXFSZ, SIG_IGN); /* a limit is told by write */
    ret->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (ret->fd < 0) {
        return write_failed(ret, err);
    }
    return ret->digest != NULL && EVP_DigestInit_ex(ret->digest, EVP_sha256(), NULL) == 1
               ? JU_OK
               : ju_fail(err, JU_FATAL, "digest", "SHA-256 failed");
}

static ju_rc write_part(output *file, const ProtobufCBinaryData *part, ju_err *err)
{
    for (size_t at = 0; at < part->len;) {
        ssize_t written = write(file->fd, part->data + at, part->len - at);
        if (written < 0) {
            return write_failed(file, err);
        }
        at += (size_t)written;
    }
    file->size += (int64_t)part->len;
    return EVP_DigestUpdate(file->digest, part->data, part->len) == 1
               ? JU_OK
               : ju_fail(err, JU_FATAL, "digest", "SHA-256 failed");
}

/* Whether it is on the disk and what the record says. */
static ju_rc finish_output(output *file, const char *digest, ju_err *err)
{
    unsigned char made[DIGEST_BYTES];
    char hex[2 * DIGEST_BYTES + 1] = "";
    if (fsync(file->fd) != 0) {
        return write_failed(file, err);
    }
    if (EVP_DigestFinal_ex(file->digest, made, NULL) == 1) {
        ju_hex(made, DIGEST_BYTES, hex);
    }
    return strcmp(hex, digest) == 0
               ? JU_OK
               : ju_reject(err, "digest_mismatch", file->path, "the file is not the one of the record");
}

/* A file that is not whole does not stay. */
static ju_rc close_output(output *file, ju_rc rc, ju_err *err)
{
    EVP_MD_CTX_free(file->digest);
    if (file->fd >= 0 && close(file->fd) != 0 && rc == JU_OK) {
        rc = write_failed(file, err);
    }
    if (file->fd >= 0 && rc != JU_OK) {
        (void)unlink(file->path);
    }
    return rc;
}

/* The parts come behind the record, in their order. */
static ju_rc take_parts(const ctl *c, ctl_bus *bus, const char *request_id, int32_t parts, output *file,
                        ju_err *err)
{
    int64_t deadline_ms = ctl_deadline_ms(c);
    for (int32_t number = 1; number <= parts;) {
        ctl_reply found = {.key = "", .body = NULL};
        JU_TRY(ctl_bus_next(bus, deadline_ms, &found, err));
        const Juki__Identity__V1__MediaPart *part = (const void *)found.body;
        if (strcmp(found.key, request_id) == 0 &&
            found.body->descriptor == &juki__identity__v1__media_part__descriptor && part->number == number) {
            JU_TRY(write_part(file, &part->content, err));
            number++;
        }
    }
    return JU_OK;
}

static ju_rc take_file(const ctl *c, ctl_bus *bus, const char *request_id,
                       const Juki__Identity__V1__MediaExportReply *made, const char *path, ju_err *err)
{
    char digest[2 * DIGEST_BYTES + 1];
    output file;
    int32_t parts = made->parts;
    (void)snprintf(digest, sizeof digest, "%s", made->digest);
    ju_rc rc = open_output(path, &file, err);
    rc = rc == JU_OK ? take_parts(c, bus, request_id, parts, &file, err) : rc;
    rc = rc == JU_OK ? finish_output(&file, digest, err) : rc;
    return close_output(&file, rc, err);
}

static int export_with(const ctl *c, ctl_bus *bus, const Juki__Identity__V1__ExportMedia *wish)
{
    ju_err err = {0};
    ProtobufCMessage *reply = NULL;
    if (ctl_bus_ask(bus, JU_TOPIC_IDENTITY_COMMAND, &wish->base,
                    &juki__identity__v1__media_export_reply__descriptor, &reply, &err) != JU_OK) {
        return ctl_report(&err);
    }
    const Juki__Identity__V1__MediaExportReply *made = (const void *)reply;
    if (made->refusal != NULL) {
        return ctl_refused(made->refusal);
    }
    json_t *answer = ju_message_to_json(reply);
    ju_rc rc = take_file(c, bus, wish->request_id, made, c->operand[3], &err);
    if (rc != JU_OK) {
        json_decref(answer);
        return ctl_report(&err);
    }
    ctl_print(c, answer);
    return CTL_DONE;
}

int ctl_media_export(ctl *c)
{
    static const char *const topics[] = {JU_TOPIC_IDENTITY_REPLY};
    char request_id[JU_UUID_SIZE];
    ju_err err = {0};
    ctl_bus *bus = NULL;
    Juki__Identity__V1__ExportMedia wish = JUKI__IDENTITY__V1__EXPORT_MEDIA__INIT;
    if (check_path(c->operand[3], &err) != JU_OK || ju_uuid7(request_id, &err) != JU_OK ||
        ctl_bus_open(c, topics, 1, &bus, &err) != JU_OK) {
        return ctl_report(&err);
    }
    wish.request_id = request_id; /* the parts of the file come under it */
    wish.permit_id = c->operand[0];
    wish.kind = c->operand[1];
    wish.receiver = c->operand[2];
    int code = export_with(c, bus, &wish);
    ctl_bus_close(bus);
    return code;
}
