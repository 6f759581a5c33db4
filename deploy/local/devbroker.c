/*
 * juki-devbroker: librdkafka's mock cluster in a process of its own, for machines where no Kafka can be had.
 * Makes the topics of the table, writes its address and serves until SIGTERM or SIGINT.
 */
#include "common/base/arena.h"
#include "common/base/parse.h"
#include "common/event/topics.h"

#include <getopt.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, BROKER_COUNT = 1, REPLICATION_FACTOR = 1 };

static const char HELP[] =
    "Usage: juki-devbroker --topics FILE --prefix PREFIX --bootstrap-file FILE [--partitions N]\n"
    "An embedded development broker on 127.0.0.1: records in memory only, no transactions, no ACLs.\n"
    "\n"
    "  --topics FILE           the table of topics, e.g. proto/topics.csv\n"
    "  --prefix PREFIX         before every topic name, e.g. juki.132071\n"
    "  --bootstrap-file FILE   where to write host:port once the broker serves\n"
    "  --partitions N          for every topic, instead of the table's numbers\n"
    "\n"
    "Exit status: 0 ended by a signal, 1 cannot serve, 2 usage.\n";

static const struct option LONG_OPTIONS[] = {
    {"topics", required_argument, NULL, 't'},
    {"prefix", required_argument, NULL, 'p'},
    {"bootstrap-file", required_argument, NULL, 'b'},
    {"partitions", required_argument, NULL, 'n'},
    {"help", no_argument, NULL, 'h'},
    {0},
};

typedef struct options {
    const char *table;
    const char *prefix;
    const char *bootstrap_file;
    int64_t partitions; /* 0: as the table says */
} options;

static ju_rc make_topics(rd_kafka_mock_cluster_t *cluster, const options *opt, ju_err *err)
{
    ju_arena arena;
    ju_arena_init(&arena, (size_t)8 << 20);
    ju_topics topics = {0};
    ju_rc rc = ju_topics_read(&arena, opt->table, &topics, err);
    for (size_t i = 0; rc == JU_OK && i < topics.count; i++) {
        const ju_topic *topic = &topics.item[i];
        char name[256];
        (void)snprintf(name, sizeof name, "%s.%s", opt->prefix, topic->name);
        int partitions = opt->partitions > 0 ? (int)opt->partitions : topic->partitions;
        rd_kafka_resp_err_t code = rd_kafka_mock_topic_create(cluster, name, partitions, REPLICATION_FACTOR);
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            rc =
                ju_fail(err, JU_FATAL, "topic", "cannot make the topic %s: %s", name, rd_kafka_err2str(code));
        }
    }
    ju_arena_reset(&arena);
    return rc;
}

/* Writes under another name first: who finds the file finds the whole address in it. */
static ju_rc write_bootstrap(const char *path, const char *bootstrap, ju_err *err)
{
    char temporary[PATH_MAX];
    (void)snprintf(temporary, sizeof temporary, "%s.new", path);
    FILE *file = fopen(temporary, "we");
    bool written = file != NULL && fprintf(file, "%s\n", bootstrap) > 0;
    if (file != NULL && fclose(file) != 0) {
        written = false;
    }
    if (!written || rename(temporary, path) != 0) {
        return ju_fail(err, JU_FATAL, "bootstrap_file", "cannot write %s: %m", path);
    }
    return JU_OK;
}

static ju_rc serve(rd_kafka_mock_cluster_t *cluster, const options *opt, const sigset_t *until, ju_err *err)
{
    JU_TRY(make_topics(cluster, opt, err));
    const char *bootstrap = rd_kafka_mock_cluster_bootstraps(cluster);
    JU_TRY(write_bootstrap(opt->bootstrap_file, bootstrap, err));
    printf("%s\n", bootstrap);
    (void)fflush(stdout);
    int signal_number = 0;
    (void)sigwait(until, &signal_number);
    return JU_OK;
}

static ju_rc run(const options *opt, ju_err *err)
{
    /* Blocked before librdkafka starts its threads, so that they inherit it and sigwait gets the signal. */
    sigset_t until;
    (void)sigemptyset(&until);
    (void)sigaddset(&until, SIGTERM);
    (void)sigaddset(&until, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &until, NULL);

    char reason[256] = "no mock cluster";
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    (void)rd_kafka_conf_set(conf, "log_level", "3", NULL, 0);
    /* librdkafka wakes the mock cluster's thread at most once per linger.ms; else each topic takes 0.3 s. */
    (void)rd_kafka_conf_set(conf, "linger.ms", "0", NULL, 0);
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason, sizeof reason);
    if (rk == NULL) {
        rd_kafka_conf_destroy(conf);
        return ju_fail(err, JU_FATAL, "broker", "%s", reason);
    }
    rd_kafka_mock_cluster_t *cluster = rd_kafka_mock_cluster_new(rk, BROKER_COUNT);
    ju_rc rc =
        cluster != NULL ? serve(cluster, opt, &until, err) : ju_fail(err, JU_FATAL, "broker", "%s", reason);
    if (cluster != NULL) {
        rd_kafka_mock_cluster_destroy(cluster);
    }
    rd_kafka_destroy(rk);
    return rc;
}

/* False when the arguments are not what HELP says. */
static bool take_arguments(int argc, char **argv, options *opt)
{
    int option = 0;
    while ((option = getopt_long(argc, argv, "", LONG_OPTIONS, NULL)) != -1) {
        switch (option) {
        case 't':
            opt->table = optarg;
            break;
        case 'p':
            opt->prefix = optarg;
            break;
        case 'b':
            opt->bootstrap_file = optarg;
            break;
        case 'n':
            if (!ju_parse_int64(optarg, 1, 100, &opt->partitions)) {
                return false;
            }
            break;
        case 'h':
            (void)fputs(HELP, stdout);
            exit(EXIT_DONE);
        default:
            return false;
        }
    }
    return optind == argc && opt->table != NULL && opt->prefix != NULL && opt->bootstrap_file != NULL;
}

int main(int argc, char **argv)
{
    options opt = {0};
    if (!take_arguments(argc, argv, &opt)) {
        (void)fputs(HELP, stderr);
        return EXIT_USAGE;
    }
    ju_err err = {0};
    if (run(&opt, &err) != JU_OK) {
        (void)fprintf(stderr, "juki-devbroker: %s\n", err.message);
        return EXIT_FAILED;
    }
    return EXIT_DONE;
}
