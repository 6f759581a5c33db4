#include "common/db/args.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

void ju_args_init(ju_args *args, ju_arena *arena)
{
    args->arena = arena;
    args->count = 0;
    args->failed = false;
}

static void push(ju_args *args, const char *value, size_t length, int format)
{
    if (args->count == JU_ARGS_MAX || length > INT_MAX) {
        args->failed = true;
        return;
    }
    args->value[args->count] = value;
    args->length[args->count] = (int)length;
    args->format[args->count] = format;
    args->count++;
}

void ju_arg_text(ju_args *args, const char *text)
{
    push(args, text, 0, 0);
}

void ju_arg_opt(ju_args *args, const char *text)
{
    push(args, text == NULL || *text == '\0' ? NULL : text, 0, 0);
}

void ju_arg_i64(ju_args *args, int64_t value)
{
    char *text = ju_arena_alloc(args->arena, 21);
    if (text == NULL) {
        args->failed = true;
        return;
    }
    (void)snprintf(text, 21, "%" PRId64, value);
    push(args, text, 0, 0);
}

void ju_arg_bool(ju_args *args, bool value)
{
    push(args, value ? "t" : "f", 0, 0);
}

void ju_arg_bytes(ju_args *args, const void *data, size_t size_bytes)
{
    push(args, data, size_bytes, 1);
}

static size_t quoted_size(const char *text)
{
    if (text == NULL) {
        return 4;
    }
    size_t size = 2;
    for (const char *c = text; *c != '\0'; c++) {
        size += *c == '"' || *c == '\\' ? 2 : 1;
    }
    return size;
}

static char *quote(char *to, const char *text)
{
    if (text == NULL) {
        memcpy(to, "NULL", 4);
        return to + 4;
    }
    *to++ = '"';
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\') {
            *to++ = '\\';
        }
        *to++ = *c;
    }
    *to++ = '"';
    return to;
}

void ju_arg_text_array(ju_args *args, const char *const *item, size_t count)
{
    size_t size = 3;
    for (size_t i = 0; i < count; i++) {
        size += quoted_size(item[i]) + 1;
    }
    char *text = ju_arena_alloc(args->arena, size);
    if (text == NULL) {
        args->failed = true;
        return;
    }
    char *to = text;
    *to++ = '{';
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            *to++ = ',';
        }
        to = quote(to, item[i]);
    }
    *to++ = '}';
    *to = '\0';
    push(args, text, 0, 0);
}

void ju_arg_i64_array(ju_args *args, const int64_t *item, size_t count)
{
    size_t size = 3 + count * 21;
    char *text = ju_arena_alloc(args->arena, size);
    if (text == NULL) {
        args->failed = true;
        return;
    }
    size_t used = (size_t)snprintf(text, size, "{");
    for (size_t i = 0; i < count; i++) {
        used += (size_t)snprintf(text + used, size - used, "%s%" PRId64, i > 0 ? "," : "", item[i]);
    }
    (void)snprintf(text + used, size - used, "}");
    push(args, text, 0, 0);
}
