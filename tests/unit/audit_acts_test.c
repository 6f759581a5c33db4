/* services/audit/ACTS.md says what is there: every message that a service reads has its row, every act that a
 * row names stands in the sources and every act of the sources in a row, and which message brings a purpose.
 */
#include "common/base/arena.h"
#include "common/event/registry.h"
#include "common/event/topics.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char TABLE[] = "services/audit/ACTS.md";
static const char *const SERVICES[] = {"resident", "identity", "delivery", "gateway", "audit"};

enum { SERVICE_COUNT = 5, TEXT_MAX = 4 << 20, ROWS_MAX = 400, ARENA_BYTES = 8 << 20, WORD_MAX = 128 };

typedef struct row {
    const char *service;
    const char *message;
    char *acts; /* blanks around each */
    bool purpose;
} row;

typedef struct fixture {
    ju_arena arena;
    ju_topics topics;
    row rows[ROWS_MAX];
    size_t count;
    char *source[SERVICE_COUNT]; /* of the service, and of common */
    char *told[SERVICE_COUNT];   /* of the service, where it makes acts */
} fixture;

/* ---- reading ------------------------------------------------------------------------------------------- */

static void append_file(const char *path, char *text)
{
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    size_t before = strlen(text);
    size_t size = fread(text + before, 1, TEXT_MAX - before - 1, file);
    assert_true(before + size < TEXT_MAX - 1);
    text[before + size] = '\0';
    (void)fclose(file);
}

static void append_all(const char *folder, const char *pattern, char *text)
{
    char path[WORD_MAX];
    glob_t found;
    (void)snprintf(path, sizeof path, "%s/%s", folder, pattern);
    if (glob(path, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++) {
            append_file(found.gl_pathv[i], text);
        }
        globfree(&found);
    }
}

static char *new_text(void)
{
    char *text = calloc(1, TEXT_MAX);
    assert_non_null(text);
    return text;
}

static void read_sources(fixture *f)
{
    static const char *const making[] = {"steps/*.c", "handlers.c", "store*.c", "numbering.c", "question.c"};
    for (size_t i = 0; i < SERVICE_COUNT; i++) {
        f->source[i] = new_text();
        f->told[i] = new_text();
        char folder[WORD_MAX / 2];
        (void)snprintf(folder, sizeof folder, "services/%s", SERVICES[i]);
        append_all(folder, "*.c", f->source[i]);
        append_all(folder, "*/*.c", f->source[i]);
        append_all("common", "*/*.c", f->source[i]);
        for (size_t n = 0; n < sizeof making / sizeof making[0]; n++) {
            append_all(folder, making[n], f->told[i]);
        }
    }
}

static char *cell(char **rest)
{
    char *end = strstr(*rest, " |");
    assert_non_null(end);
    char *text = *rest;
    *end = '\0';
    *rest = end + strlen(" |") + (end[strlen(" |")] == ' ');
    return text;
}

static void read_row(fixture *f, char *line)
{
    row *r = &f->rows[f->count++];
    assert_true(f->count < ROWS_MAX);
    char *rest = line + strlen("| ");
    r->service = cell(&rest);
    r->message = cell(&rest);
    r->acts = ju_arena_printf(&f->arena, " %s ", cell(&rest));
    (void)cell(&rest);
    r->purpose = strcmp(cell(&rest), "yes") == 0;
}

static void read_table(fixture *f)
{
    char *text = ju_arena_alloc(&f->arena, TEXT_MAX);
    char *rest = text;
    assert_non_null(text);
    *text = '\0';
    append_file(TABLE, text);
    for (char *line = strsep(&rest, "\n"); line != NULL; line = strsep(&rest, "\n")) {
        if (strncmp(line, "| ", 2) == 0 && strncmp(line, "| service", 9) != 0) {
            read_row(f, line);
        }
    }
}

static int open_all(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    ju_err err;
    assert_non_null(f);
    ju_arena_init(&f->arena, ARENA_BYTES);
    assert_int_equal(ju_topics_read(&f->arena, "proto/topics.csv", &f->topics, &err), JU_OK);
    read_sources(f);
    read_table(f);
    *state = f;
    return 0;
}

static int close_all(void **state)
{
    fixture *f = *state;
    for (size_t i = 0; i < SERVICE_COUNT; i++) {
        free(f->source[i]);
        free(f->told[i]);
    }
    ju_arena_done(&f->arena);
    free(f);
    return 0;
}

/* ---- messages ------------------------------------------------------------------------------------------ */

static const char *short_name(const char *message)
{
    return strrchr(message, '.') + 1;
}

static const row *row_of(const fixture *f, const char *service, const char *message)
{
    for (size_t i = 0; i < f->count; i++) {
        if (strcmp(f->rows[i].service, service) == 0 && strcmp(f->rows[i].message, message) == 0) {
            return &f->rows[i];
        }
    }
    return NULL;
}

static bool listed(const ju_words *words, const char *wanted)
{
    for (size_t i = 0; i < words->count; i++) {
        if (strcmp(words->word[i], wanted) == 0) {
            return true;
        }
    }
    return false;
}

static void check_message(const fixture *f, const char *service, const char *message)
{
    const ProtobufCMessageDescriptor *type = ju_registry_find(message);
    const row *r = row_of(f, service, short_name(message));
    if (r == NULL || type == NULL) {
        fail_msg("%s has no row of %s", TABLE, message);
    }
    bool has = protobuf_c_message_descriptor_get_field_by_name(type, "purpose") != NULL;
    if (has != r->purpose) {
        fail_msg("%s: purpose of %s", TABLE, message);
    }
}

