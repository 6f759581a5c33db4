#include "common/merkle/note.h"

#include "common/base/file.h"
#include "common/base/hex.h"
#include "common/base/parse.h"
#include "common/merkle/base64.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NAME_SIZE = 128,
    KEY_FILE_BYTES_MAX = 4096,
    PUBLIC_BYTES = 32,
    SIGNATURE_BYTES = 64,
    KEY_HASH_BYTES = 4,
    MOMENT_BYTES = 8,
    LINE_BYTES_MAX = 128, /* of what stands in base64 */
};

static const char DASH[] = "\xe2\x80\x94 "; /* em dash and a blank */

struct ju_note_key {
    char name[NAME_SIZE];
    ju_note_kind kind;
    EVP_PKEY *key;
    bool private_;
    unsigned char public_[PUBLIC_BYTES];
    unsigned char hash[KEY_HASH_BYTES];
};

/* ---- keys --------------------------------------------------------------------------------------------- */

static bool name_valid(const char *name)
{
    return *name != '\0' && strlen(name) < NAME_SIZE && strpbrk(name, " +\t\r\n") == NULL;
}

static ju_rc bad_key(ju_rc rc, const char *why, ju_err *err)
{
    return rc == JU_REJECT ? ju_reject(err, "note_key", "key", "%s", why)
                           : ju_fail(err, rc, "note_key", "%s", why);
}

static bool compute_hash(ju_note_key *key)
{
    unsigned char text[NAME_SIZE + 2 + PUBLIC_BYTES];
    unsigned char digest[JU_HASH_BYTES];
    size_t length = strlen(key->name);
    memcpy(text, key->name, length);
    text[length++] = '\n';
    text[length++] = (unsigned char)key->kind;
    memcpy(text + length, key->public_, sizeof key->public_);
    length += sizeof key->public_;
    if (EVP_Digest(text, length, digest, NULL, EVP_sha256(), NULL) != 1) {
        return false;
    }
    memcpy(key->hash, digest, sizeof key->hash);
    return true;
}

/* Takes the key over. */
static ju_rc make_key(const char *name, ju_note_kind kind, EVP_PKEY *own, bool private_, ju_rc rc,
                      ju_note_key **ret, ju_err *err)
{
    size_t size = PUBLIC_BYTES;
    ju_note_key *key = calloc(1, sizeof *key);
    if (key == NULL) {
        EVP_PKEY_free(own);
        return ju_no_memory(err);
    }
    *key = (ju_note_key){.kind = kind, .key = own, .private_ = private_};
    bool good = name_valid(name) && own != NULL && EVP_PKEY_get_id(own) == EVP_PKEY_ED25519 &&
                EVP_PKEY_get_raw_public_key(own, key->public_, &size) == 1;
    if (good) {
        (void)snprintf(key->name, sizeof key->name, "%s", name);
    }
    if (!good || !compute_hash(key)) {
        ju_note_key_free(key);
        return bad_key(rc, "no name and Ed25519 key for notes", err);
    }
    *ret = key;
    return JU_OK;
}

static EVP_PKEY *parse_pem(const char *text, size_t length, bool private_)
{
    BIO *in = BIO_new_mem_buf(text, (int)length);
    EVP_PKEY *key = in == NULL ? NULL
                    : private_ ? PEM_read_bio_PrivateKey(in, NULL, NULL, NULL)
                               : PEM_read_bio_PUBKEY(in, NULL, NULL, NULL);
    BIO_free(in);
    return key;
}

ju_rc ju_note_key_open(const char *name, ju_note_kind kind, const char *path, ju_note_key **ret, ju_err *err)
{
    char *text = NULL;
    size_t length = 0;
    JU_TRY(ju_file_read(path, KEY_FILE_BYTES_MAX, &text, &length, err));
    EVP_PKEY *key = parse_pem(text, length, true);
    bool private_ = key != NULL;
    key = private_ ? key : parse_pem(text, length, false);
    ju_file_release(text, length);
    return make_key(name, kind, key, private_, JU_FATAL, ret, err);
}

void ju_note_key_free(ju_note_key *key)
{
    if (key != NULL) {
        EVP_PKEY_free(key->key);
        free(key);
    }
}

/* ---- keys as text ------------------------------------------------------------------------------------- */

const char *ju_note_key_text(const ju_note_key *key, ju_arena *arena)
{
    unsigned char bytes[1 + PUBLIC_BYTES];
    char hash[2 * KEY_HASH_BYTES + 1];
    bytes[0] = (unsigned char)key->kind;
    memcpy(bytes + 1, key->public_, PUBLIC_BYTES);
    ju_hex(key->hash, KEY_HASH_BYTES, hash);
    const char *encoded = ju_base64(arena, bytes, sizeof bytes);
    return encoded == NULL ? NULL : ju_arena_printf(arena, "%s+%s+%s", key->name, hash, encoded);
}

