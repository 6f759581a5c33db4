#include "common/run/settings.h"

#include "common/base/clock.h"
#include "common/bus/kafka.h"
#include "common/code/code.h"
#include "common/db/way.h"
#include "common/log/log.h"
#include "common/run/destination.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ITEM(name, type, flags, member, fallback, help, min, max)                                            \
    {                                                                                                        \
        name, type, flags, offsetof(ju_settings, member), fallback, help, min, max                           \
    }

static const ju_config_item ITEMS[] = {
    ITEM("JUKI_MUNICIPALITY", JU_CONFIG_STRING, JU_CONFIG_REQUIRED, municipality, NULL,
         "全国地方公共団体コード of the municipality, 6 digits", 0, 0),
    ITEM("JUKI_TOPIC_PREFIX", JU_CONFIG_STRING, 0, topic_prefix, NULL,
         "what topic names begin with; default juki.<municipality>", 0, 0),
    ITEM("JUKI_GROUP", JU_CONFIG_STRING, 0, group, NULL, "consumer group; default <prefix>.<program>", 0, 0),
    ITEM("JUKI_KAFKA_BOOTSTRAP", JU_CONFIG_STRING, JU_CONFIG_REQUIRED, kafka_bootstrap, NULL,
         "host:port of the brokers, comma-separated", 0, 0),
    ITEM("JUKI_KAFKA_PROPERTIES", JU_CONFIG_STRING, 0, kafka_properties, NULL,
         "librdkafka properties name=value;name=value, applied last", 0, 0),
    ITEM("JUKI_TLS_DIR", JU_CONFIG_STRING, JU_CONFIG_REQUIRED, tls_dir, NULL,
         "folder of ca.pem, certificate.pem and key.pem for mutual TLS with the brokers", 0, 0),
    ITEM("JUKI_KAFKA_PLAINTEXT", JU_CONFIG_BOOL, 0, kafka_plaintext, "false",
         "no TLS with the brokers: for the embedded development broker, on loopback alone", 0, 0),
    ITEM("JUKI_DESTINATIONS", JU_CONFIG_STRING, JU_CONFIG_REQUIRED, destinations, NULL,
         "file of the brokers, prefixes and links that are allowed (common/run/destination.h)", 0, 0),
    ITEM("JUKI_DB_CONNINFO", JU_CONFIG_STRING, JU_CONFIG_REQUIRED | JU_CONFIG_SECRET, db_conninfo, NULL,
         "libpq connection string of the program's own database: sslmode=verify-full, the paths sslrootcert, "
         "sslcert and "
         "sslkey, no password",
         0, 0),
    ITEM("JUKI_KEY_DIR", JU_CONFIG_STRING, JU_CONFIG_REQUIRED, key_dir, NULL, "folder of the keyrings", 0, 0),
    ITEM("JUKI_KEY_PROVIDER", JU_CONFIG_STRING, 0, key_provider, "file",
         "who wraps the keys of the keyrings: file (nobody), file:PATH or pkcs11:... (common/seal/KEYS.md)",
         0, 0),
    ITEM("JUKI_SEAL_NAMES", JU_CONFIG_BOOL, 0, seal_names, "true",
         "seal whole messages on the bus, and dead letters (common/seal/KEYS.md)", 0, 0),
    ITEM("JUKI_VARIANT_TABLE", JU_CONFIG_STRING, 0, variant_table, NULL,
         "resident: file of the office's own 異体字 (services/resident/variants.csv)", 0, 0),
    ITEM("JUKI_HOLIDAY_TABLE", JU_CONFIG_STRING, 0, holidays, NULL,
         "file of the office's holidays, YYYY-MM-DD,name (services/delivery/holidays.csv)", 0, 0),
    ITEM("JUKI_CLOCK", JU_CONFIG_STRING, 0, clock, "system",
         "processing date: system, YYYY-MM-DD, or file:PATH", 0, 0),
    ITEM("JUKI_HTTP_ADDRESS", JU_CONFIG_STRING, 0, http_address, "127.0.0.1:0",
         "address:port of health and metrics; port 0: any free one", 0, 0),
    ITEM("JUKI_HTTP_BEYOND_LOOPBACK", JU_CONFIG_BOOL, 0, http_beyond_loopback, "false",
         "allow an address that other machines can reach, as inside a container", 0, 0),
    ITEM("JUKI_LOG_LEVEL", JU_CONFIG_STRING, 0, log_level, "info", "debug, info, warn or error", 0, 0),
    ITEM("JUKI_BATCH_MAX", JU_CONFIG_INT, 0, batch_max, "100", "messages of one transaction at most", 1,
         1000),
    ITEM("JUKI_BATCH_WAIT", JU_CONFIG_DURATION_MS, 0, batch_wait_ms, "5ms",
         "how long a begun batch waits for more messages, at least", 0, 1000),
    ITEM("JUKI_INBOX_RETENTION", JU_CONFIG_DURATION_MS, 0, inbox_retention_ms, "60d",
         "how long applied messages are remembered; longer than any topic keeps them", 86400000,
         0x7fffffffffff),
    ITEM("JUKI_AUDIT_MAX_LAG", JU_CONFIG_DURATION_MS, 0, audit_max_lag_ms, "4h",
         "no new work is taken when acts are not in the audit trail for so long (common/run/trail.h)", 3000,
         86400000),
    ITEM("JUKI_SUPERVISORS", JU_CONFIG_STRING, 0, supervisors, "",
         "操作者ID of who may approve as 上長, separated by spaces; empty: nobody", 0, 0),
    ITEM("JUKI_APPROVAL_DAYS", JU_CONFIG_INT, 0, approval_days, "14",
         "days for which a request for approval may be decided, and used", 0, 366),
    ITEM("JUKI_STATISTICS_MINIMUM", JU_CONFIG_INT, 0, statistics_minimum, "10",
         "the smallest count that a statistic of the register shows; 1 shows all", 1, 1000),
};

