/* How long what stands in the audit log stays: days by the law, segments in their order, and two persons. */
#include "common/retention/rule.h"
#include "services/audit/retention.h"

#include "common/base/hex.h"
#include "common/merkle/tile.h"
#include "common/text/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { DAYS = 9 * 366, HEX_SIZE = 2 * JU_HASH_BYTES + 1 };

static void expect_last_day(const char *today, int years, const char *wanted)
{
    char day[JU_DATE_SIZE];
    (void)ju_retention_years(years, today, day);
    assert_string_equal(day, wanted);
}

/* 民法140条, 143条: the time begins on the day after; without a day that answers to it, the month's end ends
 * it. */
static void test_days(void **state)
{
    (void)state;
    expect_last_day("2026-04-10", 7, "2019-04-09");
    expect_last_day("2026-03-01", 7, "2019-02-28");
    expect_last_day("2027-02-28", 7, "2020-02-27");
    expect_last_day("2027-03-01", 7,
                    "2020-02-29"); /* acts of the 28th, too, are kept until the month is over */
    expect_last_day("2028-02-29", 7, "2021-02-27");
    expect_last_day("2028-03-01", 7, "2021-02-28");
    expect_last_day("2027-01-01", 7, "2019-12-31");
    expect_last_day("2024-02-29", 4, "2020-02-28");
    expect_last_day("2024-03-01", 150, "1874-02-28");
    expect_last_day("today", 7, "");
}

/* The first day on which an act may go, counted forward as the law has it. */
static ju_date first_day_without(ju_date act, int years)
{
    ju_date begin = ju_date_add_days(act, 1);
    ju_date end = {begin.year + years, begin.month, begin.day};
    return ju_date_exists(end) ? end : (ju_date){end.year, 3, 1};
}

/* On every day the rule looks back to just those acts whose time, counted forward, is over. */
static void test_both_ways(void **state)
{
    (void)state;
    ju_date today = {2023, 12, 28};
    for (int i = 0; i < DAYS; i++, today = ju_date_add_days(today, 1)) {
        char text[JU_DATE_SIZE];
        char last[JU_DATE_SIZE];
        ju_date day;
        ju_date_format(today, text);
        (void)ju_retention_years(7, text, last);
        assert_true(ju_date_parse(last, &day));
        assert_true(ju_date_compare(first_day_without(day, 7), today) <= 0);
        assert_true(ju_date_compare(first_day_without(ju_date_add_days(day, 1), 7), today) > 0);
    }
}

static void test_classes(void **state)
{
    (void)state;
    size_t count = 0;
    const retention_class *class = retention_classes(&count);
    assert_string_equal(class[0].name, "");
    for (size_t i = 0; i < count; i++) {
        assert_true(class[i].years >= 7);
        assert_true(class[i].hot_years > 0 && class[i].hot_years <= class[i].years);
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(class[i].name, class[j].name);
        }
    }
}

/* ---- segments ----------------------------------------------------------------------------------------- */

static void expect_code(const audit_refusal *refused, const char *wanted)
{
    if (wanted == NULL) {
        assert_null(refused);
    } else {
        assert_non_null(refused);
        assert_string_equal(refused->code, wanted);
    }
}

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static void test_order(void **state)
{
    (void)state;
    static const char other[] = "99";
    char digest[HEX_SIZE];
    bool known = false;
    ju_segment s = {.number = 1, .first = 1, .last = 512};
    retention_segment last = JUKI__AUDIT__V1__SEGMENT__INIT;
    expect_code(retention_check_order(&s, other, NULL, NULL, &known), NULL);
    s.previous.byte[0] = 7;
    expect_code(retention_check_order(&s, other, NULL, NULL, &known), "segment_chain");
    ju_hex(s.previous.byte, sizeof s.previous.byte, digest);
    last.number = 1;
    last.last = 512;
    last.digest = digest;
    expect_code(retention_check_order(&s, other, &last, NULL, &known), "segment_order");
    s = (ju_segment){.number = 2, .first = 513, .last = 1024, .previous = s.previous};
    expect_code(retention_check_order(&s, other, &last, NULL, &known), NULL);
    assert_false(known);
    expect_code(retention_check_order(&s, digest, &last, &last, &known), NULL);
    assert_true(known); /* told again */
    expect_code(retention_check_order(&s, other, &last, &last, &known), "segment_known");
    s.first = 257;
    expect_code(retention_check_order(&s, other, &last, NULL, &known), "segment_order");
    s.first = 513;
    s.last = s.first + RETENTION_SEGMENT_ENTRIES_MAX;
    expect_code(retention_check_order(&s, other, &last, NULL, &known), "segment_too_large");
    s.last = 1024;
    s.previous.byte[31] = 1;
    expect_code(retention_check_order(&s, other, &last, NULL, &known), "segment_chain");
}

