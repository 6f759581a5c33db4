#include "deploy/verify/leaves.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

place leaves_file(const leaves *a)
{
    return (place){a->file, 0, 0};
}

/* What stands in an archive under the name of a file may be anything, such as a pipe that never ends. */
static int open_file(const char *path)
{
    struct stat what;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (fd >= 0 && (fstat(fd, &what) != 0 || !S_ISREG(what.st_mode))) {
        (void)close(fd);
        fd = -1;
        errno = EINVAL;
    }
    return fd;
}

bool leaves_read_file(leaves *a, const char *name, void *to, size_t capacity, size_t *ret_size)
{
    (void)snprintf(a->file, sizeof a->file, "%s/%s", a->path, name);
    int fd = open_file(a->file);
    size_t size = 0;
    ssize_t got = fd < 0 ? -1 : 1;
    while (got > 0 && size < capacity) {
        got = read(fd, (unsigned char *)to + size, capacity - size);
        size += got > 0 ? (size_t)got : 0;
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    if (got < 0) {
        char why[128];
        report_add(a->v->report, leaves_file(a), "file_missing", "%s", strerror_r(errno, why, sizeof why));
        a->incomplete = true;
    }
    *ret_size = size;
    return got >= 0;
}

bool leaves_read_tile(leaves *a, int level, int64_t index, int width, ju_hash *ret)
{
    char name[JU_TILE_PATH_SIZE];
    unsigned char bytes[(JU_TILE_WIDTH + 1) * JU_HASH_BYTES];
    size_t size = 0;
    ju_tile_path(level, index, width, name);
    if (!leaves_read_file(a, name, bytes, sizeof bytes, &size)) {
        return false;
    }
    if (size != (size_t)width * sizeof *ret) {
        report_add(a->v->report, leaves_file(a), "tile_malformed", "it has %zu bytes and not %zu", size,
                   (size_t)width * sizeof *ret);
        a->incomplete = true;
        return false;
    }
    memcpy(ret, bytes, size);
    return true;
}

/* ---- entries ------------------------------------------------------------------------------------------ */

static void entries_malformed(leaves *a, int64_t entry, const char *why)
{
    report_add(a->v->report, (place){a->file, 0, entry}, "entries_malformed", "%s", why);
    a->incomplete = true;
}

/* An entry whose record was taken out counts by its hash in the tile. */
static void take_hash(leaves *a, int64_t entry, int at)
{
    a->leaf[at] = a->kept[at];
    a->taken++;
    if (!a->told) {
        report_add(a->v->report, (place){a->file, 0, entry}, "content_missing",
                   "this record was taken out, and nothing says on whose word");
    }
}

/* The leaf hashes of a file of entries; those of the tile are there. */
static bool read_entries(leaves *a, int64_t index, int width)
{
    char name[ARCHIVE_PATH_SIZE];
    size_t size = 0;
    size_t at = 0;
    archive_entries_path(index, width, name);
    if (!leaves_read_file(a, name, a->bytes, sizeof a->bytes, &size)) {
        return false;
    }
    for (int i = 0; i < width; i++) {
        int64_t entry = index * JU_TILE_WIDTH + i + 1;
        bool framed = size - at >= ENTRY_FRAME;
        size_t length = framed ? (size_t)a->bytes[at] << 8 | a->bytes[at + 1] : 0;
        if (!framed || (length == 0 && !a->segment) || size - at - ENTRY_FRAME < length) {
            entries_malformed(a, entry,
                              "the file is cut off here, or its entries are not those that were written");
            return false;
        }
        if (length == 0) {
            take_hash(a, entry, i);
        } else {
            a->leaf[i] = ju_hash_leaf(a->v->hasher, a->bytes + at + ENTRY_FRAME, length);
        }
        at += ENTRY_FRAME + length;
    }
    if (at != size) {
        entries_malformed(a, index * JU_TILE_WIDTH + width, "something stands behind this last entry");
        return false;
    }
    return true;
}

/* Returns the root of a full tile. */
static ju_hash grow(ju_hasher *hasher, growing *tree, const ju_hash *leaf, int width)
{
    ju_hash root = {{0}};
    if (width == JU_TILE_WIDTH) {
        root = ju_tile_root(hasher, leaf, width);
        ju_tree_append(hasher, &tree->full, &root);
        return root;
    }
    for (int i = 0; i < width; i++) {
        ju_tree_append(hasher, &tree->rest, &leaf[i]);
    }
    return root;
}

/* The peaks of the full tiles, and behind them those of the rest. */
static ju_hash root_of(ju_hasher *hasher, const growing *tree)
{
    ju_tree all = tree->full;
    memcpy(&all.peak[all.count], tree->rest.peak, (size_t)tree->rest.count * sizeof tree->rest.peak[0]);
    all.count += tree->rest.count;
    return ju_tree_root(hasher, &all);
}

/* What the tree was at the sizes of kept checkpoints that this tile reaches. */
static void note_sizes(leaves *a, int64_t start, int width)
{
    const verifier *v = a->v;
    for (int i = 0; i < v->kept_count; i++) {
        int64_t size = v->kept[i].checkpoint.size;
        if (size > start && size <= start + width) {
            growing then = a->entries;
            (void)grow(v->hasher, &then, a->leaf, (int)(size - start));
            a->then[i] = root_of(v->hasher, &then);
        }
    }
}

static void compare(leaves *a, int64_t start, int width)
{
    for (int i = 0; i < width; i++) {
        if (!ju_hash_equal(&a->leaf[i], &a->kept[i])) {
            if (a->difference_count < DIFFERENCES_MAX) {
                a->differs[a->difference_count] = start + i + 1;
            }
            a->difference_count++;
        }
    }
}

/* Only now it is known that they are good. */
void leaves_tell(leaves *a)
{
    for (int64_t start = a->start; start < a->size; start += JU_TILE_WIDTH) {
        int width = ju_tile_width(0, start / JU_TILE_WIDTH, a->size);
        size_t at = 0;
        for (int i = 0; i < width && (i > 0 || read_entries(a, start / JU_TILE_WIDTH, width)); i++) {
            size_t length = (size_t)a->bytes[at] << 8 | a->bytes[at + 1];
            if (length > 0) {
                a->v->proved(a->v->opaque, start + i + 1, a->bytes + at + ENTRY_FRAME, length);
            }
            at += ENTRY_FRAME + length;
        }
    }
}

static void check_leaves(leaves *a, int64_t index, int width)
{
    verifier *v = a->v;
    int64_t start = index * JU_TILE_WIDTH;
    tile_root root = {0};
    bool hashes = leaves_read_tile(a, 0, index, width, a->kept);
    bool records = read_entries(a, index, width);
    if (records && hashes) {
        compare(a, start, width);
    }
    if (records) {
        note_sizes(a, start, width);
        root.by_records = grow(v->hasher, &a->entries, a->leaf, width);
        v->entries += width;
    }
    if (hashes && records && a->difference_count == 0) {
        a->hashes = a->entries;
        root.by_hashes = root.by_records;
    } else if (hashes) {
        root.by_hashes = grow(v->hasher, &a->hashes, a->kept, width);
    }
    root.by_records = records ? root.by_records : root.by_hashes;
    root.by_hashes = hashes ? root.by_hashes : root.by_records;
    root.unknown = !records && !hashes;
    if (hashes) {
        a->first = start == a->start ? a->kept[0] : a->first;
        a->last = a->kept[width - 1];
    }
    if (width == JU_TILE_WIDTH && a->full != NULL) {
        a->full(a, index, &root);
    }
}

void leaves_check(leaves *a)
{
    for (int64_t index = a->start / JU_TILE_WIDTH; index * JU_TILE_WIDTH < a->size; index++) {
        check_leaves(a, index, ju_tile_width(0, index, a->size));
    }
}

/* ---- the whole ---------------------------------------------------------------------------------------- */

/* Whose fault it is that a record and its hash differ: the signed root tells which of both is right. */
static void tell_difference(leaves *a, int64_t entry, bool records_right, bool hashes_right)
{
    char name[ARCHIVE_PATH_SIZE];
    int64_t index = (entry - 1) / JU_TILE_WIDTH;
    int width = ju_tile_width(0, index, a->size);
    if (records_right) {
        ju_tile_path(0, index, width, name);
    } else {
        archive_entries_path(index, width, name);
    }
    (void)snprintf(a->file, sizeof a->file, "%s/%s", a->path, name);
    report_add(a->v->report, (place){a->file, 0, entry}, records_right ? "tile_changed" : "entry_changed",
               "%s",
               records_right  ? "the hash of this entry is not that of its record, which is right"
               : hashes_right ? "this record is not what was signed"
                              : "this record is not what its hash was made of");
}

void leaves_check_root(leaves *a, const ju_hash *root)
{
    verifier *v = a->v;
    ju_hash of_records = root_of(v->hasher, &a->entries);
    ju_hash of_hashes = root_of(v->hasher, &a->hashes);
    a->right = !a->incomplete && ju_hash_equal(&of_records, root);
    bool hashes_right = !a->incomplete && ju_hash_equal(&of_hashes, root);
    for (int64_t i = 0; i < a->difference_count && i < DIFFERENCES_MAX; i++) {
        tell_difference(a, a->differs[i], a->right, hashes_right);
    }
    if (!a->right && !hashes_right && !a->incomplete) {
        report_add(v->report, (place){a->path, 0, 0}, "tree_differs",
                   "the entries are not those that the log signed: records and hashes were changed together");
    }
}

void leaves_tell_kept(const leaves *a)
{
    verifier *v = a->v;
    for (int i = 0; a->right && i < v->kept_count; i++) {
        int64_t size = v->kept[i].checkpoint.size;
        if (size > a->start && size <= a->size) {
            check_kept(v, (place){a->path, 0, 0}, size, &a->then[i]);
        }
    }
}
