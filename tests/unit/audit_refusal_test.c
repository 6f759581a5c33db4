/* What the broker writes about those whom it refused, read and followed (seed 002 ). */
#include "services/audit/steps/refusal.h"
#include "services/audit/steps/server_log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define TIME "2026-11-21T12:33:30.760Z "
#define CHANNEL                                                                                              \
    "[SslTransportLayer channelId=127.0.0.1:31260-10.1.2.3:42534-1 key=channel=java.nio.channels."           \
    "SocketChannel[connected local=/127.0.0.1:31260 remote=/10.1.2.3:42534], selector=x] SSL Handshake "     \
    "failed javax.net.ssl.SSLHandshakeException: "
#define DENIED(who, what)                                                                                    \
    TIME "Principal = User:" who " is Denied operation = READ from host = 10.1.2.3 on resource = " what      \
         " for request = Fetch with resourceRefCount = 1 based on rule DefaultDeny \n"

static void each_reason_has_its_code(void **state)
{
    static const struct {
        const char *line;
        const char *code;
    } lines[] = {
        {TIME CHANNEL "(certificate_required) Empty client certificate chain \n", "certificate_missing"},
        {TIME CHANNEL "PKIX path validation failed: java.security.cert.CertPathValidatorException: validity "
                      "check failed \n",
         "certificate_expired"},
        {TIME CHANNEL "PKIX path building failed: unable to find valid certification path \n",
         "certificate_untrusted"},
        {TIME CHANNEL "Unrecognized SSL message, plaintext connection? \n", "not_tls"},
        {TIME CHANNEL "Unsupported or unrecognized SSL message \n", "not_tls"},
        {TIME CHANNEL "(protocol_version) The client supported protocol versions \n", "handshake_failed"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        told_act one;
        assert_true(refusal_parse(lines[i].line, &one));
        assert_string_equal(one.code, lines[i].code);
        assert_string_equal(one.host, "10.1.2.3");
        assert_string_equal(one.who, "");
        assert_string_equal(one.time, "2026-11-21T12:33:30.760Z");
    }
}

static void a_denied_access_says_who_and_what(void **state)
{
    (void)state;
    told_act one;
    assert_true(refusal_parse(DENIED("tax", "Topic:LITERAL:juki.132071.link.prefecture.out"), &one));
    assert_string_equal(one.code, "not_authorized");
    assert_string_equal(one.who, "tax");
    assert_string_equal(one.host, "10.1.2.3");
    assert_string_equal(one.what, "READ Topic:LITERAL:juki.132071.link.prefecture.out");
}

/* A stranger chooses what he asks for: no number and no control character of his comes into the trail. */
static void what_a_stranger_chose_is_cleaned(void **state)
{
    (void)state;
    told_act one;
    assert_true(refusal_parse(DENIED("tax", "Topic:LITERAL:x 000081234567 \x01\xe4\xbd\x8f"), &one));
    assert_string_equal(one.what, "READ Topic:LITERAL:x *** ????");
    assert_true(refusal_parse(DENIED("CN=ANONYMOUS,O=juki", "Group:LITERAL:g"), &one));
    assert_string_equal(one.who, "CN=ANONYMOUS,O=juki");
}

static void other_lines_are_none(void **state)
{
    static const char *const lines[] = {
        "\n",
        "",
        "    at java.base/sun.security.ssl.Alert\n",
        TIME "SSLEngine.closeInBound() raised an exception.\n",
        TIME "Principal = User:tax is Allowed operation = READ from host = 10.1.2.3 on resource = x for "
             "request = y\n",
        "12:33 Principal = User:tax is Denied operation = READ from host = h on resource = x for request = "
        "y\n",
        TIME "Principal = User:tax is Denied operation = READ from host = h\n",
        "2026-11-21T12\xba"
        "33:30.760Z Principal = User:tax is Denied operation = READ from host = h on resource = x for "
        "request = "
        "y\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        told_act one;
        assert_false(refusal_parse(lines[i], &one));
    }
}

/* ---- following --------------------------------------------------------------------------------------- */

typedef struct reading {
    char path[64];
    log_place place;
    told_act list[TOLD_MAX];
    size_t count;
    bool lost;
} reading;

static int open_reading(void **state)
{
    reading *r = calloc(1, sizeof *r);
    (void)snprintf(r->path, sizeof r->path, "/tmp/audit-refusal-%d", (int)getpid());
    *state = r;
    return 0;
}

static int close_reading(void **state)
{
    reading *r = *state;
    char former[80];
    (void)snprintf(former, sizeof former, "%s.1", r->path);
    (void)unlink(r->path);
    (void)unlink(former);
    free(r);
    return 0;
}

static void append(const reading *r, const char *text)
{
    FILE *file = fopen(r->path, "a");
    assert_non_null(file);
    (void)fputs(text, file);
    (void)fclose(file);
}

static void rotate(const reading *r)
{
    char former[80];
    (void)snprintf(former, sizeof former, "%s.1", r->path);
    assert_int_equal(rename(r->path, former), 0);
}

static bool look(reading *r)
{
    return server_log_read(r->path, refusal_parse, &r->place, r->list, &r->count, &r->lost);
}

static void equal_ones_are_counted(void **state)
{
    reading *r = *state;
    assert_false(look(r));
    append(r, DENIED("tax", "Topic:LITERAL:a")
                  DENIED("tax", "Topic:LITERAL:b") "\n" DENIED("tax", "Topic:LITERAL:a"));
    assert_true(look(r));
    assert_int_equal(r->count, 2);
    assert_int_equal(r->list[0].count, 2);
    assert_int_equal(r->list[1].count, 1);
    assert_true(look(r));
    assert_int_equal(r->count, 0);
}

static void half_a_line_waits(void **state)
{
    reading *r = *state;
    append(r, TIME "Principal = User:tax is Denied operation = READ from host = h on resou");
    assert_true(look(r));
    assert_int_equal(r->count, 0);
    append(r, "rce = Topic:LITERAL:a for request = y\n");
    assert_true(look(r));
    assert_int_equal(r->count, 1);
}

static void a_renamed_log_is_read_to_its_end(void **state)
{
    reading *r = *state;
    append(r, DENIED("tax", "Topic:LITERAL:a"));
    assert_true(look(r));
    append(r, DENIED("tax", "Topic:LITERAL:b"));
    rotate(r);
    assert_false(look(r)); /* the new one is not there yet */
    append(r, DENIED("tax", "Topic:LITERAL:c"));
    assert_true(look(r));
    assert_false(r->lost);
    assert_int_equal(r->count, 2);
    assert_string_equal(r->list[0].what, "READ Topic:LITERAL:b");
    assert_string_equal(r->list[1].what, "READ Topic:LITERAL:c");
}

static void half_a_line_of_a_renamed_log_is_its_end(void **state)
{
    reading *r = *state;
    append(r, DENIED("tax", "Topic:LITERAL:a"));
    append(r, TIME "Principal = User:tax is Denied operation = READ from host = h on resou");
    rotate(r);
    append(r, DENIED("tax", "Topic:LITERAL:b"));
    assert_true(look(r));
    assert_true(look(r));
    assert_false(r->lost);
    assert_string_equal(r->list[0].what, "READ Topic:LITERAL:b");
}

/* What stands behind the first 64 KiB of a line is never the beginning of one, nor is what follows a NUL. */
static void a_long_line_is_one_line(void **state)
{
    reading *r = *state;
    FILE *file = fopen(r->path, "a");
    assert_non_null(file);
    (void)fputs("first\n", file);
    for (int i = 0; i < 65535; i++) {
        (void)fputc(i == 9 ? '\0' : 'x', file);
    }
    (void)fputs(DENIED("tax", "Topic:LITERAL:a") DENIED("tax", "Topic:LITERAL:b"), file);
    (void)fclose(file);
    assert_true(look(r));
    assert_int_equal(r->count, 1);
    assert_string_equal(r->list[0].what, "READ Topic:LITERAL:b");
}

static void a_log_that_is_gone_is_said_to_be(void **state)
{
    reading *r = *state;
    append(r, DENIED("tax", "Topic:LITERAL:a"));
    assert_true(look(r));
    rotate(r);
    append(r, DENIED("tax", "Topic:LITERAL:b"));
    rotate(r);
    append(r, DENIED("tax", "Topic:LITERAL:c"));
    assert_true(look(r));
    assert_true(r->lost);
    assert_int_equal(r->count, 1);
    assert_string_equal(r->list[0].what, "READ Topic:LITERAL:c");
}

/* More different ones than fit one look come with the next. */
static void a_flood_is_read_in_turns(void **state)
{
    reading *r = *state;
    char line[512];
    for (int i = 0; i < TOLD_MAX + 5; i++) {
        (void)snprintf(line, sizeof line, DENIED("tax", "Topic:LITERAL:t%d"), i);
        append(r, line);
    }
    assert_true(look(r));
    assert_int_equal(r->count, TOLD_MAX);
    assert_true(look(r));
    assert_int_equal(r->count, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_reason_has_its_code),
        cmocka_unit_test(a_denied_access_says_who_and_what),
        cmocka_unit_test(what_a_stranger_chose_is_cleaned),
        cmocka_unit_test(other_lines_are_none),
        cmocka_unit_test_setup_teardown(equal_ones_are_counted, open_reading, close_reading),
        cmocka_unit_test_setup_teardown(half_a_line_waits, open_reading, close_reading),
        cmocka_unit_test_setup_teardown(a_renamed_log_is_read_to_its_end, open_reading, close_reading),
        cmocka_unit_test_setup_teardown(half_a_line_of_a_renamed_log_is_its_end, open_reading, close_reading),
        cmocka_unit_test_setup_teardown(a_long_line_is_one_line, open_reading, close_reading),
        cmocka_unit_test_setup_teardown(a_log_that_is_gone_is_said_to_be, open_reading, close_reading),
        cmocka_unit_test_setup_teardown(a_flood_is_read_in_turns, open_reading, close_reading),
    };
    return cmocka_run_group_tests_name("audit_refusal", tests, NULL, NULL);
}
