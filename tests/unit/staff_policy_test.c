/* Who may do what (seed 002; seed 003 REQ-18, REQ-22, REQ-36; seed 004_001 K11, K13, K15): the
 * whole matrix of the table that programs carry, against a reading of the file of this test's own; tables
 * that are not good; and the page that is made of it for people. */
#include "common/event/registry.h"
#include "common/event/topics.h"
#include "common/staff/policy.h"
#include "juki/audit/v1/register.pb-c.h"
#include "juki/identity/v1/search.pb-c.h"
#include "juki/resident/v1/certificate.pb-c.h"
#include "juki/resident/v1/command.pb-c.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TABLE "common/staff/policy.csv"
#define HEAD  "operations,groups,affairs,departments,persons,classes,roles,grant\n"
#define GOOD  "juki.resident.v1.QueryPerson,-,a,d,p,職員,照会,no\n"

enum { COLUMNS = 8, ROWS_MAX = 200, OPERATIONS_MAX = 256, TEXT_MAX = 256 * 1024, ARENA_BYTES = 8 << 20 };
enum { OPERATIONS, GROUPS, AFFAIRS, DEPARTMENTS, PERSONS, CLASSES, ROLES, GRANT };

static const char *const ALL_ROLES[] = {"入力", "審査", "照会", "管理", "監査", "運用"};
static const char *const ALL_CLASSES[] = {"職員", "会計年度任用職員", "委託", "他団体"};
static const char *const SOME_AFFAIRS[] = {"住民基本台帳", "地方税の賦課徴収", "戸籍"};
enum { ROLE_COUNT = 6, CLASS_COUNT = 4, AFFAIR_COUNT = 3, ROLE_SETS = 1 << ROLE_COUNT };

typedef struct fixture {
    ju_staff_policy *policy;
    char *text;
    char *cell[ROWS_MAX][COLUMNS];
    size_t rows;
    ju_arena arena;
    const char *operation[OPERATIONS_MAX]; /* all that a topic of commands carries */
    size_t operations;
} fixture;

/* ---- reading, apart from what is tested --------------------------------------------------------------- */

static char *read_all(FILE *file)
{
    char *text = calloc(1, TEXT_MAX);
    assert_non_null(text);
    assert_non_null(file);
    assert_true(fread(text, 1, TEXT_MAX - 1, file) < TEXT_MAX - 1);
    return text;
}

static void read_rows(fixture *f)
{
    FILE *file = fopen(TABLE, "re");
    f->text = read_all(file);
    (void)fclose(file);
    char *rest = f->text;
    (void)strsep(&rest, "\n");
    for (char *line = strsep(&rest, "\n"); line != NULL && *line != '\0'; line = strsep(&rest, "\n")) {
        assert_true(f->rows < ROWS_MAX);
        for (int column = 0; column < COLUMNS; column++) {
            f->cell[f->rows][column] = strsep(&line, ",");
            assert_non_null(f->cell[f->rows][column]);
        }
        assert_null(line);
        f->rows++;
    }
}

static void read_operations(fixture *f)
{
    ju_topics topics;
    ju_err err;
    assert_int_equal(ju_topics_read(&f->arena, "proto/topics.csv", &topics, &err), JU_OK);
    for (size_t i = 0; i < topics.count; i++) {
        const ju_topic *topic = &topics.item[i];
        if (strstr(topic->name, ".command") == NULL && strcmp(topic->name, "resident.migrate") != 0) {
            continue;
        }
        for (size_t m = 0; m < topic->messages.count; m++) {
            assert_true(f->operations < OPERATIONS_MAX);
            f->operation[f->operations++] = topic->messages.word[m];
        }
    }
    assert_true(f->operations > 120);
}

static int setup(void **state)
{
    static fixture f;
    ju_err err;
    f = (fixture){0};
    ju_arena_init(&f.arena, ARENA_BYTES);
    if (ju_staff_policy_parse(ju_staff_policy_csv, strlen(ju_staff_policy_csv), &f.policy, &err) != JU_OK) {
        print_error("%s\n", err.message);
        return -1;
    }
    read_rows(&f);
    read_operations(&f);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    ju_staff_policy_free(f->policy);
    ju_arena_done(&f->arena);
    free(f->text);
    return 0;
}

