/* Files for bodies outside: only the receiver reads them, a changed one is refused, whatever its kind of key.
 */
#include "common/seal/envelope.h"
#include "tests/integration/harness/receiver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char TEXT[] = "住民票コード,個人番号\r\n";

typedef struct fixture {
    char dir[32];
    char path[64];
    ju_arena arena;
    receiver *body;
    ju_receiver *receiver;
} fixture;

static void open_fixture(fixture *f, bool elliptic)
{
    ju_err err;
    *f = (fixture){0};
    ju_arena_init(&f->arena, 1 << 20);
    (void)snprintf(f->dir, sizeof f->dir, "/tmp/juki-envelope-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    (void)snprintf(f->path, sizeof f->path, "%s/body.pem", f->dir);
    f->body = receiver_new(f->path, elliptic);
    assert_int_equal(ju_receiver_open(f->path, &f->receiver, &err), JU_OK);
}

static void close_fixture(fixture *f)
{
    (void)unlink(f->path);
    (void)rmdir(f->dir);
    ju_receiver_free(f->receiver);
    receiver_free(f->body);
    ju_arena_done(&f->arena);
}

static unsigned char *make(fixture *f, size_t *ret_size)
{
    unsigned char *file = NULL;
    ju_err err;
    assert_int_equal(ju_envelope_make(f->receiver, &f->arena, TEXT, strlen(TEXT), &file, ret_size, &err),
                     JU_OK);
    return file;
}

static void check_key_kind(bool elliptic)
{
    fixture f;
    fixture other;
    size_t size = 0;
    open_fixture(&f, elliptic);
    open_fixture(&other, elliptic);
    unsigned char *file = make(&f, &size);
    assert_true(receiver_is_sealed_well(file, size));
    assert_null(memmem(file, size, "個人番号", strlen("個人番号")));
    char *opened = receiver_open(f.body, file, size);
    assert_non_null(opened);
    assert_string_equal(opened, TEXT);
    free(opened);
    assert_null(receiver_open(other.body, file, size));
    close_fixture(&other);
    close_fixture(&f);
}

static void only_the_receiver_reads_it(void **state)
{
    (void)state;
    check_key_kind(false);
    check_key_kind(true);
}

static void a_changed_file_is_refused(void **state)
{
    fixture f;
    size_t size = 0;
    (void)state;
    open_fixture(&f, false);
    unsigned char *file = make(&f, &size);
    for (size_t back = 1; back <= 40; back += 13) { /* the tag, and the content before it */
        file[size - back] ^= 1;
        assert_null(receiver_open(f.body, file, size));
        file[size - back] ^= 1;
    }
    close_fixture(&f);
}

static void its_certificate_has_days(void **state)
{
    fixture f;
    (void)state;
    open_fixture(&f, true);
    assert_false(ju_receiver_valid(f.receiver, "2024-12-31"));
    assert_true(ju_receiver_valid(f.receiver, "2025-01-01"));
    assert_true(ju_receiver_valid(f.receiver, "2034-12-31"));
    assert_false(ju_receiver_valid(f.receiver, "2035-01-01"));
    assert_false(ju_receiver_valid(f.receiver, "today"));
    close_fixture(&f);
}

static void no_certificate_is_told(void **state)
{
    ju_receiver *none = NULL;
    ju_err err;
    (void)state;
    assert_int_equal(ju_receiver_open("Makefile", &none, &err), JU_FATAL);
    assert_string_equal(err.code, "certificate");
    assert_int_equal(ju_receiver_open("/nowhere", &none, &err), JU_FATAL);
    assert_null(none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_receiver_reads_it),
        cmocka_unit_test(a_changed_file_is_refused),
        cmocka_unit_test(its_certificate_has_days),
        cmocka_unit_test(no_certificate_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
