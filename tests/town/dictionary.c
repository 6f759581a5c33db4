#include "tests/town/dictionary.h"

#include "common/base/parse.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES_MAX = 4096, COMMON_COST_MAX = 2949 };

/* The first line of SKK-JISYO.zipcode names euc-jis-2004; this is glibc's name for it. */
static const char *const zipcode_charset = "EUC-JISX0213";

/* One more element in a growing array; NULL when out of memory. */
static void *grown(void *items, size_t count, size_t item_bytes)
{
    bool full = count == 0 || (count >= 16 && (count & (count - 1)) == 0);
    if (!full) {
        return items;
    }
    return reallocarray(items, count == 0 ? 16 : count * 2, item_bytes);
}

static ju_rc out_of_memory(ju_err *err)
{
    return ju_fail(err, JU_FATAL, "out_of_memory", "out of memory while reading dictionaries");
}

/* What is done with each line, in UTF-8 and without its end. */
typedef ju_rc (*line_user)(town_dictionary *dictionary, ju_arena *arena, char *line, ju_err *err);

static bool to_utf8(iconv_t converter, char *line, char *utf8)
{
    char *in = line;
    char *out = utf8;
    size_t in_bytes = strlen(line);
    size_t out_bytes = LINE_BYTES_MAX - 1;
    bool good = iconv(converter, &in, &in_bytes, &out, &out_bytes) != (size_t)-1 &&
                iconv(converter, NULL, NULL, &out, &out_bytes) != (size_t)-1;
    *out = '\0';
    return good;
}

static ju_rc read_lines(FILE *file, iconv_t converter, line_user use, town_dictionary *dictionary,
                        ju_arena *arena, ju_err *err)
{
    char line[LINE_BYTES_MAX];
    char utf8[LINE_BYTES_MAX];
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        /* A line that does not convert or fit is none that a town needs. */
        if (to_utf8(converter, line, utf8)) {
            JU_TRY(use(dictionary, arena, utf8, err));
        }
    }
    return JU_OK;
}

static ju_rc read_file(const char *dir, const char *name, const char *charset, line_user use,
                       town_dictionary *dictionary, ju_arena *arena, ju_err *err)
{
    char path[LINE_BYTES_MAX];
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    iconv_t converter = iconv_open("UTF-8", charset);
    if (converter == (iconv_t)-1) {
        return ju_fail(err, JU_FATAL, "charset", "iconv does not know %s", charset);
    }
    FILE *file = fopen(path, "re");
    ju_rc rc = JU_OK;
    if (file == NULL) {
        rc = ju_fail(err, JU_FATAL, "dictionary_missing", "cannot open %s: %s", path, strerror(errno));
    } else {
        rc = read_lines(file, converter, use, dictionary, arena, err);
        (void)fclose(file);
    }
    (void)iconv_close(converter);
    return rc;
}

/* ---- places ---------------------------------------------------------------------------------------- */

/* The text after prefecture and municipality, or NULL when the address is not in the municipality. */
static const char *town_of(const char *address, const town_municipality *municipality)
{
    size_t prefecture_bytes = strlen(municipality->prefecture);
    size_t name_bytes = strlen(municipality->name);
    if (strncmp(address, municipality->prefecture, prefecture_bytes) != 0 ||
        strncmp(address + prefecture_bytes, municipality->name, name_bytes) != 0) {
        return NULL;
    }
    return address + prefecture_bytes + name_bytes;
}

static ju_rc add_place(town_place_list *list, ju_arena *arena, const char *postal_code, const char *town,
                       ju_err *err)
{
    town_place *item = grown(list->item, list->count, sizeof *item);
    const char *copy = ju_arena_strdup(arena, town);
    if (item != NULL) {
        list->item = item;
    }
    if (item == NULL || copy == NULL) {
        return out_of_memory(err);
    }
    town_place *place = &list->item[list->count++];
    place->town = copy;
    (void)snprintf(place->postal_code, sizeof place->postal_code, "%.7s", postal_code);
    return JU_OK;
}

/*
 * "1960015 /東京都昭島市昭和町/". Left out: a code of several towns, whole municipalities, and the floors of
 * tall buildings, which have brackets or 階 in their text.
 */
static ju_rc use_zipcode_line(town_dictionary *dictionary, ju_arena *arena, char *line, ju_err *err)
{
    if (strspn(line, "0123456789") != 7 || strncmp(line + 7, " /", 2) != 0) {
        return JU_OK;
    }
    char *address = line + 9;
    char *end = strchr(address, '/');
    if (end == NULL || end[1] != '\0' || strstr(address, "（") != NULL || strstr(address, "）") != NULL ||
        strstr(address, "階") != NULL) {
        return JU_OK;
    }
    *end = '\0';
    for (size_t i = 0; i < town_municipality_count; i++) {
        const char *town = town_of(address, &town_municipalities[i]);
        if (town != NULL && *town != '\0') {
            return add_place(&dictionary->place[i], arena, line, town, err);
        }
    }
    return JU_OK;
}