/* A tree of two tiles; the segment is the second. */
static void test_place(void **state)
{
    (void)state;
    static ju_hash leaf[2 * JU_TILE_WIDTH];
    ju_hasher *hasher = NULL;
    ju_arena arena;
    ju_err err;
    ju_hash above[2];
    const audit_refusal *refused = NULL;
    assert_int_equal(ju_hasher_new(&hasher, &err), JU_OK);
    ju_arena_init(&arena, 1 << 20);
    for (int i = 0; i < 2 * JU_TILE_WIDTH; i++) {
        leaf[i] = ju_hash_leaf(hasher, &i, sizeof i);
    }
    above[0] = ju_tile_root(hasher, leaf, JU_TILE_WIDTH);
    above[1] = ju_tile_root(hasher, leaf + JU_TILE_WIDTH, JU_TILE_WIDTH);
    prove_tile tile[] = {{0, 1, JU_TILE_WIDTH, leaf + JU_TILE_WIDTH}, {1, 0, 2, above}};
    prove_tiles tiles = {hasher, tile, 2};
    ProtobufCBinaryData path;
    assert_int_equal(audit_prove_entry(&tiles, 512, 512, &arena, &path, &err), JU_OK);
    ju_segment s = {.number = 2, .first = 257, .last = 512, .size = 512};
    s.root = ju_hash_node(hasher, &above[0], &above[1]);
    s.after.count = path.len / sizeof(ju_hash);
    memcpy(s.after.hash, path.data, path.len);
    assert_int_equal(retention_check_place(&s, &tiles, &arena, &refused, &err), JU_OK);
    expect_code(refused, NULL);
    s.root.byte[5] ^= 1;
    assert_int_equal(retention_check_place(&s, &tiles, &arena, &refused, &err), JU_OK);
    expect_code(refused, "segment_differs");
    s.root.byte[5] ^= 1;
    s.after.hash[8].byte[0] ^= 1;
    assert_int_equal(retention_check_place(&s, &tiles, &arena, &refused, &err), JU_OK);
    expect_code(refused, "segment_differs");
    s.after.hash[8].byte[0] ^= 1;
    tiles.tile = tile + 1;
    tiles.count = 1;
    assert_int_equal(retention_check_place(&s, &tiles, &arena, &refused, &err), JU_OK);
    expect_code(refused, "segment_differs");
    ju_arena_done(&arena);
    ju_hasher_free(hasher);
}

/* ---- two persons -------------------------------------------------------------------------------------- */

static void test_wish(void **state)
{
    (void)state;
    Juki__Audit__V1__RequestExpiry wish = JUKI__AUDIT__V1__REQUEST_EXPIRY__INIT;
    Juki__Audit__V1__Expiry before = JUKI__AUDIT__V1__EXPIRY__INIT;
    retention_segment of = JUKI__AUDIT__V1__SEGMENT__INIT;
    of.digest = text("ab");
    expect_code(retention_check_wish(&wish, &of, 1), "purpose_missing");
    wish.purpose = text("満了");
    expect_code(retention_check_wish(&wish, NULL, 1), "segment_unknown");
    expect_code(retention_check_wish(&wish, &of, 1), "digest_differs");
    wish.digest = text("ab");
    expect_code(retention_check_wish(&wish, &of, 1), NULL);
    expect_code(retention_check_wish(&wish, &of, 0), "nothing_due");
    of.expiry = &before;
    before.state = text("asked");
    expect_code(retention_check_wish(&wish, &of, 1), "expiry_open");
    before.state = text("approved");
    expect_code(retention_check_wish(&wish, &of, 1), "expiry_open");
    before.state = text("done");
    expect_code(retention_check_wish(&wish, &of, 1), NULL);
    wish.digest = text("");
    wish.preview = true;
    expect_code(retention_check_wish(&wish, &of, 0), NULL);
}

static void test_decision(void **state)
{
    (void)state;
    Juki__Audit__V1__DecideExpiry decision = JUKI__AUDIT__V1__DECIDE_EXPIRY__INIT;
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Audit__V1__Expiry of = JUKI__AUDIT__V1__EXPIRY__INIT;
    decision.operator_ = &who;
    decision.approved = true;
    decision.digest = text("ab");
    decision.expiry_id = text("01890a5d-ac96-774b-bcce-b302099a8057");
    who.operator_id = text("op-1");
    of.entered_by = text("op-1");
    of.state = text("asked");
    expect_code(retention_check_decision(&decision, NULL, ""), "expiry_unknown");
    expect_code(retention_check_decision(&decision, &of, "ab"), "same_person");
    who.operator_id = text("op-2");
    expect_code(retention_check_decision(&decision, &of, "ab"), NULL);
    expect_code(retention_check_decision(&decision, &of, "cd"), "digest_differs");
    decision.approved = false;
    expect_code(retention_check_decision(&decision, &of, "cd"), NULL);
    of.state = text("done");
    expect_code(retention_check_decision(&decision, &of, "cd"), "expiry_decided");
}

static void test_purge(void **state)
{
    (void)state;
    Juki__Audit__V1__TellPurged told = JUKI__AUDIT__V1__TELL_PURGED__INIT;
    Juki__Audit__V1__Expiry of = JUKI__AUDIT__V1__EXPIRY__INIT;
    told.digest = text("ab");
    of.state = text("done");
    of.archive = true;
    expect_code(retention_check_purge(&told, &of, "ab"), "purpose_missing");
    told.purpose = text("満了");
    expect_code(retention_check_purge(&told, NULL, "ab"), "expiry_unknown");
    expect_code(retention_check_purge(&told, &of, "ab"), NULL);
    expect_code(retention_check_purge(&told, &of, "cd"), "digest_differs");
    of.state = text("asked");
    expect_code(retention_check_purge(&told, &of, "ab"), "expiry_not_approved");
    of.state = text("approved");
    of.archive = false; /* out of the log alone */
    expect_code(retention_check_purge(&told, &of, "ab"), "expiry_not_approved");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),     cmocka_unit_test(test_both_ways), cmocka_unit_test(test_classes),
        cmocka_unit_test(test_order),    cmocka_unit_test(test_place),     cmocka_unit_test(test_wish),
        cmocka_unit_test(test_decision), cmocka_unit_test(test_purge),
    };
    return cmocka_run_group_tests_name("audit_retention", tests, NULL, NULL);
}
