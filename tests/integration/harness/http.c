#include "tests/integration/harness/http.h"

#include "tests/integration/harness/world.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { REPLY_MAX = 1 << 20 };

int http_free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    (void)close(fd);
    return ntohs(address.sin_port);
}

static int connect_from(const char *from, int port)
{
    struct sockaddr_in own = {.sin_family = AF_INET};
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(inet_pton(AF_INET, from, &own.sin_addr), 1);
    assert_int_equal(bind(fd, (struct sockaddr *)&own, sizeof own), 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

/* Until the other side closes. */
static char *read_reply(int fd)
{
    char *reply = calloc(1, REPLY_MAX);
    assert_non_null(reply);
    size_t length = 0;
    for (ssize_t got;
         length < REPLY_MAX - 1 && (got = read(fd, reply + length, REPLY_MAX - 1 - length)) > 0;) {
        length += (size_t)got;
    }
    (void)close(fd);
    return reply;
}

char *http_exchange(const char *from, int port, const char *text)
{
    int fd = connect_from(from, port);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    return read_reply(fd);
}

char *http_exchange_bytes(const char *from, int port, const void *bytes, size_t size)
{
    int fd = connect_from(from, port);
    const char *at = bytes;
    ssize_t taken = 0;
    for (; size > 0 && (taken = send(fd, at, size, MSG_NOSIGNAL)) > 0; size -= (size_t)taken) {
        at += taken;
    }
    (void)shutdown(fd, SHUT_WR);
    return read_reply(fd);
}
