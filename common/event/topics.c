#include "common/event/topics.h"

#include "common/event/registry.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TABLE_BYTES_MAX = 1 << 20,
    PARTITIONS_MAX = 1000,
    RETENTION_DAYS_MAX = 3650, /* finite for every topic: design invariant 10 */
    NAME_BYTES_MAX = 200,      /* Kafka allows 249 with the prefix */
};

static const char HEADER[] = "name,writers,readers,audience,key,partitions,retention_days,messages,meaning";
static const char LOWER[] = "abcdefghijklmnopqrstuvwxyz";
static const char NAME_CHARS[] = "abcdefghijklmnopqrstuvwxyz0123456789.-*";
static const char PRINCIPAL_CHARS[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
static const char KEY_CHARS[] = "abcdefghijklmnopqrstuvwxyz_";

typedef struct reader {
    ju_arena *arena;
    const char *path;
    const char *at; /* next byte to read */
    const char *end;
    const char *line_start;
    size_t line; /* from 1 */
    ju_topics *topics;
    bool pattern; /* the row is one */
    ju_err *err;
} reader;

static ju_rc fault_at(const reader *r, const char *where, const char *reason)
{
    char place[32];
    size_t column = (size_t)(where - r->line_start) + 1;
    (void)snprintf(place, sizeof place, "%zu:%zu", r->line, column);
    return ju_reject(r->err, "topic_table", place, "%s:%s: %s", r->path, place, reason);
}

static ju_rc no_memory(const reader *r)
{
    return ju_fail(r->err, JU_FATAL, "no_memory", "%s: the table is too large for its memory", r->path);
}

/* Takes the bytes up to the separator and steps over it. */
static ju_rc take_field(reader *r, char separator, const char **ret_field)
{
    const char *start = r->at;
    size_t length = 0;
    while (start + length < r->end && start[length] != separator && start[length] != '\n') {
        if ((unsigned char)start[length] < ' ' || start[length] == '"') {
            return fault_at(r, start + length, "quotes and control characters are not allowed");
        }
        length++;
    }
    const char *stop = start + length;
    if (stop == r->end) {
        return fault_at(r, stop, "the last line does not end");
    }
    if (*stop != separator) {
        return fault_at(r, stop, "too few columns");
    }
    if (length == 0) {
        return fault_at(r, start, "the column is empty");
    }
    char *field = ju_arena_alloc(r->arena, length + 1);
    if (field == NULL) {
        return no_memory(r);
    }
    memcpy(field, start, length);
    *ret_field = field;
    r->at = stop + 1;
    return JU_OK;
}

/* A word starts with a lower-case letter and has no characters but the allowed ones. */
static ju_rc check_word(const reader *r, const char *where, const char *word, const char *allowed)
{
    size_t good = strspn(word, allowed);
    if (word[good] != '\0') {
        return fault_at(r, where + good, "character not allowed here");
    }
    if (strchr(LOWER, word[0]) == NULL) {
        return fault_at(r, where, "must begin with a lower-case letter");
    }
    return JU_OK;
}

static ju_rc take_word(reader *r, const char *allowed, const char **ret_word)
{
    const char *where = r->at;
    JU_TRY(take_field(r, ',', ret_word));
    return check_word(r, where, *ret_word, allowed);
}

static ju_rc take_number(reader *r, int32_t max, int32_t *ret_number)
{
    const char *where = r->at;
    const char *field = NULL;
    JU_TRY(take_field(r, ',', &field));
    int32_t number = 0;
    for (const char *digit = field; *digit != '\0'; digit++) {
        if (*digit < '0' || *digit > '9') {
            return fault_at(r, where + (digit - field), "not a digit");
        }
        number = number * 10 + (*digit - '0');
        if (number > max) {
            return fault_at(r, where, "the number is too large");
        }
    }
    if (field[0] == '0') {
        return fault_at(r, where, "must be 1 or more, without leading zero");
    }
    *ret_number = number;
    return JU_OK;
}

static bool has_word(const ju_words *words, const char *word)
{
    for (size_t i = 0; i < words->count; i++) {
        if (strcmp(words->word[i], word) == 0) {
            return true;
        }
    }
    return false;
}

static size_t count_char(const char *text, char wanted)
{
    size_t count = 0;
    for (; *text != '\0'; text++) {
        count += *text == wanted ? 1 : 0;
    }
    return count;
}

/* A pattern's consumer is * here too. */
static ju_rc check_principal(const reader *r, const char *where, const char *word)
{
    return r->pattern && strcmp(word, "*") == 0 ? JU_OK : check_word(r, where, word, PRINCIPAL_CHARS);
}

static ju_rc check_message(const reader *r, const char *where, const char *word)
{
    return ju_registry_find(word) != NULL ? JU_OK : fault_at(r, where, "no such message type");
}

typedef ju_rc check_fn(const reader *r, const char *where, const char *word);

/* Words with one blank between them, each once. */
static ju_rc take_words(reader *r, check_fn *check, ju_words *ret_words)
{
    const char *where = r->at;
    const char *field = NULL;
    JU_TRY(take_field(r, ',', &field));
    ret_words->count = 0;
    ret_words->word = ju_arena_alloc(r->arena, (count_char(field, ' ') + 1) * sizeof(char *));
    char *rest = ju_arena_strdup(r->arena, field);
    if (ret_words->word == NULL || rest == NULL) {
        return no_memory(r);
    }
    const char *start = rest;
    char *word = NULL;
    while ((word = strsep(&rest, " ")) != NULL) {
        const char *here = where + (word - start);
        if (word[0] == '\0') {
            return fault_at(r, here, "one blank between words, none around them");
        }
        JU_TRY(check(r, here, word));
        if (has_word(ret_words, word)) {
            return fault_at(r, here, "the word stands here twice");
        }
        ret_words->word[ret_words->count++] = word;
    }
    return JU_OK;
}

/* A word, * in a pattern, or -. */
static ju_rc take_audience(reader *r, const char **ret_audience)
{
    const char *where = r->at;
    JU_TRY(take_field(r, ',', ret_audience));
    return strcmp(*ret_audience, "-") == 0 ? JU_OK : check_principal(r, where, *ret_audience);
}

static ju_rc take_name(reader *r, const char **ret_name)
{
    const char *where = r->at;
    JU_TRY(take_word(r, NAME_CHARS, ret_name));
    if (strlen(*ret_name) > NAME_BYTES_MAX) {
        return fault_at(r, where + NAME_BYTES_MAX, "the name is too long");
    }
    if (ju_topics_find(r->topics, *ret_name) != NULL) {
        return fault_at(r, where, "the topic stands in the table twice");
    }
    const char *star = strchr(*ret_name, '*');
    r->pattern = star != NULL;
    if (star != NULL &&
        (star[-1] != '.' || (star[1] != '.' && star[1] != '\0') || strchr(star + 1, '*') != NULL)) {
        return fault_at(r, where + (star - *ret_name), "* is one whole word of the name");
    }
    return JU_OK;
}

static ju_rc take_meaning(reader *r, const char **ret_meaning)
{
    const char *where = r->at;
    JU_TRY(take_field(r, '\n', ret_meaning));
    const char *comma = strchr(*ret_meaning, ',');
    return comma == NULL ? JU_OK : fault_at(r, where + (comma - *ret_meaning), "too many columns");
}

static ju_rc take_topic(reader *r, ju_topic *ret_topic)
{
    JU_TRY(take_name(r, &ret_topic->name));
    JU_TRY(take_words(r, check_principal, &ret_topic->writers));
    JU_TRY(take_words(r, check_principal, &ret_topic->readers));
    JU_TRY(take_audience(r, &ret_topic->audience));
    JU_TRY(take_word(r, KEY_CHARS, &ret_topic->key));
    JU_TRY(take_number(r, PARTITIONS_MAX, &ret_topic->partitions));
    JU_TRY(take_number(r, RETENTION_DAYS_MAX, &ret_topic->retention_days));
    JU_TRY(take_words(r, check_message, &ret_topic->messages));
    return take_meaning(r, &ret_topic->meaning);
}

static ju_rc take_header(reader *r)
{
    size_t good = 0;
    while (good < sizeof HEADER - 1 && r->at + good < r->end && r->at[good] == HEADER[good]) {
        good++;
    }
    if (good < sizeof HEADER - 1 || r->at + good == r->end || r->at[good] != '\n') {
        return fault_at(r, r->at + good, "the first line must name the columns exactly");
    }
    r->at += good + 1;
    return JU_OK;
}

static size_t count_lines(const char *text, size_t length_bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < length_bytes; i++) {
        count += text[i] == '\n' ? 1 : 0;
    }
    return count;
}

