#include "tests/integration/harness/staff.h"

#include "common/base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LIFETIME_S = 600,
    PATH_SIZE = 512,
    PLAIN_BYTES = 40,
    TERMINALS = sizeof((world *)0)->terminal / sizeof((world *)0)->terminal[0]
};

static const char PLAIN[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

static void put_terminal(const world_database *database, const char *line)
{
    sql(database->conn,
        "INSERT INTO staff_terminal (registration_id, terminal, department, place, begins_on, ends_on) "
        "SELECT "
        "'t-' || p[2] || p[3], p[1], p[2], p[3], '2000-01-01', '2099-12-31' FROM string_to_array('%s', "
        "E'\\t') p "
        "ON CONFLICT DO NOTHING",
        line);
}

void staff_put_terminals(world *w, const world_database *database)
{
    for (size_t i = 0; i < w->terminal_count; i++) {
        put_terminal(database, w->terminal[i]);
    }
}

/* What a hostile test makes of a name is not registered, nor more of them than a test has. */
static bool is_plain(const char *terminal_id)
{
    size_t length = strlen(terminal_id);
    return length > 0 && length < PLAIN_BYTES && strspn(terminal_id, PLAIN) == length;
}

static void note_terminal(void *who, const char *terminal_id, const char *department, const char *place)
{
    world *w = who;
    char line[sizeof w->terminal[0]];
    (void)snprintf(line, sizeof line, "%s\t%s\t%s", terminal_id, department, place);
    for (size_t i = 0; i < w->terminal_count; i++) {
        if (strcmp(w->terminal[i], line) == 0) {
            return;
        }
    }
    if (w->unregistered || !is_plain(terminal_id) || w->terminal_count == TERMINALS) {
        return;
    }
    (void)snprintf(w->terminal[w->terminal_count++], sizeof w->terminal[0], "%s", line);
    for (size_t i = 0; i < w->database_count; i++) {
        if (w->database[i].migrated) {
            put_terminal(&w->database[i], line);
        }
    }
}

const char *staff_keys(world *w)
{
    static char path[PATH_SIZE];
    char private_path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/staff.json", w->dir);
    (void)snprintf(private_path, sizeof private_path, "%s/staff.pem", w->dir);
    if (w->staff == NULL) {
        w->staff = issuer_new();
        assert_non_null(w->staff);
        assert_true(issuer_write(w->staff, private_path, path));
    }
    return path;
}

issuer *staff_issuer(world *w)
{
    (void)staff_keys(w);
    issuer_watch(w->staff, note_terminal, w); /* a test may have put another in its place */
    return w->staff;
}

char *staff_token(world *w, const char *operator_id, const char *terminal_id)
{
    const issuer_claims claims = {operator_id, terminal_id, ju_clock_epoch_s(), LIFETIME_S};
    char *token = issuer_token_for(staff_issuer(w), &claims, w->affair == NULL ? ISSUER_AFFAIR : w->affair);
    assert_non_null(token);
    return token;
}

const char *staff_seat(const world *w)
{
    return w->sits_at == NULL ? "w1" : w->sits_at;
}

const char *staff_desk_token(world *w, const char *type, const void *value, size_t size)
{
    if (w->desk == NULL) {
        w->desk = issuer_desk_new(staff_issuer(w));
        assert_non_null(w->desk);
    }
    return issuer_desk_token(w->desk, type, value, size);
}

const char *staff_token_file(world *w, const char *operator_id, const char *terminal_id)
{
    static char path[PATH_SIZE];
    char *token = staff_token(w, operator_id, terminal_id);
    (void)snprintf(path, sizeof path, "%s/token-%s", w->dir, operator_id);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_true(fprintf(file, "%s\n", token) > 0);
    assert_int_equal(fclose(file), 0);
    free(token);
    return path;
}
