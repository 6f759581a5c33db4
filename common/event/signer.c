#include "common/event/signer.h"

#include "common/event/event_keys.h"

#include <stdlib.h>
#include <string.h>

enum { LEVELS = JU_TREE_PATH_MAX + 1, OPEN_MAX = 32 };

/* The tree of one topic that is being filled. */
typedef struct tree {
    const char *topic;
    int size;
    size_t event[JU_TREE_EVENTS_MAX];         /* numbers of the leaves */
    ju_hash node[LEVELS][JU_TREE_EVENTS_MAX]; /* roots of the complete subtrees, by level */
} tree;

struct ju_signer {
    ju_event_keys *keys;
    char *name;
    ju_hasher *hasher;
    EVP_MD_CTX *context;
    ju_leaf_room room;
    tree open[OPEN_MAX];
    size_t open_count;
};

ju_rc ju_signer_open(const char *key_dir, const char *name, ju_signer **ret, ju_err *err)
{
    ju_signer *signer = calloc(1, sizeof *signer);
    if (signer == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    signer->name = strdup(name);
    signer->context = EVP_MD_CTX_new();
    ju_rc rc = signer->name == NULL || signer->context == NULL
                   ? ju_fail(err, JU_FATAL, "memory", "out of memory")
                   : ju_hasher_new(&signer->hasher, err);
    rc = rc == JU_OK ? ju_event_keys_open(key_dir, name, &signer->keys, err) : rc;
    if (rc != JU_OK) {
        ju_signer_free(signer);
        return rc;
    }
    *ret = signer;
    return JU_OK;
}

void ju_signer_free(ju_signer *signer)
{
    if (signer != NULL) {
        ju_event_keys_free(signer->keys);
        ju_hasher_free(signer->hasher);
        EVP_MD_CTX_free(signer->context);
        ju_leaf_room_done(&signer->room);
        free(signer->name);
        free(signer);
    }
}

const char *ju_signer_name(const ju_signer *signer)
{
    return signer->name;
}

#ifndef JU_BARE

/* ---- one tree ----------------------------------------------------------------------------------------- */

static void add_leaf(ju_signer *signer, tree *into, size_t event, const ju_hash *leaf)
{
    int at = into->size++;
    into->event[at] = event;
    into->node[0][at] = *leaf;
    for (int level = 1; (into->size & ((1 << level) - 1)) == 0; level++) {
        at >>= 1;
        const ju_hash *below = &into->node[level - 1][2 * (size_t)at];
        into->node[level][at] = ju_hash_node(signer->hasher, &below[0], &below[1]);
    }
}

static ju_rc read_node(void *opaque, int level, int64_t index, ju_hash *ret, ju_err *err)
{
    const tree *from = opaque;
    (void)err;
    *ret = from->node[level][index];
    return JU_OK;
}

static ju_rc sign_root(ju_signer *signer, const ju_event_key *key, const tree *of, const ju_hash *root,
                       unsigned char ret[JU_EVENT_SIGNATURE_BYTES], ju_err *err)
{
    unsigned char bytes[JU_SIGNED_ROOT_BYTES];
    size_t size = JU_EVENT_SIGNATURE_BYTES;
    ju_signed_root(of->size, root, bytes);
    (void)EVP_MD_CTX_reset(signer->context);
    return EVP_DigestSignInit(signer->context, NULL, NULL, NULL, key->key) == 1 &&
                   EVP_DigestSign(signer->context, ret, &size, bytes, sizeof bytes) == 1
               ? ju_hasher_check(signer->hasher, err)
               : ju_fail(err, JU_FATAL, "signature_key", "OpenSSL cannot sign");
}

/* Signs the tree and gives each of its events the place and the way up. */
static ju_rc close_tree(ju_signer *signer, const ju_event_key *key, tree *full, ju_signature *ret,
                        ju_err *err)
{
    const ju_subtrees nodes = {.read = read_node, .opaque = full};
    ju_signed_place place = {.size = full->size};
    ju_hash root;
    memcpy(place.key_id, key->id, sizeof place.key_id);
    for (place.index = 0; place.index < full->size; place.index++) {
        JU_TRY(ju_prove_inclusion(signer->hasher, &nodes, place.index, full->size, &place.path, err));
        if (place.index == 0) {
            (void)ju_inclusion_root(signer->hasher, 0, full->size, &full->node[0][0], &place.path, &root);
            JU_TRY(sign_root(signer, key, full, &root, place.signature, err));
        }
        ju_signature_write(&place, &ret[full->event[place.index]]);
    }
    full->size = 0;
    return JU_OK;
}

/* ---- all of them -------------------------------------------------------------------------------------- */

/* The tree of the topic; one that is not there yet takes the place of the oldest when there are too many. */
static ju_rc tree_of(ju_signer *signer, const ju_event_key *key, const char *topic, ju_signature *signed_,
                     tree **ret, ju_err *err)
{
    for (size_t i = 0; i < signer->open_count; i++) {
        if (strcmp(signer->open[i].topic, topic) == 0) {
            *ret = &signer->open[i];
            return JU_OK;
        }
    }
    if (signer->open_count < OPEN_MAX) {
        *ret = &signer->open[signer->open_count++];
    } else {
        *ret = &signer->open[0];
        JU_TRY((*ret)->size > 0 ? close_tree(signer, key, *ret, signed_, err) : JU_OK);
    }
    (*ret)->topic = topic;
    (*ret)->size = 0;
    return JU_OK;
}

static ju_rc add_event(ju_signer *signer, const ju_event_key *key, const ju_event *event, size_t number,
                       ju_signature *ret, ju_err *err)
{
    ju_hash leaf;
    tree *into = NULL;
    JU_TRY(ju_event_leaf(signer->hasher, &signer->room, event, &leaf, err));
    JU_TRY(tree_of(signer, key, event->topic, ret, &into, err));
    add_leaf(signer, into, number, &leaf);
    return into->size == JU_TREE_EVENTS_MAX ? close_tree(signer, key, into, ret, err) : JU_OK;
}

ju_rc ju_signer_sign(ju_signer *signer, const ju_event *events, size_t count, ju_signature *ret, ju_err *err)
{
    bool changed = false;
    JU_TRY(ju_event_keys_refresh(signer->keys, &changed, err));
    const ju_event_key *key = ju_event_key_today(signer->keys);
    if (key == NULL) {
        return ju_fail(err, JU_RETRY, "signature_key", "%s has no key that counts today", signer->name);
    }
    signer->open_count = 0;
    for (size_t i = 0; i < count; i++) {
        JU_TRY(add_event(signer, key, &events[i], i, ret, err));
    }
    for (size_t i = 0; i < signer->open_count; i++) {
        tree *rest = &signer->open[i];
        JU_TRY(rest->size > 0 ? close_tree(signer, key, rest, ret, err) : JU_OK);
    }
    return JU_OK;
}

#else

ju_rc ju_signer_sign(ju_signer *signer, const ju_event *events, size_t count, ju_signature *ret, ju_err *err)
{
    (void)signer;
    (void)events;
    (void)err;
    for (size_t i = 0; i < count; i++) {
        ret[i].size = 0;
    }
    return JU_OK;
}

#endif