ju_rc ju_topics_parse(ju_arena *arena, const char *path, const char *text, size_t length_bytes,
                      ju_topics *ret_topics, ju_err *err)
{
    size_t lines = count_lines(text, length_bytes);
    ju_topics topics = {.item = ju_arena_alloc(arena, (lines + 1) * sizeof *topics.item),
                        .pattern = ju_arena_alloc(arena, (lines + 1) * sizeof *topics.pattern)};
    reader r = {.arena = arena,
                .path = path,
                .at = text,
                .end = text + length_bytes,
                .line_start = text,
                .line = 1,
                .topics = &topics,
                .err = err};
    if (topics.item == NULL || topics.pattern == NULL) {
        return no_memory(&r);
    }
    JU_TRY(take_header(&r));
    while (r.at < r.end) {
        r.line++;
        r.line_start = r.at;
        ju_topic topic;
        JU_TRY(take_topic(&r, &topic));
        if (r.pattern) {
            topics.pattern[topics.pattern_count++] = topic;
        } else {
            topics.item[topics.count++] = topic;
        }
    }
    *ret_topics = topics;
    return JU_OK;
}

ju_rc ju_topics_read(ju_arena *arena, const char *path, ju_topics *ret_topics, ju_err *err)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return ju_fail(err, JU_FATAL, "topic_table", "%s: %s", path, strerror(errno));
    }
    char *text = malloc(TABLE_BYTES_MAX);
    size_t length = text == NULL ? 0 : fread(text, 1, TABLE_BYTES_MAX, file);
    bool whole = text != NULL && ferror(file) == 0 && length < TABLE_BYTES_MAX;
    (void)fclose(file);
    ju_rc rc = whole ? ju_topics_parse(arena, path, text, length, ret_topics, err)
                     : ju_fail(err, JU_FATAL, "topic_table", "%s: cannot be read whole", path);
    free(text);
    return rc;
}

