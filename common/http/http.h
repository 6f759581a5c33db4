#ifndef JU_HTTP_HTTP_H
#define JU_HTTP_HTTP_H

#include "common/base/err.h"
#include "common/metrics/metrics.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * A small HTTP server for health and metrics on one background thread (libmicrohttpd): GET on a fixed table
 * of paths, at most 16 connections, 5 seconds each. No TLS and no access control: it belongs on loopback or
 * on an operations network, and nothing personal is served.
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

typedef struct ju_http_config {
    const char *address;         /* numeric, IPv4 or IPv6 */
    uint16_t port;               /* 0: the system chooses, see ju_http_port */
    bool beyond_loopback;        /* without it, an address other machines can reach is refused */
    const ju_http_route *routes; /* kept as pointer */
    size_t route_count;
} ju_http_config;

/* Starts serving. JU_FATAL: bad address or not allowed; JU_RETRY: the port is taken. Free with ju_http_stop.
 */
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
