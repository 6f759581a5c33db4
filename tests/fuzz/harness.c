#include "tests/fuzz/harness.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[] = "/tmp/juki-fuzz-XXXXXX";
static bool dir_made;

void fuzz_failed(const char *file, int line, const char *condition)
{
    (void)fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
    abort();
}

ju_arena *fuzz_arena(size_t cap_bytes)
{
    static ju_arena arena;
    static bool made;
    if (!made) {
        ju_arena_init(&arena, cap_bytes);
        made = true;
    }
    ju_arena_reset(&arena);
    arena.cap_bytes = cap_bytes;
    return &arena;
}

char *fuzz_text(ju_arena *arena, const uint8_t *data, size_t size)
{
    char *text = ju_arena_alloc(arena, size + 1);
    must(text != NULL);
    if (size > 0) {
        memcpy(text, data, size);
    }
    return text;
}

uint8_t *fuzz_pack(const ProtobufCMessage *message, ju_arena *arena, size_t *ret_size)
{
    *ret_size = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = ju_arena_alloc(arena, *ret_size);
    must(bytes != NULL);
    must(protobuf_c_message_pack(message, bytes) == *ret_size);
    return bytes;
}

bool fuzz_same(const ProtobufCMessage *a, const ProtobufCMessage *b, ju_arena *arena)
{
    size_t size_a = 0;
    size_t size_b = 0;
    const uint8_t *bytes_a = fuzz_pack(a, arena, &size_a);
    const uint8_t *bytes_b = fuzz_pack(b, arena, &size_b);
    return size_a == size_b && memcmp(bytes_a, bytes_b, size_a) == 0;
}

static void path_of(const char *name, char ret[512])
{
    (void)snprintf(ret, 512, "%s/%s", dir, name);
}

static void remove_dir(void)
{
    char pattern[512];
    glob_t files = {0};
    path_of("*", pattern);
    if (glob(pattern, 0, NULL, &files) == 0) {
        for (size_t i = 0; i < files.gl_pathc; i++) {
            (void)unlink(files.gl_pathv[i]);
        }
    }
    globfree(&files);
    (void)rmdir(dir);
}

const char *fuzz_dir(void)
{
    if (!dir_made) {
        must(mkdtemp(dir) != NULL);
        must(atexit(remove_dir) == 0);
        dir_made = true;
    }
    return dir;
}

void fuzz_file(const char *name, const void *data, size_t size)
{
    char path[512];
    (void)fuzz_dir();
    path_of(name, path);
    FILE *file = fopen(path, "we");
    must(file != NULL);
    must(fwrite(data, 1, size, file) == size);
    must(fclose(file) == 0);
}
