#include "common/config/config.h"

#include "common/base/file.h"
#include "common/base/parse.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME_SIZE = 128, REPORT_SIZE = 512, FILE_MAX_BYTES = 64 * 1024 };

static const char PREFIX[] = "JUKI_";
static const char FILE_SUFFIX[] = "_FILE";

static const char *const EXPECTED[] = {
    [JU_CONFIG_STRING] = "a text",
    [JU_CONFIG_INT] = "a number",
    [JU_CONFIG_BOOL] = "true or false",
    [JU_CONFIG_DURATION_MS] = "a duration such as 250ms, 5s, 4h or 7d",
    [JU_CONFIG_SIZE] = "a size such as 4096, 256KiB or 1MiB",
};

typedef struct loader {
    const ju_config_report *report;
    int errors;
} loader;

static void *field(const ju_config_part *part, const ju_config_item *item)
{
    return (char *)part->values + item->offset;
}

static char **string_field(const ju_config_part *part, const ju_config_item *item)
{
    return field(part, item);
}

__attribute__((format(printf, 2, 3))) static void add_error(loader *load, const char *format, ...)
{
    char text[REPORT_SIZE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    load->report->error(load->report->opaque, text);
    load->errors++;
}

static const char *environment(const char *name)
{
    const char *value = secure_getenv(name);
    return value == NULL || *value == '\0' ? NULL : value;
}

static void file_variable(const ju_config_item *item, char ret[NAME_SIZE])
{
    (void)snprintf(ret, NAME_SIZE, "%s%s", item->name, FILE_SUFFIX);
}

static void release(char *text)
{
    ju_file_release(text, text == NULL ? 0 : strlen(text));
}

static char *copy_of(loader *load, const ju_config_item *item, const char *text)
{
    char *copy = text == NULL ? NULL : strdup(text);
    if (text != NULL && copy == NULL) {
        add_error(load, "%s: no memory", item->name);
    }
    return copy;
}

static char *from_file(loader *load, const char *variable, const char *path)
{
    char *text = NULL;
    size_t length = 0;
    ju_err err;
    if (ju_file_read(path, FILE_MAX_BYTES, &text, &length, &err) != JU_OK) {
        add_error(load, "%s: %s", variable, err.message);
        return NULL;
    }
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r')) {
        text[--length] = '\0';
    }
    if (length == 0) {
        add_error(load, "%s: %s is empty", variable, path);
        release(text);
        return NULL;
    }
    return text;
}

/* The text of an item from wherever it is given, on the heap; NULL when nowhere, or after an error. */
static char *find_text(loader *load, const ju_config_item *item)
{
    char variable[NAME_SIZE];
    file_variable(item, variable);
    const char *value = environment(item->name);
    const char *path = environment(variable);
    if (value != NULL && path != NULL) {
        add_error(load, "%s and %s are both set", item->name, variable);
        return NULL;
    }
    if (path != NULL) {
        return from_file(load, variable, path);
    }
    if (value == NULL && item->fallback == NULL && (item->flags & JU_CONFIG_REQUIRED) != 0) {
        add_error(load, "%s is missing (%s)", item->name, item->help);
        return NULL;
    }
    return copy_of(load, item, value == NULL ? item->fallback : value);
}

static bool parse(const ju_config_item *item, const char *text, void *ret)
{
    switch (item->type) {
    case JU_CONFIG_INT:
        return ju_parse_int64(text, INT64_MIN, INT64_MAX, ret);
    case JU_CONFIG_BOOL:
        return ju_parse_bool(text, ret);
    case JU_CONFIG_DURATION_MS:
        return ju_parse_duration_ms(text, ret);
    case JU_CONFIG_SIZE:
        return ju_parse_size_bytes(text, ret);
    case JU_CONFIG_STRING:
        break;
    }
    return false;
}

static bool in_range(const ju_config_item *item, int64_t value)
{
    bool open = item->min == 0 && item->max == 0;
    return value >= item->min && (open || value <= item->max);
}

/* Writes a number in the unit of the environment, in which ju_config_load reads it again. */
static void format_number(ju_config_type type, int64_t value, char *ret, size_t size_bytes)
{
    (void)snprintf(ret, size_bytes, "%" PRId64 "%s", value, type == JU_CONFIG_DURATION_MS ? "ms" : "");
}

static void check_range(loader *load, const ju_config_item *item, int64_t value)
{
    char low[32];
    char high[32];
    if (item->type == JU_CONFIG_BOOL || in_range(item, value)) {
        return;
    }
    format_number(item->type, item->min, low, sizeof low);
    format_number(item->type, item->max, high, sizeof high);
    if (item->max == 0 && item->min == 0) {
        add_error(load, "%s must be at least %s", item->name, low);
    } else {
        add_error(load, "%s must be from %s to %s", item->name, low, high);
    }
}

