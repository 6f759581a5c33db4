#ifndef JU_COMPARE_COMPARE_H
#define JU_COMPARE_COMPARE_H

#include "common/seal/seal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * 整合性確認 (seed 002 III; systems C6): the rules by which two rooms find where their copies of the same
 * records differ, without I/O. Each record has a position, a keyed hash of what both sides call it, and a
 * digest, a keyed hash of the items that both sides hold. A range is all positions that begin with the same
 * bytes; its digest covers those of its records. Whoever leads asks for the digests of the 256 ranges below
 * one that differs, until few records are left, and then for these.
 */
enum {
    JU_COMPARE_BYTES = 16, /* of a position and of a digest */
    JU_COMPARE_HEX_SIZE = 2 * JU_COMPARE_BYTES + 1,
    JU_COMPARE_FAN_OUT = 256,
    JU_COMPARE_FEW = 64,             /* so many records are told one by one */
    JU_COMPARE_READ_AT_ONCE = 32768, /* so many records, about, are read for one answer */
    JU_COMPARE_ITEMS_MAX = 24,
};

/* ---- one record --------------------------------------------------------------------------------------- */

/* The items that both sides hold, in the order of their contract; texts are the arena's or the message's. */
typedef struct ju_compare_items {
    size_t count;
    struct {
        const char *name;
        const char *value;
    } item[JU_COMPARE_ITEMS_MAX];
} ju_compare_items;

/* The fields of the message that is the contract, each as text: a message inside it is one item, and the same
 * when it is absent as when it is empty. JU_FATAL when the arena is full, or for a contract of too many or of
 * repeated fields. */
ju_rc ju_compare_items_of(const ProtobufCMessage *message, ju_arena *arena, ju_compare_items *ret,
                          ju_err *err) JU_MUST_CHECK;

/* The position of a record from a blind index that both sides can make. */
void ju_compare_position(const unsigned char index[JU_BLIND_INDEX_BYTES],
                         unsigned char ret[JU_COMPARE_BYTES]);

/* The digest of a record under the key of ring's blind indexes: without that key it says nothing about an
 * item. JU_FATAL when the arena is full or OpenSSL fails. The text it is made from is wiped. */
ju_rc ju_compare_digest(ju_keyring *ring, ju_arena *arena, const ju_compare_items *items,
                        const unsigned char position[JU_COMPARE_BYTES], unsigned char ret[JU_COMPARE_BYTES],
                        ju_err *err) JU_MUST_CHECK;

/* The names of the items that differ between two lists of the same contract; ret has room for all. */
size_t ju_compare_items_differing(const ju_compare_items *one, const ju_compare_items *other,
                                  const char *ret[JU_COMPARE_ITEMS_MAX]);

/* ---- ranges ------------------------------------------------------------------------------------------- */

/* What is asked about a range: the children first to last, or its records one by one. */
typedef struct ju_compare_range {
    unsigned char prefix[JU_COMPARE_BYTES];
    size_t depth; /* bytes of prefix */
    unsigned first;
    unsigned last;
    bool records;
} ju_compare_range;

/* False for what no side would ask. */
bool ju_compare_range_valid(const ju_compare_range *range);

/* The lowest and the highest position that range asks about. */
void ju_compare_bounds(const ju_compare_range *range, unsigned char ret_lowest[JU_COMPARE_BYTES],
                       unsigned char ret_highest[JU_COMPARE_BYTES]);

/* The records of one child range; records 0: none. */
typedef struct ju_compare_node {
    int64_t records;
    unsigned char digest[JU_COMPARE_BYTES];
} ju_compare_node;

/* Questions in the order of their positions; grown in arena memory. */
typedef struct ju_compare_questions {
    ju_arena *arena;
    ju_compare_range *range;
    size_t count;
    size_t capacity;
} ju_compare_questions;

/* How many of the 256 children of a range with so many records are about JU_COMPARE_READ_AT_ONCE of them, as
 * positions are evenly spread: a power of 2. */
unsigned ju_compare_children_at_once(int64_t records);

/*
 * Adds the question about the range of this prefix, in which the larger side has so many records: these
 * themselves when they are few, else its children; of many the first ones, so that no answer takes long.
 */
ju_rc ju_compare_ask(const unsigned char *prefix, size_t depth, int64_t records,
                     ju_compare_questions *questions, ju_err *err) JU_MUST_CHECK;

/* Adds the questions about the children of asked that differ, and about those that come behind them when it
 * asked about a part. own and other are by child. */
ju_rc ju_compare_descend(const ju_compare_range *asked, const ju_compare_node own[JU_COMPARE_FAN_OUT],
                         const ju_compare_node other[JU_COMPARE_FAN_OUT], ju_compare_questions *questions,
                         ju_err *err) JU_MUST_CHECK;

/* ---- records one by one ------------------------------------------------------------------------------- */

typedef enum ju_compare_kind {
    JU_COMPARE_ONLY_HERE,
    JU_COMPARE_ONLY_THERE,
    JU_COMPARE_DIFFERS,
} ju_compare_kind;

/* As in table and report. */
const char *ju_compare_kind_name(ju_compare_kind kind);

typedef struct ju_compare_entry {
    unsigned char position[JU_COMPARE_BYTES];
    unsigned char digest[JU_COMPARE_BYTES];
    const char *local_ref; /* register_ref, and what else finds it behind a space; NULL for the partner's */
} ju_compare_entry;

typedef struct ju_compare_difference {
    ju_compare_kind kind;
    const ju_compare_entry *entry; /* ours where we have it */
} ju_compare_difference;

/* Compares two lists, each in ascending order of positions; ret has room for own_count + other_count. */
size_t ju_compare_entries(const ju_compare_entry *own, size_t own_count, const ju_compare_entry *other,
                          size_t other_count, ju_compare_difference *ret);

#endif
