#include "common/base/parse.h"
#include "tests/demo/player.h"
#include "tests/demo/show.h"
#include "tests/demo/tally.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: juki-play [OPTION]...\n"
    "Plays the counter of a synthetic town on the bus: loads the town as 国内転入, then a month of changes.\n"
    "Configuration by environment: JUKI_MUNICIPALITY, JUKI_KAFKA_BOOTSTRAP, JUKI_KEY_DIR, "
    "JUKI_TOPIC_PREFIX.\n"
    "\n"
    "  --size N          residents (default 2000)\n"
    "  --seed N          of the town (default 1)\n"
    "  --as-of DATE      the day before the month (default 2026-03-31)\n"
    "  --acceleration N  changes of so many months in one (default 12)\n"
    "  --window N        changes under way at once (default 200)\n"
    "  --rate N          changes started per second at most (default 0: no limit)\n"
    "  --deadline S      seconds until a change without final answer counts as lost (default 120)\n"
    "  --issuer-key FILE the played identity provider's private key, by which the clerks have their tokens\n"
    "  --results FILE    where the results go, as JSON (default: standard output)\n"
    "\n"
    "Exit status: 0 every change ended as expected, 1 some did not, 2 usage, 3 not reachable.\n";

enum { EXIT_DIFFERENT = 1, EXIT_USAGE = 2, EXIT_UNREACHABLE = 3 };

typedef struct demo_command {
    town_options town;
    town_month_options month;
    player_options player;
    const char *results;
} demo_command;

typedef struct demo_play {
    const demo_command *command;
    client_settings settings;
    ju_town *town;
    town_month *month;
    demo_job *load_jobs;
    demo_job *month_jobs;
    demo_player player;
} demo_play;

static ju_rc prepare(demo_play *play, ju_err *err)
{
    town_options options = play->command->town;
    JU_TRY(client_settings_load(&play->settings, err));
    options.municipality_code = play->settings.municipality;
    JU_TRY(town_new(&options, &play->town, err));
    JU_TRY(town_month_new(play->town, &play->command->month, &play->month, err));
    JU_TRY(jobs_of_town(play->town, &play->load_jobs, err));
    JU_TRY(jobs_of_month(play->month, &play->month_jobs, err));
    return player_open(&play->player, &play->settings, &play->command->player, play->town, err);
}

static ju_rc play_all(demo_play *play, ju_err *err)
{
    JU_TRY(player_play(&play->player, play->load_jobs, play->town->household_count,
                       show_words("Households move in", "世帯の転入"), err));
    return player_play(&play->player, play->month_jobs, play->month->change_count,
                       show_words("A month of changes", "一か月の異動"), err);
}

/* A change worth following to its end: a birth, of which everybody hears. */
static const char *example(const demo_play *play)
{
    for (size_t i = 0; i < play->month->change_count; i++) {
        const demo_job *job = &play->month_jobs[i];
        if (job->change->kind == TOWN_BIRTH && job->stage == JOB_REGISTERED) {
            return job->change_id;
        }
    }
    return play->load_jobs[0].change_id;
}

static ju_rc write_results(const demo_play *play, bool *ret_as_expected, ju_err *err)
{
    json_t *load = tally_jobs(play->load_jobs, play->town->household_count);
    json_t *month = tally_jobs(play->month_jobs, play->month->change_count);
    *ret_as_expected = json_integer_value(json_object_get(load, "unexpected")) == 0 &&
                       json_integer_value(json_object_get(month, "unexpected")) == 0;
    json_t *json = json_pack(
        "{s:I, s:I, s:I, s:s, s:o, s:o, s:I}", "residents", (json_int_t)play->town->person_count,
        "households", (json_int_t)play->town->household_count, "seed", (json_int_t)play->command->town.seed,
        "example", example(play), "load", load, "month", month, "resent", (json_int_t)play->player.resent);
    const char *path = play->command->results;
    int failed =
        path == NULL ? json_dumpf(json, stdout, JSON_INDENT(2)) : json_dump_file(json, path, JSON_INDENT(2));
    json_decref(json);
    return failed == 0 ? JU_OK : ju_fail(err, JU_FATAL, "results", "the results cannot be written");
}

static void clear(demo_play *play)
{
    player_close(&play->player);
    free(play->load_jobs);
    free(play->month_jobs);
    town_month_free(play->month);
    town_free(play->town);
    client_settings_free(&play->settings);
}

static int run(const demo_command *command)
{
    demo_play play = {.command = command};
    ju_err err = {0};
    bool as_expected = false;
    ju_rc rc = prepare(&play, &err);
    rc = rc == JU_OK ? play_all(&play, &err) : rc;
    rc = rc == JU_OK ? write_results(&play, &as_expected, &err) : rc;
    clear(&play);
    if (rc != JU_OK) {
        (void)fprintf(stderr, "juki-play: %s\n", err.message);
        return rc == JU_RETRY ? EXIT_UNREACHABLE : EXIT_DIFFERENT;
    }
    return as_expected ? EXIT_SUCCESS : EXIT_DIFFERENT;
}

static bool parse_option(int option, const char *value, demo_command *ret)
{
    static const char letters[] = "nsawrt";
    static const int64_t least[] = {1, 0, 1, 1, 0, 1};
    const char *letter = strchr(letters, option);
    int64_t number = 0;
    if (option == 'd') {
        ret->town.as_of = value;
        return true;
    }
    if (option == 'k') {
        ret->player.issuer_key = value;
        return true;
    }
    if (option == 'o') {
        ret->results = value;
        return true;
    }
    if (letter == NULL || !ju_parse_int64(value, least[letter - letters], 10000000, &number)) {
        return false;
    }
    switch (option) {
    case 'n':
        ret->town.size = (size_t)number;
        break;
    case 's':
        ret->town.seed = (uint64_t)number;
        break;
    case 'a':
        ret->month.acceleration = (unsigned)number;
        break;
    case 'w':
        ret->player.window = (size_t)number;
        break;
    case 'r':
        ret->player.rate = (size_t)number;
        break;
    default:
        ret->player.deadline_ms = number * 1000;
        break;
    }
    return true;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"size", required_argument, NULL, 'n'},
        {"seed", required_argument, NULL, 's'},
        {"as-of", required_argument, NULL, 'd'},
        {"acceleration", required_argument, NULL, 'a'},
        {"window", required_argument, NULL, 'w'},
        {"rate", required_argument, NULL, 'r'},
        {"deadline", required_argument, NULL, 't'},
        {"results", required_argument, NULL, 'o'},
        {"issuer-key", required_argument, NULL, 'k'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    demo_command command = {
        .town = {.seed = 1, .size = 2000, .as_of = "2026-03-31"},
        .month = town_month_default,
        .player = {.window = 200, .deadline_ms = 120000},
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
    if (optind < argc) {
        (void)fputs(usage, stderr);
        return EXIT_USAGE;
    }
    return run(&command);
}
