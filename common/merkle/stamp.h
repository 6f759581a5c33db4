#ifndef JU_MERKLE_STAMP_H
#define JU_MERKLE_STAMP_H

#include "common/base/err.h"

#include <stddef.h>
#include <stdint.h>

/* Time stamps (RFC 3161): an authority outside says when some bytes were there at the latest. */
typedef struct ju_stamp ju_stamp; /* a request, to be compared with its answer */

/* Asks for SHA-256 of the text, with a nonce and for the authority's certificate. JU_FATAL "stamp". Free with
 * ju_stamp_free, which takes NULL. */
ju_rc ju_stamp_new(const char *text, ju_stamp **ret, ju_err *err) JU_MUST_CHECK;
void ju_stamp_free(ju_stamp *stamp);

/* The request (application/timestamp-query) as a copy to be freed. */
ju_rc ju_stamp_request(const ju_stamp *stamp, char **ret, size_t *ret_size, ju_err *err) JU_MUST_CHECK;

/* Whether the answer (application/timestamp-reply) grants this very request, signed by who is certified for
 * time stamps under an authority of the PEM file; *ret_seconds: the time it says. JU_REJECT "stamp_refused",
 * "stamp_invalid"; JU_FATAL "stamp": no such file. */
ju_rc ju_stamp_check(const ju_stamp *stamp, const char *authorities, const void *answer, size_t size,
                     int64_t *ret_seconds, ju_err *err) JU_MUST_CHECK;

#endif
