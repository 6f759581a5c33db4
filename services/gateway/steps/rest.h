#ifndef GATEWAY_STEPS_REST_H
#define GATEWAY_STEPS_REST_H

#include "services/gateway/handlers.h"

/*
 * RESTによる公開用API: what a consumer by REST is told, to be fetched (proto/openapi.json, BRIDGES.md). Each
 * request is one transaction with its act in the audit trail.
 */
typedef struct rest_request {
    const char *method;
    const char *path;
    uint32_t address;          /* of who asks: IPv4, in network order */
    const char *authorization; /* "" without */
    const char *body;
    const char *since; /* NULL: not given */
    const char *limit;
    bool parameter_unknown;
} rest_request;

typedef struct rest_reply {
    unsigned status;
    char *body; /* free it; NULL: memory is out */
    const char *type;
    bool challenge; /* WWW-Authenticate: Bearer */
} rest_reply;

/* The door's own state, on its own thread: connection, batch and keyring. */
typedef struct rest_door rest_door;

/* settings: kept as pointer. NULL and JU_OK when nothing is to be served. */
ju_rc rest_open(const ju_settings *settings, const bridge_settings *own, rest_door **ret,
                ju_err *err) JU_MUST_CHECK;
void rest_close(rest_door *door); /* accepts NULL */

/* Answers one request; on the door's thread. */
void rest_serve(rest_door *door, const rest_request *request, rest_reply *ret);

/* The listener (rest_server.c). */
typedef struct rest_server rest_server;
ju_rc rest_listen(const bridge_settings *own, rest_door *door, rest_server **ret, ju_err *err) JU_MUST_CHECK;
void rest_stop(rest_server *server); /* accepts NULL */

#endif
