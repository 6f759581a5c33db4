/* The ground everything stands on: errors, arena, ids, parsing. */
#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/base/hex.h"
#include "common/base/parse.h"
#include "common/base/uuid7.h"
#include "common/base/word.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- errors ---- */

static void a_failure_carries_class_code_and_message(void **state)
{
    (void)state;
    ju_err err;
    memset(&err, 'x', sizeof err);
    assert_int_equal(ju_fail(&err, JU_RETRY, "no_connection", "port %d", 5432), JU_RETRY);
    assert_int_equal(err.rc, JU_RETRY);
    assert_string_equal(err.code, "no_connection");
    assert_string_equal(err.item, "");
    assert_string_equal(err.sqlstate, "");
    assert_string_equal(err.message, "port 5432");
    assert_int_equal(ju_reject(&err, "check_digit", "individual_number", "wrong"), JU_REJECT);
    assert_int_equal(err.rc, JU_REJECT);
    assert_string_equal(err.item, "individual_number");
    assert_int_equal(ju_fail(NULL, JU_FATAL, "x", "y"), JU_FATAL);
}

static void a_long_message_is_cut(void **state)
{
    (void)state;
    char text[1000];
    memset(text, 'm', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    ju_err err;
    (void)ju_reject(&err, text, text, "%s", text);
    assert_int_equal(strlen(err.code), sizeof err.code - 1);
    assert_int_equal(strlen(err.item), sizeof err.item - 1);
    assert_int_equal(strlen(err.message), sizeof err.message - 1);
}

static ju_rc first_failure(ju_rc first, ju_rc second)
{
    JU_TRY(first);
    JU_TRY(second);
    return JU_OK;
}

static void try_returns_the_first_failure(void **state)
{
    (void)state;
    assert_int_equal(first_failure(JU_OK, JU_OK), JU_OK);
    assert_int_equal(first_failure(JU_RETRY, JU_FATAL), JU_RETRY);
    assert_int_equal(first_failure(JU_OK, JU_FATAL), JU_FATAL);
}

/* ---- arena ---- */

static void arena_gives_zeroed_aligned_blocks_that_know_their_size(void **state)
{
    (void)state;
    ju_arena arena;
    ju_arena_init(&arena, 1 << 20);
    static const size_t sizes[] = {0, 1, 15, 16, 17, 1000, 100000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        unsigned char *block = ju_arena_alloc(&arena, sizes[i]);
        assert_non_null(block);
        assert_int_equal((uintptr_t)block % alignof(int64_t), 0);
        assert_int_equal(ju_arena_block_size(block), sizes[i]);
        for (size_t k = 0; k < sizes[i]; k++) {
            assert_int_equal(block[k], 0);
        }
        memset(block, 0xaa, sizes[i]);
    }
    ju_arena_done(&arena);
}

static void arena_keeps_to_its_cap(void **state)
{
    (void)state;
    ju_arena arena;
    ju_arena_init(&arena, 4096);
    assert_non_null(ju_arena_alloc(&arena, 0));
    assert_false(arena.full);
    assert_null(ju_arena_alloc(&arena, 4097));
    assert_true(arena.full);
    ju_arena_reset(&arena);
    assert_null(ju_arena_alloc(&arena, SIZE_MAX));
    size_t held = 0;
    while (ju_arena_alloc(&arena, 100) != NULL) {
        held += 100;
    }
    assert_true(held > 2000 && held <= 4096);
    size_t left = 4096 - arena.used_bytes;
    assert_true(left > 8 && left < 112);
    assert_null(ju_arena_alloc(&arena, left)); /* a block has a head, too */
    assert_null(ju_arena_strdup(&arena,
                                "one more that does not fit any longer, being quite a few bytes long, "
                                "more than what is left of the cap after all those blocks"));
    assert_true(arena.full);
    ju_arena_reset(&arena);
    assert_false(arena.full);
    assert_non_null(ju_arena_alloc(&arena, 100));
    ju_arena_done(&arena);
}

static void arena_is_clean_after_reset(void **state)
{
    (void)state;
    ju_arena arena;
    ju_arena_init(&arena, 10 << 20);
    for (int round = 0; round < 3; round++) { /* more than stays, and one block larger than what stays */
        unsigned char *large = ju_arena_alloc(&arena, 100 << 10);
        assert_int_equal(large[0] | large[99 << 10], 0);
        memset(large, 0xff, 100 << 10);
        for (int i = 0; i < 1200; i++) {
            unsigned char *block = ju_arena_alloc(&arena, 3000);
            assert_non_null(block);
            assert_int_equal(block[0] | block[1500] | block[2999], 0);
            memset(block, 0xff, 3000);
        }
        ju_arena_reset(&arena);
        assert_int_equal(arena.used_bytes, 0);
        assert_in_range(arena.spare_count, 1, 3 * 16); /* of 64 KiB: 3 MiB at most stay */
    }
    ju_arena_done(&arena);
}

static void arena_copies(void **state)
{
    (void)state;
    ju_arena arena;
    ju_arena_init(&arena, 1 << 20);
    char source[] = "住民";
    char *copy = ju_arena_strdup(&arena, source);
    source[0] = 'x';
    assert_string_equal(copy, "住民");
    assert_int_equal(ju_arena_block_size(copy), strlen("住民") + 1);
    assert_null(ju_arena_strdup(&arena, NULL));
    assert_memory_equal(ju_arena_memdup(&arena, "a\0b", 3), "a\0b", 3);
    assert_string_equal(ju_arena_printf(&arena, "/%s/%d", "resident", 7), "/resident/7");
    for (int length = 250; length < 260; length++) { /* around what is printed at once */
        const char *text = ju_arena_printf(&arena, "%*d", length, 7);
        assert_int_equal(strlen(text), length);
        assert_string_equal(text + length - 2, " 7");
        assert_int_equal(ju_arena_block_size(text), length + 1);
    }
    void *by_protobuf = arena.allocator.alloc(arena.allocator.allocator_data, 10);
    assert_int_equal(ju_arena_block_size(by_protobuf), 10);
    arena.allocator.free(arena.allocator.allocator_data, by_protobuf);
    ju_arena_done(&arena);
}

/* ---- ids ---- */

static uint64_t id_time_ms(const char *id)
{
    char hex[13] = "";
    memcpy(hex, id, 8);
    memcpy(hex + 8, id + 9, 4);
    uint64_t ms = 0;
    for (const char *digit = hex; *digit != '\0'; digit++) {
        ms = ms * 16 + (uint64_t)(*digit <= '9' ? *digit - '0' : *digit - 'a' + 10);
    }
    return ms;
}

static void an_id_has_the_form_of_version_7(void **state)
{
    (void)state;
    char id[JU_UUID_SIZE];
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    assert_int_equal(ju_uuid7(id, NULL), JU_OK);
    assert_int_equal(strlen(id), 36);
    assert_true(ju_uuid_valid(id));
    assert_int_equal(id[14], '7');
    assert_non_null(strchr("89ab", id[19]));
    uint64_t now_ms = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
    assert_true(id_time_ms(id) >= now_ms && id_time_ms(id) < now_ms + 10000);
}

enum { IDS_PER_THREAD = 50000, ID_THREADS = 4 };
typedef char id_text[JU_UUID_SIZE];

static void *make_ids(void *arg)
{
    id_text *ids = arg;
    for (int i = 0; i < IDS_PER_THREAD; i++) {
        if (ju_uuid7(ids[i], NULL) != JU_OK) {
            return NULL;
        }
    }
    return arg;
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Random bytes are drawn for many ids at once: none are used twice, nor by a child of this process, too. */
static void the_random_part_is_of_one_id_alone(void **state)
{
    enum { IDS = 100, TAIL = 19 };
    (void)state;
    char ids[3][IDS][JU_UUID_SIZE]; /* before the fork, after it, and the child's */
    int ends[2];
    for (int i = 0; i < IDS; i++) {
        assert_int_equal(ju_uuid7(ids[0][i], NULL), JU_OK);
    }
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    for (int i = 0; i < IDS; i++) {
        assert_int_equal(ju_uuid7(ids[1][i], NULL), JU_OK);
    }
    if (child == 0) {
        _exit(write(ends[1], ids[1], sizeof ids[1]) == (ssize_t)sizeof ids[1] ? 0 : 1);
    }
    assert_int_equal(read(ends[0], ids[2], sizeof ids[2]), sizeof ids[2]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    for (int i = 0; i < 3 * IDS; i++) {
        for (int other = 0; other < i; other++) {
            assert_string_not_equal(ids[i / IDS][i % IDS] + TAIL, ids[other / IDS][other % IDS] + TAIL);
        }
    }
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static void ids_grow_in_each_thread_and_never_repeat(void **state)
{
    (void)state;
    id_text *ids = calloc((size_t)ID_THREADS * IDS_PER_THREAD, sizeof *ids);
    pthread_t threads[ID_THREADS];
    for (int t = 0; t < ID_THREADS; t++) {
        assert_int_equal(pthread_create(&threads[t], NULL, make_ids, ids + t * IDS_PER_THREAD), 0);
    }
    for (int t = 0; t < ID_THREADS; t++) {
        void *result = NULL;
        assert_int_equal(pthread_join(threads[t], &result), 0);
        assert_non_null(result);
    }
    for (int i = 1; i < ID_THREADS * IDS_PER_THREAD; i++) {
        if (i % IDS_PER_THREAD != 0 && strcmp(ids[i - 1], ids[i]) >= 0) {
            fail_msg("%s is not before %s", ids[i - 1], ids[i]);
        }
    }
    qsort(ids, (size_t)ID_THREADS * IDS_PER_THREAD, sizeof *ids, compare_ids);
    for (int i = 1; i < ID_THREADS * IDS_PER_THREAD; i++) {
        /* Stamp and counter alone differ: order does not rest on the random part. */
        if (strncmp(ids[i - 1], ids[i], 18) == 0) {
            fail_msg("%s and %s share a stamp", ids[i - 1], ids[i]);
        }
    }
    free(ids);
}

static void knows_an_id(void **state)
{
    (void)state;
    assert_true(ju_uuid_valid("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")); /* RFC 9562, A.6 */
    assert_true(ju_uuid_valid("919108F7-52D1-4320-9BAC-F847DB4148A8"));
    static const char *const wrong[] = {
        "",
        "017f22e2",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
        "017f22e279b0-7cc3-98c4-dc0c0c07398f-",
        "{17f22e2-79b0-7cc3-98c4-dc0c0c07398}",
        "017f22e2-79b0-7cc3-c8c4-dc0c0c07398f",
        "017f22e2-79b0-0cc3-98c4-dc0c0c07398f",
        "017f22g2-79b0-7cc3-98c4-dc0c0c07398f",
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(ju_uuid_valid(wrong[i]));
    }
}

/* ---- parsing ---- */

static void reads_whole_numbers_in_range(void **state)
{
    (void)state;
    int64_t value = 0;
    assert_true(ju_parse_int64("0", 0, 10, &value));
    assert_int_equal(value, 0);
    assert_true(ju_parse_int64("-10", -10, 10, &value));
    assert_int_equal(value, -10);
    assert_true(ju_parse_int64("9223372036854775807", INT64_MIN, INT64_MAX, &value));
    assert_true(value == INT64_MAX);
    assert_true(ju_parse_int64("-9223372036854775808", INT64_MIN, INT64_MAX, &value));
    assert_true(value == INT64_MIN);
    static const char *const wrong[] = {
        "",
        "-",
        "+1",
        " 1",
        "1 ",
        "1a",
        "0x1",
        "007",
        "-0",
        "--1",
        "1.0",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "99999999999999999999999",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(ju_parse_int64(wrong[i], INT64_MIN, INT64_MAX, &value));
    }
    assert_false(ju_parse_int64("11", 0, 10, &value));
    assert_false(ju_parse_int64("-1", 0, 10, &value));
    assert_true(value == INT64_MIN);
}

static void reads_booleans(void **state)
{
    (void)state;
    bool value = false;
    assert_true(ju_parse_bool("true", &value));
    assert_true(value);
    assert_true(ju_parse_bool("false", &value));
    assert_false(value);
    assert_false(ju_parse_bool("", &value));
    assert_false(ju_parse_bool("TRUE", &value));
    assert_false(ju_parse_bool("1", &value));
}

static void reads_durations(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t ms;
    } durations[] = {
        {"250ms", 250}, {"0s", 0}, {"5s", 5000}, {"3m", 180000}, {"4h", 14400000}, {"7d", 604800000},
    };
    int64_t value = -1;
    for (size_t i = 0; i < sizeof durations / sizeof durations[0]; i++) {
        assert_true(ju_parse_duration_ms(durations[i].text, &value));
        assert_true(value == durations[i].ms);
    }
    static const char *const wrong[] = {
        "", "5", "s", "-5s", "5 s", "1.5s", "5S", "5sec", "1h30m", "05s", "9223372036854775807d"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(ju_parse_duration_ms(wrong[i], &value));
    }
    assert_true(value == 604800000);
}

static void reads_sizes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t bytes;
    } sizes[] = {
        {"0", 0}, {"4096", 4096}, {"256KiB", 262144}, {"1MiB", 1048576}, {"2GiB", 2147483648},
    };
    int64_t value = -1;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        assert_true(ju_parse_size_bytes(sizes[i].text, &value));
        assert_true(value == sizes[i].bytes);
    }
    static const char *const wrong[] = {"",      "KiB", "1kb",  "1KB",
                                        "1 KiB", "-1",  "1kib", "9223372036854775807KiB"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(ju_parse_size_bytes(wrong[i], &value));
    }
}

