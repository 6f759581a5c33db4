#include "services/audit/steps/refusal.h"

#include <stdio.h>
#include <string.h>

static const char HANDSHAKE[] = "SSL Handshake failed ";
static const char DENIED[] = " is Denied operation = ";
static const char FROM[] = " from host = ";
static const char ON[] = " on resource = ";

/* What the broker says of a handshake; the first that fits counts. */
static const struct {
    const char *said;
    const char *code;
} REASONS[] = {
    {"Empty client certificate chain", "certificate_missing"},
    {"validity check failed", "certificate_expired"},
    {"CertificateExpired", "certificate_expired"},
    {"CertificateNotYetValid", "certificate_expired"},
    {"PKIX path", "certificate_untrusted"},
    {"plaintext connection?", "not_tls"},
    {"Unsupported or unrecognized SSL message", "not_tls"},
};

/* What stands between two marks, the first of which is sought from *at on; *at then is where the second
 * begins. */
static bool between(const char **at, const char *before, const char *after, char *ret, size_t size)
{
    const char *start = strstr(*at, before);
    const char *end = start == NULL ? NULL : strstr(start + strlen(before), after);
    if (end == NULL) {
        return false;
    }
    start += strlen(before);
    told_keep(start, (size_t)(end - start), ret, size);
    *at = end;
    return true;
}

/* "... remote=/127.0.0.1:42534], ... SSL Handshake failed javax.net.ssl.SSLHandshakeException: reason" */
static bool parse_handshake(const char *rest, const char *reason, told_act *ret)
{
    if (!between(&rest, "remote=/", "]", ret->host, sizeof ret->host)) {
        return false;
    }
    char *port = strrchr(ret->host, ':');
    if (port != NULL) {
        *port = '\0';
    }
    ret->code = "handshake_failed";
    for (size_t i = sizeof REASONS / sizeof REASONS[0]; i > 0; i--) {
        ret->code = strstr(reason, REASONS[i - 1].said) != NULL ? REASONS[i - 1].code : ret->code;
    }
    told_keep(reason, strcspn(reason, "\n"), ret->what, sizeof ret->what);
    return true;
}

/* "Principal = User:tax is Denied operation = READ from host = 127.0.0.1 on resource = Topic:LITERAL:name for
 * request = Fetch with ..." */
static bool parse_denial(const char *rest, told_act *ret)
{
    char operation[32];
    char resource[TOLD_WHAT - sizeof operation - 1];
    if (!between(&rest, " Principal = User:", DENIED, ret->who, sizeof ret->who) ||
        !between(&rest, DENIED, FROM, operation, sizeof operation) ||
        !between(&rest, FROM, ON, ret->host, sizeof ret->host) ||
        !between(&rest, ON, " for request = ", resource, sizeof resource)) {
        return false;
    }
    ret->code = "not_authorized";
    (void)snprintf(ret->what, sizeof ret->what, "%s %s", operation, resource);
    return true;
}

/* When the broker wrote the line; a blank ends it. */
static const char SHAPE[] = "0000-00-00T00:00:00.000Z ";

bool refusal_parse(const char *line, told_act *ret)
{
    *ret = (told_act){.action = "transport.refused", .count = 1};
    if (!told_shaped(line, SHAPE)) {
        return false;
    }
    const char *rest = line + TOLD_TIME - 1;
    (void)snprintf(ret->time, sizeof ret->time, "%s", line);
    const char *handshake = strstr(rest, HANDSHAKE);
    return handshake != NULL ? parse_handshake(rest, handshake + strlen(HANDSHAKE), ret)
                             : parse_denial(rest, ret);
}
