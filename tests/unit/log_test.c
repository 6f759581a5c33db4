#include "common/log/log.h"
#include "common/log/mask.h"

#include <fcntl.h>
#include <jansson.h>
#include <libpq-fe.h>
#include <librdkafka/rdkafka.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* A documented sample number that belongs to nobody. */
#define SAMPLE "123456789018"

static FILE *log_file;
static int saved_stderr;

static int capture_begin(void **state)
{
    (void)state;
    char path[32];
    log_file = tmpfile();
    saved_stderr = dup(STDERR_FILENO);
    /* Opened a second time, so that reading has its own position. */
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(log_file));
    int writer = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    (void)dup2(writer, STDERR_FILENO);
    (void)close(writer);
    return ju_log_init("test", "info", NULL) == JU_OK ? 0 : -1;
}

static int capture_end(void **state)
{
    (void)state;
    (void)dup2(saved_stderr, STDERR_FILENO);
    close(saved_stderr);
    return fclose(log_file);
}

/* The next line logged, as text in buffer and parsed. */
static json_t *next_line(char *buffer, int size)
{
    clearerr(log_file);
    char *line = fgets(buffer, size, log_file);
    if (line == NULL) {
        return NULL;
    }
    assert_non_null(strchr(buffer, '\n'));
    json_t *object = json_loads(buffer, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(object);
    return object;
}

static void assert_text(const json_t *object, const char *key, const char *expected)
{
    const char *value = json_string_value(json_object_get(object, key));
    assert_non_null(value);
    assert_string_equal(value, expected);
}

static void test_line_has_fixed_keys_and_typed_fields(void **state)
{
    (void)state;
    char buffer[8192];
    ju_log_warn("hello \"world\"", ju_f_int("messages", -3), ju_f_word("topic", "juki.132071/a_b:c@d+e-f"));
    json_t *object = next_line(buffer, sizeof buffer);
    assert_text(object, "level", "warn");
    assert_text(object, "svc", "test");
    assert_text(object, "msg", "hello \"world\"");
    assert_text(object, "topic", "juki.132071/a_b:c@d+e-f");
    assert_int_equal(json_integer_value(json_object_get(object, "messages")), -3);
    assert_int_equal(strlen(json_string_value(json_object_get(object, "ts"))),
                     strlen("2026-01-01T00:00:00.000000Z"));
    json_decref(object);
}

static void test_level_filters(void **state)
{
    (void)state;
    char buffer[8192];
    ju_log_debug("below");
    ju_log_info("at");
    assert_int_equal(ju_log_init("test", "error", NULL), JU_OK);
    ju_log_warn("now below");
    ju_log_error("above");
    json_t *first = next_line(buffer, sizeof buffer);
    assert_text(first, "msg", "at");
    json_t *second = next_line(buffer, sizeof buffer);
    assert_text(second, "msg", "above");
    assert_null(next_line(buffer, sizeof buffer));
    json_decref(first);
    json_decref(second);

    ju_err err;
    assert_int_equal(ju_log_init("test", "loud", &err), JU_FATAL);
    assert_string_equal(err.code, "log_level");
}

static const char *logged_word(const char *word, char *buffer, int size)
{
    ju_log_info("word", ju_f_word("w", word));
    json_t *object = next_line(buffer, size);
    assert_non_null(object);
    (void)snprintf(buffer, (size_t)size, "%s", json_string_value(json_object_get(object, "w")));
    json_decref(object);
    return buffer;
}

static void test_words_are_narrow(void **state)
{
    (void)state;
    char buffer[8192];
    char longest[130];
    memset(longest, 'a', sizeof longest);
    longest[129] = '\0';
    assert_string_equal(logged_word("two words", buffer, sizeof buffer), "?");
    assert_string_equal(logged_word("\xe5\xb1\xb1\xe7\x94\xb0", buffer, sizeof buffer), "?");
    assert_string_equal(logged_word(longest, buffer, sizeof buffer), "?");
    assert_string_equal(logged_word(longest + 1, buffer, sizeof buffer), longest + 1);
    assert_string_equal(logged_word(NULL, buffer, sizeof buffer), "");
    assert_string_equal(logged_word("n" SAMPLE "x", buffer, sizeof buffer), "n***x");
    assert_string_equal(logged_word("1234-5678-9018", buffer, sizeof buffer), "***");
    assert_string_equal(logged_word("123456789", buffer, sizeof buffer), "123456789");
    assert_string_equal(logged_word("01900000-1234-7123-8123-123456789018", buffer, sizeof buffer),
                        "01900000-1234-7123-8123-123456789018");
    assert_string_equal(logged_word("0190000-01234-7123-8123-123456789018", buffer, sizeof buffer), "***");
    assert_string_equal(logged_word("01900000x1234-7123-8123-123456789018", buffer, sizeof buffer),
                        "01900000x***");
    assert_string_equal(logged_word("01900000-1234-7123-8123-12345678901g", buffer, sizeof buffer), "***g");
}

static void test_error_is_masked(void **state)
{
    (void)state;
    char buffer[8192];
    ju_err err;
    ju_reject(&err, "check_digit", "individual_number", "bad value '%s' or 1234 5678, code 132071", SAMPLE);
    memcpy(err.sqlstate, "22P02", 6);
    ju_log_error("refused", ju_f_err(&err));
    json_t *object = next_line(buffer, sizeof buffer);
    assert_null(strstr(buffer, "56789"));
    assert_text(object, "err_code", "check_digit");
    assert_text(object, "err_class", "reject");
    assert_text(object, "err_item", "individual_number");
    assert_text(object, "sqlstate", "22P02");
    assert_text(object, "err_message", "bad value '***' or ***, code 132071");
    json_decref(object);
}

static void test_private_is_a_hash_of_this_process(void **state)
{
    (void)state;
    char buffer[8192];
    ju_log_info("p", ju_f_private("a", SAMPLE), ju_f_private("b", SAMPLE), ju_f_private("c", "123456789019"),
                ju_f_private("d", NULL));
    json_t *object = next_line(buffer, sizeof buffer);
    assert_null(strstr(buffer, SAMPLE));
    const char *a = json_string_value(json_object_get(object, "a"));
    assert_int_equal(strlen(a), 16);
    assert_text(object, "b", a);
    assert_string_not_equal(json_string_value(json_object_get(object, "c")), a);
    assert_text(object, "d", "?");
    json_decref(object);
}

static void test_long_line_is_cut_and_still_json(void **state)
{
    (void)state;
    char buffer[8192];
    ju_err err;
    char control[250];
    memset(control, '\x01', sizeof control);
    control[249] = '\0';
    ju_fail(&err, JU_FATAL, "long", "%s", control);
    ju_log_info("long", ju_f_err(&err), ju_f_err(&err), ju_f_err(&err));
    char *line = fgets(buffer, sizeof buffer, log_file);
    assert_non_null(line);
    assert_true(strlen(line) <= 4096);
    json_t *object = json_loads(line, 0, NULL);
    assert_non_null(object);
    assert_int_equal(json_integer_value(json_object_get(object, "cut")), 1);
    json_decref(object);
}

static void assert_masked(const char *text, const char *expected)
{
    char masked[256];
    ju_mask_digits(text, 8, masked, sizeof masked);
    assert_string_equal(masked, expected);
}

static void test_mask_digits(void **state)
{
    (void)state;
    assert_masked("", "");
    assert_masked("1234567", "1234567");
    assert_masked("12345678", "***");
    assert_masked("a12345678b1234567c", "a***b1234567c");
    assert_masked("1234-5678 x", "*** x");
    assert_masked("1234--5678", "1234--5678");
    assert_masked("1234 5678 9018.", "***.");
    assert_masked("\xef\xbc\x91\xef\xbc\x92\xef\xbc\x93\xef\xbc\x94"
                  "5678\xe5\xb1\xb1",
                  "***\xe5\xb1\xb1");
    assert_masked("ok \xff\xfe tail \xe5\xb1", "ok ?? tail ??");
    char small[12];
    ju_mask_digits("abc 12345678901", 8, small, sizeof small);
    assert_null(strstr(small, "1234567"));
    ju_mask_digits("\xe5\xb1\xb1\xe5\xb1\xb1\xe5\xb1\xb1\xe5\xb1\xb1", 8, small, sizeof small);
    assert_string_equal(small, "\xe5\xb1\xb1\xe5\xb1\xb1\xe5\xb1\xb1");
}

static void *log_many(void *name)
{
    for (int i = 0; i < 500; i++) {
        ju_log_info("concurrent", ju_f_word("thread", name), ju_f_int("i", i));
    }
    return NULL;
}

static void test_threads_never_mix_lines(void **state)
{
    (void)state;
    char buffer[8192];
    char names[4][2] = {"a", "b", "c", "d"};
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, log_many, names[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        (void)pthread_join(threads[i], NULL);
    }
    int lines = 0;
    for (json_t *object = next_line(buffer, sizeof buffer); object != NULL;
         object = next_line(buffer, sizeof buffer)) {
        lines++;
        json_decref(object);
    }
    assert_int_equal(lines, 2000);
}

static void test_kafka_bridge(void **state)
{
    (void)state;
    char buffer[8192];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, ju_log_rdkafka);
    rd_kafka_conf_destroy(conf);
    ju_log_rdkafka(NULL, 3, "FAIL", "[thrd:x]: 127.0.0.1:9092/1: refused, key " SAMPLE);
    ju_log_rdkafka(NULL, 7, "NOISE", "debug is off");
    json_t *object = next_line(buffer, sizeof buffer);
    assert_text(object, "level", "error");
    assert_text(object, "facility", "FAIL");
    assert_text(object, "text", "[thrd:x]: 127.0.0.1:9092/1: refused, key ***");
    assert_null(next_line(buffer, sizeof buffer));
    json_decref(object);
}

