#include "tests/demo/clear.h"

#include "tests/demo/compare.h"
#include "tests/demo/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 4200 };

/* ---- which numbers
 * -------------------------------------------------------------------------------------------- */

static ju_rc add_person(scan_numbers *numbers, const town_person *person, ju_err *err)
{
    JU_TRY(scan_numbers_add(numbers, person->individual_number, err));
    return scan_numbers_add(numbers, person->resident_code, err);
}

static ju_rc add_town(scan_numbers *numbers, const ju_town *town, const town_month *month, ju_err *err)
{
    for (size_t i = 0; i < town->household_count; i++) {
        for (size_t j = 0; j < town->household[i].member_count; j++) {
            JU_TRY(add_person(numbers, &town->household[i].member[j], err));
        }
    }
    for (size_t i = 0; i < month->change_count; i++) {
        for (size_t j = 0; j < month->change[i]->entry_count; j++) {
            JU_TRY(add_person(numbers, &month->change[i]->entry[j].person, err));
        }
    }
    return JU_OK;
}

/* What else the house numbers people and households with. */
static ju_rc add_given(scan_numbers *numbers, const demo_house *house, ju_err *err)
{
    static const struct {
        house_member member;
        const char *sql;
    } given[] = {
        {HOUSE_RESIDENT, "SELECT DISTINCT addressee_number FROM person_record"},
        {HOUSE_RESIDENT, "SELECT DISTINCT household_number FROM person_record"},
        {HOUSE_GATEWAY, "SELECT integrated_number FROM integrated"},
    };
    ju_rc rc = JU_OK;
    for (size_t i = 0; rc == JU_OK && i < sizeof given / sizeof given[0]; i++) {
        PGresult *rows = NULL;
        rc = house_ask(house, given[i].member, given[i].sql, &rows, err);
        for (int row = 0; rc == JU_OK && row < PQntuples(rows); row++) {
            rc = scan_numbers_add(numbers, PQgetvalue(rows, row, 0), err);
        }
        PQclear(rows);
    }
    return rc;
}

/* The national body gave the newborn theirs. */
static ju_rc add_register(scan_numbers *numbers, const demo_house *house, ju_err *err)
{
    demo_held held = {0};
    ju_rc rc = compare_register_numbers(house, &held, err);
    for (size_t i = 0; rc == JU_OK && i < held.count; i++) {
        rc = scan_numbers_add(numbers, held.row[i].key, err);
        rc = rc == JU_OK ? scan_numbers_add(numbers, held.row[i].content + 1, err) : rc;
    }
    held_free(&held);
    return rc;
}

/* ---- where
 * ------------------------------------------------------------------------------------------------------ */

static void report(json_t *json, const char *place, const scan_result *result, int64_t *ret_found)
{
    json_t *scanned = json_object_get(json, "scanned");
    (void)json_object_set_new(scanned, place, json_integer((json_int_t)result->bytes));
    if (result->found > 0) {
        (void)json_object_set_new(json, "clear_number_in", json_string(result->first));
    }
    *ret_found += (int64_t)result->found;
}

static ju_rc search_folder(const scan_numbers *numbers, const char *place, const char *path, json_t *json,
                           int64_t *ret_found, ju_err *err)
{
    scan_result result = {0};
    JU_TRY(scan_folder(numbers, path, &result, err));
    report(json, place, &result, ret_found);
    return JU_OK;
}

/* Where PostgreSQL's files are is its own affair (postgres.sh): it says so. They may belong to another user.
 */
static ju_rc search_databases(const scan_numbers *numbers, const demo_house *house, json_t *json,
                              int64_t *ret_found, ju_err *err)
{
    char path[PATH_SIZE];
    char home[PATH_SIZE - 16];
    (void)snprintf(path, sizeof path, "%s/postgres.home", house->run);
    FILE *file = fopen(path, "re");
    bool known = file != NULL && fgets(home, sizeof home, file) != NULL;
    if (file != NULL) {
        (void)fclose(file);
    }
    if (!known) {
        return JU_OK;
    }
    home[strcspn(home, "\n")] = '\0';
    (void)snprintf(path, sizeof path, "%s/data", home);
    return access(path, R_OK | X_OK) == 0 ? search_folder(numbers, "databases", path, json, ret_found, err)
                                          : JU_OK;
}

static ju_rc search(const scan_numbers *numbers, const demo_house *house, json_t *json, int64_t *ret_found,
                    ju_err *err)
{
    char path[PATH_SIZE];
    scan_result topics = {0};
    JU_TRY(scan_topics(numbers, house->settings, &topics, err));
    report(json, "topics", &topics, ret_found);
    (void)snprintf(path, sizeof path, "%s/log", house->run);
    JU_TRY(search_folder(numbers, "logs", path, json, ret_found, err));
    (void)snprintf(path, sizeof path, "%s/demo/metrics", house->run);
    JU_TRY(search_folder(numbers, "metrics", path, json, ret_found, err));
    return search_databases(numbers, house, json, ret_found, err);
}

ju_rc clear_numbers_search(const demo_house *house, const ju_town *town, const town_month *month,
                           json_t *json, int64_t *ret_found, ju_err *err)
{
    scan_numbers numbers = {0};
    *ret_found = 0;
    (void)json_object_set_new(json, "scanned", json_object());
    ju_rc rc = add_town(&numbers, town, month, err);
    rc = rc == JU_OK ? add_register(&numbers, house, err) : rc;
    rc = rc == JU_OK ? add_given(&numbers, house, err) : rc;
    (void)json_object_set_new(json, "numbers_searched", json_integer((json_int_t)numbers.searched));
    rc = rc == JU_OK ? search(&numbers, house, json, ret_found, err) : rc;
    scan_numbers_free(&numbers);
    (void)json_object_set_new(json, "clear_numbers_found", json_integer(*ret_found));
    return rc;
}
