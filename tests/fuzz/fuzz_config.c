/* Any texts as values of the environment, one per line. What is accepted is printed in a form that is
 * accepted again and means the same. */
#include "common/base/parse.h"
#include "common/config/config.h"
#include "tests/fuzz/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct values {
    char *text;
    char *secret;
    int64_t count;
    int64_t wait_ms;
    int64_t size;
    bool flag;
} values;

#define ITEM(name, type, flags, member, min, max)                                                            \
    {                                                                                                        \
        name, type, flags, offsetof(values, member), NULL, "help", min, max                                  \
    }
static const ju_config_item ITEMS[] = {
    ITEM("JUKI_FUZZ_COUNT", JU_CONFIG_INT, JU_CONFIG_REQUIRED, count, -1000, 1000000),
    ITEM("JUKI_FUZZ_WAIT", JU_CONFIG_DURATION_MS, 0, wait_ms, 0, 0),
    ITEM("JUKI_FUZZ_SIZE", JU_CONFIG_SIZE, 0, size, 1, 1 << 30),
    ITEM("JUKI_FUZZ_FLAG", JU_CONFIG_BOOL, 0, flag, 0, 0),
    ITEM("JUKI_FUZZ_TEXT", JU_CONFIG_STRING, 0, text, 0, 0),
    ITEM("JUKI_FUZZ_SECRET", JU_CONFIG_STRING, JU_CONFIG_SECRET, secret, 0, 0),
};
enum { ITEM_COUNT = sizeof ITEMS / sizeof ITEMS[0], PRINTED = 5 };

static int errors;

static void count_error(void *opaque, const char *text)
{
    (void)opaque;
    must(*text != '\0');
    errors++;
}

static void ignore_warning(void *opaque, const char *text)
{
    (void)opaque;
    must(*text != '\0');
}

static bool load(const ju_config_part *part)
{
    static const ju_config_report report = {.error = count_error, .warning = ignore_warning};
    ju_err err;
    errors = 0;
    ju_rc rc = ju_config_load(part, 1, &report, &err);
    must((rc == JU_OK) == (errors == 0));
    must(rc == JU_OK || rc == JU_FATAL);
    return rc == JU_OK;
}

static void set_values(char *text)
{
    for (size_t i = 0; i < ITEM_COUNT; i++) {
        char *line = text == NULL ? NULL : strsep(&text, "\n");
        must(setenv(ITEMS[i].name, line == NULL ? "" : line, 1) == 0);
    }
}

/* Gives the environment what was printed, but for the secret, which is not. */
static void set_printed(char *printed)
{
    size_t item = 0;
    for (char *line = strsep(&printed, "\n"); line != NULL && item < PRINTED; line = strsep(&printed, "\n")) {
        size_t length = strlen(ITEMS[item].name);
        if (strncmp(line, ITEMS[item].name, length) == 0 && line[length] == '=') {
            must(setenv(ITEMS[item++].name, line + length + 1, 1) == 0);
        }
    }
    must(item == PRINTED);
}

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* What ju_config_print writes, on the heap. */
static char *print(const ju_config_part *part)
{
    char *printed = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&printed, &size);
    must(out != NULL);
    ju_config_print(part, 1, out);
    must(fclose(out) == 0);
    return printed;
}

/* Whatever the secret is, the same is printed. */
static void must_keep_the_secret(const ju_config_part *part, values *given)
{
    char other[] = "another secret";
    char *secret = given->secret;
    char *printed = print(part);
    given->secret = other;
    char *printed_other = print(part);
    given->secret = secret;
    must(strcmp(printed, printed_other) == 0);
    free(printed);
    free(printed_other);
}

static void must_print_what_loads_again(const ju_config_part *part, const values *before)
{
    values again = {0};
    ju_config_part other = {part->items, part->item_count, &again};
    char *printed = print(part);
    set_printed(printed);
    free(printed);
    /* A number left out is zero, which may be out of range when it is written. */
    if (load(&other)) {
        must(again.count == before->count && again.wait_ms == before->wait_ms && again.size == before->size);
        must(again.flag == before->flag && same_text(again.text, before->text));
    } else {
        must(before->size == 0);
    }
    ju_config_free(&other, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ju_arena *arena = fuzz_arena((size_t)1 << 24);
    values given = {0};
    const ju_config_part part = {ITEMS, ITEM_COUNT, &given};
    set_values(fuzz_text(arena, data, size));
    if (load(&part)) {
        must(given.count >= -1000 && given.count <= 1000000 && given.wait_ms >= 0);
        must(given.size == 0 || (given.size >= 1 && given.size <= 1 << 30));
        must_keep_the_secret(&part, &given);
        must_print_what_loads_again(&part, &given);
    }
    ju_config_free(&part, 1);
    must(given.text == NULL && given.secret == NULL);
    return 0;
}
