#include "common/base/parse.h"
#include "tests/town/month.h"

#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
    "usage: town [--seed N] [--size N] [--municipality CODE] [--as-of YYYY-MM-DD] [--month [--acceleration "
    "N]]\n"
    "Prints the synthetic town of the demo, one household per line of JSON, with --month the changes of the\n"
    "month that follows instead. Individual numbers and resident codes are masked.\n";

enum { EXIT_REFUSED = 1, EXIT_USAGE = 2 };

typedef struct command {
    town_options town;
    town_month_options month;
    bool print_month;
} command;

static json_t *address_json(const town_address *address)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "postal_code", address->postal_code,
                     "municipality_code", address->municipality_code, "prefecture", address->prefecture,
                     "municipality", address->municipality, "town", address->town, "number", address->number,
                     "building", address->building);
}

static const char *masked(const char *number)
{
    return number[0] == '\0' ? "" : "****";
}

static json_t *person_json(const town_person *person)
{
    json_t *json =
        json_pack("{s:s, s:s, s:s, s:s?, s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "name", person->name,
                  "name_kana", person->name_kana, "birth_date", person->birth_date, "birth_written",
                  person->birth_written, "sex", (int)person->sex, "relationship", person->relationship,
                  "individual_number", masked(person->individual_number), "resident_code",
                  masked(person->resident_code), "registered_domicile", person->registered_domicile,
                  "family_register_head", person->family_register_head, "resident_since",
                  person->resident_since, "address_since", person->address_since);
    if (person->previous_address != NULL) {
        (void)json_object_set_new(json, "previous_address", address_json(person->previous_address));
    }
    return json;
}

static json_t *household_json(const town_household *household)
{
    json_t *members = json_array();
    for (size_t i = 0; i < household->member_count; i++) {
        (void)json_array_append_new(members, person_json(&household->member[i]));
    }
    return json_pack("{s:o, s:o}", "address", address_json(&household->address), "members", members);
}

static json_t *change_json(const town_change *change)
{
    json_t *persons = json_array();
    for (size_t i = 0; i < change->entry_count; i++) {
        (void)json_array_append_new(persons, person_json(&change->entry[i].person));
    }
    json_t *json = json_pack("{s:i, s:s, s:s, s:i, s:s, s:s, s:o}", "number", (int)change->number, "reason",
                             town_rates[change->kind].reason, "fault", town_fault_name(change->fault), "day",
                             change->day, "notified_date", change->notified_date, "change_date",
                             change->change_date, "persons", persons);
    if (change->address.town != NULL) {
        (void)json_object_set_new(json, "address", address_json(&change->address));
    }
    if (change->destination.town != NULL) {
        (void)json_object_set_new(json, "destination", address_json(&change->destination));
    }
    if (change->after != NULL) {
        (void)json_object_set_new(json, "after", json_integer((json_int_t)change->after->number));
    }
    return json;
}

static void print_line(json_t *json)
{
    (void)json_dumpf(json, stdout, JSON_COMPACT);
    (void)fputc('\n', stdout);
    json_decref(json);
}

static ju_rc print_month(ju_town *town, const town_month_options *options, ju_err *err)
{
    town_month *month = NULL;
    JU_TRY(town_month_new(town, options, &month, err));
    for (size_t i = 0; i < month->change_count; i++) {
        print_line(change_json(month->change[i]));
    }
    town_month_free(month);
    return JU_OK;
}

static ju_rc print_town(const command *arguments, ju_err *err)
{
    ju_town *town = NULL;
    JU_TRY(town_new(&arguments->town, &town, err));
    ju_rc rc = JU_OK;
    if (arguments->print_month) {
        rc = print_month(town, &arguments->month, err);
    } else {
        for (size_t i = 0; i < town->household_count; i++) {
            print_line(household_json(&town->household[i]));
        }
    }
    town_free(town);
    return rc;
}

static bool parse_option(int option, const char *value, command *ret)
{
    int64_t number = 0;
    switch (option) {
    case 's':
        if (!ju_parse_int64(value, 0, INT64_MAX, &number)) {
            return false;
        }
        ret->town.seed = (uint64_t)number;
        return true;
    case 'n':
        if (!ju_parse_int64(value, 1, INT32_MAX, &number)) {
            return false;
        }
        ret->town.size = (size_t)number;
        return true;
    case 'c':
        ret->town.municipality_code = value;
        return true;
    case 'd':
        ret->town.as_of = value;
        return true;
    case 'm':
        ret->print_month = true;
        return true;
    case 'a':
        if (!ju_parse_int64(value, 1, 10000, &number)) {
            return false;
        }
        ret->month.acceleration = (unsigned)number;
        return true;
    default:
        return false;
    }
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"seed", required_argument, NULL, 's'},
        {"size", required_argument, NULL, 'n'},
        {"municipality", required_argument, NULL, 'c'},
        {"as-of", required_argument, NULL, 'd'},
        {"month", no_argument, NULL, 'm'},
        {"acceleration", required_argument, NULL, 'a'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    command arguments = {
        .town = {.seed = 1, .size = 2000, .as_of = "2026-03-31"},
        .month = town_month_default,
    };
    int option = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'h') {
            (void)fputs(usage, stdout);
            return EXIT_SUCCESS;
        }
        if (!parse_option(option, optarg, &arguments)) {
            (void)fputs(usage, stderr);
            return EXIT_USAGE;
        }
    }
    ju_err err = {0};
    if (optind < argc) {
        (void)fputs(usage, stderr);
        return EXIT_USAGE;
    }
    if (print_town(&arguments, &err) != JU_OK) {
        (void)fprintf(stderr, "town: %s\n", err.message);
        return EXIT_REFUSED;
    }
    return EXIT_SUCCESS;
}
