#include "common/seal/keyfile.h"

#include "common/base/hex.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    KEY_TEXT_SIZE = 2 * JU_WRAPPED_KEY_BYTES + 16,
    FILE_SIZE = JU_KEYS_MAX * (JU_KEY_ID_SIZE + KEY_TEXT_SIZE)
};

/* K of keyfile.h. */
static ju_rc write_key(const char *name, const unsigned char *key, char ret[KEY_TEXT_SIZE], ju_err *err)
{
    unsigned char wrapped[JU_WRAPPED_KEY_BYTES];
    if (!ju_key_provider_wraps()) {
        ju_hex(key, JU_DATA_KEY_BYTES, ret);
        return JU_OK;
    }
    JU_TRY(ju_key_wrap(name, key, wrapped, err));
    ju_hex(wrapped, sizeof wrapped, stpcpy(ret, "wrapped:"));
    return JU_OK;
}

static bool write_all(int file, const char *text, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t written = write(file, text + done, size - done);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        done += written > 0 ? (size_t)written : 0;
    }
    return fsync(file) == 0;
}

/* Whose file it was keeps it: a service reads it under its own user. */
static bool write_beside(const char *beside, const char *text, size_t size, const struct stat *old)
{
    int file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        return false;
    }
    bool good = fchown(file, old->st_uid, old->st_gid) == 0 && fchmod(file, old->st_mode & 0777) == 0 &&
                write_all(file, text, size);
    good = close(file) == 0 && good;
    if (!good) {
        (void)unlink(beside);
    }
    return good;
}

/* Keys that nobody is to have any more should not be left on the disk, as far as that can be had. */
static void overwrite(int file, size_t size)
{
    static const char nothing[FILE_SIZE];
    if (size <= sizeof nothing) {
        (void)write_all(file, nothing, size);
    }
}

static bool sync_folder(const char *path)
{
    char folder[PATH_MAX];
    (void)snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    *(slash == NULL ? folder : slash) = '\0';
    int dir = open(slash == NULL ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = dir >= 0 && fsync(dir) == 0;
    if (dir >= 0) {
        (void)close(dir);
    }
    return good;
}

static bool replace(const char *path, const char *text, size_t size)
{
    char beside[PATH_MAX + 8];
    struct stat old;
    int file = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    (void)snprintf(beside, sizeof beside, "%s.new", path);
    bool good = file >= 0 && fstat(file, &old) == 0 && write_beside(beside, text, size, &old);
    if (good && rename(beside, path) != 0) {
        (void)unlink(beside);
        good = false;
    }
    good = good && sync_folder(path);
    if (good) {
        overwrite(file, (size_t)old.st_size);
    }
    if (file >= 0) {
        (void)close(file);
    }
    return good;
}

static ju_rc write_file(const char *dir, const char *audience, const char *suffix, const char *text,
                        size_t size, ju_err *err)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s.%s", dir, audience, suffix) >= (int)sizeof path ||
        !replace(path, text, size)) {
        return ju_fail(err, JU_FATAL, "keyring", "cannot write %s.%s: %s", audience, suffix, strerror(errno));
    }
    return JU_OK;
}

/* One line into text of size_bytes; *at moves. */
static ju_rc add_line(const ju_seal_key *key, char *text, size_t *at, ju_err *err)
{
    char as_text[KEY_TEXT_SIZE] = "erased";
    ju_rc rc = key->erased ? JU_OK : write_key(key->id, key->bytes, as_text, err);
    if (rc == JU_OK) {
        *at += (size_t)snprintf(text + *at, FILE_SIZE - *at, "%s %s\n", key->id, as_text);
    }
    explicit_bzero(as_text, sizeof as_text);
    return rc;
}

ju_rc ju_keys_write(const char *dir, const ju_key_list *keys, ju_err *err)
{
    char text[FILE_SIZE];
    size_t size = 0;
    ju_rc rc = JU_OK;
    for (size_t i = 0; rc == JU_OK && i < keys->count; i++) {
        rc = add_line(&keys->key[i], text, &size, err);
    }
    rc = rc == JU_OK ? write_file(dir, keys->audience, "keys", text, size, err) : rc;
    explicit_bzero(text, sizeof text);
    return rc;
}

ju_rc ju_index_key_write(const char *dir, const char *audience, const unsigned char key[JU_DATA_KEY_BYTES],
                         ju_err *err)
{
    char name[JU_KEY_ID_SIZE + sizeof ".index"];
    char text[KEY_TEXT_SIZE + 1] = "";
    (void)snprintf(name, sizeof name, "%s.index", audience);
    ju_rc rc = write_key(name, key, text, err);
    if (rc == JU_OK) {
        size_t length = strlen(text);
        text[length] = '\n';
        rc = write_file(dir, audience, "index", text, length + 1, err);
    }
    explicit_bzero(text, sizeof text);
    return rc;
}
