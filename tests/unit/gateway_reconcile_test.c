#include "services/gateway/reconcile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Gateway__V1__ReconcileRange reconcile_range;
typedef Juki__Gateway__V1__ReconcileEntry reconcile_entry;

static unsigned char zero[GATEWAY_DIGEST_BYTES];

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

/* ---- what a consumer sends ---------------------------------------------------------------------------- */

/* Ranges that end with these words, up to NULL. */
static bool ranges_valid(const char *const *until, size_t digest_size)
{
    Juki__Gateway__V1__RequestReconcile wish = JUKI__GATEWAY__V1__REQUEST_RECONCILE__INIT;
    reconcile_range range[8];
    reconcile_range *ranges[8];
    wish.range = ranges;
    for (; until[wish.n_range] != NULL; wish.n_range++) {
        juki__gateway__v1__reconcile_range__init(&range[wish.n_range]);
        range[wish.n_range].until = text(until[wish.n_range]);
        range[wish.n_range].digest = (ProtobufCBinaryData){digest_size, zero};
        ranges[wish.n_range] = &range[wish.n_range];
    }
    return gateway_ranges_valid(&wish);
}

static void ranges_follow_each_other_to_the_end(void **state)
{
    (void)state;
    assert_true(ranges_valid((const char *const[]){"", NULL}, 32));
    assert_true(ranges_valid((const char *const[]){"000000000000019", "000000000000027", "", NULL}, 32));
    assert_false(ranges_valid((const char *const[]){NULL}, 32));
    assert_false(ranges_valid((const char *const[]){"000000000000019", NULL}, 32));
    assert_false(ranges_valid((const char *const[]){"", "", NULL}, 32));
    assert_false(ranges_valid((const char *const[]){"2", "1", "", NULL}, 32));
    assert_false(ranges_valid((const char *const[]){"2", "2", "", NULL}, 32));
    assert_false(ranges_valid((const char *const[]){"1234567890123456", "", NULL}, 32));
    assert_false(ranges_valid((const char *const[]){"1x", "", NULL}, 32));
    assert_false(ranges_valid((const char *const[]){"", NULL}, 31));
}

typedef struct told_case {
    const char *after;
    const char *until;
    const char *range_until;
    const char *number[4];
    bool valid;
} told_case;

static void entries_ascend_within_their_part(void **state)
{
    (void)state;
    static const told_case cases[] = {
        {"", "", "", {"1", "2", "3"}, true}, {"", "", "", {NULL}, true},    {"1", "3", "5", {"2", "3"}, true},
        {"1", "5", "5", {"5"}, true},        {"1", "5", "5", {"1"}, false}, /* not behind its beginning */
        {"1", "3", "5", {"4"}, false},                                      /* behind its end */
        {"1", "6", "5", {"2"}, false},                                      /* longer than the range */
        {"1", "", "5", {"2"}, false},                                       /* likewise */
        {"3", "2", "5", {NULL}, false},                                     /* backwards */
        {"", "", "", {"2", "2"}, false},                                    /* twice */
        {"", "", "", {"3", "2"}, false},                                    /* out of order */
        {"", "", "", {"2", "abc"}, false},                                  /* no number */
        {"1", "2 ", "5", {NULL}, false},                                    /* no number */
    };
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        Juki__Gateway__V1__ReconcileTold told = JUKI__GATEWAY__V1__RECONCILE_TOLD__INIT;
        reconcile_entry entry[4];
        reconcile_entry *entries[4];
        told.after = text(cases[c].after);
        told.until = text(cases[c].until);
        told.entry = entries;
        for (; told.n_entry < 4 && cases[c].number[told.n_entry] != NULL; told.n_entry++) {
            juki__gateway__v1__reconcile_entry__init(&entry[told.n_entry]);
            entry[told.n_entry].addressee_number = text(cases[c].number[told.n_entry]);
            entry[told.n_entry].digest = (ProtobufCBinaryData){GATEWAY_DIGEST_BYTES, zero};
            entries[told.n_entry] = &entry[told.n_entry];
        }
        if (gateway_told_valid(&told, cases[c].range_until) != cases[c].valid) {
            fail_msg("case %zu", c);
        }
        if (told.n_entry > 0) {
            entry[0].digest.len = GATEWAY_DIGEST_BYTES - 1;
            assert_false(gateway_told_valid(&told, cases[c].range_until));
        }
    }
}

