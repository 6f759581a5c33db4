#include "common/text/csv.h"

#include <string.h>

/* Reads a quoted field, *at behind its opening quote, squeezing doubled quotes; false when it does not end.
 */
static bool read_quoted(char *line, size_t length, size_t *at, ju_csv_field *ret)
{
    size_t from = *at;
    size_t to = from;
    ret->text = line + from;
    while (from < length) {
        if (line[from] == '"') {
            if (from + 1 >= length || line[from + 1] != '"') {
                break;
            }
            from++;
        }
        line[to++] = line[from++];
    }
    if (from == length || (from + 1 < length && line[from + 1] != ',')) {
        return false;
    }
    line[to] = '\0';
    ret->length = to - *at;
    *at = from + 1;
    return true;
}

static bool read_plain(char *line, size_t length, size_t *at, ju_csv_field *ret)
{
    char *end = memchr(line + *at, ',', length - *at);
    size_t size = end == NULL ? length - *at : (size_t)(end - (line + *at));
    *ret = (ju_csv_field){.text = line + *at, .length = size};
    *at += size;
    return memchr(ret->text, '"', size) == NULL;
}

bool ju_csv_split(char *line, size_t length, ju_csv_field *field, size_t max, size_t *ret_count)
{
    size_t at = 0;
    size_t count = 0;
    for (bool more = true; more; count++) {
        ju_csv_field one = {0};
        bool quoted = at < length && line[at] == '"';
        at += quoted;
        if (!(quoted ? read_quoted : read_plain)(line, length, &at, &one)) {
            return false;
        }
        more = at < length; /* at a comma, else at the end */
        line[at++] = '\0';
        if (count < max) {
            field[count] = one;
        }
    }
    *ret_count = count;
    return true;
}

void ju_csv_put(FILE *out, const char *text)
{
    if (text[strcspn(text, ",\"\r\n")] == '\0') {
        (void)fputs(text, out);
        return;
    }
    (void)fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"') {
            (void)fputc('"', out);
        }
        (void)fputc(*text, out);
    }
    (void)fputc('"', out);
}
