#include "common/http/http.h"

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

enum { CONNECTIONS_MAX = 16, TIMEOUT_S = 5, REASON_BYTES = 128 };

struct ju_http {
    struct MHD_Daemon *daemon;
    const ju_http_route *routes;
    size_t route_count;
    uint16_t port;
};

typedef union socket_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} socket_address;

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

static enum MHD_Result send_route(struct MHD_Connection *connection, const ju_http_route *route)
{
    char *text = NULL;
    size_t size_bytes = 0;
    FILE *body = open_memstream(&text, &size_bytes);
    if (body == NULL) {
        return MHD_NO;
    }
    unsigned status = route->handler(route->opaque, body);
    if (fclose(body) != 0) {
        free(text);
        return MHD_NO;
    }
    struct MHD_Response *response = MHD_create_response_from_buffer(size_bytes, text, MHD_RESPMEM_MUST_FREE);
    if (response == NULL) {
        free(text);
        return MHD_NO;
    }
    (void)MHD_add_response_header(response, "Content-Type", route->content_type);
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

/* libmicrohttpd calls this when the headers are in, again per piece of a body, and once more at the end. */
static enum MHD_Result answer(void *opaque, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload_data,
                              size_t *upload_data_size, void **request)
{
    static char headers_seen;
    const ju_http *http = opaque;
    (void)version;
    (void)upload_data;
    if (strcmp(method, MHD_HTTP_METHOD_GET) != 0) {
        return send_text(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "only GET is served here\n");
    }
    if (*request == NULL) {
        *request = &headers_seen;
        return MHD_YES;
    }
    if (*upload_data_size > 0) {
        *upload_data_size = 0; /* the body of a GET has no meaning */
        return MHD_YES;
    }
    for (size_t i = 0; i < http->route_count; i++) {
        if (strcmp(url, http->routes[i].path) == 0) {
            return send_route(connection, &http->routes[i]);
        }
    }
    return send_text(connection, MHD_HTTP_NOT_FOUND, "not found\n");
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
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_AUTO;
    if (address->any.sa_family == AF_INET6) {
        flags |= MHD_USE_IPv6;
    }
    return MHD_start_daemon(flags, 0, NULL, NULL, answer, http, BIND_TO(address), MHD_OPTION_CONNECTION_LIMIT,
                            (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)TIMEOUT_S,
                            MHD_OPTION_END);
}

ju_rc ju_http_start(const ju_http_config *config, ju_http **ret, ju_err *err)
{
    socket_address address;
    if (!parse_address(config, &address)) {
        return ju_fail(err, JU_FATAL, "http_address", "not a numeric IP address: %s", config->address);
    }
    if (!config->beyond_loopback && !is_loopback(&address)) {
        return ju_fail(err, JU_FATAL, "http_address", "%s is not a loopback address", config->address);
    }
    ju_http *http = calloc(1, sizeof *http);
    if (http == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "no memory for the HTTP server");
    }
    http->routes = config->routes;
    http->route_count = config->route_count;
    http->daemon = start_daemon(http, &address);
    if (http->daemon == NULL) {
        int cause = errno;
        free(http);
        return ju_fail(err, JU_RETRY, "http_listen", "cannot listen on %s port %u: %s", config->address,
                       config->port, strerror(cause));
    }
    http->port = bound_port(http->daemon);
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
        MHD_stop_daemon(http->daemon);
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
