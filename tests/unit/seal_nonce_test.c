/* A nonce is never used twice under a key: not among millions of seals, not by a child after fork, not after
 * a new start, and not when there are no random bytes. JUKI_TEST_SEALS: how many (default 2,000,000; with
 * asan 200,000). */
#include "common/base/parse.h"
#include "common/seal/keyring.h"

#include <openssl/rand.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#ifdef JU_ASAN
enum { SEALS = 200000 };
#else
enum { SEALS = 2000000 };
#endif

enum { NONCE = 12, CHILDREN = 3, CHILD_SEALS = 20000 };

#define KEY "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

typedef unsigned char nonce[NONCE];

static bool no_random;

/* In the place of libcrypto's, for what this program calls: random bytes can be taken away. */
int RAND_bytes(unsigned char *buf, int num)
{
    return no_random ? 0 : RAND_bytes_ex(NULL, buf, (size_t)num, 0);
}

static void put_file(const char *dir, const char *name, const char *content)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs(content, file);
    (void)fclose(file);
}

static char dir[32];

static int setup(void **state)
{
    (void)state;
    (void)snprintf(dir, sizeof dir, "/tmp/juki-nonce-XXXXXX");
    assert_non_null(mkdtemp(dir));
    put_file(dir, "tax.keys", "tax/2026 " KEY "\n");
    put_file(dir, "tax.index", KEY "\n");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    char path[128];
    (void)snprintf(path, sizeof path, "%s/tax.keys", dir);
    (void)unlink(path);
    (void)snprintf(path, sizeof path, "%s/tax.index", dir);
    (void)unlink(path);
    return rmdir(dir);
}

static int compare(const void *a, const void *b)
{
    return memcmp(a, b, NONCE);
}

static void assert_all_different(nonce *all, size_t count)
{
    qsort(all, count, sizeof *all, compare);
    for (size_t i = 1; i < count; i++) {
        assert_memory_not_equal(all[i - 1], all[i], NONCE);
    }
}

static void seal_many(ju_keyring *ring, nonce *ret, size_t count)
{
    ju_arena arena;
    ju_arena_init(&arena, 1 << 16);
    for (size_t i = 0; i < count; i++) {
        Juki__Common__V1__Sealed *sealed = NULL;
        if (ju_seal_text(ring, &arena, "f", "s", "123456789018", &sealed, NULL) != JU_OK) {
            abort();
        }
        memcpy(ret[i], sealed->nonce.data, NONCE);
        ju_arena_reset(&arena);
    }
    ju_arena_done(&arena);
}

/* ---- many ------------------------------------------------------------------------------------------------
 */