ju_rc ju_note_key_read(const char *text, ju_note_key **ret, ju_err *err)
{
    unsigned char bytes[LINE_BYTES_MAX];
    char name[NAME_SIZE];
    char hash[2 * KEY_HASH_BYTES + 1];
    const char *first = strchr(text, '+');
    const char *second = first == NULL ? NULL : strchr(first + 1, '+');
    if (second == NULL || (size_t)(first - text) >= sizeof name || second - first != sizeof hash ||
        ju_base64_read(second + 1, strlen(second + 1), bytes, sizeof bytes) != 1 + PUBLIC_BYTES ||
        (bytes[0] != JU_NOTE_LOG && bytes[0] != JU_NOTE_WITNESS)) {
        return bad_key(JU_REJECT, "no key for notes", err);
    }
    (void)snprintf(name, sizeof name, "%.*s", (int)(first - text), text);
    EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, bytes + 1, PUBLIC_BYTES);
    JU_TRY(make_key(name, (ju_note_kind)bytes[0], key, false, JU_REJECT, ret, err));
    ju_hex((*ret)->hash, KEY_HASH_BYTES, hash);
    if (strncmp(hash, first + 1, sizeof hash - 1) != 0) {
        ju_note_key_free(*ret);
        *ret = NULL;
        return bad_key(JU_REJECT, "the hash of the key is not its own", err);
    }
    return JU_OK;
}

ju_note_kind ju_note_key_kind(const ju_note_key *key)
{
    return key->kind;
}

/* ---- signing ------------------------------------------------------------------------------------------ */

static const char *signed_bytes(const ju_note_key *key, ju_arena *arena, const char *text, int64_t seconds)
{
    return key->kind == JU_NOTE_LOG
               ? text
               : ju_arena_printf(arena, "cosignature/v1\ntime %lld\n%s", (long long)seconds, text);
}

static void put_moment(int64_t seconds, unsigned char ret[MOMENT_BYTES])
{
    uint64_t left = (uint64_t)seconds;
    for (size_t i = MOMENT_BYTES; i-- > 0; left >>= 8) {
        ret[i] = (unsigned char)(left & 0xffU);
    }
}

static int64_t got_moment(const unsigned char bytes[MOMENT_BYTES])
{
    uint64_t moment = 0;
    for (size_t i = 0; i < MOMENT_BYTES; i++) {
        moment = moment << 8 | bytes[i];
    }
    return (int64_t)moment;
}

static bool sign(EVP_PKEY *key, const char *bytes, unsigned char ret[SIGNATURE_BYTES])
{
    size_t size = SIGNATURE_BYTES;
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    bool made = digest != NULL && EVP_DigestSignInit(digest, NULL, NULL, NULL, key) == 1 &&
                EVP_DigestSign(digest, ret, &size, (const unsigned char *)bytes, strlen(bytes)) == 1;
    EVP_MD_CTX_free(digest);
    return made && size == SIGNATURE_BYTES;
}

ju_rc ju_note_sign(const ju_note_key *key, ju_arena *arena, const char *text, int64_t seconds,
                   const char **ret, ju_err *err)
{
    unsigned char line[KEY_HASH_BYTES + MOMENT_BYTES + SIGNATURE_BYTES];
    size_t at = KEY_HASH_BYTES;
    const char *bytes = signed_bytes(key, arena, text, seconds);
    if (bytes == NULL) {
        return ju_no_memory(err);
    }
    memcpy(line, key->hash, KEY_HASH_BYTES);
    if (key->kind == JU_NOTE_WITNESS) {
        put_moment(seconds, line + at);
        at += MOMENT_BYTES;
    }
    if (!key->private_ || !sign(key->key, bytes, line + at)) {
        return bad_key(JU_FATAL, "this key cannot sign", err);
    }
    const char *encoded = ju_base64(arena, line, at + SIGNATURE_BYTES);
    *ret = encoded == NULL ? NULL : ju_arena_printf(arena, "%s%s %s\n", DASH, key->name, encoded);
    return *ret == NULL ? ju_no_memory(err) : JU_OK;
}

/* ---- checking ----------------------------------------------------------------------------------------- */

/* The signature of a line, when it is of this key. */
static bool of_key(const ju_note_key *key, const char *line, size_t length, unsigned char ret[LINE_BYTES_MAX],
                   size_t *ret_size)
{
    size_t name = strlen(key->name);
    if (length <= name + 1 || strncmp(line, key->name, name) != 0 || line[name] != ' ') {
        return false;
    }
    *ret_size = ju_base64_read(line + name + 1, length - name - 1, ret, LINE_BYTES_MAX);
    return *ret_size > KEY_HASH_BYTES && memcmp(ret, key->hash, KEY_HASH_BYTES) == 0;
}

