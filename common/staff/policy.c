#include "common/staff/policy.h"

#include "common/base/arena.h"
#include "common/event/registry.h"
#include "common/text/sheet.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TABLE_BYTES = 4 * 1024 * 1024, FAULTS_BYTES = 200 };

static const char *const ROLES[] = {"入力", "審査", "照会", "管理", "監査", "運用"};
static const char *const CLASSES[] = {"職員", "会計年度任用職員", JU_STAFF_CONTRACTOR, "他団体"};

enum { ROLE_COUNT = sizeof ROLES / sizeof ROLES[0], CLASS_COUNT = sizeof CLASSES / sizeof CLASSES[0] };

enum column { OPERATIONS, GROUPS, AFFAIRS, DEPARTMENTS, PERSONS, CLASS, ROLE, GRANT, COLUMNS };
static const char *const COLUMN[COLUMNS] = {
    [OPERATIONS] = "operations", [GROUPS] = "groups", [AFFAIRS] = "affairs", [DEPARTMENTS] = "departments",
    [PERSONS] = "persons",       [CLASS] = "classes", [ROLE] = "roles",      [GRANT] = "grant"};

typedef struct row {
    const char *cell[COLUMNS];
    unsigned groups;
    unsigned classes;
    unsigned roles;
    bool grant;
} row;

struct ju_staff_policy {
    ju_arena arena;
    row *rows;
    size_t count;
    char faults[FAULTS_BYTES];
    size_t fault_count;
};

/* ---- words --------------------------------------------------------------------------------------------- */

/* The next word of *at and its length, *at being moved behind it; false behind the last. */
static bool next_word(const char **at, char separator, const char **ret, size_t *ret_length)
{
    const char *word = *at;
    if (word == NULL) {
        return false;
    }
    const char *end = strchr(word, separator);
    *ret = word;
    *ret_length = end == NULL ? strlen(word) : (size_t)(end - word);
    *at = end == NULL ? NULL : end + 1;
    return true;
}

static bool is_word(const char *word, size_t length, const char *wanted)
{
    return strlen(wanted) == length && memcmp(word, wanted, length) == 0;
}

/* As a bit; 0: it is not in the table. */
static unsigned bit_of(const char *const *table, size_t count, const char *word, size_t length)
{
    for (size_t i = 0; i < count; i++) {
        if (is_word(word, length, table[i])) {
            return 1U << i;
        }
    }
    return 0;
}

unsigned ju_staff_roles_of(const char *words)
{
    unsigned roles = 0;
    const char *word = NULL;
    size_t length = 0;
    for (const char *at = words; next_word(&at, ' ', &word, &length);) {
        roles |= bit_of(ROLES, ROLE_COUNT, word, length);
    }
    return roles;
}

bool ju_staff_roles_valid(const char *words)
{
    unsigned roles = 0;
    const char *word = NULL;
    size_t length = 0;
    for (const char *at = words; next_word(&at, ' ', &word, &length);) {
        unsigned role = bit_of(ROLES, ROLE_COUNT, word, length);
        if (role == 0 || (roles & role) != 0) {
            return false;
        }
        roles |= role;
    }
    return true;
}

bool ju_staff_class_valid(const char *name)
{
    return bit_of(CLASSES, CLASS_COUNT, name, strlen(name)) != 0;
}

static size_t group_count(void)
{
    size_t count = 0;
    while (ju_staff_group_name(count) != NULL) {
        count++;
    }
    return count;
}

/* ---- the table ----------------------------------------------------------------------------------------- */

__attribute__((format(printf, 2, 3))) static void complain(ju_staff_policy *policy, const char *format, ...)
{
    size_t used = strlen(policy->faults);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(policy->faults + used, sizeof policy->faults - used, format, args);
    va_end(args);
    policy->fault_count++;
}

static void bad_cell(ju_staff_policy *policy, const ju_sheet_line *line, enum column column)
{
    complain(policy, "%s%d:%s", policy->fault_count == 0 ? "" : ", ", line->number, COLUMN[column]);
}

/* The words of a cell as bits; all of them for "*". */
static unsigned read_bits(ju_staff_policy *policy, const ju_sheet_line *line, enum column column,
                          const char *const *table, size_t count)
{
    unsigned bits = 0;
    const char *word = NULL;
    size_t length = 0;
    if (strcmp(line->cell[column], "*") == 0) {
        return (1U << count) - 1;
    }
    for (const char *at = line->cell[column]; next_word(&at, ';', &word, &length);) {
        unsigned bit = bit_of(table, count, word, length);
        if (bit == 0 || (bits & bit) != 0) {
            bad_cell(policy, line, column);
            return 0;
        }
        bits |= bit;
    }
    return bits;
}

static unsigned read_groups(ju_staff_policy *policy, const ju_sheet_line *line)
{
    const char *names[sizeof(unsigned) * 8];
    size_t count = group_count();
    for (size_t i = 0; i < count; i++) {
        names[i] = ju_staff_group_name(i);
    }
    return strcmp(line->cell[GROUPS], "-") == 0 ? 0 : read_bits(policy, line, GROUPS, names, count);
}

static void check_operations(ju_staff_policy *policy, const ju_sheet_line *line)
{
    const char *word = NULL;
    size_t length = 0;
    for (const char *at = line->cell[OPERATIONS]; next_word(&at, ';', &word, &length);) {
        char name[128];
        (void)snprintf(name, sizeof name, "%.*s", (int)length, word);
        if (ju_registry_find(name) == NULL) {
            bad_cell(policy, line, OPERATIONS);
            return;
        }
    }
}

