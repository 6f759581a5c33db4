#include "common/http/client.h"
#include "deploy/jukictl/doctor.h"

#include <stdio.h>
#include <string.h>

enum { URL_BYTES = 384, ANSWER_BYTES = 2048 };

static bool get(const char *address, const char *path, int timeout_ms, char *buffer, size_t size,
                ju_http_answer *ret, ju_err *err)
{
    char url[URL_BYTES];
    (void)snprintf(url, sizeof url, "http://%s%s", address, path);
    return ju_http_ask(&(ju_http_call){.url = url, .timeout_ms = timeout_ms}, buffer, size, ret, err) ==
           JU_OK;
}

bool ctl_http_get(const char *address, const char *path, int timeout_ms, char *answer, size_t answer_size)
{
    ju_http_answer got;
    ju_err err = {0};
    if (!get(address, path, timeout_ms, answer, answer_size, &got, &err)) {
        (void)snprintf(answer, answer_size, "%s", err.message);
        return false;
    }
    return true;
}

/* The body's first line is the service's own reason. */
bool ctl_http_ready(const char *address, int timeout_ms, char *reason, size_t reason_size)
{
    char answer[ANSWER_BYTES];
    ju_http_answer got;
    ju_err err = {0};
    if (!get(address, "/readyz", timeout_ms, answer, sizeof answer, &got, &err)) {
        (void)snprintf(reason, reason_size, "%s", err.message);
        return false;
    }
    (void)snprintf(reason, reason_size, "%.*s", (int)strcspn(got.body, "\r\n"), got.body);
    return got.status == 200;
}
