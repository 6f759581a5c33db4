#ifndef JU_EVENT_VERIFIER_H
#define JU_EVENT_VERIFIER_H

#include "common/event/message.h"

/*
 * Whether a message is of the program that it says, and that program may write to its topic
 * (common/event/SIGNATURES.md). Public keys are those of <key_dir>/verify. For one thread; a signature that
 * was good is remembered for the others under it.
 */
typedef struct ju_verifier ju_verifier;

/* A topic and who may write to it, names apart by blanks; one with * is a pattern (common/event/topics.h),
 * where the writer * is who stands in the topic's name. */
typedef struct ju_topic_writers {
    const char *topic;
    const char *writers;
} ju_topic_writers;

/* Who may write to the topic by proto/topics.csv: NULL when it does not know the topic. */
const char *ju_topic_writers_of(const char *topic);

/* own, which may be NULL and ends with a NULL topic: topics that are not in proto/topics.csv, of a program
 * that tests only. JU_FATAL "signature_key": there are no keys. Free with ju_verifier_free. */
ju_rc ju_verifier_open(const char *key_dir, const ju_topic_writers *own, ju_verifier **ret,
                       ju_err *err) JU_MUST_CHECK;
void ju_verifier_free(ju_verifier *verifier); /* may be NULL */

/* To be asked ahead of the messages that came together: looks at the keys. JU_RETRY "signature_key": they
 * cannot be read, so nothing can be told. */
ju_rc ju_verifier_refresh(ju_verifier *verifier, ju_err *err) JU_MUST_CHECK;

/*
 * JU_REJECT, and nothing the message says may be believed:
 * "signature_missing", "signature_malformed"; "signature_headers": two headers of one name, or too many;
 * "signature_writer": its signer may not write to the topic; "signature_source": ce_source is somebody else;
 * "signature_key": unknown, not yet good or ended; "signature_invalid": anything of it was changed, or
 * another key signed.
 */
ju_rc ju_verifier_check(ju_verifier *verifier, const ju_message *message, ju_err *err) JU_MUST_CHECK;

#endif
