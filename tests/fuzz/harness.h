#ifndef TESTS_FUZZ_HARNESS_H
#define TESTS_FUZZ_HARNESS_H

#include "common/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What libFuzzer and replay.c call with each input; always returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A property of the code under test: says where and aborts when it does not hold. */
#define must(condition) ((condition) ? (void)0 : fuzz_failed(__FILE__, __LINE__, #condition))
__attribute__((noreturn)) void fuzz_failed(const char *file, int line, const char *condition);

/* The arena of this input, empty. Holds up to cap_bytes. */
ju_arena *fuzz_arena(size_t cap_bytes);

/* A copy with a NUL behind it. */
char *fuzz_text(ju_arena *arena, const uint8_t *data, size_t size);

/* The message as bytes. */
uint8_t *fuzz_pack(const ProtobufCMessage *message, ju_arena *arena, size_t *ret_size);

/* Whether both have the same bytes. */
bool fuzz_same(const ProtobufCMessage *a, const ProtobufCMessage *b, ju_arena *arena);

/* A directory of this process with the files given to fuzz_file; removed at its end. */
const char *fuzz_dir(void);
void fuzz_file(const char *name, const void *data, size_t size);

#endif