ju_config_part ju_settings_part(ju_settings *settings)
{
    return (ju_config_part){.items = ITEMS, .item_count = sizeof ITEMS / sizeof ITEMS[0], .values = settings};
}

ju_rc ju_settings_derive(ju_settings *settings, const char *name, ju_err *err)
{
    if (settings->topic_prefix == NULL &&
        asprintf(&settings->topic_prefix, "juki.%s", settings->municipality) < 0) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    if (settings->group == NULL && asprintf(&settings->group, "%s.%s", settings->topic_prefix, name) < 0) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    return JU_OK;
}

static void print_error(void *opaque, const char *text)
{
    int *errors = opaque;
    (*errors)++;
    (void)fprintf(stderr, "error: %s\n", text);
}

static void print_warning(void *opaque, const char *text)
{
    (void)opaque;
    (void)fprintf(stderr, "warning: %s\n", text);
}

/* What the table cannot tell of a value; none is there when the table found it wrong. */
static void check_values(const ju_settings *settings, const char *name, int *errors)
{
    ju_err err = {0};
    ju_clock clock;
    char text[sizeof err.message + 32];
    if (settings->municipality != NULL && !ju_code_valid(JU_CODE_MUNICIPALITY, settings->municipality)) {
        print_error(errors, "JUKI_MUNICIPALITY is not a valid municipality code");
    }
    if (settings->clock != NULL && ju_clock_init(&clock, settings->clock, &err) != JU_OK) {
        (void)snprintf(text, sizeof text, "JUKI_CLOCK: %s", err.message);
        print_error(errors, text);
    }
    const char *fault = settings->db_conninfo == NULL ? NULL : ju_db_way_fault(settings->db_conninfo);
    if (fault != NULL) {
        (void)snprintf(text, sizeof text, "JUKI_DB_CONNINFO %s", fault);
        print_error(errors, text);
    }
    if (settings->log_level != NULL && ju_log_init(name, settings->log_level, &err) != JU_OK) {
        (void)snprintf(text, sizeof text, "JUKI_LOG_LEVEL: %s", err.message);
        print_error(errors, text);
    }
}

/* Told at start: a client with half a certificate would only try again and again. */
static void check_certificate(const ju_settings *settings, int *errors)
{
    static const char *const files[] = {"ca.pem", "certificate.pem", "key.pem"};
    char path[512];
    char text[sizeof path + 64];
    for (size_t i = 0; settings->tls_dir != NULL && i < sizeof files / sizeof files[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", settings->tls_dir, files[i]);
        if (access(path, R_OK) != 0) {
            (void)snprintf(text, sizeof text, "JUKI_TLS_DIR: %s: %m", path);
            print_error(errors, text);
        }
    }
}

/* What goes in clear stays on this machine. */
static void check_plaintext(const ju_settings *settings, int *errors)
{
    if (!settings->kafka_plaintext || settings->kafka_bootstrap == NULL) {
        return;
    }
    if (!ju_kafka_on_loopback(settings->kafka_bootstrap)) {
        print_error(errors, "JUKI_KAFKA_PLAINTEXT: JUKI_KAFKA_BOOTSTRAP is not on loopback");
    }
}

/* Only what is there can be looked up; what is missing has been said. */
static void check_destinations(const ju_settings *settings, const char *name, const ju_config_report *report)
{
    if (settings->destinations != NULL && settings->kafka_bootstrap != NULL &&
        settings->topic_prefix != NULL) {
        ju_destination_check(&(ju_destination_claim){.list = settings->destinations,
                                                     .program = name,
                                                     .bootstrap = settings->kafka_bootstrap,
                                                     .prefix = settings->topic_prefix,
                                                     .properties = settings->kafka_properties},
                             report);
    }
}

/* The tables of a program: the common one and, if it has one, its own. */
static size_t all_parts(ju_settings *settings, const ju_config_part *own, ju_config_part ret[2])
{
    ret[0] = ju_settings_part(settings);
    if (own == NULL) {
        return 1;
    }
    ret[1] = *own;
    return 2;
}

ju_rc ju_settings_load(ju_settings *settings, const ju_config_part *own, const char *name, ju_err *err)
{
    int errors = 0;
    const ju_config_report report = {.error = print_error, .warning = print_warning, .opaque = &errors};
    ju_config_part parts[2];
    ju_rc rc = ju_config_load(parts, all_parts(settings, own, parts), &report, err);
    check_values(settings, name, &errors);
    check_certificate(settings, &errors);
    check_plaintext(settings, &errors);
    if (settings->municipality != NULL) {
        JU_TRY(ju_settings_derive(settings, name, err));
    }
    check_destinations(settings, name, &report);
    if (errors > 0) {
        return ju_fail(err, JU_FATAL, "config", "%d errors in the configuration", errors);
    }
    return rc;
}

void ju_settings_print(ju_settings *settings, const ju_config_part *own, FILE *out)
{
    ju_config_part parts[2];
    ju_config_print(parts, all_parts(settings, own, parts), out);
}

void ju_settings_free(ju_settings *settings, const ju_config_part *own)
{
    ju_config_part parts[2];
    ju_config_free(parts, all_parts(settings, own, parts));
}
