#include "deploy/jukictl/doctor.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static int connect_to(const char *host, const char *port, int timeout_ms)
{
    const struct addrinfo wanted = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    if (getaddrinfo(host, port, &wanted, &found) != 0) {
        return -1;
    }
    const struct timeval limit = {.tv_sec = timeout_ms / 1000, .tv_usec = timeout_ms % 1000 * 1000};
    int fd = -1;
    for (const struct addrinfo *at = found; at != NULL && fd < 0; at = at->ai_next) {
        fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);
        if (fd < 0) {
            continue;
        }
        (void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        if (connect(fd, at->ai_addr, at->ai_addrlen) != 0) {
            (void)close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(found);
    return fd;
}

static size_t exchange(int fd, const char *host, const char *path, char *answer, size_t answer_size)
{
    char request[384];
    int length = snprintf(request, sizeof request, "GET %s HTTP/1.0\r\nHost: %s\r\nConnection: close\r\n\r\n",
                          path, host);
    size_t used = 0;
    if (send(fd, request, (size_t)length, MSG_NOSIGNAL) == length) {
        ssize_t got = 0;
        while (used + 1 < answer_size && (got = recv(fd, answer + used, answer_size - 1 - used, 0)) > 0) {
            used += (size_t)got;
        }
    }
    answer[used] = '\0';
    return used;
}

/* The body's first line is the service's own reason. */
static bool judge(const char *answer, char *reason, size_t reason_size)
{
    const char *body = strstr(answer, "\r\n\r\n");
    const char *status = strchr(answer, ' ');
    if (strncmp(answer, "HTTP/1.", 7) != 0 || status == NULL || body == NULL) {
        (void)snprintf(reason, reason_size, "no HTTP answer");
        return false;
    }
    (void)snprintf(reason, reason_size, "%.*s", (int)strcspn(body + 4, "\r\n"), body + 4);
    return strncmp(status, " 200", 4) == 0;
}

bool ctl_http_get(const char *address, const char *path, int timeout_ms, char *answer, size_t answer_size)
{
    char host[256];
    const char *colon = strrchr(address, ':');
    if (colon == NULL || (size_t)(colon - address) >= sizeof host) {
        (void)snprintf(answer, answer_size, "not host:port");
        return false;
    }
    (void)snprintf(host, sizeof host, "%.*s", (int)(colon - address), address);
    int fd = connect_to(host, colon + 1, timeout_ms);
    if (fd < 0) {
        (void)snprintf(answer, answer_size, "cannot connect");
        return false;
    }
    (void)exchange(fd, host, path, answer, answer_size);
    (void)close(fd);
    return true;
}

bool ctl_http_ready(const char *address, int timeout_ms, char *reason, size_t reason_size)
{
    char answer[2048];
    if (!ctl_http_get(address, "/readyz", timeout_ms, answer, sizeof answer)) {
        (void)snprintf(reason, reason_size, "%.*s", (int)reason_size - 1, answer);
        return false;
    }
    return judge(answer, reason, reason_size);
}
