#ifndef HARNESS_HTTP_H
#define HARNESS_HTTP_H

/* HTTP on this machine, as bytes. */

/* A port of the loopback address that nobody uses now. */
int http_free_port(void);

/* Sends the text from this address of the machine (127.0.0.1, 127.0.1.7) and reads until the other side
 * closes; up to 1 MiB. Free it. */
char *http_exchange(const char *from, int port, const char *text);

#endif