/* ---- the matrix ---------------------------------------------------------------------------------------- */

static bool listed(const char *cell, const char *word)
{
    char all[2048];
    char wanted[160];
    (void)snprintf(all, sizeof all, ";%s;", cell);
    (void)snprintf(wanted, sizeof wanted, ";%s;", word);
    return strcmp(cell, "*") == 0 || strstr(all, wanted) != NULL;
}

static bool has_role(const char *cell, unsigned roles)
{
    for (unsigned i = 0; i < ROLE_COUNT; i++) {
        if ((roles >> i & 1U) != 0 && listed(cell, ALL_ROLES[i])) {
            return true;
        }
    }
    return false;
}

static bool has_groups(const char *cell, unsigned groups)
{
    for (size_t i = 0; ju_staff_group_name(i) != NULL; i++) {
        if ((groups >> i & 1U) != 0 && !listed(cell, ju_staff_group_name(i))) {
            return false;
        }
    }
    return true;
}

static bool row_allows(char *const *cell, const ju_staff_deed *deed)
{
    return listed(cell[OPERATIONS], deed->operation) && has_groups(cell[GROUPS], deed->groups) &&
           listed(cell[AFFAIRS], deed->affair) && listed(cell[DEPARTMENTS], deed->department) &&
           listed(cell[PERSONS], deed->person) && listed(cell[CLASSES], deed->person_class) &&
           has_role(cell[ROLES], deed->roles) &&
           (strcmp(cell[GRANT], "no") == 0 || has_role(cell[ROLES], deed->roles & deed->granted));
}

static bool expected(const fixture *f, const ju_staff_deed *deed)
{
    const unsigned operate = 1U << 5;
    bool allowed = false;
    if ((deed->roles & operate) != 0 && deed->roles != operate) {
        return false;
    }
    for (size_t i = 0; i < f->rows; i++) {
        allowed |= row_allows(f->cell[i], deed);
    }
    return allowed;
}

static size_t group_sets(void)
{
    size_t count = 0;
    while (ju_staff_group_name(count) != NULL) {
        count++;
    }
    return count + 1; /* none, and each alone */
}

static bool check(const fixture *f, ju_staff_deed deed)
{
    bool wanted = expected(f, &deed);
    const char *code = ju_staff_decide(f->policy, &deed);
    if ((code == NULL) != wanted) {
        fail_msg("%s affair %s class %s groups %x roles %x granted %x: %s", deed.operation, deed.affair,
                 deed.person_class, deed.groups, deed.roles, deed.granted, code == NULL ? "allowed" : code);
    }
    return wanted;
}

/* Every operation × affair × class × set of roles × group × with and without a grant. */
static void the_whole_matrix_is_as_the_file_says(void **state)
{
    const fixture *f = *state;
    size_t cells = 0;
    size_t allowed = 0;
    for (size_t o = 0; o < f->operations; o++) {
        for (size_t rest = 0; rest < AFFAIR_COUNT * CLASS_COUNT * ROLE_SETS * 2; rest++) {
            for (size_t g = 0; g < group_sets(); g++) {
                const ju_staff_deed deed = {
                    .operation = f->operation[o],
                    .groups = g == 0 ? 0 : 1U << (g - 1),
                    .affair = SOME_AFFAIRS[rest % AFFAIR_COUNT],
                    .department = "市民課",
                    .person = "S1",
                    .person_class = ALL_CLASSES[rest / AFFAIR_COUNT % CLASS_COUNT],
                    .roles = (unsigned)(rest / AFFAIR_COUNT / CLASS_COUNT % ROLE_SETS),
                    .granted = rest / AFFAIR_COUNT / CLASS_COUNT / ROLE_SETS == 0 ? 0 : ~0U,
                };
                allowed += check(f, deed);
                cells++;
            }
        }
    }
    print_message("%zu cells, %zu allowed\n", cells, allowed);
    assert_true(allowed > 0 && allowed < cells / 2);
}

static const char *word_for(const fixture *f, const char *operation, unsigned roles, const char *person_class)
{
    const ju_staff_deed deed = {.operation = operation,
                                .affair = "住民基本台帳",
                                .department = "市民課",
                                .person = "S1",
                                .person_class = person_class,
                                .roles = roles};
    return ju_staff_decide(f->policy, &deed);
}

