#include "common/run/confine.h"
#include "common/run/migrate.h"
#include "common/run/process.h"

#include "common/log/log.h"
#include "common/retention/engine.h"
#include "common/seal/provider.h"
#include "event_sql.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DB_WAIT_MS = 500, RELAY_GRACE_MS = 3000 };

ju_rc ju_process_need_db(ju_process *process, ju_err *err)
{
    const ju_app_part *part = process->app->part;
    const ju_sql *const *const tables[] = {event_sql, process->app->sql, part == NULL ? NULL : part->sql,
                                           NULL};
    if (ju_db_alive(process->db)) {
        return JU_OK;
    }
    ju_db_close(process->db);
    process->db = NULL;
    return ju_db_open(process->settings.db_conninfo, process->app->name, tables, &process->db, err);
}

/* Who has rights that are written down (grants) may not change the schema: --migrate has done it, or will.
 * Anybody else owns his database. */
static ju_rc make_schema(const ju_process *process, ju_err *err)
{
    const char *conninfo = process->settings.db_conninfo;
    const ju_migration *tables[JU_MIGRATION_TABLES];
    ju_migrations_of(process->app, tables);
    return process->app->grants == NULL ? ju_db_migrate(conninfo, process->app->name, tables, NULL, err)
                                        : ju_db_migrated(conninfo, process->app->name, tables, err);
}

static ju_rc open_database(ju_process *process, bool *ret_stopped, ju_err *err)
{
    for (;;) {
        ju_rc rc = make_schema(process, err);
        rc = rc == JU_OK ? ju_process_need_db(process, err) : rc;
        if (rc != JU_RETRY) {
            return rc;
        }
        ju_log_warn("waiting for the database", ju_f_err(err));
        *ret_stopped = ju_process_stop_asked(DB_WAIT_MS);
        if (*ret_stopped) {
            return JU_OK;
        }
    }
}

/* Nothing is done before the trail will know that there was a start. */
static ju_rc note_start(ju_process *process, bool *ret_stopped, ju_err *err)
{
    for (;;) {
        ju_rc rc = ju_process_note(process, "service.started", NULL, err);
        if (rc != JU_RETRY) {
            return rc;
        }
        ju_log_warn("waiting for the database", ju_f_err(err));
        *ret_stopped = ju_process_stop_asked(DB_WAIT_MS);
        if (*ret_stopped) {
            return JU_OK;
        }
    }
}

static bool known_topic(const ju_process *process, const char *topic)
{
    for (size_t i = 0; i < process->topic_count; i++) {
        if (strcmp(process->topics[i], topic) == 0) {
            return true;
        }
    }
    return false;
}

/* Part of a topic's name as part of a regular expression; * is a word that a consumer can have. */
static char *append_part(char *end, const char *part)
{
    for (; *part != '\0'; part++) {
        if (*part == '*') {
            end = stpcpy(end, "[a-z][a-z0-9-]*");
            continue;
        }
        if (*part == '.') {
            *end++ = '\\';
        }
        *end++ = *part;
    }
    *end = '\0';
    return end;
}

/* A pattern as librdkafka subscribes to it: what begins with ^. Topics that are made later come by
 * themselves. */
static char *pattern_of(const char *prefix, const char *topic)
{
    char *text = calloc(1, 2 * (strlen(prefix) + strlen(topic)) + 64);
    if (text != NULL) {
        char *end = append_part(stpcpy(text, "^"), prefix);
        end = append_part(append_part(end, "."), topic);
        (void)stpcpy(end, "$");
    }
    return text;
}

static char *subscription_to(const char *prefix, const char *topic)
{
    char *name = NULL;
    if (strchr(topic, '*') != NULL) {
        return pattern_of(prefix, topic);
    }
    return asprintf(&name, "%s.%s", prefix, topic) < 0 ? NULL : name;
}

static ju_rc list_topics(ju_process *process, ju_err *err)
{
    process->topics = calloc(process->app->handler_count, sizeof *process->topics);
    for (size_t i = 0; process->topics != NULL && i < process->app->handler_count; i++) {
        char *topic = subscription_to(process->settings.topic_prefix, process->app->handler[i].topic);
        if (topic == NULL) {
            return ju_fail(err, JU_FATAL, "memory", "out of memory");
        }
        if (known_topic(process, topic)) {
            free(topic);
        } else {
            process->topics[process->topic_count++] = topic;
        }
    }
    return process->topic_count > 0 ? JU_OK : ju_fail(err, JU_FATAL, "memory", "out of memory");
}

