/* A witness of the log (C2SP tlog-witness): what it cosigns and what it answers to everything else. */
#include "deploy/witness/witness.h"

#include "common/merkle/base64.h"
#include "common/merkle/kept.h"
#include "common/merkle/proof.h"
#include "common/merkle/tree.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ORIGIN "example.org/audit"

enum { ARENA_BYTES = 256 * 1024, PATH_SIZE = 64 };

static char dir[] = "/tmp/witness-test-XXXXXX";
static char key_path[PATH_SIZE];
static char log_key_path[PATH_SIZE];
static char other_key_path[PATH_SIZE];
static char logs_path[PATH_SIZE];
static ju_arena arena;
static ju_err err;
static ju_hasher *hasher;
static ju_note_key *log_key;
static ju_note_key *witness_key;
static witness *w;
static char *answer; /* the last one */
static const char *content_type;

static void make_key(const char *path)
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    FILE *file = fopen(path, "w");
    assert_true(key != NULL && file != NULL &&
                PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1);
    (void)fclose(file);
    EVP_PKEY_free(key);
}

static void open_witness(void)
{
    const witness_setup setup = {"witness.example", key_path, logs_path, dir};
    assert_int_equal(witness_open(&setup, &w, &err), JU_OK);
}

static int set_up(void **state)
{
    (void)state;
    ju_arena_init(&arena, ARENA_BYTES);
    (void)snprintf(dir, sizeof dir, "/tmp/witness-test-XXXXXX");
    assert_non_null(mkdtemp(dir));
    (void)snprintf(key_path, sizeof key_path, "%s/key", dir);
    (void)snprintf(log_key_path, sizeof log_key_path, "%s/log", dir);
    (void)snprintf(other_key_path, sizeof other_key_path, "%s/other", dir);
    (void)snprintf(logs_path, sizeof logs_path, "%s/policy", dir);
    make_key(key_path);
    make_key(log_key_path);
    make_key(other_key_path);
    assert_int_equal(ju_hasher_new(&hasher, &err), JU_OK);
    assert_int_equal(ju_note_key_open(ORIGIN, JU_NOTE_LOG, log_key_path, &log_key, &err), JU_OK);
    assert_int_equal(ju_note_key_open("witness.example", JU_NOTE_WITNESS, key_path, &witness_key, &err),
                     JU_OK);
    FILE *file = fopen(logs_path, "w");
    assert_non_null(file);
    (void)fprintf(file, "# whom we watch\n\n  log %s https://log.example/\nquorum none\n",
                  ju_note_key_text(log_key, &arena));
    (void)fclose(file);
    open_witness();
    return 0;
}

static int tear_down(void **state)
{
    char command[PATH_SIZE];
    (void)state;
    witness_close(w);
    ju_note_key_free(log_key);
    ju_note_key_free(witness_key);
    ju_hasher_free(hasher);
    ju_arena_done(&arena);
    free(answer);
    answer = NULL;
    (void)snprintf(command, sizeof command, "rm -r %s", dir);
    return system(command); /* NOLINT(cert-env33-c): the folder is our own */
}

/* ---- a log of the numbers from `first` on ---------------------------------------------------------------
 */

static ju_hash leaf_of(int64_t number)
{
    return ju_hash_leaf(hasher, &number, sizeof number);
}

static ju_hash root_of(int64_t first, int64_t size)
{
    ju_tree tree = {0};
    for (int64_t i = 0; i < size; i++) {
        ju_hash leaf = leaf_of(first + i);
        ju_tree_append(hasher, &tree, &leaf);
    }
    return ju_tree_root(hasher, &tree);
}

static ju_rc read_subtree(void *opaque, int level, int64_t index, ju_hash *ret, ju_err *ret_err)
{
    const int64_t *first = opaque;
    (void)ret_err;
    *ret = root_of(*first + (index << level), (int64_t)1 << level);
    return JU_OK;
}

static const char *note_of(const ju_note_key *key, const char *origin, int64_t first, int64_t size)
{
    const ju_checkpoint checkpoint = {origin, size, root_of(first, size)};
    const char *text = ju_checkpoint_text(&checkpoint, &arena);
    const char *line = NULL;
    assert_int_equal(ju_note_sign(key, &arena, text, 0, &line, &err), JU_OK);
    return ju_arena_printf(&arena, "%s\n%s", text, line);
}

static const char *proof_lines(int64_t first, int64_t old_size, int64_t size)
{
    const ju_subtrees from = {read_subtree, &first};
    ju_proof proof = {0};
    const char *lines = "";
    if (old_size > 0) {
        assert_int_equal(ju_prove_consistency(hasher, &from, old_size, size, &proof, &err), JU_OK);
    }
    for (size_t i = 0; i < proof.count; i++) {
        lines =
            ju_arena_printf(&arena, "%s%s\n", lines, ju_base64(&arena, proof.hash[i].byte, JU_HASH_BYTES));
    }
    return lines;
}

