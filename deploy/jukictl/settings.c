#include "deploy/jukictl/ctl.h"

#include "common/bus/kafka.h"
#include "common/code/code.h"
#include "common/config/config.h"
#include "common/seal/provider.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ITEM(name, member, help)                                                                             \
    {                                                                                                        \
        name, JU_CONFIG_STRING, 0, offsetof(ctl_settings, member), NULL, help, 0, 0                          \
    }

static const ju_config_item ITEMS[] = {
    ITEM("JUKI_MUNICIPALITY", municipality, "全国地方公共団体コード of the municipality, 6 digits"),
    ITEM("JUKI_TOPIC_PREFIX", topic_prefix, "what topic names begin with; default juki.<municipality>"),
    ITEM("JUKI_KAFKA_BOOTSTRAP", kafka_bootstrap, "host:port of the brokers, comma-separated"),
    ITEM("JUKI_KAFKA_PROPERTIES", kafka_properties, "librdkafka properties name=value;name=value"),
    ITEM("JUKI_TLS_DIR", tls_dir, "folder of this terminal's key.pem, certificate.pem and ca.pem (counter)"),
    ITEM("JUKI_OPERATOR_TLS_DIR", operator_tls_dir,
         "likewise of who operates juki: doctor, deadletter and topic tail show this one"),
    ITEM("JUKI_KAFKA_PLAINTEXT", kafka_plaintext,
         "true: no TLS, with the embedded development broker on loopback alone"),
    ITEM("JUKI_KEY_DIR", key_dir,
         "folder of the keyrings: counter-* for commands and replies, resident for entered numbers"),
    {"JUKI_KEY_PROVIDER", JU_CONFIG_STRING, 0, offsetof(ctl_settings, key_provider), "file",
     "who wraps the keys of the keyrings: file, file:PATH or pkcs11:... (common/seal/KEYS.md)", 0, 0},
    {"JUKI_SEAL_NAMES", JU_CONFIG_STRING, 0, offsetof(ctl_settings, seal_names), "true",
     "seal whole commands (common/seal/KEYS.md): true or false", 0, 0},
    ITEM("JUKI_OPERATOR", operator_id, "操作者ID of who uses this program"),
    ITEM("JUKI_TERMINAL", terminal, "操作端末ID"),
    ITEM("JUKI_OFFICE", office, "the office that the act serves"),
    ITEM("JUKI_TOPIC_TABLE", topic_table, "the table of topics that doctor compares with the broker"),
    ITEM("JUKI_DOCTOR_HTTP", doctor_http, "host:port of the services' health, comma-separated, for doctor"),
    ITEM("JUKI_CERTIFICATE_TEMPLATE", certificate_template, "layout that certificates are drawn after"),
    {"JUKI_STAFF_TOKEN", JU_CONFIG_STRING, JU_CONFIG_SECRET, offsetof(ctl_settings, staff_token), NULL,
     "the operator's token, in a file: JUKI_STAFF_TOKEN_FILE", 0, 0},
};

/* The program's own options stand before the environment, so each is kept where it was given. */
static void keep_given(ctl_settings *loaded, const ctl_settings *given)
{
    for (size_t i = 0; i < sizeof ITEMS / sizeof ITEMS[0]; i++) {
        char **to = (char **)(void *)((char *)loaded + ITEMS[i].offset);
        char *const *from = (char *const *)(const void *)((const char *)given + ITEMS[i].offset);
        if (*from != NULL) {
            free(*to);
            *to = *from;
        }
    }
}

static void ignore(void *opaque, const char *text)
{
    (void)opaque;
    (void)text;
}

static void print_error(void *opaque, const char *text)
{
    (void)opaque;
    (void)fprintf(stderr, "jukictl: %s\n", text);
}

ju_rc ctl_settings_load(ctl_settings *settings, void (*warning)(void *opaque, const char *text), void *opaque,
                        ju_err *err)
{
    ctl_settings loaded = {0};
    const ju_config_report report = {
        .error = print_error, .warning = warning == NULL ? ignore : warning, .opaque = opaque};
    const ju_config_part part = {
        .items = ITEMS, .item_count = sizeof ITEMS / sizeof ITEMS[0], .values = &loaded};
    ju_rc rc = ju_config_load(&part, 1, &report, err);
    keep_given(&loaded, settings);
    *settings = loaded;
    if (rc == JU_OK && settings->topic_prefix == NULL && settings->municipality != NULL &&
        asprintf(&settings->topic_prefix, "juki.%s", settings->municipality) < 0) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    return rc == JU_OK ? ju_key_provider_use(settings->key_provider, err) : rc;
}

