#include "tests/integration/harness/scan.h"

#include "common/base/parse.h"
#include "common/code/code.h"
#include "tests/integration/harness/command.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 4096 };

typedef struct scanner {
    int *planted; /* where a hit of the planted number counts */
    scan_result *result;
} scanner;

/* nftw gives its callback no argument. */
static scanner current;

static bool is_number(ju_code_kind kind, const char *at, size_t length)
{
    char number[JU_CODE_SIZE] = "";
    memcpy(number, at, length);
    return ju_code_valid(kind, number);
}

/* Bodies of 00008 belong to person_of alone, whose numbers are known by their serial; those of 00009 are
 * given by the played national body and known by their check digit, standing alone. */
static bool is_persons(const char *at, size_t left)
{
    char digits[7] = "";
    int64_t serial = 0;
    (void)snprintf(digits, sizeof digits, "%.6s", at + 5);
    size_t zeros = strspn(digits, "0");
    if (left < 12 || strspn(digits, "0123456789") != 6 ||
        (zeros < 6 && !ju_parse_int64(digits + zeros, 1, 999999, &serial))) {
        return false;
    }
    test_person person = person_of((int)serial);
    return memcmp(at, person.individual_number, 12) == 0 || is_number(JU_CODE_RESIDENT_CODE, at, 11);
}

static bool is_newborns(const char *at, size_t left, bool alone_before)
{
    size_t digits = 0;
    while (digits < left && digits < 14 && at[digits] >= '0' && at[digits] <= '9') {
        digits++;
    }
    return alone_before && ((digits == 12 && is_number(JU_CODE_INDIVIDUAL_NUMBER, at, 12)) ||
                            (digits == 11 && is_number(JU_CODE_RESIDENT_CODE, at, 11)));
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Fifteen digits are a 団体内統合宛名番号, drawn at random, in which a number may stand by chance. What comes
 * behind them, a tuple's header perhaps, may look like a digit, too. */
static bool in_addressee_number(const char *bytes, const char *end, const char *at)
{
    enum { DIGITS = 15, SHORTEST = 11 };
    const char *from = at;
    while (from > bytes && is_digit(from[-1])) {
        from--;
    }
    const char *to = at;
    while (to < end && is_digit(*to)) {
        to++;
    }
    return to - from >= DIGITS && at - from <= DIGITS - SHORTEST;
}

/* So that whoever reads of it knows what wrote it, and no number. */
static void keep_near(const char *bytes, size_t size, const char *at)
{
    enum { AROUND = 60 };
    size_t hit = (size_t)(at - bytes);
    size_t from = hit > AROUND ? hit - AROUND : 0;
    size_t count = size - from < 2 * AROUND ? size - from : 2 * AROUND;
    for (size_t i = 0; i < count; i++) {
        char c = bytes[from + i];
        current.result->near[i] = c >= '0' && c <= '9' ? '#' : c;
        if (c < ' ' || c > '~') {
            current.result->near[i] = '.';
        }
    }
    current.result->near[count] = '\0';
}

static void count_hit(const char *path, const char *bytes, size_t size, const char *at)
{
    test_person planted = person_of(SCAN_PLANTED_SERIAL);
    if (strncmp(at, planted.individual_number, 12) == 0) {
        (*current.planted)++;
        return;
    }
    test_person shown = person_of(SCAN_SHOWN_SERIAL);
    if (strncmp(at, shown.individual_number, 12) == 0) {
        return;
    }
    current.result->leaks++;
    (void)snprintf(current.result->leak, sizeof current.result->leak, "%s", path);
    keep_near(bytes, size, at);
}

/* In pieces: with asan each memmem looks at the shadow of all that it is given, at every hit anew. */
static const char *find_zeros(const char *at, const char *end)
{
    const char *hit = NULL;
    while (hit == NULL && end - at >= 4) {
        size_t size = end - at < PIECE ? (size_t)(end - at) : PIECE;
        hit = memmem(at, size, "0000", 4);
        at += size - 3;
    }
    return hit;
}

static void scan_bytes(const char *path, const char *bytes, size_t size)
{
    const char *end = bytes + size;
    for (const char *at = bytes; (at = find_zeros(at, end)) != NULL; at++) {
        size_t left = (size_t)(end - at);
        bool before = at == bytes || !is_digit(at[-1]);
        if (left < 12) {
            break;
        }
        bool hit = (at[4] == '8' && is_persons(at, left)) || (at[4] == '9' && is_newborns(at, left, before));
        if (hit && !in_addressee_number(bytes, end, at)) {
            count_hit(path, bytes, size, at);
        }
    }
}

/* Reads what was written of a file from one place on; returns where it ends, 0 behind the last. Kafka makes
 * its indexes of ten megabytes of nothing, which is most of what there is to read. Files are read, not
 * mapped: a server may cut one short at any moment. */
static off_t scan_part(const char *path, int file, off_t from)
{
    off_t begin = lseek(file, from, SEEK_DATA);
    off_t end = begin < 0 ? -1 : lseek(file, begin, SEEK_HOLE);
    char *bytes = end <= begin ? NULL : malloc((size_t)(end - begin));
    ssize_t size = bytes == NULL ? 0 : pread(file, bytes, (size_t)(end - begin), begin);
    if (size > 0) {
        scan_bytes(path, bytes, (size_t)size);
    }
    free(bytes);
    return size > 0 ? end : 0;
}

static int scan_file(const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void)where;
    int file = type == FTW_F && status->st_size > 0 ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file >= 0) {
        for (off_t at = scan_part(path, file, 0); at > 0; at = scan_part(path, file, at)) {
        }
        (void)close(file);
    }
    return 0;
}

static void scan_tree(const char *path, int *planted, scan_result *result)
{
    current = (scanner){.planted = planted, .result = result};
    int rc = nftw(path, scan_file, 16, FTW_PHYS);
    current = (scanner){0};
    assert_int_equal(rc, 0);
}

scan_result scan_files(void)
{
    scan_result result = {0};
    char path[512];
    (void)snprintf(path, sizeof path, "%s/postgres.home", world_env("JUKI_RUN"));
    FILE *file = fopen(path, "r");
    char home[400] = "";
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%399s", home), 1);
    (void)fclose(file);
    scan_tree(home, &result.pages, &result);
    (void)snprintf(path, sizeof path, "%s/kafka", world_env("JUKI_RUN"));
    scan_tree(path, &result.records, &result);
    (void)snprintf(path, sizeof path, "%s/log", world_env("JUKI_RUN"));
    scan_tree(path, &result.logs, &result);
    scan_tree(world_env("JUKI_TEST_DIR"), &result.logs, &result);
    return result;
}

void scan_save_metrics(world *w, process *p)
{
    char path[400];
    (void)snprintf(path, sizeof path, "%s/%s.metrics", w->dir, p->owner);
    process_save_metrics(p, path);
}
