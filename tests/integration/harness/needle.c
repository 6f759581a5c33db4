#include "tests/integration/harness/needle.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* nftw gives its callback no argument. */
static struct {
    const char *only;
    const char *text;
    int files;
} current;

/* Files are read, not mapped: a server may cut one short at any moment. */
static bool holds(const char *path, size_t size)
{
    FILE *file = fopen(path, "r");
    char *bytes = malloc(size);
    bool found = false;
    if (file != NULL && bytes != NULL) {
        size_t read = fread(bytes, 1, size, file);
        found = memmem(bytes, read, current.text, strlen(current.text)) != NULL;
    }
    free(bytes);
    if (file != NULL) {
        (void)fclose(file);
    }
    return found;
}

static int look_at(const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void)where;
    if (type == FTW_F && status->st_size > 0 &&
        (current.only == NULL || strstr(path, current.only) != NULL)) {
        current.files += holds(path, (size_t)status->st_size);
    }
    return 0;
}

int needle_files(const char *folder, const char *only, const char *text)
{
    current.only = only;
    current.text = text;
    current.files = 0;
    assert_int_equal(nftw(folder, look_at, 16, FTW_PHYS), 0);
    return current.files;
}
