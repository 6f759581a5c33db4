#ifndef JUKICTL_DOCTOR_H
#define JUKICTL_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

/* GET /readyz at host:port. True when it answered 200; else *reason says what happened instead. */
bool ctl_http_ready(const char *address, int timeout_ms, char *reason, size_t reason_size);

#endif
