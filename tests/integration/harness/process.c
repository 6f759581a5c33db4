#include "tests/integration/harness/process.h"

#include "tests/integration/harness/http.h"
#include "tests/integration/harness/staff.h"

#include "common/base/parse.h"
#include "tests/integration/harness/bus.h"

#include "common/base/word.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

enum { ENV_MAX = 64, TEXT_MAX = 1024, LOG_MAX = 4 * 1024 * 1024 };

const char *const PROCESS_STATIC[] = {"JUKI_KAFKA_PROPERTIES=group.instance.id=one;session.timeout.ms=6000",
                                      NULL};

typedef struct environment {
    char *item[ENV_MAX];
    size_t count;
} environment;

static void put(environment *env, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A later value of a name replaces the earlier one. */
static void put(environment *env, const char *format, ...)
{
    char *text = NULL;
    va_list args;
    va_start(args, format);
    assert_true(vasprintf(&text, format, args) >= 0);
    va_end(args);
    size_t name = strcspn(text, "=") + 1;
    for (size_t i = 0; i < env->count; i++) {
        if (strncmp(env->item[i], text, name) == 0) {
            free(env->item[i]);
            env->item[i] = text;
            return;
        }
    }
    assert_true(env->count < ENV_MAX - 1);
    env->item[env->count++] = text;
}

/* Each with its own certificate, and the rights that go with it. */
static void fill_kafka(environment *env, world *w, const char *owner)
{
    bus_grant(w);
    put(env, "JUKI_KAFKA_BOOTSTRAP=%s", world_env("JUKI_TEST_BOOTSTRAP"));
    put(env, "JUKI_TLS_DIR=%s/%s", world_env("JUKI_TEST_TLS"), owner);
}

/* The list of destinations of this world, made when first asked for. */
static void fill_destinations(environment *env, world *w)
{
    char path[320];
    (void)snprintf(path, sizeof path, "%s/destinations.csv", w->dir);
    if (access(path, R_OK) != 0) {
        world_shell("umask 022; deploy/local/destinations.sh %s %s %s >%s",
                    w->table[0] == '\0' ? "proto/topics.csv" : w->table, w->prefix,
                    world_env("JUKI_TEST_BOOTSTRAP"), path);
    }
    put(env, "JUKI_DESTINATIONS=%s", path);
}

static void fill_environment(environment *env, world *w, const process *p)
{
    put(env, "PATH=%s", world_env("PATH"));
    put(env, "JUKI_HTTP_ADDRESS=127.0.0.1:0");
    if (strcmp(p->owner, "witness") == 0) { /* speaks HTTP alone */
        return;
    }
    put(env, "JUKI_MUNICIPALITY=%s", TEST_MUNICIPALITY);
    put(env, "JUKI_TOPIC_PREFIX=%s", w->prefix);
    fill_kafka(env, w, p->owner);
    fill_destinations(env, w);
    put(env, "JUKI_KAFKA_PROPERTIES=session.timeout.ms=6000");
    char conninfo[WORLD_CONNINFO_SIZE];
    put(env, "JUKI_DB_CONNINFO=%s", world_conninfo(world_database_of(w, p->owner), "", conninfo));
    put(env, "JUKI_KEY_DIR=%s", world_env("JUKI_TEST_KEYS"));
    put(env, "JUKI_CLOCK=%s", TEST_TODAY);
    if (ju_word_listed("resident delivery identity gateway audit", p->owner)) {
        put(env, "JUKI_STAFF_KEYS=%s", staff_keys(w));
        put(env, "JUKI_STAFF_ISSUER=%s", ISSUER_NAME);
        put(env, "JUKI_SUPERVISORS=op-2 op-3 op-4");
    }
    if (strcmp(p->owner, "audit") == 0) {
        put(env, "JUKI_CHECKPOINT_FILE=%s/checkpoint", w->dir);
        put(env, "JUKI_AUDIT_AFFAIRS=%s", ISSUER_AFFAIR);
        put(env, "JUKI_REPORT_HOUR=24"); /* tests make reports when they want some, whatever the hour */
    }
    if (strcmp(p->owner, "gateway") == 0) {
        put(env, "JUKI_GATEWAY_AFFAIRS=%s " AFFAIR_TAX, ISSUER_AFFAIR);
    }
}

static void run_child(const char *program, const process *p, char *const *env)
{
    char path[512];
    char *argv[] = {path, NULL};
    (void)snprintf(path, sizeof path, "%s/%s", world_env("JUKI_TEST_BIN"), program);
    /* whatever ends the test ends what it started */
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    int log = open(p->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (log >= 0 && dup2(log, STDERR_FILENO) >= 0 && dup2(log, STDOUT_FILENO) >= 0) {
        (void)execve(path, argv, env);
    }
    perror(path);
    _exit(127);
}

void process_migrate(world *w, const char *program)
{
    world_database *database = world_database_of(w, strchr(program, '-') + 1);
    char conninfo[WORLD_CONNINFO_SIZE];
    world_shell("env -i JUKI_DB_CONNINFO=\"%s\" %s/%s --migrate",
                world_conninfo(database, "migrator", conninfo), world_env("JUKI_TEST_BIN"), program);
    database->migrated = true;
    staff_put_terminals(w, database);
}

process *process_launch(world *w, const char *program, const char *const *env, const char *crash)
{
    process *p = calloc(1, sizeof *p);
    assert_non_null(p);
    assert_true(w->process_count < WORLD_PROCESSES_MAX);
    (void)snprintf(p->owner, sizeof p->owner, "%s", strchr(program, '-') + 1);
    (void)snprintf(p->log, sizeof p->log, "%s/%zu-%s.log", w->dir, w->process_count, program);
    w->process[w->process_count++] = p;
    environment all = {0};
    fill_environment(&all, w, p);
    for (; env != NULL && *env != NULL; env++) {
        put(&all, "%s", *env);
    }
    if (crash != NULL) {
        put(&all, "LD_PRELOAD=%s", world_env("JUKI_TEST_CRASH_SO"));
        put(&all, "ASAN_OPTIONS=verify_asan_link_order=0");
        put(&all, "JUKI_TEST_CRASH=%s", crash);
    }
    (void)fflush(NULL);
    p->pid = fork();
    if (p->pid == 0) {
        run_child(program, p, all.item);
    }
    assert_true(p->pid > 0);
    for (size_t i = 0; i < all.count; i++) {
        free(all.item[i]);
    }
    return p;
}

/* The log as one text; free it. */
static char *read_log(const process *p)
{
    char *text = calloc(1, LOG_MAX + 1);
    FILE *file = fopen(p->log, "r");
    assert_non_null(text);
    if (file != NULL) {
        (void)!fread(text, 1, LOG_MAX, file);
        (void)fclose(file);
    }
    return text;
}

static void show_log(const process *p)
{
    char *text = read_log(p);
    size_t length = strlen(text);
    print_error("---- end of the log of %s\n%s----\n", p->owner, text + (length > 4000 ? length - 4000 : 0));
    free(text);
}

static bool find_port(process *p)
{
    char *text = read_log(p);
    const char *field = strstr(text, "\"http_port\":");
    int64_t port = 0;
    if (field != NULL) {
        char digits[8] = "";
        (void)snprintf(digits, sizeof digits, "%.*s", (int)strspn(field + 12, "0123456789"), field + 12);
        (void)ju_parse_int64(digits, 1, 65535, &port);
    }
    p->http_port = (int)port;
    free(text);
    return port > 0;
}

void process_await_start(process *p)
{
    int64_t until_ms = now_ms() + patience_ms();
    while (!find_port(p)) {
        if (process_ended(p) || now_ms() > until_ms) {
            show_log(p);
            fail_msg("%s does not start", p->owner);
        }
        pause_ms(20);
    }
}

process *process_start(world *w, const char *program, const char *const *env)
{
    process *p = process_launch(w, program, env, NULL);
    process_await_start(p);
    return p;
}

bool process_ended(process *p)
{
    if (p->pid > 0 && waitpid(p->pid, &p->status, WNOHANG) == p->pid) {
        p->pid = 0;
    }
    return p->pid == 0;
}

static void await_end(process *p)
{
    int64_t until_ms = now_ms() + patience_ms();
    while (!process_ended(p)) {
        if (now_ms() > until_ms) {
            show_log(p);
            fail_msg("%s does not end", p->owner);
        }
        pause_ms(5);
    }
}

int64_t process_fill_search(const process *service)
{
    char command[512];
    char line[64] = "";
    int64_t count = -1;
    (void)snprintf(command, sizeof command,
                   "exec xargs -0 -a /proc/%d/environ sh -c 'exec env -i \"$@\" \"$0\" --fill-search' "
                   "%s/juki-%s",
                   (int)service->pid, world_env("JUKI_TEST_BIN"), service->owner);
    FILE *out = popen(command, "re"); /* NOLINT(cert-env33-c): the test's own words */
    assert_non_null(out);
    bool told = fgets(line, sizeof line, out) != NULL;
    line[strcspn(line, "\n")] = '\0';
    return pclose(out) == 0 && told && ju_parse_int64(line, 0, INT32_MAX, &count) ? count : -1;
}

void process_check_searched(PGconn *conn)
{
    assert_int_equal(
        sql_int(conn, "SELECT count(*) FROM person p LEFT JOIN person_search s USING (addressee_number) "
                      "WHERE s.state IS DISTINCT FROM p.state"),
        0);
}

void process_check_search(const process *resident, PGconn *conn)
{
    char before[128];
    (void)snprintf(before, sizeof before, "%s", sql_digest(conn, "person_search"));
    sql(conn, "UPDATE person_search SET birth_date = 'x', sex = 99, state = 99, rule = 0, term = '{}'");
    assert_int_equal(process_fill_search(resident), sql_int(conn, "SELECT count(*) FROM person"));
    assert_string_equal(sql_digest(conn, "person_search"), before);
}

void process_stop(process *p)
{
    (void)kill(p->pid, SIGTERM);
    await_end(p);
    if (!WIFEXITED(p->status) || WEXITSTATUS(p->status) != 0) {
        show_log(p);
        fail_msg("%s ended with status %d", p->owner, p->status);
    }
}

void process_kill(process *p)
{
    (void)kill(p->pid, SIGKILL);
    await_end(p);
}

void process_await_crash(process *p)
{
    await_end(p);
    if (!WIFSIGNALED(p->status) || WTERMSIG(p->status) != SIGKILL) {
        show_log(p);
        fail_msg("%s was not killed, its status is %d", p->owner, p->status);
    }
}

/* In teardown: a program that still runs must end in order, else its sanitizer has not spoken. */
void process_free(process *p)
{
    if (p->pid > 0) {
        process_stop(p);
    }
    free(p);
}

static FILE *get_metrics(const process *p)
{
    static const char request[] = "GET /metrics HTTP/1.0\r\n\r\n";
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)p->http_port),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return NULL;
    }
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
        write(fd, request, sizeof request - 1) != (ssize_t)sizeof request - 1) {
        (void)close(fd);
        return NULL;
    }
    return fdopen(fd, "r");
}

