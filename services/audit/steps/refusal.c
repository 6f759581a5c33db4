#include "services/audit/steps/refusal.h"

#include "common/log/mask.h"

#include <stdio.h>
#include <string.h>

static const char HANDSHAKE[] = "SSL Handshake failed ";
static const char DENIED[] = " is Denied operation = ";
static const char FROM[] = " from host = ";
static const char ON[] = " on resource = ";
enum { MASKED_DIGITS = 8 };

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

/* Copies length bytes as far as they fit: what is not printable ASCII becomes "?", long numbers "***". */
static void keep(const char *from, size_t length, char *ret, size_t size)
{
    char printable[512];
    size_t kept = length < sizeof printable ? length : sizeof printable - 1;
    for (size_t i = 0; i < kept; i++) {
        printable[i] = from[i] >= ' ' && from[i] <= '~' ? from[i] : '?';
    }
    printable[kept] = '\0';
    ju_mask_digits(printable, MASKED_DIGITS, ret, size);
}

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
    keep(start, (size_t)(end - start), ret, size);
    *at = end;
    return true;
}

/* "... remote=/127.0.0.1:42534], ... SSL Handshake failed javax.net.ssl.SSLHandshakeException: reason" */
static bool parse_handshake(const char *rest, const char *reason, refused_peer *ret)
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
    keep(reason, strcspn(reason, "\n"), ret->what, sizeof ret->what);
    return true;
}

/* "Principal = User:tax is Denied operation = READ from host = 127.0.0.1 on resource = Topic:LITERAL:name for
 * request = Fetch with ..." */
static bool parse_denial(const char *rest, refused_peer *ret)
{
    char operation[32];
    char resource[REFUSAL_WHAT - sizeof operation - 1];
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

bool refusal_parse(const char *line, refused_peer *ret)
{
    *ret = (refused_peer){.count = 1};
    const char *rest = strchr(line, ' ');
    if (rest == NULL || rest - line != REFUSAL_TIME - 1 || line[10] != 'T' || rest[-1] != 'Z') {
        return false;
    }
    (void)snprintf(ret->time, sizeof ret->time, "%s", line);
    const char *handshake = strstr(rest, HANDSHAKE);
    return handshake != NULL ? parse_handshake(rest, handshake + strlen(HANDSHAKE), ret)
                             : parse_denial(rest, ret);
}

static bool is_equal(const refused_peer *a, const refused_peer *b)
{
    return strcmp(a->code, b->code) == 0 && strcmp(a->who, b->who) == 0 && strcmp(a->host, b->host) == 0 &&
           strcmp(a->what, b->what) == 0;
}

bool refusal_add(refused_peer list[REFUSALS_MAX], size_t *count, const refused_peer *one)
{
    for (size_t i = 0; i < *count; i++) {
        if (is_equal(&list[i], one)) {
            list[i].count++;
            return true;
        }
    }
    if (*count == REFUSALS_MAX) {
        return false;
    }
    list[(*count)++] = *one;
    return true;
}
