/* The listener of the REST door: TLS where it is to be, and who asks (design: endpoints on loopback or TLS).
 */
#include "services/gateway/steps/rest.h"
#include "tests/integration/harness/receiver.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { TEXT_SIZE = 512, REPLY_SIZE = 4096, SILENT = 40 };

typedef struct scene {
    char dir[64];
    char certificate[96];
    char key[96];
    char other[96]; /* a certificate of somebody else */
    char address[32];
    int port;
    bridge_settings own;
} scene;

static uint32_t asked_by;
static int answered;

/* In place of the door. */
void rest_serve(rest_door *door, const rest_request *request, rest_reply *ret)
{
    (void)door;
    asked_by = request->address;
    answered++;
    *ret = (rest_reply){.status = 200, .body = strdup("{\"well\":true}"), .type = "application/json"};
}

static int free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    (void)close(fd);
    return ntohs(address.sin_port);
}

static void make_certificate(const char *certificate, const char *key)
{
    receiver *r = receiver_new(certificate, true);
    receiver_write_key(r, key);
    receiver_free(r);
}

static int open_scene(void **state)
{
    scene *s = calloc(1, sizeof *s);
    assert_non_null(s);
    (void)snprintf(s->dir, sizeof s->dir, "/tmp/juki-rest-XXXXXX");
    assert_non_null(mkdtemp(s->dir));
    (void)snprintf(s->certificate, sizeof s->certificate, "%s/own.pem", s->dir);
    (void)snprintf(s->key, sizeof s->key, "%s/own.key", s->dir);
    (void)snprintf(s->other, sizeof s->other, "%s/other.pem", s->dir);
    make_certificate(s->other, s->key);
    make_certificate(s->certificate, s->key);
    s->port = free_port();
    (void)snprintf(s->address, sizeof s->address, "127.0.0.1:%d", s->port);
    s->own = (bridge_settings){.api_address = s->address};
    answered = 0;
    *state = s;
    return 0;
}

static int close_scene(void **state)
{
    scene *s = *state;
    (void)unlink(s->certificate);
    (void)unlink(s->key);
    (void)unlink(s->other);
    (void)rmdir(s->dir);
    free(s);
    return 0;
}

static rest_server *listen_at(scene *s)
{
    ju_err err = {0};
    rest_server *server = NULL;
    assert_int_equal(rest_listen(&s->own, (rest_door *)s, &server, &err), JU_OK);
    return server;
}

static void refused_to_listen(scene *s, const char *code)
{
    ju_err err = {0};
    rest_server *server = NULL;
    assert_int_equal(rest_listen(&s->own, (rest_door *)s, &server, &err), JU_FATAL);
    assert_string_equal(err.code, code);
    rest_stop(server);
}

/* What a client of TLS with these options gets for a request. */
static const char *by_tls(const scene *s, const char *options)
{
    static char reply[REPLY_SIZE];
    char command[TEXT_SIZE];
    (void)snprintf(
        command, sizeof command,
        "printf 'GET /v1/persons HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' | "
        "timeout 10 openssl s_client -connect 127.0.0.1:%d -verify_return_error -quiet %s 2>/dev/null",
        s->port, options);
    int out[2];
    size_t length = 0;
    assert_int_equal(pipe(out), 0);
    pid_t client = fork();
    if (client == 0) {
        (void)dup2(out[1], STDOUT_FILENO);
        (void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    (void)close(out[1]);
    for (ssize_t got; (got = read(out[0], reply + length, sizeof reply - 1 - length)) > 0;) {
        length += (size_t)got;
    }
    reply[length] = '\0';
    (void)close(out[0]);
    assert_int_equal(waitpid(client, NULL, 0), client);
    return reply;
}

/* A connection from this address of the machine. */
static int connect_from(const scene *s, const char *from)
{
    struct sockaddr_in own = {.sin_family = AF_INET};
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                  .sin_port = htons((uint16_t)s->port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(inet_pton(AF_INET, from, &own.sin_addr), 1);
    assert_int_equal(bind(fd, (struct sockaddr *)&own, sizeof own), 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static const char *in_clear(const scene *s)
{
    static const char REQUEST[] = "GET /v1/persons HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    static char reply[REPLY_SIZE];
    size_t length = 0;
    int fd = connect_from(s, "127.0.0.7");
    const struct timeval at_once = {.tv_sec = 5}; /* half of what a silent connection may last */
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &at_once, sizeof at_once), 0);
    assert_int_equal(write(fd, REQUEST, strlen(REQUEST)), (ssize_t)strlen(REQUEST));
    for (ssize_t got; (got = read(fd, reply + length, sizeof reply - 1 - length)) > 0;) {
        length += (size_t)got;
    }
    reply[length] = '\0';
    (void)close(fd);
    return reply;
}

static void with_a_certificate_it_speaks_tls_alone(void **state)
{
    scene *s = *state;
    char options[TEXT_SIZE];
    s->own.api_certificate = s->certificate;
    s->own.api_key = s->key;
    rest_server *server = listen_at(s);
    (void)snprintf(options, sizeof options, "-CAfile %s", s->certificate);
    assert_non_null(strstr(by_tls(s, options), "{\"well\":true}"));
    (void)snprintf(options, sizeof options, "-CAfile %s -tls1_2", s->certificate);
    assert_non_null(strstr(by_tls(s, options), "{\"well\":true}"));
    assert_int_equal(answered, 2);
    (void)snprintf(options, sizeof options, "-CAfile %s", s->other);
    assert_string_equal(by_tls(s, options), "");
    (void)snprintf(options, sizeof options, "-CAfile %s -tls1_1 -cipher DEFAULT@SECLEVEL=0", s->certificate);
    assert_string_equal(by_tls(s, options), "");
    assert_null(strstr(in_clear(s), "HTTP/1.1"));
    assert_int_equal(answered, 2);
    rest_stop(server);
}

static void on_loopback_it_may_do_without(void **state)
{
    scene *s = *state;
    rest_server *server = listen_at(s);
    assert_non_null(strstr(in_clear(s), "{\"well\":true}"));
    assert_int_equal(asked_by, inet_addr("127.0.0.7"));
    rest_stop(server);
}

/* Who opens connections and says nothing takes no more than a part of them. */
static void one_address_leaves_room(void **state)
{
    scene *s = *state;
    int silent[SILENT];
    rest_server *server = listen_at(s);
    for (int i = 0; i < SILENT; i++) {
        silent[i] = connect_from(s, "127.0.0.9");
    }
    assert_non_null(strstr(in_clear(s), "{\"well\":true}"));
    for (int i = 0; i < SILENT; i++) {
        (void)close(silent[i]);
    }
    rest_stop(server);
}

static void beyond_loopback_it_may_not(void **state)
{
    scene *s = *state;
    (void)snprintf(s->address, sizeof s->address, "0.0.0.0:%d", s->port);
    refused_to_listen(s, "api_address");
}

static void half_of_a_certificate_is_none(void **state)
{
    scene *s = *state;
    s->own.api_certificate = s->certificate;
    refused_to_listen(s, "api_tls");
    s->own = (bridge_settings){.api_address = s->address, .api_key = s->key};
    refused_to_listen(s, "api_tls");
}

#define HERE(f) cmocka_unit_test_setup_teardown(f, open_scene, close_scene)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HERE(with_a_certificate_it_speaks_tls_alone),
        HERE(on_loopback_it_may_do_without),
        HERE(one_address_leaves_room),
        HERE(beyond_loopback_it_may_not),
        HERE(half_of_a_certificate_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
