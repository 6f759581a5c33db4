#ifndef JU_MERKLE_TILE_H
#define JU_MERKLE_TILE_H

#include "common/merkle/hash.h"

#include <stdint.h>

/*
 * A tree in tiles, as C2SP tlog-tiles has it: a tile of level n has up to 256 hashes, each the root of a
 * complete subtree of 256 to the power of n leaves; the last tile of a level may have fewer.
 */
enum { JU_TILE_WIDTH = 256, JU_TILE_LEVELS = 7, JU_TILE_PATH_SIZE = 64 };
enum { JU_TILE_ENTRIES = -1 }; /* the level of a bundle of entries, as wide as the tile of level 0 */

/* How many hashes the tile has in a tree of this size; 0: there is none. */
int ju_tile_width(int level, int64_t index, int64_t size);

/* "tile/0/x001/x234/067" and, when it is not full, ".p/123" behind it; "tile/entries/..." */
void ju_tile_path(int level, int64_t index, int width, char ret[JU_TILE_PATH_SIZE]);
/* And back; false: this is no such path, or could be written otherwise. */
bool ju_tile_path_read(const char *path, int *ret_level, int64_t *ret_index, int *ret_width);

/* Where the hashes of a complete subtree (level: of 1 << level leaves) stand: in this tile from the one
 * numbered first on. */
typedef struct ju_tile_place {
    int level;
    int64_t index;
    int first;
    int width;
} ju_tile_place;
ju_tile_place ju_tile_of_subtree(int level, int64_t index);

/* The root of width hashes of a tile, a power of two. */
ju_hash ju_tile_root(ju_hasher *hasher, const ju_hash *first, int width);

#endif
