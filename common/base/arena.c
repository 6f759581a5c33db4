#include "common/base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under AddressSanitizer all of a chunk but the blocks themselves is out of bounds. */
#ifdef JU_ASAN
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(data, size)   ((void)(data), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(data, size) ((void)(data), (void)(size))
#endif

/*
 * What the batches of a service need comes again with the next; SPARE_MAX chunks stay for it. Blocks are
 * aligned for what messages and rows are made of, not for long double: most are a few bytes, and every head
 * counts.
 */
enum { CHUNK_BYTES = 64 * 1024, SPARE_MAX = 48, ALIGN = alignof(int64_t), SHORT_TEXT = 256 };

struct ju_arena_chunk {
    struct ju_arena_chunk *next;
    size_t size;
    size_t used;
    alignas(int64_t) unsigned char data[];
};

typedef struct block_head {
    alignas(int64_t) size_t size;
} block_head;

static void *allocator_alloc(void *arena, size_t size)
{
    return ju_arena_alloc(arena, size);
}

static void allocator_free(void *arena, void *block)
{
    (void)arena;
    (void)block;
}

void ju_arena_init(ju_arena *arena, size_t cap_bytes)
{
    *arena = (ju_arena){
        .cap_bytes = cap_bytes,
        .allocator = {.alloc = allocator_alloc, .free = allocator_free, .allocator_data = arena},
    };
}

/* Takes a chunk out of use; opened numbers may have been in it. */
static void retire(ju_arena *arena, struct ju_arena_chunk *chunk)
{
    ASAN_UNPOISON_MEMORY_REGION(chunk->data, chunk->size);
    explicit_bzero(chunk->data, chunk->used);
    if (chunk->size != CHUNK_BYTES || arena->spare_count == SPARE_MAX) {
        free(chunk);
        return;
    }
    ASAN_POISON_MEMORY_REGION(chunk->data, chunk->size);
    chunk->used = 0;
    chunk->next = arena->spare;
    arena->spare = chunk;
    arena->spare_count++;
}

void ju_arena_reset(ju_arena *arena)
{
    for (struct ju_arena_chunk *next = NULL; arena->chunk != NULL; arena->chunk = next) {
        next = arena->chunk->next;
        retire(arena, arena->chunk);
    }
    arena->used_bytes = 0;
    arena->full = false;
}

void ju_arena_done(ju_arena *arena)
{
    ju_arena_reset(arena);
    for (struct ju_arena_chunk *next = NULL; arena->spare != NULL; arena->spare = next) {
        next = arena->spare->next;
        ASAN_UNPOISON_MEMORY_REGION(arena->spare->data, arena->spare->size);
        free(arena->spare);
    }
    arena->spare_count = 0;
}

/* A chunk of the size, all zero; NULL when memory is out. */
static struct ju_arena_chunk *new_chunk(ju_arena *arena, size_t size)
{
    struct ju_arena_chunk *chunk = arena->spare;
    if (size == CHUNK_BYTES && chunk != NULL) {
        arena->spare = chunk->next;
        arena->spare_count--;
        return chunk;
    }
    chunk = calloc(1, sizeof *chunk + size);
    if (chunk != NULL) {
        ASAN_POISON_MEMORY_REGION(chunk->data, size);
        chunk->size = size;
    }
    return chunk;
}

static struct ju_arena_chunk *chunk_with_room(ju_arena *arena, size_t need)
{
    struct ju_arena_chunk *chunk = arena->chunk;
    if (chunk != NULL && chunk->size - chunk->used >= need) {
        return chunk;
    }
    size_t size = need > CHUNK_BYTES ? need : CHUNK_BYTES;
    chunk = new_chunk(arena, size);
    if (chunk == NULL) {
        return NULL;
    }
    chunk->next = arena->chunk;
    arena->chunk = chunk;
    return chunk;
}

static void *alloc_block(ju_arena *arena, size_t size_bytes)
{
    if (size_bytes > arena->cap_bytes) {
        return NULL;
    }
    size_t need = sizeof(block_head) + (size_bytes + ALIGN - 1) / ALIGN * ALIGN;
    if (arena->used_bytes + need > arena->cap_bytes) {
        return NULL;
    }
    struct ju_arena_chunk *chunk = chunk_with_room(arena, need);
    if (chunk == NULL) {
        return NULL;
    }
    block_head *head = (block_head *)(chunk->data + chunk->used);
    ASAN_UNPOISON_MEMORY_REGION(head, sizeof *head + size_bytes);
    head->size = size_bytes;
    ASAN_POISON_MEMORY_REGION(head, sizeof *head);
    chunk->used += need;
    arena->used_bytes += need;
    return head + 1;
}

void *ju_arena_alloc(ju_arena *arena, size_t size_bytes)
{
    void *block = alloc_block(arena, size_bytes);
    arena->full |= block == NULL;
    return block;
}

void *ju_arena_memdup(ju_arena *arena, const void *data, size_t size_bytes)
{
    void *copy = ju_arena_alloc(arena, size_bytes);
    if (copy != NULL && size_bytes > 0) {
        memcpy(copy, data, size_bytes);
    }
    return copy;
}

char *ju_arena_strdup(ju_arena *arena, const char *text)
{
    return text == NULL ? NULL : ju_arena_memdup(arena, text, strlen(text) + 1);
}

char *ju_arena_printf(ju_arena *arena, const char *format, ...)
{
    va_list args;
    char brief[SHORT_TEXT]; /* most texts are: they are printed once, not to be measured and again */
    va_start(args, format);
    int length = vsnprintf(brief, sizeof brief, format, args);
    va_end(args);
    char *text = length < 0 ? NULL : ju_arena_alloc(arena, (size_t)length + 1);
    if (text != NULL && (size_t)length < sizeof brief) {
        memcpy(text, brief, (size_t)length);
    } else if (text != NULL) {
        va_start(args, format);
        (void)vsnprintf(text, (size_t)length + 1, format, args);
        va_end(args);
    }
    explicit_bzero(brief, sizeof brief); /* as chunks are: it may be somebody's name */
    return text;
}

bool ju_arena_pack(ju_arena *arena, const ProtobufCMessage *message, ProtobufCBinaryData *ret)
{
    ret->len = protobuf_c_message_get_packed_size(message);
    ret->data = ju_arena_alloc(arena, ret->len + 1);
    if (ret->data == NULL) {
        return false;
    }
    protobuf_c_message_pack(message, ret->data);
    return true;
}

__attribute__((no_sanitize_address)) size_t ju_arena_block_size(const void *block)
{
    return ((const block_head *)block - 1)->size;
}