static void every_command_has_a_row(void **state)
{
    const fixture *f = *state;
    for (size_t i = 0; i < f->operations; i++) {
        bool found = false;
        for (size_t r = 0; r < f->rows; r++) {
            found |= listed(f->cell[r][OPERATIONS], f->operation[i]);
        }
        if (!found) {
            fail_msg("%s has no row: nobody may do it", f->operation[i]);
        }
    }
}

/* who runs the house sees nobody's data, and is nothing else beside. */
static void operators_see_nobodys_data(void **state)
{
    static const char *const MAY[] = {
        "juki.gateway.v1.QueryConsumers",   "juki.gateway.v1.QueryLaws",
        "juki.gateway.v1.ShowLaw",          "juki.gateway.v1.CompareLaws",
        "juki.gateway.v1.ExplainLaw",       "juki.gateway.v1.QuerySnapshots",
        "juki.gateway.v1.QueryBridgeFiles", "juki.gateway.v1.QueryBridgeErrors",
    };
    const fixture *f = *state;
    for (size_t i = 0; i < f->operations; i++) {
        bool may = false;
        for (size_t n = 0; n < sizeof MAY / sizeof MAY[0]; n++) {
            may |= strcmp(MAY[n], f->operation[i]) == 0;
        }
        const char *code = word_for(f, f->operation[i], JU_STAFF_OPERATE, "職員");
        if ((code == NULL) != may) {
            fail_msg("運用 and %s: %s", f->operation[i], code == NULL ? "allowed" : code);
        }
        assert_string_equal(word_for(f, f->operation[i], JU_STAFF_OPERATE | JU_STAFF_INQUIRY, "職員"),
                            "roles_conflict");
    }
}

/* K31: a contractor does what he was granted, and nothing by his token alone. */
static void contractors_need_a_grant(void **state)
{
    const fixture *f = *state;
    const unsigned all = ~(unsigned)JU_STAFF_OPERATE;
    assert_string_equal(word_for(f, "juki.resident.v1.SubmitChange", all, "委託"), "grant_missing");
    for (size_t i = 0; i < f->operations; i++) {
        bool open = strstr(f->operation[i], "QuerySnapshots") != NULL ||
                    strstr(f->operation[i], "QueryBridge") != NULL;
        assert_true(open || word_for(f, f->operation[i], all, "委託") != NULL);
    }
}

/* ---- tables that are not good -------------------------------------------------------------------------- */

static void expect_faults(const char *table, const char *faults)
{
    ju_staff_policy *policy = NULL;
    ju_err err = {0};
    if (ju_staff_policy_parse(table, strlen(table), &policy, &err) != JU_FATAL ||
        strstr(err.message, faults) == NULL) {
        fail_msg("%s wanted %s, got %s", table, faults, err.message);
    }
    assert_string_equal(err.code, "staff_policy");
}

static void a_bad_table_is_refused_with_all_its_faults(void **state)
{
    ju_staff_policy *policy = NULL;
    ju_err err;
    (void)state;
    assert_int_equal(ju_staff_policy_parse(HEAD GOOD, strlen(HEAD GOOD), &policy, &err), JU_OK);
    ju_staff_policy_free(policy);
    expect_faults("", "file_empty");
    expect_faults(HEAD, "file_empty");
    expect_faults("operations,groups\nx,y\n", "columns_missing");
    expect_faults(HEAD "juki.resident.v1.Nothing,-,a,d,p,職員,照会,no\n", "2:operations");
    expect_faults(HEAD GOOD "juki.resident.v1.QueryPerson,なし,a,d,p,職員,照会,no\n", "3:groups");
    expect_faults(HEAD "juki.resident.v1.QueryPerson,-,,d,p,職員,照会,no\n", "2:affairs");
    expect_faults(HEAD "juki.resident.v1.QueryPerson,-,a,d;d,p,職員,照会,no\n", "2:departments");
    expect_faults(HEAD "juki.resident.v1.QueryPerson,-,a,d,p,職人,照会,no\n", "2:classes");
    expect_faults(HEAD "juki.resident.v1.QueryPerson,-,a,d,p,職員,閲覧,no\n", "2:roles");
    expect_faults(HEAD "juki.resident.v1.QueryPerson,-,a,d,p,職員,照会,maybe\n", "2:grant");
    expect_faults(HEAD "x,-,a,d,p,職人,照会,no\n" GOOD "juki.resident.v1.QueryPerson,-,a,d,p,職員,-,x\n",
                  "has 4 faults: 2:operations, 2:classes, 4:roles, 4:grant");
}