const ju_topic *ju_topics_find(const ju_topics *topics, const char *name)
{
    for (size_t i = 0; i < topics->count; i++) {
        if (strcmp(topics->item[i].name, name) == 0) {
            return &topics->item[i];
        }
    }
    for (size_t i = 0; i < topics->pattern_count; i++) {
        if (strcmp(topics->pattern[i].name, name) == 0) {
            return &topics->pattern[i];
        }
    }
    return NULL;
}

/* ---- patterns ---- */

bool ju_topic_is(const char *pattern, const char *topic)
{
    while (*pattern == *topic && *pattern != '\0' && *pattern != '*') {
        pattern++;
        topic++;
    }
    if (*pattern != '*') {
        return *pattern == *topic;
    }
    size_t word = strspn(topic, PRINCIPAL_CHARS);
    return strchr(LOWER, *topic) != NULL && word > 0 && strcmp(pattern + 1, topic + word) == 0;
}

/* The words with the consumer for *. */
static ju_rc expand_words(ju_arena *arena, const ju_words *from, const char *consumer, ju_words *ret,
                          ju_err *err)
{
    *ret = (ju_words){.word = ju_arena_alloc(arena, (from->count + 1) * sizeof *ret->word),
                      .count = from->count};
    if (ret->word == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < from->count; i++) {
        ret->word[i] = strcmp(from->word[i], "*") == 0 ? consumer : from->word[i];
    }
    return JU_OK;
}

static ju_rc expand_topic(ju_arena *arena, const ju_topic *pattern, const char *consumer, ju_topic *ret,
                          ju_err *err)
{
    int before = (int)strcspn(pattern->name, "*");
    *ret = *pattern;
    ret->name =
        ju_arena_printf(arena, "%.*s%s%s", before, pattern->name, consumer, pattern->name + before + 1);
    if (ret->name == NULL) {
        return ju_no_memory(err);
    }
    if (!ju_topic_is(pattern->name, ret->name)) {
        return ju_reject(err, "topic_table", "consumer", "no consumer can have this name");
    }
    ret->audience = strcmp(pattern->audience, "*") == 0 ? consumer : pattern->audience;
    JU_TRY(expand_words(arena, &pattern->writers, consumer, &ret->writers, err));
    return expand_words(arena, &pattern->readers, consumer, &ret->readers, err);
}

ju_rc ju_topics_expand(ju_arena *arena, ju_topics *topics, const char *const *consumer, size_t count,
                       ju_err *err)
{
    size_t most = topics->count + topics->pattern_count * count;
    ju_topics all = *topics;
    all.item = ju_arena_alloc(arena, (most + 1) * sizeof *all.item);
    if (all.item == NULL) {
        return ju_no_memory(err);
    }
    memcpy(all.item, topics->item, topics->count * sizeof *all.item);
    for (size_t i = 0; i < count; i++) {
        for (size_t p = 0; p < all.pattern_count; p++) {
            JU_TRY(expand_topic(arena, &all.pattern[p], consumer[i], &all.item[all.count], err));
            all.count += ju_topics_find(&all, all.item[all.count].name) == NULL;
        }
    }
    *topics = all;
    return JU_OK;
}
