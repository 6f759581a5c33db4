/* Runs a fuzz target over files, or over all files of directories, once each; one TAP line per file. */
#include "tests/fuzz/harness.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INPUT_MAX = 1 << 20 };

/* Appends the path, or the files of a directory in the order of their names. */
static void add_path(const char *path, glob_t *files)
{
    char pattern[512];
    (void)snprintf(pattern, sizeof pattern, "%s/*", path);
    int flags = files->gl_pathc > 0 ? GLOB_APPEND : 0;
    if (glob(pattern, flags, NULL, files) == GLOB_NOMATCH) {
        must(glob(path, flags | GLOB_NOCHECK, NULL, files) == 0);
    }
}

/* Reads into memory of exactly the file's size, so that a step past the end is seen. */
static uint8_t *read_input(const char *path, size_t *ret_size)
{
    static uint8_t buffer[INPUT_MAX];
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        (void)fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(2);
    }
    *ret_size = fread(buffer, 1, sizeof buffer, file);
    (void)fclose(file);
    uint8_t *input = malloc(*ret_size + (*ret_size == 0));
    must(input != NULL);
    memcpy(input, buffer, *ret_size);
    return input;
}

static void replay(const char *path)
{
    size_t size = 0;
    uint8_t *input = read_input(path, &size);
    must(LLVMFuzzerTestOneInput(input, size) == 0);
    free(input);
}

int main(int argc, char **argv)
{
    glob_t files = {0};
    const char *target = strrchr(argv[0], '-') == NULL ? argv[0] : strrchr(argv[0], '-') + 1;
    for (int i = 1; i < argc; i++) {
        add_path(argv[i], &files);
    }
    if (files.gl_pathc == 0) {
        (void)fprintf(stderr, "usage: %s FILE|DIRECTORY...\n", argv[0]);
        return 2;
    }
    (void)printf("1..%zu\n", files.gl_pathc);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        (void)fflush(stdout); /* a crash must not swallow what went well */
        replay(files.gl_pathv[i]);
        (void)printf("ok %zu - fuzz %s: %s\n", i + 1, target, files.gl_pathv[i]);
    }
    globfree(&files);
    return 0;
}
