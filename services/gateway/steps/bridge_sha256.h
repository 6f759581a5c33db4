#ifndef GATEWAY_STEPS_BRIDGE_SHA256_H
#define GATEWAY_STEPS_BRIDGE_SHA256_H

#include <stdbool.h>
#include <stddef.h>

enum { BRIDGE_SHA256_SIZE = 65 };

/* SHA-256 in hexadecimal; false when OpenSSL fails. */
bool bridge_sha256(const void *bytes, size_t size, char ret[BRIDGE_SHA256_SIZE]);

#endif
