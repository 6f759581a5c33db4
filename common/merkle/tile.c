#include "common/merkle/tile.h"

#include <stdio.h>
#include <string.h>

enum { TILE_BITS = 8, GROUPS_MAX = 7 };

int ju_tile_width(int level, int64_t index, int64_t size)
{
    int64_t hashes = size >> (TILE_BITS * level);
    int64_t left = hashes - index * JU_TILE_WIDTH;
    return left <= 0 ? 0 : left >= JU_TILE_WIDTH ? JU_TILE_WIDTH : (int)left;
}

/* Three digits a folder, all but the last with an x before them. */
void ju_tile_path(int level, int64_t index, int width, char ret[JU_TILE_PATH_SIZE])
{
    int group[GROUPS_MAX];
    int count = 0;
    do {
        group[count++] = (int)(index % 1000);
        index /= 1000;
    } while (index > 0);
    size_t at = (size_t)snprintf(ret, JU_TILE_PATH_SIZE, "tile/%d", level);
    while (count > 0) {
        count--;
        at +=
            (size_t)snprintf(ret + at, JU_TILE_PATH_SIZE - at, "/%s%03d", count > 0 ? "x" : "", group[count]);
    }
    if (width < JU_TILE_WIDTH) {
        (void)snprintf(ret + at, JU_TILE_PATH_SIZE - at, ".p/%d", width);
    }
}

ju_hash ju_tile_root(ju_hasher *hasher, const ju_hash *first, int width)
{
    ju_hash row[JU_TILE_WIDTH];
    memcpy(row, first, (size_t)width * sizeof *row);
    for (; width > 1; width /= 2) {
        for (int i = 0; i < width / 2; i++) {
            row[i] = ju_hash_node(hasher, &row[2 * i], &row[2 * i + 1]);
        }
    }
    return row[0];
}