static unsigned post(const char *body)
{
    size_t size = 0;
    ju_http_exchange exchange = {
        .method = "POST", .path = "/add-checkpoint", .body = body, .body_size = strlen(body)};
    free(answer);
    exchange.answer = open_memstream(&answer, &size);
    witness_respond(w, &exchange);
    (void)fclose(exchange.answer);
    content_type = exchange.content_type;
    return exchange.status;
}

/* The log of these numbers is shown at this size by who says that the witness saw old_size. */
static unsigned show(int64_t first, int64_t old_size, int64_t size)
{
    return post(ju_arena_printf(&arena, "old %lld\n%s\n%s", (long long)old_size,
                                proof_lines(first, old_size, size), note_of(log_key, ORIGIN, first, size)));
}

static void assert_cosigned(int64_t first, int64_t size)
{
    const char *text = NULL;
    int64_t seconds = 0;
    const char *note = ju_arena_printf(&arena, "%s%s", note_of(log_key, ORIGIN, first, size), answer);
    assert_int_equal(ju_note_check(witness_key, &arena, note, &text, &seconds, &err), JU_OK);
    assert_true(seconds > 1700000000);
}

/* ---- tests -------------------------------------------------------------------------------------------- */

static void cosigns_what_grows(void **state)
{
    (void)state;
    assert_int_equal(show(0, 0, 5), 200);
    assert_cosigned(0, 5);
    assert_int_equal(show(0, 5, 70), 200);
    assert_cosigned(0, 70);
    assert_int_equal(show(0, 70, 70), 200); /* once more */
    assert_cosigned(0, 70);
}

static void tells_what_it_saw_last(void **state)
{
    (void)state;
    assert_int_equal(show(0, 0, 5), 200);
    assert_int_equal(show(0, 0, 9), 409);
    assert_string_equal(answer, "5\n");
    assert_string_equal(content_type, "text/x.tlog.size");
    assert_int_equal(show(0, 4, 9), 409);
    /* its next self remembers */
    witness_close(w);
    open_witness();
    assert_int_equal(show(0, 0, 9), 409);
    assert_string_equal(answer, "5\n");
    assert_int_equal(show(0, 5, 9), 200);
}

static void cosigns_no_second_past(void **state)
{
    (void)state;
    assert_int_equal(show(0, 0, 5), 200);
    assert_int_equal(show(1, 5, 9), 422); /* another log's proof */
    assert_int_equal(show(1, 5, 5), 409);
    assert_string_equal(answer, "5\n");
    assert_int_equal(show(1, 0, 9), 409); /* nor as if it had seen nothing */
    assert_int_equal(show(0, 3, 4), 409); /* nor backwards */
    const char *note = note_of(log_key, ORIGIN, 0, 9);
    assert_int_equal(post(ju_arena_printf(&arena, "old 5\n\n%s", note)), 422); /* without proof */
    assert_int_equal(
        post(ju_arena_printf(&arena, "old 5\n%s%s\n%s", proof_lines(0, 5, 9), proof_lines(0, 5, 9), note)),
        422);
    assert_int_equal(show(0, 5, 9), 200);
}

static void cosigns_for_its_logs_alone(void **state)
{
    (void)state;
    ju_note_key *other = NULL;
    assert_int_equal(ju_note_key_open(ORIGIN, JU_NOTE_LOG, other_key_path, &other, &err), JU_OK);
    assert_int_equal(post(ju_arena_printf(&arena, "old 0\n\n%s", note_of(other, ORIGIN, 0, 5))), 403);
    ju_note_key_free(other);
    assert_int_equal(ju_note_key_open("example.org/other", JU_NOTE_LOG, log_key_path, &other, &err), JU_OK);
    assert_int_equal(post(ju_arena_printf(&arena, "old 0\n\n%s", note_of(other, "example.org/other", 0, 5))),
                     404);
    ju_note_key_free(other);
    char *forged = ju_arena_strdup(&arena, note_of(log_key, ORIGIN, 0, 5));
    forged[strlen(ORIGIN) + 1] = '6'; /* another size under the signature */
    assert_int_equal(post(ju_arena_printf(&arena, "old 0\n\n%s", forged)), 403);
}

