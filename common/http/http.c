#include "common/http/http.h"

#include "common/base/file.h"
#include "common/base/parse.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* The option with a length came with 0.9.77; libmicrohttpd 1.x warns of the older one. */
#if MHD_VERSION >= 0x00097706
#define BIND_TO(address) MHD_OPTION_SOCK_ADDR_LEN, (socklen_t)sizeof *(address), &(address)->any
#else
#define BIND_TO(address) MHD_OPTION_SOCK_ADDR, &(address)->any
#endif

enum {
    CONNECTIONS_MAX = 16, /* of one address, where there is a responder */
    RESPONDER_CONNECTIONS_MAX = 256,
    TIMEOUT_S = 5,
    REASON_BYTES = 128,
    PEM_MAX = 64 * 1024
};

struct ju_http {
    struct MHD_Daemon *daemon;
    const ju_http_route *routes;
    size_t route_count;
    uint16_t port;
    ju_http_responder *responder;
    void *responder_opaque;
    size_t body_max;
    char *certificate;
    size_t certificate_size;
    char *key;
    size_t key_size;
};

/* What came of a request's body. */
typedef struct upload {
    char *body;
    size_t size;
    bool too_large;
} upload;

typedef union socket_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} socket_address;

ju_rc ju_http_read_address(const char *text, char ret_address[JU_HTTP_ADDRESS_SIZE], uint16_t *ret_port,
                           ju_err *err)
{
    const char *colon = strrchr(text, ':');
    int64_t port = 0;
    if (colon == NULL || colon - text >= JU_HTTP_ADDRESS_SIZE ||
        !ju_parse_int64(colon + 1, 0, UINT16_MAX, &port)) {
        return ju_fail(err, JU_FATAL, "http_address", "not address:port: %s", text);
    }
    bool bracketed = *text == '[' && colon > text && colon[-1] == ']';
    (void)snprintf(ret_address, JU_HTTP_ADDRESS_SIZE, "%.*s", (int)(colon - text) - 2 * bracketed,
                   text + bracketed);
    *ret_port = (uint16_t)port;
    return JU_OK;
}

static bool parse_address(const ju_http_config *config, socket_address *ret)
{
    *ret = (socket_address){0};
    if (inet_pton(AF_INET, config->address, &ret->v4.sin_addr) == 1) {
        ret->v4.sin_family = AF_INET;
        ret->v4.sin_port = htons(config->port);
        return true;
    }
    if (inet_pton(AF_INET6, config->address, &ret->v6.sin6_addr) == 1) {
        ret->v6.sin6_family = AF_INET6;
        ret->v6.sin6_port = htons(config->port);
        return true;
    }
    return false;
}

static bool is_loopback(const socket_address *address)
{
    if (address->any.sa_family == AF_INET) {
        return ntohl(address->v4.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
    }
    return IN6_IS_ADDR_LOOPBACK(&address->v6.sin6_addr);
}

static enum MHD_Result send_text(struct MHD_Connection *connection, unsigned status, const char *text)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT);
    if (response == NULL) {
        return MHD_NO;
    }
    (void)MHD_add_response_header(response, "Content-Type", "text/plain");
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED) {
        (void)MHD_add_response_header(response, "Allow", "GET");
    }
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

/* Takes the body over. */
static enum MHD_Result send_body(struct MHD_Connection *connection, const ju_http_exchange *done, char *body,
                                 size_t size)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(size, body, MHD_RESPMEM_MUST_FREE);
    if (response == NULL) {
        free(body);
        return MHD_NO;
    }
    (void)MHD_add_response_header(response, "Content-Type", done->content_type);
    if (done->cache_control != NULL) {
        (void)MHD_add_response_header(response, "Cache-Control", done->cache_control);
    }
    enum MHD_Result result = MHD_queue_response(connection, done->status, response);
    MHD_destroy_response(response);
    return result;
}

static void run(const ju_http *http, const ju_http_route *route, ju_http_exchange *exchange)
{
    if (route == NULL) {
        http->responder(http->responder_opaque, exchange);
    } else {
        exchange->content_type = route->content_type;
        exchange->status = route->handler(route->opaque, exchange->answer);
    }
}

