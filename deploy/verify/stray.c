#include "deploy/verify/stray.h"

#include "deploy/verify/archive.h"

#include <fts.h>
#include <stdio.h>
#include <string.h>

/* The index that the folders and the name of a tile tell: "x001/234" or "x001/234.p/5" is 1234; -1: none. */
static int64_t index_of(const char *text)
{
    int64_t index = 0;
    for (; strncmp(text, ".p/", 3) != 0 && *text != '\0'; text++) {
        if (*text >= '0' && *text <= '9' && index < INT64_MAX / 100) {
            index = index * 10 + (*text - '0');
        } else if (*text != 'x' && *text != '/') {
            return -1;
        }
    }
    return index;
}

/* Whether this is the very path of a file that there has to be. */
static bool belongs(const char *name, const stray_bounds *bounds)
{
    static const char entries[] = "tile/entries/";
    char expected[ARCHIVE_PATH_SIZE];
    bool of_entries = strncmp(name, entries, sizeof entries - 1) == 0;
    int level = of_entries ? 0 : name[0] == 't' && strlen(name) > 7 ? name[5] - '0' : -1;
    if (strcmp(name, bounds->described_by) == 0 || strcmp(name, bounds->also) == 0) {
        return true;
    }
    if (level < 0 || level >= bounds->levels) {
        return false;
    }
    int64_t index = index_of(of_entries ? name + sizeof entries - 1 : name + 7);
    int width = index < bounds->start / JU_TILE_WIDTH ? 0 : ju_tile_width(level, index, bounds->size);
    if (width == 0) {
        return false;
    }
    if (of_entries) {
        archive_entries_path(index, width, expected);
    } else {
        ju_tile_path(level, index, width, expected);
    }
    return strcmp(name, expected) == 0;
}

void stray_check(const char *path, const stray_bounds *bounds, report *to)
{
    char *const roots[] = {(char *)(uintptr_t)path, NULL};
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    size_t length = strlen(path);
    length += length > 0 && path[length - 1] == '/' ? 0 : 1;
    for (const FTSENT *at = NULL; tree != NULL && (at = fts_read(tree)) != NULL;) {
        bool folder = at->fts_info == FTS_D || at->fts_info == FTS_DP;
        if (!folder && !belongs(at->fts_path + length, bounds)) {
            report_add(to, (place){at->fts_path, 0, 0}, "file_stray", "this file does not belong here");
        }
    }
    if (tree != NULL) {
        (void)fts_close(tree);
    }
}