static void read_row(ju_staff_policy *policy, const ju_sheet_line *line, row *ret)
{
    memcpy((void *)ret->cell, (const void *)line->cell, sizeof ret->cell);
    for (enum column column = OPERATIONS; column < COLUMNS; column++) {
        if (*line->cell[column] == '\0' || !ju_sheet_list_valid(line->cell[column])) {
            bad_cell(policy, line, column);
            return;
        }
    }
    check_operations(policy, line);
    ret->groups = read_groups(policy, line);
    ret->classes = read_bits(policy, line, CLASS, CLASSES, CLASS_COUNT);
    ret->roles = read_bits(policy, line, ROLE, ROLES, ROLE_COUNT);
    ret->grant = strcmp(line->cell[GRANT], "yes") == 0;
    if (!ret->grant && strcmp(line->cell[GRANT], "no") != 0) {
        bad_cell(policy, line, GRANT);
    }
}

static ju_rc read_table(ju_staff_policy *policy, const char *csv, size_t size, ju_err *err)
{
    ju_sheet sheet;
    ju_sheet_fault fault = {0};
    JU_TRY(ju_sheet_read(&policy->arena, csv, size, COLUMN, COLUMNS, &sheet, &fault, err));
    if (fault.code != NULL) {
        complain(policy, "%d:%s %s", fault.line, fault.item, fault.code);
        return JU_OK;
    }
    policy->rows = ju_arena_alloc(&policy->arena, sheet.count * sizeof *policy->rows);
    if (policy->rows == NULL) {
        return ju_no_memory(err);
    }
    policy->count = sheet.count;
    for (size_t i = 0; i < sheet.count; i++) {
        read_row(policy, &sheet.line[i], &policy->rows[i]);
    }
    return JU_OK;
}

ju_rc ju_staff_policy_parse(const char *csv, size_t size, ju_staff_policy **ret, ju_err *err)
{
    ju_staff_policy *policy = calloc(1, sizeof *policy);
    if (policy == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    ju_arena_init(&policy->arena, TABLE_BYTES);
    ju_rc rc = read_table(policy, csv, size, err);
    if (rc == JU_OK && policy->fault_count > 0) {
        rc = ju_fail(err, JU_FATAL, "staff_policy", "the table of who may do what has %zu faults: %s",
                     policy->fault_count, policy->faults);
    }
    if (rc != JU_OK) {
        ju_staff_policy_free(policy);
        return rc;
    }
    *ret = policy;
    return JU_OK;
}

void ju_staff_policy_free(ju_staff_policy *policy)
{
    if (policy != NULL) {
        ju_arena_done(&policy->arena);
        free(policy);
    }
}

/* ---- the decision -------------------------------------------------------------------------------------- */

static bool has(const char *cell, const char *wanted)
{
    const char *word = NULL;
    size_t length = 0;
    bool found = strcmp(cell, "*") == 0;
    for (const char *at = cell; !found && next_word(&at, ';', &word, &length);) {
        found = is_word(word, length, wanted);
    }
    return found;
}

/* How many of its conditions a row finds met, in their order; all of them: allowed. */
enum step { NONE, OPERATION, AFFAIR, DEPARTMENT, PERSON, PERSON_CLASS, ITEMS, ROLES_MET, ALLOWED };

static enum step walk(const row *r, const ju_staff_deed *deed)
{
    if (!has(r->cell[OPERATIONS], deed->operation)) {
        return NONE; /* as most rows: nothing else of them is looked at */
    }
    const struct {
        enum step so_far;
        bool met;
    } condition[] = {
        {OPERATION, has(r->cell[AFFAIRS], deed->affair)},
        {AFFAIR, has(r->cell[DEPARTMENTS], deed->department)},
        {DEPARTMENT, has(r->cell[PERSONS], deed->person)},
        {PERSON,
         (r->classes & bit_of(CLASSES, CLASS_COUNT, deed->person_class, strlen(deed->person_class))) != 0},
        {PERSON_CLASS, (deed->groups & ~r->groups) == 0},
        {ITEMS, (r->roles & deed->roles) != 0},
        {ROLES_MET, !r->grant || (r->roles & deed->roles & deed->granted) != 0},
    };
    for (size_t i = 0; i < sizeof condition / sizeof condition[0]; i++) {
        if (!condition[i].met) {
            return condition[i].so_far;
        }
    }
    return ALLOWED;
}

const char *ju_staff_decide(const ju_staff_policy *policy, const ju_staff_deed *deed)
{
    static const char *const REASON[] = {
        [NONE] = "operation_not_allowed",
        [OPERATION] = "affair_not_allowed",
        [AFFAIR] = "department_not_allowed",
        [DEPARTMENT] = "person_not_allowed",
        [PERSON] = "class_not_allowed",
        [PERSON_CLASS] = "items_not_allowed",
        [ITEMS] = "role_not_allowed",
        [ROLES_MET] = "grant_missing",
        [ALLOWED] = NULL,
    };
    enum step best = NONE;
    if ((deed->roles & JU_STAFF_OPERATE) != 0 && deed->roles != JU_STAFF_OPERATE) {
        return "roles_conflict";
    }
    for (size_t i = 0; i < policy->count; i++) {
        enum step step = walk(&policy->rows[i], deed);
        best = step > best ? step : best;
    }
    return REASON[best];
}
