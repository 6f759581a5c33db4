#include "deploy/verify/bundle.h"

#include "common/base/hex.h"
#include "common/merkle/base64.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ARENA_BYTES = 256 * 1024 };

struct bundle_writer {
    const char *path;
    FILE *file;
    EVP_MD_CTX *digest;
    ju_arena arena;
    int64_t entries;
    bool failed;
};

static ju_rc output_failed(const char *path, ju_err *err)
{
    char why[128];
    return ju_reject(err, errno == EEXIST ? "output_exists" : "output_failed", path, "%s",
                     strerror_r(errno, why, sizeof why));
}

ju_rc bundle_open(const char *path, bundle_writer **ret, ju_err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    if (file == NULL) {
        ju_rc rc = output_failed(path, err);
        if (fd >= 0) {
            (void)close(fd);
        }
        return rc;
    }
    bundle_writer *w = calloc(1, sizeof *w);
    if (w == NULL) {
        (void)fclose(file);
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    *w = (bundle_writer){.path = path, .file = file, .digest = EVP_MD_CTX_new()};
    ju_arena_init(&w->arena, ARENA_BYTES);
    w->failed = w->digest == NULL || EVP_DigestInit_ex(w->digest, EVP_sha256(), NULL) != 1;
    *ret = w;
    return JU_OK;
}

static void put(bundle_writer *w, const char *text)
{
    size_t length = text == NULL ? 0 : strlen(text);
    w->failed = w->failed || text == NULL || EVP_DigestUpdate(w->digest, text, length) != 1 ||
                fwrite(text, 1, length, w->file) != length;
}

static void put_hashes(bundle_writer *w, const ju_proof *proof)
{
    for (size_t i = 0; i < proof->count; i++) {
        put(w, ju_base64(&w->arena, proof->hash[i].byte, JU_HASH_BYTES));
        put(w, "\n");
    }
    ju_arena_reset(&w->arena);
}

static void put_note(bundle_writer *w, const char *name, const char *note)
{
    int lines = 0;
    for (const char *at = note; (at = strchr(at, '\n')) != NULL; at++) {
        lines++;
    }
    put(w, ju_arena_printf(&w->arena, "%s %d\n%s", name, lines, note));
}

void bundle_checkpoint(bundle_writer *w, const char *note)
{
    put(w, BUNDLE_HEADING "\n");
    put_note(w, "checkpoint", note);
}

void bundle_earlier(bundle_writer *w, const char *note, const ju_proof *growth)
{
    put_note(w, "earlier", note);
    put(w, ju_arena_printf(&w->arena, "growth %zu\n", growth->count));
    put_hashes(w, growth);
}

void bundle_entry(bundle_writer *w, int64_t entry, const void *record, size_t size, const ju_proof *path)
{
    w->entries++;
    put(w, ju_arena_printf(&w->arena, "entry %" PRId64 " %zu\n", entry, path->count));
    put(w, ju_base64(&w->arena, record, size));
    put(w, "\n");
    put_hashes(w, path);
}

static void put_end(bundle_writer *w)
{
    unsigned char digest[JU_HASH_BYTES];
    char hex[2 * JU_HASH_BYTES + 1];
    w->failed = w->failed || EVP_DigestFinal_ex(w->digest, digest, NULL) != 1;
    ju_hex(digest, sizeof digest, hex);
    w->failed = w->failed || fprintf(w->file, "end %" PRId64 " %s\n", w->entries, hex) < 0;
}

ju_rc bundle_close(bundle_writer *w, ju_err *err)
{
    put_end(w);
    bool written = fflush(w->file) == 0 && fsync(fileno(w->file)) == 0 && !w->failed;
    ju_rc rc = written ? JU_OK : output_failed(w->path, err);
    (void)fclose(w->file);
    EVP_MD_CTX_free(w->digest);
    ju_arena_done(&w->arena);
    free(w);
    return rc;
}
