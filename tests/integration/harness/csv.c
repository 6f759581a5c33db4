#include "tests/integration/harness/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void csv_make_register(world *w, const char *name, int persons, char path[CSV_TEXT_SIZE])
{
    char program[CSV_TEXT_SIZE];
    char count[16];
    int status = -1;
    (void)snprintf(path, CSV_TEXT_SIZE, "%s/%s.csv", w->dir, name);
    (void)snprintf(program, sizeof program, "%s/town-register", world_env("JUKI_TEST_BIN"));
    (void)snprintf(count, sizeof count, "%d", persons);
    (void)fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        if (freopen(path, "w", stdout) != NULL) {
            (void)execl(program, program, "--persons", count, (char *)NULL);
        }
        _exit(127);
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

csv *csv_read(const char *path)
{
    csv *file = calloc(1, sizeof *file);
    size_t size = 0;
    FILE *in = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(in);
    while (getline(&file->line[file->count], &size, in) > 0) {
        file->line[file->count][strcspn(file->line[file->count], "\n")] = '\0';
        file->count++;
        size = 0;
        assert_true(file->count < sizeof file->line / sizeof *file->line - 2);
    }
    free(file->line[file->count]); /* getline's buffer at the end of the file */
    (void)fclose(in);
    return file;
}

void csv_write(csv *file, world *w, const char *name)
{
    (void)snprintf(file->path, sizeof file->path, "%s/%s.csv", w->dir, name);
    FILE *out = fopen(file->path, "w");
    assert_non_null(out);
    for (size_t i = 0; i < file->count; i++) {
        (void)fprintf(out, "%s\n", file->line[i]);
    }
    assert_int_equal(fclose(out), 0);
}

void csv_free(csv *file)
{
    for (size_t i = 0; i < file->count; i++) {
        free(file->line[i]);
    }
    free(file);
}

static size_t column_of(const csv *file, const char *name)
{
    const char *at = file->line[0];
    for (size_t column = 0; at != NULL; column++) {
        if (strncmp(at, name, strlen(name)) == 0 && strchr(",", at[strlen(name)]) != NULL) {
            return column;
        }
        at = strchr(at, ',');
        at = at == NULL ? NULL : at + 1;
    }
    fail_msg("no column %s", name);
    return 0;
}

static const char *field_at(const char *line, size_t column)
{
    for (; column > 0; column--) {
        line = strchr(line, ',') + 1;
    }
    return line;
}

void csv_set(csv *file, size_t line, const char *name, const char *value)
{
    char *old = file->line[line];
    const char *at = field_at(old, column_of(file, name));
    char *fresh = NULL;
    assert_true(asprintf(&fresh, "%.*s%s%s", (int)(at - old), old, value, at + strcspn(at, ",")) > 0);
    free(old);
    file->line[line] = fresh;
}

char *csv_get(const csv *file, size_t line, const char *name)
{
    const char *at = field_at(file->line[line], column_of(file, name));
    return strndup(at, strcspn(at, ","));
}

void csv_swap(csv *file, size_t one, size_t other, const char *name)
{
    char *first = csv_get(file, one, name);
    char *second = csv_get(file, other, name);
    assert_string_not_equal(first, second);
    csv_set(file, one, name, second);
    csv_set(file, other, name, first);
    free(first);
    free(second);
}

size_t csv_next_person(const csv *file, size_t line)
{
    size_t key = strcspn(file->line[line], ",");
    size_t next = line;
    while (strncmp(file->line[next], file->line[line], key) == 0) {
        next++;
    }
    return next;
}