/* ---- names ----------------------------------------------------------------------------------------- */

/*
 * The dictionary does not say whose name a given name is. For synthetic people the usual endings are good
 * enough; writing and reading must both end so, which also leaves out foreign readings and pen names.
 */
static const struct {
    const char *written;
    const char *kana;
    town_name_kind kind;
} endings[] = {
    {"子", "コ", TOWN_NAME_FEMALE_KO}, {"美", "ミ", TOWN_NAME_FEMALE},   {"香", "カ", TOWN_NAME_FEMALE},
    {"恵", "エ", TOWN_NAME_FEMALE},    {"江", "エ", TOWN_NAME_FEMALE},   {"枝", "エ", TOWN_NAME_FEMALE},
    {"代", "ヨ", TOWN_NAME_FEMALE},    {"奈", "ナ", TOWN_NAME_FEMALE},   {"菜", "ナ", TOWN_NAME_FEMALE},
    {"花", "カ", TOWN_NAME_FEMALE},    {"里", "リ", TOWN_NAME_FEMALE},   {"理", "リ", TOWN_NAME_FEMALE},
    {"穂", "ホ", TOWN_NAME_FEMALE},    {"織", "オリ", TOWN_NAME_FEMALE}, {"絵", "エ", TOWN_NAME_FEMALE},
    {"乃", "ノ", TOWN_NAME_FEMALE},    {"郎", "ロウ", TOWN_NAME_MALE},   {"男", "オ", TOWN_NAME_MALE},
    {"夫", "オ", TOWN_NAME_MALE},      {"雄", "オ", TOWN_NAME_MALE},     {"彦", "ヒコ", TOWN_NAME_MALE},
    {"介", "スケ", TOWN_NAME_MALE},    {"助", "スケ", TOWN_NAME_MALE},   {"輔", "スケ", TOWN_NAME_MALE},
    {"太", "タ", TOWN_NAME_MALE},      {"一", "イチ", TOWN_NAME_MALE},   {"二", "ジ", TOWN_NAME_MALE},
    {"治", "ジ", TOWN_NAME_MALE},      {"司", "ジ", TOWN_NAME_MALE},     {"三", "ゾウ", TOWN_NAME_MALE},
    {"樹", "キ", TOWN_NAME_MALE},      {"也", "ヤ", TOWN_NAME_MALE},     {"之", "ユキ", TOWN_NAME_MALE},
    {"人", "ト", TOWN_NAME_MALE},      {"平", "ヘイ", TOWN_NAME_MALE},   {"弘", "ヒロ", TOWN_NAME_MALE},
    {"明", "アキ", TOWN_NAME_MALE},    {"吾", "ゴ", TOWN_NAME_MALE},
};

/* True when text ends with ending and has something before it. */
static bool ends_with(const char *text, const char *ending)
{
    size_t text_bytes = strlen(text);
    size_t ending_bytes = strlen(ending);
    return text_bytes > ending_bytes && strcmp(text + text_bytes - ending_bytes, ending) == 0;
}

/* TOWN_NAME_KIND_MAX_ when the ending tells nothing. */
static town_name_kind given_name_kind(const char *written, const char *kana)
{
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (ends_with(written, endings[i].written) && ends_with(kana, endings[i].kana)) {
            return endings[i].kind;
        }
    }
    return TOWN_NAME_KIND_MAX_;
}

/* True when text is up to chars_max characters of three UTF-8 bytes, each within [first, last]. */
static bool all_between(const char *text, const char *first, const char *last, size_t chars_max)
{
    size_t bytes = strlen(text);
    if (bytes == 0 || bytes % 3 != 0 || bytes / 3 > chars_max) {
        return false;
    }
    for (; *text != '\0'; text += 3) {
        if (memcmp(text, first, 3) < 0 || memcmp(text, last, 3) > 0) {
            return false;
        }
    }
    return true;
}

/* Cuts the text that stands after label and before one of the characters of stop; NULL when there is none. */
static char *cut(char **line, const char *label, const char *stop)
{
    char *text = strstr(*line, label);
    if (text == NULL) {
        return NULL;
    }
    text += strlen(label);
    char *end = text + strcspn(text, stop);
    if (*end == '\0') {
        return NULL;
    }
    *end = '\0';
    *line = end + 1;
    return text;
}

static ju_rc add_name(town_name_list *list, ju_arena *arena, const char *written, const char *kana,
                      int64_t cost, ju_err *err)
{
    town_name *item = grown(list->item, list->count, sizeof *item);
    if (item != NULL) {
        list->item = item;
    }
    const char *written_copy = ju_arena_strdup(arena, written);
    const char *kana_copy = ju_arena_strdup(arena, kana);
    if (item == NULL || written_copy == NULL || kana_copy == NULL) {
        return out_of_memory(err);
    }
    list->item[list->count++] = (town_name){.written = written_copy, .kana = kana_copy, .cost = cost};
    return JU_OK;
}