static enum MHD_Result serve(const ju_http *http, struct MHD_Connection *connection,
                             const ju_http_route *route, ju_http_exchange *exchange)
{
    char *body = NULL;
    size_t size = 0;
    exchange->answer = open_memstream(&body, &size);
    if (exchange->answer == NULL) {
        return MHD_NO;
    }
    run(http, route, exchange);
    if (fclose(exchange->answer) != 0) {
        free(body);
        return MHD_NO;
    }
    return send_body(connection, exchange, body, size);
}

static const ju_http_route *find_route(const ju_http *http, const char *url)
{
    for (size_t i = 0; i < http->route_count; i++) {
        if (strcmp(url, http->routes[i].path) == 0) {
            return &http->routes[i];
        }
    }
    return NULL;
}

/* What is too large is dropped as it comes. */
static void take(const ju_http *http, upload *up, const char *bytes, size_t size)
{
    up->too_large |= size > http->body_max - up->size;
    char *more = up->too_large ? NULL : realloc(up->body, up->size + size + 1);
    if (more != NULL) {
        memcpy(more + up->size, bytes, size);
        up->body = more;
        up->size += size;
        up->body[up->size] = '\0';
    }
    up->too_large |= more == NULL;
}

static enum MHD_Result finish(const ju_http *http, struct MHD_Connection *connection, const char *url,
                              const char *method, const upload *up)
{
    bool get = strcmp(method, MHD_HTTP_METHOD_GET) == 0;
    const ju_http_route *route = find_route(http, url);
    ju_http_exchange exchange = {.method = method, .path = url, .body = "", .content_type = "text/plain"};
    if (!get && up->too_large) {
        return send_text(connection, MHD_HTTP_CONTENT_TOO_LARGE, "the body is too large\n");
    }
    if (!get && route != NULL) {
        return send_text(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "only GET is served here\n");
    }
    if (route == NULL && http->responder == NULL) {
        return send_text(connection, MHD_HTTP_NOT_FOUND, "not found\n");
    }
    if (!get && up->body != NULL) {
        exchange.body = up->body;
        exchange.body_size = up->size;
    }
    return serve(http, connection, route, &exchange);
}

/* libmicrohttpd calls this when the headers are in, again per piece of a body, and once more at the end. */
static enum MHD_Result answer(void *opaque, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload_data,
                              size_t *upload_data_size, void **request)
{
    const ju_http *http = opaque;
    upload *up = *request;
    (void)version;
    bool post = http->body_max > 0 && strcmp(method, MHD_HTTP_METHOD_POST) == 0;
    if (!post && strcmp(method, MHD_HTTP_METHOD_GET) != 0) {
        return send_text(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "only GET is served here\n");
    }
    if (up == NULL) {
        *request = calloc(1, sizeof *up);
        return *request == NULL ? MHD_NO : MHD_YES;
    }
    if (*upload_data_size > 0) {
        take(http, up, upload_data, *upload_data_size);
        *upload_data_size = 0;
        return MHD_YES;
    }
    return finish(http, connection, url, method, up);
}

static void done_with(void *opaque, struct MHD_Connection *connection, void **request,
                      enum MHD_RequestTerminationCode how)
{
    upload *up = *request;
    (void)opaque;
    (void)connection;
    (void)how;
    if (up != NULL) {
        free(up->body);
        free(up);
    }
}

/* Asked from the socket, because versions of libmicrohttpd differ in what they report for port 0. */
static uint16_t bound_port(struct MHD_Daemon *daemon)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_LISTEN_FD);
    socket_address address = {0};
    socklen_t size_bytes = sizeof address;
    if (info == NULL || getsockname(info->listen_fd, &address.any, &size_bytes) != 0) {
        return 0;
    }
    return ntohs(address.any.sa_family == AF_INET ? address.v4.sin_port : address.v6.sin6_port);
}

