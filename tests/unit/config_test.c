#include "common/config/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct shared_values {
    char *dsn;
    char *prefix;
    int64_t wait_ms;
    bool strict;
} shared_values;

typedef struct own_values {
    int64_t batch_max;
    int64_t cap_bytes;
    char *token;
    char *absent;
} own_values;

static const ju_config_item SHARED[] = {
    {.name = "JUKI_PG_DSN",
     .type = JU_CONFIG_STRING,
     .flags = JU_CONFIG_REQUIRED | JU_CONFIG_SECRET,
     .offset = offsetof(shared_values, dsn),
     .help = "Connection string of the database."},
    {.name = "JUKI_TOPIC_PREFIX",
     .type = JU_CONFIG_STRING,
     .offset = offsetof(shared_values, prefix),
     .fallback = "juki.132071",
     .help = "Prefix of topic names."},
    {.name = "JUKI_BATCH_WAIT",
     .type = JU_CONFIG_DURATION_MS,
     .offset = offsetof(shared_values, wait_ms),
     .fallback = "5ms",
     .help = "Longest wait for a batch to fill.",
     .min = 1,
     .max = 1000},
    {.name = "JUKI_STRICT",
     .type = JU_CONFIG_BOOL,
     .offset = offsetof(shared_values, strict),
     .fallback = "true",
     .help = "Refuse what is doubtful."},
};

static const ju_config_item OWN[] = {
    {.name = "JUKI_BATCH_MAX",
     .type = JU_CONFIG_INT,
     .offset = offsetof(own_values, batch_max),
     .fallback = "500",
     .help = "Messages per transaction.",
     .min = 1,
     .max = 10000},
    {.name = "JUKI_CAP",
     .type = JU_CONFIG_SIZE,
     .offset = offsetof(own_values, cap_bytes),
     .fallback = "256KiB",
     .help = "Largest message."},
    {.name = "JUKI_TOKEN",
     .type = JU_CONFIG_STRING,
     .flags = JU_CONFIG_SECRET,
     .offset = offsetof(own_values, token),
     .help = "Token."},
    {.name = "JUKI_ABSENT",
     .type = JU_CONFIG_STRING,
     .offset = offsetof(own_values, absent),
     .help = "Not given."},
};

typedef struct fixture {
    shared_values shared;
    own_values own;
    ju_config_part parts[2];
    char errors[4096];
    char warnings[4096];
    char path[32];
    ju_err err;
} fixture;

static void append(char *text, const char *line)
{
    size_t length = strlen(text);
    (void)snprintf(text + length, 4096 - length, "%s\n", line);
}

static void take_error(void *opaque, const char *text)
{
    append(((fixture *)opaque)->errors, text);
}

static void take_warning(void *opaque, const char *text)
{
    append(((fixture *)opaque)->warnings, text);
}

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->parts[0] = (ju_config_part){SHARED, sizeof SHARED / sizeof *SHARED, &f->shared};
    f->parts[1] = (ju_config_part){OWN, sizeof OWN / sizeof *OWN, &f->own};
    *state = f;
    assert_int_equal(clearenv(), 0);
    return setenv("JUKI_PG_DSN", "host=/run secretword", 1);
}

static int teardown(void **state)
{
    fixture *f = *state;
    ju_config_free(f->parts, 2);
    assert_null(f->shared.dsn);
    if (f->path[0] != '\0') {
        (void)unlink(f->path);
    }
    free(f);
    return 0;
}

static ju_rc load(fixture *f)
{
    const ju_config_report report = {take_error, take_warning, f};
    return ju_config_load(f->parts, 2, &report, &f->err);
}

