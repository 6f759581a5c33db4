#ifndef HARNESS_RECEIVER_H
#define HARNESS_RECEIVER_H

#include <stdbool.h>
#include <stddef.h>

/* A body outside that gets encrypted files: its key, and its certificate for us. */
typedef struct receiver receiver;

/* Makes a key and a certificate, valid 2025 to 2034, and writes that (PEM) to path; of an EC key or RSA. */
receiver *receiver_new(const char *path, bool elliptic);
void receiver_free(receiver *r);
/* Writes its private key (PEM), for a program that is this body. */
void receiver_write_key(const receiver *r, const char *path);

/* What the file (CMS, DER) holds, with a NUL behind; NULL when it is not for this receiver or was changed.
 * Free it. */
char *receiver_open(const receiver *r, const void *file, size_t size);

/* Whether its content is encrypted by AES-256-GCM, authenticated. */
bool receiver_is_sealed_well(const void *file, size_t size);

/* A file of at most 1 MiB with a NUL behind; free it. NULL: there is none. */
char *receiver_read(const char *path, size_t *ret_size);

/* Looks at a folder within dir from now on; ends with receiver_check_whole, which fails the test when a file
 * was made there under the name that the receiver reads, and not renamed to it when it was whole. */
int receiver_watch(const char *dir, const char *folder);
void receiver_check_whole(int watch);

enum { RECEIVER_SHA256_SIZE = 65 };

/* Its SHA-256 in hex. */
void receiver_sha256(const void *bytes, size_t size, char ret[RECEIVER_SHA256_SIZE]);

#endif