int64_t process_metric(process *p, const char *series)
{
    FILE *body = get_metrics(p);
    char line[TEXT_MAX];
    int64_t value = -1;
    size_t length = strlen(series);
    while (body != NULL && fgets(line, sizeof line, body) != NULL) {
        if (strncmp(line, series, length) == 0 && line[length] == ' ') {
            line[strcspn(line, "\r\n")] = '\0';
            assert_true(ju_parse_int64(line + length + 1, 0, INT64_MAX, &value));
        }
    }
    if (body != NULL) {
        (void)fclose(body);
    }
    return value;
}

bool process_ready(const process *p)
{
    char *answer = http_exchange("127.0.0.1", p->http_port, "GET /readyz HTTP/1.0\r\n\r\n");
    bool ready = strstr(answer, " 200 ") != NULL;
    free(answer);
    return ready;
}

void process_save_metrics(const process *p, const char *path)
{
    FILE *body = get_metrics(p);
    FILE *file = fopen(path, "w");
    char line[TEXT_MAX];
    assert_true(body != NULL && file != NULL);
    while (fgets(line, sizeof line, body) != NULL) {
        (void)fputs(line, file);
    }
    (void)fclose(body);
    (void)fclose(file);
}

int process_log_count(const process *p, const char *text)
{
    char *log = read_log(p);
    int count = 0;
    for (const char *at = log; (at = strstr(at, text)) != NULL; at += strlen(text)) {
        count++;
    }
    free(log);
    return count;
}