static struct MHD_Daemon *start_daemon(ju_http *http, socket_address *address)
{
    const struct MHD_OptionItem with_tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, http->certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, http->key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t) "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
        {MHD_OPTION_END, 0, NULL}};
    const struct MHD_OptionItem without[] = {{MHD_OPTION_END, 0, NULL}};
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_AUTO | (http->key != NULL ? MHD_USE_TLS : 0);
    if (address->any.sa_family == AF_INET6) {
        flags |= MHD_USE_IPv6;
    }
    /* Strangers may come to a responder: none of them shuts it for the others. */
    unsigned most = http->responder == NULL ? CONNECTIONS_MAX : RESPONDER_CONNECTIONS_MAX;
    return MHD_start_daemon(flags, 0, NULL, NULL, answer, http, BIND_TO(address), MHD_OPTION_CONNECTION_LIMIT,
                            most, MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
                            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)TIMEOUT_S, MHD_OPTION_NOTIFY_COMPLETED,
                            done_with, NULL, MHD_OPTION_ARRAY, http->key != NULL ? with_tls : without,
                            MHD_OPTION_END);
}

static ju_rc read_tls(ju_http *http, const ju_http_config *config, ju_err *err)
{
    if (config->certificate == NULL && config->key == NULL) {
        return JU_OK;
    }
    if (config->certificate == NULL || config->key == NULL) { /* served in clear, against what was meant */
        return ju_fail(err, JU_FATAL, "http_tls", "of a TLS certificate and its key one is not set");
    }
    JU_TRY(ju_file_read(config->certificate, PEM_MAX, &http->certificate, &http->certificate_size, err));
    return ju_file_read(config->key, PEM_MAX, &http->key, &http->key_size, err);
}

static ju_rc start(ju_http *http, const ju_http_config *config, socket_address *address, ju_err *err)
{
    JU_TRY(read_tls(http, config, err));
    http->daemon = start_daemon(http, address);
    if (http->daemon == NULL) {
        return ju_fail(err, JU_RETRY, "http_listen", "cannot listen on %s port %u: %s", config->address,
                       config->port, strerror(errno));
    }
    http->port = bound_port(http->daemon);
    return JU_OK;
}

ju_rc ju_http_start(const ju_http_config *config, ju_http **ret, ju_err *err)
{
    socket_address address;
    bool tls = config->certificate != NULL && config->key != NULL;
    if (!parse_address(config, &address)) {
        return ju_fail(err, JU_FATAL, "http_address", "not a numeric IP address: %s", config->address);
    }
    if (!config->beyond_loopback && !tls && !is_loopback(&address)) {
        return ju_fail(err, JU_FATAL, "http_address", "%s is not a loopback address", config->address);
    }
    ju_http *http = calloc(1, sizeof *http);
    if (http == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "no memory for the HTTP server");
    }
    *http = (ju_http){.routes = config->routes,
                      .route_count = config->route_count,
                      .responder = config->responder,
                      .responder_opaque = config->responder_opaque,
                      .body_max = config->body_max};
    ju_rc rc = start(http, config, &address, err);
    if (rc != JU_OK) {
        ju_http_stop(http);
        return rc;
    }
    *ret = http;
    return JU_OK;
}

uint16_t ju_http_port(const ju_http *http)
{
    return http->port;
}

void ju_http_stop(ju_http *http)
{
    if (http != NULL) {
        if (http->daemon != NULL) {
            MHD_stop_daemon(http->daemon);
        }
        ju_file_release(http->certificate, http->certificate_size);
        ju_file_release(http->key, http->key_size);
        free(http);
    }
}

unsigned ju_http_healthz(void *opaque, FILE *body)
{
    (void)opaque;
    (void)fputs("alive\n", body);
    return MHD_HTTP_OK;
}

unsigned ju_http_readyz(void *opaque, FILE *body)
{
    const ju_http_readiness *readiness = opaque;
    char reason[REASON_BYTES] = "not ready";
    if (readiness->ready(readiness->opaque, reason, sizeof reason)) {
        (void)fputs("ready\n", body);
        return MHD_HTTP_OK;
    }
    (void)fprintf(body, "%s\n", reason);
    return MHD_HTTP_SERVICE_UNAVAILABLE;
}

unsigned ju_http_metrics(void *opaque, FILE *body)
{
    ju_metrics_render(opaque, body);
    return MHD_HTTP_OK;
}
