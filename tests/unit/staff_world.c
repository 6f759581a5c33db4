#include "tests/unit/staff_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { ARENA_BYTES = 1 << 20 };

const ju_staff_terms STAFF_TERMS = {ISSUER_NAME, "juki", 900, 30};

int staff_world_open(void **state)
{
    staff_world *w = calloc(1, sizeof *w);
    char private_path[80];
    ju_err err;
    assert_non_null(w);
    (void)snprintf(w->path, sizeof w->path, "/tmp/staff_world.%d", (int)getpid());
    (void)snprintf(private_path, sizeof private_path, "%s.pem", w->path);
    w->ours = issuer_new();
    w->other = issuer_new();
    assert_true(issuer_write(w->ours, private_path, w->path));
    assert_int_equal(unlink(private_path), 0);
    assert_int_equal(ju_staff_keys_open(w->path, &w->keys, &err), JU_OK);
    ju_arena_init(&w->arena, ARENA_BYTES);
    (void)snprintf(w->header, sizeof w->header, "{\"alg\":\"EdDSA\",\"kid\":\"%s\"}", issuer_kid(w->ours));
    *state = w;
    return 0;
}

int staff_world_close(void **state)
{
    staff_world *w = *state;
    (void)unlink(w->path);
    issuer_free(w->ours);
    issuer_free(w->other);
    ju_staff_keys_free(w->keys);
    ju_arena_done(&w->arena);
    free(w);
    return 0;
}

void staff_world_write(const staff_world *w, const char *format, ...)
{
    char beside[80];
    va_list args;
    (void)snprintf(beside, sizeof beside, "%s.new", w->path);
    FILE *file = fopen(beside, "w");
    assert_non_null(file);
    va_start(args, format);
    (void)vfprintf(file, format, args);
    va_end(args);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(rename(beside, w->path), 0);
}

const char *staff_verdict(staff_world *w, int64_t now_s, const char *token, size_t size)
{
    static ju_err err;
    ju_staff_token ignored;
    err = (ju_err){0};
    ju_arena_reset(&w->arena);
    ju_rc rc = ju_staff_token_check(w->keys, &STAFF_TERMS, now_s, token, size, &w->arena, &ignored, &err);
    assert_true(rc == JU_OK || rc == JU_REJECT);
    return rc == JU_OK ? "" : err.code;
}
