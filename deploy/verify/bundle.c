#include "deploy/verify/bundle.h"

#include "common/base/hex.h"
#include "common/base/parse.h"
#include "common/merkle/base64.h"

#include <errno.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum { NOTE_LINES_MAX = 100, RECORD_BYTES_MAX = 65535, LINE_BYTES_MAX = RECORD_BYTES_MAX / 3 * 4 + 4 };

typedef struct reader {
    verifier *v;
    const char *path;
    FILE *file;
    char line[LINE_BYTES_MAX + 1]; /* without its line feed */
    size_t length;
    int64_t number;
    EVP_MD_CTX *digest; /* of the lines before this one */
    bool broken;        /* it cannot be read on: reported */
    bool proved;        /* the checkpoint is good */
    int64_t last_entry;
    unsigned char record[RECORD_BYTES_MAX];
} reader;

static place here(const reader *r, int64_t entry)
{
    return (place){r->path, r->number, entry};
}

static void broken(reader *r, const char *why)
{
    if (!r->broken) {
        report_add(r->v->report, here(r, 0), "bundle_malformed", "%s", why);
    }
    r->broken = true;
}

/* ---- lines -------------------------------------------------------------------------------------------- */

/* False: it is longer than any, or cut off. */
static bool read_line(reader *r)
{
    int octet = EOF;
    r->length = 0;
    while (r->length < LINE_BYTES_MAX && (octet = getc_unlocked(r->file)) != EOF && octet != '\n') {
        r->line[r->length++] = (char)octet;
    }
    r->line[r->length] = '\0';
    return octet == '\n';
}

/* What was read before this line counts for the digest; the line itself once the next is read. */
static bool next_line(reader *r)
{
    static const char line_feed = '\n';
    if (r->number > 0 && (EVP_DigestUpdate(r->digest, r->line, r->length) != 1 ||
                          EVP_DigestUpdate(r->digest, &line_feed, 1) != 1)) {
        broken(r, "OpenSSL cannot compute SHA-256");
    }
    bool whole = !r->broken && read_line(r);
    r->number++;
    if (!whole) {
        broken(r, "it is cut off: a line or its end is missing");
        return false;
    }
    if (strlen(r->line) != r->length) {
        broken(r, "a NUL stands in the line");
    }
    return !r->broken;
}

/* "name NUMBER" or "name NUMBER NUMBER", in no other form. */
static bool read_numbers(const reader *r, const char *name, int64_t *first, int64_t *second, int64_t most)
{
    char text[64];
    size_t length = strlen(name);
    char *rest = text;
    if (strncmp(r->line, name, length) != 0 || r->line[length] != ' ' || r->length - length > sizeof text) {
        return false;
    }
    (void)snprintf(text, sizeof text, "%s", r->line + length + 1);
    const char *one = strsep(&rest, " ");
    if (second == NULL) {
        return rest == NULL && ju_parse_int64(one, 0, most, first);
    }
    return rest != NULL && ju_parse_int64(one, 1, INT64_MAX, first) && ju_parse_int64(rest, 0, most, second);
}

static bool read_hashes(reader *r, int64_t count, ju_proof *ret)
{
    ret->count = (size_t)count;
    for (size_t i = 0; i < ret->count; i++) {
        if (!next_line(r)) {
            return false;
        }
        if (ju_base64_read(r->line, r->length, ret->hash[i].byte, JU_HASH_BYTES) != JU_HASH_BYTES) {
            broken(r, "this is no hash");
            return false;
        }
    }
    return true;
}

/* The note that stands below the line; false: it cannot be read. */
static bool read_note(reader *r, const char *name, const char **ret)
{
    int64_t lines = 0;
    *ret = "";
    if (!read_numbers(r, name, &lines, NULL, NOTE_LINES_MAX)) {
        broken(r, "a checkpoint and the number of its lines belong here");
        return false;
    }
    for (int64_t i = 0; i < lines && *ret != NULL; i++) {
        if (!next_line(r)) {
            return false;
        }
        *ret = ju_arena_printf(&r->v->arena, "%s%s\n", *ret, r->line);
    }
    if (*ret == NULL) {
        broken(r, "this note is too long");
    }
    return !r->broken;
}

/* ---- its parts ---------------------------------------------------------------------------------------- */

static void check_checkpoint(reader *r)
{
    const char *note = NULL;
    place where = {r->path, r->number + 1, 0};
    if (!read_note(r, "checkpoint", &note)) {
        return;
    }
    r->proved = policy_check(r->v->policy, note, &r->v->arena, r->v->report, where, &r->v->checkpoint);
    if (r->proved) {
        check_kept(r->v, where, r->v->checkpoint.size, &r->v->checkpoint.root);
    }
}

