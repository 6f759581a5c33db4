#ifndef VERIFY_LEAVES_H
#define VERIFY_LEAVES_H

#include "common/merkle/tree.h"
#include "deploy/verify/archive.h"

/*
 * Whole tiles of entries with their hashes, as archives and their segments hold them: read from their files,
 * hashed, compared with each other and with the root that is signed.
 */
enum {
    ENTRY_FRAME = 2,
    ENTRIES_BYTES = JU_TILE_WIDTH * (ARCHIVE_ENTRY_MAX + ENTRY_FRAME),
    DIFFERENCES_MAX = FINDINGS_TOLD,
    PATH_BYTES = 4096,
};

/* The root of a tile. While a record and its hash do not fit each other there are two: by the hashes and by
 * the records. */
typedef struct tile_root {
    ju_hash by_hashes;
    ju_hash by_records;
    bool unknown; /* what is below it is missing */
} tile_root;

/* The tree over full tiles and what is behind them; its root at any size. */
typedef struct growing {
    ju_tree full; /* of roots of full tiles */
    ju_tree rest; /* of leaves */
} growing;

typedef struct leaves {
    verifier *v;
    const char *path;
    char file[PATH_BYTES]; /* the one that is read */
    int64_t start;         /* how many entries stand before the first; whole tiles */
    int64_t size;          /* the last entry */
    growing entries;       /* of the records; what is before the first is put there by who makes it */
    growing hashes;        /* of the leaf hashes as they stand in tiles; the same until they first differ */
    int64_t differs[DIFFERENCES_MAX];
    int64_t difference_count; /* entries whose record and hash do not fit each other */
    ju_hash then[KEPT_MAX];   /* the roots at the sizes of the checkpoints that were kept */
    bool right;               /* the records are those that were signed */
    bool segment;             /* in which records may have been taken out, */
    bool told;                /* when something there says on whose word */
    int64_t taken;            /* how many were */
    bool incomplete;          /* files are missing or malformed: nothing can be said of the whole */
    ju_hash first;            /* of the first entry, as the tile has it */
    ju_hash last;             /* and of the last */
    void (*full)(struct leaves *a, int64_t index, const tile_root *root); /* a full tile; may be NULL */
    ju_hash leaf[JU_TILE_WIDTH];                                          /* of the records of a tile */
    ju_hash kept[JU_TILE_WIDTH];                                          /* as the tile has it */
    unsigned char bytes[ENTRIES_BYTES + 1];
} leaves;

/* Takes a file's name from now on for findings, and reads it. False: reported. */
bool leaves_read_file(leaves *a, const char *name, void *to, size_t capacity, size_t *ret_size);
place leaves_file(const leaves *a);
bool leaves_read_tile(leaves *a, int level, int64_t index, int width, ju_hash *ret);

/* Reads all entries with their hashes. */
void leaves_check(leaves *a);
/* Compares what was read with the root that was signed, and tells what differs. */
void leaves_check_root(leaves *a, const ju_hash *root);
/* When all is right: the entries to v->proved, and the roots to check_kept. */
void leaves_tell(leaves *a);
void leaves_tell_kept(const leaves *a);

#endif
