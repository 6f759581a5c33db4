#include "common/base/parse.h"
#include "tests/demo/clear.h"
#include "tests/demo/drain.h"
#include "tests/demo/findings.h"
#include "tests/demo/print.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
    "usage: juki-summary --run DIR [OPTION]...\n"
    "Waits until everything has come to rest, computes from what the databases and peers hold whether all of "
    "it is\n"
    "there, prints that and writes it to DIR/demo/summary.json. Reads DIR/demo/play.json where juki-play "
    "left it.\n"
    "Configuration by environment, as juki-play.\n"
    "\n"
    "  --run DIR       directory of the instance\n"
    "  --size N, --seed N, --as-of DATE, --acceleration N   the town that was played, as for juki-play\n"
    "  --since TIME    when it began, in seconds since 1970\n"
    "  --patience S    seconds to wait for rest (default 120)\n"
    "\n"
    "Exit status: 0 all is well, 1 something is not, 2 usage, 3 not reachable or not at rest.\n";

enum { EXIT_BAD = 1, EXIT_USAGE = 2, EXIT_UNREACHABLE = 3, PATH_SIZE = 4200 };

typedef struct demo_command {
    town_options town;
    town_month_options month;
    const char *run;
    int64_t since;
    int64_t patience_s;
} demo_command;

typedef struct demo_summary {
    const demo_command *command;
    client_settings settings;
    demo_house house;
    ju_town *town;
    town_month *month;
    demo_findings findings;
} demo_summary;

static json_t *read_played(const demo_command *command)
{
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/demo/play.json", command->run);
    return json_load_file(path, 0, NULL);
}

static ju_rc gather(demo_summary *summary, ju_err *err)
{
    const demo_command *command = summary->command;
    town_options options = command->town;
    JU_TRY(client_settings_load(&summary->settings, err));
    options.municipality_code = summary->settings.municipality;
    JU_TRY(town_new(&options, &summary->town, err));
    JU_TRY(town_month_new(summary->town, &command->month, &summary->month, err));
    JU_TRY(house_open(&summary->house, &summary->settings, command->run, err));
    JU_TRY(drain_wait(&summary->house, command->patience_s * 1000, err));
    json_t *played = read_played(command);
    ju_rc rc = findings_gather(&summary->house, played, &summary->findings, err);
    json_decref(played);
    JU_TRY(rc);
    return clear_numbers_search(&summary->house, summary->town, summary->month, summary->findings.json,
                                &summary->findings.clear_numbers_found, err);
}

static ju_rc finish(const demo_summary *summary, ju_err *err)
{
    const demo_command *command = summary->command;
    json_t *json = summary->findings.json;
    char path[PATH_SIZE];
    (void)json_object_set_new(json, "seconds",
                              json_integer(command->since > 0 ? time(NULL) - command->since : 0));
    (void)json_object_set_new(json, "good", json_boolean(findings_good(&summary->findings)));
    (void)snprintf(path, sizeof path, "%s/demo/summary.json", command->run);
    if (json_dump_file(json, path, JSON_INDENT(2)) != 0) {
        return ju_fail(err, JU_FATAL, "summary", "cannot write %s", path);
    }
    print_summary(&summary->findings, path);
    return JU_OK;
}

static int run(const demo_command *command)
{
    demo_summary summary = {.command = command};
    ju_err err = {0};
    ju_rc rc = gather(&summary, &err);
    rc = rc == JU_OK ? finish(&summary, &err) : rc;
    bool good = findings_good(&summary.findings);
    json_decref(summary.findings.json);
    house_close(&summary.house);
    town_month_free(summary.month);
    town_free(summary.town);
    client_settings_free(&summary.settings);
    if (rc != JU_OK) {
        (void)fprintf(stderr, "juki-summary: %s\n", err.message);
        return rc == JU_RETRY ? EXIT_UNREACHABLE : EXIT_BAD;
    }
    return good ? EXIT_SUCCESS : EXIT_BAD;
}

static bool parse_number(int option, int64_t number, demo_command *ret)
{
    switch (option) {
    case 'n':
        ret->town.size = (size_t)number;
        return number > 0;
    case 's':
        ret->town.seed = (uint64_t)number;
        return true;
    case 'a':
        ret->month.acceleration = (unsigned)number;
        return number > 0 && number <= 10000;
    case 't':
        ret->since = number;
        return true;
    case 'p':
        ret->patience_s = number;
        return true;
    default:
        return false;
    }
}

static bool parse_option(int option, const char *value, demo_command *ret)
{
    int64_t number = 0;
    if (option == 'r') {
        ret->run = value;
        return true;
    }
    if (option == 'd') {
        ret->town.as_of = value;
        return true;
    }
    return value != NULL && ju_parse_int64(value, 0, INT32_MAX, &number) && parse_number(option, number, ret);
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"run", required_argument, NULL, 'r'},
        {"size", required_argument, NULL, 'n'},
        {"seed", required_argument, NULL, 's'},
        {"as-of", required_argument, NULL, 'd'},
        {"since", required_argument, NULL, 't'},
        {"acceleration", required_argument, NULL, 'a'},
        {"patience", required_argument, NULL, 'p'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    demo_command command = {
        .town = {.seed = 1, .size = 2000, .as_of = "2026-03-31"},
        .month = town_month_default,
        .patience_s = 120,
    };
    for (int option = 0; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'h') {
            (void)fputs(usage, stdout);
            return EXIT_SUCCESS;
        }
        if (!parse_option(option, optarg, &command)) {
            (void)fputs(usage, stderr);
            return EXIT_USAGE;
        }
    }
    if (optind < argc || command.run == NULL) {
        (void)fputs(usage, stderr);
        return EXIT_USAGE;
    }
    return run(&command);
}
