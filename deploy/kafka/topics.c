#include "deploy/kafka/topics.h"

#include "common/base/arena.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONSUMERS_MAX = 200 };
enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2, EXIT_UNREACHABLE = 3 };

static const char HELP[] =
    "Usage: juki-topics COMMAND --prefix PREFIX [OPTION]...\n"
    "Makes and checks the Kafka topics of one municipality from the table of topics.\n"
    "\n"
    "Commands:\n"
    "  apply      create the topics that are missing and wait until they can be used\n"
    "  diff       print each difference between table and broker\n"
    "  acl        print who may do what (principals are User:<writer or reader>)\n"
    "  grant      make that what the broker allows: nothing less, nothing more under the prefix\n"
    "  asyncapi   print the AsyncAPI 3.0 document (JSON)\n"
    "  list       print the table with full topic names\n"
    "\n"
    "Options:\n"
    "  -p, --prefix PREFIX           before every topic name, e.g. juki.132071\n"
    "  -t, --table FILE              the table (default proto/topics.csv)\n"
    "  -c, --consumers FILE          approved consumers, one to a line (jukictl consumer names); - is\n"
    "                                standard input; the patterns of the table get a topic for each\n"
    "      --consumer NAMES          the same on the command line, blanks between; may be empty\n"
    "  -b, --bootstrap HOST:PORT     a broker of the cluster; for apply, diff and grant\n"
    "      --tls DIR                 folder of key.pem, certificate.pem and ca.pem: who we are to the "
    "broker,\n"
    "                                and which broker we trust; for apply, diff and grant\n"
    "  -X, --property NAME=VALUE     setting for librdkafka, e.g. ssl.key.password=...; repeatable\n"
    "      --replication-factor N    copies of each new topic (default 1, for a single node)\n"
    "      --min-insync-replicas N   copies that must acknowledge a write (default 1)\n"
    "      --timeout SECONDS         patience with the broker (default 30)\n"
    "      --json                    JSON rows instead of tab-separated ones\n"
    "  -h, --help                    this text\n"
    "\n"
    "Exit status: 0 done, 1 refused or different, 2 usage, 3 broker not reachable.\n";

static const struct option LONG_OPTIONS[] = {
    {"prefix", required_argument, NULL, 'p'},
    {"table", required_argument, NULL, 't'},
    {"consumers", required_argument, NULL, 'c'},
    {"consumer", required_argument, NULL, 'n'},
    {"bootstrap", required_argument, NULL, 'b'},
    {"tls", required_argument, NULL, 'd'},
    {"property", required_argument, NULL, 'X'},
    {"replication-factor", required_argument, NULL, 'r'},
    {"min-insync-replicas", required_argument, NULL, 'm'},
    {"timeout", required_argument, NULL, 's'},
    {"json", no_argument, NULL, 'j'},
    {"help", no_argument, NULL, 'h'},
    {0},
};

static int usage(const char *reason, const char *what)
{
    (void)fprintf(stderr, "juki-topics: %s%s\nTry 'juki-topics --help'.\n", reason, what);
    return EXIT_USAGE;
}

/* A number from 1 to max; -1 for anything else. */
static int32_t parse_number(const char *text, int32_t max)
{
    int32_t number = 0;
    for (; *text >= '0' && *text <= '9' && number <= max; text++) {
        number = number * 10 + (*text - '0');
    }
    return *text == '\0' && number >= 1 && number <= max ? number : -1;
}

/* Takes one option; false when it is not well formed. */
static bool take_option(topics_options *options, int option, const char *value)
{
    switch (option) {
    case 'p':
        options->prefix = value;
        return true;
    case 't':
        options->table = value;
        return true;
    case 'c':
        options->consumers = value;
        return true;
    case 'n':
        options->named = value;
        return true;
    case 'b':
        options->bootstrap = value;
        return true;
    case 'd':
        options->tls_dir = value;
        return true;
    case 'X':
        if (options->property_count == TOPICS_PROPERTIES_MAX) {
            return false;
        }
        options->properties[options->property_count++] = value;
        return true;
    case 'r':
        options->replication_factor = parse_number(value, 100);
        return options->replication_factor > 0;
    case 'm':
        options->min_insync_replicas = parse_number(value, 100);
        return options->min_insync_replicas > 0;
    case 's':
        options->timeout_ms = parse_number(value, 3600) * 1000;
        return options->timeout_ms > 0;
    case 'j':
        options->json = true;
        return true;
    default:
        return false;
    }
}

/* Lower-case letters, digits, dots and hyphens, as topic names are written here. */
static bool good_prefix(const char *prefix)
{
    size_t length = strlen(prefix);
    return length > 0 && length <= 40 && strspn(prefix, "abcdefghijklmnopqrstuvwxyz0123456789.-") == length &&
           prefix[0] != '.' && prefix[length - 1] != '.';
}

static void print_text(const topics_answer *answer)
{
    for (size_t i = 0; answer->columns[i] != NULL && json_array_size(answer->rows) > 0; i++) {
        printf("%s%s", i == 0 ? "" : "\t", answer->columns[i]);
    }
    size_t row_number = 0;
    json_t *row = NULL;
    json_array_foreach(answer->rows, row_number, row)
    {
        for (size_t i = 0; answer->columns[i] != NULL; i++) {
            const json_t *value = json_object_get(row, answer->columns[i]);
            printf("%s", i == 0 ? "\n" : "\t");
            if (json_is_integer(value)) {
                printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
            } else {
                printf("%s", json_string_value(value));
            }
        }
    }
    printf("%s", row_number == 0 ? "" : "\n");
}