static void load_number(loader *load, const ju_config_part *part, const ju_config_item *item,
                        const char *text)
{
    void *value = field(part, item);
    if (!parse(item, text, value)) {
        bool secret = (item->flags & JU_CONFIG_SECRET) != 0;
        add_error(load, "%s must be %s, not \"%s\"", item->name, EXPECTED[item->type], secret ? "***" : text);
    } else if (item->type != JU_CONFIG_BOOL) {
        check_range(load, item, *(const int64_t *)value);
    }
}

static void load_item(loader *load, const ju_config_part *part, const ju_config_item *item)
{
    char *text = find_text(load, item);
    if (item->type == JU_CONFIG_STRING) {
        *string_field(part, item) = text;
        return;
    }
    memset(field(part, item), 0, item->type == JU_CONFIG_BOOL ? sizeof(bool) : sizeof(int64_t));
    if (text != NULL) {
        load_number(load, part, item, text);
    }
    release(text);
}

static bool names(const ju_config_item *item, const char *name, size_t length)
{
    char variable[NAME_SIZE];
    file_variable(item, variable);
    return (strlen(item->name) == length && strncmp(item->name, name, length) == 0) ||
           (strlen(variable) == length && strncmp(variable, name, length) == 0);
}

static bool is_known(const ju_config_part *parts, size_t part_count, const char *name, size_t length)
{
    for (size_t p = 0; p < part_count; p++) {
        for (size_t i = 0; i < parts[p].item_count; i++) {
            if (names(&parts[p].items[i], name, length)) {
                return true;
            }
        }
    }
    return false;
}

static void warn_unknown(const ju_config_part *parts, size_t part_count, const ju_config_report *report)
{
    char text[REPORT_SIZE];
    for (char **entry = environ; *entry != NULL; entry++) {
        size_t length = strcspn(*entry, "=");
        if (strncmp(*entry, PREFIX, strlen(PREFIX)) == 0 && !is_known(parts, part_count, *entry, length)) {
            (void)snprintf(text, sizeof text, "%.*s is not known to this program", (int)length, *entry);
            report->warning(report->opaque, text);
        }
    }
}

ju_rc ju_config_load(const ju_config_part *parts, size_t part_count, const ju_config_report *report,
                     ju_err *err)
{
    loader load = {.report = report};
    for (size_t p = 0; p < part_count; p++) {
        for (size_t i = 0; i < parts[p].item_count; i++) {
            load_item(&load, &parts[p], &parts[p].items[i]);
        }
    }
    warn_unknown(parts, part_count, report);
    if (load.errors > 0) {
        return ju_fail(err, JU_FATAL, "config", "%d errors in the configuration", load.errors);
    }
    return JU_OK;
}

void ju_config_free(const ju_config_part *parts, size_t part_count)
{
    for (size_t p = 0; p < part_count; p++) {
        for (size_t i = 0; i < parts[p].item_count; i++) {
            const ju_config_item *item = &parts[p].items[i];
            if (item->type == JU_CONFIG_STRING) {
                release(*string_field(&parts[p], item));
                *string_field(&parts[p], item) = NULL;
            }
        }
    }
}

static void print_value(const ju_config_part *part, const ju_config_item *item, FILE *out)
{
    char number[32];
    switch (item->type) {
    case JU_CONFIG_STRING: {
        const char *text = *string_field(part, item);
        (void)fputs(text == NULL ? "" : text, out);
        break;
    }
    case JU_CONFIG_BOOL:
        (void)fputs(*(const bool *)field(part, item) ? "true" : "false", out);
        break;
    case JU_CONFIG_INT:
    case JU_CONFIG_DURATION_MS:
    case JU_CONFIG_SIZE:
        format_number(item->type, *(const int64_t *)field(part, item), number, sizeof number);
        (void)fputs(number, out);
        break;
    }
}

void ju_config_print(const ju_config_part *parts, size_t part_count, FILE *out)
{
    for (size_t p = 0; p < part_count; p++) {
        for (size_t i = 0; i < parts[p].item_count; i++) {
            const ju_config_item *item = &parts[p].items[i];
            (void)fprintf(out, "# %s%s\n%s=", item->help,
                          (item->flags & JU_CONFIG_REQUIRED) != 0 ? " (required)" : "", item->name);
            if ((item->flags & JU_CONFIG_SECRET) != 0) {
                (void)fputs("***", out);
            } else {
                print_value(&parts[p], item, out);
            }
            (void)fputc('\n', out);
        }
    }
}
