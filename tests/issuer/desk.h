#ifndef TESTS_ISSUER_DESK_H
#define TESTS_ISSUER_DESK_H

#include "tests/issuer/issuer.h"

/* Who plays a counter has tokens for whoever sits there: made when first needed, and anew before they end. */
typedef struct issuer_desk issuer_desk;

/* i must outlive the desk. NULL: no memory. */
issuer_desk *issuer_desk_new(const issuer *i);
void issuer_desk_free(issuer_desk *desk); /* may be NULL */

/* A token of who gives this command: the message of this full name in these bytes. NULL: it names nobody, or
 * cannot be read. Valid until the desk is freed or five minutes later. */
const char *issuer_desk_token(issuer_desk *desk, const char *type, const void *value, size_t size);

#endif
