#ifndef JU_HTTP_CLIENT_H
#define JU_HTTP_CLIENT_H

#include "common/base/err.h"

#include <stddef.h>

/* One request to another program by HTTP/1.0, without TLS: for loopback and operations networks, and for what
 * is public and signed by itself. */
typedef struct ju_http_call {
    const char *url;  /* http://host:port and a path */
    const char *body; /* to POST; NULL: a GET */
    size_t body_size;
    const char *content_type; /* of the body */
    int timeout_ms;           /* of the whole call, but for the look-up of the name */
} ju_http_call;

typedef struct ju_http_answer {
    unsigned status;
    const char *body; /* in the caller's buffer, cut off where that ends; a NUL stands behind it */
    size_t body_size;
} ju_http_answer;

/* JU_REJECT "url": it is none. JU_RETRY "http_connect", "http_answer": nobody there, or no HTTP. */
ju_rc ju_http_ask(const ju_http_call *call, char *buffer, size_t size, ju_http_answer *ret,
                  ju_err *err) JU_MUST_CHECK;

#endif
