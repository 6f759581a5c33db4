#ifndef JU_BASE_ARENA_H
#define JU_BASE_ARENA_H

#include "common/base/err.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Memory of one batch of messages: allocated piece by piece, released at once. The cap bounds what a
 * hostile message can make us allocate. Each block remembers its size, which is how embedded NULs in
 * protobuf strings are found (common/event/check.h).
 */
typedef struct ju_arena {
    struct ju_arena_chunk *chunk;
    struct ju_arena_chunk *spare; /* of earlier batches, zeroed */
    size_t spare_count;
    size_t used_bytes;
    size_t cap_bytes;
    bool full;                    /* an allocation has failed since the last reset */
    ProtobufCAllocator allocator; /* for protobuf-c: free does nothing */
} ju_arena;

/* Makes an empty arena that never holds more than cap_bytes. */
void ju_arena_init(ju_arena *arena, size_t cap_bytes);

/* Forgets everything; the arena can be used again and keeps up to 3 MiB for that. */
void ju_arena_reset(ju_arena *arena);

/* Releases everything. */
void ju_arena_done(ju_arena *arena);

/* Zeroed memory, aligned for pointers, int64_t and double; NULL when the cap would be passed or memory is
 * out. */
void *ju_arena_alloc(ju_arena *arena, size_t size_bytes);

/* What NULL from an arena is to its caller: JU_FATAL "memory". Here, so that an analyser sees it never is
 * JU_OK. */
static inline ju_rc ju_no_memory(ju_err *err)
{
    (void)ju_fail(err, JU_FATAL, "memory", "the batch arena is full");
    return JU_FATAL;
}

/* Copies; NULL as ju_arena_alloc. ju_arena_strdup(NULL) is NULL. */
void *ju_arena_memdup(ju_arena *arena, const void *data, size_t size_bytes);
char *ju_arena_strdup(ju_arena *arena, const char *text);
char *ju_arena_printf(ju_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The bytes of a message, never NULL of one that has none; false as NULL from ju_arena_alloc. */
bool ju_arena_pack(ju_arena *arena, const ProtobufCMessage *message, ProtobufCBinaryData *ret);

/* The size asked for when this block was allocated. block must come from an arena. */
size_t ju_arena_block_size(const void *block);

#endif
