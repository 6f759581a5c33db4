#include "services/audit/steps/server_log.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>

/* A line of PostgreSQL may tell a name of 10,000 bytes with each of them escaped. */
enum { READ_MAX_BYTES = 256 * 1024, PATH_BYTES = 4096, LINE_BYTES = 64 * 1024 };

typedef struct log_file {
    FILE *file;
    int64_t log;
    int64_t size;
} log_file;

typedef struct log_reading {
    told_parse parse;
    told_act *list; /* of TOLD_MAX */
    size_t count;
} log_reading;

/* FNV-1a */
static uint64_t hash_on(uint64_t hash, int c)
{
    return (hash ^ (uint64_t)c) * 1099511628211U;
}

/* A hash of where it lies and of its first line, which begins with its time; 0 as long as there is none. */
static int64_t name_of(FILE *file, const char *folder)
{
    uint64_t hash = 14695981039346656037U;
    for (; *folder != '\0'; folder++) {
        hash = hash_on(hash, (unsigned char)*folder);
    }
    for (int c = getc(file); c != EOF; c = getc(file)) {
        if (c == '\n') {
            return (int64_t)(hash >> 1);
        }
        hash = hash_on(hash, c);
    }
    return 0;
}

static bool open_log(const char *path, const char *folder, log_file *ret)
{
    struct stat status;
    *ret = (log_file){.file = fopen(path, "re")};
    if (ret->file != NULL && fstat(fileno(ret->file), &status) == 0) {
        ret->log = name_of(ret->file, folder);
        ret->size = (int64_t)status.st_size;
        return true;
    }
    if (ret->file != NULL) {
        (void)fclose(ret->file);
    }
    return false;
}

/* The next line as far as it fits, without its end. False when the file ends before the line does. */
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
static bool take_line(FILE *file, bool former, log_reading *reading, int64_t *position)
{
    char line[LINE_BYTES];
    told_act one;
    if (!next_line(file, line) && (!former || *line == '\0')) {
        return false;
    }
    if (reading->parse(line, &one) && !told_add(reading->list, &reading->count, &one)) {
        return false;
    }
    *position = (int64_t)ftello(file);
    return true;
}

static void read_on(const log_file *log, bool former, log_place *place, log_reading *reading)
{
    if (log->log == 0) {
        return;
    }
    if (place->log != log->log || place->position > log->size) {
        *place = (log_place){.log = log->log};
    }
    int64_t until = place->position + READ_MAX_BYTES;
    bool more = fseeko(log->file, (off_t)place->position, SEEK_SET) == 0;
    while (more && place->position < until) {
        more = take_line(log->file, former, reading, &place->position);
    }
}

/* ---- one log, renamed by and by --------------------------------------------------------------------------
 */

/* What was written before the log was renamed; true when all of it has been read, or nobody has it any more.
 */
static bool finish_former(const char *path, log_place *place, log_reading *reading, bool *ret_lost)
{
    char former[PATH_BYTES];
    log_file log;
    (void)snprintf(former, sizeof former, "%s.1", path);
    if (!open_log(former, "", &log)) {
        *ret_lost = true;
        return true;
    }
    *ret_lost = log.log != place->log;
    if (!*ret_lost) {
        read_on(&log, true, place, reading);
    }
    (void)fclose(log.file);
    return *ret_lost || place->position >= log.size;
}

bool server_log_read(const char *path, told_parse parse, log_place *place, told_act list[TOLD_MAX],
                     size_t *ret_count, bool *ret_lost)
{
    log_file log;
    log_reading reading = {.parse = parse, .list = list};
    *ret_count = 0;
    *ret_lost = false;
    if (!open_log(path, "", &log)) {
        return false;
    }
    bool moved = place->log != 0 && place->log != log.log;
    bool finished = !moved || finish_former(path, place, &reading, ret_lost);
    if (*ret_lost) {
        *place = (log_place){0};
    }
    if (finished) {
        read_on(&log, false, place, &reading);
    }
    (void)fclose(log.file);
    *ret_count = reading.count;
    return true;
}

/* ---- all logs of folders ---------------------------------------------------------------------------------
 */

typedef struct folder_walk {
    const char *suffix;
    const log_places *before;
    log_places *after;
    log_reading reading;
} folder_walk;

static int64_t position_in(const log_places *places, int64_t log)
{
    for (size_t i = 0; i < places->count; i++) {
        if (places->item[i].log == log) {
            return places->item[i].position;
        }
    }
    return 0;
}

static bool read_file(folder_walk *walk, const char *folder, const char *name)
{
    char path[PATH_BYTES];
    log_file log;
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (length >= (int)sizeof path || walk->after->count == LOG_FILES_MAX || !open_log(path, folder, &log)) {
        return false;
    }
    if (log.log != 0) {
        log_place *place = &walk->after->item[walk->after->count++];
        *place = (log_place){.log = log.log, .position = position_in(walk->before, log.log)};
        read_on(&log, false, place, &walk->reading);
    }
    (void)fclose(log.file);
    return true;
}

static bool ends_with(const char *name, const char *suffix)
{
    size_t length = strlen(name);
    size_t wanted = strlen(suffix);
    return length >= wanted && strcmp(name + length - wanted, suffix) == 0;
}

static bool read_folder(folder_walk *walk, const char *folder)
{
    bool good = true;
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        return false;
    }
    for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (ends_with(entry->d_name, walk->suffix)) {
            good &= read_file(walk, folder, entry->d_name);
        }
    }
    (void)closedir(dir);
    return good;
}

/* What could not be looked at keeps its place. */
static void keep_places(const log_places *before, log_places *after)
{
    for (size_t i = 0; i < before->count && after->count < LOG_FILES_MAX; i++) {
        if (position_in(after, before->item[i].log) == 0) {
            after->item[after->count++] = before->item[i];
        }
    }
}

bool server_logs_read(const char *folders, const char *suffix, told_parse parse, log_places *places,
                      told_act list[TOLD_MAX], size_t *ret_count)
{
    log_places before = *places;
    folder_walk walk = {
        .suffix = suffix, .before = &before, .after = places, .reading = {.parse = parse, .list = list}};
    bool good = true;
    places->count = 0;
    while (*folders != '\0') {
        char folder[PATH_BYTES];
        size_t length = strcspn(folders, ":");
        (void)snprintf(folder, sizeof folder, "%.*s", (int)length, folders);
        good &= read_folder(&walk, folder);
        folders += length + (folders[length] == ':' ? 1 : 0);
    }
    if (!good) {
        keep_places(&before, places);
    }
    *ret_count = walk.reading.count;
    return good;
}