static ju_rc need(const char *value, const char *name, ju_err *err)
{
    return value != NULL ? JU_OK : ju_fail(err, JU_FATAL, "setting_missing", "%s is not set", name);
}

/* What asks in nobody's name is operation; the rest is a person's at a terminal. */
const char *ctl_tls_dir(const ctl_settings *settings, unsigned options)
{
    bool plaintext = settings->kafka_plaintext != NULL && strcmp(settings->kafka_plaintext, "true") == 0;
    const char *dir = (options & CTL_WHO) == 0 ? settings->operator_tls_dir : settings->tls_dir;
    return plaintext ? NULL : dir;
}

/* What goes in clear stays on this machine. */
static ju_rc check_tls(const ctl_settings *settings, unsigned options, ju_err *err)
{
    const char *name = (options & CTL_WHO) == 0 ? "JUKI_OPERATOR_TLS_DIR (--tls)" : "JUKI_TLS_DIR (--tls)";
    if (settings->kafka_plaintext == NULL || strcmp(settings->kafka_plaintext, "false") == 0) {
        return need(ctl_tls_dir(settings, options), name, err);
    }
    if (strcmp(settings->kafka_plaintext, "true") != 0 || !ju_kafka_on_loopback(settings->kafka_bootstrap)) {
        return ju_fail(err, JU_FATAL, "plaintext",
                       "JUKI_KAFKA_PLAINTEXT is true or false, and true only with a broker on loopback");
    }
    return JU_OK;
}

ju_rc ctl_settings_check(const ctl_settings *settings, unsigned options, ju_err *err)
{
    if ((options & CTL_BUS) != 0) {
        JU_TRY(need(settings->municipality, "JUKI_MUNICIPALITY", err));
        if (!ju_code_valid(JU_CODE_MUNICIPALITY, settings->municipality)) {
            return ju_fail(err, JU_FATAL, "municipality",
                           "JUKI_MUNICIPALITY is not a valid municipality code");
        }
        JU_TRY(need(settings->kafka_bootstrap, "JUKI_KAFKA_BOOTSTRAP", err));
        JU_TRY(check_tls(settings, options, err));
    }
    return (options & CTL_WHO) == 0 ? JU_OK : need(settings->operator_id, "JUKI_OPERATOR (--operator)", err);
}

void ctl_settings_free(ctl_settings *settings)
{
    const ju_config_part part = {
        .items = ITEMS, .item_count = sizeof ITEMS / sizeof ITEMS[0], .values = settings};
    ju_config_free(&part, 1);
}

/* ---- language -------------------------------------------------------------------------------------------
 */

typedef struct locale_names {
    char *all;
    char *messages;
    char *lang;
} locale_names;

static const ju_config_item LOCALE_ITEMS[] = {
    {"LC_ALL", JU_CONFIG_STRING, 0, offsetof(locale_names, all), NULL, "", 0, 0},
    {"LC_MESSAGES", JU_CONFIG_STRING, 0, offsetof(locale_names, messages), NULL, "", 0, 0},
    {"LANG", JU_CONFIG_STRING, 0, offsetof(locale_names, lang), NULL, "", 0, 0},
};

static bool japanese;

void ctl_locale_load(void)
{
    locale_names names = {0};
    ju_err ignored;
    const ju_config_report report = {.error = ignore, .warning = ignore};
    const ju_config_part part = {
        .items = LOCALE_ITEMS, .item_count = sizeof LOCALE_ITEMS / sizeof LOCALE_ITEMS[0], .values = &names};
    ju_rc rc = ju_config_load(&part, 1, &report, &ignored);
    const char *name = names.all != NULL ? names.all : names.messages != NULL ? names.messages : names.lang;
    japanese = rc == JU_OK && name != NULL && strncmp(name, "ja", 2) == 0;
    ju_config_free(&part, 1);
}

const char *ctl_tr(const char *en, const char *ja)
{
    return japanese ? ja : en;
}
