#include "tests/integration/harness/ctl.h"

#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/staff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { OUTPUT_SIZE = 64 * 1024 };

/* What the last call printed, on both outputs. */
static char output[OUTPUT_SIZE];

static void read_output(const char *path)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    output[fread(output, 1, sizeof output - 1, file)] = '\0';
    (void)fclose(file);
}

pid_t ctl_start(world *w, const char *operator_id, const char *arguments, const char *path)
{
    char line[4 * CTL_TEXT_SIZE];
    bus_grant(w);
    (void)snprintf(
        line, sizeof line,
        "exec env JUKI_MUNICIPALITY=%s JUKI_TOPIC_PREFIX=%s JUKI_KAFKA_BOOTSTRAP=%s JUKI_KEY_DIR=%s "
        "JUKI_TLS_DIR=%s/counter JUKI_OPERATOR_TLS_DIR=%s/operator "
        "JUKI_OPERATOR=%s JUKI_TERMINAL=%s JUKI_STAFF_TOKEN_FILE=%s LANG=C %s/jukictl %s >%s 2>&1",
        TEST_MUNICIPALITY, w->prefix, world_env("JUKI_TEST_BOOTSTRAP"), world_env("JUKI_TEST_KEYS"),
        world_env("JUKI_TEST_TLS"), world_env("JUKI_TEST_TLS"), operator_id, staff_seat(w),
        staff_token_file(w, operator_id, staff_seat(w)), world_env("JUKI_TEST_BIN"), arguments, path);
    (void)fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        (void)execl("/bin/sh", "sh", "-c", line, (char *)NULL);
        _exit(127);
    }
    assert_true(pid > 0);
    return pid;
}

int ctl(world *w, const char *operator_id, const char *format, ...)
{
    char arguments[CTL_TEXT_SIZE];
    char path[CTL_TEXT_SIZE];
    int status = 0;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(arguments, sizeof arguments, format, args);
    va_end(args);
    (void)snprintf(path, sizeof path, "%s/ctl.out", w->dir);
    pid_t pid = ctl_start(w, operator_id, arguments, path);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    read_output(path);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void ctl_expect(int code, int wanted)
{
    if (code != wanted) {
        fail_msg("exit code %d instead of %d:\n%s", code, wanted, output);
    }
}

void ctl_expect_text(const char *text)
{
    if (strstr(output, text) == NULL) {
        fail_msg("'%s' is not in:\n%s", text, output);
    }
}

int ctl_count_text(const char *text)
{
    int count = 0;
    for (const char *at = output; (at = strstr(at, text)) != NULL; at += strlen(text)) {
        count++;
    }
    return count;
}

void ctl_expect_no_text(const char *text)
{
    if (strstr(output, text) != NULL) {
        fail_msg("'%s' is in:\n%s", text, output);
    }
}

const char *ctl_value(const char *name)
{
    static char value[CTL_TEXT_SIZE];
    char start[CTL_TEXT_SIZE];
    (void)snprintf(start, sizeof start, "\n%s: ", name);
    const char *found = strstr(output, start);
    *value = '\0';
    if (found != NULL) {
        found += strlen(start);
        (void)snprintf(value, sizeof value, "%.*s", (int)strcspn(found, "\n"), found);
    }
    return value;
}
