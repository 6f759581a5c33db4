#include "deploy/verify/leaves.h"
#include "deploy/verify/segment.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct taking {
    segment_over_fn *over;
    void *opaque;
    int64_t taken;
    char path[PATH_BYTES];  /* of the file */
    char fresh[PATH_BYTES]; /* beside the segment, so that what was cut off leaves nothing in it */
    size_t size;
    unsigned char bytes[ENTRIES_BYTES + 1];
} taking;

static ju_rc output_failed(const char *path, ju_err *err)
{
    char why[128];
    return ju_reject(err, "output_failed", path, "%s", strerror_r(errno, why, sizeof why));
}

/* Whoever finds a record gone has to find this: it is there first. */
static ju_rc write_word(const char *path, const char *word, ju_err *err)
{
    char name[PATH_BYTES];
    (void)snprintf(name, sizeof name, "%s/%s", path, SEGMENT_TAKEN);
    FILE *file = fopen(name, "ae");
    if (file == NULL) {
        return output_failed(name, err);
    }
    bool written = fprintf(file, "%s\n", word) > 0 && fflush(file) == 0 && fsync(fileno(file)) == 0;
    written = fclose(file) == 0 && written;
    return written ? JU_OK : output_failed(name, err);
}

/* The entries without those that are over, in place; false: the file is none of entries. */
static bool take_entries(taking *t)
{
    size_t to = 0;
    for (size_t at = 0; at < t->size;) {
        size_t length = t->size - at < ENTRY_FRAME ? 0 : (size_t)t->bytes[at] << 8 | t->bytes[at + 1];
        if (t->size - at < ENTRY_FRAME || t->size - at - ENTRY_FRAME < length) {
            return false;
        }
        bool over = length > 0 && t->over(t->opaque, t->bytes + at + ENTRY_FRAME, length);
        size_t kept = over ? 0 : length;
        memmove(t->bytes + to + ENTRY_FRAME, t->bytes + at + ENTRY_FRAME, kept);
        t->bytes[to] = (unsigned char)(kept >> 8);
        t->bytes[to + 1] = (unsigned char)(kept & 0xffU);
        t->taken += over ? 1 : 0;
        to += ENTRY_FRAME + kept;
        at += ENTRY_FRAME + length;
    }
    t->size = to;
    return true;
}

static bool read_file(taking *t)
{
    FILE *file = fopen(t->path, "re");
    t->size = file == NULL ? 0 : fread(t->bytes, 1, sizeof t->bytes, file);
    bool whole = file != NULL && ferror(file) == 0;
    if (file != NULL) {
        (void)fclose(file);
    }
    return whole;
}

/* Under another name first, so that a file is the old or the new one. */
static bool replace_file(const taking *t)
{
    FILE *file = fopen(t->fresh, "we");
    bool written = file != NULL && fwrite(t->bytes, 1, t->size, file) == t->size && fflush(file) == 0 &&
                   fsync(fileno(file)) == 0;
    if (file != NULL) {
        written = fclose(file) == 0 && written;
    }
    return written && rename(t->fresh, t->path) == 0;
}

static ju_rc take_file(taking *t, const char *path, int64_t index, ju_err *err)
{
    char name[ARCHIVE_PATH_SIZE];
    int64_t before = t->taken;
    archive_entries_path(index, JU_TILE_WIDTH, name);
    (void)snprintf(t->path, sizeof t->path, "%s/%s", path, name);
    if (!read_file(t)) {
        return output_failed(t->path, err);
    }
    if (!take_entries(t)) {
        return ju_reject(err, "entries_malformed", t->path, "the file is cut off");
    }
    return t->taken == before || replace_file(t) ? JU_OK : output_failed(t->path, err);
}

ju_rc segment_take_out(const char *path, const ju_segment *s, const char *word, segment_over_fn *over,
                       void *opaque, int64_t *ret_taken, ju_err *err)
{
    taking *t = calloc(1, sizeof *t);
    if (t == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    (void)snprintf(t->fresh, sizeof t->fresh, "%s.new", path);
    t->over = over;
    t->opaque = opaque;
    ju_rc rc = write_word(path, word, err);
    for (int64_t index = (s->first - 1) / JU_TILE_WIDTH; rc == JU_OK && index * JU_TILE_WIDTH < s->last;
         index++) {
        rc = take_file(t, path, index, err);
    }
    *ret_taken = t->taken;
    free(t);
    return rc == JU_OK ? archive_sync(path, err) : rc;
}