static void writes_and_reads_hexadecimal(void **state)
{
    (void)state;
    static const unsigned char bytes[] = {0x00, 0x0f, 0xa9, 0xff};
    char text[2 * sizeof bytes + 2] = "?????????";
    ju_arena arena;
    ju_hex(bytes, sizeof bytes, text);
    assert_string_equal(text, "000fa9ff");
    ju_hex(bytes, 0, text);
    assert_string_equal(text, "");
    ju_arena_init(&arena, 64);
    assert_string_equal(ju_arena_hex(&arena, bytes, sizeof bytes), "000fa9ff");
    assert_null(ju_arena_hex(&arena, bytes, 4096)); /* no byte is read */
    ju_arena_done(&arena);
    assert_int_equal(ju_hex_value('0'), 0);
    assert_int_equal(ju_hex_value('f'), 15);
    assert_int_equal(ju_hex_value('A'), 10);
    assert_int_equal(ju_hex_value('g'), -1);
    assert_int_equal(ju_hex_value('\0'), -1);
}

/* ---- words ---- */

static void a_code_has_its_word_or_the_other(void **state)
{
    (void)state;
    static const ju_word colour[] = {{"red", "赤"}, {"white", "白"}};
    assert_string_equal(ju_word_of(colour, 2, "white", "?"), "白");
    assert_string_equal(ju_word_of(colour, 1, "white", "?"), "?");
    assert_string_equal(ju_word_of(colour, 2, "", "?"), "?");
}