static const char *word_of(const char *table, ju_staff_deed deed)
{
    ju_staff_policy *policy = NULL;
    ju_err err;
    assert_int_equal(ju_staff_policy_parse(table, strlen(table), &policy, &err), JU_OK);
    deed.operation = deed.operation == NULL ? "juki.resident.v1.QueryPerson" : deed.operation;
    const char *code = ju_staff_decide(policy, &deed);
    ju_staff_policy_free(policy);
    return code == NULL ? "" : code;
}

/* K11: change one of what the row names, and it is refused for just that. */
static void the_reason_is_the_nearest_rows(void **state)
{
    static const char TABLE_OF[] = HEAD GOOD "juki.resident.v1.QueryNotes,履歴,a,d,p,委託,照会,yes\n";
    const ju_staff_deed good = {
        .affair = "a", .department = "d", .person = "p", .person_class = "職員", .roles = JU_STAFF_INQUIRY};
    ju_staff_deed deed = good;
    (void)state;
    assert_string_equal(word_of(TABLE_OF, good), "");
    deed.operation = "juki.resident.v1.SearchPersons";
    assert_string_equal(word_of(TABLE_OF, deed), "operation_not_allowed");
    deed = good;
    deed.affair = "b";
    assert_string_equal(word_of(TABLE_OF, deed), "affair_not_allowed");
    deed = good;
    deed.department = "e";
    assert_string_equal(word_of(TABLE_OF, deed), "department_not_allowed");
    deed = good;
    deed.person = "q";
    assert_string_equal(word_of(TABLE_OF, deed), "person_not_allowed");
    deed = good;
    deed.person_class = "委託";
    assert_string_equal(word_of(TABLE_OF, deed), "class_not_allowed");
    deed = good;
    deed.groups = 1;
    assert_string_equal(word_of(TABLE_OF, deed), "items_not_allowed");
    deed = good;
    deed.roles = JU_STAFF_ENTRY | JU_STAFF_MANAGE;
    assert_string_equal(word_of(TABLE_OF, deed), "role_not_allowed");
    deed = good;
    deed.operation = "juki.resident.v1.QueryNotes";
    deed.person_class = "委託";
    assert_string_equal(word_of(TABLE_OF, deed), "grant_missing");
    deed.granted = JU_STAFF_REVIEW;
    assert_string_equal(word_of(TABLE_OF, deed), "grant_missing");
    deed.granted = JU_STAFF_REVIEW | JU_STAFF_INQUIRY;
    assert_string_equal(word_of(TABLE_OF, deed), "");
}

/* ---- groups of items ----------------------------------------------------------------------------------- */

static unsigned group(const char *name)
{
    for (size_t i = 0; ju_staff_group_name(i) != NULL; i++) {
        if (strcmp(ju_staff_group_name(i), name) == 0) {
            return 1U << i;
        }
    }
    fail_msg("there is no group %s", name);
    return 0;
}

/* Each line names a field that there is, of a kind that can be looked at; and no command has a sealed number
 * that is searched by without one. */
static void every_field_of_a_group_is_there(void **state)
{
    const char *operation = NULL;
    const char *field = NULL;
    (void)state;
    for (size_t i = 0; ju_staff_group_field(i, &operation, &field); i++) {
        const ProtobufCMessageDescriptor *type = ju_registry_find(operation);
        assert_non_null(type);
        assert_non_null(protobuf_c_message_descriptor_get_field_by_name(type, field));
    }
}