/* How many pairs share the 40 bits from this byte on; random ones do as birthdays tell: n(n-1)/2^41. */
static size_t pairs_alike(const nonce *all, size_t count, size_t from)
{
    size_t slots = 1;
    size_t alike = 0;
    while (slots < count * 4) {
        slots *= 2;
    }
    uint64_t *part = calloc(slots, sizeof *part);
    assert_non_null(part);
    for (size_t i = 0; i < count; i++) {
        uint64_t value = 0;
        memcpy(&value, all[i] + from, 5);
        value++; /* 0 is a free slot */
        size_t at = (size_t)(value * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (slots - 1);
        while (part[at] != 0 && part[at] != value) {
            at = (at + 1) & (slots - 1);
        }
        alike += part[at] == value;
        part[at] = value;
    }
    free(part);
    return alike;
}

/* Each bit is set in half of them: eight standard deviations (sqrt(n)/2) would be once in 10^15. */
static void assert_bits_even(const nonce *all, size_t count)
{
    for (size_t bit = 0; bit < (size_t)8 * NONCE; bit++) {
        size_t set = 0;
        for (size_t i = 0; i < count; i++) {
            set += (size_t)(all[i][bit / 8] >> bit % 8 & 1);
        }
        double off = (double)set - (double)count / 2;
        assert_true(off * off < 16.0 * (double)count);
    }
}

static void test_millions(void **state)
{
    (void)state;
    const char *wanted = getenv("JUKI_TEST_SEALS");
    int64_t given = SEALS;
    assert_true(wanted == NULL || ju_parse_int64(wanted, 2, INT64_C(100000000), &given));
    size_t count = (size_t)given;
    ju_keyring *ring = NULL;
    nonce *all = calloc(count, sizeof *all);
    assert_non_null(all);
    assert_int_equal(ju_keyring_open(dir, "tax", &ring, NULL), JU_OK);
    seal_many(ring, all, count);
    assert_int_equal(ring->keys.key[0].sealed, count);
    assert_bits_even((const nonce *)all, count);
    double expected = (double)count * (double)(count - 1) / (double)(UINT64_C(1) << 41);
    for (size_t from = 0; from + 5 <= NONCE; from++) {
        assert_true((double)pairs_alike((const nonce *)all, count, from) < 2 * expected + 50);
    }
    assert_all_different(all, count);
    ju_keyring_free(ring);
    free(all);
}

/* ---- forks and starts -------------------------------------------------------------------------------------
 */

static void write_all(int to, const nonce *all)
{
    size_t size = CHILD_SEALS * sizeof *all;
    for (size_t done = 0; done < size;) {
        ssize_t written = write(to, (const char *)all + done, size - done);
        if (written <= 0) {
            _exit(1);
        }
        done += (size_t)written;
    }
}

static void read_all(int from, nonce *ret)
{
    size_t size = CHILD_SEALS * sizeof *ret;
    for (size_t done = 0; done < size;) {
        ssize_t got = read(from, (char *)ret + done, size - done);
        assert_true(got > 0);
        done += (size_t)got;
    }
}

/* A child that seals with the keyring it inherited, or with a program started anew. */
static void run_child(ju_keyring *ring, bool anew, nonce *ret)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        static nonce mine[CHILD_SEALS];
        (void)close(ends[0]);
        if (anew) {
            char number[16];
            char name[] = "/proc/self/exe";
            (void)snprintf(number, sizeof number, "%d", ends[1]);
            (void)execl(name, name, dir, number, (char *)NULL);
            _exit(1);
        }
        seal_many(ring, mine, CHILD_SEALS);
        write_all(ends[1], (const nonce *)mine);
        _exit(0);
    }
    (void)close(ends[1]);
    read_all(ends[0], ret);
    (void)close(ends[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void test_after_fork_and_start(void **state)
{
    (void)state;
    enum { RUNS = 2 * CHILDREN + 1 };
    ju_keyring *ring = NULL;
    nonce *all = calloc((size_t)RUNS * CHILD_SEALS, sizeof *all);
    assert_non_null(all);
    assert_int_equal(ju_keyring_open(dir, "tax", &ring, NULL), JU_OK);
    seal_many(ring, all, CHILD_SEALS);
    for (size_t i = 0; i < CHILDREN; i++) {
        run_child(ring, false, all + (1 + 2 * i) * CHILD_SEALS);
        run_child(ring, true, all + (2 + 2 * i) * CHILD_SEALS);
    }
    assert_all_different(all, (size_t)RUNS * CHILD_SEALS);
    ju_keyring_free(ring);
    free(all);
}

/* The program started anew. */
static int seal_for_parent(const char *keys, const char *to)
{
    int64_t end = 0;
    static nonce mine[CHILD_SEALS];
    ju_keyring *ring = NULL;
    if (!ju_parse_int64(to, 0, INT32_MAX, &end) || ju_keyring_open(keys, "tax", &ring, NULL) != JU_OK) {
        return 1;
    }
    seal_many(ring, mine, CHILD_SEALS);
    write_all((int)end, (const nonce *)mine);
    ju_keyring_free(ring);
    return 0;
}

/* ---- none -------------------------------------------------------------------------------------------------
 */

static void test_nothing_is_sealed_without_random_bytes(void **state)
{
    (void)state;
    ju_arena arena;
    ju_keyring *ring = NULL;
    Juki__Common__V1__Sealed *sealed = NULL;
    ju_err err = {0};
    ju_arena_init(&arena, 1 << 16);
    assert_int_equal(ju_keyring_open(dir, "tax", &ring, NULL), JU_OK);
    no_random = true;
    ju_rc rc = ju_seal_text(ring, &arena, "f", "s", "x", &sealed, &err);
    no_random = false;
    assert_int_equal(rc, JU_FATAL);
    assert_string_equal(err.code, "random");
    assert_null(sealed);
    ju_keyring_free(ring);
    ju_arena_done(&arena);
}

int main(int argc, char **argv)
{
    if (argc == 3) {
        return seal_for_parent(argv[1], argv[2]);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_millions),
        cmocka_unit_test(test_after_fork_and_start),
        cmocka_unit_test(test_nothing_is_sealed_without_random_bytes),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