static void every_message_has_its_row(void **state)
{
    const fixture *f = *state;
    for (size_t t = 0; t < f->topics.count; t++) {
        const ju_topic *topic = &f->topics.item[t];
        for (size_t s = 0; s < SERVICE_COUNT; s++) {
            for (size_t m = 0; listed(&topic->readers, SERVICES[s]) && m < topic->messages.count; m++) {
                check_message(f, SERVICES[s], topic->messages.word[m]);
            }
        }
    }
}

static bool is_read(const fixture *f, const row *r)
{
    for (size_t t = 0; t < f->topics.count; t++) {
        const ju_topic *topic = &f->topics.item[t];
        for (size_t m = 0; listed(&topic->readers, r->service) && m < topic->messages.count; m++) {
            if (strcmp(short_name(topic->messages.word[m]), r->message) == 0) {
                return true;
            }
        }
    }
    return false;
}

static void every_row_has_its_message(void **state)
{
    const fixture *f = *state;
    for (size_t i = 0; i < f->count; i++) {
        if (*f->rows[i].message != '(' && !is_read(f, &f->rows[i])) {
            fail_msg("%s does not read %s", f->rows[i].service, f->rows[i].message);
        }
    }
}

/* ---- acts ---------------------------------------------------------------------------------------------- */

/* As it is, or made of its family and a word. */
static bool stands_in(const char *source, const char *act)
{
    char quoted[WORD_MAX + 4];
    (void)snprintf(quoted, sizeof quoted, "\"%s\"", act);
    if (strstr(source, quoted) != NULL) {
        return true;
    }
    (void)snprintf(quoted, sizeof quoted, "\"%.*s.%%s\"", (int)strcspn(act, "."), act);
    return strstr(source, quoted) != NULL;
}

static void every_act_is_made(void **state)
{
    const fixture *f = *state;
    for (size_t i = 0; i < f->count; i++) {
        char *rest = ju_arena_strdup((ju_arena *)(uintptr_t)&f->arena, f->rows[i].acts);
        for (char *act = strsep(&rest, " "); act != NULL; act = strsep(&rest, " ")) {
            for (size_t s = 0; *act != '\0' && s < SERVICE_COUNT; s++) {
                bool ours =
                    strcmp(f->rows[i].service, SERVICES[s]) == 0 || strcmp(f->rows[i].service, "all") == 0;
                if (ours && !stands_in(f->source[s], act)) {
                    fail_msg("%s makes no act %s", SERVICES[s], act);
                }
            }
        }
    }
}

static bool is_told(const fixture *f, const char *service, const char *act)
{
    char wanted[WORD_MAX + 2];
    (void)snprintf(wanted, sizeof wanted, " %s ", act);
    for (size_t i = 0; i < f->count; i++) {
        if (strcmp(f->rows[i].service, service) == 0 && strstr(f->rows[i].acts, wanted) != NULL) {
            return true;
        }
    }
    return false;
}

/* The next text in quotes that looks like an act; false: there is none. */
static bool next_act(const char **at, char ret[WORD_MAX])
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
    for (const char *quote = strchr(*at, '"'); quote != NULL; quote = strchr(quote + 1, '"')) {
        size_t family = strspn(quote + 1, letters);
        size_t word =
            quote[1 + family] == '.' ? strspn(quote + 2 + family, "-abcdefghijklmnopqrstuvwxyz_") : 0;
        size_t size = family + 1 + word;
        if (family > 0 && word > 1 && size < WORD_MAX && quote[1 + size] == '"') {
            (void)snprintf(ret, WORD_MAX, "%.*s", (int)size, quote + 1);
            *at = quote + size + 2;
            return true;
        }
    }
    return false;
}

static void every_act_made_is_told(void **state)
{
    const fixture *f = *state;
    char act[WORD_MAX];
    for (size_t s = 0; s < SERVICE_COUNT; s++) {
        size_t found = 0;
        for (const char *at = f->told[s]; next_act(&at, act); found++) {
            bool is_item = strcmp(act, "refusal.code") == 0;
            if (!is_item && !is_told(f, SERVICES[s], act)) {
                fail_msg("%s has no row of %s with %s", TABLE, SERVICES[s], act);
            }
        }
        assert_true(found > 10);
    }
}

/* 承認台帳: what it takes for a decision is an act of somebody. */
static void every_decision_is_an_act(void **state)
{
    const fixture *f = *state;
    char *text = new_text();
    size_t count = 0;
    append_file("services/audit/migrations/0017_approvals.sql", text);
    append_file("services/audit/migrations/0021_erasure.sql", text);
    for (const char *at = text; (at = strstr(at, "('")) != NULL; count++) {
        char act[WORD_MAX];
        at += 2;
        (void)snprintf(act, sizeof act, "%.*s", (int)strcspn(at, "'"), at);
        bool told = false;
        for (size_t s = 0; s < SERVICE_COUNT; s++) {
            told = told || is_told(f, SERVICES[s], act);
        }
        if (strchr(act, '.') != NULL && !told) {
            fail_msg("%s has no act %s", TABLE, act);
        }
    }
    assert_in_range(count, 30, 60);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_has_its_row), cmocka_unit_test(every_row_has_its_message),
        cmocka_unit_test(every_act_is_made),         cmocka_unit_test(every_act_made_is_told),
        cmocka_unit_test(every_decision_is_an_act),
    };
    return cmocka_run_group_tests_name("audit_acts", tests, open_all, close_all);
}
