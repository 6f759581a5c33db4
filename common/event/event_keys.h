#ifndef JU_EVENT_EVENT_KEYS_H
#define JU_EVENT_EVENT_KEYS_H

#include "common/event/signature.h"

#include <openssl/evp.h>

/*
 * The Ed25519 keys by which events are signed and verified: files of one folder, <name>.<first>-<last>.key
 * with a private key, .pem with a public one, where name is that of a writer in proto/topics.csv and first
 * and last (YYYYMMDD) are the days on which it signs; readers take it from the day before on, since clocks do
 * not strike midnight together. The key's id is <name>/<first>-<last>.
 *
 * A file comes and goes by rename or removal, never by being written anew; the folder is looked at for that,
 * so what changes counts within the same second. The day is the machine's own in Japan, as with certificates,
 * and not the processing date: neither a record nor who writes it can say when it is.
 */
typedef struct ju_event_key {
    char id[JU_EVENT_KEY_ID_SIZE];
    size_t name_length; /* of the signer's name, with which the id begins */
    int first;          /* YYYYMMDD, the first day on which it counts here */
    int last;
    EVP_PKEY *key;
} ju_event_key;

typedef struct ju_event_keys ju_event_keys;

enum { JU_EVENT_KEYS_MAX = 1024 };

/* Reads the folder: the private keys of name or, with name NULL, everybody's public keys. JU_FATAL
 * "signature_key": it cannot be read, holds none, more than JU_EVENT_KEYS_MAX, or a file that is no such key.
 * Free with ju_event_keys_free. */
ju_rc ju_event_keys_open(const char *dir, const char *name, ju_event_keys **ret, ju_err *err) JU_MUST_CHECK;
void ju_event_keys_free(ju_event_keys *keys); /* may be NULL */

/* Looks what day it is, and reads the folder again when it changed. *ret_changed: keys that were given out
 * are gone, or it is another day. JU_RETRY "signature_key": as ju_event_keys_open; there is no key until the
 * folder is good again. */
ju_rc ju_event_keys_refresh(ju_event_keys *keys, bool *ret_changed, ju_err *err) JU_MUST_CHECK;

/* The key of this id if it counts today, else NULL. */
const ju_event_key *ju_event_key_of(const ju_event_keys *keys, const char *id);

/* Of those that count today the one that began last, and of these the one that lasts longest; NULL: none. */
const ju_event_key *ju_event_key_today(const ju_event_keys *keys);

#endif
