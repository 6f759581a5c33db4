#ifndef AUDIT_REFUSAL_H
#define AUDIT_REFUSAL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whom Kafka refused, read from the lines that it writes about it (deploy/local/kafka-log4j.properties): who
 * had no certificate of ours, and who had one and reached for what is not his (seed 002 R-46). Free of I/O.
 */
enum { REFUSAL_WHO = 65, REFUSAL_HOST = 65, REFUSAL_WHAT = 301, REFUSAL_TIME = 25, REFUSALS_MAX = 200 };

typedef struct refused_peer {
    char time[REFUSAL_TIME]; /* of the first one, RFC 3339, UTC */
    char who[REFUSAL_WHO];   /* the name in the certificate; "": it was refused before there was one */
    char host[REFUSAL_HOST]; /* the address that it came from */
    const char *code;        /* what was wrong; static */
    char what[REFUSAL_WHAT]; /* what was reached for, or what the broker said */
    int count;               /* how many that are equal but for the time */
} refused_peer;

/*
 * The codes: certificate_missing, certificate_expired (or not valid yet), certificate_untrusted (not of our
 * authority), not_tls, handshake_failed (anything else before the connection stood) and not_authorized. Texts
 * that a stranger chose are kept only as far as they are printable, runs of eight digits masked.
 *
 * False for a line that tells of no refusal.
 */
bool refusal_parse(const char *line, refused_peer *ret);

/* Adds one to the list, or to the count of an equal one; false when the list is full. */
bool refusal_add(refused_peer list[REFUSALS_MAX], size_t *count, const refused_peer *one);

#endif
