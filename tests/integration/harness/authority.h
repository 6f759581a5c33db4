#ifndef HARNESS_AUTHORITY_H
#define HARNESS_AUTHORITY_H

#include "common/http/http.h"

/* An authority for time stamps (RFC 3161), played by openssl ts in a folder of its own; <folder>/ca.pem is
 * the certificate under which its stamps are good. */
bool authority_make(const char *folder);

/* Answers a request as a ju_http_responder with the folder as opaque. */
void authority_respond(void *opaque, ju_http_exchange *exchange);

#endif