static void refuses_what_is_no_question(void **state)
{
    const char *note = note_of(log_key, ORIGIN, 0, 5);
    const char *const bodies[] = {
        "",
        "old",
        "old 0",
        "old 0\n",
        "old 0\n\n",
        "old -1\n\n%s",
        "old 00\n\n%s",
        "old x\n\n%s",
        "new 0\n\n%s",
        "old 99999999999999999999999\n\n%s",
        "old 6\n\n%s", /* more than the checkpoint has */
        "old 0\n%s",
        "old 0\nAAAA\n\n%s",
        "old 0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n\n%s",
        "old 0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n\n%s",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        const char *gap = strstr(bodies[i], "%s");
        const char *body = gap == NULL
                               ? bodies[i]
                               : ju_arena_printf(&arena, "%.*s%s", (int)(gap - bodies[i]), bodies[i], note);
        assert_int_equal(post(body), 400);
    }
    const char *line = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
    const char *many = "";
    for (int i = 0; i < 64; i++) {
        many = ju_arena_printf(&arena, "%s%s", many, line);
    }
    assert_int_equal(post(ju_arena_printf(&arena, "old 0\n%s\n%s", many, note)), 400);
    assert_int_equal(post(ju_arena_printf(&arena, "old 0\n%s\n%s", line, note)),
                     422); /* a proof from nothing */
    assert_int_equal(show(0, 0, 5), 200);
}

/* What stands below the log's line is anybody's: too much of it may not make the witness forget for good. */
static void keeps_what_it_can_read(void **state)
{
    (void)state;
    const char *note = note_of(log_key, ORIGIN, 0, 5);
    const char *body = ju_arena_printf(&arena, "old 0\n\n%s\xe2\x80\x94 %017000d AAAA\n", note, 0);
    assert_int_equal(post(body), 400);
    assert_int_equal(show(0, 0, 5), 200);
    char *large = ju_arena_strdup(&arena, body);
    const char *path = ju_arena_printf(&arena, "%s/large", dir);
    assert_int_equal(ju_kept_write(path, large, &err), JU_FATAL);
    assert_int_equal(access(path, F_OK), -1);
}

/* Its log, that goes to stderr, as far as the words stand in it. */
static int told(const char *path, const char *words)
{
    char line[1024];
    int count = 0;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        count += strstr(line, words) != NULL ? 1 : 0;
    }
    (void)fclose(file);
    return count;
}

static const char *kept_past(const char *suffix)
{
    char command[128];
    char name[PATH_SIZE + 80];
    const char *note = NULL;
    (void)snprintf(command, sizeof command, "ls %s/*%s", dir, suffix);
    FILE *list = popen(command, "re"); /* NOLINT(cert-env33-c): the test's own words */
    assert_non_null(list);
    assert_non_null(fgets(name, sizeof name, list));
    assert_int_equal(pclose(list), 0);
    name[strcspn(name, "\n")] = '\0';
    assert_int_equal(ju_kept_read(name, &arena, &note, &err), JU_OK);
    return note;
}

/* Whoever asks chooses the proof; two roots of one size only the log can sign. Both notes are kept. */
static void accuses_the_log_of_two_pasts_alone(void **state)
{
    (void)state;
    const char *path = ju_arena_printf(&arena, "%s/log.out", dir);
    int before = dup(STDERR_FILENO);
    assert_non_null(freopen(path, "w", stderr));
    assert_int_equal(show(0, 0, 5), 200);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(show(1, 5, 9), 422);
    }
    int accused = told(path, "two pasts");
    assert_int_equal(show(1, 5, 5), 409);
    assert_int_equal(show(1, 0, 5), 409);
    (void)fflush(stderr);
    assert_int_equal(dup2(before, STDERR_FILENO), STDERR_FILENO);
    (void)close(before);
    assert_int_equal(accused, 0);
    assert_int_equal(told(path, "does not prove"), 1);
    assert_int_equal(told(path, "two pasts"), 1);
    assert_string_equal(kept_past(".one"), note_of(log_key, ORIGIN, 0, 5));
    assert_string_equal(kept_past(".other"), note_of(log_key, ORIGIN, 1, 5));
    assert_int_equal(show(0, 5, 9), 200); /* the first two stay, whatever comes */
    assert_int_equal(show(1, 9, 9), 409);
    assert_string_equal(kept_past(".other"), note_of(log_key, ORIGIN, 1, 5));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(cosigns_what_grows),
        TEST(tells_what_it_saw_last),
        TEST(cosigns_no_second_past),
        TEST(cosigns_for_its_logs_alone),
        TEST(refuses_what_is_no_question),
        TEST(keeps_what_it_can_read),
        TEST(accuses_the_log_of_two_pasts_alone),
    };
    return cmocka_run_group_tests_name("witness", tests, NULL, NULL);
}