static void register_metrics(ju_process *process)
{
    static const char *const results[] = {"applied", "duplicate", "parked", "dead"};
    for (size_t i = 0; i < 4; i++) {
        process->messages[i] =
            ju_counter_new(process->registry, "juki_messages_total", "Messages by what became of them",
                           JU_LABELS("result", results[i]));
    }
    process->retries = ju_counter_new(process->registry, "juki_batch_retries_total",
                                      "Batches tried again because something was away", JU_NO_LABELS);
    process->idle_refused =
        ju_counter_new(process->registry, "juki_idle_refused_total",
                       "Times that what time brings was refused, to be tried again", JU_NO_LABELS);
    process->rounds = ju_counter_new(
        process->registry, "juki_batch_rounds_total",
        "Rounds of batches; many per batch: messages about the same thing wait for each other", JU_NO_LABELS);
    process->batch_seconds = ju_histogram_new(process->registry, "juki_batch_seconds",
                                              "Time of a batch's transaction", JU_NO_LABELS);
    process->parked = ju_gauge_new(process->registry, "juki_parked_messages",
                                   "Messages waiting for an earlier one", JU_NO_LABELS);
}

static void relay_failed(const ju_err *err)
{
    ju_log_warn("the relay will try again", ju_f_err(err));
}

static void link_turned(const ju_link *link, bool open)
{
    if (open) {
        ju_log_info("a link is open: what waited leaves", ju_f_word("peer", link->peer));
    } else {
        ju_log_info("a link is closed: what is for it waits", ju_f_word("peer", link->peer));
    }
}

static void topic_missed(const char *topic, bool there)
{
    if (there) {
        ju_log_info("a topic is there: what waited leaves", ju_f_word("topic", topic));
    } else {
        ju_log_warn("a topic is not there: what is for it waits", ju_f_word("topic", topic));
    }
}

static void fill_setups(ju_process *process)
{
    const ju_app *app = process->app;
    const ju_settings *settings = &process->settings;
    process->batch_setup = (ju_batch_setup){
        .service = app->name,
        .handler = app->handler,
        .handler_count = app->handler_count,
        .hooks = app->hooks,
        .clock = &process->clock,
        .verifier = process->verifier,
        .app = process->state,
        .bodies = process->bodies,
        .unaudited = app->outside,
        .reply_of = app->reply_of,
    };
    if (!app->outside) {
        process->house = (ju_house){.service = app->name,
                                    .supervisors = settings->supervisors,
                                    .approval_days = settings->approval_days,
                                    .kinds = app->approval_kinds,
                                    .calendar = settings->calendar,
                                    .class = app->retention,
                                    .class_count = app->retention_count};
        process->batch_setup.house = &process->house;
        process->erasure_setup = process->batch_setup;
        process->erasure_setup.hooks =
            (ju_batch_hooks){.idle_ask = ju_erasure_idle_ask, .idle_begin = ju_erasure_idle_begin};
    }
    process->relay_setup = (ju_relay_setup){
        .conninfo = settings->db_conninfo,
        .application_name = app->name,
        .prefix = settings->topic_prefix,
        .source = process->source,
        .signer = process->signer,
        .kafka = {.bootstrap = settings->kafka_bootstrap,
                  .client_id = app->name,
                  .properties = settings->kafka_properties,
                  .tls_dir = settings->kafka_plaintext ? NULL : settings->tls_dir,
                  .log = ju_log_rdkafka},
        .link = app->links,
        .link_count = app->link_count,
        .clock = &process->clock,
        .left = app->left,
        .turned = link_turned,
        .missed = topic_missed,
        .failed = relay_failed,
    };
}

static ju_rc open_bus(ju_process *process, ju_err *err)
{
    JU_TRY(ju_signer_open(process->settings.key_dir, process->app->name, &process->signer, err));
    JU_TRY(ju_verifier_open(process->settings.key_dir, process->app->topics, &process->verifier, err));
    JU_TRY(ju_bodies_open(process->settings.key_dir, process->app->name, !process->app->outside,
                          process->settings.seal_names, &process->bodies, err));
    fill_setups(process);
    process->batch = ju_batch_new(&process->batch_setup);
    process->erasure = process->batch_setup.house == NULL ? NULL : ju_batch_new(&process->erasure_setup);
    if (process->batch == NULL || (process->erasure == NULL && process->batch_setup.house != NULL)) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    JU_TRY(ju_relay_start(&process->relay_setup, &process->relay, err));
    JU_TRY(list_topics(process, err));
    JU_TRY(ju_trail_open(process, err));
    return ju_consumer_open(&process->relay_setup.kafka, process->settings.group,
                            (const char *const *)process->topics, process->topic_count, &process->consumer,
                            err);
}

ju_rc ju_process_open(ju_process *process, bool *ret_stopped, ju_err *err)
{
    const ju_app *app = process->app;
    *ret_stopped = false;
    JU_TRY(ju_clock_init(&process->clock, process->settings.clock, err));
    if (asprintf(&process->source, "/%s/%s", process->settings.municipality, app->name) < 0) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    process->registry = ju_registry_new();
    register_metrics(process);
    process->settings.closed = &process->trail.closed;
    if (app->open != NULL) {
        JU_TRY(app->open(&process->settings, &process->state, err));
    }
    if (app->metrics != NULL) {
        app->metrics(process->state, process->registry);
    }
    JU_TRY(ju_process_serve(process, err));
    JU_TRY(open_database(process, ret_stopped, err));
    if (*ret_stopped) {
        return JU_OK;
    }
    JU_TRY(open_bus(process, err));
    JU_TRY(note_start(process, ret_stopped, err));
    if (*ret_stopped) {
        return JU_OK;
    }
#ifdef JU_BARE
    ju_log_error("a build that neither signs nor verifies: for measuring alone");
#endif
    atomic_store(&process->ready, true);
    ju_log_info("started", ju_f_int("http_port", ju_http_port(process->http)));
    return JU_OK;
}