static void what_a_command_asks_for_beyond_itself(void **state)
{
    Juki__Resident__V1__QueryPerson person = JUKI__RESIDENT__V1__QUERY_PERSON__INIT;
    Juki__Resident__V1__IssueCertificate sheet = JUKI__RESIDENT__V1__ISSUE_CERTIFICATE__INIT;
    Juki__Identity__V1__SearchIdentity search = JUKI__IDENTITY__V1__SEARCH_IDENTITY__INIT;
    Juki__Common__V1__Sealed sealed = JUKI__COMMON__V1__SEALED__INIT;
    Juki__Audit__V1__OpenCase wish = JUKI__AUDIT__V1__OPEN_CASE__INIT;
    Juki__Resident__V1__CertificateItem shown[] = {
        JUKI__RESIDENT__V1__CERTIFICATE_ITEM__CERTIFICATE_ITEM_DOMICILE,
        JUKI__RESIDENT__V1__CERTIFICATE_ITEM__CERTIFICATE_ITEM_INDIVIDUAL_NUMBER};
    (void)state;
    assert_int_equal(ju_staff_groups_of(&person.base), 0);
    person.history = true;
    assert_int_equal(ju_staff_groups_of(&person.base), group("履歴"));
    sheet.shown = shown;
    sheet.n_shown = 1;
    assert_int_equal(ju_staff_groups_of(&sheet.base), 0);
    sheet.n_shown = 2;
    assert_int_equal(ju_staff_groups_of(&sheet.base), group("番号"));
    shown[1] = JUKI__RESIDENT__V1__CERTIFICATE_ITEM__CERTIFICATE_ITEM_RESIDENT_CODE;
    assert_int_equal(ju_staff_groups_of(&sheet.base), group("番号"));
    search.individual_number = &sealed;
    search.removed = true;
    assert_int_equal(ju_staff_groups_of(&search.base), group("番号") | group("除票"));
    wish.register_ = (char *)(uintptr_t) "incident";
    assert_int_equal(ju_staff_groups_of(&wish.base), 0);
    wish.register_ = (char *)(uintptr_t) "grant";
    assert_int_equal(ju_staff_groups_of(&wish.base), group("権限"));
}

static void words_of_roles(void **state)
{
    (void)state;
    assert_int_equal(ju_staff_roles_of("入力 審査 何か"), JU_STAFF_ENTRY | JU_STAFF_REVIEW);
    assert_int_equal(ju_staff_roles_of(""), 0);
    assert_int_equal(ju_staff_roles_of("運用"), JU_STAFF_OPERATE);
    assert_true(ju_staff_roles_valid("照会 管理"));
    assert_false(ju_staff_roles_valid("照会 照会"));
    assert_false(ju_staff_roles_valid("照会  管理"));
    assert_false(ju_staff_roles_valid(""));
    assert_false(ju_staff_roles_valid("閲覧"));
    assert_true(ju_staff_class_valid("会計年度任用職員"));
    assert_false(ju_staff_class_valid("会計年度"));
}

/* ---- the page for people ------------------------------------------------------------------------------- */

static void the_page_is_made_of_the_table(void **state)
{
    FILE *made =
        popen("awk -f common/staff/policy.awk " TABLE, "r"); /* NOLINT(cert-env33-c): its own words */
    FILE *kept = fopen("common/staff/policy.md", "re");
    char *new = read_all(made);
    char *old = read_all(kept);
    (void)state;
    assert_int_equal(pclose(made), 0);
    (void)fclose(kept);
    if (strcmp(new, old) != 0) {
        fail_msg("common/staff/policy.md is out of date: run make docs");
    }
    free(new);
    free(old);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_matrix_is_as_the_file_says),
        cmocka_unit_test(every_command_has_a_row),
        cmocka_unit_test(operators_see_nobodys_data),
        cmocka_unit_test(contractors_need_a_grant),
        cmocka_unit_test(a_bad_table_is_refused_with_all_its_faults),
        cmocka_unit_test(the_reason_is_the_nearest_rows),
        cmocka_unit_test(every_field_of_a_group_is_there),
        cmocka_unit_test(what_a_command_asks_for_beyond_itself),
        cmocka_unit_test(words_of_roles),
        cmocka_unit_test(the_page_is_made_of_the_table),
    };
    return cmocka_run_group_tests_name("staff_policy", tests, setup, teardown);
}
