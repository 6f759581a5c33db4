#ifndef JUKICTL_DOCTOR_H
#define JUKICTL_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

/* GET /readyz at host:port. True when it answered 200; else *reason says what happened instead. */
bool ctl_http_ready(const char *address, int timeout_ms, char *reason, size_t reason_size);

/* The whole answer to a GET of this path at host:port; false with *answer saying why there is none. */
bool ctl_http_get(const char *address, const char *path, int timeout_ms, char *answer, size_t answer_size);

#endif