static void a_word_is_listed_or_not(void **state)
{
    (void)state;
    assert_true(ju_word_listed("chief", "chief"));
    assert_true(ju_word_listed("boss chief", "chief"));
    assert_true(ju_word_listed("chief2 chief", "chief"));
    assert_false(ju_word_listed("chief2 achief", "chief"));
    assert_false(ju_word_listed("", "chief"));
    assert_false(ju_word_listed("chief", ""));
    assert_false(ju_word_listed("boss chief", "boss chief"));
}

int main(void)
{
    (void)setenv("TZ", "FAR-13:45", 1); /* nothing here may depend on the zone of the host */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_carries_class_code_and_message),
        cmocka_unit_test(a_long_message_is_cut),
        cmocka_unit_test(try_returns_the_first_failure),
        cmocka_unit_test(arena_gives_zeroed_aligned_blocks_that_know_their_size),
        cmocka_unit_test(arena_keeps_to_its_cap),
        cmocka_unit_test(arena_is_clean_after_reset),
        cmocka_unit_test(arena_copies),
        cmocka_unit_test(writes_and_reads_hexadecimal),
        cmocka_unit_test(an_id_has_the_form_of_version_7),
        cmocka_unit_test(the_random_part_is_of_one_id_alone),
        cmocka_unit_test(ids_grow_in_each_thread_and_never_repeat),
        cmocka_unit_test(knows_an_id),
        cmocka_unit_test(reads_whole_numbers_in_range),
        cmocka_unit_test(reads_booleans),
        cmocka_unit_test(reads_durations),
        cmocka_unit_test(reads_sizes),
        cmocka_unit_test(a_code_has_its_word_or_the_other),
        cmocka_unit_test(a_word_is_listed_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
