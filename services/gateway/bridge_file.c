#include "services/gateway/bridge_file.h"

#include "common/base/parse.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_DIGITS = 10 };

void bridge_file_name(const bridge_file *file, const char *ending, char ret[BRIDGE_NAME_SIZE])
{
    (void)snprintf(ret, BRIDGE_NAME_SIZE, "%s_%s_%0*lld_%.4s%.2s%.2s%s", file->consumer, file->kind,
                   NUMBER_DIGITS, (long long)file->number, file->day, file->day + 5, file->day + 8, ending);
}

int64_t bridge_file_number(const char *consumer, const char *name)
{
    char digits[NUMBER_DIGITS + 1];
    int64_t number = 0;
    size_t length = strlen(consumer);
    bool known = strncmp(name, consumer, length) == 0 &&
                 (strncmp(name + length, "_full_", 6) == 0 || strncmp(name + length, "_diff_", 6) == 0) &&
                 strlen(name + length) == 6 + NUMBER_DIGITS + strlen("_20260410.csv.cms") &&
                 strcmp(name + strlen(name) - strlen(".csv.cms"), ".csv.cms") == 0;
    if (!known) {
        return 0;
    }
    (void)snprintf(digits, sizeof digits, "%s", name + length + 6);
    return ju_parse_int64(digits + strspn(digits, "0"), 1, INT64_MAX, &number) ? number : 0;
}

char *bridge_manifest(const bridge_file *file, ju_arena *arena)
{
    char name[BRIDGE_NAME_SIZE];
    bridge_file_name(file, ".csv.cms", name);
    json_t *json = json_pack("{s:i, s:s, s:s, s:s, s:I, s:b, s:I, s:s, s:I, s:I, s:I, s:s, s:s, s:s}",
                             "version", 1, "consumer", file->consumer, "file", name, "kind", file->kind,
                             "part", (json_int_t)file->part, "last_part", (int)file->last_part, "number",
                             (json_int_t)file->number, "day", file->day, "log_after", (json_int_t)file->after,
                             "log_until", (json_int_t)file->until, "rows", (json_int_t)file->rows, "sha256",
                             file->sha256, "encrypted_sha256", file->sealed_sha256,
                             "previous_manifest_sha256", file->previous);
    char *text = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);
    char *ret = text == NULL ? NULL : ju_arena_printf(arena, "%s\n", text);
    free(text);
    json_decref(json);
    return ret;
}