/* Stands before libpq's own: a result with fields comes from a server only. */
char *PQresultErrorField(const PGresult *result, int field)
{
    static char severity[] = "NOTICE";
    static char sqlstate[] = "42P07";
    static char text[] = "relation of " SAMPLE " exists";
    (void)result;
    switch (field) {
    case PG_DIAG_SEVERITY_NONLOCALIZED:
        return severity;
    case PG_DIAG_SQLSTATE:
        return sqlstate;
    default:
        return text;
    }
}

static void test_postgres_bridge(void **state)
{
    (void)state;
    char buffer[8192];
    PQnoticeReceiver receiver = ju_log_pg_notice;
    receiver(NULL, NULL);
    json_t *object = next_line(buffer, sizeof buffer);
    assert_text(object, "severity", "NOTICE");
    assert_text(object, "sqlstate", "42P07");
    assert_null(strstr(buffer, "relation"));
    json_decref(object);
}

int main(void)
{
#define CAPTURED(test) cmocka_unit_test_setup_teardown(test, capture_begin, capture_end)
    const struct CMUnitTest tests[] = {
        CAPTURED(test_line_has_fixed_keys_and_typed_fields),
        CAPTURED(test_level_filters),
        CAPTURED(test_words_are_narrow),
        CAPTURED(test_error_is_masked),
        CAPTURED(test_private_is_a_hash_of_this_process),
        CAPTURED(test_long_line_is_cut_and_still_json),
        CAPTURED(test_threads_never_mix_lines),
        CAPTURED(test_kafka_bridge),
        CAPTURED(test_postgres_bridge),
        cmocka_unit_test(test_mask_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
