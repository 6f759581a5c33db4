#include "common/http/client.h"

#include "common/base/clock.h"
#include "common/base/parse.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { HOST_BYTES = 256, PORT_BYTES = 8, HEAD_BYTES = 1024 };

/* http://host:port/path; without a path, "/". */
typedef struct target {
    char host[HOST_BYTES];
    char port[PORT_BYTES];
    const char *path;
} target;

static ju_rc read_url(const char *url, target *ret, ju_err *err)
{
    static const char scheme[] = "http://";
    size_t length = strlen(scheme);
    const char *at = strncmp(url, scheme, length) == 0 ? url + length : "";
    size_t end = strcspn(at, "/");
    const char *colon = memrchr(at, ':', end);
    int64_t port = 0;
    if (colon == NULL || (size_t)(colon - at) >= sizeof ret->host ||
        end - (size_t)(colon - at) > PORT_BYTES) {
        return ju_reject(err, "url", "url", "not http://host:port and a path");
    }
    (void)snprintf(ret->host, sizeof ret->host, "%.*s", (int)(colon - at), at);
    (void)snprintf(ret->port, sizeof ret->port, "%.*s", (int)(at + end - colon - 1), colon + 1);
    ret->path = at[end] == '\0' ? "/" : at + end;
    return ju_parse_int64(ret->port, 1, 65535, &port)
               ? JU_OK
               : ju_reject(err, "url", "url", "not http://host:port and a path");
}

/* The next wait on it ends when the call has to; false: that was before. */
static bool wait_until(int fd, int64_t deadline_ms)
{
    int64_t left_ms = deadline_ms - ju_clock_monotonic_ms();
    const struct timeval limit = {.tv_sec = left_ms / 1000, .tv_usec = left_ms % 1000 * 1000};
    return left_ms > 0 && setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) == 0 &&
           setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0;
}

static int connect_to(const target *to, int64_t deadline_ms)
{
    const struct addrinfo wanted = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    if (getaddrinfo(to->host, to->port, &wanted, &found) != 0) {
        return -1;
    }
    int fd = -1;
    for (const struct addrinfo *at = found; at != NULL && fd < 0; at = at->ai_next) {
        fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);
        if (fd < 0) {
            continue;
        }
        if (!wait_until(fd, deadline_ms) || connect(fd, at->ai_addr, at->ai_addrlen) != 0) {
            (void)close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(found);
    return fd;
}

static bool send_all(int fd, int64_t deadline_ms, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = wait_until(fd, deadline_ms) ? send(fd, bytes, size, MSG_NOSIGNAL) : -1;
        if (sent <= 0) {
            return false;
        }
        bytes += sent;
        size -= (size_t)sent;
    }
    return true;
}

static bool send_request(int fd, int64_t deadline_ms, const target *to, const ju_http_call *call)
{
    char head[HEAD_BYTES];
    int length =
        call->body == NULL
            ? snprintf(head, sizeof head, "GET %s HTTP/1.0\r\nHost: %s\r\n\r\n", to->path, to->host)
            : snprintf(head, sizeof head,
                       "POST %s HTTP/1.0\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n",
                       to->path, to->host, call->content_type, call->body_size);
    return length >= 0 && (size_t)length < sizeof head && send_all(fd, deadline_ms, head, (size_t)length) &&
           send_all(fd, deadline_ms, call->body, call->body_size);
}

static size_t receive(int fd, int64_t deadline_ms, char *buffer, size_t size)
{
    size_t used = 0;
    ssize_t got = 0;
    while (used + 1 < size && wait_until(fd, deadline_ms) &&
           (got = recv(fd, buffer + used, size - 1 - used, 0)) > 0) {
        used += (size_t)got;
    }
    buffer[used] = '\0';
    return used;
}

static ju_rc read_answer(const char *answer, size_t size, ju_http_answer *ret, ju_err *err)
{
    char digits[4] = "";
    int64_t status = 0;
    const char *blank = strchr(answer, ' ');
    const char *body = strstr(answer, "\r\n\r\n");
    if (blank != NULL) {
        (void)snprintf(digits, sizeof digits, "%.3s", blank + 1);
    }
    if (strncmp(answer, "HTTP/1.", 7) != 0 || body == NULL || !ju_parse_int64(digits, 100, 599, &status)) {
        return ju_fail(err, JU_RETRY, "http_answer", "no HTTP answer");
    }
    *ret = (ju_http_answer){
        .status = (unsigned)status, .body = body + 4, .body_size = size - (size_t)(body + 4 - answer)};
    return JU_OK;
}

ju_rc ju_http_ask(const ju_http_call *call, char *buffer, size_t size, ju_http_answer *ret, ju_err *err)
{
    target to;
    JU_TRY(read_url(call->url, &to, err));
    int64_t deadline_ms = ju_clock_monotonic_ms() + call->timeout_ms;
    int fd = connect_to(&to, deadline_ms);
    if (fd < 0) {
        return ju_fail(err, JU_RETRY, "http_connect", "cannot connect to %s:%s", to.host, to.port);
    }
    buffer[0] = '\0';
    size_t got = send_request(fd, deadline_ms, &to, call) ? receive(fd, deadline_ms, buffer, size) : 0;
    (void)close(fd);
    return read_answer(buffer, got, ret, err);
}