static void check_earlier(reader *r)
{
    const char *note = NULL;
    ju_checkpoint earlier = {0};
    ju_proof growth;
    int64_t hashes = 0;
    verifier *v = r->v;
    place where = {r->path, r->number + 1, 0};
    if (!read_note(r, "earlier", &note) || !next_line(r)) {
        return;
    }
    bool good = policy_check(v->policy, note, &v->arena, v->report, where, &earlier);
    if (!read_numbers(r, "growth", &hashes, NULL, JU_PROOF_MAX)) {
        broken(r, "the proof of growth belongs here");
        return;
    }
    if (!read_hashes(r, hashes, &growth) || !good || !r->proved) {
        return;
    }
    if (strcmp(earlier.origin, v->checkpoint.origin) != 0 ||
        !ju_check_consistency(v->hasher, earlier.size, v->checkpoint.size, &earlier.root, &v->checkpoint.root,
                              &growth)) {
        report_add(v->report, where, "growth_wrong", "the log of %lld entries did not grow out of this one",
                   (long long)v->checkpoint.size);
        return;
    }
    check_kept(v, where, earlier.size, &earlier.root);
}

static void check_entry(reader *r)
{
    int64_t entry = 0;
    int64_t hashes = 0;
    ju_proof path;
    verifier *v = r->v;
    if (!read_numbers(r, "entry", &entry, &hashes, JU_PROOF_MAX)) {
        broken(r, "an entry or the end belongs here");
        return;
    }
    place where = here(r, entry);
    if (!next_line(r)) {
        return;
    }
    size_t size = ju_base64_read(r->line, r->length, r->record, sizeof r->record);
    if (size == 0) {
        broken(r, "this is no record");
        return;
    }
    if (!read_hashes(r, hashes, &path)) {
        return;
    }
    if (entry <= r->last_entry) {
        report_add(v->report, where, "order_wrong", "it does not stand behind the entries before it");
    }
    r->last_entry = entry;
    v->entries++;
    ju_hash leaf = ju_hash_leaf(v->hasher, r->record, size);
    if (!r->proved) {
        return;
    }
    if (!ju_check_inclusion(v->hasher, entry - 1, v->checkpoint.size, &leaf, &v->checkpoint.root, &path)) {
        report_add(v->report, where, "entry_wrong",
                   "this record is not that entry of the log, or its proof is wrong");
    } else if (v->proved != NULL) {
        v->proved(v->opaque, entry, r->record, size);
    }
}

static void check_end(reader *r)
{
    unsigned char digest[JU_HASH_BYTES];
    char hex[2 * JU_HASH_BYTES + 1];
    char expected[128];
    if (EVP_DigestFinal_ex(r->digest, digest, NULL) != 1) {
        broken(r, "OpenSSL cannot compute SHA-256");
        return;
    }
    ju_hex(digest, sizeof digest, hex);
    (void)snprintf(expected, sizeof expected, "end %" PRId64 " %s", r->v->entries, hex);
    if (strcmp(r->line, expected) != 0) {
        report_add(r->v->report, here(r, 0), "bundle_changed",
                   "the lines above are not those that were written, or some are missing");
    }
    if (fgetc(r->file) != EOF) {
        broken(r, "something stands behind the end");
    }
}

static bool starts(const reader *r, const char *name)
{
    return strncmp(r->line, name, strlen(name)) == 0;
}

static void check_lines(reader *r)
{
    if (!next_line(r)) {
        return;
    }
    if (strcmp(r->line, BUNDLE_HEADING) != 0) {
        broken(r, "this is no " BUNDLE_HEADING);
    }
    if (!r->broken && next_line(r)) {
        check_checkpoint(r);
    }
    if (!r->broken && next_line(r) && starts(r, "earlier ")) {
        check_earlier(r);
        (void)(r->broken || next_line(r));
    }
    while (!r->broken && !starts(r, "end ")) {
        check_entry(r);
        (void)(r->broken || next_line(r));
    }
    if (!r->broken) {
        check_end(r);
    }
}

ju_rc bundle_check(verifier *v, const char *path, ju_err *err)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return ju_fail(err, JU_FATAL, "file", "cannot open %s: %s", path, strerror(errno));
    }
    reader *r = calloc(1, sizeof *r);
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    bool ready = r != NULL && digest != NULL && EVP_DigestInit_ex(digest, EVP_sha256(), NULL) == 1;
    ju_rc rc = ready ? JU_OK : ju_fail(err, JU_FATAL, "memory", "out of memory");
    if (ready) {
        r->v = v;
        r->path = path;
        r->file = file;
        r->digest = digest;
        check_lines(r);
        check_kept_end(v, path, r->proved && !r->broken);
        rc = ferror(file) != 0 ? ju_fail(err, JU_FATAL, "file", "cannot read %s", path) : JU_OK;
    }
    free(r);
    EVP_MD_CTX_free(digest);
    (void)fclose(file);
    return rc;
}