static void print_json(const json_t *json)
{
    json_dumpf(json, stdout, JSON_INDENT(2));
    printf("\n");
}

static int exit_code(ju_rc rc)
{
    switch (rc) {
    case JU_OK:
        return EXIT_DONE;
    case JU_RETRY:
        return EXIT_UNREACHABLE;
    case JU_REJECT:
        return EXIT_REFUSED;
    case JU_FATAL:
        break;
    }
    return EXIT_USAGE;
}

static int run_command(topics_command_fn *command, const topics_options *options, const ju_topics *topics)
{
    ju_err err = {0};
    topics_answer answer = {.rows = json_array()};
    ju_rc rc = command(options, topics, &answer, &err);
    int code = rc == JU_OK && answer.differs ? EXIT_REFUSED : exit_code(rc);
    if (rc != JU_OK) {
        (void)fprintf(stderr, "juki-topics: %s\n", err.message);
    } else if (options->json) {
        print_json(answer.rows);
    } else {
        print_text(&answer);
    }
    json_decref(answer.rows);
    return code;
}

static int run_asyncapi(const topics_options *options, const ju_topics *topics)
{
    json_t *document = topics_asyncapi(topics, options->prefix);
    print_json(document);
    json_decref(document);
    return EXIT_DONE;
}

static int run(const char *command, const topics_options *options, const ju_topics *topics)
{
    static const struct {
        const char *name;
        topics_command_fn *run;
    } commands[] = {{"apply", topics_apply},
                    {"diff", topics_diff},
                    {"acl", topics_acl},
                    {"grant", topics_grant},
                    {"list", topics_list}};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i].name, command) == 0) {
            return run_command(commands[i].run, options, topics);
        }
    }
    return strcmp(command, "asyncapi") == 0 ? run_asyncapi(options, topics)
                                            : usage("no such command: ", command);
}

typedef struct consumers {
    const char *name[CONSUMERS_MAX];
    size_t count;
} consumers;

/* The words of a text, blanks or lines between; false when there are too many. */
static bool take_names(ju_arena *arena, const char *text, consumers *ret)
{
    static const char BETWEEN[] = " \r\n";
    for (text += strspn(text, BETWEEN); *text != '\0'; text += strspn(text, BETWEEN)) {
        size_t length = strcspn(text, BETWEEN);
        if (ret->count == CONSUMERS_MAX) {
            return false;
        }
        ret->name[ret->count++] = ju_arena_printf(arena, "%.*s", (int)length, text);
        text += length;
    }
    return !arena->full;
}

static ju_rc read_consumers(ju_arena *arena, const char *path, consumers *ret, ju_err *err)
{
    char text[CONSUMERS_MAX * 40];
    bool piped = strcmp(path, "-") == 0;
    FILE *file = piped ? stdin : fopen(path, "re");
    if (file == NULL) {
        return ju_fail(err, JU_FATAL, "consumers", "%s: %s", path, strerror(errno));
    }
    size_t size = fread(text, 1, sizeof text - 1, file);
    bool whole = size < sizeof text - 1 && ferror(file) == 0;
    text[size] = '\0';
    if (!piped) {
        (void)fclose(file);
    }
    return whole && take_names(arena, text, ret)
               ? JU_OK
               : ju_fail(err, JU_FATAL, "consumers", "%s: cannot be read whole", path);
}

static ju_rc read_table(ju_arena *arena, const topics_options *options, ju_topics *ret, ju_err *err)
{
    consumers all = {.count = 0};
    JU_TRY(ju_topics_read(arena, options->table, ret, err));
    if (options->named != NULL && !take_names(arena, options->named, &all)) {
        return ju_fail(err, JU_FATAL, "consumers", "--consumer: too many names");
    }
    if (options->consumers != NULL) {
        JU_TRY(read_consumers(arena, options->consumers, &all, err));
    }
    return ju_topics_expand(arena, ret, all.name, all.count, err);
}

static int run_with_table(const char *command, const topics_options *options)
{
    ju_arena arena;
    ju_arena_init(&arena, (size_t)8 << 20);
    ju_topics topics = {0};
    ju_err err = {0};
    ju_rc rc = read_table(&arena, options, &topics, &err);
    int code = exit_code(rc);
    if (rc == JU_OK) {
        code = run(command, options, &topics);
    } else {
        (void)fprintf(stderr, "juki-topics: %s\n", err.message);
    }
    ju_arena_done(&arena);
    return code;
}

int main(int argc, char **argv)
{
    topics_options options = {.table = "proto/topics.csv",
                              .replication_factor = 1,
                              .min_insync_replicas = 1,
                              .timeout_ms = 30 * 1000};
    int option = 0;
    while ((option = getopt_long(argc, argv, "p:t:c:b:X:h", LONG_OPTIONS, NULL)) != -1) {
        if (option == 'h') {
            (void)fputs(HELP, stdout);
            return EXIT_DONE;
        }
        if (!take_option(&options, option, optarg)) {
            return usage("this option cannot be used so: ", argv[optind - 1]);
        }
    }
    if (optind + 1 != argc) {
        return usage("exactly one command is needed", "");
    }
    if (options.prefix == NULL || !good_prefix(options.prefix)) {
        return usage("--prefix is needed: lower-case letters, digits, dots and hyphens", "");
    }
    int code = run_with_table(argv[optind], &options);
    return fflush(stdout) == 0 ? code : EXIT_REFUSED;
}
