#ifndef JU_EVENT_SIGNER_H
#define JU_EVENT_SIGNER_H

#include "common/event/signature.h"

/*
 * Signs the events that a program sends, under the newest of its keys that counts on the day
 * (<key_dir>/sign/<name>.<first>-<last>.key, see common/event/event_keys.h). For one thread.
 */
typedef struct ju_signer ju_signer;

/* name as in the writers of proto/topics.csv. JU_FATAL "signature_key": there is no key of it. Free with
 * ju_signer_free. */
ju_rc ju_signer_open(const char *key_dir, const char *name, ju_signer **ret, ju_err *err) JU_MUST_CHECK;
void ju_signer_free(ju_signer *signer); /* may be NULL */

/* What ce_source has to end with: the name. */
const char *ju_signer_name(const ju_signer *signer);

/* Signs each of these events, those of one topic together as they come, JU_TREE_EVENTS_MAX to a signature.
 * JU_RETRY "signature_key": no key counts today, or the folder cannot be read; then none is signed. */
ju_rc ju_signer_sign(ju_signer *signer, const ju_event *events, size_t count, ju_signature *ret,
                     ju_err *err) JU_MUST_CHECK;

#endif
