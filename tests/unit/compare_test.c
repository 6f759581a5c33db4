/* 整合性確認 (systems C6): what differs is found, nothing else, and little is said about it. Both sides are
 * lists in memory here; the messages between them are packed, so that their bytes are those of the topics. */
#include "common/compare/compare.h"
#include "juki/common/v1/compare.pb-c.h"
#include "juki/identity/v1/compare.pb-c.h"

#include <openssl/evp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define KEY       "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"
#define OTHER_KEY "f0e0d0c0b0a090807060504030201000f0e0d0c0b0a090807060504030201000"

enum { PERSONS = 100000, MANY = 2000000 };

typedef struct side {
    ju_compare_entry *entry;
    size_t count;
} side;

/* ---- two lists ---------------------------------------------------------------------------------------- */

static int by_position(const void *one, const void *other)
{
    return memcmp(one, other, JU_COMPARE_BYTES);
}

/* Evenly spread, as keyed hashes are. */
static side make_side(size_t count)
{
    side s = {calloc(count + 64, sizeof *s.entry), count};
    uint64_t seed = 20261121;
    assert_non_null(s.entry);
    for (size_t i = 0; i < count; i++) {
        uint64_t word[4];
        for (size_t k = 0; k < 4; k++) { /* splitmix64 */
            uint64_t z = (seed += 0x9e3779b97f4a7c15U);
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
            z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
            word[k] = z ^ (z >> 31);
        }
        memcpy(s.entry[i].position, word, JU_COMPARE_BYTES);
        memcpy(s.entry[i].digest, word + 2, JU_COMPARE_BYTES);
    }
    qsort(s.entry, count, sizeof *s.entry, by_position);
    return s;
}

static side copy_side(const side *from)
{
    side s = {calloc(from->count + 64, sizeof *s.entry), from->count};
    assert_non_null(s.entry);
    memcpy(s.entry, from->entry, from->count * sizeof *s.entry);
    return s;
}

static void take_away(side *s, size_t at)
{
    s->count--;
    memmove(&s->entry[at], &s->entry[at + 1], (s->count - at) * sizeof *s->entry);
}

