#include "tests/unit/key_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { KEY_BYTES = 32, PATH_BYTES = 96 };

static const char *const ENDINGS[] = {"keys", "index"};

static const char *file_of(const char *path, const char *audience, const char *ending)
{
    static char file[PATH_BYTES];
    assert_true(snprintf(file, sizeof file, "%s/%s.%s", path, audience, ending) < PATH_BYTES);
    return file;
}

/* The key behind what a line begins with; each number has another one. */
static void put_key(const char *file, const char *audience, const char *period, unsigned number)
{
    FILE *out = fopen(file, "we");
    assert_non_null(out);
    (void)fprintf(out, "%s%s%04x", audience, period, number);
    for (unsigned i = 2; i < KEY_BYTES; i++) {
        (void)fprintf(out, "%02x", i);
    }
    (void)fprintf(out, "\n");
    assert_int_equal(fclose(out), 0);
}

void key_folder_make(const char *const *audience, char path[KEY_FOLDER_SIZE])
{
    (void)snprintf(path, KEY_FOLDER_SIZE, "/tmp/juki-keys-XXXXXX");
    assert_non_null(mkdtemp(path));
    for (unsigned i = 0; audience[i] != NULL; i++) {
        put_key(file_of(path, audience[i], ENDINGS[0]), audience[i], "/2026 ", i);
        put_key(file_of(path, audience[i], ENDINGS[1]), "", "", i);
    }
}

void key_folder_remove(const char *const *audience, const char *path)
{
    for (unsigned i = 0; audience[i] != NULL; i++) {
        assert_int_equal(unlink(file_of(path, audience[i], ENDINGS[0])), 0);
        assert_int_equal(unlink(file_of(path, audience[i], ENDINGS[1])), 0);
    }
    assert_int_equal(rmdir(path), 0);
}
