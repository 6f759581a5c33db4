/* 承認: bound to the very request, for another person in the role, for some days, for one use. */
#include "common/staff/approval.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const ju_approval ASKED = {
    .found = true,
    .kind = "erasure",
    .approval_id = "1",
    .request = "kind=erasure;id=1;asked_by=op-1;class=a;",
    .digest = "d",
    .asked_by = "op-1",
    .asked_on = "2026-04-10",
    .valid_until = "2026-04-24",
    .state = "asked",
    .decided_by = "",
};

static const ju_approval_word YES = {
    .by = "op-2", .in_role = true, .approves = true, .digest = "d", .today = "2026-04-24"};

static void expect(const char *code, const char *wanted)
{
    if (wanted == NULL) {
        assert_null(code);
        return;
    }
    assert_non_null(code);
    assert_string_equal(code, wanted);
    assert_non_null(ju_approval_refusal_text(code));
}

static void test_decision(void **state)
{
    (void)state;
    ju_approval of = ASKED;
    ju_approval_word word = YES;
    expect(ju_approval_check_decision(&of, &word), NULL);
    word.now = ASKED.request;
    expect(ju_approval_check_decision(&of, &word), NULL);
    word.now = "kind=erasure;id=1;asked_by=op-1;class=b;";
    expect(ju_approval_check_decision(&of, &word), "request_changed");
    word = YES;
    word.digest = "e";
    expect(ju_approval_check_decision(&of, &word), "digest_differs");
    word.digest = "";
    expect(ju_approval_check_decision(&of, &word), "digest_differs");
    word = YES;
    word.today = "2026-04-25";
    expect(ju_approval_check_decision(&of, &word), "approval_expired");
    word = YES;
    word.by = "op-1";
    expect(ju_approval_check_decision(&of, &word), "same_person");
    word = YES;
    word.in_role = false;
    expect(ju_approval_check_decision(&of, &word), "supervisor_required");
    of.found = false;
    expect(ju_approval_check_decision(&of, &YES), "approval_unknown");
}

/* Once, whatever was decided; to refuse needs no digest and has no time. */
static void test_once(void **state)
{
    static const char *const over[] = {"approved", "refused", "used"};
    (void)state;
    ju_approval_word no = YES;
    no.approves = false;
    no.digest = "";
    no.today = "2027-01-01";
    expect(ju_approval_check_decision(&ASKED, &no), NULL);
    for (size_t i = 0; i < sizeof over / sizeof over[0]; i++) {
        ju_approval of = ASKED;
        of.state = over[i];
        expect(ju_approval_check_decision(&of, &YES), "approval_decided");
        expect(ju_approval_check_decision(&of, &no), "approval_decided");
    }
}

static void test_use(void **state)
{
    (void)state;
    ju_approval of = ASKED;
    const char *now = ASKED.request;
    expect(ju_approval_check_use(&of, "op-1", now, "2026-04-24"), "not_approved");
    of.state = "approved";
    expect(ju_approval_check_use(&of, "op-1", now, "2026-04-24"), NULL);
    expect(ju_approval_check_use(&of, "op-1", now, "2026-04-25"), "approval_expired");
    expect(ju_approval_check_use(&of, "op-2", now, "2026-04-24"), "other_person");
    expect(ju_approval_check_use(&of, "op-1", "class=b", "2026-04-24"), "request_changed");
    of.state = "used";
    expect(ju_approval_check_use(&of, "op-1", now, "2026-04-24"), "approval_used");
    of.state = "refused";
    expect(ju_approval_check_use(&of, "op-1", now, "2026-04-24"), "not_approved");
    of.found = false;
    expect(ju_approval_check_use(&of, "op-1", now, "2026-04-24"), "approval_unknown");
}

/* No value can look like another line, so two requests never have one text. */
static void test_text(void **state)
{
    (void)state;
    ju_arena arena;
    ju_err err;
    char digest[JU_APPROVAL_DIGEST_SIZE];
    ju_arena_init(&arena, 4096);
    const ju_approval_item plain[] = {{"class", "a"}, {"day", "1"}};
    const ju_approval_item forged[] = {{"class", "a;day=1"}};
    const ju_approval_item escaped[] = {{"class", "a\\;day=1"}};
    const char *one = ju_approval_text(&arena, "erasure", "1", "op-1", plain, 2);
    assert_string_equal(one, "kind=erasure;id=1;asked_by=op-1;class=a;day=1;");
    const char *two = ju_approval_text(&arena, "erasure", "1", "op-1", forged, 1);
    assert_string_equal(two, "kind=erasure;id=1;asked_by=op-1;class=a\\;day=1;");
    const char *three = ju_approval_text(&arena, "erasure", "1", "op-1", escaped, 1);
    assert_string_equal(three, "kind=erasure;id=1;asked_by=op-1;class=a\\\\\\;day=1;");
    assert_int_equal(ju_approval_digest("abc", digest, &err), JU_OK);
    assert_string_equal(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ju_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decision),
        cmocka_unit_test(test_once),
        cmocka_unit_test(test_use),
        cmocka_unit_test(test_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
