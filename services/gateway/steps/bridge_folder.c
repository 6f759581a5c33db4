#include "services/gateway/steps/bridge_folder.h"

#include "common/text/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_MODE = 0770, FILE_MODE = 0640 };

static ju_rc failed(const char *what, const char *name, ju_err *err)
{
    return ju_fail(err, JU_RETRY, "folder", "cannot %s %s: %s", what, name, strerror(errno));
}

static int open_within(int base, const char *name)
{
    if (mkdirat(base, name, FOLDER_MODE) != 0 && errno != EEXIST) {
        return -1;
    }
    return openat(base, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static void close_one(int fd)
{
    if (fd >= 0) {
        (void)close(fd);
    }
}

ju_rc bridge_folder_open(const char *dir, const char *consumer, bridge_folder *ret, ju_err *err)
{
    *ret = (bridge_folder){-1, -1};
    int base = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int own = base < 0 ? -1 : open_within(base, consumer);
    ret->out = own < 0 ? -1 : open_within(own, "out");
    ret->in = own < 0 ? -1 : open_within(own, "in");
    ju_rc rc = ret->out >= 0 && ret->in >= 0 ? JU_OK : failed("open the folder of", consumer, err);
    close_one(own);
    close_one(base);
    if (rc != JU_OK) {
        bridge_folder_close(ret);
    }
    return rc;
}

void bridge_folder_close(bridge_folder *folder)
{
    close_one(folder->out);
    close_one(folder->in);
    *folder = (bridge_folder){-1, -1};
}

static bool write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t wrote = write(fd, bytes, size);
        if (wrote < 0 && errno == EINTR) {
            continue;
        }
        if (wrote < 0) {
            return false;
        }
        bytes += wrote;
        size -= (size_t)wrote;
    }
    return true;
}

ju_rc bridge_folder_write(int folder, const char *name, const void *bytes, size_t size, ju_err *err)
{
    if (unlinkat(folder, name, 0) != 0 && errno != ENOENT) {
        return failed("replace", name, err);
    }
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
    bool done = fd >= 0 && write_all(fd, bytes, size) && fsync(fd) == 0;
    ju_rc rc = done ? JU_OK : failed("write", name, err);
    close_one(fd);
    return rc;
}

ju_rc bridge_folder_rename(int folder, const char *from, const char *to, ju_err *err)
{
    bool done = renameat(folder, from, folder, to) == 0 && fsync(folder) == 0;
    return done ? JU_OK : failed("rename", from, err);
}

ju_rc bridge_folder_place(int folder, const char *name, const void *bytes, size_t size, ju_err *err)
{
    char *part = NULL;
    if (asprintf(&part, ".%s.part", name) < 0) {
        return ju_no_memory(err);
    }
    ju_rc rc = bridge_folder_write(folder, part, bytes, size, err);
    rc = rc == JU_OK ? bridge_folder_rename(folder, part, name, err) : rc;
    free(part);
    return rc;
}

ju_rc bridge_folder_remove(int folder, const char *name, ju_err *err)
{
    bool done = unlinkat(folder, name, 0) == 0 || errno == ENOENT;
    return done ? JU_OK : failed("remove", name, err);
}

static ju_rc read_plain(int fd, const char *name, size_t most, ju_arena *arena, unsigned char **ret,
                        size_t *ret_size, ju_err *err)
{
    unsigned char *bytes = ju_arena_alloc(arena, most + 2);
    if (bytes == NULL) {
        return ju_no_memory(err);
    }
    for (*ret_size = 0; *ret_size <= most;) {
        ssize_t got = read(fd, bytes + *ret_size, most + 1 - *ret_size);
        if (got < 0 && errno != EINTR) {
            return failed("read", name, err);
        }
        if (got == 0) {
            break;
        }
        *ret_size += got > 0 ? (size_t)got : 0;
    }
    *ret = bytes;
    return JU_OK;
}

ju_rc bridge_folder_read(int folder, const char *name, size_t most, ju_arena *arena, unsigned char **ret,
                         size_t *ret_size, ju_err *err)
{
    struct stat what;
    *ret = NULL;
    *ret_size = 0;
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT || errno == ELOOP || errno == ENXIO || errno == EACCES
                   ? JU_OK
                   : failed("open", name, err);
    }
    bool plain = fstat(fd, &what) == 0 && S_ISREG(what.st_mode);
    size_t size = plain && (size_t)what.st_size < most ? (size_t)what.st_size : most;
    ju_rc rc = plain ? read_plain(fd, name, size, arena, ret, ret_size, err) : JU_OK;
    close_one(fd);
    return rc;
}

/* What a consumer may still be writing is left alone, and so is a name that is no UTF-8. */
static bool is_finished(const char *name)
{
    size_t length = strlen(name);
    bool part = length >= 5 && strcmp(name + length - 5, ".part") == 0;
    bool tmp = length >= 4 && strcmp(name + length - 4, ".tmp") == 0;
    return name[0] != '.' && !part && !tmp && ju_text_valid(name, length);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Links, folders and the like are nobody's answer. */
static bool is_plain(int folder, const char *name)
{
    struct stat what;
    return fstatat(folder, name, &what, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(what.st_mode);
}

ju_rc bridge_folder_list(int folder, size_t max, ju_arena *arena, const char **ret, size_t *ret_count,
                         bool *ret_unreadable, ju_err *err)
{
    *ret_count = 0;
    *ret_unreadable = false;
    int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (dir == NULL) {
        close_one(fd);
        return failed("list", "in", err);
    }
    for (const struct dirent *entry; *ret_count < max && (entry = readdir(dir)) != NULL;) {
        if (!is_finished(entry->d_name) || !is_plain(folder, entry->d_name)) {
            continue;
        }
        if (faccessat(folder, entry->d_name, R_OK, AT_EACCESS) == 0) {
            ret[(*ret_count)++] = ju_arena_strdup(arena, entry->d_name);
        } else {
            *ret_unreadable = true;
        }
    }
    (void)closedir(dir);
    if (arena->full) {
        return ju_no_memory(err);
    }
    qsort(ret, *ret_count, sizeof *ret, by_name);
    return JU_OK;
}
