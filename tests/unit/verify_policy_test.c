/* Whose signatures make a checkpoint good (C2SP tlog-policy). */
#include "tests/unit/verify_log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ARENA_BYTES = 1024 * 1024, SIZE = 5 };

static sample_log ours;
static ju_arena arena;
static ju_err err;
static char heard[64];

static int set_up(void **state)
{
    (void)state;
    ju_arena_init(&arena, ARENA_BYTES);
    log_make(&ours, SIZE);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    log_free(&ours);
    ju_arena_done(&arena);
    return 0;
}

static void hear(void *opaque, const finding *found)
{
    (void)opaque;
    (void)snprintf(heard, sizeof heard, "%s", found->code);
}

/* L stands for the key of the log, A and B for those of the witnesses. */
static policy *policy_of(const char *text)
{
    char path[128];
    policy *ret = NULL;
    (void)snprintf(path, sizeof path, "%s/other.policy", ours.dir);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    for (const char *at = text; *at != '\0'; at++) {
        const ju_note_key *key = *at == 'L'   ? ours.key
                                 : *at == 'A' ? ours.witness[0]
                                 : *at == 'B' ? ours.witness[1]
                                              : NULL;
        assert_true(key == NULL ? fputc(*at, file) != EOF : fputs(ju_note_key_text(key, &arena), file) >= 0);
    }
    assert_int_equal(fclose(file), 0);
    return policy_read(path, &ret, &err) == JU_OK ? ret : NULL;
}

/* What is found in the note of three lines of signatures, or of these of them. */
static const char *check(const char *text, const char *note)
{
    ju_checkpoint checkpoint = {0};
    report to = {.tell = hear};
    policy *p = policy_of(text);
    *heard = '\0';
    if (p == NULL) {
        fail_msg("%s", err.message);
    }
    bool good = policy_check(p, note, &arena, &to, (place){"note", 0, 0}, &checkpoint);
    assert_int_equal(good, to.count == 0);
    policy_free(p);
    return heard;
}

static const char *without_line(const char *note, int from_end)
{
    const char *line = note + strlen(note);
    const char *end = line;
    for (; from_end > 0; from_end--) {
        end = line;
        for (line--; line[-1] != '\n'; line--) {
        }
    }
    return ju_arena_printf(&arena, "%.*s%s", (int)(line - note), note, end);
}

static void it_takes_the_quorum(void **state)
{
    (void)state;
    const char *note = log_note(&ours, &arena, SIZE);
    const char *one = without_line(note, 1);
    const char *none = without_line(one, 1);
    static const char both[] = "log L\nwitness a A\nwitness b B\ngroup g all a b\nquorum g\n";
    static const char any[] =
        "# any\n\nlog L https://example/\nwitness a A\n witness\tb B \ngroup g any a b\nquorum g";
    static const char nested[] = "log L\nwitness a A\nwitness b B\ngroup g 1 a b\ngroup h 2 g b\nquorum h\n";
    assert_string_equal(check("log L\nquorum none\n", none), "");
    assert_string_equal(check(both, note), "");
    assert_string_equal(check(both, one), "quorum_missing");
    assert_string_equal(check(any, one), "");
    assert_string_equal(check(any, none), "quorum_missing");
    assert_string_equal(check(nested, note), "");
    assert_string_equal(check(nested, one), "quorum_missing"); /* b has not */
    assert_string_equal(check(any, without_line(note, 3)), "note_unsigned");
}

static void a_note_is_one_text(void **state)
{
    (void)state;
    static const char alone[] = "log L\nquorum none\n";
    const char *note = log_note(&ours, &arena, SIZE);
    assert_string_equal(check(alone, ju_arena_printf(&arena, "%sx", note)), "note_invalid");
    assert_string_equal(check(alone, ju_arena_printf(&arena, "%s%s", note, strstr(note, "\n\n") + 2)),
                        "note_invalid");
    assert_string_equal(check(alone, "no note"), "note_invalid");
    char *changed = ju_arena_strdup(&arena, note);
    changed[strlen("juki.132071/audit\n")] = '6';
    assert_string_equal(check(alone, changed), "note_signature");
    changed = ju_arena_strdup(&arena, note);
    char *signature = strrchr(changed, ' ') + 30;
    *signature = *signature == 'A' ? 'B' : 'A';
    assert_string_equal(check("log L\nwitness b B\nquorum none\n", changed), "cosignature");
    changed = ju_arena_strdup(&arena, note);
    strrchr(changed, '=')[-2]++; /* other digits of the very same bytes */
    assert_string_equal(check(alone, changed), "note_invalid");
}

static void what_is_no_policy_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "log L\n",
        "quorum none\n",
        "log L\nquorum none\nquorum none\n",
        "log x\nquorum none\n",
        "log L\nquorum a\nwitness a A\n",
        "log L\nwitness a A\nwitness a B\nquorum a\n",
        "log L\nwitness none A\nquorum none\n",
        "log L\nwitness a A\ngroup g 2 a\nquorum g\n",
        "log L\nwitness a A\ngroup g 0 a\nquorum g\n",
        "log L\nwitness a A\ngroup g all a a\nquorum g\n",
        "log L\nwitness a A\ngroup g all none\nquorum g\n",
        "log L\nwitness a\nquorum none\n",
        "log L\nsomething\nquorum none\n",
        "log A\nquorum none\n",
        "log L\nwitness a L\nquorum none\n",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        policy *p = policy_of(bad[i]);
        if (p != NULL) {
            fail_msg("%s", bad[i]);
        }
        assert_string_equal(err.code, "policy");
    }
    assert_null(policy_of("log L\nwitness a A\nwitness a B\nquorum a\n"));
    assert_non_null(strstr(err.message, "other.policy:3:"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_takes_the_quorum),
        cmocka_unit_test(a_note_is_one_text),
        cmocka_unit_test(what_is_no_policy_is_refused),
    };
    return cmocka_run_group_tests_name("verify_policy", tests, set_up, tear_down);
}
