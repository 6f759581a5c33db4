/* Leaves at hand: they count for what this process has in the log and for nothing else. */
#include "services/audit/leaves.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char ONE[JU_UUID_SIZE] = "018f0000-0000-7000-8000-000000000001";
static const char TWO[JU_UUID_SIZE] = "018f0000-0000-7000-8000-000000000002";
static audit_leaves leaves;

static ju_hash hash_of(int64_t index)
{
    ju_hash hash = {{0}};
    memcpy(&hash, &index, sizeof index);
    return hash;
}

/* A batch of so many entries behind what is there. */
static void append(int count, const char word[JU_UUID_SIZE])
{
    for (int i = 0; i < count; i++) {
        ju_hash hash = hash_of(leaves.last + 1);
        audit_leaves_add(&leaves, &hash);
    }
    audit_leaves_sign(&leaves, word);
}

static bool kept(int64_t index)
{
    const ju_hash *at = audit_leaves_at(&leaves, index);
    ju_hash hash = hash_of(index);
    assert_true(at == NULL || ju_hash_equal(at, &hash));
    return at != NULL;
}

static int begin(void **state)
{
    (void)state;
    leaves = (audit_leaves){0};
    audit_leaves_meet(&leaves, 100, "");
    append(10, ONE);
    return 0;
}

static void counts_while_the_word_is_ours(void **state)
{
    (void)state;
    audit_leaves_meet(&leaves, 110, ONE);
    assert_true(!kept(100) && kept(101) && kept(110) && !kept(111));
    append(5, TWO);
    audit_leaves_meet(&leaves, 115, TWO);
    assert_true(kept(101) && kept(115));
}

/* Not committed; nor when another came to the same number. */
static void what_is_not_in_the_log_is_forgotten(void **state)
{
    (void)state;
    audit_leaves_meet(&leaves, 100, "");
    assert_true(!kept(100) && !kept(101) && !kept(110));
    append(10, ONE);
    audit_leaves_meet(&leaves, 110, TWO);
    assert_true(!kept(101) && !kept(110));
    append(1, ONE);
    assert_true(!kept(110) && kept(111));
}

static void another_appended_behind_us(void **state)
{
    (void)state;
    audit_leaves_meet(&leaves, 120, TWO);
    append(10, ONE);
    audit_leaves_meet(&leaves, 130, ONE);
    assert_true(!kept(110) && !kept(120) && kept(121) && kept(130));
    audit_leaves_meet(&leaves, 131, ONE); /* an instance of before, which writes no word */
    assert_true(!kept(121) && !kept(130) && !kept(131));
}

static void what_the_tree_has_is_read_if_it_forgets(void **state)
{
    (void)state;
    audit_leaves_taken(&leaves, 104);
    assert_true(!kept(104) && kept(105) && kept(110));
    audit_leaves_taken(&leaves, 90);
    assert_true(!kept(104) && kept(105));
    audit_leaves_taken(&leaves, 200);
    assert_false(kept(110));
    append(1, TWO);
    assert_true(!kept(110) && kept(111));
}

static void the_oldest_make_room(void **state)
{
    (void)state;
    append(AUDIT_LEAVES_KEPT, TWO);
    assert_true(!kept(110) && kept(111) && kept(110 + AUDIT_LEAVES_KEPT));
    append(3, ONE);
    assert_true(!kept(113) && kept(114));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(counts_while_the_word_is_ours, begin),
        cmocka_unit_test_setup(what_is_not_in_the_log_is_forgotten, begin),
        cmocka_unit_test_setup(another_appended_behind_us, begin),
        cmocka_unit_test_setup(what_the_tree_has_is_read_if_it_forgets, begin),
        cmocka_unit_test_setup(the_oldest_make_room, begin),
    };
    return cmocka_run_group_tests_name("audit_leaves", tests, NULL, NULL);
}
