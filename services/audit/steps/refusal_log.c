#include "services/audit/steps/refusal_log.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/types.h>

enum { READ_MAX_BYTES = 256 * 1024, PATH_BYTES = 4096, LINE_BYTES = 4096 };

typedef struct refusal_file {
    FILE *file;
    int64_t log;
    int64_t size;
} refusal_file;

/* FNV-1a of the first line, which begins with its time; 0 as long as there is none. */
static int64_t name_of(FILE *file)
{
    uint64_t hash = 14695981039346656037U;
    for (int c = getc(file); c != EOF; c = getc(file)) {
        if (c == '\n') {
            return (int64_t)(hash >> 1);
        }
        hash = (hash ^ (uint64_t)c) * 1099511628211U;
    }
    return 0;
}

static bool open_log(const char *path, refusal_file *ret)
{
    struct stat status;
    *ret = (refusal_file){.file = fopen(path, "re")};
    if (ret->file != NULL && fstat(fileno(ret->file), &status) == 0) {
        ret->log = name_of(ret->file);
        ret->size = (int64_t)status.st_size;
        return true;
    }
    if (ret->file != NULL) {
        (void)fclose(ret->file);
    }
    return false;
}

/* The next line as far as it fits, without its end; what is too long for a refusal is passed over. False when
 * the file ends before the line does. */
static bool next_line(FILE *file, char line[LINE_BYTES])
{
    size_t length = 0;
    int c = getc(file);
    for (; c != EOF && c != '\n'; c = getc(file)) {
        if (length < LINE_BYTES - 1) {
            line[length++] = (char)c;
        }
    }
    line[length] = '\0';
    return c == '\n';
}

/* A last line without its end is still being written, but in a log that was renamed nobody ends it. */
static bool take_line(FILE *file, bool former, refused_peer list[REFUSALS_MAX], size_t *count,
                      int64_t *position)
{
    char line[LINE_BYTES];
    refused_peer one;
    if (!next_line(file, line) && (!former || *line == '\0')) {
        return false;
    }
    if (refusal_parse(line, &one) && !refusal_add(list, count, &one)) {
        return false;
    }
    *position = (int64_t)ftello(file);
    return true;
}

static void read_on(const refusal_file *log, bool former, refusal_place *place,
                    refused_peer list[REFUSALS_MAX], size_t *count)
{
    if (log->log == 0) {
        return;
    }
    if (place->log != log->log || place->position > log->size) {
        *place = (refusal_place){.log = log->log};
    }
    int64_t until = place->position + READ_MAX_BYTES;
    bool more = fseeko(log->file, (off_t)place->position, SEEK_SET) == 0;
    while (more && place->position < until) {
        more = take_line(log->file, former, list, count, &place->position);
    }
}

/* What was written before the log was renamed; true when all of it has been read, or nobody has it any more.
 */
static bool finish_former(const char *path, refusal_place *place, refused_peer list[REFUSALS_MAX],
                          size_t *count, bool *ret_lost)
{
    char former[PATH_BYTES];
    refusal_file log;
    (void)snprintf(former, sizeof former, "%s.1", path);
    if (!open_log(former, &log)) {
        *ret_lost = true;
        return true;
    }
    *ret_lost = log.log != place->log;
    if (!*ret_lost) {
        read_on(&log, true, place, list, count);
    }
    (void)fclose(log.file);
    return *ret_lost || place->position >= log.size;
}

bool refusal_log_read(const char *path, refusal_place *place, refused_peer list[REFUSALS_MAX],
                      size_t *ret_count, bool *ret_lost)
{
    refusal_file log;
    *ret_count = 0;
    *ret_lost = false;
    if (!open_log(path, &log)) {
        return false;
    }
    bool moved = place->log != 0 && place->log != log.log;
    bool finished = !moved || finish_former(path, place, list, ret_count, ret_lost);
    if (*ret_lost) {
        *place = (refusal_place){0};
    }
    if (finished) {
        read_on(&log, false, place, list, ret_count);
    }
    (void)fclose(log.file);
    return true;
}
