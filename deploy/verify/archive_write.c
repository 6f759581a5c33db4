#include "deploy/verify/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ENTRY_FRAME = 2, BUNDLE_BYTES = JU_TILE_WIDTH * (ARCHIVE_ENTRY_MAX + ENTRY_FRAME) };

typedef struct open_tile {
    int width;
    ju_hash hash[JU_TILE_WIDTH];
} open_tile;

struct archive_writer {
    const char *path;
    ju_hasher *hasher;
    const char *described_by; /* the file that says what the others are */
    int levels;               /* of tiles that are written */
    int64_t size;
    open_tile level[JU_TILE_LEVELS];
    size_t used; /* of bytes */
    unsigned char bytes[BUNDLE_BYTES];
};

void archive_entries_path(int64_t index, int width, char ret[ARCHIVE_PATH_SIZE])
{
    static const char level[] = "tile/0";
    char tile[JU_TILE_PATH_SIZE];
    ju_tile_path(0, index, width, tile);
    (void)snprintf(ret, ARCHIVE_PATH_SIZE, "tile/entries%s", tile + sizeof level - 1);
}

static ju_rc output_failed(const char *path, ju_err *err)
{
    char why[128];
    return ju_reject(err, errno == EEXIST ? "output_exists" : "output_failed", path, "%s",
                     strerror_r(errno, why, sizeof why));
}

ju_rc archive_open(const char *path, ju_hasher *hasher, archive_writer **ret, ju_err *err)
{
    if (mkdir(path, 0700) != 0) {
        return output_failed(path, err);
    }
    *ret = calloc(1, sizeof **ret);
    if (*ret == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    **ret = (archive_writer){
        .path = path, .hasher = hasher, .described_by = "checkpoint", .levels = JU_TILE_LEVELS};
    return JU_OK;
}

ju_rc archive_open_segment(const char *path, ju_hasher *hasher, int64_t start, archive_writer **ret,
                           ju_err *err)
{
    JU_TRY(archive_open(path, hasher, ret, err));
    (*ret)->described_by = "segment";
    (*ret)->levels = 1;
    (*ret)->size = start;
    return JU_OK;
}

void archive_close(archive_writer *w)
{
    free(w);
}

/* The folders above a file. */
static bool make_folders(char *path, size_t from)
{
    for (char *at = path + from; (at = strchr(at, '/')) != NULL; at++) {
        *at = '\0';
        bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
        *at = '/';
        if (!made) {
            return false;
        }
    }
    return true;
}

static ju_rc write_file(const archive_writer *w, const char *name, const void *bytes, size_t size,
                        ju_err *err)
{
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/%s", w->path, name);
    if (length < 0 || (size_t)length >= sizeof path) {
        errno = ENAMETOOLONG;
        return output_failed(w->path, err);
    }
    FILE *file = make_folders(path, strlen(w->path) + 1) ? fopen(path, "wxe") : NULL;
    if (file == NULL) {
        return output_failed(w->path, err);
    }
    bool written = fwrite(bytes, 1, size, file) == size;
    written = fclose(file) == 0 && written;
    return written ? JU_OK : output_failed(w->path, err);
}

static ju_rc write_tile(const archive_writer *w, int level, ju_err *err)
{
    char name[JU_TILE_PATH_SIZE];
    const open_tile *tile = &w->level[level];
    ju_tile_path(level, (w->size - 1) >> (8 * (level + 1)), tile->width, name);
    return write_file(w, name, tile->hash, (size_t)tile->width * sizeof tile->hash[0], err);
}

static ju_rc write_entries(archive_writer *w, ju_err *err)
{
    char name[ARCHIVE_PATH_SIZE];
    archive_entries_path((w->size - 1) / JU_TILE_WIDTH, w->level[0].width, name);
    JU_TRY(write_file(w, name, w->bytes, w->used, err));
    w->used = 0;
    return JU_OK;
}

/* A full tile is written, and its root goes to the level above. */
static ju_rc add_hash(archive_writer *w, ju_hash hash, ju_err *err)
{
    for (int level = 0; level < w->levels; level++) {
        open_tile *tile = &w->level[level];
        tile->hash[tile->width++] = hash;
        if (tile->width < JU_TILE_WIDTH) {
            break;
        }
        JU_TRY(write_tile(w, level, err));
        if (level == 0) {
            JU_TRY(write_entries(w, err));
        }
        hash = ju_tile_root(w->hasher, tile->hash, JU_TILE_WIDTH);
        tile->width = 0;
    }
    return JU_OK;
}

ju_rc archive_entry(archive_writer *w, const void *record, size_t size, const ju_hash *leaf, ju_err *err)
{
    if (size == 0 || size > ARCHIVE_ENTRY_MAX) {
        return ju_reject(err, "record_invalid", "record", "an entry of %zu bytes", size);
    }
    w->bytes[w->used++] = (unsigned char)(size >> 8);
    w->bytes[w->used++] = (unsigned char)(size & 0xffU);
    memcpy(w->bytes + w->used, record, size);
    w->used += size;
    w->size++;
    return add_hash(w, *leaf, err);
}

/* With all else of its file system. */
ju_rc archive_sync(const char *path, ju_err *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = fd >= 0 && syncfs(fd) == 0;
    ju_rc rc = done ? JU_OK : output_failed(path, err);
    if (fd >= 0) {
        (void)close(fd);
    }
    return rc;
}

ju_rc archive_end(archive_writer *w, const char *text, ju_err *err)
{
    bool all = w->levels == JU_TILE_LEVELS; /* a segment has whole tiles alone */
    if (all && w->level[0].width > 0) {
        JU_TRY(write_entries(w, err));
    }
    for (int level = 0; level < JU_TILE_LEVELS; level++) {
        if (all && w->level[level].width > 0) {
            JU_TRY(write_tile(w, level, err));
        }
    }
    JU_TRY(ju_hasher_check(w->hasher, err));
    JU_TRY(write_file(w, w->described_by, text, strlen(text), err));
    return archive_sync(w->path, err);
}

void archive_remove(const char *path)
{
    char *const roots[] = {(char *)(uintptr_t)path, NULL};
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    for (const FTSENT *at = NULL; tree != NULL && (at = fts_read(tree)) != NULL;) {
        if (at->fts_info != FTS_D && at->fts_info != FTS_NS) {
            (void)remove(at->fts_accpath);
        }
    }
    if (tree != NULL) {
        (void)fts_close(tree);
    }
}

ju_rc archive_place(const char *from, const char *to, ju_err *err)
{
    return rename(from, to) == 0 ? archive_sync(to, err) : output_failed(to, err);
}
