#include "tests/integration/harness/kept.h"

#include "common/base/hex.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { ARENA_BYTES = 1 << 20, QUESTION_SIZE = 512 };

char *kept_value(PGconn *conn, ju_kept at, size_t *ret_size, const char *question, ...)
{
    char sql[QUESTION_SIZE];
    va_list list;
    va_start(list, question);
    (void)vsnprintf(sql, sizeof sql, question, list);
    va_end(list);
    ju_arena arena;
    ju_err err = {0};
    ProtobufCBinaryData value;
    ju_keeper keeper;
    PGresult *rows = PQexec(conn, sql);
    assert_int_equal(ju_keeper_open(world_env("JUKI_TEST_KEYS"), "resident", true, &keeper, &err), JU_OK);
    assert_int_equal(PQntuples(rows), 1);
    ju_arena_init(&arena, ARENA_BYTES);
    if (ju_col_kept_bytes(rows, 0, 0, &keeper, at, &arena, &value, &err) != JU_OK) {
        fail_msg("%s %s: %s", at.table, at.key, err.message);
    }
    char *copy = malloc(value.len + 1);
    assert_non_null(copy);
    memcpy(copy, value.data, value.len);
    copy[value.len] = '\0';
    *ret_size = value.len;
    ju_keeper_close(&keeper);
    ju_arena_done(&arena);
    PQclear(rows);
    return copy;
}

int64_t kept_clear(PGconn *conn, const char *table, const char *text)
{
    ju_arena arena;
    ju_arena_init(&arena, ARENA_BYTES);
    const char *hex = ju_arena_hex(&arena, (const unsigned char *)text, strlen(text));
    assert_non_null(hex);
    int64_t count = sql_int(
        conn, "SELECT count(*) FROM %s r WHERE strpos(r::text, '%s') > 0 OR strpos(r::text, '%s') > 0", table,
        text, hex);
    ju_arena_done(&arena);
    return count;
}

static int64_t broken(PGconn *conn)
{
    return sql_int(conn, "SELECT count(*) FROM dead_letter WHERE code = 'seal_broken'");
}

void kept_broken(world *w, PGconn *conn, const char *arguments)
{
    char line[QUESTION_SIZE];
    char path[sizeof w->dir + 16];
    int status = 0;
    int64_t before = broken(conn);
    (void)snprintf(line, sizeof line, "%s --timeout 600", arguments);
    (void)snprintf(path, sizeof path, "%s/in_vain", w->dir);
    pid_t pid = ctl_start(w, "clerk1", line, path);
    AWAIT(broken(conn) == before + 1);
    assert_int_equal(kill(pid, SIGTERM), 0); /* it still waits */
    assert_int_equal(waitpid(pid, &status, 0), pid);
}
