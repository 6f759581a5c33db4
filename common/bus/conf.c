#include "common/bus/conf.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ju_rc set(rd_kafka_conf_t *conf, const char *name, const char *value, ju_err *err)
{
    char text[160];
    if (rd_kafka_conf_set(conf, name, value, text, sizeof text) != RD_KAFKA_CONF_OK) {
        return ju_fail(err, JU_FATAL, "kafka_property", "%s", text);
    }
    return JU_OK;
}

static ju_rc set_properties(rd_kafka_conf_t *conf, const char *properties, ju_err *err)
{
    if (properties == NULL || *properties == '\0') {
        return JU_OK;
    }
    char *copy = strdup(properties);
    if (copy == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    ju_rc rc = JU_OK;
    char *rest = copy;
    for (char *pair = strsep(&rest, ";"); pair != NULL && rc == JU_OK; pair = strsep(&rest, ";")) {
        char *value = strchr(pair, '=');
        if (value == NULL) {
            rc = ju_fail(err, JU_FATAL, "kafka_property", "a property is not name=value");
        } else {
            *value = '\0';
            rc = set(conf, pair, value + 1, err);
        }
    }
    free(copy);
    return rc;
}

static ju_rc set_file(rd_kafka_conf_t *conf, const char *name, const char *dir, const char *file, ju_err *err)
{
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s/%s", dir, file);
    if (length < 0 || (size_t)length >= sizeof path) {
        return ju_fail(err, JU_FATAL, "tls", "the path of the certificates is too long");
    }
    return set(conf, name, path, err);
}

/* The broker must show a certificate of our authority with the name that we connect to, as we show ours. */
static ju_rc set_tls(rd_kafka_conf_t *conf, const char *dir, ju_err *err)
{
    JU_TRY(set(conf, "security.protocol", "ssl", err));
    JU_TRY(set(conf, "enable.ssl.certificate.verification", "true", err));
    JU_TRY(set(conf, "ssl.endpoint.identification.algorithm", "https", err));
    JU_TRY(set_file(conf, "ssl.ca.location", dir, "ca.pem", err));
    JU_TRY(set_file(conf, "ssl.certificate.location", dir, "certificate.pem", err));
    return set_file(conf, "ssl.key.location", dir, "key.pem", err);
}

ju_rc ju_kafka_conf(const ju_kafka_setup *setup, const char *const *pairs, rd_kafka_conf_t **ret, ju_err *err)
{
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    ju_rc rc = set(conf, "bootstrap.servers", setup->bootstrap, err);
    rc = rc == JU_OK ? set(conf, "client.id", setup->client_id, err) : rc;
    for (; rc == JU_OK && pairs[0] != NULL; pairs += 2) {
        rc = set(conf, pairs[0], pairs[1], err);
    }
    rc = rc == JU_OK && setup->tls_dir != NULL ? set_tls(conf, setup->tls_dir, err) : rc;
    rc = rc == JU_OK ? set_properties(conf, setup->properties, err) : rc;
    if (rc != JU_OK) {
        rd_kafka_conf_destroy(conf);
        return rc;
    }
    if (setup->log != NULL) {
        rd_kafka_conf_set_log_cb(conf, setup->log);
    }
    *ret = conf;
    return JU_OK;
}

bool ju_kafka_on_loopback(const char *bootstrap)
{
    static const char *const here[] = {"127.0.0.1:", "[::1]:", "localhost:"};
    for (const char *at = bootstrap; *at != '\0'; at += strcspn(at, ","), at += *at == ',') {
        bool is_here = false;
        for (size_t i = 0; i < sizeof here / sizeof here[0]; i++) {
            is_here |= strncmp(at, here[i], strlen(here[i])) == 0;
        }
        if (!is_here) {
            return false;
        }
    }
    return true;
}