/*
 * The dictionary comes from newspapers: its family names of one character with a short reading (李, 金, 呉)
 * are mostly foreign, and the town's people are Japanese.
 */
static bool is_family_name(const char *written, const char *kana)
{
    enum { CHARACTER_BYTES = 3, SHORT_READING_BYTES = 2 * CHARACTER_BYTES };
    return strlen(written) > CHARACTER_BYTES || strlen(kana) > SHORT_READING_BYTES;
}

static town_name_kind name_kind(const char *class, const char *written, const char *kana)
{
    if (strcmp(class, "姓") == 0) {
        return is_family_name(written, kana) ? TOWN_NAME_FAMILY : TOWN_NAME_KIND_MAX_;
    }
    return strcmp(class, "名") == 0 ? given_name_kind(written, kana) : TOWN_NAME_KIND_MAX_;
}

/*
 * "(品詞 (名詞 固有名詞 人名 姓)) ((見出し語 (渡辺 1462)) (読み {ワタナベ/ワタベ}) …". Of several readings
 * the first is taken. Left out: the long tail of rare names, and names not written in kanji.
 */
static ju_rc use_name_line(town_dictionary *dictionary, ju_arena *arena, char *line, ju_err *err)
{
    char *class = cut(&line, "(名詞 固有名詞 人名 ", ")");
    char *written = class == NULL ? NULL : cut(&line, "(見出し語 (", " ");
    char *cost_text = written == NULL ? NULL : cut(&line, "", ")");
    char *kana = cost_text == NULL ? NULL : cut(&line, "(読み ", "/})");
    if (kana == NULL) {
        return JU_OK;
    }
    kana += *kana == '{';
    int64_t cost = 0;
    if (!ju_parse_int64(cost_text, 0, COMMON_COST_MAX, &cost) || !all_between(written, "一", "鿿", 3) ||
        !all_between(kana, "ァ", "ー", 8)) {
        return JU_OK;
    }
    town_name_kind kind = name_kind(class, written, kana);
    if (kind == TOWN_NAME_KIND_MAX_) {
        return JU_OK;
    }
    return add_name(&dictionary->name[kind], arena, written, kana, cost, err);
}

/* A total order, so that the town does not depend on the C library's sort. */
static int commonest_first(const void *left, const void *right)
{
    const town_name *a = left;
    const town_name *b = right;
    if (a->cost != b->cost) {
        return a->cost < b->cost ? -1 : 1;
    }
    int order = strcmp(a->written, b->written);
    return order != 0 ? order : strcmp(a->kana, b->kana);
}

/* ---- both ------------------------------------------------------------------------------------------ */

static ju_rc check_complete(const town_dictionary *dictionary, ju_err *err)
{
    for (size_t i = 0; i < town_municipality_count; i++) {
        if (dictionary->place[i].count == 0) {
            return ju_fail(err, JU_FATAL, "dictionary_incomplete", "no places of municipality %s",
                           town_municipalities[i].code);
        }
    }
    for (size_t kind = 0; kind < TOWN_NAME_KIND_MAX_; kind++) {
        if (dictionary->name[kind].count == 0) {
            return ju_fail(err, JU_FATAL, "dictionary_incomplete", "no names of kind %zu", kind);
        }
    }
    return JU_OK;
}

ju_rc town_dictionary_read(town_dictionary *dictionary, ju_arena *arena, const char *skk_dir,
                           const char *ipadic_dir, ju_err *err)
{
    *dictionary = (town_dictionary){.place = calloc(town_municipality_count, sizeof(town_place_list))};
    if (dictionary->place == NULL) {
        return out_of_memory(err);
    }
    for (size_t i = 0; i < town_municipality_count; i++) {
        dictionary->place[i].municipality = &town_municipalities[i];
    }
    JU_TRY(
        read_file(skk_dir, "SKK-JISYO.zipcode", zipcode_charset, use_zipcode_line, dictionary, arena, err));
    JU_TRY(read_file(ipadic_dir, "Noun.name.dic", "UTF-8", use_name_line, dictionary, arena, err));
    JU_TRY(check_complete(dictionary, err));
    for (size_t kind = 0; kind < TOWN_NAME_KIND_MAX_; kind++) {
        town_name_list *list = &dictionary->name[kind];
        qsort(list->item, list->count, sizeof *list->item, commonest_first);
    }
    return JU_OK;
}

void town_dictionary_done(town_dictionary *dictionary)
{
    for (size_t i = 0; dictionary->place != NULL && i < town_municipality_count; i++) {
        free(dictionary->place[i].item);
    }
    free(dictionary->place);
    for (size_t kind = 0; kind < TOWN_NAME_KIND_MAX_; kind++) {
        free(dictionary->name[kind].item);
    }
    *dictionary = (town_dictionary){0};
}
