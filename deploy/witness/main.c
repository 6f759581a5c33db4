/* juki-witness: cosigns the checkpoints of logs, for a body that is not the log's own (README.md). */
#include "common/config/config.h"
#include "common/log/log.h"
#include "common/run/confine.h"
#include "deploy/witness/witness.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

enum { GOOD = 0, USAGE = 64, FATAL = 70, CONFIGURATION = 78, ARENA_BYTES = 64 * 1024, STATUS_SIZE = 12 };

typedef struct settings {
    witness_setup own;
    char *address;
    bool beyond_loopback;
    char *certificate;
    char *tls_key;
} settings;

static const ju_config_item ITEMS[] = {
    {"JUKI_WITNESS_NAME", JU_CONFIG_STRING, JU_CONFIG_REQUIRED, offsetof(settings, own.name), NULL,
     "what the witness signs as", 0, 0},
    {"JUKI_WITNESS_KEY", JU_CONFIG_STRING, JU_CONFIG_REQUIRED, offsetof(settings, own.key), NULL,
     "its private key, PEM, Ed25519", 0, 0},
    {"JUKI_WITNESS_LOGS", JU_CONFIG_STRING, JU_CONFIG_REQUIRED, offsetof(settings, own.logs), NULL,
     "file whose lines \"log <vkey>\" name the logs (C2SP tlog-policy)", 0, 0},
    {"JUKI_WITNESS_DIR", JU_CONFIG_STRING, JU_CONFIG_REQUIRED, offsetof(settings, own.dir), NULL,
     "folder in which it keeps what it cosigned last; never to be restored from a copy", 0, 0},
    {"JUKI_HTTP_ADDRESS", JU_CONFIG_STRING, 0, offsetof(settings, address), "127.0.0.1:0",
     "address:port; port 0: any free one", 0, 0},
    {"JUKI_HTTP_BEYOND_LOOPBACK", JU_CONFIG_BOOL, 0, offsetof(settings, beyond_loopback), "false",
     "allow an address that other machines can reach without TLS, as inside a container", 0, 0},
    {"JUKI_WITNESS_CERT", JU_CONFIG_STRING, 0, offsetof(settings, certificate), NULL,
     "PEM file of the certificate; with JUKI_WITNESS_TLS_KEY: TLS", 0, 0},
    {"JUKI_WITNESS_TLS_KEY", JU_CONFIG_STRING, 0, offsetof(settings, tls_key), NULL, "PEM file of its key", 0,
     0},
};

static void print_line(void *opaque, const char *text)
{
    (void)opaque;
    (void)fprintf(stderr, "%s\n", text);
}

static bool always(void *opaque, char *reason, size_t size_bytes)
{
    (void)opaque;
    (void)reason;
    (void)size_bytes;
    return true;
}

typedef struct house {
    witness *witness;
    ju_registry *registry;
} house;

static void respond(void *opaque, ju_http_exchange *exchange)
{
    const house *h = opaque;
    char status[STATUS_SIZE];
    witness_respond(h->witness, exchange);
    (void)snprintf(status, sizeof status, "%u", exchange->status);
    ju_counter_add(
        ju_counter_new(
            h->registry, "juki_witness_answers_total",
            "What was answered to checkpoints, by HTTP status: 200 is cosigned, 409 and 422 are not",
            JU_LABELS("status", status)),
        1);
}

static void await_end(const sigset_t *signals)
{
    int which = 0;
    while (sigwait(signals, &which) != 0) {
    }
}

static ju_rc serve(const settings *s, house *h, const sigset_t *signals, ju_err *err)
{
    static ju_http_readiness ready = {.ready = always};
    const ju_http_route routes[] = {{"/healthz", "text/plain", ju_http_healthz, NULL},
                                    {"/readyz", "text/plain", ju_http_readyz, &ready},
                                    {"/metrics", "text/plain; version=0.0.4", ju_http_metrics, h->registry}};
    char address[JU_HTTP_ADDRESS_SIZE];
    ju_http *http = NULL;
    ju_http_config config = {.address = address,
                             .beyond_loopback = s->beyond_loopback,
                             .certificate = s->certificate,
                             .key = s->tls_key,
                             .routes = routes,
                             .route_count = sizeof routes / sizeof routes[0],
                             .responder = respond,
                             .responder_opaque = h,
                             .body_max = WITNESS_BODY_MAX};
    JU_TRY(ju_http_read_address(s->address, address, &config.port, err));
    JU_TRY(ju_http_start(&config, &http, err));
    ju_log_info("started", ju_f_int("http_port", ju_http_port(http)));
    await_end(signals);
    ju_http_stop(http);
    return JU_OK;
}

static int run(const settings *s)
{
    sigset_t signals;
    ju_err err = {0};
    house h = {.registry = ju_registry_new()};
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)sigprocmask(SIG_BLOCK, &signals, NULL);
    ju_rc rc = ju_log_init("witness", "info", &err);
    rc = rc == JU_OK ? ju_confine(&err) : rc;
    rc = rc == JU_OK ? witness_open(&s->own, &h.witness, &err) : rc;
    rc = rc == JU_OK ? serve(s, &h, &signals, &err) : rc;
    witness_close(h.witness);
    ju_registry_free(h.registry);
    if (rc != JU_OK) {
        ju_log_error("cannot go on", ju_f_err(&err));
    }
    return rc == JU_OK ? GOOD : FATAL;
}

/* A key as policies have it. */
static int print_key(ju_note_kind kind, const char *name, const char *path)
{
    ju_arena arena;
    ju_err err = {0};
    ju_note_key *key = NULL;
    ju_arena_init(&arena, ARENA_BYTES);
    ju_rc rc = ju_note_key_open(name, kind, path, &key, &err);
    const char *text = rc == JU_OK ? ju_note_key_text(key, &arena) : NULL;
    if (text == NULL) {
        (void)fprintf(stderr, "juki-witness: %s\n", err.message);
    } else {
        (void)printf("%s\n", text);
    }
    ju_note_key_free(key);
    ju_arena_done(&arena);
    return text == NULL ? FATAL : GOOD;
}

static int configured(bool check_only)
{
    settings s = {0};
    ju_err err = {0};
    const ju_config_part part = {ITEMS, sizeof ITEMS / sizeof ITEMS[0], &s};
    const ju_config_report report = {.error = print_line, .warning = print_line};
    int code = CONFIGURATION;
    if (ju_config_load(&part, 1, &report, &err) == JU_OK) {
        code = check_only ? GOOD : run(&s);
    }
    ju_config_free(&part, 1);
    return code;
}

int main(int argc, char **argv)
{
    if (argc == 1 || (argc == 2 && strcmp(argv[1], "--check-config") == 0)) {
        return configured(argc == 2);
    }
    if (argc == 4 && strcmp(argv[1], "--vkey") == 0) {
        return print_key(JU_NOTE_WITNESS, argv[2], argv[3]);
    }
    if (argc == 4 && strcmp(argv[1], "--log-vkey") == 0) {
        return print_key(JU_NOTE_LOG, argv[2], argv[3]);
    }
    (void)fprintf(stderr,
                  "usage: juki-witness [--check-config | --vkey NAME FILE.pem | --log-vkey NAME FILE.pem]\n"
                  "Without arguments it serves; its settings are environment variables (README.md).\n");
    return USAGE;
}