/* ---- what differs ------------------------------------------------------------------------------------- */

enum { WORLD = 60, PAGE = 7 };

/* A copy of a small world: 0 is nobody, any other number what is held of the person. */
typedef struct copy {
    int held[WORLD];
} copy;

static char names[WORLD][4];

/* The page of a copy behind `after`. */
static gateway_reconcile_list page_of(const copy *from, const char *after, gateway_reconcile_item *item)
{
    gateway_reconcile_list list = {.item = item};
    for (int i = 0; i < WORLD && list.count < PAGE; i++) {
        if (from->held[i] != 0 && strcmp(names[i], after) > 0) {
            item[list.count].addressee_number = names[i];
            memset(item[list.count].digest, from->held[i], GATEWAY_DIGEST_BYTES);
            list.count++;
        }
    }
    list.full = list.count == PAGE;
    return list;
}

static int place_of(const char *name)
{
    for (int i = 0; i < WORLD; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    fail_msg("%s is nobody", name);
    return -1;
}

/* Goes through both, page by page; every difference corrects the other copy, and is counted. */
static int correct(const copy *own, copy *other)
{
    const char *after = "";
    int found = 0;
    while (after != NULL) {
        gateway_reconcile_item ours[PAGE];
        gateway_reconcile_item theirs[PAGE];
        gateway_reconcile_difference difference[2 * PAGE];
        gateway_reconcile_list own_page = page_of(own, after, ours);
        gateway_reconcile_list other_page = page_of(other, after, theirs);
        size_t count = gateway_reconcile(&own_page, &other_page, difference, &after);
        for (size_t i = 0; i < count; i++) {
            bool tell = difference[i].kind == GATEWAY_RECONCILE_TELL;
            int place = place_of((tell ? ours : theirs)[difference[i].index].addressee_number);
            assert_int_not_equal(own->held[place], other->held[place]);
            assert_int_equal(tell, own->held[place] != 0);
            other->held[place] = own->held[place];
        }
        found += (int)count;
    }
    return found;
}

/* Whatever two copies hold, just what differs is found, once, and makes them equal. */
/* A part in which nobody is of the consumer's filter reaches as far as it was looked at, and nobody behind it
 * is erased. */
static void a_part_without_anybody_reaches_its_end(void **state)
{
    (void)state;
    gateway_reconcile_item theirs = {.addressee_number = "000000000000900"};
    const gateway_reconcile_list own = {.full = true, .reach = "000000000000500"};
    const gateway_reconcile_list other = {.item = &theirs, .count = 1};
    gateway_reconcile_difference found[2];
    const char *bound = NULL;
    assert_int_equal(gateway_reconcile(&own, &other, found, &bound), 0);
    assert_string_equal(bound, "000000000000500");
}

static void r84_exactly_the_differences_are_found(void **state)
{
    (void)state;
    unsigned seed = 84;
    for (int i = 0; i < WORLD; i++) {
        (void)snprintf(names[i], sizeof names[i], "%02d", i);
    }
    for (int round = 0; round < 3000; round++) {
        copy own = {0};
        copy other = {0};
        int differing = 0;
        int density = 1 + rand_r(&seed) % 9;
        for (int i = 0; i < WORLD; i++) {
            own.held[i] = rand_r(&seed) % 10 < density ? 1 : 0;
            other.held[i] = rand_r(&seed) % 8 == 0 ? rand_r(&seed) % 3 : own.held[i];
            differing += own.held[i] != other.held[i] ? 1 : 0;
        }
        if (round % 50 == 0) {
            memset(&other, 0, sizeof other); /* somebody who lost all */
            differing = 0;
            for (int i = 0; i < WORLD; i++) {
                differing += own.held[i];
            }
        }
        assert_int_equal(correct(&own, &other), differing);
        assert_memory_equal(&own, &other, sizeof own);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_follow_each_other_to_the_end),
        cmocka_unit_test(entries_ascend_within_their_part),
        cmocka_unit_test(a_part_without_anybody_reaches_its_end),
        cmocka_unit_test(r84_exactly_the_differences_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
