#include "common/merkle/kept.h"

#include "common/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, MODE = 0600 };

static ju_rc failed(const char *what, const char *path, ju_err *err)
{
    return ju_fail(err, JU_FATAL, "file", "cannot %s %s: %s", what, path, strerror(errno));
}

ju_rc ju_kept_lock(const char *path, int *ret_lock, ju_err *err)
{
    char name[PATH_BYTES];
    (void)snprintf(name, sizeof name, "%s.lock", path);
    int lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, MODE);
    while (lock >= 0 && flock(lock, LOCK_EX) != 0) {
        if (errno != EINTR) {
            (void)close(lock);
            lock = -1;
        }
    }
    *ret_lock = lock;
    return lock >= 0 ? JU_OK : failed("lock", name, err);
}

void ju_kept_unlock(int lock)
{
    (void)close(lock);
}

ju_rc ju_kept_read(const char *path, ju_arena *arena, const char **ret, ju_err *err)
{
    char *text = NULL;
    size_t length = 0;
    *ret = "";
    if (access(path, F_OK) != 0 && errno == ENOENT) {
        return JU_OK;
    }
    JU_TRY(ju_file_read(path, JU_KEPT_BYTES_MAX, &text, &length, err));
    *ret = ju_arena_strdup(arena, text);
    ju_file_release(text, length);
    return *ret == NULL ? ju_no_memory(err) : JU_OK;
}

static bool write_all(int fd, const char *text)
{
    size_t left = strlen(text);
    while (left > 0) {
        ssize_t done = write(fd, text, left);
        if (done < 0 && errno != EINTR) {
            return false;
        }
        left -= done < 0 ? 0 : (size_t)done;
        text += done < 0 ? 0 : done;
    }
    return fsync(fd) == 0;
}

/* The name of a file is durable when its folder is. */
static bool sync_folder(const char *path)
{
    char name[PATH_BYTES];
    (void)snprintf(name, sizeof name, "%s", path);
    int fd = open(dirname(name), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) {
        (void)close(fd);
    }
    return done;
}

ju_rc ju_kept_write(const char *path, const char *note, ju_err *err)
{
    char fresh[PATH_BYTES];
    if (strlen(note) > JU_KEPT_BYTES_MAX) { /* it could not be read again */
        return ju_fail(err, JU_FATAL, "file", "a note for %s is larger than %d bytes", path,
                       JU_KEPT_BYTES_MAX);
    }
    (void)snprintf(fresh, sizeof fresh, "%s.new", path);
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, MODE);
    if (fd < 0) {
        return failed("make", fresh, err);
    }
    bool written = write_all(fd, note);
    written = close(fd) == 0 && written;
    return written && rename(fresh, path) == 0 && sync_folder(path) ? JU_OK : failed("write", path, err);
}
