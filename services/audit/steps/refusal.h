#ifndef AUDIT_REFUSAL_H
#define AUDIT_REFUSAL_H

#include "services/audit/steps/told.h"

/*
 * Whom Kafka refused, read from the lines that it writes about it (deploy/local/kafka-log4j.properties): who
 * had no certificate of ours, and who had one and reached for what is not his (seed 002 R-46). Free of I/O.
 *
 * The codes: certificate_missing, certificate_expired (or not valid yet), certificate_untrusted (not of our
 * authority), not_tls, handshake_failed (anything else before the connection stood) and not_authorized. who
 * is the name in the certificate, "" when it was refused before there was one; what: what was reached for, or
 * what the broker said.
 *
 * A told_parse.
 */
bool refusal_parse(const char *line, told_act *ret);

#endif