void ju_process_close(ju_process *process)
{
    ju_trail_close(process);
    ju_consumer_close(process->consumer);
    ju_relay_stop(process->relay, RELAY_GRACE_MS);
    ju_http_stop(process->http);
    ju_batch_free(process->erasure);
    ju_batch_free(process->batch);
    ju_signer_free(process->signer);
    ju_verifier_free(process->verifier);
    ju_bodies_free(process->bodies);
    ju_db_close(process->db);
    if (process->app->close != NULL) {
        process->app->close(process->state);
    }
    ju_registry_free(process->registry);
    for (size_t i = 0; i < process->topic_count; i++) {
        free(process->topics[i]);
    }
    free(process->topics);
    free(process->source);
}

/* Before any thread starts, so that all of them leave the signals to the main loop. */
static void prepare_process(void)
{
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &set, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    /* Each thread's own malloc arena would cost more memory than the few threads gain in speed. */
    (void)mallopt(M_ARENA_MAX, 2);
}

/* The last act of a program; without a database its next start tells that there was an end. */
static void note_end(ju_process *process, ju_rc rc, const ju_err *why)
{
    ju_err err = {0};
    const char *code = rc == JU_OK ? NULL : why->code;
    if (ju_process_note(process, code == NULL ? "service.stopped" : "service.failed", code, &err) != JU_OK) {
        ju_log_warn("the end could not be noted", ju_f_err(&err));
    }
    ju_relay_poke(process->relay);
}

static int run_service(ju_process *process)
{
    ju_err err = {0};
    bool stopped = false;
    prepare_process();
    /* A module of PKCS#11 may need more at its start than a service may do afterwards. */
    ju_rc rc = ju_key_provider_use(process->settings.key_provider, &err);
    rc = rc == JU_OK ? ju_confine(&err) : rc;
    rc = rc == JU_OK ? ju_process_open(process, &stopped, &err) : rc;
    if (rc == JU_OK && !stopped) {
        rc = ju_process_loop(process, &err);
        note_end(process, rc, &err);
    }
    if (rc != JU_OK) {
        ju_log_error("cannot go on", ju_f_err(&err));
    }
    ju_process_close(process);
    ju_key_provider_end();
    ju_log_info("stopped", ju_f_int("exit_code", rc == JU_OK ? 0 : JU_EXIT_FATAL));
    return rc == JU_OK ? 0 : JU_EXIT_FATAL;
}

static void print_help(const char *name)
{
    (void)printf(
        "juki-%s: a service of juki. Configuration is by environment variables.\n"
        "  --check-config   load the configuration, report every error, end\n"
        "  --print-env      print the variables with their meaning and value\n"
        "  --migrate        bring the database up to date and give the service its rights, end;\n"
        "                   JUKI_DB_CONNINFO is then that of the schema's owner, and all that is read\n"
        "  --help           this text\n",
        name);
}

/* The configuration, and what its tables and hours say. */
static ju_rc load(ju_process *process, ju_err *err)
{
    const ju_app *app = process->app;
    JU_TRY(ju_settings_load(&process->settings, app->config, app->name, err));
    JU_TRY(ju_calendar_read(process->settings.holidays, &process->settings.calendar, err));
    for (size_t i = 0; i < app->link_count; i++) {
        JU_TRY(ju_link_open(&app->links[i], process->settings.calendar, err));
    }
    return JU_OK;
}

int ju_run(const ju_app *app, int argc, char **argv)
{
    ju_process process = {.app = app};
    ju_err err = {0};
    const char *option = argc > 1 ? argv[1] : "";
    if (argc > 2 ||
        (argc == 2 && strcmp(option, "--check-config") != 0 && strcmp(option, "--print-env") != 0 &&
         strcmp(option, "--help") != 0 && (strcmp(option, "--migrate") != 0 || app->grants == NULL))) {
        (void)fprintf(stderr, "juki-%s: unknown arguments; see --help\n", app->name);
        return JU_EXIT_USAGE;
    }
    if (strcmp(option, "--help") == 0) {
        print_help(app->name);
        return 0;
    }
    if (strcmp(option, "--migrate") == 0) {
        return ju_run_migrate(app);
    }
    ju_rc rc = load(&process, &err);
    int code = JU_EXIT_CONFIG;
    if (strcmp(option, "--print-env") == 0) {
        ju_settings_print(&process.settings, app->config, stdout);
        code = rc == JU_OK ? 0 : JU_EXIT_CONFIG;
    } else if (rc != JU_OK) {
        (void)fprintf(stderr, "juki-%s: %s\n", app->name, err.message);
    } else {
        code = strcmp(option, "--check-config") == 0 ? 0 : run_service(&process);
    }
    ju_calendar_free(process.settings.calendar);
    ju_settings_free(&process.settings, app->config);
    return code;
}
