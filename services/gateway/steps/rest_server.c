/* The listener of the REST door: libmicrohttpd with one thread, TLS 1.2 or later beyond the own machine. */
#include "common/base/file.h"
#include "common/base/parse.h"
#include "services/gateway/steps/rest.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

enum {
    CONNECTIONS_MAX = 32,
    OF_ONE_ADDRESS_MAX = 8,
    TIMEOUT_S = 10,
    BODY_MAX = 8192,
    HEADER_MAX = 1024,
    PEM_MAX = 64 * 1024
};

struct rest_server {
    struct MHD_Daemon *daemon;
    rest_door *door;
    char *certificate;
    size_t certificate_size;
    char *key;
    size_t key_size;
};

/* What came of one request's body. */
typedef struct upload {
    char body[BODY_MAX + 1];
    size_t size;
    bool too_large;
} upload;

static enum MHD_Result look_at_parameter(void *opaque, enum MHD_ValueKind kind, const char *name,
                                         const char *value)
{
    rest_request *request = opaque;
    (void)kind;
    if (strcmp(name, "since") == 0 && request->since == NULL && value != NULL) {
        request->since = value;
    } else if (strcmp(name, "limit") == 0 && request->limit == NULL && value != NULL) {
        request->limit = value;
    } else {
        request->parameter_unknown = true;
    }
    return MHD_YES;
}

static enum MHD_Result send_reply(struct MHD_Connection *connection, rest_reply *reply)
{
    static const char OUT_OF_MEMORY[] = "{\"title\":\"unavailable\",\"status\":503,\"code\":\"unavailable\"}";
    bool made = reply->body != NULL;
    struct MHD_Response *response =
        MHD_create_response_from_buffer(made ? strlen(reply->body) : strlen(OUT_OF_MEMORY),
                                        made ? reply->body : (void *)(uintptr_t)OUT_OF_MEMORY,
                                        made ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
    if (response == NULL) {
        free(reply->body);
        return MHD_NO;
    }
    (void)MHD_add_response_header(response, "Content-Type", made ? reply->type : "application/problem+json");
    (void)MHD_add_response_header(response, "Cache-Control", "no-store");
    if (reply->challenge) {
        (void)MHD_add_response_header(response, "WWW-Authenticate", "Bearer");
    }
    if (reply->status == MHD_HTTP_TOO_MANY_REQUESTS || reply->status == MHD_HTTP_SERVICE_UNAVAILABLE) {
        (void)MHD_add_response_header(response, "Retry-After", "60");
    }
    enum MHD_Result result =
        MHD_queue_response(connection, made ? reply->status : MHD_HTTP_SERVICE_UNAVAILABLE, response);
    MHD_destroy_response(response);
    return result;
}

static void take(upload *up, const char *bytes, size_t size)
{
    up->too_large |= size > BODY_MAX - up->size;
    if (!up->too_large) {
        memcpy(up->body + up->size, bytes, size);
        up->size += size;
    }
}

static uint32_t address_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info == NULL ? 0 : ((const struct sockaddr_in *)(const void *)info->client_addr)->sin_addr.s_addr;
}

static enum MHD_Result answer(void *opaque, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *bytes, size_t *size,
                              void **request)
{
    rest_server *server = opaque;
    upload *up = *request;
    (void)version;
    if (up == NULL) {
        *request = calloc(1, sizeof *up);
        return *request == NULL ? MHD_NO : MHD_YES;
    }
    if (*size > 0) {
        take(up, bytes, *size);
        *size = 0;
        return MHD_YES;
    }
    const char *authorization = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Authorization");
    rest_request of = {.method = method,
                       .path = url,
                       .address = address_of(connection),
                       .authorization =
                           authorization == NULL || strlen(authorization) > HEADER_MAX ? "" : authorization,
                       .body = up->too_large ? "" : up->body};
    rest_reply reply;
    (void)MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, look_at_parameter, &of);
    rest_serve(server->door, &of, &reply);
    return send_reply(connection, &reply);
}