static void set_file(fixture *f, const char *variable, const void *text, size_t size)
{
    if (f->path[0] == '\0') {
        (void)snprintf(f->path, sizeof f->path, "/tmp/juki-config-XXXXXX");
        close(mkstemp(f->path));
    }
    FILE *file = fopen(f->path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(setenv(variable, f->path, 1), 0);
}

static void test_fallbacks(void **state)
{
    fixture *f = *state;
    assert_int_equal(load(f), JU_OK);
    assert_string_equal(f->shared.dsn, "host=/run secretword");
    assert_string_equal(f->shared.prefix, "juki.132071");
    assert_int_equal(f->shared.wait_ms, 5);
    assert_true(f->shared.strict);
    assert_int_equal(f->own.batch_max, 500);
    assert_int_equal(f->own.cap_bytes, 256 * 1024);
    assert_null(f->own.absent);
    assert_string_equal(f->errors, "");
    assert_string_equal(f->warnings, "");
}

static void test_values_of_every_type(void **state)
{
    fixture *f = *state;
    setenv("JUKI_TOPIC_PREFIX", "x", 1);
    setenv("JUKI_BATCH_WAIT", "1s", 1);
    setenv("JUKI_STRICT", "false", 1);
    setenv("JUKI_BATCH_MAX", "1", 1);
    setenv("JUKI_CAP", "1MiB", 1);
    setenv("JUKI_ABSENT", "", 1);
    assert_int_equal(load(f), JU_OK);
    assert_string_equal(f->shared.prefix, "x");
    assert_int_equal(f->shared.wait_ms, 1000);
    assert_false(f->shared.strict);
    assert_int_equal(f->own.batch_max, 1);
    assert_int_equal(f->own.cap_bytes, 1024 * 1024);
    assert_null(f->own.absent);
}

static void test_all_errors_at_once(void **state)
{
    fixture *f = *state;
    unsetenv("JUKI_PG_DSN");
    setenv("JUKI_BATCH_WAIT", "2s", 1);
    setenv("JUKI_STRICT", "yes", 1);
    setenv("JUKI_BATCH_MAX", "12x", 1);
    setenv("JUKI_CAP", "-1", 1);
    assert_int_equal(load(f), JU_FATAL);
    assert_string_equal(f->err.code, "config");
    assert_string_equal(f->errors, "JUKI_PG_DSN is missing (Connection string of the database.)\n"
                                   "JUKI_BATCH_WAIT must be from 1ms to 1000ms\n"
                                   "JUKI_STRICT must be true or false, not \"yes\"\n"
                                   "JUKI_BATCH_MAX must be a number, not \"12x\"\n"
                                   "JUKI_CAP must be a size such as 4096, 256KiB or 1MiB, not \"-1\"\n");
}

static void test_range_ends_belong(void **state)
{
    fixture *f = *state;
    setenv("JUKI_BATCH_MAX", "10000", 1);
    assert_int_equal(load(f), JU_OK);
    ju_config_free(f->parts, 2);
    setenv("JUKI_BATCH_MAX", "10001", 1);
    assert_int_equal(load(f), JU_FATAL);
    ju_config_free(f->parts, 2);
    setenv("JUKI_BATCH_MAX", "0", 1);
    assert_int_equal(load(f), JU_FATAL);
}

static void test_value_from_file(void **state)
{
    fixture *f = *state;
    set_file(f, "JUKI_TOKEN_FILE", "two words\r\n\n", strlen("two words\r\n\n"));
    assert_int_equal(load(f), JU_OK);
    assert_string_equal(f->own.token, "two words");
    assert_string_equal(f->warnings, "");
}

static void test_number_from_file(void **state)
{
    fixture *f = *state;
    set_file(f, "JUKI_BATCH_MAX_FILE", "77\n", 3);
    assert_int_equal(load(f), JU_OK);
    assert_int_equal(f->own.batch_max, 77);
}

static void assert_only_error(fixture *f, const char *expected)
{
    f->errors[0] = '\0';
    assert_int_equal(load(f), JU_FATAL);
    if (strncmp(f->errors, expected, strlen(expected)) != 0) {
        assert_string_equal(f->errors, expected);
    }
    ju_config_free(f->parts, 2);
}

static void test_bad_files(void **state)
{
    fixture *f = *state;
    setenv("JUKI_TOKEN_FILE", "/nonexistent/token", 1);
    assert_only_error(f, "JUKI_TOKEN_FILE: cannot open /nonexistent/token: No such file");
    set_file(f, "JUKI_TOKEN_FILE", "\n", 1);
    assert_only_error(f, "JUKI_TOKEN_FILE: /tmp/juki-config-");
    set_file(f, "JUKI_TOKEN_FILE", "a\0b", 3);
    assert_only_error(f, "JUKI_TOKEN_FILE: /tmp/juki-config-");
    setenv("JUKI_TOKEN_FILE", "/tmp", 1);
    assert_only_error(f, "JUKI_TOKEN_FILE: cannot read /tmp: Is a directory");
    setenv("JUKI_TOKEN_FILE", "/dev/zero", 1);
    assert_only_error(f, "JUKI_TOKEN_FILE: /dev/zero is larger than");
    setenv("JUKI_TOKEN", "x", 1);
    assert_only_error(f, "JUKI_TOKEN and JUKI_TOKEN_FILE are both set");
}

static void test_unknown_variables_are_warned_of(void **state)
{
    fixture *f = *state;
    setenv("JUKI_BACTH_MAX", "5", 1);
    setenv("JUKI_BATCH_MAX_FIL", "5", 1);
    setenv("OTHER", "5", 1);
    assert_int_equal(load(f), JU_OK);
    assert_string_equal(f->warnings, "JUKI_BACTH_MAX is not known to this program\n"
                                     "JUKI_BATCH_MAX_FIL is not known to this program\n");
}

static void test_print_hides_secrets(void **state)
{
    fixture *f = *state;
    char *text = NULL;
    size_t size = 0;
    setenv("JUKI_STRICT", "false", 1);
    assert_int_equal(load(f), JU_OK);
    FILE *out = open_memstream(&text, &size);
    ju_config_print(f->parts, 2, out);
    (void)fclose(out);
    assert_string_equal(text, "# Connection string of the database. (required)\n"
                              "JUKI_PG_DSN=***\n"
                              "# Prefix of topic names.\n"
                              "JUKI_TOPIC_PREFIX=juki.132071\n"
                              "# Longest wait for a batch to fill.\n"
                              "JUKI_BATCH_WAIT=5ms\n"
                              "# Refuse what is doubtful.\n"
                              "JUKI_STRICT=false\n"
                              "# Messages per transaction.\n"
                              "JUKI_BATCH_MAX=500\n"
                              "# Largest message.\n"
                              "JUKI_CAP=262144\n"
                              "# Token.\n"
                              "JUKI_TOKEN=***\n"
                              "# Not given.\n"
                              "JUKI_ABSENT=\n");
    free(text);
}

static void test_secret_stays_out_of_errors(void **state)
{
    static const ju_config_item secret_number[] = {
        {.name = "JUKI_PIN", .type = JU_CONFIG_INT, .flags = JU_CONFIG_SECRET, .help = "A secret number."},
    };
    fixture *f = *state;
    int64_t pin = 5;
    const ju_config_part part = {secret_number, 1, &pin};
    const ju_config_report report = {take_error, take_warning, f};
    setenv("JUKI_PIN", "hush", 1);
    assert_int_equal(ju_config_load(&part, 1, &report, &f->err), JU_FATAL);
    assert_string_equal(f->errors, "JUKI_PIN must be a number, not \"***\"\n");
    assert_int_equal(pin, 0);
}

int main(void)
{
#define IN_ENVIRONMENT(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        IN_ENVIRONMENT(test_fallbacks),           IN_ENVIRONMENT(test_values_of_every_type),
        IN_ENVIRONMENT(test_all_errors_at_once),  IN_ENVIRONMENT(test_range_ends_belong),
        IN_ENVIRONMENT(test_value_from_file),     IN_ENVIRONMENT(test_number_from_file),
        IN_ENVIRONMENT(test_bad_files),           IN_ENVIRONMENT(test_unknown_variables_are_warned_of),
        IN_ENVIRONMENT(test_print_hides_secrets), IN_ENVIRONMENT(test_secret_stays_out_of_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