/* The first entry that is not below position. */
static size_t place(const side *s, const unsigned char *position)
{
    size_t from = 0;
    size_t to = s->count;
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (memcmp(s->entry[middle].position, position, JU_COMPARE_BYTES) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

static size_t span(const side *s, const ju_compare_range *range, size_t *ret_first)
{
    unsigned char lowest[JU_COMPARE_BYTES];
    unsigned char highest[JU_COMPARE_BYTES];
    ju_compare_bounds(range, lowest, highest);
    *ret_first = place(s, lowest);
    size_t end = place(s, highest);
    end += end < s->count && memcmp(s->entry[end].position, highest, JU_COMPARE_BYTES) == 0 ? 1 : 0;
    return end - *ret_first;
}

/* As common/compare/sql/ranges.sql does. */
static void nodes_of(const side *s, const ju_compare_range *range, ju_compare_node node[JU_COMPARE_FAN_OUT])
{
    size_t first = 0;
    size_t count = span(s, range, &first);
    memset(node, 0, JU_COMPARE_FAN_OUT * sizeof *node);
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    for (size_t i = first; i < first + count;) {
        unsigned char whole[EVP_MAX_MD_SIZE];
        unsigned char child = s->entry[i].position[range->depth];
        assert_int_equal(EVP_DigestInit_ex(digest, EVP_sha256(), NULL), 1);
        for (; i < first + count && s->entry[i].position[range->depth] == child; i++) {
            assert_int_equal(EVP_DigestUpdate(digest, s->entry[i].digest, JU_COMPARE_BYTES), 1);
            node[child].records++;
        }
        assert_int_equal(EVP_DigestFinal_ex(digest, whole, NULL), 1);
        memcpy(node[child].digest, whole, JU_COMPARE_BYTES);
    }
    EVP_MD_CTX_free(digest);
}

/* ---- the walk ----------------------------------------------------------------------------------------- */

typedef struct walk {
    ju_arena arena;
    size_t messages;
    size_t bytes;
    size_t differences;
    size_t of_kind[3];
    size_t most_read; /* for one answer */
} walk;

static void said(walk *w, size_t bytes)
{
    w->messages++;
    w->bytes += bytes;
}

static void say_question(walk *w, const ju_compare_range *range)
{
    Juki__Common__V1__CompareAsked asked = JUKI__COMMON__V1__COMPARE_ASKED__INIT;
    char id[] = "01890a5d-ac96-774b-bcce-b302099a8057";
    asked.compare_id = id;
    asked.prefix = (ProtobufCBinaryData){range->depth, (unsigned char *)(uintptr_t)range->prefix};
    asked.first = range->first;
    asked.last = range->last;
    asked.records = range->records;
    size_t size = juki__common__v1__compare_asked__get_packed_size(&asked);
    said(w, size);
    w->bytes += size + 3; /* the answer repeats it */
}

static void say_nodes(walk *w, const ju_compare_node *node)
{
    size_t bytes = 0;
    for (unsigned child = 0; child < JU_COMPARE_FAN_OUT; child++) {
        if (node[child].records > 0) {
            Juki__Common__V1__CompareRange range = JUKI__COMMON__V1__COMPARE_RANGE__INIT;
            range.child = child;
            range.records = node[child].records;
            range.digest =
                (ProtobufCBinaryData){JU_COMPARE_BYTES, (unsigned char *)(uintptr_t)node[child].digest};
            bytes += juki__common__v1__compare_range__get_packed_size(&range) + 2;
        }
    }
    said(w, bytes);
}

static void compare_few(walk *w, const side *here, const side *there, const ju_compare_range *range)
{
    size_t own = 0;
    size_t other = 0;
    size_t own_count = span(here, range, &own);
    size_t other_count = span(there, range, &other);
    assert_true(own_count <= JU_COMPARE_FEW && other_count <= JU_COMPARE_FEW);
    ju_compare_difference found[2 * JU_COMPARE_FEW];
    size_t count = ju_compare_entries(here->entry + own, own_count, there->entry + other, other_count, found);
    said(w, other_count * (2 * JU_COMPARE_BYTES + 6));
    w->differences += count;
    for (size_t i = 0; i < count; i++) {
        w->of_kind[found[i].kind]++;
    }
}

static walk compare(const side *here, const side *there)
{
    static ju_compare_node own[JU_COMPARE_FAN_OUT];
    static ju_compare_node other[JU_COMPARE_FAN_OUT];
    walk w = {0};
    ju_arena_init(&w.arena, (size_t)64 << 20);
    ju_compare_questions questions = {.arena = &w.arena};
    size_t larger = here->count > there->count ? here->count : there->count;
    assert_int_equal(ju_compare_ask((const unsigned char *)"", 0, (int64_t)larger, &questions, NULL), JU_OK);
    for (size_t i = 0; i < questions.count; i++) {
        const ju_compare_range range = questions.range[i];
        size_t first = 0;
        size_t read = span(there, &range, &first);
        assert_true(ju_compare_range_valid(&range));
        w.most_read = read > w.most_read ? read : w.most_read;
        say_question(&w, &range);
        if (range.records) {
            compare_few(&w, here, there, &range);
        } else {
            nodes_of(here, &range, own);
            nodes_of(there, &range, other);
            say_nodes(&w, other);
            assert_int_equal(ju_compare_descend(&range, own, other, &questions, NULL), JU_OK);
        }
    }
    ju_arena_done(&w.arena);
    return w;
}

static void c6_equal_lists_say_nothing_more(void **state)
{
    (void)state;
    side here = make_side(PERSONS);
    side there = copy_side(&here);
    walk w = compare(&here, &there);
    assert_int_equal(w.differences, 0);
    assert_true(w.bytes < 8192);
    free(here.entry);
    free(there.entry);
}

static void c6_each_direction_is_found(void **state)
{
    (void)state;
    side here = make_side(PERSONS);
    side there = copy_side(&here);
    there.entry[0].digest[15] ^= 1;
    there.entry[PERSONS - 1].digest[0] ^= 1;
    take_away(&there, 500);
    take_away(&here, 70000);
    walk w = compare(&here, &there);
    assert_int_equal(w.differences, 4);
    assert_int_equal(w.of_kind[JU_COMPARE_DIFFERS], 2);
    assert_int_equal(w.of_kind[JU_COMPARE_ONLY_HERE], 1);
    assert_int_equal(w.of_kind[JU_COMPARE_ONLY_THERE], 1);
    free(here.entry);
    free(there.entry);
}

/* Two that moved to each other's place leave the number of records as it was. */
static void c6_exchanged_digests_are_found(void **state)
{
    (void)state;
    side here = make_side(3000);
    side there = copy_side(&here);
    unsigned char kept[JU_COMPARE_BYTES];
    memcpy(kept, there.entry[10].digest, sizeof kept);
    memcpy(there.entry[10].digest, there.entry[11].digest, sizeof kept);
    memcpy(there.entry[11].digest, kept, sizeof kept);
    assert_int_equal(compare(&here, &there).differences, 2);
    free(here.entry);
    free(there.entry);
}

static void c6_empty_and_small_lists(void **state)
{
    (void)state;
    side none = make_side(0);
    side few = make_side(5);
    side many = make_side(4000);
    side crowd = make_side(PERSONS);
    assert_int_equal(compare(&none, &none).differences, 0);
    assert_int_equal(compare(&none, &few).of_kind[JU_COMPARE_ONLY_THERE], 5);
    assert_int_equal(compare(&few, &none).of_kind[JU_COMPARE_ONLY_HERE], 5);
    assert_int_equal(compare(&many, &none).of_kind[JU_COMPARE_ONLY_HERE], 4000);
    assert_int_equal(compare(&few, &crowd).of_kind[JU_COMPARE_ONLY_THERE], PERSONS - 5);
    assert_int_equal(compare(&crowd, &few).of_kind[JU_COMPARE_ONLY_HERE], PERSONS - 5);
    free(none.entry);
    free(crowd.entry);
    free(few.entry);
    free(many.entry);
}

/* Positions that share all but their last byte: ranges end at the length of a position. */
static void c6_crowded_positions(void **state)
{
    (void)state;
    side here = make_side(200);
    for (size_t i = 0; i < here.count; i++) {
        memset(here.entry[i].position, 0x77, JU_COMPARE_BYTES);
        here.entry[i].position[14] = (unsigned char)(i / 60);
        here.entry[i].position[15] = (unsigned char)(i % 60);
    }
    side there = copy_side(&here);
    there.entry[133].digest[3] ^= 4;
    assert_int_equal(compare(&here, &there).differences, 1);
    free(here.entry);
    free(there.entry);
}

static void c6_two_million(void **state)
{
    (void)state;
    side here = make_side(MANY);
    side there = copy_side(&here);
    walk equal = compare(&here, &there);
    assert_int_equal(equal.differences, 0);
    for (size_t i = 0; i < 10; i++) {
        there.entry[i * 199999 + 7].digest[i] ^= 0x10;
    }
    walk ten = compare(&here, &there);
    assert_int_equal(ten.differences, 10);
    print_message(
        "# 2000000 equal records: %zu bytes in %zu messages; 10 differences: %zu bytes in %zu messages\n",
        equal.bytes, equal.messages, ten.bytes, ten.messages);
    assert_true(equal.bytes < 32 * 1024);
    assert_true(ten.bytes < 300 * 1024);
    assert_true(equal.most_read < 2 * JU_COMPARE_READ_AT_ONCE);
    free(here.entry);
    free(there.entry);
}

/* ---- one record --------------------------------------------------------------------------------------- */

typedef struct rings {
    char dir[32];
    ju_arena arena;
    ju_keyring *one;
    ju_keyring *other;
} rings;

static void put_file(const rings *r, const char *name, const char *text)
{
    char path[96];
    (void)snprintf(path, sizeof path, "%s/%s", r->dir, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static rings open_rings(void)
{
    rings r = {.dir = "/tmp/juki-compare-XXXXXX"};
    assert_non_null(mkdtemp(r.dir));
    put_file(&r, "one.keys", "one/2026 " KEY "\n");
    put_file(&r, "one.index", KEY "\n");
    put_file(&r, "other.keys", "other/2026 " KEY "\n");
    put_file(&r, "other.index", OTHER_KEY "\n");
    ju_arena_init(&r.arena, 1 << 20);
    assert_int_equal(ju_keyring_open(r.dir, "one", &r.one, NULL), JU_OK);
    assert_int_equal(ju_keyring_open(r.dir, "other", &r.other, NULL), JU_OK);
    return r;
}

static void close_rings(rings *r)
{
    static const char *const names[] = {"one.keys", "one.index", "other.keys", "other.index"};
    char path[96];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", r->dir, names[i]);
        (void)unlink(path);
    }
    (void)rmdir(r->dir);
    ju_keyring_free(r->one);
    ju_keyring_free(r->other);
    ju_arena_done(&r->arena);
}

typedef Juki__Identity__V1__ComparedResident resident;

static resident sample(Juki__Common__V1__WrittenDate *birth)
{
    resident record = JUKI__IDENTITY__V1__COMPARED_RESIDENT__INIT;
    static char name[] = "試験　太郎";
    static char date[] = "1980-03-01";
    static char address[] = "東京都昭島市田中町1-17-1";
    *birth = (Juki__Common__V1__WrittenDate)JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    birth->date = date;
    record.name = name;
    record.birth_date = birth;
    record.sex = JUKI__COMMON__V1__SEX__SEX_MALE;
    record.address = address;
    return record;
}

static void digest_of(rings *r, ju_keyring *ring, const resident *record, unsigned char position_byte,
                      unsigned char ret[JU_COMPARE_BYTES])
{
    unsigned char position[JU_COMPARE_BYTES] = {position_byte};
    ju_compare_items items;
    assert_int_equal(ju_compare_items_of(&record->base, &r->arena, &items, NULL), JU_OK);
    assert_int_equal(ju_compare_digest(ring, &r->arena, &items, position, ret, NULL), JU_OK);
}

#define DIGEST_DIFFERS(r, ring, record, position)                                                            \
    do {                                                                                                     \
        unsigned char changed_[JU_COMPARE_BYTES];                                                            \
        digest_of(r, ring, record, position, changed_);                                                      \
        assert_memory_not_equal(changed_, digest, JU_COMPARE_BYTES);                                         \
    } while (0)

static void c6_a_digest_is_of_key_position_and_every_item(void **state)
{
    (void)state;
    rings r = open_rings();
    Juki__Common__V1__WrittenDate birth;
    resident record = sample(&birth);
    unsigned char digest[JU_COMPARE_BYTES];
    unsigned char again[JU_COMPARE_BYTES];
    char moved[] = "x";
    digest_of(&r, r.one, &record, 1, digest);
    digest_of(&r, r.one, &record, 1, again);
    assert_memory_equal(digest, again, JU_COMPARE_BYTES);
    DIGEST_DIFFERS(&r, r.other, &record, 1);
    DIGEST_DIFFERS(&r, r.one, &record, 2);
    record.town_code = moved;
    DIGEST_DIFFERS(&r, r.one, &record, 1);
    record = sample(&birth);
    birth.uncertain = true;
    DIGEST_DIFFERS(&r, r.one, &record, 1);
    record = sample(&birth);
    record.sex = JUKI__COMMON__V1__SEX__SEX_FEMALE;
    DIGEST_DIFFERS(&r, r.one, &record, 1);
    close_rings(&r);
}

/* "ab" and "c" are not "a" and "bc". */
static void c6_items_do_not_run_together(void **state)
{
    (void)state;
    rings r = open_rings();
    resident one = JUKI__IDENTITY__V1__COMPARED_RESIDENT__INIT;
    unsigned char digest[JU_COMPARE_BYTES];
    char ab[] = "ab";
    char c[] = "c";
    char a[] = "a";
    char bc[] = "bc";
    one.reason = ab;
    one.change_date = c;
    digest_of(&r, r.one, &one, 1, digest);
    one.reason = a;
    one.change_date = bc;
    DIGEST_DIFFERS(&r, r.one, &one, 1);
    close_rings(&r);
}

static void c6_items_that_differ_are_named(void **state)
{
    (void)state;
    rings r = open_rings();
    Juki__Common__V1__WrittenDate birth;
    Juki__Common__V1__WrittenDate empty = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    resident one = sample(&birth);
    resident other = sample(&birth);
    const char *differing[JU_COMPARE_ITEMS_MAX];
    ju_compare_items here;
    ju_compare_items there;
    char name[] = "試験　次郎";
    other.name = name;
    other.birth_date = NULL;
    assert_int_equal(ju_compare_items_of(&one.base, &r.arena, &here, NULL), JU_OK);
    assert_int_equal(ju_compare_items_of(&other.base, &r.arena, &there, NULL), JU_OK);
    assert_int_equal(ju_compare_items_differing(&here, &there, differing), 2);
    assert_string_equal(differing[0], "name");
    assert_string_equal(differing[1], "birth_date");
    /* absent is the same as empty */
    one = other;
    one.birth_date = &empty;
    assert_int_equal(ju_compare_items_of(&one.base, &r.arena, &here, NULL), JU_OK);
    assert_int_equal(ju_compare_items_differing(&here, &there, differing), 0);
    close_rings(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(c6_equal_lists_say_nothing_more),
        cmocka_unit_test(c6_each_direction_is_found),
        cmocka_unit_test(c6_exchanged_digests_are_found),
        cmocka_unit_test(c6_empty_and_small_lists),
        cmocka_unit_test(c6_crowded_positions),
        cmocka_unit_test(c6_two_million),
        cmocka_unit_test(c6_a_digest_is_of_key_position_and_every_item),
        cmocka_unit_test(c6_items_do_not_run_together),
        cmocka_unit_test(c6_items_that_differ_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
