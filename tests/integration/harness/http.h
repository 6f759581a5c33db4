#ifndef HARNESS_HTTP_H
#define HARNESS_HTTP_H

#include <stddef.h>

/* HTTP on this machine, as bytes. */

/* A port of the loopback address that nobody uses now. */
int http_free_port(void);

/* Sends the text from this address of the machine (127.0.0.1, 127.0.1.7) and reads until the other side
 * closes; up to 1 MiB. Free it. */
char *http_exchange(const char *from, int port, const char *text);

/* The same of any bytes, of which the other side need not take all; there is no more to come from us, so it
 * need not wait for it. */
char *http_exchange_bytes(const char *from, int port, const void *bytes, size_t size);

#endif
