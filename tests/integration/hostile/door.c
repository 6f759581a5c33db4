#include "tests/integration/hostile/door.h"

#include "tests/integration/harness/http.h"
#include "tests/integration/hostile/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REQUEST_MAX = 200 * 1024, TEXT_MAX = 512 };

static const char *const METHODS[] = {"GET",     "GET",   "GET",     "POST", "POST",  "HEAD", "PUT", "DELETE",
                                      "OPTIONS", "TRACE", "CONNECT", "get",  "G\tET", "PRI",  ""};
static const char *const PATHS[] = {"/healthz",
                                    "/readyz",
                                    "/metrics",
                                    "/checkpoint",
                                    "/tile/0/000",
                                    "/tile/entries/000",
                                    "/tile/8/x001/x999/000.p/256",
                                    "/tile/-1/000",
                                    "/token",
                                    "/v1/persons",
                                    "/v1/persons?cursor=x&limit=-1",
                                    "/v1/persons/" HOSTILE_CANARY,
                                    "/v1/snapshots",
                                    "/../../../../etc/passwd",
                                    "/%2e%2e/%2e%2e/etc/passwd",
                                    "/%00",
                                    "/%",
                                    "/%zz",
                                    "//",
                                    "*",
                                    "",
                                    "http://elsewhere/healthz",
                                    "/\xff\xfe",
                                    "/healthz\rX: y",
                                    "/v1/persons?a=%27%3b+DROP+TABLE+person%3b"};
static const char *const VERSIONS[] = {"HTTP/1.1",          "HTTP/1.0", "HTTP/0.9", "HTTP/2.0",
                                       "HTTP/9999999999.1", "",         "JUNK"};
static const char *const HEADERS[] = {"Host: localhost",
                                      "Host: a\r\nHost: b",
                                      "Content-Length: 5",
                                      "Content-Length: -1",
                                      "Content-Length: 99999999999999999999",
                                      "Content-Length: 5\r\nContent-Length: 6",
                                      "Transfer-Encoding: chunked",
                                      "Transfer-Encoding: chunked\r\nContent-Length: 5",
                                      "Expect: 100-continue",
                                      "Connection: keep-alive, upgrade",
                                      "Upgrade: h2c",
                                      "Authorization: Bearer " HOSTILE_CANARY,
                                      "Authorization: Basic ////",
                                      "Authorization: Basic",
                                      "Authorization: Bearer \xff\x01",
                                      "X-Canary: " HOSTILE_CANARY,
                                      "Range: bytes=0-0,1-1,2-2,-1",
                                      "Accept-Encoding: gzip;q=0.00000001",
                                      "Cookie: a=" HOSTILE_CANARY,
                                      " folded: y",
                                      "no colon",
                                      ":",
                                      "X:\t",
                                      "Content-Type: application/x-www-form-urlencoded"};
static const char *const BODIES[] = {"",
                                     "hello",
                                     "grant_type=client_credentials",
                                     "grant_type=client_credentials&client_assertion=a.b.c",
                                     "5\r\nhello\r\n0\r\n\r\n",
                                     "ffffffffffffffff\r\n",
                                     "-1\r\n",
                                     "0\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n",
                                     "old 1\n\n" HOSTILE_CANARY,
                                     "{\"a\":[[[[[[[["};

#define PICK(list) (list)[wire_below(random, sizeof(list) / sizeof(list)[0])]

typedef struct request {
    char bytes[REQUEST_MAX];
    size_t size;
} request;

static void add(request *r, const char *bytes, size_t size)
{
    size_t fits = size < sizeof r->bytes - r->size ? size : sizeof r->bytes - r->size;
    memcpy(r->bytes + r->size, bytes, fits);
    r->size += fits;
}

static void add_text(request *r, const char *text)
{
    add(r, text, strlen(text));
}

/* A header longer than any, or more of them than any. */
static void add_flood(request *r, wire_random *random)
{
    bool one = wire_below(random, 2) == 0;
    size_t times = 1 + wire_below(random, one ? 60000 : 2000);
    for (size_t i = 0; i < times; i++) {
        add_text(r, one ? "y" : "X-Flood: z\r\n");
    }
    add_text(r, one ? "\r\n" : "");
}

static void spoil_bytes(request *r, wire_random *random)
{
    for (size_t i = 1 + wire_below(random, 4); i > 0 && r->size > 0; i--) {
        r->bytes[wire_below(random, r->size)] = (char)wire_next(random);
    }
}

static void make(request *r, wire_random *random)
{
    r->size = 0;
    add_text(r, PICK(METHODS));
    add_text(r, wire_below(random, 20) == 0 ? "\t" : " ");
    add_text(r, PICK(PATHS));
    if (wire_below(random, 20) == 0) {
        add_flood(r, random);
    }
    add_text(r, " ");
    add_text(r, PICK(VERSIONS));
    add_text(r, wire_below(random, 20) == 0 ? "\n" : "\r\n");
    for (size_t i = wire_below(random, 5); i > 0; i--) {
        add_text(r, PICK(HEADERS));
        add_text(r, "\r\n");
    }
    if (wire_below(random, 20) == 0) {
        add_flood(r, random);
    }
    add_text(r, wire_below(random, 10) == 0 ? "" : "\r\n");
    add_text(r, PICK(BODIES));
    if (wire_below(random, 4) == 0) {
        spoil_bytes(r, random);
    }
    if (wire_below(random, 10) == 0) {
        r->size = wire_below(random, r->size + 1);
    }
}

static void check(const char *answer)
{
    static const char *const failed[] = {"500", "502", "504"};
    bool http = strncmp(answer, "HTTP/1.", 7) == 0 && strlen(answer) > 12;
    if (*answer != '\0' && !http) {
        fail_msg("no HTTP: %.80s", answer);
    }
    for (size_t i = 0; http && i < sizeof failed / sizeof failed[0]; i++) {
        if (strncmp(answer + 9, failed[i], 3) == 0) {
            fail_msg("the server failed: %.200s", answer);
        }
    }
    assert_null(strstr(answer, HOSTILE_CANARY));
}

void door_attack(int port, wire_random *random)
{
    static request r;
    char from[32];
    (void)snprintf(from, sizeof from, "127.0.%d.%d", (int)wire_below(random, 4),
                   1 + (int)wire_below(random, 250));
    make(&r, random);
    char *answer = http_exchange_bytes(from, port, r.bytes, r.size);
    check(answer);
    free(answer);
}