static void done(void *opaque, struct MHD_Connection *connection, void **request,
                 enum MHD_RequestTerminationCode how)
{
    (void)opaque;
    (void)connection;
    (void)how;
    if (*request != NULL) {
        explicit_bzero(*request, sizeof(upload));
    }
    free(*request);
}

/* "127.0.0.1:8443"; IPv4 alone. */
static ju_rc read_address(const char *text, struct sockaddr_in *ret, bool *ret_loopback, ju_err *err)
{
    char address[INET_ADDRSTRLEN];
    int64_t port = 0;
    size_t length = strcspn(text, ":");
    *ret = (struct sockaddr_in){.sin_family = AF_INET};
    if (length >= sizeof address || text[length] != ':' ||
        !ju_parse_int64(text + length + 1, 1, UINT16_MAX, &port)) {
        return ju_fail(err, JU_FATAL, "api_address", "JUKI_API_ADDRESS is not ADDRESS:PORT");
    }
    memcpy(address, text, length);
    address[length] = '\0';
    ret->sin_port = htons((uint16_t)port);
    if (inet_pton(AF_INET, address, &ret->sin_addr) != 1) {
        return ju_fail(err, JU_FATAL, "api_address", "JUKI_API_ADDRESS has no numeric IPv4 address");
    }
    *ret_loopback = ntohl(ret->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
    return JU_OK;
}

static ju_rc start(rest_server *server, const bridge_settings *own, ju_err *err)
{
    struct sockaddr_in address;
    bool loopback = false;
    bool tls = own->api_certificate != NULL && own->api_key != NULL;
    JU_TRY(read_address(own->api_address, &address, &loopback, err));
    if ((own->api_certificate == NULL) != (own->api_key == NULL)) {
        return ju_fail(err, JU_FATAL, "api_tls", "JUKI_API_CERT and JUKI_API_KEY go together");
    }
    if (!tls && !loopback) {
        return ju_fail(err, JU_FATAL, "api_address",
                       "beyond loopback the API needs JUKI_API_CERT and JUKI_API_KEY");
    }
    if (tls) {
        JU_TRY(ju_file_read(own->api_certificate, PEM_MAX, &server->certificate, &server->certificate_size,
                            err));
        JU_TRY(ju_file_read(own->api_key, PEM_MAX, &server->key, &server->key_size, err));
    }
    const struct MHD_OptionItem with_tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, server->certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, server->key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t) "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
        {MHD_OPTION_END, 0, NULL}};
    const struct MHD_OptionItem without[] = {{MHD_OPTION_END, 0, NULL}};
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_AUTO | (tls ? MHD_USE_TLS : 0);
    server->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, answer, server, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        (unsigned)OF_ONE_ADDRESS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)TIMEOUT_S,
        MHD_OPTION_NOTIFY_COMPLETED, done, NULL, MHD_OPTION_ARRAY, tls ? with_tls : without, MHD_OPTION_END);
    return server->daemon != NULL ? JU_OK
                                  : ju_fail(err, JU_FATAL, "api_listen", "cannot listen on %s: %s",
                                            own->api_address, strerror(errno));
}

ju_rc rest_listen(const bridge_settings *own, rest_door *door, rest_server **ret, ju_err *err)
{
    *ret = NULL;
    if (door == NULL) {
        return JU_OK;
    }
    rest_server *server = calloc(1, sizeof *server);
    if (server == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    *ret = server;
    server->door = door;
    return start(server, own, err);
}

void rest_stop(rest_server *server)
{
    if (server != NULL) {
        if (server->daemon != NULL) {
            MHD_stop_daemon(server->daemon);
        }
        ju_file_release(server->certificate, server->certificate_size);
        ju_file_release(server->key, server->key_size);
        free(server);
    }
}
