#include "common/merkle/tile.h"

#include "common/base/parse.h"

#include <stdio.h>
#include <string.h>

enum { TILE_BITS = 8, GROUPS_MAX = 7, LEVEL_SIZE = 8, LEVEL_MAX = 63 };

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
    size_t at = level == JU_TILE_ENTRIES ? (size_t)snprintf(ret, JU_TILE_PATH_SIZE, "tile/entries")
                                         : (size_t)snprintf(ret, JU_TILE_PATH_SIZE, "tile/%d", level);
    while (count > 0) {
        count--;
        at +=
            (size_t)snprintf(ret + at, JU_TILE_PATH_SIZE - at, "/%s%03d", count > 0 ? "x" : "", group[count]);
    }
    if (width < JU_TILE_WIDTH) {
        (void)snprintf(ret + at, JU_TILE_PATH_SIZE - at, ".p/%d", width);
    }
}

/* What stands up to the next slash, or all; where it goes on, or NULL. */
static const char *word_of(const char *text, char word[LEVEL_SIZE])
{
    size_t length = strcspn(text, "/");
    (void)snprintf(word, LEVEL_SIZE, "%.*s", (int)length, text);
    return text[length] == '/' ? text + length + 1 : NULL;
}

static bool read_level(const char *word, int *ret)
{
    int64_t level = JU_TILE_ENTRIES;
    bool good = strcmp(word, "entries") == 0 || ju_parse_int64(word, 0, LEVEL_MAX, &level);
    *ret = (int)level;
    return good;
}

static bool add_group(const char *digits, int64_t *index)
{
    if (strspn(digits, "0123456789") < 3 || *index > INT64_MAX / 1000 - 1) {
        return false;
    }
    *index = *index * 1000 + (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');
    return true;
}

/* Read generously, then compared with how it is written. */
bool ju_tile_path_read(const char *path, int *ret_level, int64_t *ret_index, int *ret_width)
{
    char word[LEVEL_SIZE];
    char again[JU_TILE_PATH_SIZE];
    int64_t width = JU_TILE_WIDTH;
    if (strncmp(path, "tile/", 5) != 0) {
        return false;
    }
    const char *rest = word_of(path + 5, word);
    *ret_index = 0;
    if (!read_level(word, ret_level)) {
        return false;
    }
    for (bool more = true; more;) {
        if (rest == NULL) {
            return false;
        }
        rest = word_of(rest, word);
        more = word[0] == 'x';
        if ((more && rest == NULL) || !add_group(word + (more ? 1 : 0), ret_index)) {
            return false;
        }
    }
    if (rest != NULL && !ju_parse_int64(rest, 1, JU_TILE_WIDTH - 1, &width)) {
        return false;
    }
    *ret_width = (int)width;
    ju_tile_path(*ret_level, *ret_index, *ret_width, again);
    return strcmp(path, again) == 0;
}

ju_tile_place ju_tile_of_subtree(int level, int64_t index)
{
    int width = 1 << (level % TILE_BITS);
    int64_t first = index * width;
    return (ju_tile_place){.level = level / TILE_BITS,
                           .index = first / JU_TILE_WIDTH,
                           .first = (int)(first % JU_TILE_WIDTH),
                           .width = width};
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
