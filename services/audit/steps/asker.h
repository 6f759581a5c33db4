#ifndef AUDIT_STEPS_ASKER_H
#define AUDIT_STEPS_ASKER_H

#include "common/http/client.h"

#include <stdbool.h>

/* Asks somebody outside by HTTP in a thread of its own, one question at a time, so that who is slow or away
 * holds up nobody. Used by one thread. */
typedef struct asker asker;

/* Strings are copied. Free with asker_close, which waits for the answer under way and takes NULL. */
ju_rc asker_open(const char *url, const char *content_type, asker **ret, ju_err *err) JU_MUST_CHECK;
void asker_close(asker *a);

/* Nothing is under way. */
bool asker_idle(asker *a);
/* Takes the body over; only when it is idle. */
void asker_ask(asker *a, char *body, size_t size);
/* What came since the last question, once; status 0: nobody answers. Valid until the next question. */
bool asker_answered(asker *a, ju_http_answer *ret);

#endif
