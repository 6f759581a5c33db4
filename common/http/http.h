#ifndef JU_HTTP_HTTP_H
#define JU_HTTP_HTTP_H

#include "common/base/err.h"
#include "common/metrics/metrics.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * A small HTTP server on one background thread (libmicrohttpd): GET on a fixed table of paths and, where a
 * program has one, its own function for all other requests; at most 16 connections of one address (and 256 in
 * all with such a function, 16 without), 5 seconds each. No access control: nothing personal is served.
 * Without TLS it belongs on loopback or on an operations network.
 */
typedef struct ju_http ju_http;

/* Writes the body and returns the status. Runs on the server's thread: what it touches must be thread-safe.
 */
typedef unsigned ju_http_handler(void *opaque, FILE *body);

typedef struct ju_http_route {
    const char *path;
    const char *content_type;
    ju_http_handler *handler;
    void *opaque;
} ju_http_route;

/* A request that is on no fixed path, and what is answered; all set to 0 and NULL before. */
typedef struct ju_http_exchange {
    const char *method;
    const char *path; /* with the slash before it */
    const char *body; /* of a POST: ends with a NUL behind its size */
    size_t body_size;
    unsigned status;
    const char *content_type;
    const char *cache_control; /* NULL: none is said */
    FILE *answer;
} ju_http_exchange;

/* Runs on the server's thread, too. */
typedef void ju_http_responder(void *opaque, ju_http_exchange *exchange);

typedef struct ju_http_config {
    const char *address;     /* numeric, IPv4 or IPv6 */
    uint16_t port;           /* 0: the system chooses, see ju_http_port */
    bool beyond_loopback;    /* without it or TLS, an address other machines can reach is refused */
    const char *certificate; /* with key: paths of PEM files for TLS 1.2 or later; NULL: without */
    const char *key;
    const ju_http_route *routes; /* kept as pointer */
    size_t route_count;
    ju_http_responder *responder; /* NULL: there is nothing but the routes */
    void *responder_opaque;
    size_t body_max; /* of a POST; a longer one is refused with 413. 0: no POST */
} ju_http_config;

/* "127.0.0.1:8080", "[::1]:8080" into the address and port of a config. JU_FATAL "http_address". */
enum { JU_HTTP_ADDRESS_SIZE = 64 };
ju_rc ju_http_read_address(const char *text, char ret_address[JU_HTTP_ADDRESS_SIZE], uint16_t *ret_port,
                           ju_err *err) JU_MUST_CHECK;

/* Starts serving. JU_FATAL: bad address or not allowed, no certificate; JU_RETRY: the port is taken. Free
 * with ju_http_stop. */
ju_rc ju_http_start(const ju_http_config *config, ju_http **ret, ju_err *err) JU_MUST_CHECK;

/* The port served, also when the system chose it. */
uint16_t ju_http_port(const ju_http *http);

/* Finishes the answers under way and frees. http may be NULL. */
void ju_http_stop(ju_http *http);

/* The three routes that every service has. */
typedef struct ju_http_readiness {
    /* Fills reason (a fixed phrase, nothing from data) when not ready. */
    bool (*ready)(void *opaque, char *reason, size_t size_bytes);
    void *opaque;
} ju_http_readiness;

ju_http_handler ju_http_healthz; /* 200: the process is alive; opaque unused */
ju_http_handler ju_http_readyz;  /* opaque is a ju_http_readiness: 200, or 503 with the reason */
ju_http_handler ju_http_metrics; /* opaque is a ju_registry; text/plain; version=0.0.4 */

#endif
