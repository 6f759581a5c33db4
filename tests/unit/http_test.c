#include "common/http/http.h"

#include "common/base/clock.h"
#include "common/http/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct fixture {
    ju_registry *registry;
    ju_http_readiness readiness;
    ju_http_route routes[4];
    bool ready;
    ju_http *http;
} fixture;

static bool is_ready(void *opaque, char *reason, size_t size_bytes)
{
    const fixture *f = opaque;
    (void)snprintf(reason, size_bytes, "database not connected");
    return f->ready;
}

static unsigned large(void *opaque, FILE *body)
{
    (void)opaque;
    for (int i = 0; i < 20000; i++) {
        (void)fprintf(body, "%09d\n", i);
    }
    return 200;
}

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->registry = ju_registry_new();
    f->readiness = (ju_http_readiness){.ready = is_ready, .opaque = f};
    f->routes[0] = (ju_http_route){"/healthz", "text/plain", ju_http_healthz, NULL};
    f->routes[1] = (ju_http_route){"/readyz", "text/plain", ju_http_readyz, &f->readiness};
    f->routes[2] = (ju_http_route){"/metrics", "text/plain; version=0.0.4", ju_http_metrics, f->registry};
    f->routes[3] = (ju_http_route){"/large", "text/plain", large, NULL};
    ju_http_config config = {.address = "127.0.0.1", .routes = f->routes, .route_count = 4};
    *state = f;
    return ju_http_start(&config, &f->http, NULL) == JU_OK ? 0 : -1;
}

static int teardown(void **state)
{
    fixture *f = *state;
    ju_http_stop(f->http);
    ju_registry_free(f->registry);
    free(f);
    return 0;
}

/* From another address of this machine. */
static int connected_from(const ju_http *http, in_addr_t source)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons(ju_http_port(http)),
        .sin_addr = {htonl(INADDR_LOOPBACK)},
    };
    const struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr = {htonl(source)}};
    struct timeval timeout = {.tv_sec = 10};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout), 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&own, sizeof own), 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static int connected(const fixture *f)
{
    return connected_from(f->http, INADDR_LOOPBACK);
}

/* Sends text as it is, returns everything that comes back until the server closes; the caller frees. */
static char *exchange(const fixture *f, const char *text)
{
    char *reply = NULL;
    size_t size = 0;
    char piece[4096];
    FILE *out = open_memstream(&reply, &size);
    int fd = connected(f);
    assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
    for (ssize_t got = recv(fd, piece, sizeof piece, 0); got > 0; got = recv(fd, piece, sizeof piece, 0)) {
        (void)fwrite(piece, 1, (size_t)got, out);
    }
    close(fd);
    (void)fclose(out);
    return reply;
}

static void assert_reply(const fixture *f, const char *request, const char *status, const char *part)
{
    char *reply = exchange(f, request);
    assert_non_null(strstr(reply, "HTTP/1."));
    assert_memory_equal(reply + strlen("HTTP/1.1 "), status, strlen(status));
    assert_non_null(strstr(reply, part));
    free(reply);
}

#define GET(path) "GET " path " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

static void test_health_and_readiness(void **state)
{
    fixture *f = *state;
    assert_reply(f, GET("/healthz"), "200", "\r\n\r\nalive\n");
    assert_reply(f, GET("/healthz?probe=1"), "200", "\r\n\r\nalive\n");
    assert_reply(f, GET("/readyz"), "503", "\r\n\r\ndatabase not connected\n");
    f->ready = true;
    assert_reply(f, GET("/readyz"), "200", "\r\n\r\nready\n");
}

static void test_metrics(void **state)
{
    fixture *f = *state;
    ju_counter_add(ju_counter_new(f->registry, "juki_a_total", "A.", JU_NO_LABELS), 7);
    assert_reply(f, GET("/metrics"), "200", "\njuki_a_total 7\n");
    assert_reply(f, GET("/metrics"), "200", "Content-Type: text/plain; version=0.0.4\r\n");
}

static void test_large_body_is_whole(void **state)
{
    assert_reply(*state, GET("/large"), "200", "Content-Length: 200000\r\n");
    assert_reply(*state, GET("/large"), "200", "000019999\n");
}

static void test_only_known_paths(void **state)
{
    assert_reply(*state, GET("/"), "404", "not found");
    assert_reply(*state, GET("/healthz/"), "404", "not found");
    assert_reply(*state, GET("/metricsx"), "404", "not found");
}

static void test_only_get(void **state)
{
    const char *const methods[] = {"POST", "PUT", "DELETE", "OPTIONS", "HEAD", "BREW"};
    char request[128];
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        (void)snprintf(
            request, sizeof request,
            "%s /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello",
            methods[i]);
        assert_reply(*state, request, "405", "Allow: GET\r\n");
    }
}

static void test_get_with_body_and_garbage_do_no_harm(void **state)
{
    assert_reply(*state,
                 "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello",
                 "200", "alive");
    char *reply = exchange(*state, "\x16\x03\x01 garbage\r\n\r\n");
    assert_null(strstr(reply, "200"));
    free(reply);
    assert_reply(*state, GET("/healthz"), "200", "alive");
}

