#include "tests/integration/database_rights/grants.h"

#include "tests/integration/harness/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(grants *list, const grant *one)
{
    assert_true(list->count < GRANTS_MAX);
    list->item[list->count++] = *one;
}

/* "SELECT", or "UPDATE(state+decided_by)", which is one for each column. */
static void add_right(grants *list, grant *one, char *right)
{
    char *columns = strchr(right, '(');
    if (columns == NULL) {
        (void)snprintf(one->right, sizeof one->right, "%s", right);
        one->column[0] = '\0';
        add(list, one);
        return;
    }
    *columns++ = '\0';
    columns[strcspn(columns, ")")] = '\0';
    (void)snprintf(one->right, sizeof one->right, "%s", right);
    for (char *column = strsep(&columns, "+"); column != NULL; column = strsep(&columns, "+")) {
        (void)snprintf(one->column, sizeof one->column, "%s", column);
        add(list, one);
    }
}

static void read_line(grants *list, char *line)
{
    grant one = {0};
    line[strcspn(line, "\n")] = '\0';
    const char *who = strsep(&line, ",");
    const char *object = strsep(&line, ",");
    char *rights = strsep(&line, ",");
    assert_non_null(line);
    (void)snprintf(one.who, sizeof one.who, "%s", who);
    (void)snprintf(one.object, sizeof one.object, "%s", object);
    one.by_statement = *line == '\0';
    for (char *right = strsep(&rights, " "); right != NULL; right = strsep(&rights, " ")) {
        add_right(list, &one, right);
    }
}

static void read_file(grants *list, const char *path)
{
    char line[1024];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    for (bool first = true; fgets(line, sizeof line, file) != NULL; first = false) {
        if (!first && *line != '#') {
            read_line(list, line);
        }
    }
    (void)fclose(file);
}

void grants_read(const char *service, grants *ret)
{
    char path[128];
    ret->count = 0;
    read_file(ret, "common/event/grants.csv");
    if (strcmp(service, "resident") == 0 || strcmp(service, "identity") == 0) {
        read_file(ret, "common/compare/grants.csv");
    }
    (void)snprintf(path, sizeof path, "services/%s/grants.csv", service);
    read_file(ret, path);
}

bool grants_allow(const grants *list, const char *who, const char *object, const char *right,
                  const char *column)
{
    for (size_t i = 0; i < list->count; i++) {
        const grant *one = &list->item[i];
        if (strcmp(one->who, who) == 0 && strcmp(one->object, object) == 0 &&
            strcmp(one->right, right) == 0 && (one->column[0] == '\0' || strcmp(one->column, column) == 0)) {
            return true;
        }
    }
    return false;
}
