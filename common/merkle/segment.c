#include "common/merkle/segment.h"

#include "common/base/hex.h"
#include "common/base/parse.h"
#include "common/merkle/base64.h"
#include "common/merkle/tile.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <string.h>

enum { HEX_SIZE = 2 * JU_HASH_BYTES + 1, NOTE_LINES_MAX = 100 };

static const char HEADING[] = "juki-audit-segment/v1";

/* ---- writing ------------------------------------------------------------------------------------------ */

static const char *hashes_text(const char *name, const ju_proof *proof, ju_arena *arena)
{
    const char *text = ju_arena_printf(arena, "%s %zu\n", name, proof->count);
    for (size_t i = 0; i < proof->count && text != NULL; i++) {
        const char *hash = ju_base64(arena, proof->hash[i].byte, JU_HASH_BYTES);
        text = hash == NULL ? NULL : ju_arena_printf(arena, "%s%s\n", text, hash);
    }
    return text;
}

static int lines_of(const char *text)
{
    int lines = 0;
    for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++) {
        lines++;
    }
    return lines;
}

const char *ju_segment_text(const ju_segment *segment, ju_arena *arena)
{
    char previous[HEX_SIZE];
    ju_hex(segment->previous.byte, JU_HASH_BYTES, previous);
    const char *root = ju_base64(arena, segment->root.byte, JU_HASH_BYTES);
    const char *before = hashes_text("first", &segment->before, arena);
    const char *after = hashes_text("last", &segment->after, arena);
    if (root == NULL || before == NULL || after == NULL) {
        return NULL;
    }
    return ju_arena_printf(arena,
                           "%s\nsegment %" PRId64 "\nentries %" PRId64 " %" PRId64
                           "\nprevious %s\nroot %s\n%s%scheckpoint %d\n%s",
                           HEADING, segment->number, segment->first, segment->last, previous, root, before,
                           after, lines_of(segment->note), segment->note);
}

/* ---- reading ------------------------------------------------------------------------------------------ */

typedef struct reader {
    char *rest; /* of the text, cut into lines in place */
    bool good;
} reader;

/* What stands behind "name " in the next line; "" when something else does. */
static char *value_of(reader *r, const char *name)
{
    static char none[] = "";
    size_t length = strlen(name);
    char *line = strsep(&r->rest, "\n");
    r->good =
        r->good && line != NULL && r->rest != NULL && strncmp(line, name, length) == 0 && line[length] == ' ';
    return r->good ? line + length + 1 : none;
}

static int64_t read_number(reader *r, const char *text, int64_t least, int64_t most)
{
    int64_t value = 0;
    r->good = r->good && text != NULL && ju_parse_int64(text, least, most, &value);
    return value;
}

static void read_base64(reader *r, const char *text, ju_hash *ret)
{
    r->good = r->good && ju_base64_read(text, strlen(text), ret->byte, JU_HASH_BYTES) == JU_HASH_BYTES;
}

static void read_hex(reader *r, const char *text, ju_hash *ret)
{
    r->good = r->good && strlen(text) == HEX_SIZE - 1;
    for (size_t i = 0; r->good && i < JU_HASH_BYTES; i++) {
        int high = ju_hex_value(text[2 * i]);
        int low = ju_hex_value(text[2 * i + 1]);
        r->good = high >= 0 && low >= 0;
        ret->byte[i] = (unsigned char)((unsigned)high << 4 | (unsigned)low);
    }
}

static void read_hashes(reader *r, const char *name, ju_proof *ret)
{
    ret->count = (size_t)read_number(r, value_of(r, name), 0, JU_PROOF_MAX);
    for (size_t i = 0; i < ret->count && r->good; i++) {
        const char *line = strsep(&r->rest, "\n");
        r->good = line != NULL && r->rest != NULL;
        read_base64(r, r->good ? line : "", &ret->hash[i]);
    }
}