static void test_connections_are_limited(void **state)
{
    int fd[20];
    const char request[] = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    int answered = 0;
    for (int i = 0; i < 20; i++) {
        char piece[512];
        struct timeval timeout = {.tv_usec = 300000};
        fd[i] = connected(*state);
        (void)setsockopt(fd[i], SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
        (void)send(fd[i], request, strlen(request), MSG_NOSIGNAL);
        answered += recv(fd[i], piece, sizeof piece, 0) > 0 ? 1 : 0;
    }
    for (int i = 0; i < 20; i++) {
        close(fd[i]);
    }
    assert_int_equal(answered, 16);
}

static void say_yes(void *opaque, ju_http_exchange *exchange)
{
    (void)opaque;
    exchange->status = 200;
    exchange->content_type = "text/plain";
    (void)fputs("yes\n", exchange->answer);
}

/* Who holds all the connections that he can get shuts the door for nobody else. */
static void test_a_stranger_keeps_nobody_out(void **state)
{
    static const char request[] = GET("/any");
    ju_http *http = NULL;
    int fd[20];
    char piece[512];
    (void)state;
    const ju_http_config config = {.address = "127.0.0.1", .responder = say_yes};
    assert_int_equal(ju_http_start(&config, &http, NULL), JU_OK);
    for (int i = 0; i < 20; i++) {
        fd[i] = connected_from(http, INADDR_LOOPBACK);
    }
    int other = connected_from(http, INADDR_LOOPBACK + 1);
    /* before the first ones are cut off for their silence */
    const struct timeval soon = {.tv_sec = 3};
    assert_int_equal(setsockopt(fd[19], SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon), 0);
    assert_int_equal(recv(fd[19], piece, sizeof piece, 0), 0);
    assert_int_equal(send(other, request, strlen(request), MSG_NOSIGNAL), strlen(request));
    assert_true(recv(other, piece, sizeof piece, 0) > 0);
    for (int i = 0; i < 20; i++) {
        close(fd[i]);
    }
    close(other);
    ju_http_stop(http);
}

static void test_addresses(void **state)
{
    const fixture *f = *state;
    ju_http *http = NULL;
    ju_err err;
    ju_http_config config = {.address = "0.0.0.0", .routes = f->routes, .route_count = 4};
    assert_int_equal(ju_http_start(&config, &http, &err), JU_FATAL);
    assert_string_equal(err.code, "http_address");
    config.address = "::";
    assert_int_equal(ju_http_start(&config, &http, &err), JU_FATAL);
    config.address = "localhost";
    assert_int_equal(ju_http_start(&config, &http, &err), JU_FATAL);
    assert_null(http);

    config.address = "127.0.0.1";
    config.port = ju_http_port(f->http);
    assert_int_equal(ju_http_start(&config, &http, &err), JU_RETRY);
    assert_string_equal(err.code, "http_listen");

    config.port = 0;
    config.beyond_loopback = true;
    assert_int_equal(ju_http_start(&config, &http, &err), JU_OK);
    assert_int_not_equal(ju_http_port(http), 0);
    ju_http_stop(http);

    config.address = "::1";
    config.beyond_loopback = false;
    ju_rc rc = ju_http_start(&config, &http, &err);
    assert_int_not_equal(rc, JU_FATAL); /* allowed, though a machine without IPv6 cannot do it now */
    ju_http_stop(rc == JU_OK ? http : NULL);
    ju_http_stop(NULL);
}

/* One of the two alone would be served in clear. */
static void test_tls_needs_both_files(void **state)
{
    const fixture *f = *state;
    ju_http *http = NULL;
    ju_err err;
    ju_http_config config = {
        .address = "127.0.0.1", .certificate = "/nowhere/cert.pem", .routes = f->routes, .route_count = 4};
    assert_int_equal(ju_http_start(&config, &http, &err), JU_FATAL);
    assert_string_equal(err.code, "http_tls");
    config.certificate = NULL;
    config.key = "/nowhere/key.pem";
    assert_int_equal(ju_http_start(&config, &http, &err), JU_FATAL);
    assert_string_equal(err.code, "http_tls");
}

/* Answers a byte at a time, each well within the time that a whole answer has, for two seconds. */
static void *drip(void *opaque)
{
    int fd = accept(*(const int *)opaque, NULL, NULL);
    for (int i = 0; fd >= 0 && i < 20; i++) {
        (void)usleep(100 * 1000);
        if (send(fd, "H", 1, MSG_NOSIGNAL) != 1) {
            break;
        }
    }
    (void)close(fd);
    return NULL;
}

static void test_an_answer_has_its_time(void **state)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;
    char url[64];
    char buffer[256];
    pthread_t peer;
    ju_http_answer answer;
    ju_err err;
    (void)state;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(fd, 1), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    assert_int_equal(pthread_create(&peer, NULL, drip, &fd), 0);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d/", ntohs(address.sin_port));
    int64_t before_ms = ju_clock_monotonic_ms();
    const ju_http_call call = {.url = url, .timeout_ms = 400};
    assert_int_equal(ju_http_ask(&call, buffer, sizeof buffer, &answer, &err), JU_RETRY);
    assert_in_range(ju_clock_monotonic_ms() - before_ms, 300, 1500);
    assert_int_equal(pthread_join(peer, NULL), 0);
    (void)close(fd);
}

int main(void)
{
#define SERVED(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        SERVED(test_health_and_readiness),
        SERVED(test_metrics),
        SERVED(test_large_body_is_whole),
        SERVED(test_only_known_paths),
        SERVED(test_only_get),
        SERVED(test_get_with_body_and_garbage_do_no_harm),
        SERVED(test_connections_are_limited),
        cmocka_unit_test(test_a_stranger_keeps_nobody_out),
        SERVED(test_addresses),
        SERVED(test_tls_needs_both_files),
        cmocka_unit_test(test_an_answer_has_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
