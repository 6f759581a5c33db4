#ifndef JU_EVENT_SIGNATURE_H
#define JU_EVENT_SIGNATURE_H

#include "common/bus/kafka.h"
#include "common/event/message.h"
#include "common/merkle/proof.h"

/*
 * The form of an event's signature (common/event/SIGNATURES.md), without keys and I/O. What leaves together
 * is signed together: the events of one topic, JU_TREE_EVENTS_MAX at most, are the leaves of a Merkle tree
 * (RFC 6962), of which the root is signed; each event carries its place in the tree and the way up.
 */
enum {
    JU_TREE_EVENTS_MAX = 32,
    JU_TREE_PATH_MAX = 5, /* hashes on the way up */
    JU_EVENT_KEY_ID_SIZE = 64,
    JU_EVENT_SIGNATURE_BYTES = 64,
    JU_SIGNATURE_MAX_BYTES =
        4 + JU_EVENT_KEY_ID_SIZE - 1 + JU_TREE_PATH_MAX * JU_HASH_BYTES + JU_EVENT_SIGNATURE_BYTES,
    JU_SIGNED_ROOT_BYTES = 14 + JU_HASH_BYTES,
};

/* An event as it is signed and sent: all that a reader goes by. Texts belong to the caller. */
typedef struct ju_event {
    const char *topic; /* without prefix */
    const char *key;
    size_t key_size;
    const char *id;
    const char *source;
    const char *type;
    const char *time;
    const char *traceparent; /* "": none */
    const char *sequence;    /* in digits; NULL or "": the topic carries none */
    const void *value;
    size_t value_size;
} ju_event;

/* The value of JU_HEADER_SIGNATURE. */
typedef struct ju_signature {
    size_t size; /* 0: none */
    unsigned char byte[JU_SIGNATURE_MAX_BYTES];
} ju_signature;

/* The same taken apart. */
typedef struct ju_signed_place {
    char key_id[JU_EVENT_KEY_ID_SIZE]; /* <name>/<first>-<last> */
    int index;
    int size; /* leaves of the tree */
    ju_proof path;
    unsigned char signature[JU_EVENT_SIGNATURE_BYTES];
} ju_signed_place;

/* Memory that leaves are made in, kept from one to the next. All zero at first; end with ju_leaf_room_done.
 */
typedef struct ju_leaf_room {
    unsigned char *byte;
    size_t capacity;
} ju_leaf_room;
void ju_leaf_room_done(ju_leaf_room *room);

/* The hash of the event's leaf. JU_FATAL "memory". */
ju_rc ju_event_leaf(ju_hasher *hasher, ju_leaf_room *room, const ju_event *event, ju_hash *ret,
                    ju_err *err) JU_MUST_CHECK;

/* The bytes over which Ed25519 signs for a tree of so many leaves with this root. */
void ju_signed_root(int size, const ju_hash *root, unsigned char ret[JU_SIGNED_ROOT_BYTES]);

/* place must be of this form: 0 <= index < size <= JU_TREE_EVENTS_MAX, a key id, a path of at most
 * JU_TREE_PATH_MAX. */
void ju_signature_write(const ju_signed_place *place, ju_signature *ret);

/* JU_REJECT "signature_malformed": not exactly what ju_signature_write makes of some place. Whether the way
 * up has the right length shows when it is gone (ju_inclusion_root). */
ju_rc ju_signature_read(const void *bytes, size_t size, ju_signed_place *ret, ju_err *err) JU_MUST_CHECK;

/* The headers of the event, with its signature if it has one; ret points into both. Returns their number. */
enum { JU_EVENT_HEADERS_MAX = 9 };
size_t ju_event_headers(const ju_event *event, const ju_signature *signature,
                        ju_record_header ret[JU_EVENT_HEADERS_MAX]);

#endif
