/* Any bytes as what a witness or an authority for time stamps answers by HTTP, and as its address. */
#include "common/http/client.h"
#include "tests/fuzz/harness.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ARENA_BYTES = 1 << 20, BUFFER = 4096 };

static int listener = -1;
static int port;
static const uint8_t *answer;
static size_t answer_size;

/* The other side: takes one call, and says what it was given, whatever it was asked. */
static void *serve(void *opaque)
{
    char asked[BUFFER];
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fd >= 0) {
            (void)!read(fd, asked, sizeof asked);
            (void)send(fd, answer, answer_size, MSG_NOSIGNAL);
            (void)close(fd);
        }
    }
    return opaque;
}

static void open_server(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    pthread_t thread;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(listener >= 0 && bind(listener, (struct sockaddr *)&address, size) == 0);
    must(getsockname(listener, (struct sockaddr *)&address, &size) == 0 && listen(listener, 8) == 0);
    port = ntohs(address.sin_port);
    must(pthread_create(&thread, NULL, serve, NULL) == 0);
}

static void must_be_told(ju_rc rc, const ju_http_answer *got, const char *buffer, const ju_err *err)
{
    if (rc == JU_OK) {
        must(got->status >= 100 && got->status <= 999);
        must(got->body >= buffer && got->body + got->body_size < buffer + BUFFER &&
             got->body[got->body_size] == '\0');
    } else {
        must(rc == JU_RETRY || rc == JU_REJECT);
        must(err->code[0] != '\0');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char url[64];
    char buffer[BUFFER];
    ju_http_answer got = {0};
    ju_err err = {0};
    if (listener < 0) {
        open_server();
    }
    answer = data;
    answer_size = size;
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d/x", port);
    must_be_told(
        ju_http_ask(&(ju_http_call){.url = url, .timeout_ms = 5000}, buffer, sizeof buffer, &got, &err), &got,
        buffer, &err);
    /* an address of its own: of the form alone, for nobody shall be asked elsewhere */
    char *text = fuzz_text(fuzz_arena(ARENA_BYTES), data, size);
    if (strncmp(text, "http://", 7) != 0) {
        must(ju_http_ask(&(ju_http_call){.url = text, .timeout_ms = 10}, buffer, sizeof buffer, &got, &err) ==
             JU_REJECT);
    }
    return 0;
}