static void read_lines(reader *r, ju_segment *ret)
{
    const char *heading = strsep(&r->rest, "\n");
    r->good = r->rest != NULL && strcmp(heading, HEADING) == 0;
    ret->number = read_number(r, value_of(r, "segment"), 1, INT32_MAX);
    char *last = value_of(r, "entries");
    const char *first = strsep(&last, " ");
    ret->first = read_number(r, first, 1, INT64_MAX);
    ret->last = read_number(r, last, 1, INT64_MAX);
    read_hex(r, value_of(r, "previous"), &ret->previous);
    read_base64(r, value_of(r, "root"), &ret->root);
    read_hashes(r, "first", &ret->before);
    read_hashes(r, "last", &ret->after);
    (void)read_number(r, value_of(r, "checkpoint"), 1, NOTE_LINES_MAX);
    ret->note = r->rest;
}

static int bits_of(int64_t value)
{
    int bits = 0;
    for (; value != 0; value &= value - 1) {
        bits++;
    }
    return bits;
}

/* The hashes of a path to the left of its leaf, which stand for all that is before it: the smallest first. */
static int left_of(int64_t index, int64_t size, const ju_proof *path, ju_hash ret[JU_PROOF_MAX])
{
    int count = 0;
    int64_t at = index;
    int64_t last = size - 1;
    for (size_t i = 0; i < path->count; i++, at >>= 1, last >>= 1) {
        if ((at & 1) == 0 && at != last) {
            continue;
        }
        ret[count++] = path->hash[i];
        for (; (at & 1) == 0 && at != 0; at >>= 1) {
            last >>= 1;
        }
    }
    return count;
}

/* Whole tiles within what was signed, and paths as long as those of their places. */
static bool can_be(const ju_segment *segment)
{
    ju_hash left[JU_PROOF_MAX];
    int64_t start = segment->first - 1;
    return start % JU_TILE_WIDTH == 0 && segment->last % JU_TILE_WIDTH == 0 && segment->last > start &&
           segment->last <= segment->size && (segment->number == 1) == (start == 0) &&
           left_of(start, segment->size, &segment->before, left) == bits_of(start) &&
           left_of(segment->last - 1, segment->size, &segment->after, left) == bits_of(segment->last - 1);
}

ju_rc ju_segment_read(const char *text, ju_arena *arena, ju_segment *ret, ju_err *err)
{
    ju_checkpoint checkpoint = {0};
    reader r = {.rest = ju_arena_strdup(arena, text)};
    if (r.rest == NULL) {
        return ju_no_memory(err);
    }
    *ret = (ju_segment){0};
    read_lines(&r, ret);
    if (r.good) {
        const char *again = ju_segment_text(ret, arena);
        if (again == NULL) {
            return ju_no_memory(err);
        }
        ju_rc rc = ju_checkpoint_read(ret->note, arena, &checkpoint, err);
        if (rc == JU_FATAL) {
            return rc;
        }
        ret->size = checkpoint.size;
        r.good = rc == JU_OK && strcmp(again, text) == 0 && can_be(ret);
    }
    return r.good ? JU_OK
                  : ju_reject(err, "segment_malformed", "segment", "this does not describe a segment");
}

ju_rc ju_segment_digest(const char *text, ju_hash *ret, ju_err *err)
{
    return EVP_Digest(text, strlen(text), ret->byte, NULL, EVP_sha256(), NULL) == 1
               ? JU_OK
               : ju_fail(err, JU_FATAL, "digest", "OpenSSL cannot compute SHA-256");
}

/* ---- trees -------------------------------------------------------------------------------------------- */

ju_tree ju_segment_tree(const ju_segment *segment)
{
    ju_hash left[JU_PROOF_MAX];
    ju_tree tree = {.size = (segment->first - 1) / JU_TILE_WIDTH};
    tree.count = left_of(segment->first - 1, segment->size, &segment->before, left);
    for (int i = 0; i < tree.count; i++) {
        tree.peak[i] = left[tree.count - 1 - i];
    }
    return tree;
}

ju_hash ju_root_at_leaf(ju_hasher *hasher, int64_t index, int64_t size, const ju_hash *leaf,
                        const ju_proof *path)
{
    ju_hash left[JU_PROOF_MAX];
    int count = left_of(index, size, path, left);
    ju_hash root = *leaf;
    for (int i = 0; i < count; i++) {
        root = ju_hash_node(hasher, &left[i], &root);
    }
    return root;
}
