#include "common/code/code.h"
#include "deploy/jukictl/ctl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct checks {
    const ctl *c;
    ju_code_kind kind;
    bool personal; /* the value itself is not shown */
    size_t count;
    bool all_valid;
    json_t *list;
} checks;

static void check(checks *all, const char *value)
{
    bool valid = ju_code_valid(all->kind, value);
    all->count++;
    all->all_valid = all->all_valid && valid;
    if (all->c->options.json) {
        json_t *row = json_pack("{s:I, s:b}", "position", (json_int_t)all->count, "valid", valid);
        if (!all->personal) {
            (void)json_object_set_new(row, "value", json_string(value));
        }
        (void)json_array_append_new(all->list, row);
        return;
    }
    const char *word = valid ? ctl_tr("valid", "正しい") : ctl_tr("invalid", "誤り");
    if (all->personal) {
        (void)printf("%zu %s\n", all->count, word);
    } else {
        (void)printf("%s %s\n", value, word);
    }
}

static void check_lines(checks *all)
{
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, stdin) >= 0) {
        line[strcspn(line, "\r\n")] = '\0';
        check(all, line);
    }
    if (line != NULL) {
        explicit_bzero(line, size);
    }
    free(line);
}

int ctl_code_check(ctl *c)
{
    checks all = {.c = c, .all_valid = true};
    if (c->options.kind == NULL || !ju_code_parse_kind(c->options.kind, &all.kind)) {
        return ctl_usage(
            "--kind is needed: individual-number, resident-code, municipality, addressee or corporate",
            "--kind が必要です: individual-number, resident-code, municipality, addressee, corporate");
    }
    all.personal = all.kind == JU_CODE_INDIVIDUAL_NUMBER || all.kind == JU_CODE_RESIDENT_CODE;
    all.list = json_array();
    for (int i = 0; i < c->operand_count; i++) {
        if (strcmp(c->operand[i], "-") == 0) {
            check_lines(&all);
        } else {
            check(&all, c->operand[i]);
        }
    }
    if (c->options.json) {
        ctl_print(c, all.list);
    } else {
        json_decref(all.list);
    }
    return all.all_valid ? CTL_DONE : CTL_REFUSED;
}