static bool verify(const ju_note_key *key, ju_arena *arena, const char *text, const unsigned char *signature,
                   size_t size, int64_t *ret_seconds)
{
    bool witness = key->kind == JU_NOTE_WITNESS;
    if (size != (witness ? MOMENT_BYTES : 0) + SIGNATURE_BYTES) {
        return false;
    }
    int64_t seconds = witness ? got_moment(signature) : 0;
    const char *bytes = signed_bytes(key, arena, text, seconds);
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    bool right = bytes != NULL && digest != NULL &&
                 EVP_DigestVerifyInit(digest, NULL, NULL, NULL, key->key) == 1 &&
                 EVP_DigestVerify(digest, signature + size - SIGNATURE_BYTES, SIGNATURE_BYTES,
                                  (const unsigned char *)bytes, strlen(bytes)) == 1;
    EVP_MD_CTX_free(digest);
    if (right && ret_seconds != NULL) {
        *ret_seconds = seconds;
    }
    return right;
}

/* The text is all before the last empty line: a text may have empty lines itself. */
static const char *lines_of(const char *note)
{
    const char *found = NULL;
    for (const char *at = strstr(note, "\n\n"); at != NULL; at = strstr(at + 1, "\n\n")) {
        found = at;
    }
    return found == NULL ? NULL : found + 2;
}

ju_rc ju_note_check(const ju_note_key *key, ju_arena *arena, const char *note, const char **ret_text,
                    int64_t *ret_seconds, ju_err *err)
{
    unsigned char bytes[LINE_BYTES_MAX];
    size_t size = 0;
    bool seen = false;
    const char *line = lines_of(note);
    if (line == NULL || *line == '\0') {
        return ju_reject(err, "note_invalid", "note", "this is no signed note");
    }
    const char *text = ju_arena_printf(arena, "%.*s", (int)(line - 1 - note), note);
    if (text == NULL) {
        return ju_no_memory(err);
    }
    for (const char *end = NULL; *line != '\0'; line = end + 1) {
        end = strchr(line, '\n');
        if (end == NULL || strncmp(line, DASH, strlen(DASH)) != 0) {
            return ju_reject(err, "note_invalid", "note",
                             "below the text stands something else than signatures");
        }
        line += strlen(DASH);
        if (!of_key(key, line, (size_t)(end - line), bytes, &size)) {
            continue;
        }
        seen = true;
        if (verify(key, arena, text, bytes + KEY_HASH_BYTES, size - KEY_HASH_BYTES, ret_seconds)) {
            *ret_text = text;
            return JU_OK;
        }
    }
    return seen ? ju_reject(err, "note_signature", "note", "the signature of %s is wrong", key->name)
                : ju_reject(err, "note_unsigned", "note", "%s has not signed this", key->name);
}

/* ---- checkpoints -------------------------------------------------------------------------------------- */

const char *ju_checkpoint_text(const ju_checkpoint *checkpoint, ju_arena *arena)
{
    const char *root = ju_base64(arena, checkpoint->root.byte, sizeof checkpoint->root.byte);
    return root == NULL ? NULL
                        : ju_arena_printf(arena, "%s\n%lld\n%s\n", checkpoint->origin,
                                          (long long)checkpoint->size, root);
}

ju_rc ju_checkpoint_read(const char *text, ju_arena *arena, ju_checkpoint *ret, ju_err *err)
{
    unsigned char root[LINE_BYTES_MAX];
    const char *second = strchr(text, '\n');
    const char *third = second == NULL ? NULL : strchr(second + 1, '\n');
    const char *end = third == NULL ? NULL : strchr(third + 1, '\n');
    if (end == NULL || second == text ||
        ju_base64_read(third + 1, (size_t)(end - third - 1), root, sizeof root) != sizeof ret->root.byte) {
        return ju_reject(err, "checkpoint_invalid", "checkpoint", "this is no checkpoint");
    }
    const char *size = ju_arena_printf(arena, "%.*s", (int)(third - second - 1), second + 1);
    ret->origin = ju_arena_printf(arena, "%.*s", (int)(second - text), text);
    if (size == NULL || ret->origin == NULL) {
        return ju_no_memory(err);
    }
    if (!ju_parse_int64(size, 0, INT64_MAX, &ret->size) || (size[0] == '0' && size[1] != '\0')) {
        return ju_reject(err, "checkpoint_invalid", "checkpoint", "the size of a checkpoint is a number");
    }
    memcpy(ret->root.byte, root, sizeof ret->root.byte);
    return JU_OK;
}
